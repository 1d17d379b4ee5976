"""benchmarks/functions.toml as the tests see it: one call of each public function, and what its value must be."""

import importlib.util
import pathlib
import types

import numpy
import optable

CASES = pathlib.Path(__file__).parents[2] / "benchmarks" / "cases.py"


def _load():
    """benchmarks/cases.py, which is no part of a package."""
    spec = importlib.util.spec_from_file_location("benchmark_cases", CASES)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_cases = _load()
GROUPS = list(_cases.function_groups())
# (name, code, set-up, ulp): `ulp` of results is what they may differ by, the op table's where nothing else is said.
CALLS = [
    (name, code, group["setup"], group["ulp"] if "ulp" in group else optable.ulp(name) if name in optable.ROWS else 0)
    for group in GROUPS
    for name, code in group["cases"].items()
]
UNTIMED = {name for names in _cases.read("functions.toml")["untimed"].values() for name in names.split()}


def timed():
    """The names that have a call."""
    return {name.partition(",")[0] for name, *_ in CALLS}


def value(np, code, setup, n, prepare=lambda names: None):
    """What a call comes to: the value of an expression, or what statements leave in `o`.

    `prepare` gets the names that the set-up has made.
    """
    names = {"np": np, "n": n}
    exec(setup, names)
    prepare(names)
    try:
        code = compile(code, "<call>", "eval")
    except SyntaxError:
        exec(code, names)
        return names["o"]
    return eval(code, names)


def check(ours, theirs, ulp, ndarray):
    """Same structure, types, dtypes and shapes, and the same values but for rounding."""
    if isinstance(theirs, (tuple, list)):
        assert type(ours) is type(theirs) and len(ours) == len(theirs)
        for x, y in zip(ours, theirs):
            check(x, y, ulp, ndarray)
    elif isinstance(theirs, (numpy.ndarray, numpy.generic)):
        assert type(ours) is (ndarray if type(theirs) is numpy.ndarray else type(theirs))
        assert ours.shape == theirs.shape and ours.dtype == theirs.dtype
        check_values(numpy.asarray(ours), theirs, ulp)
    elif not isinstance(theirs, types.FunctionType):
        assert type(ours) is type(theirs) and ours == theirs


def check_values(ours, theirs, ulp):
    if ulp == 0 or theirs.dtype.kind not in "fc":
        numpy.testing.assert_array_equal(ours, theirs)
        return
    bound = ulp * numpy.finfo(theirs.dtype).eps
    largest = numpy.nanmax(abs(theirs), initial=0)
    # What is small may be the difference of what is large.
    numpy.testing.assert_allclose(ours, theirs, rtol=bound, atol=bound * largest if numpy.isfinite(largest) else 0)
