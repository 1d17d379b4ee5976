"""Random numbers that are drawn straight into our arrays, by NumPy's distributions from NumPy's bit generators.

A native method is `native(generator, original, values)`: an object of NumPy's Generator or RandomState, NumPy's method,
and the arguments by name. It gives NotImplemented for what NumPy has to do. What is wrong with arguments NumPy says: it
is asked to draw nothing with them.
"""

import numpy

from . import _core
from ._creation import _extents

ndarray = _core.ndarray

_EXACT = 1 << 53  # integers up to here are float64s
_FEW = 64  # normal numbers that are drawn one by one before a RandomState is asked what it keeps
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
    def native(generator, original, values):
        size, out = values.pop("size"), values.pop("out", None)
        options = {key: values.pop(key) for key in ("dtype", "method") if key in values}
        if not all(map(_is_number, values.values())):
            return NotImplemented
        if values or options:
            original(generator, **values, **options, size=0)
        return _drawn(generator, name, values, size, out, **options)

    return native


def _drawn(generator, name, values, size, out, dtype=None, method="zig"):
    dtype = _DTYPES.get(name) or numpy.dtype(dtype)
    way = name + ("_inv" if method != "zig" else "") + ("_float32" if dtype == numpy.float32 else "")
    parameters = [float(x) for x in values.values()]
    if name == "uniform":
        parameters[1] -= parameters[0]
    array = _room(size, dtype) if out is None else _rows_of(out, size, dtype, fortran=not parameters)
    if array is None:
        return NotImplemented
    _fill(generator, array, _core.draw, way, parameters)
    if out is not None:
        return out
    return array.item() if size is None else array


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
        array = _room(values["size"], dtype)
        if array.size:
            low, high = int(low), int(high) - (not values.get("endpoint"))
            least, most = (0, 1) if dtype.kind == "b" else (numpy.iinfo(dtype).min, numpy.iinfo(dtype).max)
            if not least <= low <= high <= most:
                return original(generator, **values)  # raises
            _fill(generator, array, _core.draw_integers, low % (1 << 64), high - low, masked)
        if values["size"] is not None:
            return array
        return array.item() if any(values["dtype"] is each for each in (int, bool)) else dtype.type(array.item())

    return native


def _legacy_normals(generator, original, values):
    size, loc, scale = values["size"], values.get("loc", 0.0), values.get("scale", 1.0)
    if not (_is_number(loc) and _is_number(scale)):
        return NotImplemented
    original(generator, **values | {"size": 0})
    loc, scale = float(loc), float(scale)
    if size is None:
        return loc + scale * generator.standard_normal()
    array = _room(size, numpy.float64)
    flat = array.reshape(-1)
    with generator._bit_generator.lock:
        if flat.size <= _FEW:
            flat[...] = [loc + scale * generator.standard_normal() for _ in range(flat.size)]
        else:
            _fill_with_normals(generator, flat, loc, scale)
    return array


def _fill_with_normals(generator, flat, loc, scale):
    """RandomState makes two at a time and keeps one: one that it has kept, or is to keep, comes from its own method."""
    kept = generator.get_state(legacy=False)["has_gauss"]
    first = generator.standard_normal() if kept else None
    pairs = flat[kept:]
    pairs = pairs[: pairs.size // 2 * 2]
    _fill(generator, pairs, _core.draw_pairs_of_normals, loc, scale)
    last = generator.standard_normal() if kept + pairs.size < flat.size else None
    for at, number in ((0, first), (-1, last)):
        if number is not None:
            flat[at] = loc + scale * number


def _of_shape(name):
    """rand and randn: the shape as arguments."""

    def native(generator, original, values):
        size = values["args"] or None
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
        if values["p"] is not None or values.get("axis", 0) != 0 or not (array or isinstance(a, _INTEGERS)):
            return NotImplemented
        population = len(a) if array else int(a)
        if population <= 0 or size == ():
            return NotImplemented
        if values["replace"]:
            index = _room(size, numpy.dtype(numpy.int64))
            _fill(generator, index, _core.draw_integers, 0, population - 1, legacy)
        elif legacy:
            index = _some(generator, population, size)
        else:
            return NotImplemented
        if index is None:
            return NotImplemented
        if size is None:
            index = index.item()
        return a[index] if array else index

    return native


def _some(generator, population, size):
    """Places without repetition, as RandomState has them; None where there are not as many."""
    places = _room(size, numpy.dtype(numpy.int64))
    if places.size > population:
        return None
    return _order(generator, population)[: places.size].reshape(places.shape)


def _bytes(generator, original, values):
    return original(generator, **values)


_FLOATS = """
    uniform normal exponential gamma beta chisquare f standard_cauchy pareto weibull power laplace gumbel logistic
    lognormal rayleigh standard_t noncentral_chisquare noncentral_f wald vonmises triangular
""".split()
_COUNTS = "poisson negative_binomial binomial logseries geometric zipf hypergeometric".split()
_TYPED = "random standard_normal standard_exponential standard_gamma".split()
# Those of the distributions that RandomState has in common with Generator.
_LEGACY = "uniform laplace gumbel logistic triangular".split()
_DTYPES = dict.fromkeys(_FLOATS, numpy.dtype(numpy.float64)) | dict.fromkeys(_COUNTS, numpy.dtype(numpy.int64))

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
