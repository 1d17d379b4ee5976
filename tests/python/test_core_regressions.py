"""The smallest program of each bug that was found in the C++ layer under Python, with NumPy's answer."""

import inspect
import operator
import warnings
from contextlib import nullcontext as nothing
from fractions import Fraction

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


@pytest.mark.parametrize(
    "args", [(), (np.add,), (np.add, 0), (np.add, 0, np.add, 1), (1, 2, 3), (np.add, b"__call__", 1, 1)]
)
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


@pytest.mark.parametrize("axes", [[1, 0], numpy.array([1, 0])])
def test_axes_and_shapes_given_as_arrays(axes):
    for m in (np, numpy):
        given = m.asarray(axes)
        assert m.zeros((2, 3)).transpose(given).shape == (3, 2)
        assert m.zeros((2, 3)).reshape(given + m.array([2, 2])[::-1]).shape == (3, 2)
        assert m.zeros(given + 1).shape == (2, 1)


def test_matmul_in_place_writes_into_its_target():
    q = np.eye(2)
    alias = q
    q @= np.full((2, 2), 3.0)
    assert q is alias
    same(q, numpy.full((2, 2), 3.0))


class TestSubclasses:
    class Named(np.ndarray):
        name = "x"

        def __new__(cls, values, name="x"):
            made = np.asarray(values).view(cls)
            made.name = name
            return made

        def __array_finalize__(self, other):
            self.name = getattr(other, "name", None)

    def test_a_subclass_is_numpys(self):
        assert issubclass(self.Named, numpy.ndarray) and issubclass(self.Named, np.ndarray)

    def test_without_its_class_it_is_numpys_array(self):
        x = self.Named([1.0, 2.0])
        assert type(x.view(np.ndarray)) is type(x.view(type=np.ndarray)) is numpy.ndarray

    def test_it_keeps_its_attributes_through_numpy(self):
        x = self.Named([1.0, 2.0], "y")
        assert isinstance(x, np.ndarray) and (x + 1).name == "y" and type(x[:1]) is self.Named

    def test_views_share_our_memory(self):
        ours = np.zeros(3)
        ours.view(self.Named)[1] = 5
        ours.view(type=self.Named)[2] = 6
        same(ours, [0.0, 5.0, 6.0])

    def test_new_of_our_class_makes_the_subclass(self):
        x = np.ndarray.__new__(self.Named, (2, 2))
        assert type(x) is self.Named and x.shape == (2, 2)

    @pytest.mark.parametrize("name, args", [
        ("sum", ()), ("mean", ()), ("argmax", ()), ("reshape", (2, 1)), ("copy", ()), ("astype", (int,)),
        ("tolist", ()), ("cumsum", ()), ("__add__", (1,)), ("__getitem__", (1,)), ("item", (0,)), ("__repr__", ()),
        ("take", ([1],)),
    ])  # fmt: skip
    def test_methods_asked_of_the_class_take_it(self, name, args):
        x = self.Named([1.0, 2.0], "y")
        want = getattr(numpy.ndarray, name)(x, *args)
        got = getattr(np.ndarray, name)(x, *args)
        assert type(got) is type(want) and str(got) == str(want)
        same(np.ndarray.__add__(np.ones(2), 1), [2.0, 2.0])

    def test_subclass_of_a_subclass_and_of_several_bases(self):
        class Mixed(self.Named, dict().__class__.__base__):
            pass

        class Beside(np.ndarray, (0).__class__.__base__):
            pass

        assert Mixed([1.0]).name == "x" and Beside((2,)).shape == (2,)


class TestMaskedAssignment:
    """a[mask] = values with a mask of a's own shape takes a way of its own."""

    @pytest.mark.parametrize("dtype", ["?", "i2", "f4", "f8", "c16"])
    @pytest.mark.parametrize("n", [0, 1, 7, 8, 64, 1000, 40_000])
    @pytest.mark.parametrize("runs", [1, 20])
    def test_values_go_where_numpy_puts_them(self, dtype, n, runs):
        rng = numpy.random.default_rng(n + runs)
        mask = numpy.repeat(rng.random(-(-n // runs)) < 0.5, runs)[:n]
        a, values = numpy.zeros(n, dtype), rng.integers(1, 100, mask.sum()).astype(dtype)
        ours = np.array(a)
        ours[np.array(mask)] = np.array(values)
        a[mask] = values
        same(ours, a)
        same(ours[np.array(mask)], values)

    def test_two_axes_casts_lists_and_one_value(self):
        a, mask = np.arange(6.0).reshape(2, 3), np.array([[True, False, True], [False, True, False]])
        a[mask] = np.array([10, 20, 30])
        same(a, [[10.0, 1.0, 20.0], [3.0, 30.0, 5.0]])
        a[mask] = [1, 2, 3]
        same(a, [[1.0, 1.0, 2.0], [3.0, 3.0, 5.0]])
        a[mask] = np.array([7.0])
        same(a, [[7.0, 1.0, 7.0], [3.0, 7.0, 5.0]])

    def test_of_itself_and_of_its_own_values(self):
        mask = np.array([True, False, True])
        mask[mask] = np.array([False, True])
        same(mask, [False, False, True])
        a = np.arange(4.0)
        a[a > 1] = a[:2]
        same(a, [0.0, 1.0, 0.0, 1.0])

    def test_wrong_number_of_values(self):
        with pytest.raises(ValueError, match="cannot assign 3 input values to the 2 output values where the mask is"):
            np.zeros(3)[np.array([True, False, True])] = np.ones(3)

    def test_mask_that_changes_while_values_are_converted(self):
        a, mask = np.zeros(3), np.array([True, False, True])

        class Number:
            def __float__(self):
                mask[:] = True
                return 1.0

        with pytest.raises(RuntimeError, match="the mask changed"):
            a[mask] = [Number(), Number()]


@pytest.mark.parametrize("call", [
    lambda np: np.divmod(np.array([1.0, 0.0, numpy.inf]), np.array([0.0, 0.0, 2.0])),
    lambda np: divmod(np.array([numpy.inf, 1.0]), np.array([2.0, 1.0])),
    lambda np: divmod(np.array([1, 0]), np.array([0, 0])),
    lambda np: [divmod(np.array([1.0]), x) for x in np.zeros((3, 1))],
])  # fmt: skip
def test_divmod_warns_in_its_own_name(call):
    def seen(np):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            call(np)
        return [str(w.message) for w in caught]

    assert seen(np) == seen(numpy) != []


def test_comparison_given_its_dtype_takes_any_int():
    out = np.zeros(2, bool)
    assert np.greater(np.array([True, False]), 300, out=out, dtype="?") is out
    same(out, [False, False])


@pytest.mark.parametrize("axis", [None, 0, -1])
def test_cumsum_of_no_axes(axis):
    same(np.array(3.0).cumsum(axis=axis), [3.0])


@pytest.mark.parametrize("concat", [operator.concat, operator.iconcat])
def test_arrays_are_not_joined_as_sequences(concat):
    with pytest.raises(TypeError, match="Concatenation operation is not implemented for NumPy arrays"):
        concat(np.ones(2), np.ones(2))


class TestBase:
    @pytest.mark.parametrize("view", [
        lambda a: a[:], lambda a: a[0], lambda a: a[0][1:], lambda a: a.T, lambda a: a.view(), lambda a: a.ravel(),
        lambda a: a.reshape(4, 3), lambda a: a.view("i8"), lambda a: np.broadcast_to(a, (2, 3, 4)),
    ])  # fmt: skip
    def test_base_of_a_view_is_the_array_that_owns_the_memory(self, view):
        a = np.zeros((3, 4))
        assert a.base is None and a.flags.owndata
        assert view(a).base is a and not view(a).flags.owndata

    @pytest.mark.parametrize("make", [
        lambda m: m.zeros((3, 3), order="F"), lambda m: m.ones((2, 3)).T.copy(), lambda m: m.ones((2, 3)).T + 1,
        lambda m: m.ones((2, 3)).T.ravel(), lambda m: m.arange(3.0), lambda m: m.arange(6)[::2].astype(float),
    ])  # fmt: skip
    def test_results_own_their_memory(self, make):
        assert make(np).base is None and make(numpy).base is None

    def test_views_keep_a_base_whose_name_is_gone(self):
        x = np.arange(12.0)[2:]
        y = x[1:]
        assert x.base is y.base and x.base.base is None
        same(x.base, numpy.arange(12.0))

    def test_resize_makes_a_new_owner(self):
        a = np.arange(3.0)
        a.resize(5)
        assert a.base is None and a[1:].base is a


class TestWriteable:
    def test_memory_that_is_read_only(self):
        x = np.frombuffer(b"abcdefgh", dtype="d")
        with pytest.raises(ValueError, match="cannot set WRITEABLE flag to True of this array"):
            x.setflags(write=True)

    def test_view_of_a_read_only_array(self):
        for m in (np, numpy):
            a = m.zeros(4)
            a.flags.writeable = False
            view = a[1:]
            with pytest.raises(ValueError, match="cannot set WRITEABLE"):
                view.flags.writeable = True
            a.flags.writeable = True
            view.flags.writeable = True
            view[0] = 1
            assert a[1] == 1

    def test_numpys_read_only_array(self):
        theirs = numpy.zeros(3)
        theirs.flags.writeable = False
        with pytest.raises(ValueError, match="cannot set WRITEABLE"):
            np.asarray(theirs).flags.writeable = True


class TestNegativeZero:
    """NumPy's sums start from +0.0, unless told otherwise."""

    @pytest.mark.parametrize("dtype", "efdFD")
    @pytest.mark.parametrize("shape", [(1,), (2,), (9,), (3000,), (1, 1), (1, 3), (3, 1), (70, 40), (2, 3, 1)])
    def test_sums(self, dtype, shape):
        for axis in (None, (), *range(len(shape)), tuple(range(len(shape)))):
            same(np.full(shape, -0.0, dtype).sum(axis=axis), numpy.full(shape, -0.0, dtype).sum(axis=axis))
        for axis in range(len(shape)):
            same(np.full(shape, -0.0, dtype).T.sum(axis=axis), numpy.full(shape, -0.0, dtype).T.sum(axis=axis))

    @pytest.mark.parametrize("initial", [-0.0, 0.0, -1.0, numpy.float64(-0.0)])
    def test_initial_value(self, initial):
        for m in (np, numpy):
            same(m.add.reduce(m.full(3, -0.0), initial=initial), initial)

    @pytest.mark.parametrize("axis", [0, 1])
    def test_hypot_of_one_value_is_positive(self, axis):
        x = [[-3.0, 4.0]] if axis == 0 else [[-3.0], [4.0]]
        same(np.hypot.reduce(np.array(x), axis=axis), [3.0, 4.0])

    def test_other_operations_over_no_axes(self):
        for name in ("multiply", "logical_or", "maximum", "bitwise_or"):
            a = numpy.array([[3, 0], [1, 2]])
            same(getattr(np, name).reduce(np.array(a), axis=()), getattr(numpy, name).reduce(a, axis=()))


class TestWarnings:
    @pytest.mark.parametrize("text, call", [
        ("overflow encountered in accumulate", lambda m: m.add.accumulate(m.array([1e308, 1e308]))),
        ("invalid value encountered in accumulate", lambda m: m.subtract.accumulate(m.array([m.inf, m.inf]))),
        ("overflow encountered in cast", lambda m: m.array([1], "e") + 70000),
        ("overflow encountered in cast", lambda m: m.array([1], "e") * 70000.0),
        ("overflow encountered in cast", lambda m: m.array([1], "f") + 1e300),
        ("overflow encountered in cast", lambda m: m.array([1], "f") + 10**300),
        ("overflow encountered in cast", lambda m: m.array([1], "F") + 1e300j),
        ("overflow encountered in cast", lambda m: m.zeros(2, "f").fill(1e300)),
    ])  # fmt: skip
    def test_it_warns(self, text, call):
        for m in (np, numpy):
            with pytest.warns(RuntimeWarning, match=text):
                call(m)
                np.synchronize()

    @pytest.mark.filterwarnings("error")
    def test_infinity_itself_does_not_overflow(self):
        same(np.array([1], "e") + float("inf"), numpy.array([numpy.inf], "e"))
        same(np.add.accumulate(np.array([1.0, 2.0])), [1.0, 3.0])

    def test_accumulate_raises_under_errstate(self):
        with np.errstate(over="raise"), pytest.raises(FloatingPointError):
            np.multiply.accumulate(np.array([1e300, 1e300]))


@pytest.mark.parametrize("operands", [
    (2, 3), (1.0, 3), (True, 3), (numpy.float32(1), 3), (numpy.array([1.0, 2]), 3), (numpy.array([1, 2], "e"), 3),
    (numpy.array([1, 2]), 3), (numpy.array([1.0, 2]), numpy.array([1, 2])),
])  # fmt: skip
def test_exponents_of_ldexp(operands):
    same(np.ldexp(*map(np.asarray, operands[:1]), *operands[1:]), numpy.ldexp(*operands))
    same(np.ldexp(*operands), numpy.ldexp(*operands))


def test_too_large_an_exponent():
    with pytest.raises(OverflowError, match="out of bounds for int32"):
        np.ldexp(np.ones(2), 2**31)


@pytest.mark.parametrize("name", ["reduce", "accumulate", "outer", "reduceat", "at"])
def test_signatures_of_ufunc_methods(name):
    assert inspect.signature(getattr(np.add, name)) == inspect.signature(getattr(numpy.add, name))


def test_facts_of_ufuncs():
    assert np.add.__doc__ == numpy.add.__doc__
    wanted = (numpy.dtype("f"), int, None)
    assert np.multiply.resolve_dtypes(wanted) == numpy.multiply.resolve_dtypes(wanted)


@pytest.mark.parametrize("name", ["bitwise_count", "invert", "negative", "absolute"])
@pytest.mark.parametrize("value", [-5, 2**63, 2**64 - 1, 2**70, -(2**70)])
def test_unary_operations_of_large_ints(name, value):
    got, want = getattr(np, name)(value), getattr(numpy, name)(value)
    assert got == want and type(got) is type(want)


@pytest.mark.parametrize("call", [
    lambda m: m.maximum.reduce(m.zeros((0, 3)), axis=0),
    lambda m: m.maximum.reduce(m.zeros((0, 0)), axis=0),
    lambda m: m.subtract.reduce(m.zeros((0, 3)), axis=0),
    lambda m: m.add.reduce(m.zeros(0), initial=None),
    lambda m: m.maximum.reduce(m.ones(3), where=m.array([True, False, True])),
    lambda m: m.maximum.reduce(m.ones(0), where=m.zeros(0, bool)),
])  # fmt: skip
def test_reductions_without_a_value(call):
    with pytest.raises(ValueError) as theirs:
        call(numpy)
    with pytest.raises(ValueError) as ours:
        call(np)
    assert str(ours.value) == str(theirs.value)


def test_reductions_over_nothing_into_nothing():
    for m in (np, numpy):
        same(m.maximum.reduce(m.zeros((0, 3)), axis=1), numpy.zeros(0))


def test_an_infinite_power_of_two():
    largest = numpy.iinfo("l").max
    with np.errstate(over="ignore"):
        assert np.ldexp(2.0, largest) == numpy.inf


@pytest.mark.parametrize("n", [5, 100000])
def test_indices_that_the_assignment_overwrites(n):
    for m in (np, numpy):
        a = m.arange(n)
        a[2:][a[:-2]] = 3
        same(a, [0, 1] + [3] * (n - 2))
        b = m.arange(n)
        b[b[::-1].copy()[::-1]] = m.arange(n)[::-1].copy()
        same(b, numpy.arange(n)[::-1])


def test_indices_under_another_name_of_the_memory():
    memory = bytearray(8 * 5)
    x, y = np.frombuffer(memory, "l"), np.frombuffer(memory, "l")
    x[:] = np.arange(5)
    x[2:][y[:-2]] = 3
    same(x, [0, 1, 3, 3, 3])


@pytest.mark.parametrize("dtype", ["f4", "f8"])
def test_cubes_are_rounded_once_whatever_their_size(dtype):
    rng = numpy.random.default_rng(3)
    limit = 12 if dtype == "f4" else 90
    x = (rng.standard_normal(500) * 10.0 ** rng.integers(-limit, limit, 500)).astype(dtype)
    cubes = numpy.asarray(np.array(x) ** 3)
    for value, cube in zip(x, cubes, strict=True):
        exact = Fraction(float(value)) ** 3
        assert abs(Fraction(float(cube)) - exact) <= Fraction(float(numpy.spacing(abs(cube)))) * Fraction(51, 100)


def test_cubes_out_there_are_powers():
    edges = numpy.array([0.0, -0.0, numpy.inf, -numpy.inf, numpy.nan, 1e200, -1e200, 1e-150, -5e-324])
    for base in (edges, edges.astype("f4")):
        with pytest.warns(RuntimeWarning, match="overflow encountered in power") if base.dtype == "f8" else nothing():
            ours = numpy.asarray(np.array(base) ** 3)
        with numpy.errstate(all="ignore"):
            assert ours.tobytes() == (base**3).tobytes()
