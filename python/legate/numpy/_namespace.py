"""What each public name of NumPy is here.

In this order: a function of our own, a native ufunc, NumPy's Python body over our namespace, an indexer such as r_, and
for what is left by its kind: NumPy's own object (dtypes, scalars, exceptions, settings, constants), a function that
only looks at values, or a function that goes through the gate.
"""

import functools
import importlib
import os
import sys
import types

import numpy

from . import (
    _alike,
    _before_gate,
    _bits,
    _blocks,  # noqa: F401  (from now on, blocks of catch_warnings run what is recorded inside)
    _borrowed,
    _classes,
    _core,
    _creation,
    _einsum,
    _elementwise,
    _explain,
    _fallback,
    _indices,
    _linear,
    _methods,
    _native,
    _polynomials,
    _quantiles,
    _rebind,
    _report,
    _search,
    _sets,
    _settings,
    _shape,
    _stats,
    _wrap,
)

_core.use_lazy_scalars(_settings.settings.scalars == "lazy")
_native.start()
if _settings.settings.memory:
    _core.limit_memory(_settings.settings.memory << 20, in_all=_settings.settings.memory << 20)
if _settings.settings.engine == "legion":
    from . import _legion

    _legion.start()
    _talks = _legion.talks()
else:
    _talks = True

# Modules with functions of our own: `native` has them by their public names, `internals` by what they replace in NumPy.
_PARTS = (_bits, _creation, _einsum, _elementwise, _indices, _linear, _polynomials, _quantiles, _search, _sets, _shape)
_natives = {name: function for part in _PARTS for name, function in getattr(part, "native", {}).items()}

# Functions that NumPy answers from dtypes, shapes, names and settings; its own objects serve.
_PLAIN = frozenset(
    """
    get_printoptions set_printoptions printoptions seterr geterr seterrcall geterrcall setbufsize getbufsize
    issubdtype isdtype typename mintypecode format_float_positional format_float_scientific base_repr binary_repr
    get_include info show_config show_runtime isscalar iterable broadcast_shapes promote_types datetime_data
    frompyfunc
""".split()
)

# Functions that look at values, or bring data in from outside: no native form could do more.
_OBSERVING = frozenset(
    """
    array2string array_repr array_str shares_memory may_share_memory
    min_scalar_type isfortran fromfile fromiter fromstring fromregex genfromtxt load loadtxt
""".split()
)

# Those among them that write to a path, their first argument, and what its name then ends with.
_WRITING = {"save": ".npy", "savez": ".npz", "savez_compressed": ".npz", "savetxt": ""}

_FUNCTIONS = (types.FunctionType, types.BuiltinFunctionType, type(numpy.sum))
_made = {}


def public(name):
    """The public name of the main namespace, made once."""
    if name not in _made:
        _made[name] = _report.recorded(name, _make(name))
    return _made[name]


def _make(name):
    if name in _OWN:
        return _OWN[name]
    original = getattr(numpy, name)  # raises, and warns, as NumPy does
    if name in _natives:
        return _natives[name]
    if isinstance(original, numpy.ufunc):
        return _ufunc(name, original)
    if name in _borrowed.FUNCTIONS:
        return _borrowed_function(name, original)
    if name in _borrowed.INDEXERS:
        return _rebind.borrow_class(type(original))()
    if name in _PLAIN or name.startswith("__"):
        return original
    if name in _WRITING:
        return _wrap.observing(name, _alike.written_once(original, _WRITING[name]))
    if name in _OBSERVING:
        return _wrap.observing(name, original)
    if isinstance(original, types.ModuleType):
        return _submodule(name)
    return _wrap.front(name, original) if isinstance(original, _FUNCTIONS) else original


def _ufunc(name, original):
    native = _core.ufuncs.get(original.__name__)
    return _classes.GateUfunc(original) if native is None else native


def _borrowed_function(name, original):
    return _wrap.front(name, original, functools.partial(_borrowed_body, name, original), made_later=True)


def _borrowed_body(name, original):
    """NumPy's body over our namespace, after what has to be seen to before it runs."""
    body = _rebind.borrow(original)
    if name in _STACKS:
        return _of_sequence(body)
    return _of_arrays(original, body) if name in _REDUCTIONS else body


# Functions whose argument NumPy's dispatcher, not their body, checks for being a sequence.
_STACKS = frozenset({"stack", "vstack", "hstack", "dstack", "column_stack", "row_stack"})
_check_sequence = numpy._core.shape_base._arrays_for_stack_dispatcher


def _of_sequence(body):
    def stack(*args, **kwargs):
        _check_sequence(*args[:1])
        return body(*args, **kwargs)

    return stack


_REDUCTIONS = frozenset({"sum", "prod", "max", "min", "amax", "amin", "any", "all", "mean", "std", "var"})


def _of_arrays(original, body):
    def reduction(*args, **kwargs):
        if args and args[0] is None:  # no array at all: quantile asks so whether there are NaNs among whole numbers
            return _fallback.observe(original, args, kwargs)
        if args and isinstance(args[0], numpy.generic):
            args = (_creation.asarray(args[0]), *args[1:])
        return body(*args, **kwargs)

    return reduction


def _submodule(name):
    return importlib.import_module("legate.numpy." + name)


def synchronize():
    """Run everything that is pending and wait for it."""
    _core.synchronize()


def stats():
    """What the engine has done so far, and how often the gate opened."""
    return {**_core.stats(), "gate": _fallback.count()}


_OWN = _linear.ufuncs | {
    "ndarray": _core.ndarray,
    "ufunc": _core.ufunc,
    "vectorize": _classes.vectorize,
    "load": _classes.load,
    "synchronize": synchronize,
    "stats": stats,
    "report": _report.report,
    "explain": _explain.explain,
    "FallbackWarning": _fallback.FallbackWarning,
    "FallbackError": _fallback.FallbackError,
}


def counterpart(function):
    """What stands here for a function of NumPy's: for __array_function__."""
    ours = known_here(function)
    return ours if ours is not None else lambda *args, **kwargs: _fallback.call(function, args, kwargs)


def known_here(function):
    """The public function or ufunc of ours that stands for one of NumPy's; None for what is not public."""
    name = _rebind.public_name(function)
    if name is not None:
        return public(name)
    module = getattr(function, "__module__", None) or ""
    if getattr(sys.modules.get(module), function.__name__, None) is function and module.startswith("numpy."):
        return getattr(importlib.import_module("legate." + module), function.__name__)
    return None


for _part in _PARTS:
    for _original, _ours in getattr(_part, "internals", {}).items():
        _rebind.replace(_original, _ours)
_core.__getattr__ = functools.partial(
    getattr, numpy._core
)  # np._core is NumPy's private module to programs that use it
_core.set_fallback(_before_gate.call)
_methods.complete()
os.register_at_fork(before=_core.before_fork, after_in_child=_core.after_fork_in_child)
_report.start(_talks)
_stats.start(_talks)
