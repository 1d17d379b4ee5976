"""Where values belong among sorted ones, what is counted or drawn between them, and sliding products."""

import functools
import operator

import numpy
from numpy._core import _methods
from numpy.lib import _histograms_impl

from . import _core, _fallback, _indices, _rebind
from ._creation import asarray
from ._wrap import publish

ndarray = _core.ndarray
native = {}  # public name -> function
public = functools.partial(publish, native)

_SIDES = {"left": False, "right": True}


def _stand_in(x, value=0):
    """A NumPy array of this shape and dtype that costs next to nothing, for NumPy to say what is wrong with it."""
    if type(x) is not ndarray:
        return x
    return numpy.broadcast_to(numpy.array(value).astype(x.dtype), x.shape)


def _is_line(x, kinds):
    return type(x) is ndarray and x.ndim == 1 and x.dtype.kind in kinds


def searchsorted(self, v, side="left", sorter=None):
    keys = v if type(v) is ndarray else asarray(v)
    order = sorter if sorter is None or type(sorter) is ndarray else asarray(sorter)
    if type(side) is str and side in _SIDES and self.ndim == 1 and type(keys) is ndarray:
        if order is None:
            return _core.searchsorted(self, keys, _SIDES[side], None)
        if _is_line(order, "iu") and order.shape == self.shape:
            found = _core.searchsorted(self, keys, _SIDES[side], order)
            if found is not None:
                return found
            order = numpy.broadcast_to(self.size, self.shape)
    numpy.empty(self.shape[:2] if self.ndim < 2 else (0, 0), self.dtype).searchsorted(
        _stand_in(keys), side, _stand_in(order)
    )
    return _fallback.call("ndarray.searchsorted", (self, v, side, sorter), {})


# -- partitions ----------------------------------------------------------------------------------------------------


def _partition_of(method, self, kth, axis, kind, order, writeable):
    """The axis, counted from the start, and the places at which to partition, in order; None if NumPy has to see to it.

    NumPy says what is wrong with a partition that it does not have either.
    """
    if not hasattr(axis, "__index__"):
        getattr(numpy.zeros(1), method)(0, axis)
    axis = operator.index(axis)
    length = self.shape[axis] if -self.ndim <= axis < self.ndim else 0
    plain = order is None and kind == "introselect" and writeable and _indices.all_within(kth, length)
    if not plain:
        extents = [length if i == axis % self.ndim else 1 for i in range(self.ndim)]
        stand_in = numpy.zeros(extents if self.size else self.shape, self.dtype)
        stand_in.flags.writeable = writeable
        getattr(stand_in, method)(_fallback.outward(kth), axis, kind, order)
        if order is not None:
            return None
    places = kth if type(kth) is int else numpy.ravel(_fallback.outward(kth)).tolist()
    places = [places] if type(places) is int else places or [0]  # a partition at any place is one at none
    return axis % self.ndim, sorted({k % max(length, 1) for k in places})


def partition_method(self, kth, axis=-1, kind="introselect", order=None):
    found = _partition_of("partition", self, kth, axis, kind, order, _core.writeable(self))
    if found is None:
        _fallback.call("ndarray.partition", (self, kth, axis, kind, order), {})
    else:
        _core.partition(self, *found, self)


@public
def partition(a, kth, axis=-1, kind="introselect", order=None):
    """The elements go where they belong as they are copied."""
    a = asarray(a)
    if axis is None and type(a) is ndarray:
        a, axis = a.flatten(), -1
    if type(a) is not ndarray or not a.flags.c_contiguous:
        a = a.copy(order="K")
        a.partition(kth, axis, kind, order)
        return a
    found = _partition_of("partition", a, kth, axis, kind, order, True)
    if found is None:
        return _fallback.call("partition", (a, kth, axis, kind, order), {})
    return _core.partition(a, *found, None)


def argpartition(self, kth, axis=-1, kind="introselect", order=None):
    if axis is None or self.ndim == 0:
        self, axis = self.reshape(-1), -1 if axis is None else axis
    found = _partition_of("argpartition", self, kth, axis, kind, order, True)
    if found is None:
        return _fallback.call("ndarray.argpartition", (self, kth, axis, kind, order), {})
    return _core.argpartition(self, *found)


# -- counts --------------------------------------------------------------------------------------------------------


@public
def bincount(x, /, weights=None, minlength=0):
    numbers = x if type(x) is ndarray else asarray(x)
    heavy = weights if weights is None or type(weights) is ndarray else asarray(weights)
    least = _length(minlength)
    if least is not None and (_is_line(numbers, "biu") or _is_line(numbers, "f") and type(x) is list and not x):
        if not numbers.size:
            return _core.full((least,), 0, numpy.dtype(int))
        if heavy is None or _is_line(heavy, "biuf") and heavy.shape == numbers.shape:
            counts = _core.bincount(numbers, heavy, least)
            if counts is not None:
                return counts
            numbers = numpy.array([-1])
    if not _is_line(numbers, "f") or type(x) is ndarray:  # a list of floats is counted, with a warning
        bad = x if numbers.ndim != 1 and type(x) is not ndarray else _stand_in(numbers)
        numpy.bincount(bad, _stand_in(weights), minlength)  # says what is wrong
    return _fallback.call("bincount", (x, weights, minlength), {})


def _length(x):
    """A number of elements as an int, or None."""
    try:
        x = x.__index__()
    except (AttributeError, TypeError):
        return None
    return x if 0 <= x < 1 << 62 else None


def _monotonicity(x):
    return _core.monotonicity(x) if _is_line(x, "biuf") else _c._monotonicity(_stand_in(x))


def _interp(original, dtype):
    """One of NumPy's two functions in C behind interp, for points of this dtype."""

    def interp(x, xp, fp, left=None, right=None):
        x, xp, fp = map(asarray, (x, xp, fp))
        if _fits(x, float) and _fits(xp, float) and _fits(fp, dtype) and xp.ndim == fp.ndim == 1 and xp.size:
            if xp.shape == fp.shape:
                return _core.interp(x, xp, fp, left, right, dtype is complex)
        original(_stand_in(x), _stand_in(xp), _stand_in(fp), left, right)  # says what is wrong
        return _fallback.call("interp", (x, xp, fp, left, right), {})

    return interp


def _fits(x, dtype):
    return type(x) is ndarray and numpy.can_cast(x.dtype, dtype)


def _extremes(a):
    """The least and the greatest element as arrays of one: one pass finds both."""
    return _core.ufuncs["minimum"].reduce(a, None, keepdims=True), _core.ufuncs["maximum"].reduce(
        a, None, keepdims=True
    )


def _ptp(a, axis=None, out=None, keepdims=False):
    if type(a) is not ndarray or axis is not None or out is not None or keepdims or not a.size:
        return _rebind.borrow(_methods._ptp)(a, axis, out, keepdims)
    least, greatest = _extremes(a)
    return (greatest - least).reshape(())[()]


def _outer_edges(a, range):
    """Of a histogram."""
    if range is None and type(a) is ndarray and a.size:
        least, greatest = (x.reshape(())[()] for x in _extremes(a))
        if least < greatest and numpy.isfinite(least) and numpy.isfinite(greatest):
            return least, greatest
    return _rebind.borrow(_histograms_impl._get_outer_edges)(a, range)


_MODES = {"valid": 0, "same": 1, "full": 2, 0: 0, 1: 1, 2: 2}


def _correlate(a, v, mode=0):
    """What NumPy's convolve calls: the longer operand is the first one of the sums, whichever it was."""
    a, v = asarray(a), asarray(v)
    ours = type(a) is type(v) is ndarray and a.ndim == v.ndim == 1 and a.size and v.size
    if not ours or type(mode) not in (int, str) or mode not in _MODES:
        _c.correlate(_stand_in(a), _stand_in(v), mode)  # says what is wrong
        return _fallback.call("correlate", (a, v, mode), {})
    if a.size < v.size:
        a, v = v, a
    before, after = {0: (0, 0), 1: (v.size // 2, v.size - v.size // 2 - 1), 2: (v.size - 1,) * 2}[_MODES[mode]]
    length = a.size - v.size + 1 + before + after
    if _core.may_be_elsewhere() and v.size <= _MOST_TAPS and numpy.result_type(a.dtype, v.dtype).char in _SUMMABLE:
        return _shifted_sums(a, v, before, length)
    return _core.correlate(a, v, -before, length)


_MOST_TAPS = 64
_SUMMABLE = frozenset("bBhHiIlLqQfdFD")


def _shifted_sums(a, v, before, length):
    """Sliding products as sums of shifted multiples: kernels, which run where the elements are."""
    dtype = numpy.result_type(a.dtype, v.dtype)
    made = _core.full((length,), 0, dtype)
    for k in range(v.size):
        first, end = max(0, before - k), min(length, a.size + before - k)
        made[first:end] += a[first + k - before : end + k - before].astype(dtype, copy=False) * v[k : k + 1]
    return made


def _correlate2(a, v, mode=0):
    a, v = asarray(a), asarray(v)
    if type(v) is ndarray and v.dtype.kind == "c":
        v = v.conj()
    made = _correlate(a, v, mode)
    return made[::-1].copy() if type(a) is type(v) is ndarray and a.size < v.size else made


_c = numpy._core._multiarray_umath

# What borrowed bodies call of NumPy's internals.
internals = {
    _methods._ptp: _ptp,
    _histograms_impl._get_outer_edges: _outer_edges,
    _c._monotonicity: _monotonicity,
    _c.correlate: _correlate,
    _c.correlate2: _correlate2,
    _c.interp: _interp(_c.interp, float),
    _c.interp_complex: _interp(_c.interp_complex, complex),
}
