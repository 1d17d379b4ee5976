"""Functions over elements that are not ufuncs: selecting, masked copies, rounding, and what only looks at dtypes."""

import functools
import operator

import numpy

from . import _core, _fallback
from ._creation import asarray
from ._wrap import publish

ndarray = _core.ndarray
native = {}  # public name -> function
public = functools.partial(publish, native)


_WEAK = (int, float, complex)


def _operand(x):
    """A Python number stays one: its promotion is weak."""
    return x if type(x) in _WEAK else asarray(x)


@public
def where(condition, /, *choices):
    if not choices:
        return asarray(condition).nonzero()
    if len(choices) != 2:
        raise ValueError("either both or neither of x and y should be given")
    x, y = choices
    condition, x, y = asarray(condition), _operand(x), _operand(y)
    ours = type(condition) is ndarray and all(type(v) is ndarray or type(v) in _WEAK for v in (x, y))
    if not ours or x is None or y is None:
        return _fallback.call("where", (condition, x, y), {})
    return _core.where(condition, x, y)


@public
def copyto(dst, src, casting="same_kind", where=True):
    if type(dst) is not ndarray:
        raise TypeError(f"copyto() argument 1 must be numpy.ndarray, not {type(dst).__name__}")
    src = src if _is_number(src) else asarray(src)
    dtype = numpy.asarray(src).dtype if _is_number(src) else src.dtype
    if not numpy.can_cast(dtype, dst.dtype, casting) or not (type(src) is ndarray or _is_number(src)):
        _fallback.call("copyto", (dst, src, casting, where), {})
    elif where is True:
        dst[...] = src
    else:
        _copy_masked(dst, src, asarray(where))


def _is_number(x):
    return type(x) in (bool, int, float) or isinstance(x, (numpy.bool_, numpy.number))


def _copy_masked(dst, src, where):
    fits = where.ndim <= dst.ndim and getattr(src, "ndim", 0) <= dst.ndim
    if type(where) is not ndarray or where.dtype.kind != "b" or not fits:
        _fallback.call("copyto", (dst, src, "unsafe", where), {})
    else:
        src = src.astype(dst.dtype) if type(src) is ndarray else dst.dtype.type(src)
        dst[...] = _core.where(where, src, dst)


def round_(a, decimals=0, out=None):
    """ndarray.round: scaled by a power of ten, rounded, and scaled back, in NumPy's order."""
    decimals = operator.index(decimals)
    if out is not None and type(out) is not ndarray:
        return _fallback.call("ndarray.round", (a, decimals, out), {})
    kind = a.dtype.kind
    if kind == "c":
        return _round_complex(a, decimals, out)
    if kind in "iu" and decimals >= 0:
        if out is None:
            return a.copy(order="K")
        copyto(out, a, "unsafe")
        return out
    rint, multiply, divide = (_core.ufuncs[name] for name in ("rint", "multiply", "divide"))
    if decimals == 0:
        return rint(a, out=out)
    if kind == "b":
        numpy.zeros(1, bool).round(decimals)  # refuses
    scale = 10.0 ** abs(decimals)
    there, back = (multiply, divide) if decimals > 0 else (divide, multiply)
    scaled = there(a, scale) if out is None else there(a, scale, out=out)
    rounded = back(rint(scaled, out=out), scale, out=out)
    return rounded.astype(a.dtype) if kind in "iu" and out is None else rounded


def _round_complex(a, decimals, out):
    result = a.copy(order="K") if out is None else out
    if out is not None:
        out[...] = a
    for part in (result.real, result.imag):
        part[...] = round_(part, decimals)
    return result if a.ndim or out is not None else result[()]


def _clip(a, low, high, out=None, **kwargs):
    ufuncs = _core.ufuncs
    return ufuncs["minimum"](ufuncs["maximum"](a, low), high, out=out, **kwargs)


def _count_nonzero(a):
    a = asarray(a)
    return _core.count_nonzero(a) if type(a) is ndarray else _fallback.call("count_nonzero", (a,), {})


# What NumPy's public functions call of its core's functions in C.
internals = {
    numpy._core.umath.clip: _core.ufuncs.get("clip", _clip),
    numpy._core.multiarray.count_nonzero: _count_nonzero,
}


def _dtype_of(x):
    return x.dtype if type(x) is ndarray else x


@public
def result_type(*arrays_and_dtypes):
    return numpy.result_type(*map(_dtype_of, arrays_and_dtypes))


@public
def can_cast(from_, to, casting="safe"):
    return numpy.can_cast(_dtype_of(from_), to, casting)


@public
def common_type(*arrays):
    return numpy.common_type(*(numpy.empty(0, a.dtype) if type(a) is ndarray else a for a in arrays))
