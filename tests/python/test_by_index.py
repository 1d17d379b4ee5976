"""Native forms of what chooses, orders and packs elements by index or mask, against NumPy's."""

import legate.numpy as np
import numpy
import pytest

RNG = numpy.random.default_rng(7)
DTYPES = "?bBhHiIlLefdFD"
SHAPES = [(0,), (1,), (9,), (3, 4), (2, 0, 3), (2, 3, 5)]


def data(shape, code):
    values = RNG.integers(0, 9, shape) - (4 if code in "bhilefdFD" else 0)
    return values.astype(code)


def layouts(a):
    """The same elements in row-major memory, in columns, and backwards."""
    ours = np.array(a)
    columns = np.empty(a.shape[::-1], a.dtype).T
    columns[...] = ours
    backwards = np.array(a[::-1].copy())[::-1]
    return [ours, columns, backwards]


def same(ours, theirs):
    if isinstance(theirs, (tuple, list)):
        assert len(ours) == len(theirs)
        for one, other in zip(ours, theirs):
            same(one, other)
        return
    assert ours.dtype == theirs.dtype and ours.shape == theirs.shape
    assert numpy.array_equal(numpy.asarray(ours), theirs, equal_nan=theirs.dtype.kind in "fc")
    assert isinstance(ours, numpy.generic) == isinstance(theirs, numpy.generic)


def outcome(call):
    try:
        return call()
    except (ValueError, IndexError, TypeError) as error:
        return type(error), str(error)


def agree(call, a):
    """`call(module, array)` does with ours in every layout what it does with NumPy's; errors word for word."""
    theirs = outcome(lambda: call(numpy, a))
    for ours in layouts(a) if a.ndim else [np.array(a)]:
        found = outcome(lambda ours=ours: call(np, ours))
        if isinstance(theirs, tuple) and theirs and isinstance(theirs[0], type):
            assert found == theirs
        else:
            same(found, theirs)


CALLS = {
    "median": lambda np, a: np.median(a, axis=-1),
    "median of all": lambda np, a: np.median(a),
    "percentile": lambda np, a: np.percentile(a, [10, 50, 99], axis=0),
    "quantile nearest": lambda np, a: np.quantile(a, 0.3, method="nearest"),
    "take clip": lambda np, a: a.take([5, -7, 1], mode="clip"),
    "take wrap": lambda np, a: a.take([[5, -7], [1, 0]], axis=-1, mode="wrap"),
    "take out of bounds": lambda np, a: a.take([100]),
    "take no index": lambda np, a: a.take([0.5]),
    "compress": lambda np, a: a.compress([True, False, True][: a.size]),
    "compress axis": lambda np, a: a.compress([False, True][: a.shape[-1]], axis=-1),
    "repeat": lambda np, a: a.repeat(np.arange(a.shape[0]) % 3, axis=0),
    "repeat negative": lambda np, a: a.repeat([-1]),
    "repeat flat": lambda np, a: a.repeat([2]),
    "round": lambda np, a: (a * 10 // 3 if a.dtype.kind in "iu" else a / 7 if a.dtype.kind in "fc" else a).round(1),
    "round up": lambda np, a: (a if a.dtype.kind == "b" else a * a.dtype.type(11)).round(-1),
    "lexsort": lambda np, a: np.lexsort((a, a % 2 if a.dtype.kind in "iuf" else a)),
    "lexsort axis": lambda np, a: np.lexsort((a, a), axis=0),
    "choose": lambda np, a: (a != 0).choose([a, 1]),
    "unique": lambda np, a: np.unique(a, return_index=True, return_inverse=True, return_counts=True),
    "union1d": lambda np, a: np.union1d(a, [1, 2]),
    "reshape F": lambda np, a: a.reshape((-1, 1), order="F"),
    "reshape F of a line": lambda np, a: (
        a.ravel().reshape((a.size // 3, -1), order="F") if a.size % 3 == 0 < a.size else a
    ),
    "reshape A": lambda np, a: a.ravel().reshape((1, -1, 1), order="A"),
    "reshape F wrong": lambda np, a: a.reshape((7, 11), order="F"),
    "ravel F": lambda np, a: a.ravel("F"),
    "flatten A": lambda np, a: a.flatten("F"),
    "copy F": lambda np, a: a.copy("F"),
}


@pytest.mark.parametrize("code", DTYPES)
@pytest.mark.parametrize("name", CALLS)
def test_is_numpys(native, name, code):
    if name in ("quantile nearest", "percentile", "median", "median of all") and code in "?FD":
        pytest.skip("NumPy has no quantiles of these")
    for shape in SHAPES:
        if "quantile" in name or "percentile" in name or "median" in name:
            if 0 in shape:
                continue
        agree(CALLS[name], data(shape, code))


@pytest.mark.parametrize("code", "efd")
def test_nan_medians(native, code):
    a = data((40, 30), code)
    a[RNG.random(a.shape) < 0.3] = numpy.nan
    a[4] = numpy.nan
    for axis in (0, 1, -1, (0, 1)):
        with numpy.testing.suppress_warnings() as hidden:
            hidden.filter(RuntimeWarning)
            same(np.nanmedian(np.array(a), axis=axis), numpy.nanmedian(a, axis=axis))
    with pytest.warns(RuntimeWarning, match="All-NaN"):
        np.nanmedian(np.array(a), axis=1)


@pytest.mark.parametrize("code", "?bBL")
@pytest.mark.parametrize("order", ["big", "little"])
def test_bits(native, code, order):
    for shape in [*SHAPES, (16,), (2, 17), ()]:
        for axis in (None, *range(len(shape))):
            a = data(shape, code)
            agree(lambda np, a, axis=axis: np.packbits(a, axis, order), a)
            for count in (None, 3, 50, -2) if a.size else (None, -2):  # NumPy fills nothing in without any bytes
                agree(lambda np, a, axis=axis, c=count: np.unpackbits(a, axis, c, order), a.astype("B"))
    agree(lambda np, a: np.packbits(a), numpy.ones(3))
    agree(lambda np, a: np.packbits(a, bitorder="odd"), numpy.ones(3, "B"))


@pytest.mark.parametrize("key", [slice(None), slice(1, None, 2), slice(-1, None, -1), Ellipsis, [0, 2, -1], 3])
@pytest.mark.parametrize("values", [[7], [1.5, 2.5], numpy.arange(20), [], 5])
def test_flat_assignment(native, key, values):
    if type(key) is int and numpy.ndim(values):
        return
    for ours in layouts(data((3, 4), "l")):
        theirs = numpy.array(ours)
        theirs.flat[key] = values
        ours.flat[key] = values
        same(ours, theirs)


@pytest.mark.parametrize("name", ["putmask", "place"])
@pytest.mark.parametrize("values", [[7], [1, 2, 3], numpy.arange(30), 4])
def test_masked_puts(native, name, values):
    for ours in layouts(data((3, 4), "l")):
        theirs = numpy.array(ours)
        mask = theirs > 0
        getattr(numpy, name)(theirs, mask, values)
        getattr(np, name)(ours, np.array(mask), values)
        same(ours, theirs)
    agree(lambda np, a: getattr(np, name)(a, np.ones(2, dtype=bool), [1]), data((3,), "l"))


@pytest.mark.parametrize("order", "CF")
def test_multi_indices(native, order):
    for dims in [(5,), (3, 4), (2, 3, 4)]:
        flat = RNG.integers(0, numpy.prod(dims), (2, 6))
        agree(lambda np, a, dims=dims: np.unravel_index(a, dims, order), flat)
        parts = numpy.unravel_index(flat, dims, order)
        for mode in ("raise", "wrap", "clip"):
            by = 0 if mode == "raise" else 5
            theirs = numpy.ravel_multi_index(tuple(p + by for p in parts), dims, mode, order)
            same(np.ravel_multi_index(tuple(np.array(p + by) for p in parts), dims, mode, order), theirs)
    agree(lambda np, a: np.unravel_index(a, (2, 3)), numpy.array([1, 6]))
    agree(lambda np, a: np.ravel_multi_index((a, a), (2, 3)), numpy.array([1, 2]))


def test_windows(native):
    from legate.numpy.lib import stride_tricks

    windows = numpy.lib.stride_tricks.sliding_window_view
    a = numpy.arange(24.0).reshape(4, 6)
    same(stride_tricks.sliding_window_view(np.array(a), (2, 3)), windows(a, (2, 3)))
    same(stride_tricks.sliding_window_view(np.array(a), 3, axis=1), windows(a, 3, axis=1))
    view = stride_tricks.as_strided(np.arange(6.0), (3, 2), (8, 8))
    view[0, 0] = 9
    same(view, numpy.array([[9.0, 1], [1, 2], [2, 3]]))


def test_choose_modes(native):
    choices = numpy.arange(12.0).reshape(3, 4)
    for mode, index in (("wrap", [-1, 4, 7, 0]), ("clip", [-1, 4, 7, 0]), ("raise", [0, 2, 1, 2]), ("raise", [3] * 4)):
        agree(lambda np, a, mode=mode: a.choose(np.array(choices), mode=mode), numpy.array(index))
    out = np.zeros(4)
    assert np.choose(np.array([0, 1, 0, 1]), [np.arange(4), 2.5], out=out) is out
    same(out, numpy.array([0, 2.5, 2, 2.5]))
    agree(lambda np, a: np.choose(a, [1000, np.ones(2, dtype="B")]), numpy.array([0, 1]))
    assert np.choose(np.array([0, 1]), [1, 2]).flags.owndata


def test_a_condition_that_is_no_array_of_ours_goes_through_the_gate(native):
    condition = numpy.array([1, 0, 1], object)
    with pytest.raises(np.FallbackError):
        np.arange(3.0).compress(condition)
    with pytest.raises(ValueError, match="condition must be a 1-d array"):
        np.arange(3.0).compress(np.ones((1, 3), bool))
