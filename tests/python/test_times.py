"""Arrays of datetime64 and timedelta64: functions of the namespace compute them natively, on their whole numbers."""

import copy
import operator
import pickle
import re

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
add(t, xp.timedelta64(3, 'h')); subtract(t, g[0, 0]); add(t, d, out=t.copy()); multiply(d, 1.5)
multiply(-0.3, d); divide(d, 2); divide(d, -2.5); floor_divide(d, 3); floor_divide(d, 2.5); mean(d); mean(whole_d)
floor_divide(known, xp.timedelta64(2, 'D')); remainder(known, xp.timedelta64(-3, 'D'))
divmod(known, xp.timedelta64(7, 'h')); mean(whole_d, axis=0); mean(whole_d, axis=1, keepdims=True); cumsum(whole_d)
cumsum(whole_d, axis=1); unique(t); unique(d, return_inverse=True, return_counts=True); unique(g); sign(d)
clip(t, day, None); clip(t, day, xp.datetime64('2020-05-05')); isnan(t)
broadcast_to(t, (2, 6)); copy(t); compress(i > 2, t); delete(t, 1); take_along_axis(t, xp.argsort(t, stable=True), 0)
"""


EXPRESSIONS = """
t + d; d + t; d - d; t - d; t - t[::-1]; t + 1; 1 + d; t - day; day - t; day + d; d * 2; 2 * d; d * 1.5; d / 2; d / d
d // 3; -d; +d; abs(d); i * d; i8 * d; d + i; xp.arange(6) * d; known // xp.timedelta64(2, 'D'); known % known[::-1]
divmod(known, xp.timedelta64(36, 'h')); t < day; day < t; t == t; t != t; t >= t[::-1]; d > xp.timedelta64(1, 'h')
t + h; h + t; t - s; s - t; d + h; d == h; t < s; d - xp.timedelta64(90, 'm'); d / h; (s - t) / xp.timedelta64(1, 'h')
g - s[:2]; m + xp.timedelta64(1, 'Y'); m < m[::-1]; (m - m[0]).astype(int); y + xp.timedelta64(5, 'M')
t[1:4]; t[::-2]; t[[0, 3]]; t[i > 2]; t[0]; t[1]; g[1]; g[:, 0]; g[..., None]; t[None]; z[()]; t[i > 9]; len(t)
list(t); [x.tolist() for x in g]; t.tolist(); t.T; g.T; t.shape; g.ndim; g.strides; t.size; t.nbytes; t.itemsize
g.reshape(-1); g.ravel(); g.flatten(); g.transpose(1, 0); g.copy(); g.swapaxes(0, 1); d.sum(); d.min(); d.max()
d.mean()
g.min(axis=0); g.max(axis=1); whole_d.sum(axis=0); whole_d.mean(axis=1); whole_d.cumsum(); d.argmin(); d.argmax()
whole.argmin(axis=0); t.argsort(kind='stable'); t.repeat(2); t.take([1, 0]); t.clip(day); t.astype(int)
d.astype(float)
t.astype('M8[s]'); d.astype('m8[h]'); h.astype('m8[D]'); s.astype('M8[D]'); m.astype('M8[Y]'); t.astype('M8[W]')
t.view('i8'); d.view(int); d.view('M8[D]'); i.view('m8[s]'); known.astype('i4'); d.dtype; repr(t); str(g)
repr(g); day in t; isinstance(t, xp.ndarray); type(t).__name__; 2 * (t[1:] - t[:-1]) + d[:-1]; (t > day).sum()
(d / xp.timedelta64(1, 'h')).mean(); e + e; e < e; e.astype(float); big + big; big * 2; z + 1; z < day; z - z; d0 + d0
t == 'a'; t != 5; t == None; (t == h).tolist().__len__(); bool(d0); f'{z}'; d * True; d - 1; d * i[:, None]
np_t + d; np_t - t; t - np_t; np_t < t; numpy.add(t, d); numpy.sort(t); numpy.maximum.reduce(t); t.item(0); t.tobytes()
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
        "d0": xp.array(3, "m8[D]"),
        "e": xp.array([], "m8[s]"),
        "big": xp.array([2**63 - 1, -(2**63) + 1], "m8[s]"),
        "known": xp.array([5, -3, 1, 7, -8], "m8[D]"),
        "h": xp.array([5, -30, 49, -49, "NaT", 0], "m8[h]"),
        "s": xp.array(["2021-03-04T01:02:03", "NaT", "1968-12-31T23:59:59", "2000", "2001", "2002"], "M8[s]"),
        "m": xp.array(["2021-03", "NaT", "1968-12"], "M8[M]"),
        "y": xp.array(["2021", "NaT", "1968"], "M8[Y]"),
        "np_t": numpy.array(["2021-03-04", "2020-01-01", "NaT", "2000-02-29", "NaT", "2021-03-04"], "M8[D]"),
        "numpy": numpy,
        "whole": xp.array([["2020-01-02", "2018-05-05"], ["2019-01-01", "2022-01-01"]], "M8[s]"),
        "whole_d": xp.array([[1, 2], [3, 4]], "m8[h]"),
        "i": xp.arange(6),
        "i8": xp.arange(6, dtype="i1"),
        "day": xp.datetime64("2000-02-29", "D"),
    }


def same(ours, theirs):
    if not isinstance(theirs, (tuple, list, numpy.ndarray, numpy.generic)):
        assert ours == theirs and type(ours) is type(theirs)
        return
    if isinstance(theirs, (tuple, list)):
        assert type(ours) is type(theirs) and len(ours) == len(theirs)
        for one, other in zip(ours, theirs):
            same(one, other)
        return
    assert isinstance(ours, numpy.generic) == isinstance(theirs, numpy.generic)
    assert ours.dtype == theirs.dtype and ours.shape == theirs.shape
    numpy.testing.assert_array_equal(numpy.asarray(ours), theirs)


def rows(text):
    return [row.strip() for line in text.strip().splitlines() for row in line.split(";")]


@pytest.mark.parametrize("expression", rows(EXPRESSIONS))
def test_expression_gives_numpys_result(expression, gate_open):
    theirs = eval(expression, operands(numpy))
    ours = eval(expression, operands(np))
    same(ours, theirs)
    assert type(ours) is not numpy.ndarray


@pytest.mark.parametrize("expression", [x for x in rows(EXPRESSIONS) if not re.search(r"'a'|5$|None|str|flat|list", x)])
def test_expression_is_native(expression, native):
    eval(expression, operands(np))


@pytest.mark.parametrize("call", rows(CALLS))
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
    ["floor_divide(d, xp.timedelta64(2, 'D'))", "mean(t - t[0])", "cumsum(d)", "concatenate([t, g[0]])",
     "diff(t, n=2)", "max(t, initial=day)", "add(t, d, where=i > 2, out=t.copy())", "median(d)",
     "where(i > 2, t, d)", "isin(t, t[:2])", "multiply(d, 1e300)", "divide(d, 0)", "floor_divide(d, d)",
     "sort(t.astype('>M8[D]'))", "where(i > 2, t, g[0, 0])", "divmod(d, xp.timedelta64(2, 'D'))", "add(m, d[:3])",
     "unique(t, equal_nan=False)", "ptp(d)", "any(d)", "add.accumulate(whole_d)", "add.outer(d, d)", "union1d(t, t)",
     "datetime_as_string(t)", "array(t)", "asarray(t, 'M8[s]')", "full_like(t, day)", "zeros(3, 'm8[s]')",
     "full(3, day)", "arange(day, 5)", "nonzero(d)", "array([t, t])", "array_equal(t, t)", "ravel(g, order='F')"],
)  # fmt: skip
@pytest.mark.filterwarnings("ignore")
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


def test_assignment(gate_open):
    made = []
    for xp in (numpy, np):
        x = operands(xp)
        t, d, g = x["t"], x["d"], x["g"]
        t[0] = x["day"]
        t[1] = "1999-01-01"
        t[2:4] = x["s"][:2]
        t[d > 6] = "NaT"
        d += 1
        d -= d[::-1]
        d *= 2
        g[:, 0] = g[:, 1]
        g[1] = x["day"]
        x["h"] //= 2
        x["whole"].sort(axis=1)
        t.shape = 2, 3
        made.append((t, d, g, x["h"], x["whole"]))
    same(made[1], made[0])


def test_what_cannot_be_compared(native):
    x = operands(np)
    with pytest.raises(TypeError, match="cannot use operands with types"):
        operator.lt(x["t"], x["d"])
    with pytest.raises(TypeError):
        x["t"].searchsorted(1)
    assert (x["t"] == x["d"]).tolist() == [False] * 6


def test_operations_in_place_of_another_dtype_are_refused(gate_open):
    for xp in (numpy, np):
        x = operands(xp)
        with pytest.raises(TypeError, match="Cannot cast ufunc 'add' output"):
            x["i"] += x["d"]
        with pytest.raises(TypeError):
            x["t"] += x["t"]
        x["d"] += xp.timedelta64(25, "h")  # NumPy casts to the unit of the array
        assert x["d"][0] == numpy.timedelta64(6, "D")


def test_a_chain_is_one_pass(native):
    t = np.arange(10_000).astype("M8[s]")
    np.synchronize()
    before = np.stats()["kernels"]
    late = ((t - t[0]) * 2 + np.timedelta64(1, "m") > np.timedelta64(1, "h")).sum()
    assert np.stats()["kernels"] - before <= 2
    assert late == ((numpy.arange(10_000) * 2 + 60) > 3600).sum()


def test_copies_and_pickles(native):
    t = operands(np)["t"]
    for x in (copy.copy(t), copy.deepcopy(t), pickle.loads(pickle.dumps(t))):
        same(x, operands(numpy)["t"])
    u = copy.copy(t)
    u[0] = numpy.datetime64("NaT")
    assert not np.isnat(t[0]) and np.isnat(u[0])
