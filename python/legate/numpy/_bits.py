"""packbits and unpackbits: eight bytes at once, as whole numbers of eight bytes."""

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

_bytes = numpy.dtype("u1")
_words = numpy.dtype("<u8")
# A word of eight truth values, times this, has them as the bits of its highest byte.
_GATHER = {"big": numpy.uint64(0x8040201008040201), "little": numpy.uint64(0x0102040810204080)}
# A byte, eight times over: the bit of it that each byte of the word keeps.
_SELECT = {"big": numpy.uint64(0x0102040810204080), "little": numpy.uint64(0x8040201008040201)}
_EACH = numpy.uint64(0x0101010101010101)


def _seen_as(a, dtype):
    """The memory of a contiguous array of ours as items of another dtype."""
    return _core.view_of(a, _core.to_numpy(a).view(dtype))


def _lines(a, axis):
    """The array with this axis last (or flat), and that axis."""
    if axis is None or not a.ndim:
        a, axis = a.reshape(-1), 0 if axis is None else axis
    axis = normalize_axis_index(operator.index(axis), a.ndim)
    return a.swapaxes(axis, -1), axis


def _is_ours(name, a, kinds, *args):
    if type(a) is ndarray and a.dtype.kind in kinds and args[-1] in _GATHER:
        return True
    getattr(numpy, name)(numpy.zeros(1, a.dtype), *args)  # says what is wrong
    return False


@public
def packbits(a, /, axis=None, bitorder="big"):
    a = asarray(a)
    if not _is_ours("packbits", a, "biu", None, bitorder):
        return _fallback.call("packbits", (a, axis, bitorder), {})
    a, axis = _lines(a, axis)
    n = a.shape[-1]
    count = -(-n // 8)
    bits = _core.full((*a.shape[:-1], 8 * count), 0, _bytes)
    bits[..., :n] = a != 0
    if not bits.size:
        return _core.empty((*a.shape[:-1], count), _bytes).swapaxes(axis, -1)
    packed = _seen_as(bits, _words) * _GATHER[bitorder] >> numpy.uint64(56)
    return packed.astype(_bytes).swapaxes(axis, -1)


@public
def unpackbits(a, /, axis=None, count=None, bitorder="big"):
    a = asarray(a)
    if not _is_ours("unpackbits", a, "u", None, None, bitorder) or a.dtype != _bytes:
        return _fallback.call("unpackbits", (a, axis, count, bitorder), {})
    a, axis = _lines(a, axis)
    n = 8 * a.shape[-1]
    wanted = n if count is None else operator.index(count)
    if wanted < 0:
        wanted += n
        if wanted < 0:
            numpy.unpackbits(stand_ins([a])[0][..., :0], -1, count)  # says what is wrong
    bits = _core.empty((*a.shape[:-1], n), _bytes)
    if bits.size:
        words = (a.astype(_words) * _EACH & _SELECT[bitorder]).copy()
        bits = (_seen_as(words, _bytes) != 0).astype(_bytes)
    if wanted > n:
        padded = _core.full((*a.shape[:-1], wanted), 0, _bytes)
        padded[..., :n] = bits
        bits = padded
    return bits[..., :wanted].swapaxes(axis, -1)
