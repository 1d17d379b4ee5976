"""NumPy's own function bodies over our namespace.

Where NumPy writes a public function in Python over its core, `borrow` makes a function of the very code object that is
installed, with the names it reads bound to ours: `numpy` is our namespace, `asarray` our asarray, `add.reduce` our
add.reduce, a private helper is borrowed in turn. Nothing is copied and the semantics stay NumPy's.

Only the names that a body uses are bound, and public functions are bound to their wrappers, whose own bodies are
borrowed when they are first called: borrowing one function does not pull in the library.
"""

import builtins
import sys
import types

import numpy

from . import _core, _fallback, _sites
from ._converter import ArrayConverter

# Builtins of NumPy's core that deal in numbers, shapes and dtypes, not in arrays.
_HARMLESS = frozenset(
    {
        "normalize_axis_index",
        "normalize_axis_tuple",
        "promote_types",
        "dtype",
        "add_docstring",
        "_get_ndarray_c_version",
        "get_legacy_print_mode",
        "_load_from_filelike",
        "datetime_data",
        "_extobj_contextvar",
        "set_module",
    }
)
# Modules whose Python functions never touch an array.
_HARMLESS_MODULES = (
    "numpy._core.overrides",
    "numpy._utils",
    "numpy._core.numerictypes",
    "numpy._core._ufunc_config",
    "numpy._core.arrayprint",
    "numpy._core.multiarray",
    "numpy._globals",
    "numpy.exceptions",
)

_bodies = {}  # id of NumPy's function -> (that function, its body over our namespace)
_bound = {}  # id of NumPy's object -> (that object, what borrowed code gets in its place)
_globals = {}  # module name -> the globals that borrowed bodies of this module run with


class _Module:
    """A NumPy module as borrowed code sees it."""

    def __init__(self, module):
        self.__dict__["_module"] = module

    def __getattr__(self, name):
        value = rebind(getattr(self._module, name))
        self.__dict__[name] = value
        return value


def _names(code):
    """Every name a code object may read, nested functions and comprehensions included."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _names(constant)


def _module_globals(module):
    if module not in _globals:
        _globals[module] = {
            "__name__": "legate.numpy._borrowed",
            "__package__": sys.modules[module].__package__,
            "__builtins__": {**vars(builtins), "__import__": _import},
        }
    return _globals[module]


def _import(name, globals=None, locals=None, fromlist=(), level=0):
    """The import statement inside a borrowed body: what it takes from NumPy is bound to ours like any other name."""
    return rebind(__import__(name, globals, locals, fromlist, level))


def borrow(function):
    """NumPy's Python function, run over our namespace. Arrays of ours go in; the public wrapper sees to the others."""
    function = getattr(function, "_implementation", function)
    known = _bodies.get(id(function))
    if known is not None:
        return known[1]
    names = _module_globals(function.__globals__["__name__"])
    ours = types.FunctionType(function.__code__, names, function.__name__, function.__defaults__, function.__closure__)
    ours.__kwdefaults__ = function.__kwdefaults__
    _bodies[id(function)] = (function, ours)  # before its names: they may lead back here
    for name in _names(function.__code__):
        if name not in names and name in function.__globals__:
            names[name] = rebind(function.__globals__[name])
    return ours


def borrow_class(cls):
    """NumPy's Python class with its methods borrowed: a subclass, so that isinstance holds."""
    members = {}
    for base in reversed(cls.__mro__[:-1]):
        for name, value in vars(base).items():
            if isinstance(value, types.FunctionType):
                members[name] = borrow(value)
            elif isinstance(value, staticmethod):
                members[name] = staticmethod(rebind(value.__func__))
    return type(cls)(cls.__name__, (cls,), {**members, "__doc__": cls.__doc__, "__module__": "legate.numpy"})


def replace(original, ours):
    """Bind a private object of NumPy's to one of ours in all borrowed bodies."""
    _bound[id(original)] = (original, ours)


def rebind(value):
    """What borrowed code gets in place of NumPy's `value`."""
    known = _bound.get(id(value))
    if known is None:
        known = _bound[id(value)] = (value, _counterpart(value))
    return known[1]


def _counterpart(value):
    if isinstance(value, types.ModuleType):
        return _counterpart_of_module(value)
    if value is numpy.ndarray:
        return _core.ndarray
    public = public_name(value)
    if public is not None:
        from . import _namespace

        return _namespace.public(public)
    if isinstance(value, types.FunctionType) and value.__module__.startswith("numpy."):
        return value if value.__module__ in _HARMLESS_MODULES else borrow(value)
    if isinstance(value, types.BuiltinFunctionType):
        return _counterpart_of_builtin(value)
    if value is _NUMPY_CONVERTER:
        return ArrayConverter
    if value is _QUANTILE_METHODS:
        return {name: {key: rebind(part) for key, part in parts.items()} for name, parts in value.items()}
    return value


def _counterpart_of_module(module):
    name = module.__name__
    if name == "warnings":
        return _Warnings
    if name.partition(".")[0] != "numpy" or name in _HARMLESS_MODULES and name != "numpy._core.multiarray":
        return module
    return _Module(module)


def _counterpart_of_builtin(value):
    owner = value.__self__
    if isinstance(owner, numpy.ufunc):  # such as umr_sum = um.add.reduce
        return getattr(rebind(owner), value.__name__)
    if isinstance(owner, types.ModuleType) and not owner.__name__.startswith("numpy") or value.__name__ in _HARMLESS:
        return value
    if owner is None and not (value.__module__ or "").startswith("numpy"):
        return value
    return lambda *args, **kwargs: _fallback.call(value, args, kwargs)


class _Warnings:
    """`warnings` as borrowed code sees it."""

    import warnings as _module

    warn = staticmethod(_sites.warn)
    catch_warnings = _module.catch_warnings
    simplefilter = staticmethod(_module.simplefilter)
    filterwarnings = staticmethod(_module.filterwarnings)


_NUMPY_CONVERTER = numpy.lib._function_base_impl._array_converter
_QUANTILE_METHODS = numpy.lib._function_base_impl._QuantileMethods  # a table of functions
_public_names = {}


def public_name(value):
    """The name under which the main namespace has this object, if it is a function or ufunc there."""
    if not _public_names:
        for name, found in vars(numpy).items():
            if not name.startswith("_") and callable(found) and not isinstance(found, type):
                _public_names.setdefault(id(found), name)
    return _public_names.get(id(value))
