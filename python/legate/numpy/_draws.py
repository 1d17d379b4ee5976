"""Random numbers that are drawn straight into our arrays, by NumPy's distributions from NumPy's bit generators.

A native method is `native(generator, original, values)`: an object of NumPy's Generator or RandomState, NumPy's method,
and the arguments by name. It gives NotImplemented for what NumPy has to do. What is wrong with arguments NumPy says: it
is asked to draw nothing with them.
"""

import functools

import numpy

from . import _core
from ._creation import _extents
from ._settings import settings

ndarray = _core.ndarray

_FLOAT64 = numpy.dtype(numpy.float64)
_NUMBER_OF = {name: number for number, name in enumerate(_core.distributions())}
_HERE = settings.engine != "legion"  # whether arrays are in this process's memory
_EXACT = 1 << 53  # integers up to here are float64s
_MT19937_BYTES = 4 * 625  # of its state: 624 words, and which is next
_NEAR_ONE = 1e-9  # how far from one the sum of probabilities may be here; NumPy judges what is farther
_INTEGERS = (int, numpy.integer)
_NUMBERS = (float, numpy.floating, *_INTEGERS)


def _is_number(x):
    return isinstance(x, float) or isinstance(x, _NUMBERS) and (not isinstance(x, _INTEGERS) or abs(int(x)) <= _EXACT)


def _room(size, dtype):
    return _core.empty(() if size is None else _extents(size), dtype)


def _fill(generator, array, draw, *arguments):
    bits = generator._bit_generator
    with bits.lock:
        draw(array, bits.capsule, *arguments)


def _rows_of(out, size, dtype, fortran):
    """`out` as an array in C order over the same memory; None where NumPy has to judge it."""
    if type(out) is not ndarray or out.dtype != dtype or not out.flags.writeable:
        return None
    if size is not None and (type(size) is not tuple or size != out.shape):
        return None
    if out.flags.c_contiguous:
        return out
    return out.T if fortran and out.flags.f_contiguous else None


def _distribution(name):
    number = _NUMBER_OF[name]

    def native(generator, original, values):
        size, out = values.pop("size"), values.pop("out", None)
        dtype, way = values.pop("dtype", None), values.pop("method", "zig")
        options = {} if dtype in (None, numpy.float64) else {"dtype": dtype}
        if way != "zig":
            options["method"] = way
        for x in values.values():
            if type(x) is not float and not _is_number(x):
                return _by_arrays(name, original, values, generator, size) if not options else NotImplemented
        if size is None and out is None:
            return original(generator, **values, **options)  # one number, and no array
        if options:
            original(generator, **values, **options, size=0)
        elif values:
            _accepted(type(generator), original, *values.values())
        elif out is None:
            array = _room(size, _FLOAT64)
            _fill(generator, array, _core.draw, number)
            return array
        return _drawn(generator, name, values, size, out, **options)

    return native


def at_once(cls, original):
    """How a method of NumPy's class draws a line of numbers where it is told the distribution's parameters, how many,
    and nothing else: quick(bit generator, arguments), which gives None for other ones. None where there is no such way.
    """
    name = {"rand": "random", "random_sample": "random"}.get(original.__name__, original.__name__)
    if name not in _NUMBER_OF or cls is numpy.random.RandomState and name not in (*_LEGACY, "random"):
        return None
    number, accepted = _NUMBER_OF[name], functools.partial(_accepted, cls, original)
    return lambda bits, args: _core.draw_new(bits, args, number, accepted)


@functools.lru_cache(256, typed=True)
def _accepted(cls, original, *parameters):
    """NumPy says what is wrong with numbers as parameters."""
    original(_IDLE[cls], *parameters, size=0)


def _drawn(generator, name, values, size, out, dtype=numpy.float64, method="zig"):
    dtype = _DTYPES.get(name) or numpy.dtype(dtype)
    way = name + ("_inv" if method != "zig" else "") + ("_float32" if dtype == numpy.float32 else "")
    array = _room(size, dtype) if out is None else _rows_of(out, size, dtype, fortran=not values)
    if array is None:
        return NotImplemented
    _fill(generator, array, _core.draw, _NUMBER_OF[way], *_parameters_of(name, [float(x) for x in values.values()]))
    return array if out is None else out


def _parameters_of(name, values):
    """As NumPy's C functions take them."""
    if name == "uniform":
        low, high = values
        return low, high - low
    return values


def _is_parameter(x):
    return x.dtype.kind in "biuf" if type(x) is ndarray else _is_number(x)


def _by_arrays(name, original, values, generator, size):
    """Parameters for each number that is drawn, where NumPy accepts the least and the greatest of them."""
    if name in _RELATED or not all(map(_is_parameter, values.values())):
        return NotImplemented
    shape = _shape_of_draw(size, [x.shape for x in values.values() if type(x) is ndarray])
    if shape is None:
        return NotImplemented
    for pick in (ndarray.min, ndarray.max):
        try:
            _accepted(
                type(generator), original, *(pick(x).item() if type(x) is ndarray else x for x in values.values())
            )
        except Exception:
            return NotImplemented
    parameters = _parameters_of(name, [_spread(x, shape) if type(x) is ndarray else float(x) for x in values.values()])
    if name == "uniform" and not 0 <= parameters[1].min() <= parameters[1].max() < float("inf"):
        return NotImplemented
    array = _core.empty(shape, _DTYPES.get(name, _FLOAT64))
    _fill(generator, array, _core.draw, _NUMBER_OF[name], *parameters)
    return array


def _shape_of_draw(size, shapes):
    """None where NumPy has to judge it, or draws a single number or none."""
    try:
        common = numpy.broadcast_shapes(*shapes)
        shape = common if size is None else tuple(_extents(size))
        fits = numpy.broadcast_shapes(common, shape) == shape
    except (TypeError, ValueError):
        return None
    return shape if fits and shape and 0 not in shape else None


def _spread(x, shape):
    """The array as contiguous float64s of this shape."""
    if x.shape == shape and x.dtype == float and x.flags.c_contiguous:
        return x
    made = _core.empty(shape, _FLOAT64)
    made[...] = x
    return made


def _integers(masked):
    def native(generator, original, values):
        low, high, dtype = values["low"], values["high"], numpy.dtype(values["dtype"])
        if high is None:
            low, high = 0, low
        if not isinstance(low, _INTEGERS) or not isinstance(high, _INTEGERS):
            return NotImplemented
        if dtype.kind not in "biu" or not dtype.isnative:
            return NotImplemented
        dtype = numpy.dtype(f"{dtype.kind}{dtype.itemsize}")
        if values["size"] is None:
            return original(generator, **values)  # one number, and no array
        array = _room(values["size"], dtype)
        if array.size:
            low, high = int(low), int(high) - (not values.get("endpoint"))
            least, most = (0, 1) if dtype.kind == "b" else (numpy.iinfo(dtype).min, numpy.iinfo(dtype).max)
            if not least <= low <= high <= most:
                return original(generator, **values)  # raises
            _fill(generator, array, _core.draw_integers, low % (1 << 64), high - low, masked)
        return array

    return native


def _legacy_normals(generator, original, values):
    size, loc, scale = values["size"], values.get("loc", 0.0), values.get("scale", 1.0)
    if not (_is_number(loc) and _is_number(scale)):
        return NotImplemented
    if size is None:
        return original(generator, **values)
    if "loc" in values:
        _accepted(type(generator), original, loc, scale)
    array = _room(size, _FLOAT64)
    if array.size:
        with generator._bit_generator.lock:
            _fill_with_normals(generator, array.reshape(-1), float(loc), float(scale))
    return array


def _fill_with_normals(generator, flat, loc, scale):
    """RandomState makes two at a time and keeps one: what it has kept, or is to keep, comes from its own method."""
    first, was_kept = _first_normal(generator)
    singles = [first] if was_kept or flat.size == 1 else [first, generator.standard_normal()]
    begin = len(singles)
    pairs = flat[begin : begin + (flat.size - begin) // 2 * 2]
    _core.draw_pairs_of_normals(pairs, generator._bit_generator.capsule, loc, scale)
    for at, number in enumerate(singles):
        flat[at] = loc + scale * number
    if begin + pairs.size < flat.size:
        flat[-1] = loc + scale * generator.standard_normal()


def _first_normal(generator):
    """A normal number, and whether the RandomState had kept it: asking it takes as long as hundreds of numbers."""
    bits = generator._bit_generator
    if type(bits) is not numpy.random.MT19937:
        return generator.standard_normal(), generator.get_state(legacy=False)["has_gauss"] == 0
    before = _core.state_bytes(bits.capsule, _MT19937_BYTES)
    number = generator.standard_normal()
    return number, before == _core.state_bytes(bits.capsule, _MT19937_BYTES)


def _of_shape(name):
    """rand and randn: the shape as arguments."""

    def native(generator, original, values):
        size = values["args"] or None
        if size is None:
            return original(generator)  # one number, and no array
        if name == "randn":
            return _legacy_normals(generator, type(generator).standard_normal, {"size": size})
        return _drawn(generator, "random", {}, size, None)

    return native


def _order(generator, n):
    order = _core.arange(0, 1, n, numpy.dtype(numpy.int64))
    _fill(generator, order, _core.shuffle)
    return order


def _axis(x, axis):
    """The axis counted from the start; None where NumPy has to judge it, or there is nothing to shuffle."""
    if type(x) is not ndarray or not isinstance(axis, int) or not -x.ndim <= axis < x.ndim:
        return None
    return axis % x.ndim if x.size else None


def _shuffle(generator, original, values):
    x = values["x"]
    if type(x) is list and values.get("axis", 0) == 0:
        x[:] = [x[i] for i in _order(generator, len(x)).tolist()]
        return None
    axis = _axis(x, values.get("axis", 0))
    if axis is None or not x.flags.writeable:
        return NotImplemented
    if x.ndim == 1 and x.flags.c_contiguous and _HERE:
        _fill(generator, x, _core.shuffle)
        return None
    rows = x.swapaxes(0, axis)
    rows[...] = rows[_order(generator, len(rows))]
    return None


def _permutation(generator, original, values):
    x = values["x"]
    if isinstance(x, (int, numpy.signedinteger)):
        return _order(generator, int(x))
    axis = _axis(x, values.get("axis", 0))
    if axis is None:
        return NotImplemented
    return x[(slice(None),) * axis + (_order(generator, x.shape[axis]),)]


def _choice(legacy):
    def native(generator, original, values):
        a, size = values["a"], values["size"]
        array = type(a) is ndarray and a.ndim > 0 and (a.ndim == 1 or not legacy)
        if values.get("axis", 0) != 0 or not (array or isinstance(a, _INTEGERS)):
            return NotImplemented
        population = len(a) if array else int(a)
        if population <= 0 or size == ():
            return NotImplemented
        if values["p"] is not None:
            index = _weighted(generator, values["p"], population, size) if values["replace"] else None
        elif values["replace"]:
            index = _room(size, numpy.dtype(numpy.int64))
            _fill(generator, index, _core.draw_integers, 0, population - 1, legacy)
        elif legacy:
            index = _some(generator, population, size)
        else:
            index = _distinct(generator, population, size, bool(values["shuffle"]))
        if index is None:
            return NotImplemented
        if size is None:
            index = index.item()
        return a[index] if array else index

    return native


def _weighted(generator, p, population, size):
    """Places by their probabilities, looked up among the sums of these; None where NumPy has to judge them."""
    if type(p) is not ndarray or p.dtype != float or p.shape != (population,) or size is None:
        return None
    if not p.min() >= 0 or not abs(p.sum() - 1) < _NEAR_ONE:
        return None
    sums = p.cumsum()
    sums /= sums[-1]
    return sums.searchsorted(_drawn(generator, "random", {}, size, None), side="right")


def _some(generator, population, size):
    """Places without repetition, as RandomState has them; None where there are not as many."""
    places = _room(size, numpy.dtype(numpy.int64))
    if places.size > population:
        return None
    return _order(generator, population)[: places.size].reshape(places.shape)


def _distinct(generator, population, size, mixed):
    """The same as Generator has them."""
    places = _room(size, numpy.dtype(numpy.int64))
    if places.size > population:
        return None
    _fill(generator, places, _core.draw_distinct, population, mixed)
    return places


def _bytes(generator, original, values):
    return original(generator, **values)


_FLOATS = """
    uniform normal exponential gamma beta chisquare f standard_cauchy pareto weibull power laplace gumbel logistic
    lognormal rayleigh standard_t noncentral_chisquare noncentral_f wald vonmises triangular
""".split()
_COUNTS = "poisson negative_binomial binomial logseries geometric zipf hypergeometric".split()
_TYPED = "random standard_normal standard_exponential standard_gamma".split()
# Of whose parameters NumPy asks more than that each lies between bounds.
_RELATED = "triangular hypergeometric negative_binomial binomial standard_gamma".split()
# Those of the distributions that RandomState has in common with Generator.
_LEGACY = "uniform laplace gumbel logistic triangular".split()
_DTYPES = dict.fromkeys(_FLOATS, _FLOAT64) | dict.fromkeys(_COUNTS, numpy.dtype(numpy.int64))

# Generators for calls that draw nothing.
_IDLE = {type(each): each for each in (numpy.random.Generator(numpy.random.PCG64(0)), numpy.random.RandomState(0))}

# Class -> method -> how it is done here.
NATIVE = {
    "Generator": {name: _distribution(name) for name in (*_FLOATS, *_COUNTS, *_TYPED)}
    | {
        "integers": _integers(masked=False),
        "shuffle": _shuffle,
        "permutation": _permutation,
        "choice": _choice(legacy=False),
        "bytes": _bytes,
    },
    "RandomState": {name: _distribution(name) for name in _LEGACY}
    | dict.fromkeys(("random", "random_sample"), _distribution("random"))
    | dict.fromkeys(("normal", "standard_normal"), _legacy_normals)
    | {
        "rand": _of_shape("rand"),
        "randn": _of_shape("randn"),
        "randint": _integers(masked=True),
        "shuffle": _shuffle,
        "permutation": _permutation,
        "choice": _choice(legacy=True),
        "bytes": _bytes,
    },
}
