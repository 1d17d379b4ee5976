"""The methods of ndarray that C++ does not have: set on the type when the namespace is first used."""

import functools
import math
import operator
import sys
import types

import numpy
from numpy.lib.array_utils import normalize_axis_index

from . import _borrowed, _core, _fallback, _flags, _flat, _indices, _linear, _rebind, _search
from ._creation import full
from ._elementwise import round_
from ._fallback import observe
from ._wrap import present

ndarray = _core.ndarray
to_numpy = _core.to_numpy


def _view_method(name):
    """A method that only looks: NumPy's own, on a view."""
    function = getattr(numpy.ndarray, name)

    def method(self, *args, **kwargs):
        return observe(function, (self, *args), kwargs)

    return _named(method, name)


def _gate_method(name):
    path = "ndarray." + name

    def method(self, *args, **kwargs):
        return _fallback.call(path, (self, *args), kwargs)

    return _named(method, name)


def _named(method, name):
    original = getattr(numpy.ndarray, name, None)
    if original is not None:
        present(method, "ndarray." + name, original)
        method.__qualname__ = "ndarray." + name
    return method


# -- reductions and scans ------------------------------------------------------------------------------------------


def _scan(name, ufunc):
    accumulate = _core.ufuncs[ufunc].accumulate

    def method(self, axis=None, dtype=None, out=None):
        if axis is None or self.ndim == 0:
            return accumulate(self.reshape(-1), 0 if axis is None else axis, dtype, out)
        return accumulate(self, axis, dtype, out)

    return _named(method, name)


def conjugate(self, out=None):
    if self.dtype.kind != "c" and out is None:
        return self
    return _core.ufuncs["conjugate"](self) if out is None else _core.ufuncs["conjugate"](self, out=out)


def nonzero(self):
    """Index arrays of their own: NumPy's are columns of one array."""
    return _core.nonzero(self) if self.ndim else observe(numpy.ndarray.nonzero, (self,), {})  # NumPy refuses


def _arg(name, greatest):
    def method(self, axis=None, out=None, *, keepdims=False):
        if out is not None:
            return _fallback.call("ndarray." + name, (self, axis, out), dict(keepdims=keepdims))
        if not self.size or not self.ndim:
            return observe(getattr(numpy.ndarray, name), (self, axis), dict(keepdims=keepdims))
        if axis is None:
            found = _core.arg_extreme(self.reshape(-1), greatest, 0, False)
            return full((1,) * self.ndim, found) if keepdims else found
        axis = normalize_axis_index(operator.index(axis), self.ndim)
        return _core.arg_extreme(self, greatest, axis, bool(keepdims))

    return _named(method, name)


# -- order ---------------------------------------------------------------------------------------------------------

_KINDS = (None, "quicksort", "heapsort", "mergesort", "stable", "q", "h", "m", "s")


def _is_ours(method, self, axis, kind, order, stable):
    """Whether a sort is one that we have; NumPy says what is wrong with one that it does not have either."""
    plain = kind in _KINDS and order is None and (stable is None or kind is None and type(stable) is bool)
    if plain and type(axis) is int and -self.ndim <= axis < self.ndim and _core.writeable(self):
        return True
    stand_in = numpy.empty((0,) * self.ndim, self.dtype)
    stand_in.flags.writeable = _core.writeable(self)
    getattr(stand_in, method)(axis, kind, order, stable=stable)
    return plain


def sort(self, axis=-1, kind=None, order=None, *, stable=None):
    if _is_ours("sort", self, axis, kind, order, stable):
        _core.sort(self, operator.index(axis) % self.ndim, bool(stable) or kind in ("stable", "mergesort", "s", "m"))
    else:
        _fallback.call("ndarray.sort", (self, axis, kind, order), {"stable": stable})


def argsort(self, axis=-1, kind=None, order=None, *, stable=None):
    """Stable whatever is asked for: of equal elements the first comes first."""
    if axis is None or self.ndim == 0:
        self, axis = self.reshape(-1), -1 if axis is None else axis
    if _is_ours("argsort", self, axis, kind, order, stable):
        return _core.argsort(self, operator.index(axis) % self.ndim)
    return _fallback.call("ndarray.argsort", (self, axis, kind, order), {"stable": stable})


# -- memory and layout ---------------------------------------------------------------------------------------------


def setflags(self, write=None, align=None, uic=None):
    if write is not None:
        _core.set_writeable(self, bool(write))


def resize(self, *new_shape, refcheck=True):
    """Change the shape and size in place; new elements are zero."""
    operator.index(refcheck)
    shape = new_shape[0] if len(new_shape) == 1 and not isinstance(new_shape[0], int) else new_shape
    if not new_shape or shape is None:
        return
    shape = tuple(map(operator.index, shape)) if numpy.iterable(shape) else (operator.index(shape),)
    if min(shape, default=0) >= 0 and math.prod(shape) == self.size and self.flags.c_contiguous:
        self.shape = shape
        return
    if self.base is not None:
        raise ValueError("cannot resize this array: it does not own its data")
    grown = _core.full(shape, 0, self.dtype)
    kept = min(self.size, grown.size)
    grown.reshape(-1)[:kept] = self.reshape(-1)[:kept]
    _core.rebind(self, grown)


def _ctypes(self):
    """An address has no end: taking it makes the array's memory everyone's."""
    _ = self.__array_interface__
    return to_numpy(self).ctypes


def _set_device(self, *device):
    raise AttributeError("attribute 'device' of 'numpy.ndarray' objects is not writable")


def _matrix_transpose(self):
    if self.ndim < 2:
        raise ValueError("matrix transpose with ndim < 2 is undefined")
    return self.swapaxes(-1, -2)


# -- protocols -----------------------------------------------------------------------------------------------------


def __new__(cls, *args, **kwargs):
    """A user's subclass of ndarray is a subclass of NumPy's: what is made for it is NumPy's."""
    return (ndarray if cls is ndarray else functools.partial(numpy.ndarray.__new__, cls))(*args, **kwargs)


def __copy__(self):
    return self.copy(order="K")


def __deepcopy__(self, memo=None):
    return self.copy(order="K")


def __format__(self, spec):
    return format(to_numpy(self), spec)


def __reduce__(self):
    return to_numpy(self).__reduce__()


def __reduce_ex__(self, protocol):
    """Pickled as NumPy's array is, so that it loads where we are not installed."""
    return to_numpy(self).__reduce_ex__(protocol)


def __sizeof__(self):
    geometry = 16 * self.ndim  # NumPy counts an array's shape and strides
    return object.__sizeof__(self) + geometry + (self.nbytes if self.base is None else 0)


def __array_wrap__(self, array, context=None, return_scalar=False):
    array = _fallback.adopt(array)
    return array[()] if return_scalar and isinstance(array, ndarray) and array.ndim == 0 else array


def __array_namespace__(self, *, api_version=None):
    numpy.empty(0).__array_namespace__(api_version=api_version)  # NumPy refuses the versions it does not know
    return sys.modules["legate.numpy"]


def __array_function__(self, func, types, args, kwargs):
    from . import _namespace

    if not all(issubclass(kind, (ndarray, numpy.ndarray)) for kind in types):
        return NotImplemented
    return _namespace.counterpart(func)(*args, **kwargs)


_OWN = {
    "cumsum": _scan("cumsum", "add"),
    "cumprod": _scan("cumprod", "multiply"),
    "conj": _named(conjugate, "conj"),
    "conjugate": _named(conjugate, "conjugate"),
    "nonzero": _named(nonzero, "nonzero"),
    "argmax": _arg("argmax", True),
    "argmin": _arg("argmin", False),
    "dot": _named(_linear.dot_method, "dot"),
    "sort": _named(sort, "sort"),
    "argsort": _named(argsort, "argsort"),
    "searchsorted": _named(_search.searchsorted, "searchsorted"),
    "partition": _named(_search.partition_method, "partition"),
    "argpartition": _named(_search.argpartition, "argpartition"),
    "round": _named(round_, "round"),
    "repeat": _named(_indices.repeat, "repeat"),
    "take": _named(_indices.take, "take"),
    "put": _named(_indices.put, "put"),
    "choose": _named(_indices.choose, "choose"),
    "compress": _named(_indices.compress, "compress"),
    "setflags": _named(setflags, "setflags"),
    "resize": _named(resize, "resize"),
    "flags": property(_flags.flagsobj),
    "flat": property(_flat.get, _flat.set),
    "ctypes": property(_ctypes),
    "data": property(lambda self: to_numpy(self).data),
    "device": property(lambda self: "cpu", _set_device, _set_device),
    "mT": property(_matrix_transpose),
    "__new__": staticmethod(__new__),
    "__class_getitem__": classmethod(types.GenericAlias),
    "__array_priority__": 0.0,
    "__array_struct__": property(lambda self: (self.__array_interface__, to_numpy(self).__array_struct__)[1]),
}
_PROTOCOLS = (
    __copy__,
    __deepcopy__,
    __format__,
    __reduce__,
    __reduce_ex__,
    __sizeof__,
    __array_wrap__,
    __array_namespace__,
    __array_function__,
)
_LOOKING = ("tobytes", "tofile", "dump", "dumps", "__dlpack__", "__dlpack_device__")


def complete():
    """Set every public name that NumPy's ndarray has and ours lacks."""
    methods = {name: _borrowed_method(name, body) for name, body in _borrowed.METHODS.items()}
    methods |= {name: _view_method(name) for name in _LOOKING}
    methods |= {function.__name__: _named(function, function.__name__) for function in _PROTOCOLS}
    methods |= _OWN
    for name in dir(numpy.ndarray):
        if not name.startswith("_") and name not in methods and name not in vars(ndarray):
            methods[name] = _gate_method(name)
    for name, method in methods.items():
        _core.set_method(name, _quick(name, method))


def _quick(name, method):
    """The method with its quick function before it, if C++ has one."""
    path = "ndarray." + name
    quick = path in _core.quick_functions()
    return _named(_core.front(path, method, False, False, True), name) if quick else method


def _borrowed_method(name, body):
    original = getattr(numpy._core._methods, body)

    def method(*args, **kwargs):  # borrowed when first called: importing costs nothing
        result = _rebind.borrow(original)(*args, **kwargs)
        if type(result) is numpy.ndarray and not any(result is x for x in (*args, *kwargs.values())):
            results = [result]
            del result
            return _fallback.taken_over(results)
        return result

    return _named(method, name)
