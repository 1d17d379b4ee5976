"""What NumPy's bodies of median, quantile and unique call, where a form over whole arrays is ours."""

import numpy

from . import _core, _fallback, _rebind
from ._creation import asarray
from ._elementwise import where

ndarray = _core.ndarray
_numpys_lerp = numpy.lib._function_base_impl._lerp


def _lerp(a, b, t, out=None):
    """A quantile between its neighbours, reckoned from the nearer one: in one kernel, without a masked subtraction."""
    if any(type(asarray(x)) is not ndarray for x in (a, b, t)):
        return _fallback.call(_numpys_lerp, (a, b, t, out), {})
    a, b = asarray(a), asarray(b)
    difference = b - a
    result = _core.ufuncs["add"](a, difference * t, out=out)
    nearer_b = asarray(t >= 0.5)
    # Where `a` is nearer nothing is reckoned from `b`: infinities would warn.
    from_b = where(nearer_b, b, 0) - where(nearer_b, difference * (1 - t), 0)
    if out is None:
        nearest = where(nearer_b, from_b.astype(result.dtype), result)
        return nearest if nearest.ndim else nearest[()]
    out[...] = where(nearer_b, from_b.astype(out.dtype), out)
    return out


_numpys_nanmedian = numpy.lib._nanfunctions_impl._nanmedian
_median_of_line = numpy.lib._nanfunctions_impl._nanmedian1d


def _nanmedian(a, axis=None, out=None, overwrite_input=False):
    """All lines along the axis at once: sorted, with the NaNs behind, each has its middle where its numbers have it."""
    if type(a) is not ndarray or axis is None or a.ndim == 1:
        return _rebind.borrow(_numpys_nanmedian)(a, axis, out, overwrite_input)
    missing = _core.ufuncs["isnan"](a)
    counts = a.shape[axis] - missing.sum(axis=axis, keepdims=True)
    for _ in range(int(_core.count_nonzero(counts == 0))):
        _rebind.borrow(_median_of_line)(_core.full((1,), numpy.nan, a.dtype))  # warns
    lines = a.copy()
    lines.sort(axis)
    lines = lines if a.dtype.kind in "fc" else lines.astype(float)
    high = counts // 2
    low = _core.ufuncs["maximum"](where(counts % 2 == 1, high, high - 1), 0)
    middle = _at(lines, low, axis) + _at(lines, high, axis)
    middle = (middle / 2).astype(lines.dtype, copy=False).squeeze(axis)
    if out is None:
        return middle
    out[...] = middle
    return out


def _at(lines, index, axis):
    return _rebind.borrow(numpy.take_along_axis)(lines, index, axis)


# What NumPy's public functions call of its core.
internals = {
    numpy._core._multiarray_umath._unique_hash: lambda *args, **kwargs: NotImplemented,  # then they sort
    _numpys_lerp: _lerp,
    _numpys_nanmedian: _nanmedian,
}
