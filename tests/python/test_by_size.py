"""Library operations at sizes around the width of vectors and of the parts that threads get, against NumPy's."""

import legate.numpy as np
import numpy
import pytest
from oracle import NATIVE, to_numpy
from test_sort import LAYOUTS, agree, sample

pytestmark = pytest.mark.usefixtures("native")
rng = numpy.random.default_rng(3)

SIZES = [1, 3, 4, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 129, 1000, 70_001]
SHAPES = [(300, 5), (5, 300), (257, 260), (3, 4, 5), (40, 1, 900)]
MODES = ["raise", "clip", "wrap"]


@pytest.fixture(params=[1, 4], autouse=True)
def on_threads(request, threads):
    threads(request.param)


@pytest.mark.parametrize("code", NATIVE)
def test_extremes_and_counts_of_lines(code):
    for n in SIZES:
        for a in (sample(code, n), (rng.integers(0, 3, n) % 2).astype(code)):
            for layout in LAYOUTS.values():
                for f in ("argmax", "argmin", "count_nonzero", "flatnonzero"):
                    agree(lambda np, a, f, g: getattr(np, f)(g(a)), a=a, f=f, g=layout)


@pytest.mark.parametrize("code", NATIVE)
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_extremes_and_places_in_several_axes(code, shape):
    a = sample(code, shape)
    for layout in LAYOUTS.values():
        for axis in range(-1, a.ndim - 1):
            for f in ("argmax", "argmin"):
                agree(lambda np, a, f, g, axis: getattr(np, f)(g(a), axis), a=a, f=f, g=layout, axis=axis)
        agree(lambda np, a, g: (np.count_nonzero(g(a)), *np.nonzero(g(a))), a=a, g=layout)


@pytest.mark.parametrize("code", NATIVE)
@pytest.mark.parametrize("mode", MODES)
def test_taking(code, mode):
    for shape in (1, 9, 70_001, (300, 5), (5, 300), (3, 4, 5)):
        a = sample(code, shape)
        for axis in (None, *range(-1, a.ndim - 1)):
            n = a.size if axis is None else a.shape[axis]
            for count in (0, 1, 17, (2, 3), 1000):
                index = rng.integers(-n, n, count) if mode == "raise" else rng.integers(-3 * n, 3 * n, count)
                for layout in LAYOUTS.values():
                    agree(lambda np, a, i, x, g: np.take(g(a), i, x, mode=mode), a=a, i=index, x=axis, g=layout)


def test_taking_out_of_bounds():
    a = numpy.arange(12).reshape(3, 4)
    for axis, index in ((None, [0, 12]), (0, [3]), (1, [0, -5]), (1, 4), (0, [[1], [-4]])):
        agree(lambda np, a, i, axis: np.take(a, i, axis), a=a, i=index, axis=axis)
    agree(lambda np, a: np.take(a, numpy.arange(100_001)), a=numpy.arange(100_000))
    for axis in (0, 1):
        agree(lambda np, a, axis: np.take(a, [7], axis), a=numpy.zeros((0, 3)), axis=axis)


@pytest.mark.parametrize("code", "?hfdD")
def test_repeating(code):
    for shape in (1, 5, 70_001, (300, 5), (5, 300), (3, 4, 5)):
        a = sample(code, shape)
        for axis in (None, *range(-1, a.ndim - 1)):
            n = a.size if axis is None else a.shape[axis]
            for counts in (0, 1, 2, 3, 5, rng.integers(0, 3, n), rng.integers(0, 9, n), numpy.zeros(n, int)):
                for layout in LAYOUTS.values():
                    agree(lambda np, a, c, x, g: np.repeat(g(a), c, x), a=a, c=counts, x=axis, g=layout)


@pytest.mark.parametrize("order", ["big", "little"])
def test_bits(order):
    for shape in (*SIZES, *SHAPES):
        for code in "?Bl":
            a = sample(code, shape)
            for axis in (None, *range(a.ndim)):
                agree(lambda np, a, axis: np.packbits(a, axis, order), a=a, axis=axis)
                for count in (None, 5, -3, 10_000):
                    agree(lambda np, a, axis, c: np.unpackbits(a, axis, c, order), a=a.astype("B"), axis=axis, c=count)


@pytest.mark.parametrize("code", "bHilLefdFD")
@pytest.mark.parametrize(
    "name", ["add", "subtract", "multiply", "divide", "maximum", "minimum", "bitwise_or", "logical_and"]
)
def test_updates(name, code):
    if name == "bitwise_or" and code in "efdFD" or name == "divide" and code not in "efdFD":
        return
    for n, count in ((1, 5), (50, 1000), (70_001, 70_001)):
        a = rng.integers(1, 9, n).astype(code)
        index = rng.integers(-n, n, count)
        for values in (
            numpy.array(3, code),
            rng.integers(1, 5, count).astype(code),
            rng.integers(1, 5, 1).astype(code),
        ):
            for layout in LAYOUTS.values():
                with numpy.errstate(over="ignore", invalid="ignore"):
                    ours, theirs = layout(np.array(a)), layout(a.copy())
                    getattr(np, name).at(ours, index, np.array(values))
                    getattr(numpy, name).at(theirs, index, values)
                numpy.testing.assert_array_equal(to_numpy(ours), theirs)


def test_updates_of_what_is_not_a_number():
    special = numpy.array([numpy.nan, 0.0, -0.0, numpy.inf, -numpy.inf, 1.0])
    a, b = (x.ravel() for x in numpy.meshgrid(special, special))
    for name in ("maximum", "minimum"):
        ours, theirs = np.array(a), a.copy()
        getattr(np, name).at(ours, np.arange(a.size), np.array(b))
        with numpy.errstate(invalid="ignore"):  # of which NumPy warns here alone
            getattr(numpy, name).at(theirs, numpy.arange(a.size), b)
        numpy.testing.assert_array_equal(to_numpy(ours), theirs)


@pytest.mark.parametrize("method", ["linear", "nearest", "inverted_cdf", "weibull", "median_unbiased", "lower"])
@pytest.mark.parametrize("code", "efd")
def test_quantiles_without_what_is_not_a_number(code, method):
    a = rng.standard_normal((7, 5, 40)).astype(code)
    a[rng.random(a.shape) < 0.1] = numpy.nan
    a[:2] = 1
    for x in (a, a[:, :, :1], numpy.ones((3, 4), code)):
        for axis in (0, 1, -1, (0, 2)):
            for q in (0.3, [0.1, 0.5, 1.0], [[0.2, 0.4]]):
                if x.ndim == 3 or type(axis) is int:
                    agree(lambda np, a, q, axis: np.nanquantile(a, q, axis, method=method), a=x, q=q, axis=axis)
            if x.ndim == 3 or type(axis) is int:
                agree(lambda np, a, axis: np.nanmedian(a, axis, keepdims=True), a=x, axis=axis)


def test_quantiles_of_lines_without_a_number():
    a = numpy.full((3, 4), numpy.nan)
    a[1] = 1
    with pytest.warns(RuntimeWarning, match="All-NaN"):
        found = to_numpy(np.nanquantile(np.array(a), [0.2, 0.5], axis=1))
    assert numpy.array_equal(found, [[numpy.nan, 1, numpy.nan]] * 2, equal_nan=True)
    with pytest.warns(RuntimeWarning, match="All-NaN"):
        assert numpy.isnan(to_numpy(np.nanmedian(np.full((2, 3), numpy.nan), axis=0))).all()
