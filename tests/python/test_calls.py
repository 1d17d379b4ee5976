"""What stands before the functions of the namespace, and those that C++ answers: NumPy's results, views and errors."""

import copy
import inspect
import operator
import pickle
import weakref

import legate.numpy as np
import numpy
import pytest
from legate.numpy import _core, _fallback

QUICK = _core.quick_functions()


def _as_text(signature):
    words, named_only = [], False
    parameters = list(signature.parameters.values())
    for i, p in enumerate(parameters):
        if p.kind == p.VAR_KEYWORD:
            continue
        named_only |= p.kind == p.VAR_POSITIONAL
        if p.kind == p.KEYWORD_ONLY and not named_only:
            words.append("*")
            named_only = True
        words.append("*" * (p.kind == p.VAR_POSITIONAL) + p.name)
        last_without_name = i + 1 == len(parameters) or parameters[i + 1].kind != p.POSITIONAL_ONLY
        if p.kind == p.POSITIONAL_ONLY and last_without_name:
            words.append("/")
    return " ".join(words)


@pytest.mark.parametrize("name", QUICK)
def test_parameters_are_numpys(name):
    signature = inspect.signature(operator.attrgetter(name)(numpy))
    text, known = _as_text(signature), QUICK[name]
    others = any(p.kind == p.VAR_KEYWORD for p in signature.parameters.values())
    assert known == text or others and known.startswith(text + " ")


def arrays(xp):
    x = xp.arange(24.0)
    return {
        "flat": x,
        "matrix": x.reshape(4, 6),
        "deep": x.reshape(2, 3, 4),
        "columns": x.reshape(4, 6).T,
        "steps": x.reshape(4, 6)[::2, ::-3],
        "ones": x[:4].reshape(1, 4, 1),
        "single": x[5:6].reshape(()),
        "empty": xp.zeros((0, 3)),
        "complex": x[:6].reshape(2, 3) * 1j + 1,
        "integers": xp.arange(6).reshape(2, 3),
        "truths": xp.arange(6).reshape(3, 2) > 2,
        "small": xp.arange(6, dtype="f4").reshape(2, 3),
    }


CALLS = """
    np.take(a, [0, 1]); np.take(a, np.array([0, -1])); np.take(a, np.array([99])); a.take(np.array([1, 0]), axis=-1);
    a.take(np.array([[0], [1]]), axis=0); a.take(np.array([5, -7]), mode="wrap");
    np.compress(np.array([True, False]), a, axis=0); a.compress(a.ravel() > 2); np.extract(a > 2, a);
    np.repeat(a, 2); np.repeat(a, 2, axis=0); a.repeat(np.arange(24)); a.repeat(np.array([2, -1])); a.repeat(1.5);
    np.sort(a); np.sort(a, axis=0); np.sort(a, None); np.sort(a, 7); np.argsort(a, kind="stable"); a.argsort(-1);
    a.argsort(axis="x"); np.partition(a, 0); np.partition(a, 99); a.argpartition(0, axis=0); a.argmax(); a.argmin(0);
    a.argmax(-1, keepdims=True); a.argmax(axis=5); a.nonzero(); np.bincount(a); np.bincount(a, a); np.median(a);
    np.median(a, axis=0); np.nanmedian(a); np.quantile(a, 0.3); np.quantile(a, 2.0); np.quantile(a, True);
    np.percentile(a, 30); np.percentile(a, [30, 60]); np.nanpercentile(a, 100.0); np.nanquantile(a, "x");
    np.lexsort((a,)); np.lexsort((a, a)); np.searchsorted(a, a); np.searchsorted(a, 3.0, side="right");
    np.interp(a, a, a); np.tril(a); np.triu(a, 1); np.tril(a, k=-1); np.diag(a); np.diag(a, 1);
    np.diagflat(a, -1); np.ascontiguousarray(a).flags.fnc; np.asfortranarray(a).flags.f_contiguous;
    np.require(a, requirements="C"); np.require(a, requirements="F").flags.f_contiguous; np.require(a, None, "XYZ");
    a.tobytes(); a.tobytes("F"); a.tobytes(order="X"); a.byteswap(); np.dot(a, a.T); np.dot(a, a); np.inner(a, a);
    np.vdot(a, a); np.round(a); a.round(); a.round(decimals=1); np.clip(a, 1.0, 3.0); a.clip(1.0, 3.0);
    np.ravel_multi_index((a, a), (30, 30));
    np.ravel_multi_index((np.array([1, 2]), np.array([3, 3])), (3, 4)); np.unravel_index(np.array([7, 11]), (3, 4));
    np.delete(a, 0); np.delete(a, -1); np.delete(a, 99); np.delete(a, slice(1, 3)); np.delete(a, slice(3, 1, -1));
    np.delete(a, slice(2, 2)); np.delete(a, np.array([0, -1, 0])); np.delete(a, np.array([50])); np.delete(a, [0], 0);
    np.insert(a, 0, 0.5); np.insert(a, -1, 7.5); np.insert(a, 99, 1.0); np.insert(a, np.array([3, 0, 3]), 0.5);
    np.insert(a, np.array([2, -1]), 0.5, axis=0); np.insert(a, 1, [1.0, 2.0]); np.unique(a); np.unique(a, True);
    np.unique(a, axis=0); np.ediff1d(a); np.ediff1d(a, 5); np.convolve(a, np.ones(3));
    np.convolve(np.ones(3), a, "same"); np.convolve(a, a, mode="valid"); np.convolve(a, a, "no");
    np.correlate(a, np.arange(3.0)); np.correlate(np.arange(3.0), a, "full"); np.correlate(a, a, mode="same");
    a[np.array([0, -1])]; a[np.array([[0], [0]])]; a[np.array([77])]; a.flat[np.array([0, -1])]; a.flat[np.array([99])];
    np.concatenate((a, a), axis=None); np.concatenate([a, [1.0]]); np.concatenate([a, (1, 2)], None); np.append(a, 1);
    np.append(a, a); np.append(a, [1, 2.5]); np.array(a, ndmin=3); np.array(a, copy=None, subok=True, ndmin=1);
    np.result_type(a, 1.0); np.result_type(a, 1, a); np.result_type(a, True); np.copyto(a, 1.0) or a; np.copyto(a, a);
    np.copyto(a, 2.5, where=a > 1) or a; np.isclose(a, a); np.allclose(a, 1.0);
    np.ravel_multi_index((np.array([1, 2]), np.array([3, 4])), (3, 4)); np.unravel_index(np.array([12]), (3, 4));
    np.shape(a); np.ndim(a); np.size(a); np.size(a, 0); np.size(a, axis=9); np.isrealobj(a); np.iscomplexobj(x=a);
    np.asarray(a); np.asarray(a, float); np.asanyarray(a, dtype=a.dtype); np.asarray(a, "nonsense");
    np.asarray(a, copy=False); np.array(a); np.array(a, copy=None); np.array(a, float); np.array(a, ndmin=4);
    np.copy(a); np.copy(a, "F"); np.empty_like(a).shape; np.zeros_like(a); np.zeros_like(a, int);
    np.ones_like(a, shape=(2,)); np.ones_like(prototype=a); np.ravel(a); np.ravel(a, "F"); np.ravel(a, order="C");
    np.ravel(a, "Q"); a.ravel(); a.ravel("K"); a.ravel(order="C"); a.ravel(3); np.reshape(a, -1);
    np.reshape(a, (-1, 2)); np.reshape(a, [2, -1], order="F"); np.reshape(a, (5, 5)); np.reshape(a, "no");
    np.reshape(a, shape=(1, -1)); np.reshape(a, (-1,), copy=True); a.reshape(-1, 1); a.reshape(2.5); a.reshape();
    a.reshape((-1,)); a.reshape(np.array([-1, 1])); a.reshape(True); a.reshape(-1, -1); a.reshape(1 << 70);
    a.reshape(-1, order=None); np.squeeze(a); np.squeeze(a, 0); np.squeeze(a, axis=(0, -1)); np.squeeze(a, [0]);
    a.squeeze(); a.squeeze(axis=1); a.squeeze(axis=(0, 0)); a.squeeze(0, 1); a.squeeze(no=1); np.expand_dims(a, 0);
    np.expand_dims(a, -1); np.expand_dims(a, axis=(0, 2)); np.expand_dims(a, (0, 0)); np.expand_dims(a, 9);
    np.expand_dims(a, 1.5); np.expand_dims(a); np.atleast_1d(a); np.atleast_2d(a); np.atleast_3d(a);
    np.atleast_1d(a, a); np.atleast_2d(a, [1, 2]); np.atleast_3d(); np.atleast_1d(); np.ix_(a); np.ix_(a, a);
    np.ix_(a, [1, 2]); np.ix_(); np.broadcast_to(a, (2, 24)); np.broadcast_to(a, a.shape);
    np.broadcast_to(a, (3,) + a.shape); np.broadcast_to(a, 24); np.broadcast_to(a, (-1,)); np.broadcast_to(a, ());
    np.broadcast_to(array=a, shape=(2, 2, 4, 6)); np.broadcast_to(a, (2, 1, 4, 3)); np.broadcast_arrays(a, a);
    np.broadcast_arrays(a, np.zeros((3, 1, 1, 1))); np.broadcast_arrays(a, np.zeros(7)); np.broadcast_arrays();
    np.broadcast_arrays(a, 1.0, subok=True); np.transpose(a); np.transpose(a, (1, 0)); np.transpose(a, [0, -1]);
    np.transpose(a, (0, 0)); np.transpose(a, axes=(2, 0, 1)); np.transpose(a, 0); a.transpose(); a.transpose(None);
    a.transpose(1, 0); a.transpose((1, 0)); a.transpose(np.array([1, 0])); a.transpose(0, 5); a.transpose("no");
    a.transpose(axes=0); a.transpose(1.5, 0); a.transpose([1, 0]); np.permute_dims(a, (0, 2, 1));
    np.matrix_transpose(a); np.swapaxes(a, 0, 1); np.swapaxes(a, axis1=0, axis2=-1); np.swapaxes(a, 0, 7);
    np.swapaxes(a, 0); a.swapaxes(0, -1); a.swapaxes(0, 1.5); a.swapaxes(axis1=0, axis2=1);
    a.swapaxes(numpy.int8(0), True); np.moveaxis(a, 0, -1); np.moveaxis(a, [0, 1], [-1, -2]);
    np.moveaxis(a, (0, 1), (1, 0)); np.moveaxis(a, 0, [0, 1]); np.moveaxis(a, [0, 0], [1, 0]);
    np.moveaxis(a, source=1, destination=0); np.moveaxis(a, 5, 0); np.rollaxis(a, 1); np.rollaxis(a, 0, 2);
    np.rollaxis(a, -1, -1); np.rollaxis(a, 2, start=1); np.rollaxis(a, 0, 9); np.rollaxis(a, 4); np.flip(a);
    np.flip(a, 0); np.flip(a, (0, 1)); np.flip(a, axis=-1); np.flip(a, [0]); np.flip(a, 6); np.flip(a, (0, 0));
    np.flipud(a); np.fliplr(m=a); np.rot90(a); np.rot90(a, 2); np.rot90(a, k=-1); np.rot90(a, 5, (1, 0));
    np.rot90(a, 1, axes=(0, 0)); np.rot90(a, 0); np.rot90(a, 3, (0, 2)); np.real(a); np.imag(a); np.real(val=a);
    np.diagonal(a); np.diagonal(a, 1); np.diagonal(a, -2); np.diagonal(a, 30); np.diagonal(a, offset=-30);
    np.diagonal(a, 0, 1, 0); np.diagonal(a, axis1=0, axis2=2); np.diagonal(a, 0, 0, 0); np.diagonal(a, 0.5);
    a.diagonal(); a.diagonal(1, -1, 0); a.diagonal(no=1); a.diagonal(axis1=4); np.trace(a); np.trace(a, 1);
    np.trace(a, 0, 1, 0, float); np.trace(a, 0, 1, 1); a.trace(); a.trace(-1, dtype=complex);
    a.trace(1, 2, 3, 4, 5, 6); np.split(a, 2); np.split(a, 5); np.split(a, [1, 2], axis=1); np.split(a, (1, -1), -1);
    np.split(a, [5, 2, -9], 0); np.split(a, 2, axis=9); np.split(a, 0); np.split(a, np.array([1, 2]));
    np.split(ary=a, indices_or_sections=1); np.split(a, 2.0); np.array_split(a, 3); np.array_split(a, 5, axis=1);
    np.array_split(a, [], 0); np.array_split(a, 0); np.array_split(a, -1); np.array_split(a, True); np.hsplit(a, 2);
    np.vsplit(a, 2); np.dsplit(a, 2); np.hsplit(a, [1, 3]); np.vsplit(a, [1]); np.dsplit(a, (1, 2)); np.unstack(a);
    np.unstack(a, axis=1); np.unstack(a, axis=-1); np.unstack(a, axis=5); np.sum(a); np.sum(a, 0);
    np.sum(a, axis=(0, 1)); np.sum(a, axis=1, keepdims=True); np.sum(a, dtype="f4"); np.sum(a, 7);
    np.sum(a, axis=()); np.sum(a, initial=2); np.sum(a, where=True); np.sum(a, None, None, None, np._NoValue);
    np.sum(a, 1.5); np.sum(a, keepdims=1); np.prod(a, 0); np.max(a); np.min(a, axis=-1); np.amax(a, 0); np.amin(a=a);
    np.any(a); np.all(a, 0); np.any(a, keepdims=True); np.mean(a); np.mean(a, 0);
    np.mean(a, axis=(0, -1), keepdims=True); np.mean(a, dtype="f4"); np.mean(a, axis=4); np.mean(a, where=[True]);
    a.mean(); a.mean(1); a.mean(axis=0, keepdims=True); np.ndarray.mean(a); a.mean(5); np.full_like(a, 3); a.item(0);
    a.item(5); a.item(-1); a.item(1, 2); a.item((1, 2)); a.item(); a.item(99); a.item("no"); a.item(0, 9);
    a.item(numpy.int8(1)); a.to_device("cpu"); a.to_device("gpu"); a.to_device("cpu", stream=1); a.to_device();
    a.getfield(float); a.getfield("f4", 4); a.getfield(); a.getfield("u1", offset=1); np.argmax(a); np.argmin(a, 0);
    np.argmax(a, axis=-1, keepdims=True); np.argmax(a, 5); np.argmin(a, keepdims=True); np.argmax(a, 1.5);
    np.count_nonzero(a); np.count_nonzero(a, 0); np.count_nonzero(a, keepdims=True); np.nonzero(a);
    np.result_type(a, a); np.result_type(a, np.float32(1), "f4"); np.result_type(a, a.dtype); np.result_type();
    np.where(a, a, a); np.where(a > 2, a, 0.0); np.where(a > 2, 1, a); np.where(a > 2, 1, 2);
    np.where(a > 2, a, None); np.where(a, a); np.concatenate([a, a]); np.concatenate((a, a), 1);
    np.concatenate([a, a], axis=-1); np.concatenate([a, a], axis=None); np.concatenate([a, a], 9);
    np.concatenate([a, np.zeros((4, 6))]); np.concatenate([a, a], dtype=complex); np.concat([a, [1.0]]);
    np.concatenate([]); np.stack([a, a]); np.stack((a, a), -1); np.stack([a, a], axis=1); np.stack([a, a[:1]]);
    np.stack([a, a], 5); np.stack([]); np.stack([a, a], 0, None); np.vstack([a, a]); np.hstack((a, a));
    np.dstack([a, a]); np.column_stack([a, a]); np.hstack([a, [1]]); np.vstack([a, a], dtype="f4"); np.dstack([a])
"""


def separate(calls):
    return [call.strip() for line in calls.splitlines() for call in line.split(";") if call.strip()]


def _outcome(call, xp, name):
    a = arrays(xp)[name]
    try:
        result = eval(call, {"np": xp, "numpy": numpy, "a": a})
    except Exception as error:
        return type(error), str(error)
    return _described(result, a)


def _described(result, a):
    if isinstance(result, (tuple, list)):
        return type(result), [_described(item, a) for item in result]
    if result is a:
        return "the array"
    if not isinstance(result, np.ndarray):
        return type(result), repr(result)
    is_view = result.base is not None and result.base is (a if a.base is None else a.base)
    steps = [stride for stride, extent in zip(result.strides, result.shape) if extent > 1 and result.size and is_view]
    return result.dtype, result.shape, result.flags.writeable, is_view, steps, repr(result.tolist())


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("call", separate(CALLS))
def test_call_gives_what_numpys_gives(call):
    for name in arrays(numpy):
        assert _outcome(call, np, name) == _outcome(call, numpy, name), name


CREATIONS = """
    np.zeros(3); np.zeros((2, 3)); np.zeros([2, 1], int); np.zeros(shape=2, dtype="f4"); np.zeros(-1); np.zeros(2.0);
    np.zeros((2, 3), order="F"); np.ones(()); np.ones((0, 2), bool); np.ones(2, "no"); np.ones(2, device="cpu");
    np.ones(2, device="gpu"); np.zeros(2, object); np.zeros(1 << 62); np.empty(3).shape;
    np.empty((2, 2), "i1").dtype; np.full(3, 2); np.full((2,), 1.5, int); np.full(2, True); np.full(2, 1j);
    np.full(2, [1, 2]); np.full(2, 1 << 70); np.full(2, 300, "u1"); np.full(shape=1, fill_value=2.0); np.arange(5);
    np.arange(2, 5); np.arange(5, 2); np.arange(0, 1, 0.3); np.arange(1, 0, -0.25); np.arange(5.0);
    np.arange(0, 5, 0); np.arange(2.5, 2.6, 5); np.arange(0, 10, step=3); np.arange(3, dtype="f4");
    np.arange(0.0, float("inf")); np.arange(1 << 62, (1 << 62) + 3); np.arange(); np.arange("a");
    np.arange(-5, 5, 5); np.arange(5, None); np.arange(None); np.arange(True); np.arange(1e-320, 2e-320, 1e300);
    np.arange(start=1, stop=3); np.array([1, 2]); np.array([[1.5], [2]]); np.array([]); np.array([1, "a"]);
    np.array([[1], [2, 3]]); np.array([1], float); np.array([1], ndmin=2); np.array([np.arange(3), np.arange(3)]);
    np.array([True]); np.array([1 << 70]); np.array(5); np.frombuffer(bytes(16)); np.frombuffer(b"abcd", "u1");
    np.frombuffer(b"abcd", "u1", 2, 1); np.frombuffer(b"abc"); np.frombuffer(b"abcd", "S2");
    np.frombuffer(bytes(9), "f8", offset=1).tolist(); np.frombuffer(5); np.frombuffer(bytes(8), "f8", count=2);
    np.frombuffer(bytearray(8)).flags.writeable; np.linspace(0, 1); np.linspace(0.1, 1, 7); np.linspace(1, 1, 3);
    np.linspace(0, 1, 7, endpoint=False); np.linspace(0, 5e-324, 5); np.linspace(0, 1, 1); np.linspace(0, 1, 0);
    np.linspace(0, 1, -1); np.linspace(3, 1, 5, retstep=True)[1]; np.linspace(0, 5, 6, dtype=int);
    np.linspace(0, 1, 2.5); np.linspace([0, 1], 2, 3); np.eye(3); np.eye(3, 4, 1);
    np.eye(2, 4, -1, dtype=int); np.eye(3, k=7); np.eye(-1); np.eye(2, order="F"); np.eye(0); np.eye(2.5);
    np.identity(3, "c16"); np.identity(2, object); np.tri(3); np.tri(2, 5, 1, dtype=int); np.tri(3, k=-9);
    np.indices((2, 3)); np.indices((0, 3)); np.indices((2, 3, 2)); np.indices((2,), dtype="i1"); np.indices((-1, 2));
    np.indices(()); np.indices([2, 2]); np.asarray(1.5); np.asarray(True); np.asarray(3); np.asarray(1j);
    np.asarray(1 << 70); np.asarray(numpy.float32(1.5)); np.asarray(numpy.ones(2)); np.asarray((1, 2.5));
    np.asarray([1, [2]]); np.array((1, 2)); np.array(5, ndmin=2); np.array([1, 2], ndmin=3); np.array("text").item();
    np.asarray(numpy.datetime64(5, "s")).item(); np.array(None).item(); np.fromiter([1, 2.5], float);
    np.fromiter(iter("ab"), int); np.fromiter(range(5), "i1", 3); np.fromiter(range(2), int, 5); np.fromiter(3, int);
    np.full(3, 300, "u1"); np.full(3, -1); np.full((2, 2), 1.5, "f4");
    np.unique(np.array([2.0, np.nan, 2.0, np.nan])).size; np.einsum("ij,ij->i", np.eye(3), np.eye(3) + 1);
    np.einsum("ij,jk->ik", np.eye(2, 3), np.eye(3, 4) * 5); np.einsum("ij,i->j", np.eye(2, 3), np.arange(2.0));
    np.einsum("i,j->ji", np.arange(2.0), np.arange(3.0)); np.einsum("ij,jk->ik", np.eye(2, 3), np.eye(2, 4));
    np.einsum("ijk,kl->lji", np.arange(24.0).reshape(2, 3, 4), np.arange(20.0).reshape(4, 5)[:, ::-1]);
    np.einsum("ij,jk->iz", np.eye(2), np.eye(2)); np.einsum("ij,jj->i", np.eye(2), np.eye(2))
"""


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("call", separate(CREATIONS))
def test_creation_gives_what_numpys_gives(call):
    found = []
    for xp in (np, numpy):
        try:
            made = eval(call, {"np": xp})
            found.append((made.dtype, made.shape, made.tolist()) if isinstance(made, np.ndarray) else made)
        except Exception as error:
            found.append((type(error), str(error)))
    assert found[0] == found[1]


# -- what stands before a function ---------------------------------------------------------------------------------


def test_a_function_is_an_object_like_others():
    assert pickle.loads(pickle.dumps(np.linspace)) is np.linspace and copy.deepcopy(np.sum) is np.sum
    assert weakref.ref(np.sum)() is np.sum and len({np.sum, np.mean, np.sum}) == 2
    assert repr(np.sum).startswith("<function sum at ") and repr(np.asarray) == "<built-in function asarray>"
    assert np.sum.__module__ == "legate.numpy" and np.sum.__wrapped__ is numpy.sum
    np.sum.note = 1
    assert np.sum.__dict__.pop("note") == 1


def test_numpys_arrays_are_aliases_also_in_lists():
    a = numpy.arange(4.0)
    view = np.reshape(a, (2, 2))
    view[0, 0] = 7.0
    assert type(view) is np.ndarray and a[0] == 7.0
    assert [type(x) for x in np.atleast_1d(a, [a])] == [np.ndarray] * 2
    assert np.concatenate([a, (a, a)[0]]).tolist() == [7, 1, 2, 3] * 2


def test_out_is_the_array_that_was_given():
    out = numpy.zeros(3)
    assert np.cumsum(numpy.ones(3), out=out) is out and out.tolist() == [1, 2, 3]


def test_what_only_numpy_understands_is_numpys_work():
    masked, before = numpy.ma.array([1.0, 2.0], mask=[True, False]), _fallback.count()
    with pytest.warns(np.FallbackWarning) if _fallback.settings.fallback == "warn" else pytest.MonkeyPatch.context():
        assert np.stack([[masked], [masked]]).shape == (2, 1, 2)
    assert _fallback.count() > before


def test_a_list_in_itself_is_refused():
    endless = [[]]
    endless[0] = endless
    with pytest.raises((RecursionError, ValueError)):
        np.sum(endless)


def test_functions_called_back_get_our_arrays():
    assert np.apply_along_axis(np.sum, 0, np.ones((2, 3))).tolist() == [2, 2, 2]
    assert np.apply_over_axes(np.sum, np.ones((2, 3)), [0]).tolist() == [[2, 2, 2]]


def test_quick_functions_do_not_open_the_gate(native):
    a = np.arange(6.0).reshape(2, 3)
    assert np.trace(a) == 4.0 and np.mean(a) == 2.5 and np.flip(a)[0, 0] == 5.0
    assert a.getfield("f4", 4).shape == (2, 3) and a.diagonal().tolist() == [0, 4]


@pytest.mark.parametrize("name", ["diagonal", "reshape", "sum", "item", "to_device"])
def test_methods_are_described_as_numpys(name):
    ours, theirs = getattr(np.ndarray, name), getattr(numpy.ndarray, name)
    assert ours.__doc__ == theirs.__doc__ and inspect.signature(ours) == inspect.signature(theirs)


def test_what_is_wrong_with_a_list_is_found_once():
    class Shrinking:
        looks = 0

        def __len__(self):
            return 1

        def __getitem__(self, _):
            Shrinking.looks += 1
            raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        np.array([Shrinking()])
    seen, Shrinking.looks = Shrinking.looks, 0
    with pytest.raises(RuntimeError):
        numpy.array([Shrinking()])
    assert seen == Shrinking.looks
