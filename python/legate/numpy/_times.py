"""Functions of arrays of datetime64 and timedelta64, computed on their whole numbers.

Such arrays are NumPy's own (DESIGN.md: held), and so are their operators and methods. A function of our namespace comes
here on its way to the gate: NumPy says of which dtypes and units the operation is, our kernels do it on the numbers,
seen as int64 in the same memory, and the result is seen as times again. NaT is the least of them; each rule below says
what becomes of it. What has no rule, or has to change units, goes through the gate.
"""

import functools
import operator

import numpy

from . import _core
from ._creation import is_native
from ._fallback import is_times

ndarray = _core.ndarray
NAT = numpy.int64(numpy.iinfo(numpy.int64).min)
_SCALARS = (numpy.datetime64, numpy.timedelta64)


def call(path, args, kwargs):
    """The function of this name, natively; NotImplemented if there is no rule for the call."""
    rule = _RULES.get(path)
    return NotImplemented if rule is None else rule(*args, **kwargs)


def _ticks(x):
    """Times as whole numbers over the same memory; None for arrays whose memory is not ours to read."""
    if not x.dtype.isnative or not x.flags.aligned:
        return None
    return _core.from_numpy(x.view(numpy.int64))


def _times(made, dtype):
    """Results that are whole numbers as times."""
    if isinstance(made, (tuple, list)):
        return type(made)(_times(x, dtype) for x in made)
    if type(made) is ndarray:
        return _core.to_numpy(made).view(dtype)
    return made.view(dtype)


def _space():
    import legate.numpy as np

    return np


# -- ufuncs ------------------------------------------------------------------------------------------------------------


def _has_nat(np, x):
    """Whether there is NaT among whole numbers: the least of them takes less time to find than all that are."""
    return bool(x == NAT) if isinstance(x, numpy.int64) else x.size > 0 and bool(np.min(x) == NAT)


def _nat_is_kept(compute):
    """Of two operands: NaT where one of them is, which only operands that are times can be."""

    def rule(np, a, b, times):
        missing = [x == NAT for x, is_time in zip((a, b), times) if is_time and _has_nat(np, x)]
        made = compute(np, a, b)
        return np.where(functools.reduce(operator.or_, missing), NAT, made) if missing else made

    return rule


def _nat_is_false(compute):
    def rule(np, a, b, times):
        known = [x != NAT for x in (a, b) if _has_nat(np, x)]
        return functools.reduce(operator.and_, known, compute(a, b))

    return rule


def _quotient(np, a, b, times):
    missing = (a == NAT) | (b == NAT)
    a, b = (np.where(missing, 1, x).astype(float) for x in (a, b))
    return np.where(missing, numpy.nan, a / b)


def _unless_missing(choose):
    """The one operand where the other is NaT."""
    return lambda np, a, b, times: np.where(a == NAT, b, np.where(b == NAT, a, choose(np)(a, b)))


# (ufunc, kinds of what NumPy's loop takes) -> the same on whole numbers
_LOOPS = {}
for _name, _kinds in (("add", ("Mm", "mM", "mm")), ("subtract", ("Mm", "MM", "mm")), ("multiply", ("mi", "im"))):
    _compute = _nat_is_kept(lambda np, a, b, name=_name: getattr(np, name)(a, b))
    _LOOPS |= {(_name, kinds): _compute for kinds in _kinds}
for _name in ("less", "less_equal", "greater", "greater_equal", "equal"):
    _compare = {"less": "lt", "less_equal": "le", "greater": "gt", "greater_equal": "ge", "equal": "eq"}[_name]
    _LOOPS |= {(_name, kinds): _nat_is_false(getattr(operator, _compare)) for kinds in ("MM", "mm")}
for _kinds in ("MM", "mm"):
    _LOOPS["not_equal", _kinds] = lambda np, a, b, times: (a != b) | (a == NAT)
    _LOOPS["minimum", _kinds] = lambda np, a, b, times: np.minimum(a, b)  # NaT is the least
    _LOOPS["maximum", _kinds] = _nat_is_kept(lambda np, a, b: np.maximum(a, b))
    _LOOPS["fmin", _kinds] = _unless_missing(lambda np: np.minimum)
    _LOOPS["fmax", _kinds] = _unless_missing(lambda np: np.maximum)
_LOOPS["divide", "mm"] = _quotient
for _kinds in "Mm":
    _LOOPS["isnat", _kinds] = lambda np, a: a == NAT
    _LOOPS["isfinite", _kinds] = lambda np, a: a != NAT
_LOOPS["negative", "m"] = lambda np, a: -a  # of NaT it is NaT again, and so is its magnitude
_LOOPS["positive", "m"] = lambda np, a: a.copy()
_LOOPS["absolute", "m"] = lambda np, a: abs(a)


def _ufunc(name):
    original = getattr(numpy, name)

    def rule(*operands, **options):
        if options or len(operands) != original.nin:
            return NotImplemented
        operands = [numpy.int64(x) if type(x) is int and abs(x) < 2**63 else x for x in operands]
        if not all(isinstance(x, (ndarray, numpy.ndarray, numpy.int64, *_SCALARS)) for x in operands):
            return NotImplemented
        if all(isinstance(x, numpy.generic) for x in operands):
            return original(*operands)  # NumPy's scalars, of which no array of ours is made
        *wanted, result = original.resolve_dtypes((*(x.dtype for x in operands), None))  # refuses what NumPy refuses
        loop = _LOOPS.get((name, "".join(dtype.kind for dtype in wanted)))
        numbers = [_numbers(x, dtype) for x, dtype in zip(operands, wanted)]
        if loop is None or any(x is None for x in numbers):
            return NotImplemented
        times = [] if original.nin == 1 else [[dtype.kind in "mM" for dtype in wanted]]
        made = loop(_space(), *numbers, *times)
        made = made[()] if type(made) is ndarray and made.ndim == 0 else made
        return _times(made, result) if result.kind in "mM" else made

    return rule


def _numbers(x, dtype):
    """An operand as whole numbers in the unit of a loop; None if they are not to be had without computing them."""
    if isinstance(x, _SCALARS):
        return x.astype(dtype).view(numpy.int64)
    if x.dtype.kind in "bi" and dtype.kind in "im" and is_native(x.dtype):
        return x if isinstance(x, numpy.int64) else _space().asarray(x, numpy.int64)
    return _ticks(x) if x.dtype == dtype and dtype.kind in "mM" else None


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
        for i in places:
            numbers = [_shifted(_numbers(x, dtype), -shift) for x in _items(args[i])]
            if any(x is None for x in numbers):
                return NotImplemented
            args[i] = numbers if type(args[i]) in (list, tuple) else numbers[0]
        made = getattr(_space(), name)(*args, **options)
        return made if name in _PLACES else _times(_shifted(made, shift), dtype)

    return rule


def _items(x):
    return x if type(x) in (list, tuple) else [x]


def _one_dtype(items):
    """The one dtype of times, beside which there may be scalars of no unit; None if that is not all there is."""
    dtypes = {None if type(x) in (list, tuple) or not is_times(x) else x.dtype for x in items}
    units = dtypes - {numpy.dtype("M8"), numpy.dtype("m8")}
    if len(units) != 1 or None in units or len({dtype.kind for dtype in dtypes}) != 1:
        return None
    return units.pop()


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


# -- reductions --------------------------------------------------------------------------------------------------------


def _reduction(compute, kinds="mM"):
    def rule(*args, **options):
        options |= {"axis": args[1]} if len(args) == 2 and "axis" not in options else {}
        if not 1 <= len(args) <= 2 or not options.keys() <= {"axis", "keepdims"} or type(args[0]) is not numpy.ndarray:
            return NotImplemented
        a = args[0]
        ticks = _ticks(a) if a.size and a.dtype.kind in kinds else None
        return NotImplemented if ticks is None else compute(_space(), ticks, a.dtype, options)

    return rule


def _least(np, ticks, dtype, options):
    return _times(np.min(ticks, **options), dtype)


def _greatest(np, ticks, dtype, options):
    return _times(_or_nat(np, ticks, np.max(ticks, **options), options), dtype)


def _sum(np, ticks, dtype, options):
    return _times(_or_nat(np, ticks, np.sum(ticks, **options), options), dtype)


def _or_nat(np, ticks, made, options):
    chosen = np.where(np.min(ticks, **options) == NAT, NAT, made)
    return chosen if type(made) is ndarray else chosen[()]


def _argmax(np, ticks, dtype, options):
    first, last = np.argmin(ticks, **options), np.argmax(ticks, **options)
    chosen = np.where(np.min(ticks, **options) == NAT, first, last)  # NaT is taken for the greatest, too
    return chosen if type(last) is ndarray else chosen[()]


def _diff(*args, axis=-1, **options):
    if len(args) != 1 or options or type(args[0]) is not numpy.ndarray or args[0].ndim == 0:
        return NotImplemented
    a = numpy.moveaxis(args[0], axis, -1)
    made = call("subtract", (a[..., 1:], a[..., :-1]), {})
    return made if made is NotImplemented else numpy.moveaxis(made, -1, axis)


def _astype(*args, **options):
    """Whole numbers of ours as times."""
    if len(args) != 2 or options or args[0].dtype.kind not in "biu":
        return NotImplemented
    dtype = numpy.dtype(args[1])
    if dtype.kind not in "mM" or not dtype.isnative or numpy.datetime_data(dtype)[0] == "generic":
        return NotImplemented
    return _times(args[0].astype(numpy.int64, copy=True), dtype)


_RULES = {name: _ufunc(name) for name, _ in _LOOPS}
_RULES |= {name: _moved(name) for name in _MOVING}
_RULES |= {
    "where": _moved("where", (1, 2)),
    "compress": _moved("compress", (1,)),
    "extract": _moved("extract", (1,)),
    "sort": _moved("sort", shift=1),
    "argsort": _moved("argsort", shift=1),
    "searchsorted": _moved("searchsorted", (0, 1), shift=1),
    "min": _reduction(_least),
    "amin": _reduction(_least),
    "max": _reduction(_greatest),
    "amax": _reduction(_greatest),
    "sum": _reduction(_sum, "m"),
    "argmin": _reduction(lambda np, ticks, dtype, options: np.argmin(ticks, **options)),
    "argmax": _reduction(_argmax),
    "diff": _diff,
    "ndarray.astype": _astype,
}
