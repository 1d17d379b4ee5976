"""packbits and unpackbits."""

import functools
import operator

import numpy
from numpy.lib.array_utils import normalize_axis_index

from . import _core, _fallback
from ._creation import asarray
from ._refusals import stand_ins
from ._wrap import publish

ndarray = _core.ndarray
native = {}  # public name -> function
public = functools.partial(publish, native)

_LITTLE = {"big": False, "little": True}


def _lines(a, axis):
    """The array, flat where no axis is asked for, and the axis counted from the start."""
    if axis is None or not a.ndim:
        a, axis = a.reshape(-1), 0 if axis is None else axis
    return a, normalize_axis_index(operator.index(axis), a.ndim)


def _is_ours(name, a, kinds, *args):
    if type(a) is ndarray and a.dtype.kind in kinds and args[-1] in _LITTLE:
        return True
    getattr(numpy, name)(numpy.zeros(1, a.dtype), *args)  # says what is wrong
    return False


@public
def packbits(a, /, axis=None, bitorder="big"):
    a = asarray(a)
    if not _is_ours("packbits", a, "biu", None, bitorder):
        return _fallback.call("packbits", (a, axis, bitorder), {})
    a, axis = _lines(a, axis)
    if _core.may_be_elsewhere() and a.ndim == 1:
        return _packed_line(a, _LITTLE[bitorder])
    return _core.pack_bits(a, axis, _LITTLE[bitorder])


def _packed_line(a, little):
    """Every eighth bit at a time: kernels, which run where the elements are."""
    packed = _core.full((-(-a.size // 8),), 0, numpy.dtype(numpy.uint8))
    for k in range(min(8, a.size)):
        bits = a[k::8].astype(bool).astype(numpy.uint8)
        packed[: bits.size] |= bits << (k if little else 7 - k)
    return packed


@public
def unpackbits(a, /, axis=None, count=None, bitorder="big"):
    a = asarray(a)
    if not _is_ours("unpackbits", a, "u", None, None, bitorder) or a.dtype != numpy.uint8:
        return _fallback.call("unpackbits", (a, axis, count, bitorder), {})
    a, axis = _lines(a, axis)
    n = 8 * a.shape[axis]
    wanted = n if count is None else operator.index(count)
    if wanted < 0:
        wanted += n
        if wanted < 0:
            numpy.unpackbits(stand_ins([a.swapaxes(axis, -1)])[0][..., :0], -1, count)  # says what is wrong
    return _core.unpack_bits(a, axis, wanted, _LITTLE[bitorder])
