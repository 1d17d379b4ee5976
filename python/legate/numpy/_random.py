"""numpy.random: NumPy's generators and global state, and arrays of ours.

Generator and RandomState are subclasses of NumPy's, not proxies: SciPy and others check for NumPy's classes, and Cython
code takes nothing else. Each method goes through the gate; a seed gives NumPy's numbers.
"""

import numpy

from . import _classes, _fallback, _wrap

# Methods that are about the state, not about numbers.
_STATE = frozenset({"get_state", "set_state", "seed", "spawn", "bit_generator"})


_made = {}


def _class(name):
    if name not in _made:
        original = getattr(numpy.random, name)
        methods = [method for method in dir(original) if not method.startswith("_") and method not in _STATE]
        _made[name] = _classes.gated_subclass(original, "random", methods)
    return _made[name]


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
