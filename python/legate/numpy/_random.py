"""numpy.random: NumPy's generators and global state, and arrays of ours.

Generator and RandomState are subclasses of NumPy's, not proxies: SciPy and others check for NumPy's classes, and Cython
code takes nothing else. Methods that are not native (_draws.py) go through the gate; a seed gives NumPy's numbers.
"""

import functools
import inspect

import numpy

from . import _classes, _draws, _fallback, _report, _wrap

# Methods that are about the state, not about numbers.
_STATE = ("get_state", "set_state", "seed", "__getstate__", "__setstate__")
_made = {}


def _twin(self):
    """NumPy's own generator over the same state. NumPy's methods call each other, and must get NumPy's arrays back."""
    try:
        return self.__dict__["_twin"]
    except KeyError:
        self._twin = self.__class__.__mro__[1](self._bit_generator)
        return self._twin


def _stateful(name):
    def method(self, *args, **kwargs):
        return getattr(_twin(self), name)(*args, **kwargs)

    return method


def _spawn(self, n_children):
    return [type(self)(child.bit_generator) for child in _twin(self).spawn(n_children)]


_NEEDED = object()  # the default of a parameter that has none


def _parameters(original):
    """{name: default} of a method of NumPy's; `args` stands for any number of arguments."""
    _, *parameters = inspect.signature(original).parameters.values()
    return {each.name: _NEEDED if each.default is each.empty else each.default for each in parameters}


def _by_name(parameters, needed, args, kwargs):
    """The arguments of a call by their names; None where NumPy refuses the call."""
    if "args" in parameters:
        return None if kwargs else {"args": args}
    values = parameters | dict(zip(parameters, args))
    if kwargs:
        values |= kwargs
        if len(values) > len(parameters) or not kwargs.keys().isdisjoint(list(parameters)[: len(args)]):
            return None
    if len(args) > len(parameters) or any(values[name] is _NEEDED for name in needed):
        return None
    return values


def _native(path, original, draw):
    """A function of NumPy's generator and what its method `original` takes: native, or else through the gate."""
    parameters = _parameters(original)
    needed = [name for name, default in parameters.items() if default is _NEEDED]

    def drawn(generator, args, kwargs):
        values = _by_name(parameters, needed, args, kwargs)
        if values is None:
            return original(generator, *args, **kwargs)  # raises
        result = draw(generator, original, values)
        if result is not NotImplemented:
            return result
        return _fallback.call_as(path, original, (generator, *args), kwargs)

    return drawn


def _method(name, original, draw):
    path = f"random.{name}.{original.__name__}"
    drawn, quick = _native(path, original, draw), _draws.at_once(getattr(numpy.random, name), original)

    def method(self, *args, **kwargs):
        if quick is not None and args and not kwargs:
            made = quick(self._bit_generator, args)
            if made is not None:
                return made
        return drawn(_twin(self), args, kwargs)

    method.__qualname__ = f"{name}.{original.__name__}"
    method.__name__, method.__doc__, method.__wrapped__ = original.__name__, original.__doc__, original
    return method


def _of_global_state(name):
    """The function of the module: a method of NumPy's one RandomState that everybody shares."""
    path, method = f"random.{name}", _GLOBAL[name]
    original = getattr(numpy.random.RandomState, method)
    drawn = _native(path, original, _draws.NATIVE["RandomState"][method])
    quick = _draws.at_once(numpy.random.RandomState, original)

    def function(*args, **kwargs):
        if quick is not None and args and not kwargs:
            made = quick(numpy.random.mtrand._rand._bit_generator, args)
            if made is not None:
                return made
        return drawn(numpy.random.mtrand._rand, args, kwargs)

    return _report.recorded(path, _wrap.present(function, path, getattr(numpy.random, name)))


_GLOBAL = {name: name for name in _draws.NATIVE["RandomState"]} | dict.fromkeys(("ranf", "sample"), "random_sample")


def _class(name):
    if name not in _made:
        original = getattr(numpy.random, name)
        native = _draws.NATIVE[name]
        methods = [
            method
            for method in dir(original)
            if not method.startswith("_")
            and method not in (*_STATE, *native, "spawn")
            and callable(getattr(original, method))
        ]
        state = {"spawn": _spawn} if hasattr(original, "spawn") else {}
        state |= {method: _stateful(method) for method in _STATE if hasattr(original, method)}
        state["__reduce__"] = _reduce
        state |= {method: _method(name, getattr(original, method), draw) for method, draw in native.items()}
        _made[name] = _classes.gated_subclass(original, "random", methods, _twin, state)
    return _made[name]


def _reduce(self):
    """As NumPy's, but what is made of the pickle is ours again."""
    _, arguments, *state = _twin(self).__reduce__()
    return (functools.partial(_again, type(self)), arguments, *state)


def _again(cls, bit_generator):
    """Old pickles of NumPy's have but the name of a bit generator, and so may what calls this."""
    return cls(getattr(numpy.random, bit_generator)() if isinstance(bit_generator, str) else bit_generator)


class _Seeded(_classes.Kind):
    """The metaclass of a class of NumPy's that takes an array of ours as its seed. What it makes is NumPy's own."""

    def __call__(cls, *args, **kwargs):
        make = cls.original or super().__call__
        return make(*map(_fallback.outward, args), **{key: _fallback.outward(x) for key, x in kwargs.items()})


def _seeded(name):
    original = getattr(numpy.random, name)
    return _Seeded(name, (original,), {"__doc__": original.__doc__, "__module__": "legate.numpy.random"})


_SEEDED = ("MT19937", "PCG64", "PCG64DXSM", "Philox", "SFC64", "SeedSequence")


def _default_rng():
    def default_rng(seed=None):
        made = numpy.random.default_rng(_fallback.outward(seed))
        if made is seed:
            return made
        return _class("Generator")(made.bit_generator)

    return _wrap.present(default_rng, "random.default_rng", numpy.random.default_rng)


OWN = {
    "random.Generator": lambda: _class("Generator"),
    "random.RandomState": lambda: _class("RandomState"),
    "random.default_rng": _default_rng,
}
OWN |= {f"random.{name}": functools.partial(_seeded, name) for name in _SEEDED}
OWN |= {f"random.{name}": functools.partial(_of_global_state, name) for name in _GLOBAL}
