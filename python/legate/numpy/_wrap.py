"""How a function of the namespace is made: what stands before it (src/python/front.h), and how it presents itself."""

import functools
import types

import numpy

from . import _core, _fallback


def present(function, path, original):
    """Make `function` look like NumPy's `original`: name, docstring, signature (by __wrapped__); it pickles as our
    own."""
    functools.update_wrapper(function, original, assigned=("__name__", "__qualname__", "__doc__"), updated=())
    if hasattr(original, "__signature__"):
        function.__signature__ = original.__signature__
    module, _, _ = path.rpartition(".")
    function.__module__ = "legate.numpy" + ("." + module if module else "")
    return function


def front(path, original, body=None, *, made_later=False, admits=True):
    """The public function `path`, NumPy's `original`: `body` for what is ours, NumPy through the gate for the rest.

    A body that is `made_later` is what the argument returns at the first call. One that does not `admit` gets what it
    is called with; others get aliases of NumPy's arrays, and only what is ours to handle.
    """
    in_c = isinstance(original, types.BuiltinFunctionType)
    made = present(_core.front(path, body, made_later, admits, not in_c), path, original)
    if in_c:
        made.__text_signature__ = original.__text_signature__
    return made


def around(function, other):
    """`other` in place of a function of the namespace, which it calls: it looks and behaves the same."""
    made = _core.front("", other, False, False, getattr(function, "_binds", True))
    return functools.update_wrapper(made, function)


def publish(native, function):
    """Makes a function the public one of its name, among those of its module; a decorator, once `native` is given."""
    name = function.__name__
    native[name] = front(name, getattr(numpy, name), function)
    return function


def observing(path, original):
    """A function that only looks at values: NumPy's, on views of our arrays, and no fallback."""

    def body(*args, **kwargs):
        return _fallback.observe(original, args, kwargs)

    return front(path, original, body, admits=False)
