"""Our counterpart of NumPy's internal `_array_converter`, which its function bodies use to take their inputs in."""

import numpy

from . import _core

ndarray = _core.ndarray
_WEAK = (int, float, complex)


def _is_weak(x):
    return type(x) in _WEAK


class ArrayConverter:
    """Inputs as arrays, the promotion of what they were, and the way back to scalars."""

    def __init__(self, *array_likes):
        from ._creation import asarray

        self._given = array_likes
        for x in array_likes:
            if type(x) is not ndarray:
                break
        else:  # nothing to convert
            self._arrays, self.scalar_input = array_likes, (False,) * len(array_likes)
            return
        self._arrays = tuple(x if type(x) is ndarray else asarray(x) for x in array_likes)
        self.scalar_input = tuple(
            not hasattr(x, "__array__") and array.ndim == 0 or isinstance(x, numpy.generic)
            for x, array in zip(array_likes, self._arrays)
        )

    def __len__(self):
        return len(self._arrays)

    def __getitem__(self, index):
        return self._arrays[index]

    def as_arrays(self, subok=True, pyscalars="convert_if_no_array"):
        if self._arrays is self._given:
            return self._arrays
        convert = pyscalars == "convert" or pyscalars == "convert_if_no_array" and all(map(_is_weak, self._given))
        if convert:
            return self._arrays
        return tuple(x if _is_weak(x) else array for x, array in zip(self._given, self._arrays))

    def result_type(self, extra_dtype=None, ensure_inexact=False):
        operands = [x if _is_weak(x) else array.dtype for x, array in zip(self._given, self._arrays)]
        if extra_dtype is not None:
            operands.append(extra_dtype)
        if ensure_inexact:
            operands.append(0.0)
        return numpy.result_type(*operands)

    def wrap(self, result, /, to_scalar=None):
        if to_scalar is None:
            to_scalar = all(self.scalar_input)
        if to_scalar and isinstance(result, ndarray) and result.ndim == 0:
            return result[()]
        return result
