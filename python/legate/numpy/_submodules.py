"""What each public name of NumPy's submodules is here: a class or constant of NumPy's own, or a gated function."""

import importlib
import types

import numpy

from . import _classes, _namespace, _random, _rebind, _report, _shape, _wrap

# Modules without array functions: their names are NumPy's own objects.
_PLAIN_MODULES = frozenset("exceptions dtypes typing f2py version lib.format lib.mixins lib.introspect".split())
# Their functions look at values and compute none.
_OBSERVING_MODULES = frozenset({"testing"})
# Functions of other modules that only set or look.
_PLAIN = frozenset(
    """
    random.seed random.get_state random.set_state random.get_bit_generator random.set_bit_generator
    lib.array_utils.normalize_axis_index lib.array_utils.normalize_axis_tuple
    ctypeslib.load_library ctypeslib.ndpointer ctypeslib.c_intp
    testing.assert_raises testing.assert_raises_regex testing.assert_warns testing.assert_no_warnings
    testing.run_module_suite testing.measure testing.rundocs testing.assert_no_gc_cycles
""".split()
)
# Modules of NumPy's that have another one's functions, under which they are known here.
_ALSO = {"random.mtrand": "random"}
_OWN = _random.OWN | _classes.polynomial_members() | _shape.members()
_FUNCTIONS = (types.FunctionType, types.BuiltinFunctionType, types.MethodType, type(numpy.sum))


def member(module, name, value):
    """`value`, which NumPy has as `module`.`name`, as it is here."""
    path = f"{_ALSO.get(module, module)}.{name}"
    if isinstance(value, types.ModuleType):
        return _module(value)
    if path in _OWN:
        return _OWN[path]()
    if module in _PLAIN_MODULES or path in _PLAIN or name.startswith("_"):
        return value
    main = _rebind.public_name(value)
    if main is not None:
        return _namespace.public(main)
    if isinstance(value, numpy.ufunc):
        return value
    if not isinstance(value, _FUNCTIONS) and not _is_cython_function(value):
        return value
    if module in _OBSERVING_MODULES:
        return _wrap.observing(path, value)
    return _report.recorded(path, _wrap.front(path, value))


def _is_cython_function(value):
    return type(value).__name__ == "cython_function_or_method"


def _module(value):
    name = value.__name__
    if name == "numpy":
        return importlib.import_module("legate.numpy")
    if name.startswith("numpy.") and "._" not in name:
        return importlib.import_module("legate." + name)
    return value
