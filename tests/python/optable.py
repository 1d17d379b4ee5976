"""The op table as the tests see it: its rows, data for each dtype, and arrays in every layout."""

import importlib.util
import pathlib
import tomllib

import numpy

OPS = pathlib.Path(__file__).parents[2] / "ops"


def _rows():
    spec = importlib.util.spec_from_file_location("generate", OPS / "generate.py")
    generate = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generate)
    table = tomllib.loads((OPS / "ufuncs.toml").read_text())
    return generate.json_rows([generate.Op(name, row, table) for name, row in table.items()])


ROWS = {name: row for name, row in _rows().items() if row["ufunc"]}
UNARY = [name for name, row in ROWS.items() if row["nin"] == 1]
BINARY = [name for name, row in ROWS.items() if row["nin"] == 2]


def ulp(name):
    """The error bound of an op's real results; 0 where NumPy's bits are expected."""
    bounds = [ROWS[part]["ulp"] for part in ROWS[name]["parts"] if part in ROWS] or [ROWS[name]["ulp"]]
    return 0 if max(bounds) <= 0.5 else max(bounds)


def loops(name):
    """(input characters, output characters) of an op's loops."""
    return [tuple(loop.split("->")) for loop in ROWS[name]["types"]]


def specials(dtype):
    """Values at which an operation may do something of its own."""
    dtype = numpy.dtype(dtype)
    if dtype.kind == "b":
        return numpy.array([False, True])
    if dtype.kind in "iu":
        info = numpy.iinfo(dtype)
        return numpy.array([info.min, info.min + 1, 0, 1, 2, 3, 7, info.max - 1, info.max], dtype)
    if dtype.kind == "c":
        values = [0.0, -0.0, 1.0, -1.0, numpy.inf, -numpy.inf, numpy.nan, 1e-3, 2.5]
        return numpy.array([complex(x, y) for x in values for y in values], dtype)
    info = numpy.finfo(dtype)
    tiny, least = float(info.tiny), float(info.smallest_subnormal)
    positive = [
        0.0,
        1.0,
        0.5,
        1.5,
        2.0,
        3.0,
        2.5,
        10.0,
        100.0,
        float(info.eps),
        tiny,
        least,
        float(info.max),
        numpy.inf,
    ]
    return numpy.array([*positive, *(-x for x in positive), numpy.nan], dtype)


def samples(dtype, count, seed=0):
    """Specials, then random values: small ones, and some of every magnitude."""
    dtype = numpy.dtype(dtype)
    rng = numpy.random.default_rng(seed)
    special = specials(dtype)
    rest = max(count - special.size, 0)
    if dtype.kind == "b":
        random = rng.random(rest) < 0.5
    elif dtype.kind in "iu":
        info = numpy.iinfo(dtype)
        random = rng.integers(info.min, info.max, rest, dtype, endpoint=True)
        random[::2] = rng.integers(max(info.min, -9), 9, random[::2].size)
    else:
        random = _random_floats(rng, rest, dtype)
    return numpy.concatenate([special, random])[:count].astype(dtype)


def _random_floats(rng, count, dtype):
    if dtype.kind == "c":
        half = numpy.dtype("f4" if dtype.itemsize == 8 else "f8")
        pair = rng.normal(size=(count, 2)) * 3
        return pair.astype(half).view(dtype).reshape(-1)
    wide = numpy.finfo(dtype).maxexp
    values = rng.normal(size=count) * 4
    values[::3] = rng.normal(size=values[::3].size) * 2.0 ** rng.uniform(-wide, wide - 3, values[::3].size)
    return values.astype(dtype)


def _strided(np, a):
    out = np.zeros((2 * a.shape[0], *a.shape[1:], 3), a.dtype)
    out[::2, ..., 1] = a
    return out[::2, ..., 1]


def _offset(np, a):
    out = np.zeros((a.shape[0] + 1, a.shape[1] + 3), a.dtype)
    out[1:, 2:-1] = a
    return out[1:, 2:-1]


def _fields(np, a):
    out = np.zeros((*a.shape, 2), a.dtype)
    out[..., 1] = a
    return out[..., 1]


# Each gives an array of `np` with the values of `a` (two-dimensional), laid out otherwise.
LAYOUTS = {
    "contiguous": lambda np, a: np.array(a),
    "transposed": lambda np, a: np.array(a.T.copy()).T,
    "strided": _strided,
    "offset": _offset,
    "reversed": lambda np, a: np.array(a[::-1, ::-1])[::-1, ::-1],
    "rows reversed": lambda np, a: np.array(a[::-1])[::-1],
    "reversed strided": lambda np, a: _strided(np, a[:, ::-1])[:, ::-1],
    "fields": _fields,
}
