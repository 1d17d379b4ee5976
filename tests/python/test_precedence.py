"""Who computes an operator of an array and another object: NumPy's rule."""

import operator

import legate.numpy as np
import numpy
import pytest


def _make(name, *bases, **members):
    members = {key: value if key in _DATA else _answer(name, key) for key, value in members.items()}
    return type(name, bases, members)


_DATA = {"__array_priority__", "__array__"}


def _answer(name, method):
    return (
        None
        if method == "__array_ufunc__" and name.startswith("Refuses")
        else lambda self, *args, **kwargs: (
            name,
            method,
            *(
                x if isinstance(x, str) else getattr(x, "__name__", type(x).__name__)
                for x in args
                if type(x) is not tuple
            ),
            sorted(kwargs),
        )
    )


class Declines:
    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        return NotImplemented

    def __radd__(self, other):
        return "not asked"

    def __repr__(self):
        return "a Declines"


class OnInstance:
    def __init__(self):
        self.__array_priority__ = 100
        self.__array_ufunc__ = None

    def __radd__(self, other):
        return "asked"


REFLECTED = dict.fromkeys(("__radd__", "__rmatmul__", "__rpow__", "__rdivmod__", "__eq__", "__gt__"))
ARRAY = {"__array__": lambda self, *args, **kwargs: numpy.array([1.0, 2, 3])}
OTHERS = {
    "Asked": lambda: _make("Asked", __array_ufunc__=1, **REFLECTED)(),
    "AskedOnly": lambda: _make("AskedOnly", __array_ufunc__=1)(),
    "AskedWhateverPriority": lambda: _make("AskedOnly", __array_ufunc__=1, __array_priority__=-5, **REFLECTED)(),
    "Refuses": lambda: _make("Refuses", __array_ufunc__=1, **REFLECTED)(),
    "RefusesOnly": lambda: _make("RefusesOnly", __array_ufunc__=1)(),
    "Declines": Declines,
    "OnInstance": OnInstance,
    "Before": lambda: _make("Before", __array_priority__=10, **REFLECTED)(),
    "BeforeOnly": lambda: _make("BeforeOnly", __array_priority__=10)(),
    "Level": lambda: _make("Level", __array_priority__=0, **REFLECTED)(),
    "NoNumber": lambda: _make("NoNumber", __array_priority__="high", **REFLECTED)(),
    "Array": lambda: _make("Array", **ARRAY, **REFLECTED)(),
    "FloatBefore": lambda: _make("FloatBefore", float, __array_priority__=5, **REFLECTED)(2),
    "Float": lambda: _make("Float", float, **REFLECTED)(2),
    "List": lambda: _make("List", list, **REFLECTED)([1, 2, 3]),
    "Subclass": lambda: numpy.arange(3.0).view(_make("Subclass", numpy.ndarray, **REFLECTED)),
    "PlainSubclass": lambda: numpy.arange(3.0).view(_make("PlainSubclass", numpy.ndarray)),
    "AskedSubclass": lambda: numpy.arange(3.0).view(_make("AskedSubclass", numpy.ndarray, __array_ufunc__=1)),
    "row": lambda: numpy.matrix([[1.0, 2, 3]]),
    "matrix": lambda: numpy.matrix(numpy.arange(9.0).reshape(3, 3)),
    "masked": lambda: numpy.ma.array([1.0, 2, 3], mask=[0, 1, 0]),
    "None": lambda: None,
    "str": lambda: "text",
}
BINARY = "add sub mul matmul pow divmod eq ne lt and_ truediv floordiv lshift".split()
IN_PLACE = "iadd imatmul ipow imul ilshift".split()


def outcome(name, place, other, xp):
    function = divmod if name == "divmod" else getattr(operator, name)
    a = xp.arange(3) if name in ("and_", "lshift", "ilshift") else xp.arange(3.0)
    try:
        made = function(*((a, other) if place == 0 else (other, a)))
    except Exception as error:
        return type(error), str(error).replace("legate.numpy", "numpy")
    if isinstance(made, (np.ndarray, numpy.ma.MaskedArray)):
        return type(made).__name__, made.dtype, made.shape, repr(made.tolist())
    return repr(made).replace("legate.numpy", "numpy")


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("other", OTHERS)
def test_operators_are_answered_by_whom_numpy_has_answer(other, gate_open):
    for name, place in [(name, place) for name in BINARY for place in (0, 1)] + [(name, 0) for name in IN_PLACE]:
        x = OTHERS[other]()  # the same object both times
        theirs = outcome(name, place, x, numpy)
        assert outcome(name, place, x, np) == theirs, (name, place)


def test_matrices_and_objects_that_are_asked_are_no_passage(native):
    assert (numpy.matrix([[1.0, 2, 3]]) * np.arange(9.0).reshape(3, 3)).tolist() == [[24.0, 30.0, 36.0]]
    assert type(np.arange(3.0) + numpy.matrix([[1.0, 2, 3]])) is numpy.matrix
    assert (np.arange(3.0) + OTHERS["Asked"]())[:2] == ("Asked", "__array_ufunc__")
    assert (np.arange(3.0) == OTHERS["Asked"]())[:2] == ("Asked", "__array_ufunc__")
    assert (numpy.ma.array([1.0, 2], mask=[0, 1]) + np.ones(2)).tolist() == [2.0, None]
