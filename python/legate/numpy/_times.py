"""What becomes of arrays of datetime64 and timedelta64, computed on their whole numbers.

A call comes here on its way to the gate: NumPy says of which dtypes and units the operation is, our kernels do it on
whole numbers, and the result is seen as times again. NaT is the least of them; each rule below says what becomes of it.
What has no rule goes through the gate.
"""

import functools
import math
import operator

import numpy

from . import _core, _fallback
from ._before_gate import UNLIKE
from ._creation import is_native
from ._fallback import is_times
from ._refusals import refused
from ._settings import settings
from ._time_arrays import TimeArray, are_times

ndarray = _core.ndarray
NAT = -(2**63)  # a number of Python, so that it needs no array
_SCALARS = (numpy.datetime64, numpy.timedelta64)
_ARRAYS = (TimeArray, numpy.ndarray)


def call(path, args, kwargs):
    """The function of this name, natively; NotImplemented if there is no rule for the call."""
    rule = _RULES.get(path)
    made = NotImplemented if rule is None else rule(*args, **(kwargs or {}))
    if made is NotImplemented and settings.fallback == "error" and path == "ndarray.searchsorted":
        refused(_fallback.target_of(path), args, kwargs or {})  # what NumPy refuses as well does not need it
    return made


def _ticks(x):
    """Times as whole numbers over the same memory; None for arrays whose memory is not ours to read."""
    if type(x) is TimeArray:
        return x.ticks
    if not are_times(x.dtype) or not x.flags.aligned:
        return None
    return _core.from_numpy(x.view(numpy.int64))


def _times(made, dtype):
    """Results that are whole numbers as times."""
    if isinstance(made, (tuple, list)):
        return type(made)(_times(x, dtype) for x in made)
    return TimeArray(made, dtype) if type(made) is ndarray else made.view(dtype)


def _space():
    import legate.numpy as np

    return np


# -- units -------------------------------------------------------------------------------------------------------------

_DAY = 86_400 * 10**18
_SPANS = {"W": 7 * _DAY, "D": _DAY, "h": _DAY // 24, "m": 60 * 10**18, "s": 10**18}
_SPANS |= {unit: 10 ** (15 - 3 * i) for i, unit in enumerate(("ms", "us", "ns", "ps", "fs", "as"))}
_MONTHS = {"Y": 12, "M": 1}


def _ratio(dtype, wanted):
    """How many units of one dtype are one of another: numerator and denominator; None if that depends on the date."""
    (unit, count), (wanted_unit, wanted_count) = map(numpy.datetime_data, (dtype, wanted))
    if dtype == wanted or unit == "generic":
        return 1, 1
    spans = next((spans for spans in (_SPANS, _MONTHS) if unit in spans and wanted_unit in spans), None)
    if spans is None:
        return None
    above, below = spans[unit] * count, spans[wanted_unit] * wanted_count
    shared = math.gcd(above, below)
    above, below = above // shared, below // shared
    return (above, below) if max(above, below) < 2**63 else None


def _in_unit(np, ticks, dtype, wanted):
    """Whole numbers of one unit in those of another, as NumPy casts; None if NumPy has to do it."""
    ratio = _ratio(dtype, wanted) if dtype.kind == wanted.kind else None
    if ratio is None or ratio == (1, 1):
        return ratio and ticks
    above, below = ratio
    if above == 1 and _is_exact(np, ticks):
        return np.floor(ticks / below).astype(numpy.int64)  # several times as fast as the division below
    return np.where(ticks == NAT, NAT, ticks * above // below if below > 1 else ticks * above)


# -- ufuncs ------------------------------------------------------------------------------------------------------------


def _nat_is_kept(compute):
    """Of two operands: NaT where one of them is, which only operands that are times can be."""

    def rule(np, a, b, times):
        missing = [x == NAT for x, is_time in zip((a, b), times) if is_time]
        return np.where(functools.reduce(operator.or_, missing), NAT, compute(np, a, b))

    return rule


def _nat_is_false(compute):
    return lambda np, a, b, times: compute(a, b) & (a != NAT) & (b != NAT)


def _quotient(np, a, b, times):
    missing = (a == NAT) | (b == NAT)
    if type(b) is ndarray or b == 0:
        b = np.where(a == NAT, 1, b)  # NaT may be divided by zero without a word
    return np.where(missing, numpy.nan, a / b)


def _unless_missing(choose):
    """The one operand where the other is NaT."""
    return lambda np, a, b, times: np.where(a == NAT, b, np.where(b == NAT, a, choose(np)(a, b)))


def _rounded(np, real, missing):
    """Real numbers as whole ones, cut off; NotImplemented where NumPy warns, and makes NaT of them."""
    if bool(np.max(abs(real), initial=0) < 2.0**63):  # the usual case
        return np.where(missing, NAT, real.astype(numpy.int64))
    if not bool(np.all(missing | np.isnan(real) | (abs(real) < 2.0**63))):
        return NotImplemented
    missing = missing | np.isnan(real)
    return np.where(missing, NAT, np.where(missing, 0, real).astype(numpy.int64))


def _scaled(np, a, b, times):
    """Times a real number."""
    missing = (a if times[0] else b) == NAT
    return _rounded(np, a * b, missing)


def _part(np, a, b, times):
    """A part of times, cut off: NumPy's / and // of times and numbers are the same."""
    if not bool(np.all(b != 0)):
        return NotImplemented  # NumPy warns, where it does not find NaT before
    if b.dtype.kind == "f" or _is_exact(np, a):  # a quotient of these is no whole number by rounding
        return _rounded(np, a / b, a == NAT)
    missing = a == NAT
    a = np.where(missing, 0, a)
    quotient = a // b
    return np.where(missing, NAT, quotient + ((quotient < 0) & (quotient * b != a)))


def _is_exact(np, a):
    """Whether real numbers hold these whole numbers."""
    return bool((np.max(a, initial=0) < 2**53) & (np.min(a, initial=0) > -(2**53)))


def _of_known(compute):
    """Of two times of which none is NaT, nor the second one zero: else NumPy warns."""

    def rule(np, a, b, times):
        return compute(np, a, b) if bool(np.all((a != NAT) & (b != NAT) & (b != 0))) else NotImplemented

    return rule


# (ufunc, kinds of what NumPy's loop takes) -> the same on whole numbers
_LOOPS = {}
for _name, _kinds in (("add", ("Mm", "mM", "mm")), ("subtract", ("Mm", "MM", "mm")), ("multiply", ("mi", "im"))):
    _compute = _nat_is_kept(lambda np, a, b, name=_name: getattr(np, name)(a, b))
    _LOOPS |= {(_name, kinds): _compute for kinds in _kinds}
_COMPARE = {"less": "lt", "less_equal": "le", "greater": "gt", "greater_equal": "ge", "equal": "eq", "not_equal": "ne"}
for _name in ("less", "less_equal", "greater", "greater_equal", "equal"):
    _LOOPS |= {(_name, kinds): _nat_is_false(getattr(operator, _COMPARE[_name])) for kinds in ("MM", "mm")}
for _kinds in ("MM", "mm"):
    _LOOPS["not_equal", _kinds] = lambda np, a, b, times: (a != b) | (a == NAT)
    _LOOPS["minimum", _kinds] = lambda np, a, b, times: np.minimum(a, b)  # NaT is the least
    _LOOPS["maximum", _kinds] = _nat_is_kept(lambda np, a, b: np.maximum(a, b))
    _LOOPS["fmin", _kinds] = _unless_missing(lambda np: np.minimum)
    _LOOPS["fmax", _kinds] = _unless_missing(lambda np: np.maximum)
_LOOPS["divide", "mm"] = _quotient
_LOOPS["floor_divide", "mm"] = _of_known(lambda np, a, b: a // b)
_LOOPS["remainder", "mm"] = _of_known(lambda np, a, b: a % b)
_LOOPS["divmod", "mm"] = _of_known(lambda np, a, b: divmod(a, b))
for _kinds in ("mf", "fm"):
    _LOOPS["multiply", _kinds] = _scaled
for _name in ("divide", "floor_divide"):
    _LOOPS[_name, "mi"] = _LOOPS[_name, "mf"] = _part
for _kinds in "Mm":
    _LOOPS["isnat", _kinds] = _LOOPS["isnan", _kinds] = lambda np, a: a == NAT
    _LOOPS["isfinite", _kinds] = lambda np, a: a != NAT
_LOOPS["negative", "m"] = lambda np, a: -a  # of NaT it is NaT again, and so is its magnitude
_LOOPS["positive", "m"] = lambda np, a: a.copy() if type(a) is ndarray else a
_LOOPS["absolute", "m"] = lambda np, a: abs(a)
_LOOPS["sign", "m"] = lambda np, a: np.sign(a)

_NUMBERS = {int: numpy.int64, float: numpy.float64, bool: numpy.bool}


def _ufunc(name):
    original = getattr(numpy, name)

    def rule(*operands, out=None, **options):
        if options or len(operands) != original.nin:
            return NotImplemented
        operands = [_number(x) for x in operands]
        if not all(isinstance(x, (ndarray, *_ARRAYS, numpy.number, numpy.bool, *_SCALARS)) for x in operands):
            return NotImplemented
        if all(isinstance(x, numpy.generic) for x in operands):
            return NotImplemented if out else original(*operands)  # NumPy's scalars, of which no array of ours is made
        dtypes = original.resolve_dtypes((*(x.dtype for x in operands), *[None] * original.nout))  # or what is wrong
        wanted, results = dtypes[: original.nin], dtypes[original.nin :]
        loop = _LOOPS.get((name, "".join(dtype.kind for dtype in wanted)))
        np = _space()
        numbers = [_numbers(np, x, dtype) for x, dtype in zip(operands, wanted)] if loop else [None]
        if any(x is None for x in numbers):
            return NotImplemented
        times = [] if original.nin == 1 else [[dtype.kind in "mM" for dtype in wanted]]
        made = loop(np, *numbers, *times)
        if made is NotImplemented:
            return made
        made = made if type(made) is tuple else (made,)
        made = tuple(_as_result(x, dtype) for x, dtype in zip(made, results))
        if out is not None:
            return _stored(made, out)
        return made if len(made) > 1 else made[0]

    return rule


def _number(x):
    """A Python number as NumPy's scalar; what is none, or too large, as it is."""
    kind = _NUMBERS.get(type(x))
    return x if kind is None or kind is numpy.int64 and not -(2**63) <= x < 2**63 else kind(x)


def _as_result(made, dtype):
    made = made[()] if type(made) is ndarray and made.ndim == 0 else made
    return _times(made, dtype) if dtype.kind in "mM" else made


def _stored(made, out):
    """A result in the one array that was given for it, if it is of the same dtype."""
    out = out if type(out) is tuple else (out,)
    if len(out) != 1 or len(made) != 1 or not isinstance(out[0], (ndarray, TimeArray)):
        return NotImplemented
    if out[0].dtype != made[0].dtype or numpy.broadcast_shapes(out[0].shape, made[0].shape) != out[0].shape:
        return NotImplemented
    out[0][...] = made[0]
    return out[0]


def _numbers(np, x, dtype):
    """An operand as the numbers that a loop takes; None if they are not to be had without NumPy."""
    if isinstance(x, _SCALARS):
        return x.astype(dtype).view(numpy.int64)
    if dtype.kind in "mM":
        ticks = _ticks(x) if x.dtype.kind in "mM" else _whole(np, x, numpy.int64)
        return _in_unit(np, ticks, x.dtype, dtype) if ticks is not None and x.dtype.kind in "mM" else ticks
    return _whole(np, x, dtype) if dtype.kind in "if" else None


def _whole(np, x, dtype):
    """Numbers of another dtype."""
    if isinstance(x, numpy.generic):
        return dtype(x) if isinstance(dtype, type) else dtype.type(x)
    return np.asarray(x, dtype) if is_native(x.dtype) else None


def _comparison(path, name):
    """An operator, which unlike the ufunc answers for operands that cannot be compared: by NumPy."""
    compare = _ufunc(name)

    def rule(*operands):
        try:
            return compare(*operands)
        except TypeError:
            if path not in UNLIKE:
                raise
            return UNLIKE[path](*operands)

    return rule


# -- functions that move elements, or choose among them ----------------------------------------------------------------


def _moved(name, places=(0,), shift=0):
    """A function of elements in some places of its arguments, of which it makes none that were not there. With a shift
    NaT comes last instead of first."""

    def rule(*args, **options):
        others = [*options.values(), *(x for i, x in enumerate(args) if i not in places)]
        if len(args) <= places[-1] or any(map(is_times, others)):
            return NotImplemented
        args = list(args)
        dtype = _one_dtype(item for i in places for item in _items(args[i]))
        if dtype is None:
            return NotImplemented
        np = _space()
        for i in places:
            numbers = [_shifted(_numbers(np, x, dtype), -shift) for x in _items(args[i])]
            if any(x is None for x in numbers):
                return NotImplemented
            args[i] = type(args[i])(numbers) if type(args[i]) in (list, tuple) else numbers[0]
        made = getattr(np, name)(*args, **options)
        if type(made) is tuple and name == "unique":
            return (_times(_shifted(made[0], shift), dtype), *made[1:])
        return made if name in _PLACES else _times(_shifted(made, shift), dtype)

    return rule


def _items(x):
    return x if type(x) in (list, tuple) else [x]


def _one_dtype(items):
    """The one dtype of times, beside which there may be scalars of no unit; None if that is not all there is."""
    dtypes = {None if type(x) in (list, tuple) or not is_times(x) else x.dtype for x in items}
    units = dtypes - {numpy.dtype("M8"), numpy.dtype("m8")}
    if None in dtypes or len(units or dtypes) != 1 or len({dtype.kind for dtype in dtypes}) != 1:
        return None
    return (units or dtypes).pop()


def _shifted(x, shift):
    if not shift or x is None:
        return x
    return x + numpy.int64(shift) if type(x) is ndarray else (numpy.array([x]) + shift)[0]  # scalars warn of overflow


_PLACES = frozenset({"argsort", "searchsorted"})  # what they make are no times

_MOVING = """
reshape ravel transpose permute_dims matrix_transpose swapaxes moveaxis rollaxis squeeze expand_dims atleast_1d
atleast_2d atleast_3d flip fliplr flipud rot90 roll take take_along_axis repeat tile split array_split hsplit vsplit
dsplit broadcast_to copy diagonal diag delete concatenate concat stack hstack vstack dstack
column_stack unstack sliding_window_view
""".split()

_METHODS = "reshape ravel flatten transpose squeeze swapaxes diagonal copy repeat take".split()


def _method(name):
    """A method of which the arguments are no times."""

    def rule(a, *args, **options):
        if type(a) is not TimeArray or any(map(is_times, [*args, *options.values()])):
            return NotImplemented
        return _times(getattr(a.ticks, name)(*args, **options), a.dtype)

    return rule


def _sort_in_place(a, *args, **options):
    made = _RULES["sort"](a, *args, **options) if type(a) is TimeArray and a.ndim else NotImplemented
    if made is NotImplemented:
        return made
    a.ticks[...] = made.ticks
    return None


def _unique(a, *args, **options):
    wanted = {"return_index", "return_inverse", "return_counts"}
    if args or not options.keys() <= wanted or not isinstance(a, _ARRAYS):
        return NotImplemented
    return _move_unique(a, **options)


_move_unique = _moved("unique", shift=1)


# -- reductions --------------------------------------------------------------------------------------------------------


def _reduction(compute, kinds="mM", axis=None):
    def rule(*args, **options):
        options |= {"axis": args[1]} if len(args) == 2 and "axis" not in options else {}
        options = {
            "axis": axis,
            **{name: x for name, x in options.items() if name not in ("out", "dtype") or x is not None},
        }
        if not 1 <= len(args) <= 2 or not options.keys() <= {"axis", "keepdims"} or not isinstance(args[0], _ARRAYS):
            return NotImplemented
        a = args[0]
        ticks = _ticks(a) if a.size and a.dtype.kind in kinds else None
        return NotImplemented if ticks is None else compute(_space(), ticks, a.dtype, options)

    return rule


def _least(np, ticks, dtype, options):
    return _times(np.min(ticks, **options), dtype)


def _truth(name):
    return _reduction(lambda np, ticks, dtype, options: getattr(np, name)(ticks, **options))


def _greatest(np, ticks, dtype, options):
    return _times(_or_nat(np, ticks, np.max(ticks, **options), options), dtype)


def _sum(np, ticks, dtype, options):
    return _times(_or_nat(np, ticks, np.sum(ticks, **options), options), dtype)


def _mean(np, ticks, dtype, options):
    total = _or_nat(np, ticks, np.sum(ticks, **options), options)
    count = ticks.size // max(numpy.size(total), 1)
    return _RULES["divide"](_times(total, dtype), count)


def _or_nat(np, ticks, made, options):
    chosen = np.where(np.min(ticks, **options) == NAT, NAT, made)
    return chosen if type(made) is ndarray else chosen[()]


def _argmax(np, ticks, dtype, options):
    first, last = np.argmin(ticks, **options), np.argmax(ticks, **options)
    chosen = np.where(np.min(ticks, **options) == NAT, first, last)  # NaT is taken for the greatest, too
    return chosen if type(last) is ndarray else chosen[()]


def _cumsum(np, ticks, dtype, options):
    options.pop("keepdims", None)
    if bool(np.min(ticks) == NAT):
        return NotImplemented
    return _times(np.cumsum(ticks, **options), dtype)


def _diff(*args, axis=-1, **options):
    if len(args) != 1 or options or not isinstance(args[0], _ARRAYS) or args[0].ndim == 0:
        return NotImplemented
    a = TimeArray(ticks, args[0].dtype) if (ticks := _ticks(args[0])) is not None else None
    if a is None:
        return NotImplemented
    np = _space()
    a = np.moveaxis(a, axis, -1)
    made = call("subtract", (a[..., 1:], a[..., :-1]), {})
    return made if made is NotImplemented else np.moveaxis(made, -1, axis)


def _clip(a, least=None, greatest=None, *args, **options):
    if args or options or not isinstance(a, TimeArray):
        return NotImplemented
    for name, bound in (("maximum", least), ("minimum", greatest)):
        a = a if bound is None or a is NotImplemented else call(name, (a, bound), {})
    return a if least is not None or greatest is not None else NotImplemented


# -- other dtypes ------------------------------------------------------------------------------------------------------


def _astype(a, dtype, *args, **options):
    """Whole numbers of ours as times, and times as whole numbers, or in another unit."""
    if args or options:
        return NotImplemented
    dtype = numpy.dtype(dtype)
    if type(a) is TimeArray:
        if is_native(dtype):
            return a.ticks.astype(dtype)
        if dtype.kind not in "mM":
            return _fallback.observe(numpy.ndarray.astype, (a, dtype), {})  # what we do not hold, NumPy makes
        ticks = _in_unit(_space(), a.ticks, a.dtype, dtype) if are_times(dtype) else None
        return NotImplemented if ticks is None else TimeArray(ticks.copy() if ticks is a.ticks else ticks, dtype)
    if a.dtype.kind not in "biu" or not are_times(dtype) or numpy.datetime_data(dtype)[0] == "generic":
        return NotImplemented
    return _times(a.astype(numpy.int64, copy=True), dtype)


def _view(a, *args, **options):
    """The same memory as times, or times as something else."""
    kind = args[0] if len(args) == 1 and not options else None
    if kind is not None and not (isinstance(kind, type) and issubclass(kind, ndarray)):
        dtype = numpy.dtype(kind)
        ticks = a.ticks if type(a) is TimeArray else a
        if are_times(dtype) and ticks.dtype.itemsize == 8:
            return _times(ticks.view(numpy.int64), dtype)
        if type(a) is TimeArray and is_native(dtype):
            return ticks.view(dtype)
    return _fallback.observe(numpy.ndarray.view, (a, *args), options) if type(a) is TimeArray else NotImplemented


_RULES = {name: _ufunc(name) for name, _ in _LOOPS}
_RULES |= {name: _moved(name) for name in _MOVING}
_RULES |= {f"ndarray.{name}": _method(name) for name in _METHODS}
_RULES |= {
    "where": _moved("where", (1, 2)),
    "compress": _moved("compress", (1,)),
    "extract": _moved("extract", (1,)),
    "sort": _moved("sort", shift=1),
    "argsort": _moved("argsort", shift=1),
    "searchsorted": _moved("searchsorted", (0, 1), shift=1),
    "unique": _unique,
    "min": _reduction(_least),
    "amin": _reduction(_least),
    "max": _reduction(_greatest),
    "amax": _reduction(_greatest),
    "sum": _reduction(_sum, "m"),
    "mean": _reduction(_mean, "m"),
    "cumsum": _reduction(_cumsum, "m"),
    "argmin": _reduction(lambda np, ticks, dtype, options: np.argmin(ticks, **options)),
    "argmax": _reduction(_argmax),
    "add.reduce": _reduction(_sum, "m", axis=0),
    "minimum.reduce": _reduction(_least, axis=0),
    "maximum.reduce": _reduction(_greatest, axis=0),
    "any": _truth("any"),
    "all": _truth("all"),
    "diff": _diff,
    "clip": _clip,
    "ndarray.astype": _astype,
    "ndarray.view": _view,
    "ndarray.sort": _sort_in_place,
}
for _name in (
    "min",
    "max",
    "sum",
    "mean",
    "cumsum",
    "argmin",
    "argmax",
    "argsort",
    "searchsorted",
    "clip",
    "any",
    "all",
):
    _RULES["ndarray." + _name] = _RULES[_name]
for _name in ("less", "less_equal", "equal", "not_equal", "greater", "greater_equal"):
    _path = f"ndarray.__{_COMPARE[_name]}__"
    _RULES[_path] = _comparison(_path, _name)
