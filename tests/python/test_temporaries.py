"""An array that only the call in progress refers to need not be stored, and is computed again where it was needed."""

import operator

import legate.numpy as np
import numpy
import pytest
from legate.numpy import _core

N = 20_000
METHODS = ["sum", "prod", "max", "min", "any", "all"]


@pytest.fixture
def arrays():
    found = np.array(numpy.linspace(0, 1, N)), np.array(numpy.linspace(1, 1.5, N))
    np.synchronize()
    return found


def stores():
    """How many arrays the last plan wrote."""
    return _core.last_plan().count("->")


@pytest.mark.parametrize("name", METHODS)
def test_what_is_reduced_and_gone_is_not_stored(arrays, name):
    a, b = arrays
    expected = getattr(a.__array__() - b.__array__(), name)()
    got = getattr(a - b, name)()  # not in an assertion, which keeps what it evaluates
    assert stores() == 1 and got == expected
    got = getattr(np, name)(a - b)
    assert stores() == 1 and got == expected


@pytest.mark.parametrize("name", METHODS)
def test_what_has_a_name_is_stored(arrays, name):
    a, b = arrays
    kept = a - b
    getattr(kept, name)()
    assert stores() == 2
    kept = a - b
    getattr(np, name)(kept)
    assert stores() == 2
    flushes = _core.stats()["flushes"]
    kept.tolist()
    assert _core.stats()["flushes"] == flushes, "nothing is left to do"


def test_what_a_caller_still_has_is_computed_again(arrays):
    a, b = arrays
    product = a.__array__() * b.__array__()
    total = (a * b).sum  # the method alone refers to the array
    assert total() == product.sum()
    a[:] = 0
    assert total() == product.sum()
    assert total.__self__.max() == product.max()
    numpy.testing.assert_array_equal(total.__self__, product)


def test_what_could_not_be_computed_again_is_stored(arrays):
    a, b = arrays
    product = a.__array__() * b.__array__()
    total = (a * b).sum
    a += 1
    assert total() == product.sum()
    numpy.testing.assert_array_equal(total.__self__, product)


def test_callers_in_c(arrays):
    a, b = arrays
    product = a.__array__() * b.__array__()
    assert list(map(operator.methodcaller("sum"), [a * b, a * b])) == [product.sum()] * 2
    assert sum(map(np.sum, (a * k for k in range(3)))) == sum((a.__array__() * k).sum() for k in range(3))


def test_each_warning_comes_once_and_at_once(arrays):
    a, b = arrays
    with pytest.warns(RuntimeWarning, match="divide by zero") as caught:
        (b / a).max()
    assert len(caught) == 1
    assert caught[0].lineno == test_each_warning_comes_once_and_at_once.__code__.co_firstlineno + 3
    assert _core.last_plan().count("->") == 1


def test_loops_of_temporaries(arrays):
    """The buffer of one has the address of the one before."""
    a, b = arrays
    product = a.__array__() * b.__array__()
    for k in range(6):
        total = (a * b + k).sum()
        greatest = np.max(a * b - k)
        assert total == (product + k).sum() and greatest == (product - k).max()


def test_views_of_what_is_gone(arrays):
    a, b = arrays
    product = a.__array__() * b.__array__()
    assert (a * b)[1:].sum() == product[1:].sum()
    assert (a * b)[::-1].max() == product.max()
    assert (a * b).reshape(100, 200).T.sum() == product.reshape(100, 200).T.sum()
