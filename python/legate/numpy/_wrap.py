"""How a function of the namespace is made: what it admits as its own work, and how it presents itself.

A function here works on our arrays. Exact NumPy arrays of our dtypes are admitted as aliases of their memory; anything
that only NumPy understands (masked arrays, matrices, object or string arrays, other libraries' array types) sends the
whole call to NumPy, through the gate.
"""

import functools

import numpy

from . import _core, _fallback

ndarray = _core.ndarray

# Types that say nothing about who does the work.
_NEUTRAL = frozenset(
    {
        ndarray,
        int,
        float,
        complex,
        bool,
        str,
        type(None),
        numpy.float64,
        numpy.float32,
        numpy.int64,
        numpy.bool_,
        type(numpy._NoValue),
        type,
        slice,
        type(Ellipsis),
    }
)
_SCALARS = frozenset({int, float, complex, bool, str})


class _NotOurs(Exception):
    """An argument that only NumPy understands."""


def _admit(x):
    kind = type(x)
    if kind in _NEUTRAL:
        return x
    if kind is numpy.ndarray:
        try:
            return _core.from_numpy(x)
        except TypeError:
            raise _NotOurs from None
    if kind is list or kind is tuple:
        return _admit_sequence(x, kind)
    if isinstance(x, numpy.ndarray) or hasattr(kind, "__array_function__"):
        raise _NotOurs
    return x


def _admit_sequence(x, kind):
    if not x or type(x[0]) in _SCALARS:
        return x
    admitted = [_admit(item) for item in x]
    if all(new is old for new, old in zip(admitted, x)):
        return x
    return admitted if kind is list else tuple(admitted)


def present(function, path, original):
    """Make `function` look like NumPy's `original`: name, docstring, signature (by __wrapped__); it pickles as our
    own."""
    functools.update_wrapper(function, original, assigned=("__name__", "__qualname__", "__doc__"), updated=())
    if hasattr(original, "__signature__"):
        function.__signature__ = original.__signature__
    module, _, _ = path.rpartition(".")
    function.__module__ = "legate.numpy" + ("." + module if module else "")
    return function


class Builtin(functools.partial):
    """A function that NumPy has in C: as an attribute of a class it does not become a method, and C calls it fast."""

    def __reduce__(self):
        return self.__name__

    def __repr__(self):
        return f"<built-in function {self.__name__}>"


def builtin(function):
    made = functools.update_wrapper(Builtin(function), function, updated=())
    made.__text_signature__ = getattr(function.__wrapped__, "__text_signature__", None)
    return made


def array_function(path, implementation, original):
    """The public function `path`: `implementation` for what is ours, NumPy's through the gate for the rest."""

    def function(*args, **kwargs):
        try:
            for x in args:
                if type(x) not in _NEUTRAL:
                    args = [_admit(x) for x in args]
                    break
            admitted = {key: _admit(x) for key, x in kwargs.items()} if kwargs else kwargs
        except _NotOurs:
            admitted = None
        if admitted is None:  # not in the handler: what NumPy raises has nothing to do with that exception
            return _fallback.call(path, args, kwargs)
        result = implementation(*args, **admitted)
        if kwargs and result is not None and result is admitted.get("out"):
            return kwargs["out"]  # NumPy's array, not our alias of it
        if type(result) is not numpy.ndarray:
            return result
        results = [result]
        del result
        return _fallback.taken_over(results)

    return present(function, path, original)


def publish(native, function):
    """Makes a function the public one of its name, among those of its module; a decorator, once `native` is given."""
    name = function.__name__
    native[name] = array_function(name, function, getattr(numpy, name))
    return function


def gated(path, original):
    """The public function `path`, which is NumPy's for now."""

    def function(*args, **kwargs):
        return _fallback.call(path, args, kwargs)

    return present(function, path, original)


def observing(path, original):
    """A function that only looks at values: NumPy's, on views of our arrays, and no fallback."""

    def function(*args, **kwargs):
        return _fallback.observe(original, args, kwargs)

    return present(function, path, original)
