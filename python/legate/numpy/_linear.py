"""Products: matmul, dot and what they make up."""

import functools
import math
import operator

import numpy

from . import _core, _fallback
from ._classes import GateUfunc
from ._creation import asarray, in_order, is_native
from ._refusals import Unclear, alias, refused, stand_ins
from ._wrap import publish

ndarray = _core.ndarray
native = {}  # public name -> function
public = functools.partial(publish, native)
multiply = _core.ufuncs["multiply"]
conjugate = _core.ufuncs["conjugate"]
_WORTH_A_CALL = 16  # elements of a line from which its product is a BLAS's


def _are_ours(*arrays):
    return all(type(a) is ndarray and a.ndim for a in arrays)


@public
def dot(a, b, out=None):
    a, b = asarray(a), asarray(b)
    if type(a) is type(b) is ndarray and (out is None or type(out) is ndarray):
        made = _dot(a, b, out) if out is None or out.flags.c_contiguous else None
        if made is not None:
            return made
        if out is not None:
            refused(numpy.dot, (a, b), {"out": out})
    return _fallback.call("dot", (a, b, out), {})


def _dot(a, b, out):
    if a.ndim and b.ndim and b.ndim <= 2:
        return _core.product(a, b, out, None, "dot")
    made = _inner(a, b.swapaxes(-1, -2), "dot") if a.ndim and b.ndim else multiply(a, b)
    if out is None or made is None:
        return made
    if out.shape != numpy.shape(made) or out.dtype != made.dtype or not out.flags.writeable:
        return None
    out[...] = made
    return out


def _inner(a, b, name):
    """Sums over the last axes of both."""
    if a.shape[-1] != b.shape[-1]:
        other = b.swapaxes(-1, -2) if name == "dot" else b
        getattr(numpy, name)(*stand_ins([a, other]))  # says what is wrong
    depth = a.shape[-1]
    rows, columns = a.shape[:-1], b.shape[:-1]
    made = _core.product(a.reshape(math.prod(rows), depth), b.reshape(math.prod(columns), depth).T, None, None, name)
    return made if made is None else made.reshape(rows + columns)


@public
def inner(a, b, /):
    a, b = asarray(a), asarray(b)
    if type(a) is type(b) is ndarray and not (a.ndim and b.ndim):
        return multiply(a, b)
    if _are_ours(a, b):
        if b.ndim > 2:
            made = _inner(a, b, "inner")
        else:
            if a.shape[-1] != b.shape[-1]:
                numpy.inner(*stand_ins([a, b]))  # says what is wrong
            made = _core.product(a, b.T, None, None, "dot")
        if made is not None:
            return made
    return _fallback.call("inner", (a, b), {})


@public
def vdot(a, b, /):
    a, b = asarray(a), asarray(b)
    if type(a) is type(b) is ndarray:
        if a.size != b.size:
            numpy.vdot(*stand_ins([a, b]))  # says what is wrong
        a, b = a.reshape(-1), b.reshape(-1)
        made = _core.dots(a, b, False)
        if made is None:
            made = _core.product(a.conj(), b, None, None, "vdot")
        if made is not None:
            return made
    return _fallback.call("vdot", (a, b), {})


def dot_method(self, b, out=None):
    return native["dot"](self, b) if out is None else native["dot"](self, b, out=out)


class Product(GateUfunc):
    """numpy.matmul and its kin: `cores` says how many of an operand's last axes, and of the result's, make it up, and
    `compute` makes the product of two operands in one dtype over those."""

    _KEYWORDS = frozenset({"out", "dtype", "casting", "order", "axes", "axis", "keepdims"})

    def __init__(self, original, cores, compute):
        super().__init__(original)
        self._cores = cores
        self._compute = compute

    def __call__(self, *args, **kwargs):
        if len(args) == 2 and not kwargs and type(args[0]) is type(args[1]) is ndarray and self is matmul:
            made = _core.product(*args, None, None, "matmul")
            if made is not None:
                return made
        try:
            if len(args) == 2 and not kwargs and type(args[0]) is type(args[1]) is ndarray:
                return self._of_arrays(*args)
            if 2 <= len(args) <= 3 and kwargs.keys() <= self._KEYWORDS:
                kwargs = {name: _plain(x) if name in ("axes", "axis") else x for name, x in kwargs.items()}
                return self._made(*args, **kwargs)
        except Unclear:
            refused(self._original, args, kwargs)
        return super().__call__(*args, **kwargs)

    def _of_arrays(self, a, b):
        """The product of two arrays, and nothing else asked for."""
        if a.dtype != b.dtype:
            return self._made(a, b)
        cores = self._cores(a, b)
        if a.ndim < cores[0] or b.ndim < cores[1]:
            raise Unclear
        return self._compute(a, b)

    def _made(self, x, y, given=None, out=None, dtype=None, casting="same_kind", order="K", **where):
        target = given if out is None else out
        if type(target) is tuple and len(target) == 1:
            target = target[0]
        a, b, to = _ours(x), _ours(y), None if target is None else alias(target)
        if a is None or b is None or (to is None) != (target is None) or given is not None and out is not None:
            raise Unclear
        dtype = _product_dtype(a, b, to, dtype, casting)
        cores = self._cores(a, b)
        if a.ndim < cores[0] or b.ndim < cores[1]:
            raise Unclear
        a, b = (x.astype(dtype, copy=False) for x in (a, b))
        if where:
            made = self._along(a, b, cores, **where)
        elif to is not None and self is matmul and to.dtype == dtype:
            made = _core.product(a, b, to, dtype, "matmul")
            if made is None:
                raise Unclear
            return target
        else:
            made = self._compute(a, b)
        if to is None:
            return made if order == "K" or type(made) is not ndarray else in_order(made, _order(order, a, b))
        if to.shape != numpy.shape(made):
            raise Unclear
        to[...] = made
        return target

    def _along(self, a, b, cores, axes=None, axis=None, keepdims=False):
        """The product over axes that are not the last ones."""
        if type(keepdims) is not bool or keepdims and cores[2] or axis is not None and (axes is not None or cores[2]):
            raise Unclear
        if axes is None:
            axes = [-1 if axis is None else axis] * 2 if not cores[2] else [tuple(range(-n, 0)) for n in cores]
        if type(axes) is not list or len(axes) not in ((2, 3) if not cores[2] else (3,)):
            raise Unclear
        first, second = _places(axes[0], cores[0], a.ndim), _places(axes[1], cores[1], b.ndim)
        made = self._compute(_moved(a, first, True), _moved(b, second, True))
        count = 1 if keepdims else cores[2]
        if keepdims:
            if first[0] - a.ndim != second[0] - b.ndim and first != second:
                raise Unclear
            made = asarray(made)[..., None]
        last = axes[2] if len(axes) == 3 else axes[0] if keepdims else ()
        if not count and last != ():
            raise Unclear
        return _moved(made, _places(last, count, numpy.ndim(made)), False) if count else made


def _product_dtype(a, b, to, dtype, casting):
    made = numpy.result_type(a.dtype, b.dtype) if dtype is None else numpy.dtype(dtype)
    castable = is_native(made) and all(numpy.can_cast(x.dtype, made, casting) for x in (a, b))
    if not castable or to is not None and not (numpy.can_cast(made, to.dtype, casting) and to.flags.writeable):
        raise Unclear
    return made


def _order(order, a, b):
    if order not in ("C", "F", "A"):
        raise Unclear
    return order if order != "A" else "F" if a.flags.fnc and b.flags.fnc else "C"


def _plain(axes):
    """Whatever can be an index as a number of Python's: NumPy is not to look into arrays of ours for it."""
    if type(axes) in (list, tuple):
        return type(axes)(map(_plain, axes))
    try:
        return operator.index(axes)
    except TypeError:
        return axes


def _places(axes, count, ndim):
    """An entry of axes= as a tuple of axes."""
    if type(axes) is int and count == 1:
        axes = (axes,)
    if type(axes) is not tuple or len(axes) != count:
        raise Unclear
    if not all(type(x) is int and -ndim <= x < ndim for x in axes) or len({x % ndim for x in axes}) < count:
        raise Unclear
    return tuple(x % ndim for x in axes)


def _moved(a, places, inwards):
    """`a` with the axes at these places made the last ones, or the last ones brought to these places."""
    order = [axis for axis in range(a.ndim) if axis not in places] + list(places)
    return a.transpose(order if inwards else [order.index(axis) for axis in range(a.ndim)])


def _matrix_product(a, b):
    made = _core.product(a, b, None, None, "matmul")
    if made is None:
        raise Unclear
    return made


def _few_products(subscripts, ndims, a, b):
    """The sums of few products of real numbers; None where these are others, or many."""
    if (a.ndim, b.ndim) != ndims or a.size > 4096 or a.dtype.char != "d" or not a.size:
        return None
    return _core.few_products(subscripts, a, b)


def _vector_product(a, b):
    """vecdot."""
    if (made := _few_products("ij,ij->i", (2, 2), a, b)) is not None:
        return made
    made = _core.dots(a, b, True) if a.shape[-1] >= _WORTH_A_CALL else None
    if made is not None:
        return made
    a = _conjugated(a)
    if a.ndim == b.ndim == 1:
        return _matrix_product(a, b) if a.size == b.size else _unfit()
    if a.shape[-1] != b.shape[-1] or a.shape != b.shape and not _fit(a.shape[:-1], b.shape[:-1]):
        raise Unclear
    if a.dtype.char == "e":  # summed as floats and rounded once
        return (a.astype("f4") * b.astype("f4")).sum(axis=-1).astype("e")
    return (a * b).sum(axis=-1, dtype=a.dtype)


def _unfit():
    raise Unclear


@functools.lru_cache(1024)
def _fit(*shapes):
    try:
        return numpy.broadcast_shapes(*shapes) is not None
    except ValueError:
        return False


def _matrix_vector(a, b):
    """matvec."""
    if a.shape[-1] != b.shape[-1] or not _fit(a.shape[:-2], b.shape[:-1]):
        raise Unclear
    if (made := _few_products("ij,j->i", (2, 1), a, b)) is not None:
        return made
    return _matrix_product(a, b[..., None])[..., 0]


def _vector_matrix(a, b):
    """vecmat."""
    if a.shape[-1] != b.shape[-2] or not _fit(a.shape[:-1], b.shape[:-2]):
        raise Unclear
    if (made := _few_products("i,ij->j", (1, 2), a, b)) is not None:
        return made
    return _matrix_product(_conjugated(a)[..., None, :], b)[..., 0, :]


def _conjugated(a):
    return conjugate(a) if a.dtype.kind == "c" else a


def _ours(x):
    return asarray(x) if type(x) in (list, tuple) and _is_plain(x) else alias(x)


def _is_plain(x):
    """Whether nested lists hold numbers alone."""
    return all(_is_plain(item) if type(item) in (list, tuple) else type(item) in (int, float, complex) for item in x)


matmul = Product(
    numpy.matmul, lambda a, b: (min(a.ndim, 2) or 1, min(b.ndim, 2) or 1, (a.ndim > 1) + (b.ndim > 1)), _matrix_product
)
ufuncs = {
    "matmul": matmul,
    "vecdot": Product(numpy.vecdot, lambda a, b: (1, 1, 0), _vector_product),
    "matvec": Product(numpy.matvec, lambda a, b: (2, 1, 1), _matrix_vector),
    "vecmat": Product(numpy.vecmat, lambda a, b: (1, 2, 1), _vector_matrix),
}
