"""Functions that arrange what is there: each is a view, or slices assigned into an empty array."""

import functools
import itertools
import operator

import numpy

from . import _core, _fallback, _rebind
from ._creation import asarray, empty_like, is_native
from ._fallback import observe
from ._refusals import refused, stand_ins
from ._wrap import front, publish

ndarray = _core.ndarray
native = {}  # public name -> function
public = functools.partial(publish, native)


_WEAK = frozenset({int, float, complex})


@public
def concatenate(arrays, /, axis=0, out=None, *, dtype=None, casting="same_kind"):
    if axis is None and dtype is None and out is None and any(type(a) in _WEAK for a in arrays):
        # Python's numbers adapt to the dtypes of the others, and only flattened ones can be joined at all.
        arrays = [a if type(a) in _WEAK else asarray(a) for a in arrays]
        dtype = numpy.result_type(*(a if type(a) in _WEAK else a.dtype for a in arrays))
    arrays = [a if type(a) is ndarray else asarray(a) for a in arrays]
    ours = all(type(a) is ndarray for a in arrays) and (out is None or type(out) is ndarray and dtype is None)
    wanted = numpy.dtype(dtype) if dtype is not None else None if out is None else getattr(out, "dtype", None)
    if arrays and ours and _castable(arrays, wanted, casting):
        flat = axis is None
        parts = [a.reshape(-1) for a in arrays] if flat else arrays
        made = _joined(parts, 0 if flat else operator.index(axis), wanted, out)
        if made is not None:
            return made
    # Objects may be cast by their values alone.
    if wanted is None or wanted.kind not in "OSUV":
        refused(numpy.concatenate, (arrays, axis), dict(out=out, dtype=dtype, casting=casting))
    return _fallback.call("concatenate", (arrays, axis, out), dict(dtype=dtype, casting=casting))


def _castable(arrays, dtype, casting):
    if dtype is None:
        dtype = numpy.result_type(*(a.dtype for a in arrays))
    return is_native(dtype) and all(numpy.can_cast(a.dtype, dtype, casting) for a in arrays)


def _joined(parts, axis, dtype, out):
    """The parts one after the other; None where they do not fit."""
    if out is None:
        return _core.join(parts, axis, dtype)
    if not -out.ndim <= axis < out.ndim or not out.flags.writeable or any(a.ndim != out.ndim for a in parts):
        return None
    axis %= out.ndim
    rest = out.shape[:axis] + out.shape[axis + 1 :]
    extents = [a.shape[axis] for a in parts]
    if sum(extents) != out.shape[axis] or any(a.shape[:axis] + a.shape[axis + 1 :] != rest for a in parts):
        return None
    ends = itertools.accumulate(extents)
    for a, extent, end in zip(parts, extents, ends):
        out[(slice(None),) * axis + (slice(end - extent, end),)] = a
    return out


native["concat"] = native["concatenate"]


def strided(a, shape, strides):
    """A view of `a` with this shape and these strides in bytes, starting where `a` starts."""
    return _core.as_strided(a, shape, strides)


@public
def broadcast_to(array, shape, subok=False):
    array = asarray(array)
    shape = tuple(shape) if numpy.iterable(shape) else (shape,)
    shape = tuple(map(operator.index, shape))
    return broadcast_view(array, shape, readonly=True)


def broadcast_view(array, shape, readonly):
    missing = len(shape) - array.ndim
    if type(array) is not ndarray:
        return numpy.broadcast_to(array, shape)
    if (
        missing < 0
        or min(shape, default=0) < 0
        or any(have not in (1, want) for have, want in zip(array.shape, shape[missing:]))
    ):
        numpy.broadcast_to(*stand_ins([array]), shape)  # says what is wrong
    strides = (0,) * missing + tuple(
        0 if have == 1 and want != 1 else stride
        for have, want, stride in zip(array.shape, shape[missing:], array.strides)
    )
    view = strided(array, shape, strides)
    if readonly:
        view.setflags(write=False)
    return view


def _broadcast_to(array, shape, subok, readonly):
    return broadcast_view(asarray(array), tuple(shape) if numpy.iterable(shape) else (shape,), readonly)


class _Broadcast:
    """numpy.broadcast for borrowed bodies: they ask for the shape more often than for elements."""

    def __init__(self, *arrays):
        self._arrays = arrays
        shapes = {x.shape if type(x) is ndarray else () if type(x) is int else None for x in arrays}
        known = shapes.pop() if len(shapes) == 1 else None
        self.shape = numpy.broadcast(*stand_ins(map(asarray, arrays))).shape if known is None else known
        self.ndim = len(self.shape)

    def __iter__(self):
        return iter(numpy.broadcast(*self._arrays))


def _broadcast_shape(*arrays):
    return numpy.broadcast_shapes(*(a.shape for a in arrays))


def as_strided(x, shape=None, strides=None, subok=False, writeable=True):
    """lib.stride_tricks.as_strided: as there, nothing looks whether the view stays in the array's memory."""
    x = asarray(x)
    if type(x) is not ndarray:
        return _fallback.call("lib.stride_tricks.as_strided", (x, shape, strides, subok, writeable), {})
    view = strided(x, x.shape if shape is None else _ints(shape), x.strides if strides is None else _ints(strides))
    if not writeable:
        view.setflags(write=False)
    return view


def _ints(numbers):
    return tuple(map(operator.index, numbers))


def members():
    """What lib.stride_tricks has of this module, and of NumPy over it."""

    def member(name, function):
        path = "lib.stride_tricks." + name
        return lambda: front(path, getattr(numpy.lib.stride_tricks, name), function)

    own = {"as_strided": as_strided, "sliding_window_view": _sliding_window_view}
    return {"lib.stride_tricks." + name: member(name, function) for name, function in own.items()}


def _sliding_window_view(*args, **kwargs):
    return _rebind.borrow(numpy.lib.stride_tricks.sliding_window_view)(*args, **kwargs)


# What borrowed bodies call of NumPy's internals that would ask for values.
internals = {
    numpy.lib.stride_tricks.as_strided: as_strided,
    numpy.broadcast: _Broadcast,
    numpy.lib._stride_tricks_impl._broadcast_to: _broadcast_to,
    numpy.lib._stride_tricks_impl._broadcast_shape: _broadcast_shape,
    numpy._core.shape_base._concatenate: native["concatenate"],  # as block calls it
}


@public
def roll(a, shift, axis=None):
    x = asarray(a)
    if type(x) is ndarray:
        if axis is None and type(shift) is int:
            return _rolled(x.ravel(), (shift,), (0,)).reshape(x.shape)
        shifts, axes = (y if type(y) is tuple else (y,) for y in (shift, axis))
        known = all(type(k) is int and -x.ndim <= k < x.ndim for k in axes) and all(type(s) is int for s in shifts)
        if known and axes and len(shifts) == len(axes):
            return _rolled(x, shifts, axes)
    return _rebind.borrow(numpy.roll)(a, shift, axis)


def _rolled(x, shifts, axes):
    """A copy of x whose elements lie so many places further on along these axes, the last ones first."""
    sums = {}
    for shift, axis in zip(shifts, axes):
        sums[axis % x.ndim] = sums.get(axis % x.ndim, 0) + shift
    blocks = [((slice(None), slice(None)),)] * x.ndim  # of each axis: where to, where from
    for axis, shift in sums.items():
        n = x.shape[axis]
        if at := shift % max(n, 1):
            blocks[axis] = (slice(at, None), slice(None, n - at)), (slice(None, at), slice(n - at, None))
    made = empty_like(x)
    for block in itertools.product(*blocks):
        to, come_from = zip(*block)
        made[to] = x[come_from]
    return made


@public
def argwhere(a):
    a = asarray(a)
    if type(a) is not ndarray or not a.ndim:
        return observe(numpy.argwhere, (a,), {})
    indices = _core.nonzero(a)
    result = _core.empty((len(indices), indices[0].size), indices[0].dtype)
    for row, index in zip(result, indices):
        row[...] = index
    return result.T
