"""matmul, dot, inner and vdot: NumPy's results, whatever the shapes, layouts, dtypes and threads."""

import itertools
import warnings

import legate.numpy as np
import numpy
import pytest
from oracle import NATIVE, Outcome, same_outcome, to_numpy

rng = numpy.random.default_rng(17)
BLAS = "fdFD"

# (shape of a, shape of b)
PAIRS = [
    ((3, 4), (4, 5)),
    ((1, 4), (4, 1)),
    ((4, 1), (1, 5)),
    ((1, 1), (1, 1)),
    ((70, 33), (33, 90)),
    ((5,), (5,)),
    ((1,), (1,)),
    ((3, 4), (4,)),
    ((4,), (4, 5)),
    ((1, 4), (4,)),
    ((300, 7), (7,)),
    ((7,), (7, 300)),
    ((0, 4), (4, 5)),
    ((3, 0), (0, 5)),
    ((3, 4), (4, 0)),
    ((0,), (0,)),
    ((2, 3, 4), (4, 5)),
    ((2, 3, 4), (2, 4, 5)),
    ((2, 1, 3, 4), (6, 4, 5)),
    ((3, 4), (2, 4, 5)),
    ((2, 3, 4), (4,)),
    ((4,), (2, 4, 5)),
    ((0, 3, 4), (4, 5)),
    ((9, 2, 2), (9, 2, 2)),
]
LAYOUTS = {
    "C": lambda a: a,
    "F": lambda a: a.T.copy().T,
    "reversed": lambda a: a[::-1].copy()[::-1],
    "columns reversed": lambda a: a[..., ::-1].copy()[..., ::-1],
    "every other row": lambda a: a.repeat(2, axis=0)[::2],
    "every other column": lambda a: a.repeat(2, axis=-1)[..., ::2],
    "repeated": lambda a: a[:1].repeat(2, axis=0)[:1].reshape(1, *a.shape[1:]) + 0 * a,
}


def sample(code, shape):
    if numpy.dtype(code).kind in "iu":
        info = numpy.iinfo(code)
        return rng.integers(info.min, info.max, shape, code, endpoint=True)
    if code == "?":
        return rng.random(shape) < 0.3
    a = rng.standard_normal(shape)
    return (a + 1j * rng.standard_normal(shape) if code in "FD" else a).astype(code)


def agree(program, *arrays, exact=True):
    """The same outcome under both modules; values of inexact products up to a rounding of each term."""
    __tracebackhide__ = True
    ours = Outcome(lambda: program(np, *map(np.array, arrays)))
    theirs = Outcome(lambda: program(numpy, *(a.copy() for a in arrays)))
    if exact or theirs.error or ours.error or theirs.value.dtype.kind not in "fc":
        same_outcome(ours, theirs)
        return
    x, y = to_numpy(ours.value), numpy.asarray(theirs.value)
    scale = numpy.asarray(program(numpy, *(abs(a) for a in arrays)))
    expected = type(theirs.value) if isinstance(theirs.value, numpy.generic) else np.ndarray
    assert type(ours.value) is expected
    assert (x.dtype, x.shape) == (y.dtype, y.shape)
    bound = 4 * max(a.size for a in arrays) ** 0.5 * numpy.finfo(y.dtype).eps
    assert (abs(x - y) <= bound * scale + numpy.finfo(y.dtype).tiny).all()
    assert ours.warnings == theirs.warnings


@pytest.mark.parametrize("code", NATIVE)
@pytest.mark.parametrize("shapes", PAIRS, ids=str)
@pytest.mark.usefixtures("native")
def test_matmul(code, shapes):
    a, b = (sample(code, shape) for shape in shapes)
    exact = code not in BLAS
    with numpy.errstate(over="ignore"):
        agree(lambda np, a, b: a @ b, a, b, exact=exact)
        agree(lambda np, a, b: np.matmul(a, b), a, b, exact=exact)


@pytest.mark.parametrize("code", "?bIle" + BLAS)
@pytest.mark.usefixtures("native")
def test_layouts(code):
    for (s, t), f, g in itertools.product([((6, 7), (7, 8)), ((6, 7), (7,)), ((7,), (7, 9))], LAYOUTS, LAYOUTS):
        f, g = LAYOUTS[f], LAYOUTS[g]
        agree(lambda np, a, b, f=f, g=g: f(a) @ g(b), sample(code, s), sample(code, t), exact=code not in BLAS)


@pytest.mark.parametrize("code", NATIVE)
@pytest.mark.parametrize("shapes", [pair for pair in PAIRS if len(pair[1]) <= 2], ids=str)
@pytest.mark.usefixtures("native")
def test_dot(code, shapes):
    a, b = (sample(code, shape) for shape in shapes)
    with numpy.errstate(all="ignore"):
        agree(lambda np, a, b: np.dot(a, b), a, b, exact=code not in BLAS)
        agree(lambda np, a, b: a.dot(b), a, b, exact=code not in BLAS)
        agree(lambda np, a, b: np.inner(a, b.T), a, b, exact=code not in BLAS)


@pytest.mark.parametrize("code", NATIVE)
def test_vdot(code, native):
    agree(lambda np, a, b: np.vdot(a, b.T), sample(code, (3, 4)), sample(code, (4, 3)), exact=code not in BLAS)
    agree(lambda np, a, b: np.vdot(a, b), sample(code, ()), sample(code, ()), exact=code not in BLAS)


@pytest.mark.parametrize("code", "fdFDlbe?")
@pytest.mark.parametrize("shape", [(20,), (0,), (3, 20), (3, 0), (0, 20), (2, 3, 40), (3, 5)])
@pytest.mark.parametrize("layout", ["C", "reversed", "columns reversed", "every other column"])
def test_vecdot(code, shape, layout, native):
    a, b = (sample(code, shape) for _ in range(2))
    with numpy.errstate(all="ignore"):
        agree(lambda np, a, b: np.vecdot(LAYOUTS[layout](a), b), a, b, exact=code in "lb?")
        agree(lambda np, a, b: np.vecdot(b, LAYOUTS[layout](a)), a, b, exact=code in "lb?")


@pytest.mark.parametrize("name", ["vecdot", "vdot", "dot"])
def test_sums_of_products_warn_as_numpys(name):
    big = numpy.full(40, 1e200)
    ours = Outcome(lambda: getattr(np, name)(np.array(big), np.array(big)))
    same_outcome(ours, Outcome(lambda: getattr(numpy, name)(big, big)))


@pytest.mark.parametrize("code", BLAS)
@pytest.mark.parametrize("shape", [(1, 5), (7, 3), (3, 0), (400, 11)])
@pytest.mark.parametrize("layout", ["C", "F", "every other row"])
def test_product_by_its_own_transpose(code, shape, layout, native):
    a = sample(code, shape)
    agree(lambda np, a: LAYOUTS[layout](a) @ LAYOUTS[layout](a).T, a, exact=False)
    agree(lambda np, a: (lambda x: x @ x.T)(LAYOUTS[layout](a)), a, exact=False)
    agree(lambda np, a: (lambda x: x.T @ x)(LAYOUTS[layout](a)), a, exact=False)


@pytest.mark.parametrize("a, b", [("?", "b"), ("b", "B"), ("l", "L"), ("i", "f"), ("f", "d"), ("e", "h"), ("d", "F")])
def test_promotion(a, b, native):
    agree(lambda np, a, b: a @ b, sample(a, (6, 5)), sample(b, (5, 4)), exact=False)
    agree(lambda np, a, b: np.dot(b.T, a.T), sample(a, (6, 5)), sample(b, (5, 4)), exact=False)


@pytest.mark.parametrize("shapes", [((1000, 300), (300, 700)), ((3, 100_001), (100_001, 2)), ((200_001,), (200_001,))])
@pytest.mark.parametrize("code", "dFl?e")
def test_large_ones_do_not_depend_on_threads(code, shapes, threads):
    if code in "l?e":
        shapes = [[-(-n // 4) for n in shape] for shape in shapes]
    a, b = (sample(code, shape) for shape in shapes)
    found = []
    for count in (1, 2, 3, 5):
        threads(count)
        x, y = np.array(a), np.array(b)
        both = x @ y, y.T.copy().T if y.ndim == 1 else x @ y.T.copy().T
        found.append([to_numpy(r).tobytes() for r in both])
        agree(lambda np, a, b: a @ b, a, b, exact=code in "l?")
    assert all(other == found[0] for other in found)


@pytest.mark.parametrize("code", "dfFDl")
@pytest.mark.parametrize("shape", [(3, 5), (191, 7), (400, 30), (193, 1)], ids=str)
def test_a_matrix_times_its_transpose_is_symmetric(code, shape, native):
    a = sample(code, shape)
    for f in (lambda np, a: a @ a.T, lambda np, a: a.T @ a, lambda np, a: np.dot(a[::2], a[::2].T)):
        agree(f, a, exact=code == "l")
        x = to_numpy(f(np, np.array(a)))
        assert (x == x.T).all()


@pytest.mark.parametrize("density", [0.0, 0.001, 0.05, 1.0])
def test_products_of_bools(density, native):
    a, b = rng.random((130, 300)) < density, rng.random((300, 90)) < density
    agree(lambda np, a, b: a @ b, a, b)
    agree(lambda np, a, b: np.dot(a[0], b), a, b)
    assert (np.arange(2, 8, dtype="u1").view(bool).reshape(2, 3) @ np.full((3, 2), 4, "u1").view(bool)).view(
        "u1"
    ).max() == 1


BAD = [((2, 3), (4, 5)), ((3,), (4,)), ((2, 3), (2,)), ((2,), (3, 4)), ((), (3,)), ((3,), ()), ((2, 2, 3), (3, 3, 4))]


@pytest.mark.parametrize("shapes", [*BAD, ((), ()), ((2, 3), (4, 3, 5)), ((2, 0), (1, 2))], ids=str)
@pytest.mark.usefixtures("gate_open")
def test_shapes_that_do_not_fit(shapes):
    a, b = (numpy.ones(shape) for shape in shapes)
    for f in (
        lambda np, a, b: a @ b,
        lambda np, a, b: np.matmul(a, b),
        lambda np, a, b: np.dot(a, b),
        lambda np, a, b: np.inner(a, b),
        lambda np, a, b: np.vdot(a, b),
        lambda np, a, b: a.dot(b),
    ):
        agree(f, a, b)


@pytest.mark.parametrize("code", "el" + BLAS)
def test_floating_point_status(code, gate_open):
    big = numpy.full((3, 3), 1e4 if code == "e" else numpy.iinfo("l").max if code == "l" else 1e30).astype(code)
    if code in "dD":
        big *= 1e270
    odd = big.copy()
    if code != "l":
        odd[1, 1] = numpy.inf
    zero = numpy.zeros((3, 3), code)
    for x, y in itertools.product((big, odd, zero, -odd), repeat=2):
        for f in (
            lambda np, a, b: a @ b,
            lambda np, a, b: np.dot(a, b),
            lambda np, a, b: np.inner(a, b[0]),
            lambda np, a, b: np.vdot(a, b),
        ):
            ours = Outcome(lambda f=f, x=x, y=y: f(np, np.array(x), np.array(y)))
            theirs = Outcome(lambda f=f, x=x, y=y: f(numpy, x, y))
            assert ours.warnings == theirs.warnings
            numpy.testing.assert_array_equal(to_numpy(ours.value), theirs.value)


def test_a_product_that_raises(native):
    a = np.full((2, 2), 1e200)
    with np.errstate(all="raise"), pytest.raises(FloatingPointError, match="overflow encountered in matmul"):
        a @ a


@pytest.mark.usefixtures("gate_open")
def test_out_and_dtype():
    def into(np, a, b, out, **options):
        return np.matmul(a, b, out=out, **options) is out, out

    a, b = sample("d", (3, 4)), sample("d", (4, 3))
    for out in (numpy.zeros((3, 3)), numpy.zeros((3, 3)).T, numpy.zeros((3, 3), "f"), numpy.zeros((2, 3, 3))):
        ours = into(np, np.array(a), np.array(b), np.array(out))
        theirs = into(numpy, a, b, out.copy())
        assert ours[0] and theirs[0]
        numpy.testing.assert_allclose(ours[1], theirs[1])
    views = (lambda x: x[::-1], lambda x: x[:, ::2], lambda x: x[::2, ::-3])
    for view in views:
        ours, theirs = np.zeros((6, 9)), numpy.zeros((6, 9))
        m, n = view(theirs).shape
        x, y = sample("d", (m, 4)), sample("d", (4, n))
        np.matmul(np.array(x), np.array(y), out=view(ours))
        numpy.matmul(x, y, out=view(theirs))
        numpy.testing.assert_allclose(ours, theirs)
    agree(lambda np, a, b: np.matmul(a, b, out=np.zeros((2, 2))), a, b)
    agree(lambda np, a, b: np.matmul(a, b, out=np.zeros((3, 3), int)), a, b)
    agree(lambda np, a, b: np.matmul(a, b, dtype=int), a, b)
    agree(lambda np, a, b: np.matmul(a, b, dtype="f4"), a, b, exact=False)
    agree(lambda np, a, b: np.dot(a, b, np.zeros((3, 3))), a, b, exact=False)
    agree(lambda np, a, b: np.dot(a, b, np.zeros((3, 3)).T), a, b)
    agree(lambda np, a, b: np.dot(a, b, np.zeros((3, 3), "f")), a, b)
    agree(lambda np, a: np.matmul(a, a, out=a), sample("l", (4, 4)))
    agree(lambda np, a: np.matmul(a, a[::-1], out=a.T), sample("l", (4, 4)))

    def in_place(np, a, b):
        a @= b
        return a

    agree(in_place, sample("l", (3, 4)), sample("l", (4, 4)))
    agree(in_place, sample("l", (3, 4)), sample("l", (4, 3)))


def test_numpys_arrays_and_lists(native):
    a, b = sample("d", (3, 3)), np.array(sample("d", (3, 3)))
    for x, y in ((a, b), (b, a), (a, a), ([[1, 2, 3]], b), (b, [1.0, 2.0, 3.0])):
        made = np.matmul(x, y)
        assert type(made) is np.ndarray
        numpy.testing.assert_allclose(made, numpy.matmul(to_numpy(x), to_numpy(y)))
    out = numpy.zeros((3, 3))
    assert np.matmul(a, b, out=out) is out and np.dot(b, b, out=out) is out
    numpy.testing.assert_allclose(out, to_numpy(b) @ to_numpy(b))


@pytest.mark.usefixtures("gate_open")
def test_what_only_numpy_understands():
    masked = numpy.ma.masked_array([[1.0, 2.0], [3.0, 4.0]], [[0, 1], [0, 0]])
    assert type(np.array(numpy.eye(2)) @ masked) is type(numpy.eye(2) @ masked)
    assert (np.matmul(np.eye(2), np.array([[1, 2], [3, 4]], object)) == [[1, 2], [3, 4]]).all()
    assert isinstance(np.matmul, numpy.ufunc) and np.matmul.signature == numpy.matmul.signature


def test_products_of_expressions_are_native(native):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        a = np.arange(12.0).reshape(3, 4)
        x = (a + 1) @ (a.T * 2) + np.tensordot(a, a.T, 1) + np.outer(a[0][:3], a[1][:3])
        assert float(x.sum()) == float((to_numpy(x)).sum())


@pytest.mark.parametrize(
    "axes",
    [[numpy.int8(-1), numpy.array(1, "i4")], [0, 2], [-1, -1, -1], [-1, -1, (-1,)], [-1.0, -1], [None, 1]],
    ids=str,
)
def test_axes_of_vecdot(axes):
    a, b = numpy.arange(27.0).reshape(3, 3, 3), numpy.arange(10.0, 19.0).reshape(3, 1, 3)
    theirs = Outcome(lambda: numpy.vecdot(a, b, axes=axes))
    axes = [np.array(x) if type(x) is numpy.ndarray else x for x in axes]
    same_outcome(Outcome(lambda: np.vecdot(np.array(a), np.array(b), axes=axes)), theirs)
