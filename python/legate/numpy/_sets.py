"""What is different among values."""

import functools

import numpy
from numpy.lib.array_utils import normalize_axis_index

from . import _core, _rebind
from ._wrap import publish

ndarray = _core.ndarray
native = {}  # public name -> function
public = functools.partial(publish, native)


@public
def unique(
    ar,
    return_index=False,
    return_inverse=False,
    return_counts=False,
    axis=None,
    *,
    equal_nan=True,
    sorted=True,
):
    wanted = return_index, return_inverse, return_counts
    if hasattr(axis, "__index__") and type(ar) is ndarray and ar.ndim > 1 and ar.size:
        return _unique_slices(ar, normalize_axis_index(axis, ar.ndim), *wanted)
    return _rebind.borrow(numpy.unique)(ar, *wanted, axis, equal_nan=equal_nan, sorted=sorted)


def _unique_slices(a, axis, index, inverse, counts):
    """NumPy makes a record of each slice; here they are sorted by all their elements, the first counts most."""
    import legate.numpy as np

    slices = np.moveaxis(a, axis, 0)
    n = len(slices)
    rows = slices.reshape(n, -1)
    order = np.lexsort(rows.T[::-1])
    rows = rows[order]
    first = np.ones(n, bool)
    first[1:] = (rows[1:] != rows[:-1]).any(axis=1)
    made = [np.moveaxis(slices[order[first]], 0, axis)]
    if index:
        made.append(order[first])
    if inverse:
        places = np.empty(n, int)
        places[order] = np.cumsum(first) - 1
        made.append(places)
    if counts:
        made.append(np.diff(np.append(np.flatnonzero(first), n)))
    return tuple(made) if len(made) > 1 else made[0]
