"""The table of calls that `./dev bench --functions` times has every public function, and gives NumPy's results."""

import types

import function_table
import legate.numpy as np
import numpy
import pytest

_METHODS = (types.MethodDescriptorType, types.WrapperDescriptorType)
_CALLABLES = (types.FunctionType, types.BuiltinFunctionType, type(numpy.sum), numpy.ufunc)


def public():
    """Functions and ufuncs of the main namespace, and methods of arrays, by their names."""
    yield from (name for name in dir(numpy) if isinstance(getattr(numpy, name), _CALLABLES) and name[0] != "_")
    yield from (f"ndarray.{name}" for name, value in vars(numpy.ndarray).items() if _is_method(name, value))


def _is_method(name, value):
    return isinstance(value, _METHODS) and not name.startswith("_")


def found(name):
    owner, _, method = name.rpartition(".")
    return getattr(getattr(numpy, owner) if owner else numpy, method)


def test_every_public_function_is_timed_or_the_table_says_why_not():
    named = function_table.timed() | function_table.UNTIMED
    objects = [found(name) for name in public() if name in named]  # `abs` is `absolute`
    missing = [name for name in public() if not any(found(name) is known for known in objects)]
    assert not missing
    assert function_table.UNTIMED <= set(public()) and not function_table.UNTIMED & function_table.timed()


@pytest.mark.parametrize(
    "name, code, setup, ulp", function_table.CALLS, ids=[name for name, *_ in function_table.CALLS]
)
def test_result_is_numpys(name, code, setup, ulp, gate_open):
    ours, theirs = (function_table.value(module, code, setup, 100) for module in (np, numpy))
    function_table.check(ours, theirs, ulp, np.ndarray)
