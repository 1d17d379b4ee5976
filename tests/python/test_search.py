"""Searching sorted arrays, counting, and what NumPy makes of them: histograms, digitize, interp; sliding products."""

import legate.numpy as np
import numpy
import pytest


@pytest.fixture(autouse=True)
def gate(request):
    """Shut, where a test does not ask for it to be open."""
    if "gate_open" not in request.fixturenames:
        request.getfixturevalue("native")


DTYPES = "?bBhHiIlLefdFD"


def same(ours, numpys):
    """The same type, dtype and bits (of NaNs: only that they are)."""
    assert isinstance(ours, np.ndarray) == isinstance(numpys, numpy.ndarray)
    assert ours.dtype == numpys.dtype
    numpy.testing.assert_array_equal(numpy.asarray(ours), numpys)


def both(name, *args, **kwargs):
    """The function of either library of the same arguments: NumPy arrays among them are ours for ours."""
    ours = [np.array(x) if isinstance(x, numpy.ndarray) else x for x in args]
    named = {key: np.array(x) if isinstance(x, numpy.ndarray) else x for key, x in kwargs.items()}
    return getattr(np, name)(*ours, **named), getattr(numpy, name)(*args, **kwargs)


def refused(name, *args, **kwargs):
    """Both refuse, in the same words."""
    with pytest.raises(Exception) as theirs:
        getattr(numpy, name)(*args, **kwargs)
    ours = [np.array(x) if isinstance(x, numpy.ndarray) else x for x in args]
    with pytest.raises(type(theirs.value)) as raised:
        getattr(np, name)(*ours, **kwargs)
    assert str(raised.value) == str(theirs.value)


def values(dtype, n, seed=0):
    """Numbers of which many are equal; among floats some that are special."""
    random = numpy.random.RandomState(seed)
    x = random.randint(0, 30, n).astype(dtype)
    if x.dtype.kind in "fc" and n:
        x[random.rand(n) < 0.1] = numpy.nan
        x[random.rand(n) < 0.1] = -numpy.inf
        numpy.negative(x, out=x, where=random.rand(n) < 0.1)
    if x.dtype.kind == "c" and n:
        x.imag = random.randint(0, 3, n)
        x.imag[random.rand(n) < 0.1] = numpy.nan
    return x


# ---- searchsorted ----


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("n", [0, 1, 2, 7, 100, 5000])
def test_searchsorted(dtype, side, n):
    a, v = numpy.sort(values(dtype, n)), values(dtype, 3001, 1)
    same(*both("searchsorted", a, v, side))
    same(*both("searchsorted", a, v[:3000:2].reshape(3, -1, 1).T, side))
    same(np.array(a)[::-1][::-1].searchsorted(v[5]), a.searchsorted(v[5]))


@pytest.mark.parametrize("dtype", "?bLedD")
def test_searchsorted_with_sorter(dtype):
    a, v = values(dtype, 1000), values(dtype, 50, 1)
    order = numpy.argsort(a, kind="stable")
    for side in ("left", "right"):
        same(*both("searchsorted", a, v, side, order))
        same(*both("searchsorted", a, v, side=side, sorter=order.astype("i2")[:]))


@pytest.mark.parametrize("v", [3, 2.5, True, 1j, numpy.float32(2), numpy.array(3), [1, 2.5], [[]], []])
def test_searchsorted_promotes_to_a_common_dtype(v):
    for a in (numpy.arange(5), numpy.arange(5, dtype="u1"), numpy.arange(5.0), numpy.arange(10.0)[::2]):
        same(*both("searchsorted", a, v))
        same(*both("searchsorted", a.tolist(), v))


def test_searchsorted_mixed_signs_go_through_floats():
    same(*both("searchsorted", numpy.arange(5, dtype="L"), numpy.arange(-2, 3)))


def test_searchsorted_of_what_is_pending():
    x = np.arange(1000.0) * 2
    assert np.searchsorted(x + 1, x[10] + 1) == 10


@pytest.mark.parametrize(
    ("args", "kwargs"),
    [
        ((numpy.arange(3), 0, "l"), {}),
        ((numpy.arange(3), 0, None), {}),
        ((numpy.ones((2, 2)), 0), {}),
        ((numpy.ones((0, 2)), 0), {}),
        ((numpy.array(3), 0), {}),
        ((numpy.arange(3), 0), {"sorter": [1]}),
        ((numpy.arange(3), 0), {"sorter": [1.1, 1, 1]}),
        ((numpy.arange(3), 0), {"sorter": [[1]]}),
        ((numpy.arange(3), 0), {"sorter": [True, True, True]}),
        ((numpy.arange(5), 0), {"sorter": [-1, 0, 1, 2, 3]}),
        ((numpy.arange(5), 0), {"sorter": [0, 0, 9, 2, 3]}),
    ],
)
def test_searchsorted_refuses(args, kwargs):
    refused("searchsorted", *args, **kwargs)


# ---- bincount ----


@pytest.mark.parametrize("dtype", "?bBhHiIlL")
@pytest.mark.parametrize("n", [0, 1, 1000, 200_001])
def test_bincount(dtype, n):
    x = values(dtype, n)
    weights = numpy.random.RandomState(1).randn(n)
    for least in (0, 3, 100):
        same(*both("bincount", x, minlength=least))
        same(*both("bincount", x, weights, least))
    same(*both("bincount", x[::-3], weights[::-3].astype("f4")))


def test_bincount_of_lists():
    same(*both("bincount", [1, 2, 1]))
    same(*both("bincount", [1, 2, 1], weights=[0.5, 1, 2]))
    same(*both("bincount", []))
    same(*both("bincount", [], minlength=numpy.int8(3)))
    same(*both("bincount", [1, 2], weights=[True, False]))


def test_bincount_of_many_bins():
    same(*both("bincount", numpy.random.RandomState(0).randint(0, 300_000, 400_000)))


@pytest.mark.parametrize(
    "args",
    [
        (numpy.array([1.0]),),
        (numpy.array([]),),
        (numpy.array([1, -2]),),
        (numpy.array([2**63], "u8"),),
        (numpy.ones((2, 2), int),),
        (numpy.array(3),),
        (numpy.array([1]), None, -3),
        (numpy.array([1]), None, None),
        (numpy.array([1]), None, 3.0),
        (numpy.array([1]), numpy.array([1j])),
        (numpy.array([1, 2]), numpy.array([1.0])),
        (numpy.array([1, 2]), numpy.ones((1, 2))),
        ([[1, 2]],),
        (3,),
        ([1, -2],),
        ([1, 2], [1]),
    ],
)
def test_bincount_refuses(args):
    refused("bincount", *args)


# ---- histograms, digitize ----


@pytest.mark.parametrize("kwargs", [{}, {"bins": 7}, {"range": (2, 20)}, {"density": True}, {"bins": [0, 5, 6.5, 40]}])
@pytest.mark.parametrize("dtype", "bLfd")
def test_histogram(dtype, kwargs):
    x = numpy.random.RandomState(0).randint(0, 30, 70_000).astype(dtype)
    for ours, theirs in zip(*both("histogram", x, **kwargs)):
        same(ours, theirs)
    weights = numpy.random.RandomState(1).randn(x.size)
    for ours, theirs in zip(*both("histogram", x, weights=weights, **kwargs)):
        numpy.testing.assert_allclose(ours, theirs, rtol=1e-12)


@pytest.mark.parametrize("bins", ["sqrt", "sturges", "rice", "scott", "doane", "stone"])
def test_bins_are_estimated(bins):
    x = numpy.random.RandomState(0).randn(500)
    numpy.testing.assert_allclose(*both("histogram_bin_edges", x, bins), rtol=1e-12)


def test_histograms_of_several_axes(gate_open):
    x, y = numpy.random.RandomState(0).randn(2, 1000)
    for ours, theirs in zip(*both("histogram2d", x, y, [5, 9], density=True)):
        numpy.testing.assert_allclose(ours, theirs, rtol=1e-14)
    ours, theirs = both("histogramdd", numpy.array([x, y, x]).T, 4, weights=y)
    numpy.testing.assert_allclose(ours[0], theirs[0], rtol=1e-12)


@pytest.mark.parametrize("right", [False, True])
@pytest.mark.parametrize(
    "bins", [[0, 5, 10], [10, 5, 5, 0], [3, 3], [2], [], [5, 5, 1], [numpy.nan, 3, 1], [1, 2, numpy.nan]]
)
def test_digitize(bins, right):
    same(*both("digitize", values("d", 100), numpy.array(bins), right))
    same(*both("digitize", 3, bins, right))


@pytest.mark.parametrize("bins", [[1, 3, 2], [3, 1, 2], [[1, 2]], 3, [1j]])
def test_digitize_refuses(bins):
    refused("digitize", numpy.arange(3.0), numpy.array(bins))


# ---- interp ----


def points(n, dtype):
    random = numpy.random.RandomState(2)
    fp = random.randn(n)
    return numpy.sort(random.randn(n)), (fp + 1j * random.randn(n) if dtype == "D" else fp.astype(dtype))


@pytest.mark.parametrize("dtype", "lfdD")
@pytest.mark.parametrize("n", [1, 2, 5, 3000])
def test_interp(dtype, n):
    xp, fp = points(n, dtype)
    x = numpy.random.RandomState(3).randn(2001) * 2
    x[::50] = xp[0]
    x[1::50] = xp[-1]
    x[2::50] = [numpy.nan, numpy.inf, -numpy.inf, 0] * 10
    same(*both("interp", x, xp, fp))
    same(*both("interp", x.reshape(3, -1).T, xp, fp, -5, numpy.float32(7)))
    same(*both("interp", x, xp, fp, left=numpy.nan))
    same(*both("interp", 0.1, xp, fp))
    same(*both("interp", numpy.array(numpy.nan), xp.tolist(), fp.tolist()))
    x = x[numpy.isfinite(x)]
    same(*both("interp", x, xp, fp, period=1.5))


def test_interp_beside_infinities():
    xp, inf, nan = numpy.array([-1.0, 0, 1, 2, 3, 4]), numpy.inf, numpy.nan
    for fp in ([0, inf, 1, -inf, -inf, nan], [inf, inf, inf, 0, nan, 1], [-inf, 0, 0, inf, -inf, 3]):
        x = numpy.linspace(-1.5, 4.5, 61)
        same(*both("interp", x, xp, numpy.array(fp)))
        same(*both("interp", x, xp, numpy.array(fp) * (1 + 1j)))
    for places in ([nan, 1], [0, nan], [nan, nan]):
        same(*both("interp", numpy.array([-1, 0.5, 2, nan]), numpy.array(places), numpy.array([1, 2j])))
    same(*both("interp", xp, numpy.array([-inf, 0, inf]), numpy.array([1.0, 2, 3])))


@pytest.mark.parametrize(
    "args",
    [
        (numpy.array(1j), numpy.arange(2.0), numpy.arange(2.0)),
        (1, numpy.arange(2.0), numpy.arange(2.0), 1j),
        (1, numpy.arange(2.0), numpy.arange(2.0), [1]),
        (1, numpy.arange(2.0), numpy.arange(3.0)),
        (1, numpy.arange(0.0), numpy.arange(0.0)),
        (1, numpy.arange(2.0), numpy.ones((1, 2))),
    ],
)
def test_interp_refuses(args):
    refused("interp", *args)


# ---- the least and the greatest ----


@pytest.mark.parametrize("dtype", [d for d in DTYPES if d != "?"])
def test_ptp(dtype):
    a = numbers(dtype, 5000, 2)
    same(*both("ptp", a))
    same(*both("ptp", a.reshape(50, 100)))
    same(*both("ptp", a.reshape(50, 100), axis=0))
    same(*both("ptp", a.reshape(50, 100), keepdims=True))


@pytest.mark.parametrize("values", [[1.0, numpy.nan, 2.0], [1.0, numpy.inf], [3.0, 3.0], [], [1, 5, 3]])
def test_edges_of_a_histogram(values):
    a = numpy.array(values)
    try:
        numpy.histogram_bin_edges(a, 5)
    except ValueError:
        refused("histogram_bin_edges", a, 5)
    else:
        same(*both("histogram_bin_edges", a, 5))


def test_ptp_refuses():
    refused("ptp", numpy.array([True, False]))
    refused("ptp", numpy.zeros(0))


# ---- correlate, convolve ----


def numbers(dtype, n, seed):
    x = numpy.random.RandomState(seed).randint(-9, 9, n).astype(dtype)
    return x + x[::-1] * 1j if dtype in "FD" else x


@pytest.mark.parametrize("mode", ["valid", "same", "full"])
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(("n", "m"), [(1, 1), (5, 2), (2, 5), (300, 11), (90, 300), (5000, 40)])
def test_correlate(dtype, mode, n, m):
    a, v = numbers(dtype, n, 0), numbers(dtype, m, 1)
    same(*both("correlate", a, v.astype(dtype), mode))
    same(*both("convolve", a, v.astype(dtype), mode))
    same(*both("correlate", a[::-2], v, mode))


def test_correlate_has_the_bits_of_blas():
    a, v = numpy.random.RandomState(0).randn(2, 200_000)
    for m in (3, 12, 100):
        same(*both("convolve", a, v[:m]))
        same(*both("correlate", a.astype("f4"), v[:m], "full"))


def test_correlate_promotes():
    same(*both("correlate", [1, 2, 3], [0, 1, 0.5], "same"))
    same(*both("convolve", numpy.arange(5, dtype="b"), numpy.arange(3, dtype="B"), 2))
    same(*both("convolve", 3, numpy.arange(3.0)))


@pytest.mark.parametrize("mode", ["x", "ful", 5, -1, None])
def test_correlate_refuses_modes(mode):
    for name in ("correlate", "convolve"):
        refused(name, numpy.arange(3), numpy.arange(2), mode)


@pytest.mark.parametrize("args", [([], [1]), ([1], []), (numpy.ones((2, 2)), [1]), ([1], numpy.ones((2, 2))), (3, [1])])
def test_correlate_refuses(args):
    refused("correlate", *map(numpy.array, args))
