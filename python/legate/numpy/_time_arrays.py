"""Arrays of datetime64 and timedelta64: whole numbers in an array of ours, and the dtype that says what they count.

Their operators and methods go where functions of the namespace go with them: to `_fallback.call`, where `_times.py`
computes natively what it has a rule for; the rest is NumPy's, on a view. So one rule serves `a + b`, `np.add(a, b)` and
`numpy.add(a, b)`. For isinstance they are arrays of ours.
"""

import datetime
import operator

import numpy

from . import _core

_TEXT_OR_DATE = (str, bytes, datetime.date, datetime.timedelta)


def are_times(dtype):
    """Whether arrays of a dtype are held as whole numbers."""
    return dtype.kind in "mM" and dtype.isnative


class TimeArray(_core.has_buffer):
    """See above; `ticks` are the whole numbers."""

    __slots__ = ("__weakref__", "_dtype", "ticks")
    __hash__ = None
    __array_priority__ = 0.0

    def __init__(self, ticks, dtype):
        self.ticks = ticks
        self._dtype = dtype

    def in_numpy(self):
        """NumPy's array on the same memory."""
        return _core.to_numpy(self.ticks).view(self._dtype)

    @property
    def dtype(self):
        return self._dtype

    @dtype.setter
    def dtype(self, dtype):
        dtype = numpy.dtype(dtype)
        if not are_times(dtype):
            raise TypeError("an array of times can be seen as something else by view() alone")
        self._dtype = dtype

    # -- elements

    def _of(self, made):
        """Elements of `ticks` as times."""
        if type(made) is _core.lazy_scalar:
            made = _core.scalar_value(made)
        return TimeArray(made, self._dtype) if type(made) is _core.ndarray else made.view(self._dtype)

    def __getitem__(self, key):
        return self._of(self.ticks[key])

    def __setitem__(self, key, value):
        if isinstance(value, (numpy.datetime64, numpy.timedelta64)) and value.dtype.kind == self._dtype.kind:
            self.ticks[key] = value.astype(self._dtype).view(numpy.int64)
        elif type(value) is TimeArray and value.dtype == self._dtype:
            self.ticks[key] = value.ticks
        elif type(value) is int or type(value) is _core.ndarray and value.dtype.kind in "iu":
            self.ticks[key] = value
        elif isinstance(value, _TEXT_OR_DATE):
            self.ticks[key] = numpy.array(value, self._dtype).view(numpy.int64)[()]
        else:
            _call("ndarray.__setitem__", self, key, value)

    def __len__(self):
        return len(self.ticks)

    def __iter__(self):
        return map(self._of, self.ticks)

    def __contains__(self, x):
        return bool((self == x).any())

    # -- protocols

    def __array__(self, dtype=None, *, copy=None):
        return numpy.array(self.in_numpy(), dtype, copy=copy)

    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        return _gate().call(ufunc if method == "__call__" else getattr(ufunc, method), inputs, options)

    def __array_function__(self, func, types, args, kwargs):
        return _core.ndarray.__array_function__(self.ticks, func, types, args, kwargs)

    def __array_wrap__(self, array, context=None, return_scalar=False):
        return _core.ndarray.__array_wrap__(self.ticks, array, context, return_scalar)

    def __array_namespace__(self, *, api_version=None):
        return self.ticks.__array_namespace__(api_version=api_version)

    def __copy__(self):
        return self.copy(order="K")

    def __deepcopy__(self, memo=None):
        return self.copy(order="K")

    def __format__(self, spec):
        return format(self.in_numpy(), spec)

    def __reduce_ex__(self, protocol):
        return self.in_numpy().__reduce_ex__(protocol)

    def __sizeof__(self):
        return self.ticks.__sizeof__()


def _gate():
    from . import _fallback

    return _fallback


def _call(path, *args, **kwargs):
    return _gate().call(path, args, kwargs)


def _attribute(name):
    """What is said of the whole numbers is true of the times."""
    return property(lambda self: getattr(self.ticks, name), lambda self, x: setattr(self.ticks, name, x))


def _view_attribute(name):
    """An array of the whole numbers that `ticks` have, as times."""

    def get(self):
        made = getattr(self.ticks, name)
        return made if made is None else self._of(made)

    return property(get)


def _looked_up(name):
    """NumPy's, of a view."""

    def get(self):
        return _gate().observe(getattr, (self, name), {})

    return property(get, lambda self, x: _gate().observe(setattr, (self, name, x), {}))


def _looking(function):
    """A special method of one operand that only looks."""
    return lambda self: function(self.in_numpy())


def _method(name):
    path = "ndarray." + name

    def method(self, *args, **kwargs):
        return _call(path, self, *args, **kwargs)

    method.__name__, method.__doc__ = name, getattr(numpy.ndarray, name).__doc__
    return method


def _observing(name):
    function = getattr(numpy.ndarray, name)

    def method(self, *args, **kwargs):
        return _gate().observe(function, (self, *args), kwargs)

    method.__name__, method.__doc__ = name, function.__doc__
    return method


def _answers_itself(other):
    """Whether an object's reflected method comes first: see src/python/precedence.h."""
    if isinstance(other, numpy.ndarray):
        return type(other) is not numpy.ndarray
    kind = type(other)
    if hasattr(kind, "__array_ufunc__"):
        return kind.__array_ufunc__ is None
    priority = getattr(other, "__array_priority__", None)
    return not isinstance(other, numpy.generic) and isinstance(priority, (int, float)) and priority > 0


def _operator(path):
    def method(self, other):
        return NotImplemented if _answers_itself(other) else _call(path, self, other)

    return method


def _reflected(path):
    return lambda self, other: _call(path, other, self)


def _in_place(path):
    return lambda self, other: _call(path, self, other, out=(self,))


_BINARY = {
    "add": "add",
    "sub": "subtract",
    "mul": "multiply",
    "truediv": "divide",
    "floordiv": "floor_divide",
    "mod": "remainder",
    "divmod": "divmod",
    "pow": "power",
    "matmul": "matmul",
    "and": "bitwise_and",
    "or": "bitwise_or",
    "xor": "bitwise_xor",
    "lshift": "left_shift",
    "rshift": "right_shift",
}
_UNARY = {"neg": "negative", "pos": "positive", "abs": "absolute", "invert": "invert"}


def _members():
    for name in "shape ndim size itemsize nbytes strides flags device".split():
        yield name, _attribute(name)
    for name in ("T", "mT", "base"):
        yield name, _view_attribute(name)
    for name in ("real", "imag", "flat", "data", "ctypes"):
        yield name, _looked_up(name)
    for name in dir(numpy.ndarray):
        if not name.startswith("_") and callable(getattr(numpy.ndarray, name)):
            yield name, _method(name)
    for name in (
        "tolist",
        "item",
        "conj",
        "conjugate",
        "tobytes",
        "tofile",
        "dump",
        "dumps",
        "__dlpack__",
        "__dlpack_device__",
    ):
        yield name, _observing(name)
    for name in ("lt", "le", "eq", "ne", "gt", "ge"):
        yield f"__{name}__", _operator(f"ndarray.__{name}__")
    for name, ufunc in _BINARY.items():
        yield f"__{name}__", _operator(ufunc)
        yield f"__r{name}__", _reflected(ufunc)
        if name != "divmod":
            yield f"__i{name}__", _in_place(ufunc)
    for name, ufunc in _UNARY.items():
        yield f"__{name}__", lambda self, ufunc=ufunc: _call(ufunc, self)
    for name, function in {
        "repr": repr, "str": str, "bool": bool, "int": int, "float": float, "complex": complex, "index": operator.index
    }.items():  # fmt: skip
        yield f"__{name}__", _looking(function)


for _name, _member in _members():
    setattr(TimeArray, _name, _member)
TimeArray.__name__ = TimeArray.__qualname__ = "ndarray"
TimeArray.__module__ = "legate.numpy"
_core.set_time_arrays(TimeArray)
