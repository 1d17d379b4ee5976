"""The sums of products behind einsum: diagonals, transposes, products of matrices and broadcast products.

numpy.einsum itself, with its paths, is NumPy's body over our namespace (see _borrowed.py); this is its c_einsum.
Subscripts are letters; the axes that an ellipsis stands for are labelled by their place, counted from the last.
"""

import functools
import math
import operator

import numpy
from numpy._core import einsumfunc

from . import _core, _fallback
from ._creation import asarray, in_order, is_native
from ._refusals import Unclear, refused
from ._shape import strided

ndarray = _core.ndarray

_SYMBOLS = einsumfunc.einsum_symbols
_NUMPYS = numpy._core.multiarray.c_einsum


# -- subscripts ----------------------------------------------------------------------------------------------------


def _subscripts(operands):
    """The subscripts as a string, and the operands, of either form of call."""
    if not operands:
        raise Unclear
    if isinstance(operands[0], str):
        return operands[0].replace(" ", ""), list(operands[1:])
    count = len(operands) // 2
    written = ",".join(_written(labels) for labels in operands[1 : 2 * count : 2])
    if len(operands) % 2:
        written += "->" + _written(operands[-1])
    return written, list(operands[0 : 2 * count : 2])


def _written(labels):
    """A list of numbers and ellipses as letters."""
    try:
        return "".join("..." if label is Ellipsis else _letter(operator.index(label)) for label in labels)
    except TypeError:
        raise Unclear from None


def _letter(number):
    if not 0 <= number < len(_SYMBOLS):
        raise Unclear
    return _SYMBOLS[number]


@functools.lru_cache(1024)
def _parsed(subscripts, ndims):
    """The labels of each operand's axes, and the result's."""
    written, arrow, result = subscripts.partition("->")
    terms = written.split(",")
    if len(terms) != len(ndims):
        raise Unclear
    labels = [_labels(term, ndim) for term, ndim in zip(terms, ndims)]
    widest = max(sum(type(x) is int for x in each) for each in labels)
    if not arrow:
        once = sorted(x for x in set(written) if x.isalpha() and written.count(x) == 1)
        return labels, [*range(-widest, 0), *once]
    if widest and "..." not in result:
        raise Unclear
    result = _labels(result, widest + len(result.replace("...", "")))
    if len(set(result)) != len(result) or not set(result) <= set().union(*labels):
        raise Unclear
    return labels, result


def _labels(term, ndim):
    before, dots, after = term.partition("...")
    unnamed = ndim - len(before) - len(after)
    if not set(before + after) <= einsumfunc.einsum_symbols_set or unnamed < 0 or unnamed and not dots:
        raise Unclear
    return [*before, *range(-unnamed, 0), *after]


@functools.lru_cache(1024)
def _prepared(subscripts, shapes):
    """The labels of each operand's axes, and the result's, the extents of all, and whether no operand has one twice."""
    labels, wanted = _parsed(subscripts, tuple(map(len, shapes)))
    labels, wanted = [tuple(each) for each in labels], tuple(wanted)
    return labels, wanted, _extents(labels, shapes), all(len(set(each)) == len(each) for each in labels)


def _extents(labels, shapes):
    """The extent of each label: 1 gives way to any other."""
    extents = {}
    for each, shape in zip(labels, shapes):
        for label, extent in zip(each, shape):
            known = extents.setdefault(label, extent)
            if known == 1:
                extents[label] = extent
            elif extent not in (1, known):
                raise Unclear
    return extents


# -- products ------------------------------------------------------------------------------------------------------


def _diagonal(labels, a):
    """A view in which each label stands for one axis."""
    kept = tuple(dict.fromkeys(labels))
    shape, strides = dict(zip(labels, a.shape)), dict.fromkeys(kept, 0)
    for label, extent, stride in zip(labels, a.shape, a.strides):
        if extent != shape[label]:
            raise Unclear
        strides[label] += stride
    return kept, strided(a, tuple(shape[x] for x in kept), tuple(strides.values()))


def _squeezed(labels, a):
    """Without the axes of extent 1: they give way to any other, and come back in the result."""
    if 1 not in a.shape:
        return labels, a
    axes = [axis for axis, extent in enumerate(a.shape) if extent == 1]
    return tuple(x for x, extent in zip(labels, a.shape) if extent != 1), a.squeeze(tuple(axes))


def _summed(labels, a, kept, dtype):
    """`a` summed over the axes whose labels are not kept."""
    if kept.issuperset(labels):
        return labels, a
    axes = tuple(axis for axis, label in enumerate(labels) if label not in kept)
    return tuple(x for x in labels if x in kept), asarray(a.sum(axis=axes, dtype=dtype))


def _arranged(labels, a, wanted):
    """`a` with its axes in the order of `wanted`, and axes of extent 1 for the labels that it does not have."""
    if labels == wanted:
        return a
    a = a.transpose([labels.index(x) for x in wanted if x in labels])
    return a[tuple(slice(None) if x in labels else None for x in wanted)]


@functools.lru_cache(1024)
def _roles(p, q, kept):
    """The labels of two operands that number matrices, rows and columns, and those that are summed."""
    shared = [x for x in p if x in q]
    stacked, summed = (tuple(x for x in shared if (x in kept) is wanted) for wanted in (True, False))
    return stacked, tuple(x for x in p if x not in q), tuple(x for x in q if x not in p), summed


def _pair(first, second, kept, dtype):
    """The product of two operands, summed over all labels that are not kept."""
    p, a = _summed(*first, kept.union(second[0]), dtype)
    q, b = _summed(*second, kept.union(p), dtype)
    stacked, rows, columns, summed = _roles(p, q, kept)
    if not summed or stacked and not rows and not columns:
        labels = stacked + rows + columns + summed
        if len(summed) == 1 and not rows and not columns and a.dtype == b.dtype == dtype and dtype.kind == "f":
            made = _core.dots(_arranged(p, a, labels), _arranged(q, b, labels), False)
            if made is not None:
                return stacked, asarray(made)
        product = _core.ufuncs["multiply"](_arranged(p, a, labels), _arranged(q, b, labels), dtype=dtype)
        return _summed(labels, asarray(product), kept, dtype)
    return stacked + rows + columns, _matrix_product(
        _arranged(p, a, stacked + rows + summed), _arranged(q, b, stacked + summed + columns), len(stacked), len(summed)
    )


def _matrix_product(a, b, stacked, summed):
    """The product of stacks of matrices whose rows, depths and columns may be several axes each."""
    if not stacked and summed == 1 and a.ndim <= 2 and b.ndim <= 2:
        return asarray(a @ b)
    stack, rows = a.shape[:stacked], a.shape[stacked : a.ndim - summed]
    depth, columns = a.shape[a.ndim - summed :], b.shape[stacked + summed :]
    a = a.reshape(*stack, *([math.prod(rows)] if rows or stack else []), math.prod(depth))
    b = b.reshape(*stack, math.prod(depth), *([math.prod(columns)] if columns or stack else []))
    return asarray(a @ b).reshape(stack + rows + columns)


@functools.lru_cache(256)
def _path(labels, wanted, extents):
    """Which operands are multiplied, one choice after the other."""
    if len(labels) < 2:
        return []
    return einsumfunc._greedy_path([set(x) for x in labels], set(wanted), dict(extents), math.inf)


def _contracted(terms, wanted, extents, dtype):
    """All operands multiplied, two at a time, and summed over the labels that are not wanted."""
    wanted = frozenset(wanted)
    if len(terms) == 2:
        return _summed(*_pair(*terms, wanted, dtype), wanted, dtype)
    for chosen in _path(tuple(x for x, _ in terms), wanted, tuple(extents.items())):
        parts = [terms.pop(at) for at in sorted(chosen, reverse=True)]
        while len(parts) > 1:
            second, first = parts.pop(), parts.pop()
            kept = wanted.union(*(x for x, _ in terms + parts))
            parts.append(_pair(first, second, kept, dtype))
        terms.append(parts[0])
    ((labels, a),) = terms
    return _summed(labels, a, wanted, dtype)


# -- the call ------------------------------------------------------------------------------------------------------


@functools.lru_cache(256)
def _result_dtype(dtypes, out, dtype, casting):
    """The dtype in which the sum of products of these dtypes is made; `out` is the output's."""
    made = numpy.result_type(*dtypes, *([] if out is None else [out])) if dtype is None else numpy.dtype(dtype)
    castable = all(numpy.can_cast(x, made, casting) for x in dtypes)
    if not castable or not is_native(made) or out is not None and not numpy.can_cast(made, out, casting):
        raise Unclear
    return made


def _result_order(order, arrays):
    """The order in memory that the result has to have, or None."""
    if not isinstance(order, str) or order.upper() not in ("C", "F", "A", "K"):
        raise Unclear
    order = order.upper()
    if order == "A":
        order = "F" if all(a.flags.f_contiguous for a in arrays) else "C"
    return None if order == "K" else order


def _einsum(operands, out, dtype, casting, order):
    subscripts, operands = _subscripts(operands)
    arrays = [asarray(a) for a in operands]
    if any(type(a) is not ndarray for a in arrays) or out is not None and type(out) is not ndarray:
        raise Unclear
    labels, wanted, extents, plain = _prepared(subscripts, tuple(a.shape for a in arrays))
    if out is not None and (out.shape != tuple(extents[x] for x in wanted) or not out.flags.writeable):
        raise Unclear
    order = None if order == "K" else _result_order(order, arrays)
    made = _result_dtype(tuple(a.dtype for a in arrays), None if out is None else out.dtype, dtype, casting)
    terms = list(zip(labels, arrays)) if plain else [_diagonal(each, a) for each, a in zip(labels, arrays)]
    if len(terms) == 1 and out is None and len(terms[0][0]) == len(wanted):
        result = _arranged(*terms[0], wanted)  # a view, whatever else is asked for
        return result if result.ndim else result[()]
    # Half floats are summed as floats and rounded once.
    inner = numpy.dtype("f4") if made.char == "e" else made
    terms = [(each, a if a.dtype == inner else a.astype(inner)) for each, a in terms]
    found, result = _contracted([_squeezed(*term) for term in terms], wanted, extents, inner)
    result = _arranged(found, result, wanted)
    if out is not None:
        out[...] = result
        return out
    if inner != made:
        result = result.astype(made)
    result = in_order(result, order)
    return result if result.ndim else result[()]


def c_einsum(*operands, out=None, dtype=None, casting="safe", order="K", **unknown):
    """numpy.einsum without a path."""
    options = dict(out=out, dtype=dtype, casting=casting, order=order)
    try:
        if not unknown:
            return _einsum(operands, **options)
    except Unclear:
        pass
    options = {name: value for name, value in options.items() if value is not None} | unknown
    refused(_NUMPYS, operands, options)
    return _fallback.call_as("einsum", _NUMPYS, operands, options)


def _pair_of_a_path(subscripts, a, b, out=None, dtype=None, casting="same_kind", **options):
    """Two operands on a path: NumPy hands them to matmul, whose result it may have to rearrange, or to multiply.

    Both cast more freely, and a rearranged result is assigned to `out` whatever its dtype.
    """
    *_, shape, axes, _ = einsumfunc._parse_eq_to_batch_matmul(subscripts, a.shape, b.shape)
    rearranged = shape is not None or axes is not None
    dtype = numpy.result_type(a.dtype, b.dtype) if dtype is None else dtype
    made = c_einsum(subscripts, a, b, out=None if rearranged else out, dtype=dtype, casting=casting, **options)
    if out is not None and rearranged:
        out[...] = made
        return out
    return asarray(made) if rearranged and isinstance(made, numpy.generic) else made


internals = {_NUMPYS: c_einsum, einsumfunc.bmm_einsum: _pair_of_a_path}
