"""Products: matmul, dot and what they make up."""

import functools

import numpy

from . import _core, _fallback
from ._classes import GateUfunc
from ._creation import asarray, is_native
from ._shape import _stand_ins
from ._wrap import publish

ndarray = _core.ndarray
native = {}  # public name -> function
public = functools.partial(publish, native)


def _are_ours(*arrays):
    return all(type(a) is ndarray and a.ndim for a in arrays)


@public
def dot(a, b, out=None):
    a, b = asarray(a), asarray(b)
    if _are_ours(a, b) and b.ndim <= 2 and (out is None or type(out) is ndarray and out.flags.c_contiguous):
        made = _core.product(a, b, out, None, "dot")
        if made is not None:
            return made
    return _fallback.call("dot", (a, b, out), {})


@public
def inner(a, b, /):
    a, b = asarray(a), asarray(b)
    if _are_ours(a, b) and b.ndim <= 2:
        if a.shape[-1] != b.shape[-1]:
            numpy.inner(*_stand_ins([a, b]))  # says what is wrong
        made = _core.product(a, b.T, None, None, "dot")
        if made is not None:
            return made
    return _fallback.call("inner", (a, b), {})


@public
def vdot(a, b, /):
    a, b = asarray(a), asarray(b)
    if type(a) is type(b) is ndarray:
        if a.size != b.size:
            numpy.vdot(*_stand_ins([a, b]))  # says what is wrong
        made = _core.product(a.reshape(-1).conj(), b.reshape(-1), None, None, "vdot")
        if made is not None:
            return made
    return _fallback.call("vdot", (a, b), {})


def dot_method(self, b, out=None):
    return native["dot"](self, b) if out is None else native["dot"](self, b, out=out)


class Matmul(GateUfunc):
    """numpy.matmul."""

    def __call__(self, *args, **kwargs):
        if 2 <= len(args) <= 3 and kwargs.keys() <= {"out", "dtype"}:
            made = self._product(*args, **kwargs)
            if made is not None:
                return made
        return super().__call__(*args, **kwargs)

    @staticmethod
    def _product(x, y, given=None, out=None, dtype=None):
        """The product, or None: not native, or not to be had."""
        if given is not None and out is not None:
            return None
        target = given if out is None else out
        if type(target) is tuple and len(target) == 1:
            target = target[0]
        a, b, to = _ours(x), _ours(y), None if target is None else _alias(target)
        if a is None or b is None or (to is None) != (target is None):
            return None
        if dtype is not None:
            dtype = numpy.dtype(dtype)
            if not is_native(dtype):
                return None
        made = _core.product(a, b, to, dtype, "matmul")
        return made if made is None or to is None else target


def _ours(x):
    return asarray(x) if type(x) in (list, tuple) and _is_plain(x) else _alias(x)


def _is_plain(x):
    """Whether nested lists hold numbers alone."""
    return all(_is_plain(item) if type(item) in (list, tuple) else type(item) in (int, float, complex) for item in x)


def _alias(x):
    """One of our arrays, or ours on the memory of NumPy's; else None."""
    if type(x) is ndarray:
        return x
    if type(x) is not numpy.ndarray:
        return None
    try:
        return _core.from_numpy(x)
    except TypeError:
        return None


matmul = Matmul(numpy.matmul)
