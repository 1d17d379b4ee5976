"""ufunc.at: elements in place, each index as often as it occurs."""

import legate.numpy as np
import numpy
import pytest

pytestmark = pytest.mark.usefixtures("native")

TYPES = "bBhHiIlLefdFD"
KEYS = [
    [0, 2, 2, 1, 2, -1],
    [],
    ([0, 1, 0, 0],),
    [[0, 1], [1, 1]],
    1,
    slice(None, None, 2),
    ...,
    [True, False, True, True],
    numpy.array([3, 3, 3], "u1"),
]


def outcome(xp, name, array, key, *operand):
    try:
        getattr(xp, name).at(array, key, *operand)
    except Exception as error:
        return type(error), str(error)
    return numpy.asarray(array).tolist()


@pytest.mark.parametrize("name", ["add", "subtract", "multiply", "maximum", "divide", "left_shift"])
@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("key", KEYS, ids=str)
def test_each_index_counts_as_often_as_it_occurs(name, dtype, key):
    if name == "left_shift" and dtype not in "bBhHiIl":
        return
    for operand in (2, numpy.array(3).astype(dtype)):
        ours = outcome(np, name, np.arange(1, 5).astype(dtype), key, operand)
        assert ours == outcome(numpy, name, numpy.arange(1, 5).astype(dtype), key, operand)


@pytest.mark.parametrize("key", [[0, 0, 1], (slice(None), [0, 0, 2]), ([0, 1, 1], [2, 2, 2]), (1, [0, 0]), 0, (..., 1)])
def test_several_axes(key):
    start = numpy.arange(6.0).reshape(2, 3)
    values = numpy.arange(1.0, start[key].size + 1).reshape(start[key].shape)
    for ours, theirs in ((np.array(start), start.copy()), (np.array(start).T.copy().T, start.T.copy().T)):
        np.add.at(ours, key, np.array(values))
        numpy.add.at(theirs, key, values)
        assert ours.tolist() == theirs.tolist()


def test_one_operand():
    for name in ("negative", "square", "sqrt", "logical_not"):
        for key in ([0, 0, 1], slice(None)):
            assert outcome(np, name, np.arange(3.0), key) == outcome(numpy, name, numpy.arange(3.0), key)


def test_operand_and_indices_may_be_the_array():
    results = []
    for xp in (np, numpy):
        a = xp.array([1, 2, 0, 1])
        xp.add.at(a, a, a)
        results.append(a.tolist())
    assert results[0] == results[1]


@pytest.mark.parametrize(
    "key, operand", [([5], 1), ([1.5], 1), ([0, 1], [1, 2, 3]), (slice(0, 2), [1, 2, 3]), ((0, 0), 1), (5, 1)]
)
def test_errors_are_numpys(key, operand):
    ours = outcome(np, "add", np.arange(3), key, operand)
    assert ours == outcome(numpy, "add", numpy.arange(3), key, operand)


@pytest.mark.parametrize("name", ["maximum", "minimum"])
@pytest.mark.parametrize("dtype", "fd")
def test_nans_win_at_an_index(name, dtype):
    start = numpy.array([numpy.nan, 1, 2, -numpy.inf, 0], dtype)
    values = numpy.array([3, numpy.nan, 5, 0, numpy.nan, 7, -7, numpy.inf, 0, -1], dtype)
    ours, theirs = np.array(start), start.copy()
    places = [0, 1, 2, 3, 4, 0, 1, 2, 3, 4]
    getattr(np, name).at(ours, places, np.array(values))
    getattr(numpy, name).at(theirs, places, values)
    numpy.testing.assert_array_equal(numpy.asarray(ours), theirs)
