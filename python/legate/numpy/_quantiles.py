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


# -- without NaNs --------------------------------------------------------------------------------------------------


def _of_numbers(a, axis, found, missing):
    """found(lines) of the lines along an axis without their NaNs, all with as many numbers at a time.

    A line without any has missing().
    """
    lines = _rebind.borrow(numpy.moveaxis)(a, axis, -1)
    shape, n = lines.shape[:-1], lines.shape[-1]
    lines = lines.reshape(-1, n)
    counts = n - _core.ufuncs["isnan"](lines).sum(axis=1)
    result = None
    for count in sorted(set(counts.tolist()), reverse=True):
        places = (counts == count).nonzero()[0]
        if count:
            some = lines if places.size == len(lines) else lines[places]
            values = found(some if count == n else _core.partition(some, 1, [count - 1], None)[:, :count])
        else:
            values = asarray([missing() for _ in range(places.size)][0])[..., None]
        if result is None:
            result = _core.empty((*values.shape[:-1], len(lines)), values.dtype)
        result[..., places] = values
    return result.reshape(*result.shape[:-1], *shape)


def _has_lines(a, axis):
    return type(a) is ndarray and axis is not None and a.ndim > 1 and a.size > 0


_nanfunctions = numpy.lib._nanfunctions_impl
_numpys_nanmedian = _nanfunctions._nanmedian
_numpys_nanquantile = _nanfunctions._nanquantile_ureduce_func
_function_base = numpy.lib._function_base_impl


def _nanmedian(a, axis=None, out=None, overwrite_input=False):
    if not _has_lines(a, axis):
        return _rebind.borrow(_numpys_nanmedian)(a, axis, out, overwrite_input)

    def missing():
        return _rebind.borrow(_nanfunctions._nanmedian1d)(_core.full((1,), numpy.nan, a.dtype))  # warns

    median = _of_numbers(a, axis, lambda lines: _rebind.borrow(_function_base._median)(lines, -1), missing)
    if out is None:
        return median
    out[...] = median
    return out


def _nanquantile(a, q, weights, axis=None, out=None, overwrite_input=False, method="linear", weak_q=False):
    if not _has_lines(a, axis) or weights is not None or q.ndim > 1:
        return _rebind.borrow(_numpys_nanquantile)(a, q, weights, axis, out, overwrite_input, method, weak_q)

    def found(lines):
        return _rebind.borrow(_function_base._quantile_ureduce_func)(lines, q, None, -1, None, False, method, weak_q)

    def missing():
        line = _core.full((1,), numpy.nan, a.dtype)
        return _rebind.borrow(_nanfunctions._nanquantile_1d)(line, q, False, method, None, weak_q)  # warns

    quantiles = _of_numbers(a, axis, found, missing)
    if out is None:
        return quantiles
    out[...] = quantiles
    return out


# What NumPy's public functions call of its core.
internals = {
    numpy._core._multiarray_umath._unique_hash: lambda *args, **kwargs: NotImplemented,  # then they sort
    _numpys_lerp: _lerp,
    _numpys_nanmedian: _nanmedian,
    _numpys_nanquantile: _nanquantile,
}
