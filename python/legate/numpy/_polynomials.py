"""poly, polymul and polydiv."""

import functools

import numpy

from . import _core, _rebind
from ._creation import asarray
from ._wrap import publish

ndarray = _core.ndarray
native = {}  # public name -> function
public = functools.partial(publish, native)

_TYPES = "fdFD"  # of coefficients
_NEAR = numpy.float64(1e-8)  # how far from zero a leading coefficient of a remainder may be that is left out


@public
def poly(seq_of_zeros):
    zeros = asarray(seq_of_zeros)
    if type(zeros) is not ndarray or zeros.ndim != 1 or not zeros.size or zeros.dtype.kind not in "biufc":
        return _rebind.borrow(numpy.poly)(seq_of_zeros)
    zeros = zeros.astype(numpy.mintypecode(zeros.dtype.char))
    made = _core.polynomial_of(zeros)
    if zeros.dtype.kind == "c":
        ordered, conjugates = zeros.astype(complex), zeros.astype(complex).conjugate()
        ordered.sort()
        conjugates.sort()
        if (ordered == conjugates).all():
            return made.real.copy()
    return made


def _is_line(x):
    return type(x) is ndarray and x.ndim <= 1 and x.size > 0 and x.dtype.kind in "biufc"


@public
def polymul(a1, a2):
    parts = asarray(a1), asarray(a2)
    whole = all(_is_line(x) and x.ndim and x[0] for x in parts)  # no leading zeros, which NumPy leaves out
    if not whole or isinstance(a1, numpy.poly1d) or isinstance(a2, numpy.poly1d):
        return _rebind.borrow(numpy.polymul)(a1, a2)
    return _rebind.borrow(numpy.convolve)(*parts)


@public
def polydiv(u, v):
    parts = asarray(u), asarray(v)
    dtype = numpy.result_type(*(x.dtype for x in parts), numpy.float16) if all(map(_is_line, parts)) else None
    if isinstance(u, numpy.poly1d) or isinstance(v, numpy.poly1d) or dtype is None or dtype.char not in _TYPES:
        return _rebind.borrow(numpy.polydiv)(u, v)
    dividend, divisor = (x.reshape(-1) + 0.0 for x in parts)
    dtype = numpy.result_type(dividend.dtype, divisor.dtype)
    scale = 1.0 / divisor[0]
    rest = dividend.astype(dtype)
    quotient = _core.full((max(rest.size - divisor.size + 1, 1),), 0, dtype)
    if rest.size >= divisor.size:
        _core.divide_polynomial(quotient, rest, divisor.astype(dtype), asarray([scale], dtype))
    near = abs(rest) <= _NEAR
    return quotient, rest[rest.size - 1 if near.all() else int(near.argmin()) :]
