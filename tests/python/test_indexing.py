"""Subscripts, read and written, against NumPy: every kind of index, its errors, and what shares memory."""

import itertools
import re

import legate.numpy as np
import numpy
import pytest
from oracle import NATIVE, Outcome, execute, programs, same_outcome, same_program, same_value, to_numpy

pytestmark = pytest.mark.sanitize

DATA = {
    "a": lambda: numpy.arange(24.0).reshape(2, 3, 4),
    "v": lambda: numpy.arange(10),
    "t": lambda: numpy.arange(24.0).reshape(4, 3, 2).T,
    "r": lambda: numpy.arange(20.0).reshape(4, 5)[::-1, ::2],
    "z": lambda: numpy.array(5.0),
    "e": lambda: numpy.zeros((3, 0, 2)),
    "m": lambda: numpy.arange(24).reshape(2, 3, 4) % 5 == 0,
    "k": lambda: numpy.array([1, 0, -1]),
    "w": lambda: numpy.array([2.0, 7.0, 9.0]),
    "b": lambda: numpy.zeros(3, "u1"),
}

# Basic indices: views, and NumPy scalars where every axis has an integer.
BASIC = """
a[0] | a[-1] | a[1, 2] | a[1, -1, 3] | a[0, 0, 0] | a[...] | a[..., 0] | a[0, ...] | a[0, ..., 1] | a[0, 1, 2, ...]
a[..., None] | a[None] | a[:, None] | a[None, 0, None, 1] | a[None, ..., None] | a[()] | z[()] | z[...] | z[None]
z[..., None] | a[:] | a[::] | a[::-1] | a[:, ::2] | a[:, :, ::-2] | a[1:, 1:, 1:] | a[:-1] | a[5:] | a[:0]
a[::-1, ::-1, ::-1] | a[1:0:-1] | a[-1:-3:-1] | a[100:-100:-1] | a[:, 3:1] | a[:, 2:0:-1] | v[2:8:3] | v[8:2:-3]
v[-3:] | v[:-3] | v[::-1] | v[::100] | v[5:5] | v[np.int64(3)] | v[np.uint8(3)] | v[True:5] | v[2**70:] | v[:2**70]
v[-2**70:3] | t[0] | t[:, 1] | t[1, :, ::-1] | r[1:, ::-1] | r[0, 1] | r[::-2] | e[0] | e[:, 0:0] | e[2, :, 1]
e[...] | a[(1, 2)] | a[[][:0] or ()] | a[np.array(1)] | v[np.array(3)] | a[0][1][2] | a[1:][0, 1:][::-1] | a.T[::2]
a.reshape(6, 4)[1::2] | a.swapaxes(0, 2)[1] | z[()] + 1 | v[slice(None)] | v[slice(1, None, 2)]
"""
ERRORS = """
a[0.0:, 0.0] | a[0.0:, 0, 0, 0] | a['x':, 'y'] | a[0.0:, [0, 9]] | a[None, 0.0:, ..., 0.5] | a[0.0:, None]
a[2] | a[-3] | a[0, 3] | a[0, 0, 4] | a[0, 0, -5] | v[10] | v[-11] | a[0, 0, 0, 0] | z[0] | z[0, 0] | z[:]
a[..., ...] | a[1.0] | a['x'] | a[1:2.5] | a[::0] | v['a':] | v[{}] | v[object()] | v[2**70] | a[0, 2**70] | e[0, 0]
v[None, 10] | a[:, 3] | a[[0, 2]] | a[[0], [3]] | a[[0, 1], [0, 1, 2]] | v[[10]] | v[[-11, 0]] | v[[1.5]]
v[np.array([1.0])] | v[np.array([True, False])] | a[m[0]] | a[m[:, :2]] | a[m, 0] | v[[[0]], 1]
a[np.zeros((2, 2), bool)] | e[[0], [0]] | v[np.array(10)] | v[1j]
"""
FANCY = """
v[k] | v[[1, 1, 1]] | v[[]] | v[np.array([], int)] | v[[[0, 1], [2, 3]]] | v[k[None]] | v[v > 3] | v[v % 2 == 0]
v[v > 99] | v[np.array([1, 2], 'u1')] | v[np.array([-1, 2], 'i2')] | v[list(range(3))] | v[(k,)] | v[tuple([k])]
v[np.ones(10, bool)] | v[[True, False] * 5] | v[k.tolist()] | v[::-1][k] | v[k][::-1] | a[k] | a[k, k] | a[k, k, k]
a[[0, 1], :, [2, 3]] | a[:, k] | a[..., k] | a[:, :, k] | a[0, k] | a[k, 0] | a[k, :, 0] | a[0, :, k] | a[k, 1:]
a[1:, k] | a[:, k, ::2] | a[None, k] | a[k, None] | a[k, ..., k] | a[:, [[0, 1], [2, 0]]] | a[[[0], [1]], [0, 1, 2]]
a[np.ix_([0, 1], [0, 2])] | a[m] | a[m[..., 0]] | a[m[:, 0, 0]] | a[:, m[0]] | a[0, m[0]] | a[..., m[0, 0]]
a[m[..., 0], 1] | a[m[:, 0, 0], 0] | a[~m] | t[k] | t[:, k] | t[..., k] | r[k] | r[:, k] | r[k, k] | r[r > 10]
t[t > 5] | e[[0, 1]] | e[:, :, [0]] | e[e > 0] | a[[], 0] | a[np.array([], int), k[:0]] | a[:, np.array([], int)]
a[k > 5, :0] if False else 0 | v[np.int64(2), None] | v[np.array(2), None] | v[[2], None] | a[[0, 1], [0], 1]
v[np.arange(100000) % 10] | a[np.array([[1]]), :, np.array([[2, 3]])] | a[1, [0, 1], 1:] | a[[1], ..., [0]]
v[k < 9][0] if False else 1
"""
MIXED = """
z[z > 1] | z[z > 9] | a[True] | a[False] | a[None, True] | v[np.True_] | z[True] | z[False] | a[True, 0]
v[np.array(True)]
"""


@pytest.mark.parametrize("program", programs(BASIC) + programs(FANCY))
@pytest.mark.usefixtures("native")
def test_read(program):
    same_program(program, DATA)


@pytest.mark.parametrize("program", programs(ERRORS) + programs(MIXED))
@pytest.mark.usefixtures("gate_open")
def test_errors(program):
    same_program(program, DATA)


@pytest.mark.parametrize("program", programs(ERRORS))
@pytest.mark.usefixtures("gate_open")
def test_errors_of_assignments(program):
    """Nothing is written when the index is wrong."""
    same_program(f"{program} = 1", DATA)


VALUES = ["7", "-2.5", "True", "np.float32(1.5)", "np.int64(-3)"]


@pytest.mark.parametrize(
    "program", [p for p in programs(BASIC + FANCY) if p.endswith("]") and "][" not in p and "if" not in p]
)
@pytest.mark.usefixtures("native")
def test_write(program):
    """A scalar, an array of the selection's shape, one that is broadcast, and an in-place operation."""
    for value in VALUES:
        same_program(f"{program} = {value}", DATA)
    same_program(f"x = {program}; {program} = np.arange(x.size * 1.0).reshape(x.shape)", DATA)
    same_program(f"x = {program}; {program} = np.arange(x.size).reshape(x.shape)[..., :1] if x.ndim else x", DATA)
    same_program(f"{program} += 1", DATA)
    same_program(f"{program} *= {program}", DATA)


WRITES = """
a[0] = [1, 2, 3, 4] | a[0] = a[1] | a[:, 0] = 5; a[:, 1] = a[:, 0] | a[...] = a[::-1] | a[::-1] = a | a[1:] = a[:-1]
a[:-1] = a[1:] | v[1:] = v[:-1] | v[:-1] = v[1:] | v[::2] = v[1::2] | v[2:8] = v[7:1:-1] | v[::-1] = v
v[k] = [10, 20, 30] | v[k] = v[:3] | v[[0, 0, 0]] = [1, 2, 3] | v[[0, 0]] += 5 | v[v > 3] = 0
v[v > 3] = v[v > 3] * 2 | v[v > 3] = [1, 2] | v[v > 3] += v[v > 3] | v[:] = 2.9 | v[:] = -2.9 | v[0] = 3.7
v[0] = True | v[0] = '5' | v[0] = 'x' | v[0] = None | v[0] = [4] | v[0] = [4, 5] | v[0] = w | v[0] = np.array(3)
v[0] = np.array([3]) | v[0] = np.array([[3]]) | v[0] = 2**40 | v[0] = 2**70 | v[0] = 1j | v[0] = w[0] | w[0] = v[1]
v[0] = float('nan') | v[0] = float('inf') | v[0] = np.float64(1e300) | v[:2] = [1.9, 2.9] | v[:3] = w
w[:] = [1, 2] | w[:] = [[1, 2, 3]] | w[:] = [[1], [2]] | w[:] = np.ones((2, 3)) | w[:] = np.ones((1, 1, 3))
w[:] = 1j | w[:] = np.array([1j, 2, 3]) | w[:] = 'abc' | w[:] = '1.5' | w[:] = [True, False, True]
w[:] = (1, 2, 3) | w[:] = range(3) | w[:] = w[::-1] | w[...] = 3 | w[None] = 4 | z[...] = 3 | z[()] = 4
z[()] = [4] | z[...] = [1, 2] | z[None] = 6 | e[:] = 3 | e[...] = np.zeros((3, 0, 2)) | e[...] = np.zeros(3)
m[m] = False | m[...] = a | m[0] = 2 | m[0, 0] = [0, 1, 2, 0.5] | a[m] = 1 | a[m] = a[~m][:5] | a[m] = [1, 2]
a[k] = a[0] | a[k, 0] = [1, 2, 3, 4] | a[:, k] = 0 | a[..., k] = w | a[:, k] = w | a[k, :, 0] = w[:, None]
t[...] = 1 | t[0] = t[1] | t[:, ::-1] = t | t[t > 5] = -1 | t[..., 0] += 10 | r[...] = r[::-1] | r[0] = r[1] * 2
r[r > 5] *= 2 | del v[0] | del v[:] | v[1:3] = v | a[0, 0] = a | a[0, 0, 0] = w[:1] | a[0, 0, 0] = w
a[0, 0, 0] = [[1.0]] | v[np.array([0, 1]), ] = 5 | v[v[:3]] = 7 | v[v[::-1]] = v | v[v] = v[::-1]
a[[0, 1], :, [1, 2]] = 3 | a[[0, 1], :, [1, 2]] = np.arange(6).reshape(2, 3) | a[0][0][0] = 9
a[0, 1:, ::2][...] = -1 | a.T[0] = 3 | a.reshape(-1)[5] = 3 | a.ravel()[::7] = 0 | a.T.ravel()[0] = 99
a.real[0] = 5 | x = a[0]; x += 1; a[0] = x | x = v; x[2:4] = 0 | v[v.argmax()] = 0 | v[0] = np.float32('nan')
v[:2] = np.float64(2.5) | v[0] = 1e300 | m.T[0] = 1j | b[0] = 300.7 | b[:] = 300.7 | b[0] = np.float64(7.7)
b[0] = 300 | b[:] = np.int64(300) | b[:] = [300] | b[:] = [1, 2.5, 3] | b[:] = (1, np.int64(300), 2) | b[0] = -1.5
b[:] = [1j] * 3 | b[:] = [[1], [2], [3]] | b[[0, 1]] = 300.7 | b[b >= 0] = 300 | b[b >= 0] = 1e300
b[b >= 0] = [1, 2, 300] | b.fill(300.7) | w[:] = [w[0], v[1], 2] | a[0] = [w.tolist() + [1]] * 3 | w[:] = []
u = v[:]; u += 1; v *= 2 | x = v[2:]; y = v[:5]; x += y[:1]; y -= 1 | x, y = v[::2], v[1::2]; x += y; y -= x
w[w > 5], v[:2] = 1, w[:2] | v[0], v[1] = v[1], v[0] | v[:5], v[5:] = v[5:], v[:5].copy()
a[0], a[1] = a[1].copy(), a[0].copy() | a[:] = a.T.T | a[0] = a[0].T[0, 0]
"""


@pytest.mark.parametrize("program", programs(WRITES))
@pytest.mark.usefixtures("gate_open")
def test_assignment(program):
    same_program(program, DATA)


@pytest.mark.parametrize("dtype", NATIVE)
@pytest.mark.usefixtures("native")
def test_dtypes(dtype):
    """Reading, writing, gathering and scattering each dtype, and assignment across dtypes."""
    data = {"x": lambda: numpy.array([[1, 0, 3], [4, 5, 6]], dtype), "i": lambda: numpy.array([1, 0, 1])}
    for program in ("x[1, 2]", "x[:, i]", "x[x > 1]", "x[::-1, 1]", "x[0] = x[1, ::-1]", "x[:, i] = 1", "x[x > 1] = 0"):
        same_program(program, data)
    for other in NATIVE:
        data["y"] = lambda other=other: numpy.array([2, 0, 7], other)
        same_program("x[0] = y", data)
        same_program("x[:, 1] = y[2]", data)
        same_program("x[[1, 0]] = y", data)


@pytest.mark.usefixtures("native")
def test_all_slices_of_a_small_array():
    """Every start, stop and step near the ends, read and written."""
    limits = [None, *range(-6, 7)]
    base = numpy.arange(5)
    for start, stop, step in itertools.product(limits, limits, [None, 1, 2, 3, -1, -2, -4]):
        key = slice(start, stop, step)
        ours, theirs = np.array(base), base.copy()
        assert to_numpy(ours[key]).tolist() == theirs[key].tolist()
        ours[key] += 10
        theirs[key] += 10
        assert ours.tolist() == theirs.tolist(), key


@pytest.mark.usefixtures("native")
def test_a_key_that_comes_again_means_the_same():
    """Windows are remembered by layout and key; other keys with the same parts are not taken for them."""

    class Two(int):
        pass

    def keys():
        for i in (2, numpy.int64(2), Two(2), 300, int("300"), -1):
            yield from (i, (i, 0), slice(i), slice(0, i), slice(0, i, 1), (slice(1, i), slice(i)), (..., i), (None, i))
        yield from ((1, 2, 0), slice(1, 2, 0 + 3), (1, slice(2, 0)), (slice(1, 2), 0), (1, 2, 0, slice(None)))
        yield from ((slice(1, 2), None), (slice(1, 2), ...), (slice(None, None, 2), slice(None, None, -1), 1, 1))

    shapes = ((3, 4, 5, 6), (4, 3, 5, 6), (301, 2, 3, 2), (4, 5), (5, 4), (301, 302), (400,))
    arrays = [numpy.arange(numpy.prod(shape)).reshape(shape) for shape in shapes]
    arrays += [arrays[0].T, arrays[3][::-1], arrays[3].astype("f4")]
    ours = [np.array(a) for a in arrays]
    ours[-3], ours[-2] = ours[0].T, ours[3][::-1]
    for _ in range(3):
        for theirs, mine in zip(arrays, ours, strict=True):
            for key in keys():
                same_outcome(Outcome(lambda a=mine, k=key: a[k]), Outcome(lambda a=theirs, k=key: a[k]))


@pytest.mark.usefixtures("native")
def test_windows_of_many_layouts():
    """More layouts than are kept: remembered windows outlive the arrays that they were first asked of."""
    base = np.arange(200 * 100.0)
    for _ in range(2):
        for n in range(1, 100):
            for m in range(1, 100):
                window = base[: n * m].reshape(n, m)[1:, 1:]
                assert window.shape == (n - 1, m - 1)
        assert base[: 9 * 7].reshape(9, 7)[1:, 1:].tolist() == numpy.arange(63.0).reshape(9, 7)[1:, 1:].tolist()


@pytest.mark.usefixtures("native")
def test_large_gather_and_scatter_with_any_number_of_threads(threads):
    rng = numpy.random.default_rng(0)
    base, index = rng.random((1000, 300)), rng.integers(-1000, 1000, 5000)
    for count in (1, 2, 4):
        threads(count)
        ours, theirs = np.array(base), base.copy()
        same_value(ours[np.array(index)], theirs[index])
        same_value(ours[ours > 0.5], theirs[theirs > 0.5])
        ours[np.array(index)] = np.array(base[:1])
        theirs[index] = base[:1]
        ours[ours < 0.3] = 0
        theirs[theirs < 0.3] = 0
        same_value(ours, theirs)


@pytest.mark.usefixtures("native")
def test_an_index_array_is_read_when_it_is_used():
    """Later changes of the index do not matter, and bounds are checked at the user's line."""
    v, k = np.arange(10), np.array([1, 2, 3])
    picked = v[k]
    k[:] = 0
    assert picked.tolist() == [1, 2, 3]
    k += 20
    with pytest.raises(IndexError, match="index 20 is out of bounds for axis 0 with size 10"):
        v[k]
    v += 1
    assert v.sum() == 55


@pytest.mark.usefixtures("native")
def test_views_see_each_others_writes():
    for make in (
        lambda m, b: b[1:],
        lambda m, b: b.T,
        lambda m, b: b.reshape(-1),
        lambda m, b: b[::-1, ::2],
        lambda m, b: b[None],
    ):
        outcomes = []
        for module in (np, numpy):
            base = module.array(numpy.arange(20.0).reshape(4, 5))
            view = make(module, base)
            base += 1
            view *= 2
            base[2] = -1
            view[0] = 7
            before = view + 0
            base[...] = 3
            outcomes.append(Outcome(lambda b=base, v=view, o=before: (b + 0, v + 0, o)))
        same_outcome(*outcomes)


def test_the_helper_runs_programs():
    assert execute("x = np.ones(3); x.sum()", numpy, {}) == 3


BOOL_KEYS = [
    True,
    False,
    (True, False),
    (0, True),
    (slice(None), True, [0, 1]),
    (True, slice(None), [0, 1]),
    (True, None),
    (True, 0, 0),
    (..., True),
    numpy.array(True),
    (None, True, [1]),
    (0, 0, numpy.False_),
    ([True, False], True),
    (True, [[0], [1]]),
]


@pytest.mark.parametrize("shape", [(), (3,), (2, 3), (2, 3, 4), (0,)])
@pytest.mark.parametrize("key", BOOL_KEYS, ids=str)
def test_single_bools_are_masks_of_no_axis(native, shape, key):
    plain = numpy.arange(int(numpy.prod(shape))).reshape(shape)
    ours = np.array(plain)
    try:
        expected = plain[key]
    except IndexError as error:
        with pytest.raises(IndexError, match=re.escape(str(error))):
            ours[key]
        with pytest.raises(IndexError, match=re.escape(str(error))):
            ours[key] = 7
        return
    numpy.testing.assert_array_equal(numpy.asarray(ours[key]), expected, strict=True)
    ours[key] = plain[key] = 7
    numpy.testing.assert_array_equal(numpy.asarray(ours), plain)
    ours[key] = np.array(expected * 3)
    plain[key] = expected * 3
    numpy.testing.assert_array_equal(numpy.asarray(ours), plain)


def test_no_more_index_arrays_than_numpy_takes(native):
    for xp in (np, numpy):
        with pytest.raises(IndexError, match="number of index arrays cannot be above 63, but 64"):
            xp.ones((1,) * 64)[(numpy.array([0]),) * 64]


SPREAD = [
    ((6, 1), (5,)),
    ((5,), (6, 1)),
    ((6, 5), (6, 1)),
    ((1, 5), (6, 5)),
    ((), (6, 5)),
    ((2, 1, 5), (3, 1)),
    ((2, 3, 1), (2, 1, 5)),
    ((0, 5), (0, 1)),
    ((1, 1), (1,)),
    ((1500, 1), (3,)),
]


@pytest.mark.parametrize("shapes", SPREAD, ids=str)
def test_index_arrays_that_repeat(shapes, native):
    rng = numpy.random.default_rng(3)
    x = rng.random((9, 7, 4))
    i, j = (rng.integers(-n, n, shape) for n, shape in zip((9, 7), shapes, strict=True))
    for dtype in ("f8", "f4", "i2", "?", "c16"):
        theirs, ours = x.astype(dtype), np.array(x.astype(dtype))
        k, m = np.array(i), np.array(j)
        same_value(ours[k, m], theirs[i, j])
        same_value(ours[k, m, 1], theirs[i, j, 1])
        same_value(ours[k, :, m[..., :1] % 4], theirs[i, :, j[..., :1] % 4])
        same_value(ours.T[..., m, k], theirs.T[..., j, i])
        ours[k, m] = np.array(theirs[i, j][::-1])
        theirs[i, j] = theirs[i, j][::-1]
        same_value(ours, theirs)


@pytest.mark.parametrize("bad", [(0, 9), (1, 7), (0, -10), (1, -8)])
@pytest.mark.parametrize("program", [lambda x, i, j: x[i, j], lambda x, i, j: x.__setitem__((i, j), 1.0)])
def test_the_index_that_does_not_fit_is_named(program, bad):
    keys = [numpy.zeros((6, 1), int), numpy.zeros(5, int)]
    keys[bad[0]].reshape(-1)[3] = bad[1]
    ours = Outcome(lambda: program(np.zeros((9, 7)), *map(np.array, keys)))
    same_outcome(ours, Outcome(lambda: program(numpy.zeros((9, 7)), *keys)))
