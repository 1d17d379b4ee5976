"""where= of ufuncs and reductions, outputs whose elements share memory, and signature=."""

import warnings

import legate.numpy as np
import numpy
import pytest
from legate.numpy import _core

pytestmark = pytest.mark.usefixtures("native")

MASKS = {
    "mixed": [True, False, True, False, False],
    "none": [False] * 5,
    "all": [True] * 5,
    "one": True,
    "broadcast": [[True, False, True, True, False], [False, True, False, True, False]],
}
TYPES = "?bBhHiIlLefdFD"


def same(ours, theirs):
    assert ours.dtype == theirs.dtype
    numpy.testing.assert_array_equal(numpy.asarray(ours), theirs)


@pytest.mark.parametrize("mask", MASKS)
@pytest.mark.parametrize("dtype", TYPES)
def test_only_what_the_mask_chooses_is_written(dtype, mask):
    for name in ("add", "multiply", "maximum", "logical_xor", "equal"):
        results = []
        for xp in (np, numpy):
            a, b = xp.arange(5).astype(dtype), xp.array([3, 1, 0, 4, 2]).astype(dtype)
            out = xp.full((2, 5), 7).astype(dtype)
            kwargs = {"casting": "unsafe"}
            results.append(getattr(xp, name)(a, b, out=out, where=xp.array(MASKS[mask]), **kwargs))
            assert results[-1] is out
        same(*results)


def test_nothing_is_said_of_what_is_not_computed():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for xp in (np, numpy):
            x = xp.array([-1.0, 0.0, 4.0, numpy.inf])
            where = x > 0
            assert xp.log(x, where=where, out=xp.zeros(4)).tolist() == [0, 0, numpy.log(4.0), numpy.inf]
            assert xp.divide(1, x, where=where, out=xp.zeros(4)).tolist() == [0, 0, 0.25, 0]
            assert xp.arctanh(xp.array([2.0, 0.0]), where=xp.array([False, True]), out=xp.ones(2)).tolist() == [1, 0]
            i = xp.array([0, 2, -1])
            assert xp.floor_divide(5, i, where=i != 0, out=xp.full(3, 9)).tolist() == [9, 2, -5]
            assert xp.power(2, i, where=i > 0, out=xp.full(3, 9)).tolist() == [9, 4, 9]
        with pytest.raises(RuntimeWarning):
            np.log(np.array([-1.0, 0.0, 4.0]), where=np.array([True, False, True]), out=np.zeros(3)).tolist()


def test_without_out_numpy_warns():
    for xp in (np, numpy):
        with pytest.warns(UserWarning, match="'where' used without 'out'"):
            r = xp.add(xp.arange(3), 1, where=[True, False, True])
        assert r[0] == 1 and r[2] == 3 and r.shape == (3,)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            assert xp.add(xp.arange(3), 1, where=xp.ones((2, 3), bool), out=None).shape == (2, 3)
            assert xp.add(xp.arange(3), 1, where=True).tolist() == [1, 2, 3]


def test_two_outputs():
    results = []
    for xp in (np, numpy):
        a, where = xp.array([7, 8, 9]), xp.array([True, False, True])
        q, r = xp.zeros(3, int), xp.zeros(3, int)
        xp.divmod(a, xp.array([2, 0, 4]), out=(q, r), where=where)
        results.append(q.tolist() + r.tolist())
    assert results[0] == results[1]


def test_the_mask_may_be_the_output_or_an_operand():
    results = []
    for xp in (np, numpy):
        m = xp.array([True, False, True, False])
        xp.logical_not(m, out=m, where=m)
        n = xp.array([True, False, True, False])
        xp.logical_xor(n[1:], n[:-1], out=n[1:], where=n[:-1])
        results.append((m.tolist(), n.tolist()))
    assert results[0] == results[1]


def test_out_of_another_type_keeps_its_other_elements():
    results = []
    for xp in (np, numpy):
        out = xp.array([2**64 - 1, 5, 2**63 + 1], "u8")
        xp.add(xp.arange(3), 1.5, out=out, where=xp.array([False, True, False]), casting="unsafe")
        results.append(out.tolist())
    assert results[0] == results[1]


@pytest.mark.parametrize(
    "call",
    [
        lambda xp: xp.add(xp.ones(3), 1, where=xp.ones(2, bool), out=xp.zeros(3)),
        lambda xp: xp.add(xp.ones(3), 1, where=xp.ones((2, 3), bool), out=xp.zeros(3)),
        lambda xp: xp.add(xp.ones(3), 1, where=xp.ones(3), out=xp.zeros(3)),
        lambda xp: xp.max(xp.ones(3), where=xp.ones(3, bool)),
        lambda xp: xp.max(xp.ones(3), where=xp.ones(3, bool), initial=None),
        lambda xp: xp.sum(xp.ones(3), where=xp.ones((2, 3), bool)),
        lambda xp: xp.sum(xp.ones(3), where=xp.ones(2, bool)),
        lambda xp: xp.sum(xp.ones((2, 1)), axis=1, where=xp.ones((2, 3), bool)),
        lambda xp: xp.add(xp.arange(3.0), 2, sig="ii->i"),
        lambda xp: xp.add(xp.arange(3.0), 2, out=xp.zeros(3, int)),
    ],
)
def test_errors_are_numpys(call):
    with pytest.raises(Exception) as theirs:
        call(numpy)
    with pytest.raises(Exception) as ours:
        call(np)
    assert ours.type is theirs.type and str(ours.value) == str(theirs.value)


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("axis", [None, 0, 1, (0, 1), ()])
def test_reductions(dtype, axis):
    values = numpy.array([[1, 0, 2, 3, 0], [0, 4, 1, 0, 2]]).astype(dtype)
    for mask in MASKS.values():
        for name, initial in (
            ("sum", None),
            ("prod", None),
            ("any", None),
            ("all", None),
            ("max", 1),
            ("min", 1),
            ("sum", 3),
        ):
            kwargs = {"axis": axis} if initial is None else {"axis": axis, "initial": initial}
            ours = getattr(np, name)(np.array(values), where=np.array(mask), **kwargs)
            theirs = getattr(numpy, name)(values, where=numpy.array(mask), **kwargs)
            assert type(ours) is type(theirs) or type(ours) is np.ndarray
            same(ours, theirs)


def test_reductions_of_special_values():
    for xp in (np, numpy):
        a = xp.array([numpy.nan, -0.0, 1.0])
        assert xp.sum(a, where=~xp.isnan(a)) == 1
        assert not numpy.signbit(xp.add.reduce(a, where=xp.array([False, True, False])))
        assert xp.max(a, where=~xp.isnan(a), initial=-numpy.inf) == 1
        assert xp.add.reduce(xp.zeros((0, 2)), where=xp.ones((0, 2), bool)).tolist() == [0, 0]
        assert xp.any(xp.array([True, False]), where=xp.array([False, True])) == False  # noqa: E712
        assert xp.mean(a, where=xp.array([False, True, True])) == 0.5
        assert xp.var(a, where=xp.array([False, True, True])) == 0.25
        assert xp.sum(xp.array(3.0), where=False) == 0
        out = xp.zeros(2, "f4")
        xp.add.reduce(xp.ones((2, 3)), axis=1, where=xp.array([True, False, True]), out=out)
        assert out.tolist() == [2, 2]


@pytest.mark.parametrize("strides", [(0,), (0, 0), (2, 2), (2, 4), (4, 2), (-2, 2), (2, 0), (-2, -2), (0, 2)])
@pytest.mark.parametrize("operation", ["add", "reduce", "assign", "where"])
def test_outputs_whose_elements_share_memory(operation, strides):
    shape = (3, 4)[: len(strides)]
    memories = []
    for xp in (np, numpy):
        memory = numpy.zeros(40, "i2")
        theirs = numpy.lib.stride_tricks.as_strided(memory[20:], shape, strides)
        out = theirs if xp is numpy else _core.from_numpy(theirs)
        values = xp.arange(24, dtype="i2")
        x = values[: out.size].reshape(shape)
        if operation == "add":
            assert xp.add(x, 1, out=out) is out
        elif operation == "reduce":
            xp.add.reduce(values[: 2 * out.size].reshape(2, *shape), axis=0, out=out)
        elif operation == "where":
            xp.add(x, 1, out=out, where=x % 3 == 1)
        else:
            out[...] = x
        memories.append(memory.tolist() if xp is numpy else numpy.asarray(memory).tolist())
    assert memories[0] == memories[1]


def test_signatures():
    for xp in (np, numpy):
        a = xp.arange(3)
        for kwargs in (
            dict(sig="ii->i"),
            dict(signature="dd->d"),
            dict(sig=(None, None, "f4"), casting="unsafe"),
            dict(sig=("f8", None, None)),
            dict(sig="ii->i", casting="unsafe"),
        ):
            expected = numpy.add(numpy.arange(3), 2, **kwargs)
            same(xp.add(a, 2, **kwargs), expected)
        assert xp.divmod(a, 2, sig="dd->dd")[1].dtype == "f8"
        assert xp.add(1, 2, sig="ii->i").dtype == "i4"
        assert xp.equal(a, 1, sig="dd->?").dtype == "?"
