"""Objects of other libraries that have NumPy's protocols, on their way through the gate.

What such an object's __array__ gives may be an array of ours, which NumPy refuses; and its __array_ufunc__ or
__array_function__ may do the work, asked by NumPy with NumPy's own function and views of our arrays, though a class of
the program's, where `np` is us, knows ours. So a stand-in goes in the object's place. Classes of stand-ins derive from
each other as those of the objects do, since NumPy asks a subclass before its base.
"""

import types
import weakref

import numpy

from . import _core
from ._time_arrays import TimeArray

_kinds = weakref.WeakKeyDictionary()  # class -> the class of its stand-ins


class StandIn:
    """Stands for an object in one passage of the gate."""

    def __init__(self, original, passage):
        self._original = original
        self._passage = passage

    def __getattr__(self, name):
        found = getattr(self._original, name)
        return self._passage.called_back(found) if name == "__array_wrap__" else found

    def __repr__(self):
        return repr(self._original)


def _array(self, *args, **kwargs):
    return self._passage.outward(self._original.__array__(*args, **kwargs))


def _array_ufunc(self, ufunc, method, *inputs, **kwargs):
    ask = self._original.__array_ufunc__
    inputs, kwargs = _unwrapped(self, ask, inputs), _unwrapped(self, ask, kwargs)
    return _noted(self, ask(_as_known(ask, ufunc), method, *inputs, **kwargs))


def _array_function(self, function, kinds, args, kwargs):
    ask = self._original.__array_function__
    originals = {type(x): type(x._original) for x in self._passage.standing}
    kinds = tuple(originals.get(kind, kind) for kind in kinds)
    args, kwargs = _unwrapped(self, ask, args), _unwrapped(self, ask, kwargs)
    if self._passage.makes:  # our functions that make arrays say what nobody gave
        kwargs = {name: x for name, x in kwargs.items() if x is not None}
    known = _as_known(ask, function)
    answer = _noted(self, ask(known, kinds, args, kwargs))
    if answer is NotImplemented and known is not function:  # some go by the name of a function's module
        answer = _noted(self, ask(function, kinds, args, kwargs))
    return answer


_MEMBERS = {"__array__": _array, "__array_ufunc__": _array_ufunc, "__array_function__": _array_function}


def _knows_us(function):
    """Whether a function is of a module in which some name stands for us."""
    names = getattr(function, "__globals__", {})
    modules = (x for x in list(names.values()) if isinstance(x, types.ModuleType))
    return any(module.__name__.startswith("legate.numpy") for module in modules)


def _as_known(ask, function):
    """NumPy's function, or ours for who knows us."""
    from . import _namespace

    ours = _namespace.known_here(function) if _knows_us(ask) else None
    return function if ours is None else ours


def _noted(stand_in, answer):
    stand_in._passage.overridden |= answer is not NotImplemented
    return answer


def _unwrapped(stand_in, ask, x):
    """An argument with the objects for which there are stand-ins in it, and with our arrays for who knows us."""
    if isinstance(x, StandIn):
        return x._original
    if type(x) in (list, tuple):
        return type(x)(_unwrapped(stand_in, ask, item) for item in x)
    if type(x) is dict:
        return {key: _unwrapped(stand_in, ask, value) for key, value in x.items()}
    return stand_in._passage.ours(x) if type(x) is numpy.ndarray and _knows_us(ask) else x


def restore(array):
    """Put the objects themselves into an array that NumPy made of stand-ins."""
    if array.dtype == object:
        for place, x in enumerate(array.flat):
            if isinstance(x, StandIn):
                array.flat[place] = x._original


def kind_of(kind):
    """The class of stand-ins for objects of a class."""
    made = _kinds.get(kind)
    if made is None:
        bases = tuple(kind_of(base) for base in kind.__bases__ if base is not object) or (StandIn,)
        own = vars(kind)
        members = {name: own[name] and member for name, member in _MEMBERS.items() if name in own}
        made = _kinds[kind] = type(kind.__name__, bases, members)
    return made


def overrides(kind, function):
    """Whether objects of this class may do what NumPy's `function` does."""
    if issubclass(kind, _ARRAYS):
        return False
    is_ufunc = isinstance(function, numpy.ufunc) or isinstance(getattr(function, "__self__", None), numpy.ufunc)
    if not is_ufunc and not isinstance(function, _ASKING):
        return False
    return getattr(kind, "__array_ufunc__", None) is not None or not is_ufunc and hasattr(kind, "__array_function__")


_ARRAYS = (_core.ndarray, TimeArray, _core.lazy_scalar, numpy.ndarray, numpy.generic)
# NumPy's functions that ask, besides ufuncs and their methods; and Python functions, which call these.
_ASKING = (type(numpy.sum), types.FunctionType)
