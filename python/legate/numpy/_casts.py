"""The methods view and astype where C++ leaves them to Python, before the gate."""

import numpy

from . import _core, _fallback, _orders
from ._creation import in_order, is_native, lies_in
from ._refusals import refused

_CASTINGS = frozenset({"no", "equiv", "safe", "same_kind", "unsafe"})


def view(a, *args, **kwargs):
    """Nothing is computed: NumPy works out which part of the memory it is, and of what."""
    args = [_numpys_class(x) for x in args]
    return _fallback.observe(numpy.ndarray.view, (a, *args), {name: _numpys_class(x) for name, x in kwargs.items()})


def _numpys_class(x):
    return numpy.ndarray if x is _core.ndarray else x


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


_NATIVE = {"ndarray.view": view, "ndarray.astype": astype}


def call(target, args, kwargs):
    """What C++ does not do: here, or in _orders, or else by NumPy."""
    method = _NATIVE.get(target) if type(target) is str else None
    made = NotImplemented if method is None else method(*args, **(kwargs or {}))
    return _orders.call(target, args, kwargs) if made is NotImplemented else made
