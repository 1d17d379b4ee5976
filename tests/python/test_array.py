"""What an array is as a Python object, against NumPy: conversions, printing, copying, pickling, views or copies."""

import copy
import gc
import pickle
import weakref

import legate.numpy as np
import numpy
import pytest
from oracle import NATIVE, programs, same_program, to_numpy

pytestmark = pytest.mark.sanitize

DATA = {
    "a": lambda: numpy.arange(6.0).reshape(2, 3),
    "t": lambda: numpy.arange(6.0).reshape(2, 3).T,
    "s": lambda: numpy.arange(24).reshape(4, 6)[::2, 1::2],
    "v": lambda: numpy.array([3, -1, 2]),
    "i": lambda: numpy.array(7),
    "z": lambda: numpy.array(2.5),
    "o": lambda: numpy.array([4.0]),
    "c": lambda: numpy.array([1 + 2j, -3j]),
    "b": lambda: numpy.array([True, False]),
    "e": lambda: numpy.zeros((0, 3)),
    "n": lambda: numpy.array([numpy.nan, 1e-20, 1e20, -0.0]),
    "l": lambda: numpy.arange(2000.0),
    "h": lambda: numpy.array([1, 2.5], "f2"),
}
PROGRAMS = """
len(a) | len(e) | len(z) | list(v) | list(a[0]) | [x.tolist() for x in a] | list(z) | list(e) | iter(z)
next(iter(a)) | [*t] | tuple(b) | x, y = a; y | p, q, r = v; q | x, y = v | dict(zip(v.tolist(), v)) | sum(v)
max(v) | min(a[0]) | sorted(v) | any(b) | all(b) | list(reversed(v)) | list(enumerate(v)) | 2 in v | 9 in v
1.0 in a | [0.0, 1.0, 2.0] in a | bool(z) | bool(o) | bool(a) | bool(e) | not i | bool(np.array([]))
if_ := 1 if o else 2 | a and 1 | float(z) | float(i) | float(o) | float(a) | int(z) | int(i) | int(n[:1])
int(c[0]) | complex(z) | complex(c[0]) | complex(c) | complex(c[:1].reshape(())) | float(c[:1].reshape(()))
range(i) | [10, 20, 30][v[2]] | 'abc'[i - 5] | [1, 2][z] | [1, 2][o] | [1, 2][v] | abs(v) | divmod(v, 2) | pow(v, 2)
hash(z[()]) | hash(a) | {a: 1} | z.item() | a.item(1) | a.item(1, 2) | a.item((0, 1)) | a.item() | a.item(9)
a.item(0, 5) | i.item() | b.item(0) | c.item(0) | h.item(1) | a.tolist() | t.tolist() | e.tolist() | z.tolist()
b.tolist() | c.tolist() | v.tolist() | h.tolist() | repr(a) | str(a) | repr(z) | str(z) | repr(v) | repr(e)
repr(n) | str(n) | repr(l) | str(l) | repr(c) | repr(b) | repr(h) | f'{z}' | f'{z:.3f}' | f'{a}' | f'{a:.3f}'
'%s' % v | format(i, '03d') | repr(t) | repr(np.zeros((2, 0))) | repr(i) | '{!r}'.format(s) | repr(a > 2) | a.shape
a.dtype | a.ndim | a.size | a.itemsize | a.nbytes | a.strides | t.strides | s.strides | z.shape | z.strides
e.strides | a.T.shape | a.flags.c_contiguous | t.flags.c_contiguous | t.flags.f_contiguous | s.flags.contiguous
a.flags.owndata | a[0].flags.owndata | a.flags.writeable | z.flags.c_contiguous | e.flags.f_contiguous | a.real
c.real | c.imag | a.imag | c.imag[0] | c.real.strides | z.T | v.T | a.copy().strides | t.copy().strides
t.copy('K').strides | s.copy('K').strides | a.astype('f4') | t.astype('i2').strides | a.astype(int)
n[2:].astype('f4') | a.astype('f8', copy=False) | v.astype(bool) | c.astype('D') | a.astype('i4', casting='safe')
v.astype('f4', casting='no') | a.astype('spam') | b.astype('f4') | v.astype(complex) | c.astype('f8')
np.array([300, -1]).astype('u1') | np.array([1.5, -2.5, 1e9]).astype('i2') | a.reshape(3, 2) | a.reshape(-1)
a.reshape((6,)) | a.reshape(2, -1) | a.reshape(4, -1) | a.reshape(5) | a.reshape(-1, -1) | a.reshape(0)
e.reshape(0) | e.reshape(-1) | e.reshape(5, 0) | e.reshape(0, -1) | z.reshape(1, 1) | z.reshape(()) | a.reshape(())
a.reshape('x') | a.reshape(1.5) | a.reshape(6, 1).strides | t.reshape(2, 3) | t.reshape(-1)
t.reshape(3, 1, 2).strides | s.reshape(-1) | s.reshape(2, 3, 1) | a.reshape(3, 2, order='F')
a.reshape(2**40, 2**40) | a.reshape(-2, 3) | a.reshape(-2, -3) | t.ravel().base is None | a.flatten().base is None
a.T.base is None | a.ravel() | t.ravel() | t.ravel('F') | s.ravel('K') | a.flatten() | t.flatten() | a.flatten('F')
a.transpose() | a.transpose(1, 0) | a.transpose((1, 0)) | a.transpose(0) | a.transpose(0, 0) | a.transpose(0, 2)
a.transpose(-1, 0) | a.transpose(None) | a.swapaxes(0, 1) | a.swapaxes(0, 2) | a.swapaxes(-1, 0) | a[None].squeeze()
a[None].squeeze(0) | a[None].squeeze(1) | a[None].squeeze(5) | a[None, :, None].squeeze((0, 2)) | z.squeeze()
a.fill(3); a | v.fill(2.7); v | v.fill('x') | z.fill(1); z | b.fill(5); b | a.view() | a.view('i8')
a.view('f4').shape | z.view('i8') | t.view('i8') | c.view('f8') | a.view('i2').shape | a.view(complex)
s.view('f4') | a.view(np.ndarray) | a.sort(); a | v.sort(); v | a.T.sort(0); a | a.dot(t) | a @ t | t @ a | v @ v
z @ z | v.dot(2) | a.shape = 3, 2; a | a.shape = 6; a | t.shape = 6 | a.shape = (4, 2) | del a.shape
a.dtype = 'i8'; a | a.real = 5; a | c.real = 1; c | c.imag = [5, 6]; c | a.imag = 3 | a.base is None
a.copy().base is None | (a + 1).base is None | t.ravel().base is None | a.tobytes() | t.tobytes() | a.any()
a.argmax() | v.argsort() | a.clip(1, 3) | v.cumsum() | a.diagonal() | b.nonzero() | v.repeat(2) | a.round()
a.std() | np.sort(v).searchsorted(1) | np.shares_memory(a, a[0]) | np.shares_memory(a, a.copy())
np.may_share_memory(a, a.T) | np.array(a, copy=False) is a | np.asarray(a) is a | np.array(a) is a
np.array(t, copy=None) is t | np.ascontiguousarray(t).strides | isinstance(a, np.ndarray) | type(a).__name__
callable(a) | a[0].base is a | a.T.base is a | a[0][1:].base is a | a.ravel().base is a
a.reshape(-1).base is a.T.base | z[...].base is z | a @= np.ones((3, 3)); a | v @= v | x = a; x @= np.eye(3) * 2; a
a.reshape(np.array([3, 2])) | t.transpose(np.array([1, 0])) | a.sum(dtype=np.dtypes.Float32DType)
np.add(v, v, dtype=np.dtypes.Float64DType) | v == v | (v == v).all() | v != [3, 0, 2] | a < 3 | a >= t.T | a == 'x'
a == None | a is None | v == v.tolist() | b & ~b | -v | +v | ~v | ~b
"""


@pytest.mark.parametrize("program", programs(PROGRAMS))
@pytest.mark.usefixtures("gate_open")
def test_program(program):
    same_program(program, DATA)


@pytest.mark.usefixtures("native")
def test_scalars_are_numpys_at_once():
    for char in NATIVE:
        a = np.array(numpy.array([1, 0, 1], char)) * 1 if char != "?" else np.array([True, False])
        assert type(a[0]) is type(a.max()) is type(a[[0]][0]) is type(a.reshape(-1)[0]) is numpy.dtype(a.dtype).type
        assert type(next(iter(a))) is numpy.dtype(a.dtype).type


@pytest.mark.usefixtures("native")
def test_pickles_load_without_us():
    for a in (np.arange(6.0).reshape(2, 3) * 2, np.arange(6).reshape(2, 3).T, np.array(3.5), np.arange(10)[::-2]):
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            data = pickle.dumps(a, protocol)
            assert b"legate" not in data
            loaded = pickle.loads(data)
            assert type(loaded) is numpy.ndarray
            assert loaded.tolist() == a.tolist() and loaded.dtype == a.dtype


@pytest.mark.usefixtures("native")
def test_copies_are_independent():
    for make in (
        copy.copy,
        copy.deepcopy,
        lambda a: a.copy(),
        lambda a: np.array(a),
        lambda a: a + 0,
        lambda a: a.flatten(),
    ):
        a = np.arange(6.0)
        b = make(a)
        a += 10
        b *= 2
        assert type(b) is np.ndarray and b.tolist() == [0, 2, 4, 6, 8, 10]
        assert a.tolist() == [10, 11, 12, 13, 14, 15]
    nested = copy.deepcopy({"x": [np.arange(3)]})
    assert type(nested["x"][0]) is np.ndarray


@pytest.mark.usefixtures("native")
def test_weak_references_and_lifetime():
    a = np.arange(5) * 2
    died = []
    ref = weakref.ref(a, died.append)
    assert ref() is a
    b = a[1:]
    del a
    gc.collect()
    assert ref() is None and died == [ref]
    assert b.tolist() == [2, 4, 6, 8]


@pytest.mark.usefixtures("native")
def test_results_outlive_their_operands():
    x = np.arange(1000.0)
    y = x * 2
    z = y[::-1] + x
    del x, y
    gc.collect()
    assert (z == 1998 - np.arange(1000.0)).all()


@pytest.mark.usefixtures("native")
def test_weakref_callbacks_may_use_arrays():
    a, seen = np.zeros(4), []
    temporary = a + 1
    ref = weakref.ref(temporary, lambda _: seen.append((a + 2).sum()))
    a += 1
    del temporary
    assert seen == [12.0] and ref() is None


class Remembers:
    """Uses arrays while it dies."""

    def __init__(self, array):
        self.array = array
        self.seen = None

    def __del__(self):
        self.array += 1
        Remembers.seen = float(self.array.sum())


@pytest.mark.usefixtures("native")
def test_destructors_may_use_arrays():
    kept = np.zeros(10)
    holder = Remembers(kept)
    kept += 1
    del holder
    assert Remembers.seen == 20 and kept.sum() == 20


@pytest.mark.usefixtures("native")
def test_arrays_of_nested_arrays():
    for module in (np, numpy):
        a = module.arange(3)
        for nested, want in (
            ([a, a * 2], [[0, 1, 2], [0, 2, 4]]),
            ((a[:2], [5, 6]), [[0, 1], [5, 6]]),
            ([[a[1], 2.5]], [[1, 2.5]]),
        ):
            got = module.array(nested)
            assert type(got) is module.ndarray and got.tolist() == want


def test_isinstance_and_type():
    assert isinstance(np.arange(3), np.ndarray) and isinstance(numpy.arange(3), np.ndarray)
    assert not isinstance([1], np.ndarray) and issubclass(numpy.ndarray, np.ndarray)
    assert type(np.arange(3)) is np.ndarray


@pytest.mark.usefixtures("native")
def test_layout_of_results_is_numpys():
    """Order "K": a result is laid out as its operands are."""
    a = numpy.arange(24.0).reshape(2, 3, 4)
    for make in (
        lambda x: x,
        lambda x: x.T,
        lambda x: x.swapaxes(0, 1),
        lambda x: x[::-1],
        lambda x: x[:, ::2],
        lambda x: x.T[::2],
    ):
        for operation in (
            lambda x: x + x,
            lambda x: -x,
            lambda x: x * 2,
            lambda x: x > 1,
            lambda x: x + x[..., :1],
            lambda x: x.astype("f4"),
        ):
            got, want = operation(make(np.array(a))), operation(make(a))
            assert got.strides == want.strides
            assert to_numpy(got).tolist() == want.tolist()
