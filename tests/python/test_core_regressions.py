"""The smallest program of each bug that was found in the C++ layer under Python, with NumPy's answer."""

import legate.numpy as np
import numpy
import pytest

pytestmark = pytest.mark.usefixtures("gate_open")


def same(ours, theirs):
    ours, theirs = numpy.asarray(ours), numpy.asarray(theirs)
    assert ours.dtype == theirs.dtype and ours.shape == theirs.shape
    assert ours.tobytes() == theirs.tobytes()


class TestMemoryWithSeveralRoots:
    """An operation that overwrites its own input under another name reads all of it first."""

    N = 6300  # more than one tile

    def test_numpy_view_of_our_memory(self):
        ours = np.arange(float(self.N))
        view = numpy.asarray(ours)
        ours[: self.N // 3 : 2] = view[6 : 6 + self.N // 6]
        want = numpy.arange(float(self.N))
        want[: self.N // 3 : 2] = want[6 : 6 + self.N // 6].copy()
        same(ours, want)

    @pytest.mark.parametrize("alias", [memoryview, numpy.asarray, lambda a: numpy.asarray(memoryview(a))[:][::1]])
    def test_views_of_views_are_views_of_our_buffer(self, alias):
        ours = np.arange(12.0)
        again = np.asarray(alias(ours))
        again[1:] = ours[:-1]
        same(ours, [0.0, *range(11)])

    def test_address_of_our_memory(self):
        ours = np.arange(float(self.N))

        class Address:
            __array_interface__ = ours.__array_interface__

        foreign = np.asarray(numpy.asarray(Address()))
        np.add(ours[:-1], foreign[:-1], out=foreign[1:])
        want = numpy.arange(float(self.N))
        want[1:] = want[:-1] + want[:-1]
        same(ours, want)

    def test_two_arrays_on_one_bytearray(self):
        memory = bytearray(8 * self.N)
        x, y = np.frombuffer(memory), np.frombuffer(memory)
        x[:] = numpy.arange(float(self.N))
        np.add(y[:-1], y[1:], out=x[1:])
        start = numpy.arange(float(self.N))
        same(y[1:], start[:-1] + start[1:])
        x[:] = y[::-1]
        same(x[::-1][1:-1], numpy.r_[0.0, start[:-1] + start[1:]][1:-1])


def test_mask_on_a_view_whose_inner_stride_is_zero():
    for m in (np, numpy):
        got = m.broadcast_to(m.arange(3)[:, None], (3, 3))[m.tri(3, dtype=bool)]
        same(got, [0, 1, 1, 2, 2, 2])


def test_where_that_broadcasts():
    rng = numpy.random.default_rng(0)
    a, b = np.asarray(rng.random((50, 4))), np.asarray(rng.random((50, 1)))
    where = a > 0.3
    out = np.full_like(a, 0)
    np.less(a, b, where=where, out=out)
    same(a[where] < np.broadcast_to(b, a.shape)[where], numpy.asarray(out)[numpy.asarray(where)].astype(bool))


@pytest.mark.parametrize("part", [slice(1, 13, 2), slice(None, None, -1)])
def test_ravel_copies_what_is_not_contiguous(part):
    w = np.zeros(18)
    w[part].ravel()[1] = 4
    assert not w.any()
    w.ravel()[1] = 4
    assert w[1] == 4


@pytest.mark.parametrize("args", [(), (np.add,), (np.add, 0), (np.add, 0, np.add, 1), (1, 2, 3), (np.add, b"__call__", 1, 1)])
def test_bad_calls_of_array_ufunc(args):
    with pytest.raises(TypeError):
        np.array(1).__array_ufunc__(*args)


def test_array_ufunc_of_our_own_ufunc():
    assert np.array(1).__array_ufunc__(np.add, "__call__", 1, 2) == 3
    assert np.array(1).__array_ufunc__(numpy.add, "reduce", [1, 2]) == 3


@pytest.mark.usefixtures("native")
class TestUfuncKeywords:
    @pytest.mark.parametrize("call", [
        lambda m: m.subtract(1.0, 2.0, out=...),
        lambda m: m.divmod(5, 3, out=...)[1],
        lambda m: m.negative(m.array(3), out=...),
        lambda m: m.add(m.ones((2, 1)), m.ones(2), out=...),
    ])  # fmt: skip
    def test_ellipsis_as_out_makes_an_array(self, call):
        got = call(np)
        assert type(got) is np.ndarray
        same(got, call(numpy))

    def test_class_of_dtypes(self):
        wanted = numpy.dtypes.Float64DType
        for m in (np, numpy):
            same(m.subtract(m.ones(2, "f"), 1, dtype=wanted), [0.0, 0.0])
            same(m.add.reduce(m.ones(3, "f"), dtype=wanted), 3.0)

    def test_functions_that_need_both(self):
        for m in (np, numpy):
            same(m.linspace(0, 1, 5), [0, 0.25, 0.5, 0.75, 1])
            same(m.array([1.0, 3.0]).std(), 1.0)
            same(m.array([1.0, 3.0]).var(axis=0), 1.0)
