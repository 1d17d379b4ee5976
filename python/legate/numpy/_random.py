"""numpy.random: NumPy's generators and global state, and arrays of ours.

Generator and RandomState are subclasses of NumPy's, not proxies: SciPy and others check for NumPy's classes, and Cython code takes
nothing else. Each method goes through the gate; a seed gives NumPy's numbers.
"""
import numpy

from . import _fallback

# Methods that are about the state, not about numbers.
_STATE = frozenset({"get_state", "set_state", "seed", "spawn", "bit_generator"})


class _Kind(type):
    """isinstance(NumPy's generator, ours) holds as well."""

    def __instancecheck__(cls, x):
        return isinstance(x, cls.__mro__[1])


def _gated(path, original):
    def method(self, *args, **kwargs):
        return _fallback.call_as(path, original, (self, *args), kwargs)
    method.__name__, method.__doc__, method.__wrapped__ = original.__name__, original.__doc__, original
    method.__qualname__ = path.removeprefix("random.")
    return method


def _subclass(original):
    """The class with every public method of NumPy's gated."""
    name = original.__name__
    methods = {method: _gated(f"random.{name}.{method}", getattr(original, method))
               for method in dir(original) if not method.startswith("_") and method not in _STATE}
    return _Kind(name, (original,), {**methods, "__doc__": original.__doc__, "__module__": "legate.numpy.random"})


_made = {}


def _class(name):
    if name not in _made:
        _made[name] = _subclass(getattr(numpy.random, name))
    return _made[name]


def _default_rng():
    def default_rng(seed=None):
        made = numpy.random.default_rng(_fallback.outward(seed))
        if type(made) is not numpy.random.Generator:
            return made  # the Generator that was given
        return _class("Generator")(made.bit_generator)
    default_rng.__doc__ = numpy.random.default_rng.__doc__
    default_rng.__wrapped__ = numpy.random.default_rng
    return default_rng


OWN = {
    "random.Generator": lambda: _class("Generator"),
    "random.RandomState": lambda: _class("RandomState"),
    "random.default_rng": _default_rng,
}
