"""Arrays of datetime64 and timedelta64: functions of the namespace compute them natively, on their whole numbers."""

import legate.numpy as np
import numpy
import pytest

CALLS = """
add(t, d); add(d, t); add(d, d); add(t, 3); add(t, i); add(t, xp.timedelta64(2, 'D')); add(d, xp.timedelta64('NaT'))
add(t, xp.timedelta64(1, 'W')); subtract(t, d); subtract(t, t[::-1]); subtract(d, d); subtract(t, day); add(t, i8)
multiply(d, 3); multiply(i, d); multiply(i8, d); divide(d, d[::-1]); divide(d, xp.timedelta64(2, 'D')); negative(d)
positive(d); absolute(d); less(t, day); less_equal(t, t[::-1]); greater(d, d[::-1]); greater_equal(t, day)
equal(t, t.copy()); not_equal(t, t.copy()); not_equal(t, day); minimum(t, t[::-1]); maximum(t, t[::-1])
maximum(d, xp.timedelta64(2, 'D')); fmin(t, t[::-1]); fmax(t, t[::-1]); isnat(t); isnat(d); isfinite(t)
isnat(day); add(day, xp.timedelta64(1, 'D')); extract(i > 2, t)
add(t[:, None], d); subtract(t, t[:, None]); add(t[:0], d[:0]); less(t[:0], t[:0]); add(z, d); isnat(z)
sort(t); sort(d); sort(g, axis=0); sort(g, axis=None); sort(g, axis=1, stable=True); argsort(t, stable=True)
argsort(g, axis=0, stable=True); searchsorted(xp.sort(t), t); searchsorted(xp.sort(t), day, side='right')
searchsorted(xp.sort(t), xp.datetime64('NaT', 'D')); min(t); max(t); min(d); max(d); max(g); amax(g, axis=0)
min(g, axis=1, keepdims=True); max(whole, axis=1); min(whole); sum(d); sum(whole_d, axis=0); sum(whole_d); argmin(t)
argmax(t); argmax(whole, axis=1); argmin(whole); diff(t); diff(g, axis=0); diff(whole); where(xp.isnat(t), day, t)
where(i > 2, t, t[::-1]); where(i > 2, t, xp.datetime64('NaT')); concatenate([t, t[::2]]); concatenate((g, g), axis=1)
stack([t, t]); hstack([d, d]); reshape(g, (2, 3)); reshape(t, -1); ravel(g); transpose(g); squeeze(g[None])
expand_dims(t, 0); flip(t); roll(t, 2); take(t, [3, 0]); repeat(t, 2); tile(d, (2, 1)); split(t, 2)
broadcast_to(t, (2, 6)); copy(t); compress(i > 2, t); delete(t, 1); take_along_axis(t, xp.argsort(t, stable=True), 0)
"""


def operands(xp):
    t = xp.array(["2021-03-04", "NaT", "1969-01-01", "2000-02-29", "NaT", "2021-03-04"], "M8[D]")
    d = xp.array([5, -3, "NaT", 0, "NaT", 7], "m8[D]")
    return {
        "xp": xp,
        "t": t,
        "d": d,
        "g": xp.array([["2020-01-02", "NaT"], ["2019-01-01", "2022-01-01"], ["2020-01-01", "2018-01-01"]], "M8[ns]"),
        "z": xp.array("2020-01-01", "M8[D]"),
        "whole": xp.array([["2020-01-02", "2018-05-05"], ["2019-01-01", "2022-01-01"]], "M8[s]"),
        "whole_d": xp.array([[1, 2], [3, 4]], "m8[h]"),
        "i": xp.arange(6),
        "i8": xp.arange(6, dtype="i1"),
        "day": xp.datetime64("2000-02-29", "D"),
    }


def same(ours, theirs):
    if isinstance(theirs, (tuple, list)):
        assert type(ours) is type(theirs) and len(ours) == len(theirs)
        for one, other in zip(ours, theirs):
            same(one, other)
        return
    assert isinstance(ours, numpy.generic) == isinstance(theirs, numpy.generic)
    assert ours.dtype == theirs.dtype and ours.shape == theirs.shape
    numpy.testing.assert_array_equal(numpy.asarray(ours), theirs)


@pytest.mark.parametrize("call", [call.strip() for line in CALLS.strip().splitlines() for call in line.split(";")])
def test_call_is_native_and_gives_numpys_result(call, native):
    theirs = eval(f"xp.{call}", operands(numpy))
    same(eval(f"xp.{call}", operands(np)), theirs)


@pytest.mark.parametrize(
    "call",
    ["add(t, t)", "multiply(t, 2)", "less(t, d)", "subtract(d, t)", "negative(t)", "add(t, 1.5)",
     "concatenate([t, i])", "isnat(i)", "sum(t)", "min(t[:0])", "add(t, d, d)", "add(t[:2], d[:3])"],
)  # fmt: skip
def test_errors_are_numpys(call, gate_open):
    with pytest.raises(Exception) as theirs:
        eval(f"xp.{call}", operands(numpy))
    with pytest.raises(theirs.type) as ours:
        eval(f"xp.{call}", operands(np))
    assert str(ours.value) == str(theirs.value)


@pytest.mark.parametrize(
    "call",
    ["add(t, xp.timedelta64(3, 'h'))", "subtract(t, g[0, 0])", "add(t, d, out=t.copy())", "multiply(d, 1.5)",
     "floor_divide(d, xp.timedelta64(2, 'D'))", "mean(d)", "cumsum(d)", "unique(t)", "concatenate([t, g[0]])",
     "diff(t, n=2)", "max(t, initial=day)", "add(t, d, where=i > 2, out=t.copy())", "median(d)",
     "where(i > 2, t, d)", "isin(t, t[:2])",
     "sort(t.astype('>M8[D]'))", "where(i > 2, t, g[0, 0])", "divmod(d, xp.timedelta64(2, 'D'))"],
)  # fmt: skip
def test_what_goes_through_the_gate_gives_numpys_result(call, gate_open):
    same(eval(f"xp.{call}", operands(np)), eval(f"xp.{call}", operands(numpy)))


def test_whole_numbers_become_times(native):
    a = np.arange(4)
    for dtype in ("m8[s]", "M8[D]"):
        same(a.astype(dtype), numpy.arange(4).astype(dtype))
    made = a.astype("m8[s]")
    made[0] = 7
    assert a[0] == 0


@pytest.mark.parametrize("dtype", ["O", "S3", "M8", "m8", ">m8[s]", "m8[25s]", "V8"])
def test_whole_numbers_as_something_else(dtype, gate_open):
    for a in (np.arange(3), np.zeros(2, "u1")):
        try:
            theirs = numpy.asarray(a).astype(dtype)
        except ValueError as error:
            with pytest.raises(ValueError, match=str(error)):
                a.astype(dtype)
        else:
            same(a.astype(dtype), theirs)


@pytest.mark.parametrize("call", ["max(d, 0, None)", "diff(d, 1, 0)", "min(a=d)", "max(t, axis=0, out=None)"])
def test_other_ways_to_give_arguments(call, gate_open):
    same(eval(f"xp.{call}", operands(np)), eval(f"xp.{call}", operands(numpy)))


def test_views_are_views(native):
    t = operands(np)["t"]
    np.reshape(t, (2, 3))[0, 0] = numpy.datetime64("NaT")
    assert np.isnat(t[0])


def test_memory_that_may_not_be_written(native):
    t = operands(np)["t"]
    t.flags.writeable = False
    assert np.add(t, 1)[0] == numpy.datetime64("2021-03-05")
    assert not np.ravel(t).flags.writeable
