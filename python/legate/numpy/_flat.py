"""ndarray.flat: NumPy's flat iterator over our array, whose results are ours and whose plain writes are native."""

import numpy

from . import _core, _fallback
from ._creation import asarray
from ._fallback import observe
from ._indices import all_within, cycled, elements


def _count_of(key, n):
    """How many of n elements a key names; None if it is none that we know, or names others."""
    if key is Ellipsis:
        return n
    if type(key) is slice:
        return len(range(*key.indices(n)))
    if not all_within(key, n):
        return None
    return 1 if type(key) is int else len(key) if type(key) is list else key.size


class FlatIterator:
    """Elements in row-major order, wherever they lie in memory."""

    __slots__ = ("_array", "_iterator")
    __hash__ = None

    def __init__(self, array):
        self._array = array
        self._iterator = None

    @property
    def __class__(self):
        return numpy.flatiter

    @property
    def base(self):
        return self._array

    def _line(self):
        """The elements as a one-dimensional view, if there is one."""
        return self._array.reshape(-1) if self._array.flags.c_contiguous else None

    def _numpy(self):
        if self._iterator is None:
            self._iterator = _core.to_numpy(self._array).flat
        return self._iterator

    index = property(lambda self: self._numpy().index)
    coords = property(lambda self: self._numpy().coords)

    def __len__(self):
        return self._array.size

    def __iter__(self):
        self._iterator = None
        return self

    def __next__(self):
        return next(self._numpy())

    def _native(self, key):
        """The line to index, where the key is plain; the rules for others are NumPy's."""
        return self._line() if type(key) in (int, slice) or key is Ellipsis else None

    def __getitem__(self, key):
        line = self._native(key)
        if line is None and type(key) is _core.ndarray and key.ndim == 1 and key.dtype.kind in "iu":
            line = self._line()
            try:
                return line.take(key) if line is not None else self._array.ravel().take(key)
            except (IndexError, TypeError):
                line = None  # NumPy has other words
        if line is None:
            return observe(lambda view, key: view.flat[key], (self._array, key), {})
        found = line[key]
        return found.copy() if isinstance(found, _core.ndarray) else found

    def __setitem__(self, key, value):
        line = self._native(key)
        if line is not None and numpy.isscalar(value):
            line[key] = value
        elif not self._assigned(key, value):
            _fallback.call(numpy.flatiter.__setitem__, (_core.to_numpy(self._array).flat, key, value), {})

    def _assigned(self, key, value):
        """Assign values, over and over if there are too few, to what the key names; False if that is NumPy's."""
        array = self._array
        value = asarray(value, None if isinstance(value, (_core.ndarray, numpy.ndarray)) else array.dtype)
        if (
            type(value) is not _core.ndarray
            or not _core.writeable(array)
            or value.dtype.kind == "c" != array.dtype.kind
        ):
            return False
        count = _count_of(key, array.size)
        if count is None:
            return False
        if type(key) is int and value.ndim:
            numpy.zeros(1).flat[0] = [0]  # NumPy refuses
        if value.size and count:
            value = cycled(value.astype(array.dtype, copy=False), count)
            with elements(array) as line:
                line[key] = value[0] if type(key) is int else value
        return True

    def __delitem__(self, key):
        raise TypeError("Cannot delete iterator elements")

    def copy(self):
        return self._array.flatten()

    def __array__(self, dtype=None, copy=None):
        """As NumPy's, a view where there is one, whatever `copy` says: put_along_axis writes through it."""
        line = self._line()
        flat = _core.to_numpy(self._array.flatten() if line is None else line)
        return flat if dtype is None else flat.astype(dtype, copy=False)

    def _compared(name):
        def compare(self, other):
            return getattr(self._array.ravel(), name)(other)

        compare.__name__ = name
        return compare

    __eq__, __ne__, __lt__, __le__, __gt__, __ge__ = map(
        _compared, ("__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__")
    )


def get(array):
    if array.ndim > 32:
        _core.to_numpy(array).flat  # noqa: B018  (NumPy refuses)
    return FlatIterator(array)


def set(array, values):
    FlatIterator(array)[...] = values
