"""Methods in other orders than row-major: what the methods in C++ leave to Python before the gate."""

import operator

import numpy

from . import _core, _fallback
from ._refusals import stand_ins


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


def reshape(a, *shape, order="C", copy=None):
    word = order.upper() if type(order) is str else None
    if word not in ("C", "F", "A") or copy is False:
        return NotImplemented
    columns = word == "F" or word == "A" and a.flags.fnc
    shape = shape[0] if len(shape) == 1 else shape
    shape = tuple(map(operator.index, shape)) if numpy.iterable(shape) else (operator.index(shape),)
    a = a.copy(order="F" if columns else "C") if copy else a
    try:
        return a.T.reshape(shape[::-1]).T if columns else a.reshape(shape)
    except ValueError:
        return stand_ins([a])[0].reshape(shape, order=order)  # says what is wrong


_NATIVE = {"ndarray.ravel": ravel, "ndarray.flatten": flatten, "ndarray.copy": copy, "ndarray.reshape": reshape}


def call(target, args, kwargs):
    """What C++ does not do: here, or else by NumPy."""
    method = _NATIVE.get(target) if type(target) is str else None
    if method is not None and (kwargs or {}).keys() <= {"order", "copy"}:
        made = method(*args, **(kwargs or {}))
        if made is not NotImplemented:
            return made
    return _fallback.call(target, args, kwargs)
