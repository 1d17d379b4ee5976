"""sort and argsort: NumPy's order of every dtype, whatever the layout, the axis and the threads."""

import itertools
import os
import subprocess
import sys

import legate.numpy as np
import numpy
import pytest
from legate.numpy import _core
from oracle import NATIVE, Outcome, equal_bits, same_outcome, to_numpy

rng = numpy.random.default_rng(11)

SHAPES = [0, 1, 2, 7, 257, 1000, 70_001, (3, 5), (0, 3), (3, 0), (300, 40), (3, 30_000), (30_000, 3), (5, 1, 7, 2)]
LAYOUTS = {
    "C": lambda a: a,
    "transposed": lambda a: a.T,
    "reversed": lambda a: a[::-1],
    "every other": lambda a: a.repeat(2, axis=-1)[..., ::2],
}


def agree(program, **data):
    """The same outcome under both modules; `program` is a function of the module and the data."""
    __tracebackhide__ = True
    ours = {name: np.array(x) if isinstance(x, numpy.ndarray) else x for name, x in data.items()}
    theirs = {name: x.copy() if isinstance(x, numpy.ndarray) else x for name, x in data.items()}
    same_outcome(Outcome(lambda: program(np, **ours)), Outcome(lambda: program(numpy, **theirs)))


def floats(shape):
    """Numbers of all sizes and signs, with both zeros, infinities and NaNs among them."""
    x = rng.standard_normal(shape) * 10.0 ** rng.integers(-5, 5, shape)
    special = rng.choice([0.0, -0.0, numpy.inf, -numpy.inf, numpy.nan, -numpy.nan, 1.0], shape)
    return numpy.where(rng.random(shape) < 0.3, special, x)


def sample(code, shape):
    dtype = numpy.dtype(code)
    if dtype.kind in "iu":
        low, high = numpy.iinfo(dtype).min, numpy.iinfo(dtype).max
        wide = rng.integers(low, high, shape, dtype, endpoint=True)
        return numpy.where(rng.random(shape) < 0.5, wide, wide % 5).astype(dtype)
    if dtype.kind == "b":
        return rng.random(shape) < 0.4
    with numpy.errstate(over="ignore", under="ignore"):
        if dtype.kind == "f":
            return floats(shape).astype(dtype)
        z = numpy.empty(shape, dtype)
        z.real, z.imag = numpy.round(floats(shape), 1), numpy.round(floats(shape), 1)
        return z


def axes_of(a):
    return (None, *range(-1, a.ndim)) if a.ndim > 1 else (-1, None)


@pytest.mark.parametrize("code", NATIVE)
@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.usefixtures("native")
def test_stable_sorts(code, shape):
    """The order of equal elements is NumPy's, also of 0.0 and -0.0."""
    a = sample(code, shape)
    for axis, layout in itertools.product(axes_of(a), LAYOUTS.values()):
        agree(lambda np, a, axis, f: np.sort(f(a), axis, kind="stable"), a=a, axis=axis, f=layout)
        agree(lambda np, a, axis, f: np.argsort(f(a), axis, stable=True), a=a, axis=axis, f=layout)


@pytest.mark.parametrize("code", NATIVE)
@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.usefixtures("native")
def test_sorts_of_any_kind(code, shape):
    """The same elements in NumPy's order; where both zeros are, either may come first."""
    a = sample(code, shape)
    for axis, kind in itertools.product(axes_of(a), (None, "quicksort", "heapsort")):
        x = np.array(a)
        # Not NumPy's sort of that kind: its float16 one for AVX-512 does not always sort.
        given = to_numpy(np.sort(x, axis, kind)), numpy.sort(a, axis, kind="stable")
        numpy.testing.assert_array_equal(*given)
        positions = to_numpy(np.argsort(x, axis, kind))
        assert (positions.dtype, positions.shape) == (numpy.intp, given[1].shape)
        flat = a.reshape(-1) if axis is None else a
        found = numpy.take_along_axis(flat, positions, -1 if axis is None else axis)
        numpy.testing.assert_array_equal(found, given[1])
        same = equal_bits(to_numpy(x), a)
        assert same.all()


@pytest.mark.parametrize("code", "efdFD")
def test_nothing_is_lost_of_signed_zeros(code, native):
    a = sample(code, 5000)
    signs = lambda x: numpy.signbit(numpy.stack([x.real, x.imag]))[:, x == 0].sum()  # noqa: E731
    assert signs(to_numpy(np.sort(np.array(a)))) == signs(a)


@pytest.mark.parametrize("code", "FD")
def test_complex_numbers_that_are_not_numbers(code, native):
    parts = [-numpy.inf, -1.0, -0.0, 0.0, 2.0, numpy.inf, numpy.nan]
    a = numpy.array([complex(x, y) for x, y in itertools.product(parts, parts)], code)
    for _ in range(20):
        rng.shuffle(a)
        agree(lambda np, a: np.sort(a, kind="stable"), a=a)
        agree(lambda np, a: np.argsort(a, kind="stable"), a=a)


@pytest.mark.parametrize("n", [1000, 100_000])
@pytest.mark.parametrize("pattern", ["sorted", "reversed", "equal", "two runs", "few values", "high bytes"])
def test_patterns(n, pattern, native):
    a = {
        "sorted": numpy.arange(n),
        "reversed": numpy.arange(n)[::-1] - n // 2,
        "equal": numpy.full(n, 7),
        "two runs": numpy.concatenate([numpy.arange(n // 2), numpy.arange(n // 2)]),
        "few values": rng.integers(0, 3, n),
        "high bytes": rng.integers(0, 3, n) << 60,
    }[pattern]
    for code in "ldD":
        agree(lambda np, a: (np.sort(a), a.argsort(kind="stable")), a=a.astype(code))


def test_sorting_in_place(native):
    def sorted_part(np, a):
        view = a[1:, ::-2]
        b = view * 1
        view.sort(axis=0)
        return a, b, view.base is not None

    agree(sorted_part, a=rng.random((50, 9)))


def test_memory_of_numpys_is_sorted_where_it_is(native):
    x = rng.random(1000)
    a = np.asarray(x)
    assert a.sort() is None
    assert (x[1:] >= x[:-1]).all()


KINDS = [None, "quicksort", "heapsort", "mergesort", "stable", "q", "foo", "", 3]


@pytest.mark.usefixtures("gate_open")
@pytest.mark.parametrize("method", ["sort", "argsort"])
def test_arguments(method):
    def call(np, a, *args, writeable=True, **kwargs):
        a.flags.writeable = writeable
        return getattr(a, method)(*args, **kwargs), a

    for shape, axis in itertools.product([(), 3, (2, 3), (0, 3)], [0, -1, 1, 2, -3, None, 0.5, (0,), True]):
        agree(lambda np, a, axis: call(np, a, axis), a=numpy.full(shape, 2.0), axis=axis)
    for kind in KINDS:
        agree(lambda np, a, kind: call(np, a, -1, kind), a=numpy.array([3, 1, 2]), kind=kind)
        agree(lambda np, a, kind: call(np, a, kind=kind, stable=False), a=numpy.array([3, 1, 2]), kind=kind)
    for options in ({"order": "x"}, {"stable": 3}, {"stable": True}, {"writeable": False}):
        agree(lambda np, a, options: call(np, a, **options), a=numpy.array([3, 1, 2]), options=options)
    agree(lambda np, a: call(np, a, 5, "foo", writeable=False), a=numpy.array([3, 1, 2]))
    agree(lambda np, a: call(np, a, 5, writeable=False), a=numpy.array([3, 1, 2]))


def test_results_do_not_depend_on_threads(threads):
    data = [sample(code, shape) for code in "Ble" for shape in (200_001, (2, 100_001), (500, 300))]
    found = []
    for count in (1, 2, 3, 7):
        threads(count)
        arrays = [np.array(a) for a in data]
        found.append([to_numpy(f(a)).tobytes() for a in arrays for f in (np.sort, np.argsort)])
    assert all(other == found[0] for other in found)


def test_an_expression_is_sorted_as_it_is_copied(native):
    a = np.array(rng.random(5000))
    np.synchronize()
    before = _core.stats()["kernels"]
    np.sort(a * 2 - 1)
    assert _core.stats()["kernels"] == before + 1


BASE = """
import legate.numpy as np, numpy
from legate.numpy import _core
assert np.stats()["isa"] == "base"
for code in ("i4", "u8", "f4", "f8", "F"):
    a = (numpy.random.default_rng(1).standard_normal(70_000) * 1e4).astype(code)
    assert (_core.to_numpy(np.sort(np.array(a))) == numpy.sort(a)).all(), code
"""


def test_a_cpu_without_avx2():
    subprocess.run([sys.executable, "-c", BASE], env={**os.environ, "LEGATE_NUMPY_ISA": "base"}, check=True)


def test_orders_that_are_bad_for_a_quicksort(native):
    """Many equal numbers, runs, and the extremes of the type, of which none is above the pivot."""
    n = 60_000
    a = numpy.arange(n)
    for start in range(0, n, 2000):
        a[start : start + 27] = start % 7
    for x in (a, numpy.concatenate([a[::2], a[1::2][::-1]]), numpy.tile(numpy.arange(9), n // 9), a // 1000):
        for code in ("i4", "i8", "f8"):
            agree(lambda np, a: np.sort(a), a=x.astype(code))
    extremes = numpy.array([numpy.iinfo("i8").min, numpy.iinfo("i8").max])
    agree(lambda np, a: np.sort(a), a=rng.choice(extremes, 1000))
    agree(lambda np, a: np.sort(a), a=numpy.full(1000, extremes[0]))


@pytest.mark.parametrize("code", NATIVE)
def test_argsort_of_what_is_in_order(code, native):
    for values in ([0] * 400, [0, 1] * 200, [0] * 200 + [1] * 200, [0] * 399 + [1], [1] + [0] * 399):
        a = numpy.array(values).astype(code)
        assert np.argsort(np.array(a), kind="stable").tolist() == numpy.argsort(a, kind="stable").tolist()


@pytest.mark.parametrize("dtype", ["i1", "?", "u8", "f4", "f8"])
def test_unique_slices(dtype, native):
    for shape in [(6, 2), (2, 9), (5, 1), (1, 3), (4, 2, 2), (40, 2)]:
        a = rng.integers(0, 2, shape).astype(dtype)
        if a.dtype.kind == "f":
            a[0, 0] = numpy.nan
        for axis in range(-a.ndim, a.ndim):
            agree(lambda m, a, axis=axis: m.unique(a, axis=axis), a=a)
            agree(lambda m, a, axis=axis: m.unique(a.T, True, True, True, axis), a=a)


@pytest.mark.parametrize("axis", [2, -3, "a", 1.5])
def test_unique_of_no_such_axis(axis):
    agree(lambda m, a: m.unique(a, axis=axis), a=numpy.ones((2, 2)))
