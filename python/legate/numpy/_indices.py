"""Functions that choose elements by indices or masks: take, put, choose, repeat, lexsort and their kin."""

import functools
import itertools
import math
import operator

import numpy
from numpy.lib.array_utils import normalize_axis_index

from . import _core, _fallback, _rebind
from ._creation import asarray, is_native
from ._fallback import observe
from ._refusals import stand_ins
from ._shape import broadcast_view
from ._wrap import publish

ndarray = _core.ndarray
native = {}  # public name -> function
public = functools.partial(publish, native)

_intp = numpy.dtype(numpy.intp)
_MODES = {"raise": "raise", "wrap": "wrap", "clip": "clip", 0: "clip", 1: "wrap", 2: "raise"}

_TAKING = {"raise": 0, "clip": 1, "wrap": 2}  # as C++ numbers them


def _mode(mode):
    """What an index out of bounds means: NumPy's words and numbers for it, and its complaint about others."""
    if type(mode) not in (str, int) or mode not in _MODES:
        numpy.zeros(1).take([0], mode=mode)
        mode = {"r": "raise", "w": "wrap", "c": "clip"}[mode[0].lower()]
    return _MODES[mode]


def _converted(x, dtype):
    """Arrays and NumPy's scalars as they are, Python's lists and numbers in this dtype."""
    has_dtype = type(x) is ndarray or isinstance(x, (numpy.ndarray, numpy.generic))
    return asarray(x) if has_dtype else asarray(x, dtype)


def _as_indices(x, casting):
    """`x` as an array of whole numbers; NumPy refuses arrays that it does not take for one, and converts lists."""
    x = _converted(x, _intp)
    if type(x) is not ndarray or not numpy.can_cast(x.dtype, _intp, casting):
        refuses = numpy.zeros(1).take if casting == "same_kind" else numpy.zeros(1).repeat
        refuses(numpy.empty(0, x.dtype))
    return x.astype(_intp) if x.dtype in ("?", "Q") else x


def _brought_in(indices, n, mode):
    """Indices of n elements, none out of bounds."""
    if mode == "wrap":
        return indices.astype(_intp, copy=False) % n
    return _core.ufuncs["minimum"](_core.ufuncs["maximum"](indices, 0), n - 1)


def all_within(indices, n):
    """Whether these are whole numbers, or a list or line of some, that are indices of n elements."""
    if type(indices) is int:
        return -n <= indices < n
    if type(indices) in (list, tuple):
        return bool(indices) and all(type(i) is int and -n <= i < n for i in indices)
    if type(indices) is not ndarray or indices.dtype.kind not in "iu" or indices.ndim > 1 or not indices.size:
        return False
    return bool(indices.min() >= -n) and bool(indices.max() < n)


def cycled(values, n):
    """The elements of `values`, over and over, n in all."""
    values = values.reshape(-1)
    if values.size == 1:
        return broadcast_view(values, (n,), readonly=False)
    if values.size < n:
        values = _repeated(values[None], -(-n // values.size), 0).reshape(-1)
    return values[:n]


# -- taking --------------------------------------------------------------------------------------------------------


def take(a, indices, axis=None, out=None, mode="raise"):
    """ndarray.take: integer indexing along one axis."""
    if mode != "raise":
        mode = _mode(mode)
    if axis is None or not a.ndim:  # NumPy takes the axis 0 or -1 where there is none
        a, axis = a.reshape(-1), axis or 0
    axis = normalize_axis_index(operator.index(axis), a.ndim)
    indices = _converted(indices, _intp)
    if not a.shape[axis] and indices.size:
        _nothing(a).take([0], axis)  # says what is wrong
    indices = _as_indices(indices, "same_kind")
    taken = _core.take(a, indices, axis, _TAKING[mode]) if out is None else None
    if taken is not None:
        return taken
    if mode != "raise" and indices.size:
        indices = _brought_in(indices, a.shape[axis], mode)
    key = int(indices) if indices.ndim == 0 else indices
    if out is None:
        return a[(slice(None),) * axis + (key,)]
    taken = asarray(a[(slice(None),) * axis + (key,)])
    castable = type(out) is ndarray and numpy.can_cast(out.dtype, a.dtype)
    if not castable or out.shape != taken.shape:
        return _fallback.call("ndarray.take", (a, indices, axis, out, mode), {})
    out[...] = taken
    return out


def compress(a, condition, axis=None, out=None):
    """ndarray.compress: the elements, or slices along an axis, where the condition holds."""
    condition = asarray(condition)
    if type(condition) is not ndarray:
        return _fallback.call("ndarray.compress", (a, condition, axis, out), {})
    if condition.ndim != 1:
        numpy.zeros(0).compress(*stand_ins([condition]))  # NumPy refuses
    line = a.reshape(-1) if axis is None else a
    if line.ndim == 1 and condition.size == line.size and out is None and axis in (None, 0, -1):
        return line[condition.astype(bool, copy=False)]
    return take(a, condition.nonzero()[0], axis, out)


def choose(a, *choices, out=None, mode="raise"):
    """ndarray.choose: a chain of where."""
    choices = choices[0] if len(choices) == 1 else choices
    mode, a = _mode(mode), _as_indices(a, "safe")
    choices = [c if type(c) in (bool, int, float, complex) else asarray(c) for c in choices]
    dtype = numpy.result_type(*(getattr(c, "dtype", c) for c in choices)) if choices else a.dtype
    if not is_native(dtype) or out is not None and type(out) is not ndarray:
        return _fallback.call("ndarray.choose", (a, choices), {"out": out, "mode": mode})
    choices = [asarray(c).astype(dtype, copy=False) for c in choices]  # numbers too large for it wrap around
    n = len(choices)
    if n == 0 or n > 63 or max(x.ndim for x in (a, *choices)) > 32:
        numpy.choose(_nothing(a).astype(_intp), [_nothing(c) for c in choices])  # refuses
    shape = numpy.broadcast(*stand_ins([a, *choices])).shape
    if mode != "raise":
        a = _brought_in(a, n, mode)
    elif a.size and (a.min() < 0 or a.max() >= n):
        numpy.choose(n, [0] * n)  # says that an index is out of bounds
    result = choices[0]
    for i in range(1, n):
        result = _core.where(a == i, choices[i], result)
    if n == 1 or result.shape != shape:
        result = broadcast_view(result, shape, readonly=False).copy()
    if out is None:
        return result if shape else result[()]
    if out.shape != shape:
        return _fallback.call("ndarray.choose", (a, choices), {"out": out, "mode": mode})
    out[...] = result
    return out


def _nothing(a):
    """An array of NumPy's of this shape, all zeros and in no memory."""
    return numpy.broadcast_to(numpy.zeros((), a.dtype), a.shape)


# -- repeating -----------------------------------------------------------------------------------------------------


def repeat(a, repeats, axis=None):
    """ndarray.repeat: a whole number of repeats is one broadcast assignment, others are indices to take."""
    if axis is None or not a.ndim:  # NumPy takes the axis 0 or -1 where there is none
        a, axis = a.reshape(-1), axis or 0
    axis = normalize_axis_index(operator.index(axis), a.ndim)
    if type(repeats) is not int or repeats < 0:
        counts = _converted(repeats, _intp)
        n = a.shape[axis]
        if not _are_counts(counts, n):
            numpy.zeros(n).repeat(_fallback.outward(counts))  # says what is wrong
            return _fallback.call("ndarray.repeat", (a, repeats, axis), {})
        if counts.size != 1 and n:
            return _repeated_each(a, counts, axis)
        repeats = int(counts.reshape(-1)[0]) if n else 0
    return _repeated(a, repeats, axis)


def _are_counts(counts, n):
    fitting = type(counts) is ndarray and counts.ndim < 2 and counts.size in (1, n)
    return fitting and numpy.can_cast(counts.dtype, _intp) and not (n and counts.min() < 0)


def _repeated(a, repeats, axis):
    shape = a.shape
    made = _core.repeat(a, _core.full((1,), repeats, _intp), shape[axis] * repeats, axis)
    if made is not None:
        return made
    result = _core.empty((*shape[: axis + 1], repeats, *shape[axis + 1 :]), a.dtype)
    result[...] = a[(slice(None),) * (axis + 1) + (None,)]
    return result.reshape(*shape[:axis], shape[axis] * repeats, *shape[axis + 1 :])


def _repeated_each(a, counts, axis):
    made = _core.repeat(a, counts, int(counts.sum()), axis)
    return take(a, _repeated_indices(counts), axis) if made is None else made


def _repeated_indices(counts):
    """0, 1, 2, ..., each as often as `counts` says: the sum of the steps from each to the next that is repeated."""
    used = counts.nonzero()[0]
    counts = counts.astype(_intp)[used]
    ends = counts.cumsum()
    if not used.size:
        return used
    steps = _core.full((int(ends[-1]),), 0, _intp)
    steps[0] = used[0]
    steps[ends[:-1]] = used[1:] - used[:-1]
    return steps.cumsum()


@public
def resize(a, new_shape):
    line = asarray(a)
    if type(line) is not ndarray:
        return _fallback.call("resize", (a, new_shape), {})
    line = line.reshape(-1)
    shape = (new_shape,) if isinstance(new_shape, (int, numpy.integer)) else tuple(new_shape)
    if not line.size or 0 in shape or min(shape, default=0) < 0:
        return _rebind.borrow(numpy.resize)(line, shape)  # there is nothing to repeat, or it refuses
    made = cycled(line, math.prod(shape)).reshape(shape)
    return made if 1 < line.size < made.size else made.copy()


# -- triangles -----------------------------------------------------------------------------------------------------


@public
def tril_indices(n, k=0, m=None):
    return _rebind.borrow(numpy.tri)(n, m, k=k, dtype=bool).nonzero()


@public
def triu_indices(n, k=0, m=None):
    return (~_rebind.borrow(numpy.tri)(n, m, k=k - 1, dtype=bool)).nonzero()


# -- putting -------------------------------------------------------------------------------------------------------


def put(a, indices, values, mode="raise"):
    """ndarray.put: assignment to a flat index array, as far as the indices are valid."""
    values = asarray(values)
    mode = _mode(mode)
    if type(values) is not ndarray or not a.size or not a.flags.writeable:
        _fallback.call("ndarray.put", (a, indices, values, mode), {})
        return
    indices, values = _as_indices(indices, "safe").reshape(-1), values.reshape(-1).astype(a.dtype, copy=False)
    if not indices.size or not values.size:
        return
    if mode != "raise":
        indices = _brought_in(indices, a.size, mode)
    values = cycled(values, indices.size)
    with elements(a) as line:
        try:
            line[indices] = values
        except IndexError:  # NumPy has written what comes before
            valid = ((indices < -a.size) | (indices >= a.size)).argmax()
            line[indices[:valid]] = values[:valid]
            raise


class elements:
    """The elements of an array in row-major order, to write to: where there is no such view, they go back at the end.

    They do not if an index is wrong: what was written before it stays NumPy's secret.
    """

    def __init__(self, array):
        self.array = array
        self.line = array.reshape(-1) if array.flags.c_contiguous else array.ravel()

    def __enter__(self):
        return self.line

    def __exit__(self, kind, error, trace):
        if kind is None and not self.array.flags.c_contiguous:
            self.array[...] = self.line.reshape(self.array.shape)


def _mask_for(name, a, mask):
    """The mask in the shape of `a`; None if NumPy has to see to it."""
    if type(a) is not ndarray:
        return None
    mask = asarray(mask)
    if type(mask) is not ndarray or mask.size != a.size or not a.flags.writeable:
        stand_in = numpy.zeros(a.shape, a.dtype)
        stand_in.flags.writeable = _core.writeable(a)
        getattr(numpy, name)(stand_in, numpy.zeros(mask.shape, bool), 0)  # says what is wrong
        return None
    return mask.astype(bool, copy=False).reshape(a.shape)


def _values_for(a, values):
    """Values in the dtype of `a`: Python's are converted, arrays have to be castable. None if they are NumPy's."""
    values = _converted(values, a.dtype)
    if type(values) is not ndarray or not numpy.can_cast(values.dtype, a.dtype):
        return None
    return values.astype(a.dtype, copy=False)


@public
def putmask(a, /, mask, values):
    inside = _mask_for("putmask", a, mask)
    new = None if inside is None else _values_for(a, values)
    if new is None:
        _fallback.call("putmask", (a, mask, values), {})
    elif new.size:
        a[...] = _core.where(inside, cycled(new, a.size).reshape(a.shape), a)


def _place(a, mask, values):
    inside = _mask_for("place", a, mask)
    new = None if inside is None else _values_for(a, values)
    if new is None:
        _fallback.call("place", (a, mask, values), {})
        return
    count = int(_core.count_nonzero(inside))
    if count and not new.size:
        numpy.place(numpy.zeros(1), [True], [])  # says what is wrong
    if count:
        a[inside] = cycled(new, count)


# -- orders and multi-indices --------------------------------------------------------------------------------------


@public
def lexsort(keys, axis=-1):
    keys = [asarray(key) for key in keys]
    if any(type(key) is not ndarray for key in keys):
        return _fallback.call("lexsort", (keys, axis), {})
    if not keys or any(key.shape != keys[0].shape for key in keys) or not keys[0].ndim:
        return numpy.lexsort(stand_ins(keys), axis)  # refuses, or has nothing to sort
    axis = normalize_axis_index(operator.index(axis), keys[0].ndim)
    shape = keys[0].swapaxes(axis, -1).shape
    if not keys[0].size:
        return _core.empty(keys[0].shape, _intp)
    keys = [key.swapaxes(axis, -1).reshape(-1, shape[-1]) for key in keys]
    return _lexsorted_rows(keys).reshape(shape).swapaxes(axis, -1)


def _lexsorted_rows(keys):
    rows, n = keys[0].shape
    first = _core.arange(0, n, rows, _intp)[:, None]  # where each row begins in all elements
    order = _core.argsort(keys[0], 1)
    for key in keys[1:]:
        step = _core.argsort(key.reshape(-1)[order + first], 1)
        order = order.reshape(-1)[step + first]
    return order


def _strides_of(dims, order):
    """How many elements one step along each axis of an array of this shape passes."""
    dims = dims[::-1] if order == "C" else dims
    strides = [1, *itertools.accumulate(dims[:-1], operator.mul)]
    return strides[::-1] if order == "C" else strides


@public
def unravel_index(indices, shape, order="C"):
    given, indices = indices, asarray(indices)
    dims = _extents(shape)
    if type(indices) is not ndarray or not _can_index(indices) or not dims:
        return observe(numpy.unravel_index, (given, dims, order), {})  # NumPy refuses
    numpy.unravel_index(numpy.empty(0, _intp), dims, order)  # and says what is wrong with the others
    size = math.prod(dims)
    wrong = (indices < 0) | (indices >= size)
    if wrong.any():
        numpy.unravel_index(int(indices[wrong][0]), dims)  # says that an index is out of bounds
    indices, strides = indices.astype(_intp, copy=False), _strides_of(dims, order)
    found = [None] * len(dims)
    for axis in range(len(dims)) if order == "C" else reversed(range(len(dims))):
        found[axis] = indices // strides[axis] if strides[axis] > 1 else indices.copy()
        indices = indices - found[axis] * strides[axis]
    return tuple(x if x.ndim else x[()] for x in found)


@public
def ravel_multi_index(multi_index, dims, mode="raise", order="C"):
    given, multi_index = multi_index, [asarray(x) for x in multi_index]
    dims = _extents(dims)
    ours = all(type(x) is ndarray and _can_index(x) for x in multi_index)
    if not ours or len(multi_index) != len(dims):
        return observe(numpy.ravel_multi_index, (given, dims, mode, order), {})  # NumPy refuses
    numpy.ravel_multi_index(tuple(numpy.empty(0, _intp) for _ in dims), dims, mode, order)
    modes = [_mode(m) for m in mode] if type(mode) in (tuple, list) else [_mode(mode)] * len(dims)
    modes += modes[-1:] * (len(dims) - len(modes))
    if numpy.broadcast(*stand_ins(multi_index)).size and 0 in dims:
        numpy.ravel_multi_index((0,) * len(dims), dims, mode, order)  # refuses
    result = 0
    for x, n, step, mode in zip(multi_index, dims, _strides_of(dims, order), modes):
        if mode != "raise":
            x = _brought_in(x, n, mode)
        elif x.size and (x.min() < 0 or x.max() >= n):
            numpy.ravel_multi_index((n,), (n,))  # says that an index is out of bounds
        result = result + x.astype(_intp, copy=False) * step
    return result if result.ndim else result[()]


def _can_index(x):
    return x.dtype.kind in "iu" and numpy.can_cast(x.dtype, _intp, "same_kind")


def _extents(shape):
    return tuple(map(operator.index, shape)) if numpy.iterable(shape) else (operator.index(shape),)


internals = {numpy._core.multiarray._place: _place}
