"""What NumPy's own test-suite found, in the smallest form: results, types and errors that are NumPy's."""

import collections.abc
import copy
import inspect
import pickle
import sys

import legate.numpy as np
import numpy
import pytest

pytestmark = pytest.mark.usefixtures("gate_open")


class Sub(numpy.ndarray):
    pass


class GivesOurs:
    """Its __array__ gives arrays of ours, which NumPy does not take for arrays."""

    base = np.arange(3.0)

    def __array__(self, dtype=None, copy=None):
        self.copy = copy
        return self.base


class Wraps(GivesOurs):
    def __array_wrap__(self, array, context=None, return_scalar=False):
        return type(array), array.tolist()


# -- objects whose __array__ gives our arrays --------------------------------------------------------------------------


def test_an_object_that_gives_our_array_may_stand_anywhere():
    x = GivesOurs()
    assert np.array([x]).shape == np.asarray((x,)).shape == (1, 3)
    assert np.array([x, [1, 2, 3]]).tolist() == [[0, 1, 2], [1, 2, 3]]
    assert (np.minimum(x, 1) + x).tolist() == [0, 2, 3]
    assert np.intersect1d(x, x).tolist() == [0, 1, 2]
    assert np.concatenate([x, np.ones(1)]).tolist() == [0, 1, 2, 1]


@pytest.mark.parametrize("asked", [True, False, None])
def test_numpy_trusts_what_such_an_object_gives(asked):
    x = GivesOurs()
    assert np.array(x, copy=asked) is x.base
    assert x.copy is asked


def test_what_such_an_object_makes_of_a_result():
    assert np.negative(Wraps()) == (np.ndarray, [0, -1, -2])


def test_nested_lists_that_are_no_array_are_refused_as_before():
    with pytest.raises(ValueError, match="inhomogeneous"):
        np.array([[1, 2], 3])


# -- making arrays -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("function", [np.zeros_like, np.ones_like, np.empty_like, lambda a: np.full_like(a, 3)])
def test_like_a_subclass(function):
    assert type(function(numpy.ones((2, 2)).view(Sub))) is Sub


def test_like_a_subclass_but_plain():
    assert type(np.zeros_like(numpy.ones(2).view(Sub), subok=False)) is np.ndarray
    assert type(np.asarray(numpy.ones(2).view(Sub))) is np.ndarray
    assert type(np.asanyarray(numpy.ones(2).view(Sub))) is Sub


def test_a_fill_value_of_numpys_is_cast():
    assert np.full_like(np.ones(2, "i1"), np.int64(1000)).tolist() == [-24, -24]
    with pytest.raises(OverflowError):
        np.full_like(np.ones(2, "i1"), 1000)


def test_what_lies_in_the_order_asked_for_is_returned_itself():
    column, f = np.ones((2, 1)), np.asfortranarray(np.ones((2, 3)))
    assert np.asarray(column, order="F") is column
    assert np.asarray(f, order="F") is f
    assert np.array(f, copy=None, order="F") is f
    assert np.require(f, None, ["F"]) is f
    assert np.asarray(f, "f4", order="F").flags.f_contiguous
    assert np.array(f, order="F") is not f
    assert np.asarray(f, order="C").flags.c_contiguous
    assert np.require(f, None, ["A"]) is f


def test_python_numbers_adapt_when_joined():
    assert np.concatenate([np.float32(1), 1.0], axis=None).dtype == "f4"
    assert np.concatenate([1, np.ones(2, "f4")], axis=None).dtype == "f4"
    assert np.concatenate([1, 2], axis=None).dtype == int


def test_dlpack_from_another_device_is_refused():
    with pytest.raises(ValueError, match="Device not understood"):
        np.from_dlpack(np.arange(3), device="cuda")


@pytest.mark.parametrize("shape", [(True, -1), True, (np.True_, 1)])
def test_a_bool_is_no_length(shape):
    with pytest.raises(TypeError):
        np.ones(1).reshape(shape)


# -- the array object --------------------------------------------------------------------------------------------------


def test_resize_checks_its_arguments():
    for wrong in ({"refcheck": "hi"}, {"order": 1}):
        with pytest.raises(TypeError):
            np.eye(3).resize(3, **wrong)
        with pytest.raises(TypeError):
            np.eye(3).resize(**wrong)
    with pytest.raises(ValueError, match="negative"):
        np.eye(3).resize(-1)


def test_resize_to_the_same_size_changes_the_shape_of_a_view():
    a = np.zeros(6)
    b = a[:]
    b.resize(2, 3)
    b[1, 2] = 5
    assert b.shape == (2, 3) and a[5] == 5
    empty = np.zeros((10, 0))[...]
    empty.resize((0, 10))
    assert empty.shape == (0, 10)


@pytest.mark.parametrize("name", ["real", "imag", "device", "shape"])
@pytest.mark.parametrize("dtype", [float, complex])
def test_attributes_are_not_deleted(name, dtype):
    with pytest.raises(AttributeError):
        delattr(np.ones(2, dtype), name)


def test_device_is_not_set():
    with pytest.raises(AttributeError, match="attribute 'device' of 'numpy.ndarray' objects is not writable"):
        np.ones(2).device = "cpu"


def test_flat_refuses_what_numpy_refuses():
    with pytest.raises(TypeError, match="Cannot delete iterator elements"):
        del np.ones(3).flat[1]
    with pytest.raises(RuntimeError, match="32 dimensions"):
        np.ones((1,) * 33).flat  # noqa: B018


def test_arrays_are_not_hashable_and_say_so():
    assert not isinstance(np.ones(1), collections.abc.Hashable)
    with pytest.raises(TypeError, match="unhashable"):
        hash(np.ones(1))


def test_the_size_of_an_array_counts_its_geometry():
    assert sys.getsizeof(np.ones(100)) < sys.getsizeof(np.ones((100, 1, 1)))


def test_no_value_for_where_is_no_where(native):
    assert np.subtract(np.ones(2), 1, where=numpy._NoValue).tolist() == [0, 0]
    assert np.nanvar(np.array([1.0, np.nan, 3.0])) == 1


# -- signatures --------------------------------------------------------------------------------------------------------


def test_signatures_of_functions_in_c():
    assert np.inner.__signature__ == inspect.signature(np.inner) == inspect.signature(numpy.inner)
    assert np.arange.__text_signature__ == numpy.arange.__text_signature__


# -- random ------------------------------------------------------------------------------------------------------------

BIT_GENERATORS = ["MT19937", "PCG64", "PCG64DXSM", "Philox", "SFC64"]


@pytest.mark.parametrize("name", BIT_GENERATORS)
def test_an_array_is_a_seed(name):
    ours = getattr(np.random, name)(np.arange(4))
    theirs = getattr(numpy.random, name)(numpy.arange(4))
    assert type(ours) is type(theirs) and isinstance(ours, getattr(np.random, name))
    assert np.random.Generator(ours).random(3).tolist() == numpy.random.Generator(theirs).random(3).tolist()


def test_an_array_is_entropy():
    ours, theirs = np.random.SeedSequence(np.arange(3)), numpy.random.SeedSequence([0, 1, 2])
    assert ours.generate_state(2).tolist() == theirs.generate_state(2).tolist()


def test_a_subclass_of_a_bit_generator_is_its_own():
    class Mine(np.random.PCG64):
        pass

    assert type(Mine(np.arange(2))) is Mine
    assert not isinstance(np.random.PCG64(1), Mine)


@pytest.mark.parametrize("make", [np.random.default_rng, np.random.RandomState])
def test_a_pickled_generator_goes_on_as_ours(make):
    rng = make(5)
    rng.standard_normal()
    for again in (pickle.loads(pickle.dumps(rng)), copy.deepcopy(rng)):
        assert type(again) is type(rng)
        drawn = again.standard_normal(3)
        assert type(drawn) is np.ndarray
        assert drawn.tolist() == copy.deepcopy(rng).standard_normal(3).tolist()
