"""Calls that are not ours to answer: NumPy says what is wrong with them, from shapes and dtypes alone."""

import numpy

from . import _core, _overrides
from ._creation import adopt_alias
from ._time_arrays import TimeArray

ndarray = _core.ndarray


class Unclear(Exception):
    """A call that NumPy has to look at: it refuses it, or knows more than we do."""


def refused(function, args, options, inputs=None):
    """NumPy's words for what is wrong with a call, if anything is. Where it is not ours to say, none are asked for.

    Positional arguments behind so many inputs are outputs.
    """
    args = [*map(_without_values, args[:inputs]), *map(_room_like, args[len(args) if inputs is None else inputs :])]
    options = {name: _room_like(x) if name == "out" else _without_values(x) for name, x in options.items()}
    if not any(x is Unclear for x in (*args, *options.values())):
        function(*args, **options)


def _without_values(x):
    if type(x) in (list, tuple):
        found = [_without_values(item) for item in x]
        return Unclear if any(item is Unclear for item in found) else type(x)(found)
    if not isinstance(x, (ndarray, numpy.ndarray)):
        return Unclear if _overrides.overrides(type(x), numpy.sum) else x
    known = type(x) is TimeArray or x.dtype.kind in "SUV" and not x.dtype.hasobject
    x = x if known else alias(x)
    return Unclear if x is None else stand_ins([x])[0]


def _room_like(out):
    """Memory of NumPy's that may be written to, or not, as `out` may."""
    if type(out) is tuple:
        return tuple(map(_room_like, out))
    if not isinstance(out, (ndarray, numpy.ndarray)):
        return out
    out = alias(out)
    if out is None:
        return Unclear
    gaps = () if out.flags.c_contiguous else (2,)
    room = numpy.empty(out.shape + gaps, out.dtype)
    room = room[..., 0] if gaps else room
    room.flags.writeable = out.flags.writeable
    return room


def alias(x):
    """One of our arrays, or ours on the memory of NumPy's; else None."""
    x = adopt_alias(x)
    return x if type(x) is ndarray else None


def stand_ins(arrays):
    """Arrays of these shapes and dtypes that cost nothing: for NumPy to say what is wrong with them."""
    return [numpy.broadcast_to(numpy.zeros((), a.dtype), a.shape) for a in arrays]
