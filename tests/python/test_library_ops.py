"""Operations that are not loops over elements: ranges, gathering, scattering, counting, searching. Each is NumPy's."""

import itertools
import warnings

import legate.numpy as np
import numpy
import pytest
from legate.numpy import _core
from oracle import NATIVE, Outcome, same_outcome

SIZES = (0, 1, 2, 5, 1000, 100_003)
rng = numpy.random.default_rng(5)


def agree(program, **data):
    """The same outcome under both modules; `program` is a function of the module and the data."""
    __tracebackhide__ = True
    ours = {name: np.array(x) if isinstance(x, numpy.ndarray) else x for name, x in data.items()}
    theirs = {name: x.copy() if isinstance(x, numpy.ndarray) else x for name, x in data.items()}
    same_outcome(Outcome(lambda: program(np, **ours)), Outcome(lambda: program(numpy, **theirs)))


def sample(code, shape, zeros=0.5):
    """Numbers of a dtype, few of them distinct, some of them zero."""
    values = rng.integers(-5 if numpy.dtype(code).kind in "ifc" else 0, 6, shape)
    return numpy.where(rng.random(shape) < zeros, 0, values).astype(code)


# -- arange --------------------------------------------------------------------------------------------------------

BOUNDS = [
    (7,),
    (0,),
    (-3,),
    (2.5,),
    (3, 10),
    (10, 3, -2),
    (0.1, 1e4, 0.3),
    (1e16, 1e16 + 40, 3.0),
    (1, 100_000),
    (-5e-3, 3.0, 1e-4),
    (0, 1e-320, 1e300),
    (0, -1e-320, 1e300),
    (0, 1, float("inf")),
    (0, float("inf")),
    (0, float("nan")),
    (1, 1),
    (0, 5, 0),
    (0, 70_000, 0.7),
    (2**60, 2**60 + 5),
]


@pytest.mark.parametrize("bounds", BOUNDS, ids=str)
@pytest.mark.parametrize("code", [None, *NATIVE])
def test_arange(bounds, code):
    agree(lambda np: np.arange(*bounds, dtype=code))


@pytest.mark.parametrize("code", NATIVE[1:])
def test_arange_of_numbers_is_native(code, native):
    assert np.arange(100, dtype=code).sum() >= 0


def test_arange_takes_the_dtype_by_position():
    agree(lambda np: np.arange(2, 9, 3, "f4"))


# -- zeros ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [3, 1 << 19, (1 << 20) + 7])
@pytest.mark.parametrize("order", "CF")
def test_zeros_are_zero_in_memory_that_was_used(n, order):
    for _ in range(3):
        a = np.zeros((n, 2), order=order)
        assert a.strides == numpy.zeros((n, 2), order=order).strides
        assert np.count_nonzero(a) == 0
        a += 1
        assert a.sum() == 2 * n
        del a


def test_zeros_like_of_a_large_array():
    a = np.ones((1 << 20) + 1)
    b = np.zeros_like(a)
    b[5] = 1
    assert (b.sum(), np.zeros_like(a).sum(), a.sum()) == (1, 0, a.size)


# -- index arrays on one axis --------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", NATIVE)
@pytest.mark.parametrize("n", SIZES[1:])
def test_gather_and_scatter(code, n):
    a, k = sample(code, n), rng.integers(-n, n, 2 * n)
    v = sample(code, 2 * n)

    def assigned(np, a, k, v):
        a[k] = v
        return a

    def filled(np, a, k, v):
        a[k] = v[0]
        return a[::-1]

    agree(lambda np, a, k, v: a[k], a=a, k=k, v=v)
    agree(lambda np, a, k, v: a[::-2][k // 2], a=a, k=k, v=v)
    agree(lambda np, a, k, v: a.take(k), a=a, k=k, v=v)
    agree(lambda np, a, k, v: np.take(a, k[: n - n % 2].reshape(-1, 2), axis=0), a=a, k=k, v=v)
    agree(assigned, a=a, k=k, v=v)
    agree(filled, a=a, k=k, v=v)


@pytest.mark.parametrize("where", [0, 77, 99_999])
@pytest.mark.parametrize("bad", [1000, -1001, 2**62, -(2**63)])
def test_indices_out_of_bounds(where, bad):
    k = rng.integers(-1000, 1000, 100_000)
    k[where] = bad
    k[50_000 + where // 2] = 1_000_000

    def assigned(np, a, k):
        try:
            a[k] = 7
        finally:
            assert a.max() < 7  # nothing was written

    a = numpy.zeros(1000)
    agree(lambda np, a, k: a[k], a=a, k=k)
    agree(lambda np, a, k: a.take(k), a=a, k=k)
    agree(assigned, a=a, k=k)


def test_values_that_are_the_target():
    def reversed_into_itself(np, a, k):
        a[k] = a
        return a

    n = 100_000
    agree(reversed_into_itself, a=numpy.arange(n), k=numpy.arange(n)[::-1].copy())


@pytest.mark.usefixtures("gate_open")
def test_scatter_on_overlapping_elements():
    a = np.lib.stride_tricks.as_strided(np.zeros(3), (100_000,), (0,))
    a[np.arange(100_000)] = np.arange(100_000.0)
    assert a[0] == 99_999


PUTS = [
    ([1, 2, 3], [7, 8, 9]),
    ([1, 2, 3, 1, 2], [7, 8]),
    ([[1, -2], [-12, 11]], [1.5, 2.5, 3.5]),
    ([3], 4),
    ([3, 4], []),
    (5, 6),
    ([1, 2, 12, 3], [7, 8, 9, 10]),
    ([-13], [7]),
    ([0, 1], [[1, 2], [3, 4]]),
]


@pytest.mark.parametrize("k, v", PUTS, ids=str)
@pytest.mark.parametrize("view", ["a", "a.T", "a.reshape(-1)", "a[:, ::2]"])
@pytest.mark.usefixtures("gate_open")
def test_put(k, v, view):
    def put(np, a):
        try:
            np.put(eval(view), k, v)
        except IndexError as error:
            return str(error), a
        return a

    agree(put, a=numpy.arange(12.0).reshape(3, 4))


@pytest.mark.parametrize("mode", ["raise", "wrap", "clip"])
@pytest.mark.usefixtures("gate_open")
def test_put_and_take_modes(mode):
    agree(lambda np, a, k: (a.put(k, [1, 2], mode), a), a=numpy.arange(9), k=numpy.array([3, -4, 8]))
    agree(lambda np, a, k: a.take(k, mode=mode), a=numpy.arange(9), k=numpy.array([3, -4, 8]))


@pytest.mark.usefixtures("gate_open")
def test_put_refuses_what_numpy_refuses():
    def put_read_only(np, a):
        a.flags.writeable = False
        a.put([1], [2])

    agree(put_read_only, a=numpy.arange(3))
    agree(lambda np, a: a.put([0], [1]), a=numpy.empty(0))
    agree(lambda np, a, k: a.put(k, [1]), a=numpy.arange(3), k=numpy.array([1], "u8"))
    agree(lambda np, a, k: a.put(k, [1]), a=numpy.arange(3), k=numpy.array([1.0]))
    agree(lambda np, a, k: a.take(k), a=numpy.arange(3), k=numpy.array([1], "u8"))


def test_put_and_take_are_native(native):
    a, k = np.arange(100_000.0), np.arange(100_000)[::-1]
    a.put(k, a)
    assert a.take(k)[5] == 5


# -- counting and finding what is not zero -------------------------------------------------------------------------


@pytest.mark.parametrize("code", NATIVE)
@pytest.mark.parametrize("shape", [*SIZES, (3, 5), (0, 3), (300, 401), (7, 1, 500), (2, 3, 4, 5)], ids=str)
@pytest.mark.usefixtures("native")
def test_nonzero(code, shape):
    a = sample(code, shape)
    for view in (lambda a: a, lambda a: a.T, lambda a: a[::-1]):
        agree(lambda np, a, view: np.nonzero(view(a)), a=a, view=view)
        agree(lambda np, a, view: np.count_nonzero(view(a)), a=a, view=view)
        agree(lambda np, a, view: np.argwhere(view(a)), a=a, view=view)
        agree(lambda np, a, view: np.flatnonzero(view(a)), a=a, view=view)
        agree(lambda np, a, view: np.where(view(a)), a=a, view=view)


@pytest.mark.usefixtures("gate_open")
def test_nonzero_of_one_number():
    for value in (0, 3):
        agree(lambda np, a: np.nonzero(a), a=numpy.array(value))
        agree(lambda np, a: np.argwhere(a), a=numpy.array(value))
        agree(lambda np, a: np.count_nonzero(a), a=numpy.array(value))
        agree(lambda np, value: np.count_nonzero(value), value=value)


def test_any_byte_of_a_mask_is_true():
    a = np.arange(100_000).astype("u1").view(bool)
    n = numpy.count_nonzero(numpy.arange(100_000).astype("u1"))
    assert np.count_nonzero(a) == n and np.nonzero(a)[0].size == n and a[a].size == n


def test_axes_of_count_nonzero():
    a = sample("f8", (30, 40))
    for axis, keepdims in itertools.product((None, 0, 1, (0, 1), -1), (False, True)):
        agree(
            lambda np, a, axis, keepdims: np.count_nonzero(a, axis=axis, keepdims=keepdims),
            a=a,
            axis=axis,
            keepdims=keepdims,
        )


# -- greatest and least --------------------------------------------------------------------------------------------

SHAPES = [1, 5, 1000, 100_003, (3, 5), (300, 401), (40_000, 3), (3, 40_000), (20, 30, 40), (5, 1, 7)]


def with_nan(a):
    if a.dtype.kind in "fc" and a.size > 9:
        a = a.copy()
        a.flat[rng.integers(0, a.size, 3)] = numpy.nan
    return a


@pytest.mark.parametrize("code", NATIVE)
@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.usefixtures("native")
def test_argmax_and_argmin(code, shape):
    a = sample(code, shape, zeros=0.1)
    for x in (a, with_nan(a), numpy.zeros_like(a), numpy.sort(a, axis=-1), -a if a.dtype != bool else ~a):
        for axis in (None, *range(-1, x.ndim)):
            for view in (lambda a: a, lambda a: a.T, lambda a: a[::-1]):
                agree(lambda np, a, view, axis: np.argmax(view(a), axis), a=x, view=view, axis=axis)
                agree(lambda np, a, view, axis: view(a).argmin(axis=axis, keepdims=True), a=x, view=view, axis=axis)


def test_argmax_by_parts_of_complex_numbers():
    a = numpy.array([1 + 2j, 1 + 3j, 0 + 9j, 1 + 3j, complex(0, numpy.nan), complex(numpy.nan, 0)])
    for n in range(1, 7):
        agree(lambda np, a: (a.argmax(), a.argmin()), a=a[:n])
    agree(lambda np, a: (a.argmax(), a.argmin()), a=numpy.array([0.0, -0.0, -0.0, 0.0]))


@pytest.mark.usefixtures("gate_open")
def test_arg_functions_refuse_what_numpy_refuses():
    for axis in (None, 0, 1, 2, -3, 0.5, (0, 1), numpy.int8(1)):
        agree(lambda np, a, axis: a.argmax(axis), a=numpy.ones((2, 3)), axis=axis)
        agree(lambda np, a, axis: np.argmin(a, axis=axis, keepdims=True), a=numpy.ones((0, 3)), axis=axis)
        agree(lambda np, a, axis: a.argmin(axis), a=numpy.array(3.0), axis=axis)
    agree(lambda np, a: np.argmax(a, 1, np.empty(2, int)), a=numpy.ones((2, 3)))
    agree(lambda np, a: np.argmax(a, 1, np.empty(2, float)), a=numpy.ones((2, 3)))


# -- reductions of what is stored ----------------------------------------------------------------------------------


@pytest.mark.parametrize("where", [None, 0, 5, 70_000, 1_999_999])
@pytest.mark.parametrize("shape", [(2_000_000,), (2, 1_000_000), (1000, 2000)], ids=str)
def test_any_and_all_that_end_early(where, shape):
    a = numpy.zeros(2_000_000, bool)
    if where is not None:
        a[where] = True
    a = a.reshape(shape)
    for axis in (None, *range(a.ndim)):
        agree(lambda np, a, axis: (a.any(axis=axis), (~a).all(axis=axis)), a=a, axis=axis)
        agree(lambda np, a, axis: (np.any(a == 1, axis=axis), np.all(a != 1, axis=axis)), a=a, axis=axis)
        agree(lambda np, a, axis: ((a * 1.5).any(axis=axis), np.all(a * 1.5 < 1, axis=axis)), a=a, axis=axis)


def test_searching_numbers_that_are_not_numbers_warns_nobody_later(threads):
    threads(4)
    a = np.full(1_000_000, numpy.nan)
    np.arange(70_000, dtype="f2")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert a.argmax() == a.reshape(1000, 1000).argmax(0)[0] == 0
        assert (np.ones(1_000_000) + 1).sum() == 2_000_000


def test_any_warns_of_all_elements():
    a = numpy.arange(300_000.0)[::-1].copy()
    agree(lambda np, a: (1 / a).any(), a=a)


@pytest.mark.parametrize("code", "FDfdle")
@pytest.mark.parametrize("n", [1000, 2049, 5003, 40_001, 300_007])
def test_a_reduction_of_memory_has_the_bits_of_one_of_an_expression(code, n):
    a = np.array((rng.random(n) + 0.5).astype(code) if code in "FDfde" else rng.integers(-9, 9, n))
    one = a.dtype.type(1)
    for name in ("sum", "prod", "max", "min"):
        with np.errstate(over="ignore"):
            whole, computed = getattr(a, name)(), getattr(a * one, name)()
        assert whole == computed or whole != whole


@pytest.mark.one_process("each rank sums its own part, and the parts are added, which rounds otherwise")
@pytest.mark.parametrize("code", "fdFD")
@pytest.mark.parametrize("n", [1000, 2049, 5003, 40_001, 300_007])
def test_sums_of_one_run_have_numpys_bits(code, n):
    agree(lambda np, a: a.sum(), a=(rng.random(n) - 0.5).astype(code))
    agree(lambda np, a: a.sum(axis=1), a=(rng.random((3, n)) - 0.5).astype(code))


# -- threads -------------------------------------------------------------------------------------------------------


def everything(a, k, mask):
    scattered = np.zeros(a.size)
    scattered[k] = a
    rows = a[:200_000].reshape(500, 400)
    return [
        np.arange(0.1, 2e4, 0.1),
        a[k],
        scattered,
        *np.nonzero(mask[1:].reshape(2, -1)),
        np.count_nonzero(a),
        *(f(axis) for f in (rows.argmax, rows.argmin) for axis in (None, 0, 1)),
        a.sum(),
        (a * 1j).sum(),
        a.prod(),
        mask.any(),
        mask.all(),
    ]


def test_results_do_not_depend_on_threads(threads):
    n = 200_001
    a, k = np.array(rng.random(n)), np.array(rng.integers(-n, n, n) // 3)
    found = []
    for count in (1, 2, 3, 4, 7):
        threads(count)
        found.append(
            [numpy.asarray(_core.to_numpy(x) if type(x) is np.ndarray else x) for x in everything(a, k, a > 0.5)]
        )
    for other in found[1:]:
        assert all(x.tobytes() == y.tobytes() for x, y in zip(found[0], other))
