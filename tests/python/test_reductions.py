"""reduce and accumulate of every binary ufunc, and the reductions among ndarray's methods, against NumPy."""

import itertools
from functools import partial

import legate.numpy as np
import numpy
import pytest
from optable import LAYOUTS, ROWS, samples
from oracle import NATIVE, Outcome, programs, same_bits, same_outcome, same_program, same_value, to_numpy

pytestmark = pytest.mark.sanitize

AXES = [None, 0, 1, 2, -1, -3, (0, 2), (1, -1), (0, 1, 2), ()]
# Grouping the operands otherwise than NumPy changes rounding, so that floating results are compared by a bound.
ROUNDED = {"add", "multiply", "hypot", "logaddexp", "logaddexp2"}
# These have a native reduction for the dtypes of their own uniform loops; the others go through the gate.
NATIVE_REDUCTIONS = ["add", "multiply", "maximum", "minimum", "fmax", "fmin", "logical_and", "logical_or", "bitwise_or"]


@pytest.fixture(autouse=True)
def quiet():
    with np.errstate(all="ignore"):
        yield


def data(char, shape, seed=3):
    """Values of which sums and products of floats stay exact, so that bits can be compared."""
    rng = numpy.random.default_rng(seed)
    values = rng.integers(0, 2, shape) if char == "?" else rng.integers(1, 4, shape) * rng.choice([1, 1, 2], shape)
    return values.astype(char)


@pytest.mark.parametrize("name", NATIVE_REDUCTIONS)
@pytest.mark.usefixtures("native")
def test_axes_and_dtypes(name):
    """All dtypes, axes and keepdims; integers as floats, so that sums are exact."""
    for char in NATIVE if name != "bitwise_or" else "?bBhHiIlL":
        a = data(char, (3, 4, 5))
        if name == "multiply" and char in "ef":
            a[a > 1] = 1
        for axis, keepdims in itertools.product(AXES, (False, True)):
            want = getattr(numpy, name).reduce(a, axis=axis, keepdims=keepdims)
            got = getattr(np, name).reduce(np.array(a), axis=axis, keepdims=keepdims)
            assert isinstance(got, np.ndarray) == isinstance(want, numpy.ndarray), (char, axis)
            same_value(got, want)


@pytest.mark.parametrize("name", NATIVE_REDUCTIONS)
@pytest.mark.usefixtures("native")
def test_layouts(name):
    for char in "?blLefdFD" if name != "bitwise_or" else "?blL":
        a = data(char, (70, 90)) if name != "multiply" else numpy.ones((70, 90), char)
        a[5:] = 0 if char == "e" and name == "add" else a[5:]  # 2048 is the largest sum of ones in half precision
        ufunc = getattr(numpy, name)
        for layout in LAYOUTS.values():
            laid = layout(np, a)
            for axis in (None, 0, 1):
                same_value(getattr(np, name).reduce(laid, axis=axis), ufunc.reduce(a, axis=axis))


@pytest.mark.parametrize("count", [0, 1, 2, 7, 8, 127, 129, 1025, 5000, 70001])
@pytest.mark.usefixtures("native")
def test_sizes(count):
    for name, char in itertools.product(("add", "maximum", "fmin", "logical_and"), "?hlefdD"):
        a = samples(char, count, seed=count)
        if name == "add":
            a = data(char, count) if char != "e" else (numpy.arange(count) % 23 == 0).astype(char)
        want = Outcome(lambda a=a, n=name: getattr(numpy, n).reduce(a))
        got = Outcome(lambda a=a, n=name: getattr(np, n).reduce(np.array(a)))
        same_outcome(got, want)


@pytest.mark.parametrize("char", "efdFD")
@pytest.mark.usefixtures("native")
def test_rounding_of_sums(char):
    """Sums of many numbers are pairwise or blocked: their error does not grow with the count."""
    rng = numpy.random.default_rng(1)
    a = (rng.random((30, 20_000)) if char in "efd" else rng.random((30, 20_000)) + 1j).astype(char)
    wide = a.astype("G" if char in "FD" else "g")
    eps = numpy.finfo(char).eps
    for axis in (None, 0, 1):
        got, exact = to_numpy(np.array(a).sum(axis=axis)), wide.sum(axis=axis)
        if char != "e" or axis == 0:
            assert (numpy.abs(got - exact) <= 8 * eps * numpy.abs(exact)).all(), axis


@pytest.mark.parametrize("name", ROWS)
@pytest.mark.usefixtures("gate_open")
def test_every_ufunc_reduces_and_accumulates_as_numpys(name):
    """By default dtypes, along an axis, natively or not; those that cannot are refused in NumPy's words."""
    for char in "?bHlefD":
        a = data(char, (3, 4)) % 3 if char not in "?D" else data(char, (3, 4))
        for method, kwargs in (
            ("reduce", {}),
            ("reduce", {"axis": 1}),
            ("accumulate", {}),
            ("accumulate", {"axis": -1}),
        ):
            if name in ("power", "arctan2") and method == "reduce":
                continue  # with AVX-512, NumPy combines the last two elements alone
            want = Outcome(lambda a=a, m=method, k=kwargs: getattr(getattr(numpy, name), m)(a, **k))
            got = Outcome(lambda a=a, m=method, k=kwargs: getattr(getattr(np, name), m)(np.array(a), **k))
            if want.error or name not in ROUNDED | {"power", "float_power", "arctan2"}:
                same_outcome(got, want)
            else:
                assert got.value.dtype == want.value.dtype
                rtol = 1e-2 if char in "?be" else 1e-6
                numpy.testing.assert_allclose(to_numpy(got.value), want.value, rtol=rtol)


DATA = {
    "a": lambda: numpy.arange(12.0).reshape(3, 4),
    "i": lambda: numpy.arange(12, dtype="i2").reshape(3, 4) - 5,
    "m": lambda: numpy.arange(12).reshape(3, 4) % 3 == 0,
    "c": lambda: (numpy.arange(6) + 1j).reshape(2, 3),
    "e": lambda: numpy.zeros((0, 3)),
    "z": lambda: numpy.array(2.5),
    "o": lambda: numpy.zeros(4),
    "k": lambda: numpy.zeros(3, "i8"),
    "n": lambda: numpy.array([[1.0, numpy.nan], [2.0, 3.0]]),
}
PROGRAMS = """
a.sum() | a.sum(0) | a.sum(axis=1, keepdims=True) | a.sum(axis=(0, 1)) | a.sum(()) | a.sum(dtype='f4')
a.sum(dtype=int) | i.sum() | i.sum(dtype='i2') | i.sum(0, dtype='f4') | m.sum() | m.sum(0) | c.sum() | c.sum(0)
c.prod() | e.sum() | e.sum(0) | e.sum(1) | z.sum() | z.sum(0) | z.sum(-1) | z.sum(()) | z.max()
z.prod(keepdims=True) | a.prod(0) | i.prod(dtype='u1') | a.max() | a.max(0) | i.min(1) | m.max() | c.max() | n.max()
n.min(0) | e.max() | e.max(0) | e.max(1) | e.max(axis=(0, 1)) | e.max(initial=3) | e.max(0, initial=-1.5)
a.max(initial=100) | a.min(initial=-7, axis=0) | a.sum(initial=10) | a.sum(0, initial=10) | i.sum(initial=2.5)
e.prod(initial=4) | m.any() | m.all(0) | a.any(1) | a.all() | c.any() | e.any() | e.all(0) | a.any(keepdims=True)
i.all(axis=(0, 1)) | a.sum(out=o, axis=0) | a.sum(axis=1, out=o) | a.sum(0, out=o[::-1]) | a.sum(1, out=k)
i.sum(1, out=k) | i.sum(1, out=k, dtype='f8') | a.max(0, out=o) | a.max(1, out=o[:3]) | m.any(0, out=o)
i.max(1, out=k) | a.sum(out=z) | a.sum(0, keepdims=True, out=o[None]) | a.sum(3) | a.sum(-3) | a.sum((0, 0))
a.sum((0, 5)) | a.sum('x') | a.sum(1.0) | a.sum([0]) | a.sum(0, 'spam') | a.max(0, 'f4') | a.sum(spam=1)
a.sum(axis=None) | a.max(axis=()) | np.sum(a, 1) | np.add.reduce(a) | np.add.reduce(a, None)
np.add.reduce(a, axis=(0, 1)) | np.add.reduce(z) | np.add.reduce(3.0) | np.add.reduce([1, 2, 3])
np.add.reduce(a, 1, 'f4', o[:3]) | np.add.reduce(a, out=(o,)) | np.multiply.reduce(i, 0) | np.multiply.reduce(e)
np.maximum.reduce(e) | np.minimum.reduce(e, axis=1) | np.maximum.reduce(a) | np.logical_and.reduce(a)
np.logical_or.reduce(a, 1) | np.logical_xor.reduce(m, 0) | np.bitwise_and.reduce(i)
np.bitwise_or.reduce(i, axis=None) | np.bitwise_xor.reduce(m) | np.bitwise_and.reduce(a)
np.bitwise_and.reduce(k[:0]) | np.subtract.reduce(a) | np.subtract.reduce(a, axis=(0, 1)) | np.divide.reduce(a + 1)
np.power.reduce(a[:2]) | np.fmax.reduce(n) | np.fmin.reduce(n, 1) | np.hypot.reduce(a) | np.gcd.reduce(i)
np.lcm.reduce(k + 2) | np.less.reduce(a) | np.sin.reduce(a) | np.divmod.reduce(a) | np.add.reduce(a, 2)
np.add.reduce(a, (0, -2)) | np.add.reduce(a, 0, None, o[:3]) | np.add.reduce(m) | np.add.reduce(m, dtype=bool)
np.multiply.reduce(m) | np.add.reduce(a, initial=None) | np.maximum.reduce(a, initial=5)
np.maximum.reduce(a, initial=np.inf, axis=1) | np.maximum.reduce(e, initial=None) | np.add.reduce(a, where=m)
a.sum(where=m) | a.max(where=m, initial=0) | a.max(where=m) | a.mean() | a.mean(0) | i.mean(1)
np.add.accumulate(a) | np.add.accumulate(a, 1) | np.add.accumulate(a, axis=-1, dtype='f4') | np.add.accumulate(i)
np.add.accumulate(i, dtype='i2') | np.add.accumulate(m) | np.multiply.accumulate(i, 1) | np.maximum.accumulate(n, 1)
np.add.accumulate(a, out=a) | np.add.accumulate(z) | np.add.accumulate(a, 2) | np.add.accumulate(e)
np.subtract.accumulate(a) | np.logical_or.accumulate(a, 1) | np.less.accumulate(a) | np.sin.accumulate(a)
np.add.accumulate(a.T, 0) | np.add.accumulate(a[::-1, ::2], 1) | np.add.accumulate(a, 1, 'i8')
np.add.accumulate(i, 0, None, k) | a.cumsum() | a.cumsum(1) | i.cumprod() | i.cumsum(dtype='f4')
a.cumsum(0, out=a) | np.minimum.accumulate(a[0, ::-1]) | a.argmax() | a.sum(0, out=a[1]) | a.sum(1, out=a[:, 2][:3])
a.max(0, out=a[0]) | (a * 2 + a.T.T).sum(0, out=a[2]) | a.cumsum(1, out=a) | np.add.accumulate(a, 0, out=a[::-1])
a[1:].sum(0, out=a[0]) | np.add.reduce(i, 1, out=i[:, 0]) | a.sum(0, out=[0]) | a.sum(keepdims=np.True_)
a.sum(keepdims=2) | np.add.reduce(a, keepdims='x') | np.add.reduce() | np.add.reduce(a, 0, 0, 0, 0, 0, 0, 0)
np.add.accumulate()
"""


@pytest.mark.parametrize("program", programs(PROGRAMS))
@pytest.mark.usefixtures("gate_open")
def test_program(program):
    same_program(program, DATA)


@pytest.mark.parametrize("name", ["add", "multiply", "maximum", "logical_or"])
@pytest.mark.usefixtures("native")
def test_accumulate_of_all_dtypes(name):
    for char, axis in itertools.product(NATIVE, (0, 1, -1)):
        a = data(char, (6, 5)) if name != "multiply" else numpy.ones((6, 5), char)
        for layout in ("contiguous", "transposed", "reversed", "strided"):
            got = getattr(np, name).accumulate(LAYOUTS[layout](np, a), axis=axis)
            same_value(got, getattr(numpy, name).accumulate(a, axis=axis))


@pytest.mark.parametrize("char", "hlefdD")
@pytest.mark.usefixtures("native")
def test_threads_give_the_same_bits(char, threads):
    random = numpy.random.default_rng(2).random((6000, 100))
    a = np.array((random * 1000 if char in "hl" else random).astype(char))
    results = []
    for count in (1, 2, 3, 4):
        threads(count)
        reduced = (a.sum(), a.sum(0), a.sum(1), a.max(), (a * a + a).sum(), a.prod(1))
        results.append([to_numpy(np.asarray(r)) for r in reduced])
    for other in results[1:]:
        for got, want in zip(other, results[0]):
            same_bits(got, want)


@pytest.mark.usefixtures("native")
def test_a_fused_sum_has_the_bits_of_a_plain_one():
    a = np.array(numpy.random.default_rng(2).random((300, 1000)))
    product = a * 3
    np.synchronize()
    for axis in (None, 0, 1):
        same_bits(to_numpy(np.asarray((a * 3).sum(axis))), to_numpy(np.asarray(product.sum(axis))))


# Exact in NumPy and here; floats are added as NumPy adds them.
IN_SEGMENTS = ["add", "multiply", "subtract", "divide", "floor_divide", "maximum", "fmin", "logical_or", "bitwise_xor"]
CUTS = [[0], [3, 0, 0, 39, 8, 9, 21], [0, 1, 9, 10, 30], []]


def some(char, shape):
    """Floats of which sums are rounded, negative zeros among them; integers of which none divides by zero."""
    rng = numpy.random.default_rng(5)
    if char in "efdFD":
        values = rng.normal(size=shape) + (1j * rng.normal(size=shape) if char in "FD" else 0)
        values[rng.random(shape) < 0.5] = -0.0
        return values.astype(char)
    return rng.integers(1, 2 if char == "?" else 100, shape).astype(char)


@pytest.mark.parametrize("name", IN_SEGMENTS)
@pytest.mark.usefixtures("native")
def test_segments(name):
    """reduceat has NumPy's bits and warnings in any layout."""
    for char in "?bBhHiIlLefdFD":
        for shape, axis in [((40,), 0), ((3, 40), 1), ((40, 20), 0), ((2, 40, 3), -2)]:
            a = some(char, shape)
            if not can_reduce(name, a):
                continue
            for layout, cuts in itertools.product(LAYOUTS.values() if a.ndim == 2 else [None], CUTS):
                laid = layout(np, a) if layout else np.array(a)
                ours = Outcome(partial(getattr(np, name).reduceat, laid, cuts, axis))
                same_outcome(ours, Outcome(partial(getattr(numpy, name).reduceat, a, cuts, axis)))


def can_reduce(name, a):
    try:
        getattr(numpy, name).reduceat(a, [0])
    except TypeError:
        return False
    return True


SEGMENTS = """
np.add.reduceat(a, [0, 1], (1,))
np.add.reduceat(a[0], np.array([0, 1], "u1"), None)
np.add.reduceat(a, [0], out=np.zeros((1, 4), "i4"), dtype=float)
np.add.reduceat(i, [0, 1], out=np.ones((2, 3)))
np.add.reduceat(i.astype("i1"), [0])
np.add.reduceat(a, [0, 2], axis=1)[::-1]
np.add.reduceat(a, [0, 3])
np.add.reduceat(a, np.array([-1]))
np.add.reduceat(a, [0], axis=2)
np.add.reduceat(np.full(4, 1e308), [0, 2])
np.floor_divide.reduceat([1, 0, 2], [0])
np.multiply.reduce(np.full(100, 10), out=np.zeros(()))
np.subtract.reduce(a)
np.subtract.reduce(a, axis=1, keepdims=True)
np.divide.reduce(a[1], out=np.zeros((), "f4"))
np.floor_divide.reduce([7, 0, 2])
np.arctan2.reduce(a[2], dtype="f8") * 0
np.add.accumulate(a, (1,))
np.power.reduceat(np.arange(4), [0, 1])
np.power.accumulate(np.arange(-4, 4))
np.add.reduce(a, axis=None, out=...)
np.maximum.reduce(a[0], out=...)
np.subtract.reduce(a, out=...)
np.add.reduce(a[0], out=..., where=a[0] > 2)
np.power.reduce(np.arange(4, 0, -1))
np.divide.reduce(a, axis=())
np.subtract.reduce(a[0, 0])
np.subtract.reduce(a, axis=(0, 1))
np.add.accumulate(a, out=np.broadcast_to(a[:1], (3, 4)))
np.add.accumulate(a, out=np.lib.stride_tricks.as_strided(a, (3, 4), (0, 8))); a
np.add.reduceat(a, [0, 1, 2], out=np.lib.stride_tricks.as_strided(a, (3, 4), (0, 8))); a
np.add.reduce(a, out=np.lib.stride_tricks.as_strided(a, (4,), (0,))); a
np.add.accumulate(a[:, ::-1], axis=1, out=a); a
np.add.reduceat(a[::-1], [0, 1, 1], out=a); a
"""


@pytest.mark.parametrize("call", SEGMENTS.strip().splitlines())
@pytest.mark.usefixtures("gate_open")
def test_arguments_of_segments(call):
    same_program(call, {"a": lambda: numpy.arange(12.0).reshape(3, 4) + 1, "i": lambda: numpy.arange(6).reshape(2, 3)})


@pytest.mark.parametrize("name", ["maximum", "minimum", "fmax", "fmin"])
@pytest.mark.parametrize("dtype", "fd")
def test_a_nan_anywhere(name, dtype, native):
    for n in (5, 64, 129, 1000, 5000):
        x = numpy.random.default_rng(n).standard_normal(n).astype(dtype)
        for at in {0, 1, n // 2, n - 2, n - 1}:
            with_nan = x.copy()
            with_nan[at] = numpy.nan
            ours, theirs = getattr(np, name).reduce(np.array(with_nan)), getattr(numpy, name).reduce(with_nan)
            assert type(ours) is type(theirs) and (ours == theirs or ours != ours and theirs != theirs)
        assert getattr(np, name).reduce(np.array(x)) == getattr(numpy, name).reduce(x)
    every = numpy.full(300, numpy.nan, dtype)
    assert numpy.isnan(getattr(np, name).reduce(np.array(every)))


@pytest.mark.parametrize("name", ["maximum", "minimum"])
def test_of_zeros_the_last_one(name, native):
    for n in (2, 70, 1000):
        for last in (0.0, -0.0):
            x = np.zeros(n) * -last
            x[-1] = last
            assert numpy.signbit(getattr(np, name).reduce(x)) == numpy.signbit(last)
