"""Native means that our kernels did it: the gate stays shut, results are ours, and the engine counts the work.

A stand-in for the package that sends everything to NumPy scores nothing by the same measure.
"""

import legate.numpy as np
import numpy
import pytest
from legate.numpy import _core, _fallback
from optable import ROWS, loops

PROGRAMS = {
    "arithmetic": "a * 2 + b / 3 - a // 2",
    "in place": "c = a.copy(); c += b; c[1:] *= c[:-1]; c",
    "comparison": "(a > b) & (a < 5)",
    "where": "np.where(a > b, a, -b)",
    "slices": "c = np.zeros((4, 5)); c[1:-1, 1:-1] = a[1:-1, 1:-1]; c[::2]",
    "mask": "c = a + 0; c[a > 3] = 0; c[c > 1]",
    "index arrays": "(a + 0)[k][:, :3] + (b * 1)[:, k][:1]",
    "reductions": "(a * b + a).sum(axis=0) + a.max(axis=0) + a.mean(axis=0)",
    "all of it": "(a * b).sum() + np.ones(3)",
    "creation": "np.arange(12.0).reshape(3, 4).T + np.full((4, 3), 2.0) + np.eye(4, 3) + np.linspace(0, 1, 3)",
    "cast": "(a.astype('f4') * 2).astype(int)",
    "join": "np.concatenate([a, b * 2], axis=1) + np.stack([a[0], b[0], a[1], b[1]]).repeat(2, axis=1)[:, :10]",
    "scan": "np.cumsum(a * 2, axis=1)",
    "borrowed": "np.gradient(a * 1.5)[0] + np.diff(a, axis=1, prepend=0) + np.roll(b, 1, axis=0)",
}


def works_natively(module, program):
    """Whether a program's result is our array, made by our kernels, without a passage through the gate."""
    names = {"np": module, "a": np.arange(20.0).reshape(4, 5), "b": np.ones((4, 5)), "k": np.array([2, 0, 1])}
    np.synchronize()
    gate, recorded = _fallback.count(), _core.stats()["recorded"]
    *statements, last = program.split("; ")
    exec("\n".join(statements), names)
    result = eval(last, names)
    np.synchronize()
    ran = _core.stats()["recorded"] > recorded
    return type(result) is np.ndarray and ran and _fallback.count() == gate


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_program_is_native(program, native):
    assert works_natively(np, program)


def ufunc_calls():
    for name in ROWS:
        ins = loops(name)[-1][0]
        yield name, [np.array(numpy.ones(5, char)) for char in ins]


@pytest.fixture(autouse=True)
def quiet():
    with np.errstate(all="ignore"):
        yield


def native_ufuncs(module):
    score = 0
    for name, arrays in ufunc_calls():
        gate, recorded = _fallback.count(), _core.stats()["recorded"]
        result = getattr(module, name)(*arrays)
        results = result if isinstance(result, tuple) else (result,)
        ours = all(type(r) is np.ndarray for r in results)
        score += ours and _fallback.count() == gate and _core.stats()["recorded"] >= recorded + len(results)
    return score


def test_every_ufunc_is_native(native):
    assert native_ufuncs(np) == len(ROWS)


class ThroughTheGate:
    """Every function by NumPy, through the gate."""

    def __getattr__(self, name):
        return lambda *args, **kwargs: _fallback.call(name, args, kwargs)


class AroundTheGate:
    """Every function by NumPy, behind the gate's back, with results dressed as ours."""

    def __getattr__(self, name):
        def function(*args, **kwargs):
            result = getattr(numpy, name)(*map(_fallback.outward, args), **kwargs)
            return tuple(map(np.asarray, result)) if isinstance(result, tuple) else np.asarray(result)

        return function


@pytest.mark.parametrize("stand_in", [ThroughTheGate, AroundTheGate])
def test_a_stand_in_scores_nothing(stand_in, gate_open):
    assert native_ufuncs(stand_in()) == 0
    calls = ["np.where(a > b, a, b)", "np.add(a, b)", "np.cumsum(a)", "np.sum(a, axis=0)", "np.concatenate([a, b])"]
    for call in calls:
        names = {"np": stand_in(), "a": np.arange(6.0).reshape(2, 3), "b": np.zeros((2, 3))}
        np.synchronize()
        gate = _fallback.count()
        arguments_only = call.replace("a > b", "True")
        before = _core.stats()["recorded"]
        eval(arguments_only, names)
        assert _fallback.count() > gate or _core.stats()["recorded"] == before


def test_error_mode_holds_inside_our_own_package(native):
    with pytest.raises(np.FallbackError):
        np.roots(np.arange(5.0))
    with pytest.raises(np.FallbackError):
        np.arange(5.0).byteswap(inplace=True)


def test_what_counts_as_one_kernel(native):
    """(a * b + c).sum() is one pass."""
    a, b, c = (np.arange(5000.0) + i for i in range(3))
    np.synchronize()
    before = _core.stats()["kernels"]
    (a * b + c).sum()
    assert _core.stats()["kernels"] == before + 1
