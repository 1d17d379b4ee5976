"""What methods in C++ leave to Python before the gate: other orders in memory than row-major, and rules of casting."""

import operator

import numpy

from . import _core, _fallback
from ._creation import in_order, is_native, lies_in
from ._refusals import refused, stand_ins
from ._settings import settings

_CASTINGS = frozenset({"no", "equiv", "safe", "same_kind", "unsafe"})


def _axes(a, order):
    """The axes from the slowest to the fastest, as the order has them; None if there is no such order."""
    order = order.upper() if type(order) is str else "C" if order is None else order
    if order == "A":
        order = "F" if a.flags.fnc else "C"
    if order == "K":  # as they lie in memory
        return sorted(range(a.ndim), key=lambda axis: -abs(a.strides[axis]))
    return {"C": list(range(a.ndim)), "F": list(range(a.ndim))[::-1]}.get(order)


def ravel(a, order="C"):
    axes = _axes(a, order)
    return NotImplemented if axes is None else a.transpose(axes).ravel()


def flatten(a, order="C"):
    axes = _axes(a, order)
    return NotImplemented if axes is None else a.transpose(axes).flatten()


def copy(a, order="C"):
    axes = _axes(a, order)
    if axes is None:
        return NotImplemented
    made = _core.empty([a.shape[axis] for axis in axes], a.dtype).transpose(numpy.argsort(axes).tolist())
    made[...] = a
    return made


def reshape(a, *shape, order="C", copy=None, **unknown):
    word = order.upper() if type(order) is str else None
    if word not in ("C", "F", "A") or copy is False or unknown:
        return NotImplemented
    columns = word == "F" or word == "A" and a.flags.fnc
    shape = shape[0] if len(shape) == 1 else shape
    shape = tuple(map(operator.index, shape)) if numpy.iterable(shape) else (operator.index(shape),)
    a = a.copy(order="F" if columns else "C") if copy else a
    try:
        return a.T.reshape(shape[::-1]).T if columns else a.reshape(shape)
    except ValueError:
        return stand_ins([a])[0].reshape(shape, order=order)  # says what is wrong


def astype(a, dtype, order="K", casting="unsafe", subok=True, copy=True):
    dtype = numpy.dtype(dtype)
    order = order.upper() if type(order) is str else "K" if order is None else order
    if not is_native(dtype) or casting == "same_value":
        return NotImplemented
    if casting not in _CASTINGS or order not in ("C", "F", "A", "K"):
        refused(numpy.ndarray.astype, (a, dtype), {"casting": casting, "order": order})
        return NotImplemented
    if not numpy.can_cast(a.dtype, dtype, casting):
        refused(numpy.ndarray.astype, (a, dtype), {"casting": casting})
    if order == "A":
        order = "F" if a.flags.fnc else "C"
    if not copy and dtype == a.dtype and lies_in(a, order):
        return a
    made = a.astype(dtype, order="C" if order == "F" else order)
    return in_order(made, order)


def _of_unlike(ufunc, truth):
    """An operator on arrays that NumPy has no loop for, which are equal nowhere."""

    def compare(a, b):
        if not all(isinstance(x, _core.ndarray) and x.dtype.kind != "V" for x in (a, b)):
            return NotImplemented
        try:
            ufunc.resolve_dtypes((a.dtype, b.dtype, None))
        except numpy._core._exceptions._UFuncNoLoopError:
            return _core.full(numpy.broadcast_shapes(a.shape, b.shape), truth, numpy.dtype(bool))
        return NotImplemented

    return compare


UNLIKE = {"ndarray.__eq__": _of_unlike(numpy.equal, False), "ndarray.__ne__": _of_unlike(numpy.not_equal, True)}
_METHODS = {f"ndarray.{method.__name__}": method for method in (ravel, flatten, copy, reshape, astype)} | UNLIKE


# How many positional arguments of a ufunc's method are no outputs.
_INPUTS = {"reduce": 3, "accumulate": 3, "reduceat": 4, "outer": 2}
_COMPARISONS = {f"ndarray.__{name}__": getattr(operator, name) for name in ("lt", "le", "eq", "ne", "gt", "ge")}


def _refused_ufunc(path, args, kwargs):
    """NumPy's words for what is wrong with a ufunc's call, if anything is."""
    function = _fallback.target_of(path)
    if path in _COMPARISONS:
        refused(_COMPARISONS[path], args, {})
        return
    owner = getattr(function, "__self__", None)
    inputs = function.nin if isinstance(function, numpy.ufunc) else _INPUTS.get(function.__name__)
    if inputs is not None and isinstance(function if owner is None else owner, numpy.ufunc):
        with numpy.errstate(all="ignore"):
            refused(function, args, kwargs or {}, inputs)


def call(target, args, kwargs):
    """What C++ does not do: here, or else by NumPy."""
    known = type(target) is str
    method = _METHODS.get(target) if known else None
    made = NotImplemented if method is None else method(*args, **(kwargs or {}))
    if made is not NotImplemented:
        return made
    if known and settings.fallback == "error":  # what NumPy refuses as well does not need it
        _refused_ufunc(target, args, kwargs)
    return _fallback.call(target, args, kwargs)
