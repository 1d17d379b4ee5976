"""The gate: the one way by which work goes to NumPy.

A call through the gate hands NumPy views of our memory, never copies, so that what NumPy writes lands in our arrays.
What comes back is ours again, without a copy: a fresh array is adopted, a result that lies in an argument's memory
becomes a view of that argument's buffer, and a result that is an argument is that very object. Subclasses (masked
arrays, matrices) and dtypes we do not have (object, str, datetime, ...) come back as they are.

Every passage is counted. With LEGATE_NUMPY_FALLBACK=warn each call site warns once; with error the gate does not open.
Calls that only look at values (printing, saving, comparing in a test) are `observe`d: the same conversions, neither
counted nor warned about.
"""

import functools
import time
import types

import numpy

from . import _core, _overrides, _sites
from ._settings import settings
from ._time_arrays import TimeArray, are_times

ndarray = _core.ndarray
to_numpy = _core.to_numpy


class FallbackWarning(UserWarning):
    """NumPy, not legate.numpy, did the work of the call at this line."""


class FallbackError(RuntimeError):
    """A call needed NumPy while LEGATE_NUMPY_FALLBACK=error."""


# (function, file, line) -> [calls, seconds]; filled whether or not a report was asked for
passages = {}
_warned = set()

# Callables that are passed as arguments and called back: they get our arrays and may return them.
_CALLBACKS = (types.FunctionType, types.MethodType, functools.partial, _core.ufunc, _core.function)


@functools.cache
def target_of(path):
    """The NumPy object behind a dotted path such as "linalg.solve", "add.reduceat" or "ndarray.sort"."""
    found = numpy
    for part in path.split("."):
        found = getattr(found, part)
    return found


_PLAIN = frozenset({int, float, complex, bool, str, bytes})
_NATIVE = frozenset("?bBhHiIlLefdFD")


class _Passage:
    """The conversions of one call of a function: it remembers which view stands for which of our arrays, NumPy arrays
    that were given, which objects have stand-ins, and whether one of these did the work."""

    __slots__ = ("function", "makes", "pairs", "given", "standing", "overridden")

    def __init__(self, function=None, makes=False):
        self.function = function
        self.makes = makes  # an array like another object
        self.pairs = []
        self.given = []
        self.standing = []
        self.overridden = False

    def outward(self, x):
        """An argument as NumPy has to see it."""
        kind = type(x)
        if kind is ndarray or kind is TimeArray:
            return self._view(x)
        if kind in _PLAIN or x is None:
            return x
        if kind is _core.lazy_scalar:
            return _core.scalar_value(x)
        if kind is numpy.ndarray:
            self.given.append(x)
            return x
        if kind is list or kind is tuple:
            return self._sequence(x, kind)
        if kind is dict:
            return {key: self.outward(value) for key, value in x.items()}
        if isinstance(x, _CALLBACKS) and not isinstance(x, numpy.ufunc):
            return called_back(x)
        if isinstance(x, slice):
            return slice(self.outward(x.start), self.outward(x.stop), self.outward(x.step))
        if isinstance(x, tuple) and hasattr(x, "_fields"):
            return kind(*map(self.outward, x))
        if _overrides.overrides(kind, self.function) or _gives_ours(x):
            self.standing.append(_overrides.kind_of(kind)(x, self))
            return self.standing[-1]
        return x

    @staticmethod
    def called_back(function):
        return called_back(function)

    def _sequence(self, x, kind):
        # A long list of Python numbers holds no array: looking at its ends is enough.
        if not x or len(x) > 16 and type(x[0]) in _PLAIN and type(x[-1]) in _PLAIN:
            return x
        converted = [self.outward(item) for item in x]
        if all(new is old for new, old in zip(converted, x)):
            return x
        return converted if kind is list else tuple(converted)

    def _view(self, ours):
        for known, view in self.pairs:
            if known is ours:
                return view
        view = to_numpy(ours) if type(ours) is ndarray else ours.in_numpy()
        self.pairs.append((ours, view))
        return view

    def ours(self, x):
        """The array of ours for which NumPy's array `x` is the view; else `x`."""
        return next((ours for ours, view in self.pairs if x is view), x)

    def known(self, x):
        """The array of ours, or NumPy's own, that stands for a result; None for a fresh one."""
        ours = self.ours(x)
        if ours is not x or any(x is given for given in self.given):
            return ours
        if x.base is not None and (_has_native_dtype(x) or are_times(x.dtype)):
            for ours, view in self.pairs:
                if numpy.may_share_memory(x, view):
                    return _view_of(ours if type(ours) is ndarray else ours.ticks, x)
        return None

    def inward(self, results):
        """The results in a list, as the user has to see them.

        Only this list may hold them: memory that nobody else holds is taken over, other memory is NumPy's for good.
        """
        found = []
        results.reverse()
        while results:
            x = results.pop()
            kind = type(x)
            if kind is numpy.ndarray:
                if self.standing and x.dtype.hasobject:
                    _overrides.restore(x)
                ours = self.known(x)
                if ours is None:
                    try:
                        ours = _core.adopt(x)
                    except TypeError:  # a dtype that we do not have
                        ours = x
                    if ours is x and are_times(x.dtype) and x.flags.aligned:
                        dtype, ours = x.dtype, None
                        x = x.view(numpy.int64)  # which alone holds the array
                        ours = TimeArray(_core.adopt(x), dtype)
                x = ours
            elif isinstance(x, (tuple, list)):
                items, x = list(x), None
                items = self.inward(items)
                x = kind._make(items) if hasattr(kind, "_make") else kind(items)
            found.append(x)
        return found


def _gives_ours(x):
    """Whether an object's __array__, written in Python, gives an array of ours."""
    if not isinstance(getattr(type(x), "__array__", None), types.FunctionType):
        return False
    try:
        return type(x.__array__()) is ndarray
    except Exception:
        return False


def _has_native_dtype(x):
    return x.dtype.char in _NATIVE and x.dtype.isnative


def _view_of(ours, x):
    """NumPy's array `x`, which lies in the memory of ours, as ours."""
    if are_times(x.dtype):
        return TimeArray(_core.view_of(ours, x.view(numpy.int64)), x.dtype)
    return _core.view_of(ours, x)


def adopt(x):
    """NumPy's array as ours where it can be: exact type, native dtype, aligned; else the object itself."""
    if type(x) is not numpy.ndarray:
        return x
    try:
        return _core.adopt(x)
    except TypeError:
        results = [x]
    del x
    return taken_over(results)


def taken_over(results):
    """The one array in a list that alone holds it, as ours."""
    return _Passage().inward(results)[0]


def called_back(function):
    def callback(*args, **kwargs):
        passage = _Passage()
        result = function(*map(adopt, args), **{key: adopt(value) for key, value in kwargs.items()})
        return passage.outward(result)

    functools.update_wrapper(callback, function, updated=())
    return callback


def observe(function, args, kwargs):
    """Call a NumPy function on views of our arrays; what comes back is ours again."""
    return _pass(_Passage(function), function, args, kwargs)


def _pass(passage, function, args, kwargs):
    args = [passage.outward(x) for x in args]
    if kwargs:
        kwargs = {key: asked(x) if key == "like" else passage.outward(x) for key, x in kwargs.items()}
    return passage.inward([function(*args, **kwargs)])[0]


def outward(x):
    """One value as NumPy has to see it."""
    return _Passage().outward(x)


def asked(like):
    """An object that NumPy asks to make an array like itself."""
    return _Passage(numpy.ones, makes=True).outward(like)


def call(target, args, kwargs):
    """Let NumPy do it: `target` is a dotted path below numpy, or a callable of NumPy's."""
    if type(target) is str:
        return call_as(target, target_of(target), args, kwargs)
    path = _path_of(target)
    if path is None:  # a ufunc of some other package: not ours to have
        return observe(target, args, kwargs)
    return call_as(path, target, args, kwargs)


def call_as(path, function, args, kwargs):
    """Let NumPy's `function` do it, under the name `path`."""
    given = [*args, *kwargs.values()]
    if _may_be_overridden(function, given):
        return _offer(path, function, args, kwargs)
    made = _of_times(path, args, kwargs, given)
    if made is not NotImplemented:
        return made
    site = _admit(path)
    start = time.perf_counter()
    try:
        return observe(function, args, kwargs)
    finally:
        _count(path, site, time.perf_counter() - start)


def _may_be_overridden(function, values):
    for x in values:
        kind = type(x)
        if kind in (list, tuple):
            if _may_be_overridden(function, x[:16]):
                return True
        elif kind not in _PLAIN and kind is not ndarray and _overrides.overrides(kind, function):
            return True
    return False


def _of_times(path, args, kwargs, given):
    """What needs no passage, since it is about times, which are whole numbers."""
    if path not in _MAKES_TIMES and not any(map(is_times, given)):
        return NotImplemented
    from . import _times

    return _times.call(path, args, kwargs)


_MAKES_TIMES = frozenset({"ndarray.astype", "ndarray.view"})


def is_times(x):
    """Whether there are times in an argument: datetime64 or timedelta64, scalars, arrays or lists of them."""
    kind = type(x)
    if kind in (list, tuple):
        return any(map(is_times, x[:16]))
    if kind is TimeArray:
        return True
    return (kind is numpy.ndarray or isinstance(x, numpy.generic)) and x.dtype.kind in "mM"


def _offer(path, function, args, kwargs):
    """A call that an object of another library may do, which is no fallback."""
    passage = _Passage(function)
    start = time.perf_counter()
    result = _pass(passage, function, args, kwargs)
    if not passage.overridden:
        _count(path, _admit(path), time.perf_counter() - start)
    return result


def _admit(path):
    """Open the gate for the user's line, and say so."""
    if settings.fallback == "error":
        raise FallbackError(f"numpy.{path} is not native in legate.numpy, and LEGATE_NUMPY_FALLBACK=error")
    site = _sites.user_site()
    _announce(path, site)
    return site


def _count(path, site, seconds):
    entry = passages.setdefault((path, *site), [0, 0.0])
    entry[0] += 1
    entry[1] += seconds


def _path_of(function):
    owner = getattr(function, "__self__", None)
    if isinstance(owner, numpy.ufunc):
        name = owner.__name__
        return f"{name}.{function.__name__}" if getattr(numpy, name, None) is owner else None
    if isinstance(function, numpy.ufunc):
        return function.__name__ if getattr(numpy, function.__name__, None) is function else None
    module = getattr(function, "__module__", None) or ""
    name = getattr(function, "__qualname__", getattr(function, "__name__", repr(function)))
    return ".".join([*(part for part in module.split(".") if part != "numpy" and not part.startswith("_")), name])


def _announce(path, site):
    """Warn, if it is wanted, at the first call from this line."""
    key = (path, *site)
    if settings.fallback == "warn" and key not in _warned:
        _sites.warn(f"legate.numpy has no native {path} for this call: NumPy runs it", FallbackWarning)
        _warned.add(key)  # not before: a filter that turns the warning into an error does so each time


def count():
    """How often the gate opened."""
    return sum(calls for calls, _ in passages.values())
