"""Functions that make arrays."""

import math
import operator
import types

import numpy

from . import _core
from ._fallback import adopt, asked, call, observe, outward
from ._overrides import overrides
from ._time_arrays import TimeArray, are_times
from ._wrap import front

ndarray = _core.ndarray
NATIVE_CODES = frozenset("?bBhHiIlLefdFD")
native = {}  # public name -> function

_float64 = numpy.dtype(float)
_int64 = numpy.dtype(int)


def creates(function):
    """A function of this module in the namespace: NumPy's name, docstring and signature."""
    name = function.__name__
    native[name] = front(name, getattr(numpy, name), function, admits=False)
    return native[name]


def is_native(dtype):
    return dtype.char in NATIVE_CODES and dtype.isnative


def _extents(shape):
    """A shape argument as a tuple of ints."""
    if type(shape) is tuple:
        return shape
    try:
        return (operator.index(shape),)
    except TypeError:
        return tuple(shape) if numpy.iterable(shape) else numpy.empty(shape)  # NumPy says what is wrong


def _plain(dtype, order, device, like):
    """The dtype, if a call with these arguments is ours to make; None if it is NumPy's."""
    if dtype is device is like is None and order == "C":
        return _float64
    if like is not None and type(like) is not ndarray or device not in (None, "cpu") or order not in ("C", "F"):
        return None
    dtype = _float64 if dtype is None else numpy.dtype(dtype)
    return dtype if is_native(dtype) else None


def _from_numpy(name, shape, *args, order="C", device=None, like=None):
    """An array that we do not make ourselves: column-major memory, NumPy's other dtypes, bad arguments."""
    options = {} if like is None else {"like": asked(like)}
    return adopt(getattr(numpy, name)(shape, *args, order=order, device=device, **options))


def _may_give_ours(x):
    return isinstance(getattr(type(x), "__array__", None), types.FunctionType)


_MOST_STACKED = 64


def _stacked(rows, dtype):
    """A list of a few arrays of ours as one array, wherever their elements are; None where NumPy has to look at it."""
    if not rows or type(rows[0]) is not ndarray or len(rows) > _MOST_STACKED:
        return None
    if any(type(row) is not ndarray or not row.ndim for row in rows):
        return None
    dtype = None if dtype is None else numpy.dtype(dtype)
    if dtype is not None and not all(is_native(dtype) and numpy.can_cast(row.dtype, dtype) for row in rows):
        return None
    return _core.join([row[None] for row in rows], 0, dtype)


def _from_nested(convert, x, *args, **kwargs):
    """What NumPy makes of nested lists, in which there may be objects that give arrays of ours."""
    try:
        return convert(x, *args, **kwargs)
    except ValueError as error:
        if "__array__ method" not in str(error):
            raise
    return observe(convert, (x, *args), kwargs)


def _as_numpy(x):
    """`x` for NumPy to convert. It reads our arrays inside lists by itself, by the buffer protocol."""
    return x if type(x) is list else outward(x)


@creates
def empty(shape, dtype=None, order="C", *, device=None, like=None):
    native_dtype = _plain(dtype, order, device, like)
    if native_dtype is None:
        return _from_numpy("empty", shape, dtype, order=order, device=device, like=like)
    return _core.empty(_extents(shape), native_dtype, order)


def _filled(shape, value, dtype, order):
    if order == "C" and type(value) is not ndarray:
        return _core.full(_extents(shape), value, dtype)
    result = _core.empty(_extents(shape), dtype, order)
    result[...] = value
    return result


@creates
def zeros(shape, dtype=None, order="C", *, device=None, like=None):
    native_dtype = _plain(dtype, order, device, like)
    if native_dtype is None:
        return _from_numpy("zeros", shape, dtype, order=order, device=device, like=like)
    return _filled(shape, 0, native_dtype, order)


@creates
def ones(shape, dtype=None, order="C", *, device=None, like=None):
    native_dtype = _plain(dtype, order, device, like)
    if native_dtype is None:
        return _from_numpy("ones", shape, dtype, order=order, device=device, like=like)
    return _filled(shape, 1, native_dtype, order)


_NUMBER_DTYPES = {bool: numpy.dtype(bool), int: _int64, float: _float64, complex: numpy.dtype(complex)}


@creates
def full(shape, fill_value, dtype=None, order="C", *, device=None, like=None):
    number = type(fill_value) in _NUMBER_DTYPES and not (type(fill_value) is int and abs(fill_value) >> 63)
    if dtype is None:
        fill_value = fill_value if number else asarray(fill_value)
        dtype = _NUMBER_DTYPES[type(fill_value)] if number else fill_value.dtype
    native_dtype = _plain(dtype, order, device, like)
    if native_dtype is None:
        return _from_numpy("full", shape, _as_numpy(fill_value), dtype, order=order, device=device, like=like)
    return _filled(shape, fill_value, native_dtype, order)


def _like_order(a, order):
    """Whether an array like `a` is row-major in the order asked for."""
    if order in ("C", None):
        return True
    flags = a.flags
    return flags.c_contiguous if order == "K" else order == "A" and not flags.fnc


def _given(**options):
    """The options of empty_like and its kin that are not as they are where nobody gives them."""
    usual = {"order": "K", "subok": True}
    return {name: x for name, x in options.items() if x is not usual.get(name)}


@creates
def empty_like(prototype, /, dtype=None, order="K", subok=True, shape=None, *, device=None):
    if overrides(type(prototype), numpy.empty_like):
        return call(
            "empty_like", (prototype,), _given(dtype=dtype, order=order, subok=subok, shape=shape, device=device)
        )
    if type(prototype) is not ndarray:
        prototype = asanyarray(prototype)
    if type(prototype) is ndarray and _like_order(prototype, order):
        made = numpy.dtype(dtype) if dtype is not None else prototype.dtype
        if is_native(made) and device in (None, "cpu"):
            return _core.empty(prototype.shape if shape is None else _extents(shape), made)
    return adopt(numpy.empty_like(_as_numpy(prototype), dtype, order, subok, shape, device=device))


def _filled_like(name, a, value, dtype, order, subok, shape, device):
    options = {"dtype": dtype, "order": order, "subok": subok, "shape": shape, "device": device}
    values = [value] if name == "full_like" else []
    if any(type(x) is not ndarray and overrides(type(x), numpy.empty_like) for x in (a, *values)):
        return call(name, (a, *values), _given(**options))
    result = empty_like(a, **options)
    if type(result) is ndarray:
        result[...] = asarray(value) if isinstance(value, numpy.generic) else value  # an array's values are cast
        return result
    return adopt(getattr(numpy, name)(_as_numpy(a), *values, **options))


@creates
def zeros_like(a, dtype=None, order="K", subok=True, shape=None, *, device=None):
    return _filled_like("zeros_like", a, 0, dtype, order, subok, shape, device)


@creates
def ones_like(a, dtype=None, order="K", subok=True, shape=None, *, device=None):
    return _filled_like("ones_like", a, 1, dtype, order, subok, shape, device)


@creates
def full_like(a, fill_value, dtype=None, order="K", subok=True, shape=None, *, device=None):
    return _filled_like("full_like", a, fill_value, dtype, order, subok, shape, device)


@creates
def array(object, dtype=None, *, copy=True, order="K", subok=False, ndmin=0, ndmax=0, like=None):
    if type(object) is list and copy is True and order == "K" and like is None and not (subok or ndmin or ndmax):
        stacked = _stacked(object, dtype)
        return stacked if stacked is not None else adopt(_from_nested(numpy.array, object, dtype))
    copy = _COPY_MODES[copy] if isinstance(copy, numpy._CopyMode) else copy
    if type(object) is ndarray and like is None and ndmin <= _MOST_AXES and _is_to_be_had(object, order, copy):
        wanted = object.dtype if dtype is None else numpy.dtype(dtype)
        if is_native(wanted):
            made = _array_of_ours(object, wanted, copy, order)
            return made if ndmin <= made.ndim else made.reshape((1,) * (ndmin - made.ndim) + made.shape)
    options = {} if like is None else {"like": asked(like)}
    if ndmax:
        options["ndmax"] = ndmax
    options |= dict(dtype=dtype, copy=copy, order=order, subok=subok, ndmin=ndmin)
    # Nothing but the argument holds what NumPy makes, so that it can be taken over.
    if _may_give_ours(object):
        return observe(numpy.array, (object,), options)
    return (adopt if copy else adopt_alias)(_from_nested(numpy.array, _as_numpy(object), **options))


_MOST_AXES = 64
_COPY_MODES = {numpy._CopyMode.ALWAYS: True, numpy._CopyMode.IF_NEEDED: None, numpy._CopyMode.NEVER: False}


def _is_to_be_had(a, order, copy):
    """Whether an array of ours in this order is ours to make; NumPy says why one cannot be had without a copy."""
    return lies_in(a, order) or (copy is None or bool(copy)) and order in ("C", "F", "A")


def _array_of_ours(a, dtype, copy, order):
    if not lies_in(a, order) and (copy or dtype != a.dtype or order != "A"):  # any order will do without a copy
        return a.astype(dtype, order=order)
    if copy:
        return a.astype(dtype, order="K")
    if dtype == a.dtype:
        return a
    if copy is None:
        return a.astype(dtype, order="K")
    return observe(numpy.array, (a,), dict(dtype=dtype, copy=False))  # NumPy says why that cannot be


@creates
def asarray(a, dtype=None, order=None, *, device=None, copy=None, like=None):
    return _as_array(numpy.asarray, a, dtype, order, device, copy, like)


@creates
def asanyarray(a, dtype=None, order=None, *, device=None, copy=None, like=None):
    return _as_array(numpy.asanyarray, a, dtype, order, device, copy, like)


def _as_array(convert, a, dtype, order, device, copy, like):
    copy = _COPY_MODES[copy] if isinstance(copy, numpy._CopyMode) else copy
    if type(a) is ndarray and device in (None, "cpu") and like is None and _is_to_be_had(a, order, copy):
        wanted = a.dtype if dtype is None else numpy.dtype(dtype)
        if is_native(wanted):
            return _array_of_ours(a, wanted, copy, order)
    if type(a) is numpy.ndarray and dtype is order is device is None and not copy and is_native(a.dtype):
        return adopt_alias(a)
    options = {} if like is None else {"like": asked(like)}
    if type(a) in (list, tuple):  # nobody else holds what is made of it
        stacked = _stacked(a, dtype) if order is device is like is None and copy is not False else None
        if stacked is not None:
            return stacked
        return adopt(_from_nested(convert, a, dtype, order, device=device, copy=copy, **options))
    if _may_give_ours(a):
        return observe(convert, (a, dtype, order), dict(device=device, copy=copy, **options))
    return adopt_alias(convert(_as_numpy(a), dtype, order, device=device, copy=copy, **options))


def lies_in(a, order):
    """Whether `a` lies in this order already, and so does a copy that keeps its order."""
    if order in (None, "K"):
        return True
    flags = a.flags
    return {"C": flags.c_contiguous, "F": flags.f_contiguous, "A": flags.forc}.get(order, False)


def in_order(a, order):
    """Our array in "C" or "F" order, copied if it does not lie so."""
    if lies_in(a, order):
        return a
    made = _core.empty(a.shape, a.dtype, order)
    made[...] = a
    return made


def adopt_alias(x):
    """NumPy's array `x`, which others hold, as an array of ours over the same memory; what is not one, as it is."""
    if type(x) is not numpy.ndarray:
        return x
    held = are_times(x.dtype)
    try:
        made = _core.from_numpy(x.view(numpy.int64) if held else x)
    except TypeError:
        return x
    return TimeArray(made, x.dtype) if held else made


@creates
def ascontiguousarray(a, dtype=None, *, like=None):
    if type(a) is ndarray and like is None and a.ndim:
        return asarray(a, dtype, "C")
    options = {} if like is None else {"like": asked(like)}
    return observe(numpy.ascontiguousarray, (a,), dict(dtype=dtype, **options))


@creates
def asfortranarray(a, dtype=None, *, like=None):
    if type(a) is ndarray and like is None and a.ndim:
        return asarray(a, dtype, "F")
    options = {} if like is None else {"like": asked(like)}
    return observe(numpy.asfortranarray, (a,), dict(dtype=dtype, **options))


_NUMBERS = {int: int, float: float, numpy.int64: int, numpy.float64: float}


@creates
def arange(*args, dtype=None, device=None, like=None, **bounds):
    if device is None and like is None and not bounds and len(args) < 4:
        made = _arange(*args, dtype=dtype)
        if made is not None:
            return made
    options = {} if like is None else {"like": asked(like)}
    if dtype is not None:
        options["dtype"] = dtype
    return observe(numpy.arange, args, dict(device=device, **bounds, **options))


def _arange(start=None, stop=None, step=1, dtype=None):
    """arange of plain numbers; None for whatever NumPy has to look at."""
    if stop is None:
        start, stop = 0, start
    kinds = {_NUMBERS.get(type(x)) for x in (start, stop, step)}
    if None in kinds or not step:
        return None
    dtype = (_float64 if float in kinds else _int64) if dtype is None else numpy.dtype(dtype)
    if not is_native(dtype) or dtype.kind == "b":
        return None
    try:
        quotient = (stop - start) / step
        # A quotient that vanishes only because it is too small counts as the small number that it is.
        count = math.ceil(quotient) if quotient or stop == start else int(math.copysign(1, quotient) > 0)
    except (OverflowError, ValueError):
        return None
    if count > 2**53 or kinds == {int} and max(abs(start), abs(stop)) >= 2**53:
        return None  # the division above was not exact
    return _core.arange(start, step, max(count, 0), dtype)


@creates
def frombuffer(buffer, dtype=None, count=-1, offset=0, *, like=None):
    options = {} if like is None else {"like": asked(like)}
    return adopt_alias(numpy.frombuffer(buffer, float if dtype is None else dtype, count, offset, **options))


@creates
def from_dlpack(x, /, *, device=None, copy=None):
    if type(x) is ndarray and not copy and device in (None, "cpu"):
        return x.view()
    return adopt_alias(numpy.from_dlpack(x, device=device, copy=copy))
