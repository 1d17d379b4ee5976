"""NumPy's classes and callable objects that need more than to be passed on."""

import abc
import functools
import math
import types

import numpy

from . import _core, _fallback, _rebind, _wrap
from ._creation import is_native
from ._refusals import stand_ins
from ._shape import broadcast_view
from ._time_arrays import TimeArray


class GateUfunc:
    """A ufunc that we do not have: NumPy's, through the gate. For isinstance it is NumPy's."""

    def __init__(self, original):
        self._original = original
        self.__doc__ = original.__doc__
        self.__name__ = self.__qualname__ = original.__name__
        self.__module__ = "legate.numpy"

    @property
    def __class__(self):
        return numpy.ufunc

    def __call__(self, *args, **kwargs):
        return _fallback.call(self._original, args, kwargs)

    def __getattr__(self, name):
        value = getattr(self._original, name)
        if not callable(value):
            return value
        return lambda *args, **kwargs: _fallback.call(value, args, kwargs)

    def __repr__(self):
        return repr(self._original)

    def __reduce__(self):
        return self.__name__


class Kind(abc.ABCMeta):
    """isinstance(an object of NumPy's class, our subclass) holds as well; a user's subclass of ours is its own."""

    @property
    def original(cls):
        """NumPy's class, where `cls` is our subclass of it."""
        base = cls.__mro__[1]
        return None if isinstance(base, Kind) else base

    def __instancecheck__(cls, x):
        return isinstance(x, cls.original) if cls.original else super().__instancecheck__(x)


def _gated(path, original, stand_in):
    def method(self, *args, **kwargs):
        return _fallback.call_as(path, original, (stand_in(self), *args), kwargs)

    method.__name__, method.__doc__, method.__wrapped__ = original.__name__, original.__doc__, original
    method.__qualname__ = ".".join(path.split(".")[-2:])
    return method


def gated_subclass(original, module, methods, stand_in=lambda self: self, members=()):
    """A subclass whose `methods` take and give our arrays, through the gate.

    They run on `stand_in(self)`: an object of NumPy's own class where NumPy's methods call each other.
    """
    name = original.__name__
    gated = {method: _gated(f"{module}.{name}.{method}", getattr(original, method), stand_in) for method in methods}
    return Kind(
        name,
        (original,),
        {**gated, **dict(members), "__doc__": original.__doc__, "__module__": f"legate.numpy.{module}"},
    )


class Subclassable(numpy.ndarray):
    """What `class X(np.ndarray)` derives from: NumPy's ndarray, for which ours as an argument means NumPy's.

    A subclass does its work in NumPy, and so what it asks to see without its own class is NumPy's array as well.
    """

    __slots__ = ()

    def view(self, *args, **kwargs):
        numpys = [numpy.ndarray if x is _core.ndarray else x for x in args]
        return super().view(*numpys, **{k: numpy.ndarray if x is _core.ndarray else x for k, x in kwargs.items()})


_core.set_subclass_base(Subclassable)

_METHODS = (types.MethodDescriptorType, types.WrapperDescriptorType)


@functools.cache
def _unbound(method):
    """`ndarray.method`, asked of the class: ours for our arrays, NumPy's for NumPy's (as where a subclass calls it)."""
    theirs = getattr(numpy.ndarray, method.__name__, None)
    if type(theirs) not in _METHODS:
        return method

    @functools.wraps(method)
    def either(self, /, *args, **kwargs):
        if type(self) is TimeArray:
            return getattr(self, method.__name__)(*args, **kwargs)
        numpys = type(self) is not _core.ndarray and isinstance(self, numpy.ndarray)
        return (theirs if numpys else method)(self, *args, **kwargs)

    return either


_core.set_unbound(_unbound)


def _parse_input_dimensions(args, input_core_dims):
    """The shape over which vectorize's signature broadcasts, and the extents that it names."""
    sizes = {}
    for arg, names in zip(args, input_core_dims):
        _function_base._update_dim_sizes(sizes, arg, names)
    loops = (arg.shape[: arg.ndim - len(names)] for arg, names in zip(args, input_core_dims))
    return numpy.broadcast_shapes(*loops), sizes


_function_base = numpy.lib._function_base_impl
_rebind.replace(_function_base._parse_input_dimensions, _parse_input_dimensions)


class _PythonLoop:
    """What NumPy's vectorize has frompyfunc make: calls a function with the elements of arrays as Python's objects."""

    def __init__(self, function, nin, nout):
        self._function = function
        self.nout = nout

    def __call__(self, args):
        """The shape that the arguments broadcast to, and a list of results for each output."""
        arrays = [x if type(x) is _core.ndarray else _objects(x) for x in args]
        shape = arrays[0].shape
        if any(a.shape != shape for a in arrays):
            shape = self._broadcast(arrays)
        columns = [_elements(a, shape) for a in arrays]
        return shape, _core.call_each(self._function, columns, math.prod(shape), self.nout)

    def _broadcast(self, arrays):
        try:
            return numpy.broadcast_shapes(*(a.shape for a in arrays))
        except ValueError:
            numpy.frompyfunc(self._function, len(arrays), 1)(*stand_ins(arrays))  # says so in a ufunc's words
            raise


_rebind.replace(numpy.frompyfunc, _PythonLoop)


def _objects(x):
    """An argument that is no array of ours: nested lists keep Python's own numbers."""
    return numpy.asarray(_fallback.outward(x), dtype=object)


def _elements(a, shape):
    """The elements of `a` as Python's own objects, a single one or those of the broadcast array."""
    a = a if a.shape == shape or a.size == 1 else broadcast_view(a, shape, readonly=True)
    return a.reshape(-1).tolist()


def _from_objects(values, shape, dtype):
    """An array of the values of Python objects."""
    dtype = numpy.dtype(dtype)
    if is_native(dtype):
        return _core.from_objects(values, shape, dtype)
    return numpy.fromiter(values, object, len(values)).reshape(shape).astype(dtype, copy=False)


def _is_numpys_subclass(x):
    return isinstance(x, numpy.ndarray) and type(x) not in (_core.ndarray, numpy.ndarray)


class vectorize(numpy.vectorize):
    """numpy.vectorize; the function called gets elements or arrays of ours, and the result is ours."""

    __doc__ = numpy.vectorize.__doc__

    def __init__(self, pyfunc=numpy._NoValue, *args, **kwargs):
        super().__init__(pyfunc, *args, **kwargs)

    def _get_ufunc_and_otypes(self, func, args):
        return _rebind.borrow(numpy.vectorize._get_ufunc_and_otypes)(self, func, args)

    def _vectorize_call(self, func, args):
        if self.signature is not None:
            return _rebind.borrow(numpy.vectorize._vectorize_call_with_signature)(self, func, args)
        if not args:
            return func()
        if any(map(_is_numpys_subclass, args)):
            numpys = numpy.vectorize(func, self.otypes, cache=self.cache)
            return _fallback.call_as("vectorize", numpys, args, {})
        loop, otypes = self._get_ufunc_and_otypes(func, args)
        shape, results = loop(args)
        made = tuple(_from_objects(values, shape, t) for values, t in zip(results, otypes))
        return made[0] if loop.nout == 1 else made


class NpzFile(numpy.lib.npyio.NpzFile):
    """An opened .npz file whose arrays are ours."""

    def __getitem__(self, key):
        return _fallback.adopt(super().__getitem__(key))


def _load(*args, **kwargs):
    loaded = _fallback.observe(numpy.load, args, kwargs)
    if type(loaded) is numpy.lib.npyio.NpzFile:
        loaded.__class__ = NpzFile
    return loaded


load = _wrap.present(_load, "load", numpy.load)


_POLYNOMIALS = ("Polynomial", "Chebyshev", "Hermite", "HermiteE", "Laguerre", "Legendre")


def polynomial_class(name):
    """A polynomial of numpy.polynomial whose values are our arrays. Its coefficients stay NumPy's."""
    return gated_subclass(getattr(numpy.polynomial, name), "polynomial", ("__call__", "roots", "linspace"))


def polynomial_members():
    """Path below numpy -> how to make what stands there."""
    return {f"polynomial.{name}": (lambda name=name: polynomial_class(name)) for name in _POLYNOMIALS}
