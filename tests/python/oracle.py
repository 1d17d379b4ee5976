"""Comparing legate.numpy with NumPy: what a program gives under each, bits, and units in the last place."""

import ast
import warnings

import legate.numpy as np
import numpy
from legate.numpy import _core

NATIVE = "?bBhHiIlLefdFD"


class Outcome:
    """What a call gave: its value or its exception, and the warnings on the way, as text."""

    def __init__(self, call):
        self.value = self.error = None
        with warnings.catch_warnings(record=True) as seen:
            warnings.simplefilter("always")
            try:
                self.value = call()
                np.synchronize()
            except Exception as error:
                self.error = error
        self.warnings = sorted(
            {f"{w.category.__name__}: {w.message}" for w in seen if w.category is not np.FallbackWarning}
        )

    def __str__(self):
        what = f"{type(self.error).__name__}: {self.error}" if self.error else repr(self.value)
        return "\n".join([what, *self.warnings])


def same_outcome(ours, theirs, bits=True):
    """Fails unless two outcomes agree: exception class and words, or value, dtype, shape and bits; and the warnings."""
    __tracebackhide__ = True
    if theirs.error is not None or ours.error is not None:
        same = str(ours) == str(theirs) and type(ours.error) is type(theirs.error)
        assert same, f"\n{ours}\ninstead of\n{theirs}"
        return
    same_value(ours.value, theirs.value, bits)
    assert ours.warnings == theirs.warnings, f"{ours.warnings} instead of {theirs.warnings}"


def same_value(ours, theirs, bits=True):
    __tracebackhide__ = True
    if type(ours) is _core.lazy_scalar:  # LEGATE_NUMPY_SCALARS=lazy
        ours = _core.scalar_value(ours)
    if isinstance(theirs, (tuple, list)):
        assert type(ours) is type(theirs) and len(ours) == len(theirs)
        for x, y in zip(ours, theirs):
            same_value(x, y, bits)
    elif isinstance(theirs, numpy.ndarray):
        assert type(ours) is np.ndarray, f"{type(ours)} instead of an ndarray"
        assert (ours.dtype, ours.shape) == (theirs.dtype, theirs.shape)
        if bits:
            same_bits(to_numpy(ours), theirs)
        else:  # on some CPUs NumPy's single-precision functions are up to 4 units in the last place off
            rtol = 4 * numpy.finfo(numpy.float32).eps if theirs.dtype.char in "fF" else 1e-12
            numpy.testing.assert_allclose(to_numpy(ours), theirs, rtol=rtol)
    else:
        assert type(ours) is type(theirs), f"{ours!r} instead of {theirs!r}"
        assert ours == theirs or ours != ours and theirs != theirs, f"{ours!r} instead of {theirs!r}"


def to_numpy(a):
    return _core.to_numpy(a) if type(a) is np.ndarray else numpy.asarray(a)


def parts(a):
    """A NumPy array as real ones: complex numbers as pairs."""
    return a.view(a.real.dtype) if a.dtype.kind == "c" else a


def equal_bits(a, b):
    """Elementwise: the same bits, or both not a number."""
    a, b = (parts(numpy.ascontiguousarray(x).reshape(-1)) for x in (a, b))
    code = f"u{a.itemsize}"
    same = a.view(code) == b.view(code)
    return same | numpy.isnan(a) & numpy.isnan(b) if a.dtype.kind == "f" else same


def same_bits(ours, theirs):
    __tracebackhide__ = True
    assert (ours.dtype, ours.shape) == (theirs.dtype, theirs.shape)
    same = equal_bits(ours, theirs)
    if not same.all():
        flat = [parts(numpy.ascontiguousarray(x).reshape(-1)) for x in (ours, theirs)]
        at = numpy.flatnonzero(~same)
        raise AssertionError(f"{len(at)} of {same.size} differ, at {at[:5]}: {flat[0][at[:5]]} != {flat[1][at[:5]]}")


def ulps(got, exact, scale=0):
    """The distance of real results from longdouble ones, in units in the last place of the dtype that `got` has.

    The unit is that of the exact result, or of `scale` where that is larger.
    """
    rounded = exact.astype(got.dtype)
    largest = numpy.finfo(got.dtype).max
    size = numpy.minimum(numpy.maximum(numpy.abs(rounded), scale), largest).astype(got.dtype)
    unit = numpy.spacing(size).astype(numpy.longdouble)
    # An infinity stands one unit beyond the largest number.
    beyond = numpy.copysign(numpy.longdouble(largest) + numpy.spacing(largest), got)
    distance = numpy.abs(numpy.where(numpy.isinf(got), beyond, got) - exact) / unit
    same = (numpy.isnan(rounded) & numpy.isnan(got)) | (got == rounded)
    return numpy.where(same, 0, numpy.where(numpy.isfinite(distance), distance, numpy.inf))


def execute(program, module, names):
    """Runs statements with `np` bound to a module; the value of the last one, if it is an expression."""
    scope = {**names, "np": module}
    tree = ast.parse(program)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "<program>", "exec"), scope)
    return eval(compile(ast.Expression(last.value), "<program>", "eval"), scope) if last else None


def same_program(program, data, bits=True):
    """A program gives the same under both, and leaves the same in the arrays of `data` (name -> function making one).

    The program is evaluated with np.<name> of each module and with the arrays as that module's own.
    """
    __tracebackhide__ = True
    outcomes, arrays = [], []
    for module in (np, numpy):
        names = {name: module.array(make()) for name, make in data.items()}
        outcomes.append(Outcome(lambda module=module, names=names: execute(program, module, names)))
        arrays.append(names)
    same_outcome(*outcomes, bits)
    for name in data:
        same_value(arrays[0][name], arrays[1][name], bits)


def programs(text):
    """The programs of a table: parted by bars."""
    return [part.strip() for line in text.splitlines() for part in line.split(" | ") if part.strip()]
