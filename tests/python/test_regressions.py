"""The smallest program of each bug that the fuzzer found. Each is run under NumPy and under us, as the fuzzer does."""

import legate.numpy as np
import pytest
from fuzz.program import Program, Statement, mismatch

pytestmark = [pytest.mark.usefixtures("gate_open"), pytest.mark.sanitize]

PROGRAMS = {
    "nothing is assigned to nothing": """
        a = np.arange(6).reshape(2, 3); b = np.ones((2, 1, 0))
        a[[1, 0, 1], 3:] = b
        a[[1, 0, 1], 3:] = np.ones((2, 2, 0, 3))
        a[[1], 3:] = np.ones((2, 0))
        a[[1, 0, 1], 3:] = np.ones((2, 1, 1))
        a[np.zeros(0, int)] = np.ones((2, 0, 3))
        see(a)""",
    "what is joined lies as its parts do": """
        f = np.arange(6.0).reshape(2, 3).T; c = np.arange(6.0).reshape(3, 2); t = np.arange(24).reshape(2, 3, 4)
        see(np.concatenate([f, f]).strides); see(np.concatenate([f, c], axis=1).strides)
        see(np.vstack([f, f]).strides)
        see(np.hstack([f, f]).strides); see(np.stack([f, f]).strides); see(np.stack([f, f], axis=-1).strides)
        see(np.stack([f, f], axis=1).strides); see(np.concatenate([t.T, t.T], axis=1).strides)
        see(np.concatenate([f, f]))
        see(np.concatenate([t.swapaxes(0, 1)] * 2, axis=2).strides); see(np.concatenate([f[::-1], f]).strides)
        see(np.dstack([f, f]).strides); see(np.column_stack([f, f]).strides)
        see(np.concatenate([f[:1], f[:1]]).strides)
        see(np.block([[f, f]]).strides); see(np.concatenate([f[:0], f]).strides); see(np.append(f, f, axis=0).strides)
        see(np.concatenate([f, f], axis=None).strides); see(np.concatenate([f, f[:1].astype('f4')]).strides)""",
    "a boolean takes any initial value, by its truth": """
        b = np.array([True, False]); n = b[:0]
        see(np.max(b, initial=3)); see(np.min(b, initial=3)); see(np.max(n, initial=0)); see(np.min(n, initial=7))
        see(np.max(b[1:], initial=0.5)); see(np.logical_or.reduce(n, initial='a'))
        see(np.maximum.reduce(b, initial=-1))
        see(np.sum(b, initial=3)); np.max(np.ones(2, 'i1'), initial=300)""",
    "a reduction keeps its value until the tile is done": """
        a = np.arange(12.0).reshape(3, 4); b = a + 1; see(b[0, 0])
        t = a * b; s = t.sum(axis=0); u = t + b; w = u * 2; z = w - a
        del t, u, w
        see(z[0, 0])
        see(s)""",
    "sums start from +0": """
        a = -np.zeros((2, 3))
        see(a.sum()); see(a.sum(axis=0)); see(a.sum(axis=1)); see(a[:1, :1].sum(axis=0))
        see(a.astype('f4').T.sum(axis=0))
        see((a * 1j).sum(axis=0))""",
    "refused in NumPy's order, shapes without blanks": """
        v = np.arange(4); w = np.arange(3)
        v[2:1, None] >>= v
        v[:2] &= w
        v[None, 1:0] /= np.ones(3)
        np.less(v[::-1], v[None], out=v, casting='unsafe')
        np.diagonal(np.ones((2, 2)))[...] <<= w""",
    "a read-only output comes first": """
        b = np.broadcast_to(np.arange(3.0), (2, 3))
        b >>= b
        np.logical_not(b, out=b, dtype='i2')
        b[...] = b
        b[5] = 1
        np.arange(3.0).imag[...] = 1""",
    "an empty result refuses scalars that do not fit": """
        a = np.zeros(3, 'u1')
        a[:0] = -1
        a[:0] *= 300
        a[:0] ** -1
        a[a != 0] = 300
        a[[]] = -1.5""",
    "an empty result has no negative powers": "see(np.arange(3)[:0] ** -1); see(np.ones(2, bool)[:0] ** -1)",
    "Python floats become integers by way of int": """
        a = np.zeros(3, 'u1')
        a[...] = -1.5
        a[...] = 2.7
        see(a)
        a[1] = 300.5""",
    "NumPy's floats become signed integers by way of int": """
        a = np.zeros(3, 'i2'); b = np.zeros(3, 'u2')
        a[...] = numpy.float64('nan')
        a[0] = numpy.float32('inf')
        a[:2] = numpy.float64(-1.5)
        b[:2] = numpy.float64(7.5)
        see(a); see(b)""",
    "booleans take complex numbers by their truth": """
        a = np.zeros(3, bool)
        a[...] = 1j
        a[:2] = np.array([0j, 2j])
        a[a == 0] = 1j
        see(a)""",
    "one element takes no sequence": """
        a = np.zeros(3); c = np.zeros(3, 'c8')
        a[1] = np.ones(2)
        c[1] = np.ones((1, 2))
        a[1] = np.array(5)
        see(a)""",
    "values are looked at before indices": """
        a = np.arange(3.0)
        a[[0, 9]] = np.ones((2, 3))
        a[[9]] = 'x'
        a[[9]] = 1.0""",
    "mismatches of index arrays and masks": """
        a = np.arange(6).reshape(2, 3)
        a[[1, 0, -2]] = a.T
        a[[0, 0], 0:2] = a[None]
        a[a > 1] = np.arange(2)
        a[:1, :1] = np.ones((1, 2, 3))""",
    "an axis of a mask without elements is not compared": "a = np.zeros((1, 4)); see(a[np.zeros((0, 4), bool)])",
    "keys that are no index": """
        a = np.zeros((2, 3))
        a[1.5]
        a['x']
        a[[1.5]]
        a[np.array([1.5])]
        a[5, 0, 0]
        a[0, 0, 0, 1.5]""",
    "booleans have no minus": """
        a = np.ones(2, bool)
        a - a
        -a
        +a
        np.sign(a)
        np.gcd(a, a)
        see(a ** 2)""",
    "no identity, no elements": """
        a = np.zeros((0, 3))
        a.max(axis=0)
        see(a.max(axis=1))
        a[:, :0].max(axis=1)
        (a > 0).min(axis=0)""",
    "logical operations take any int": "see(np.logical_and(np.arange(3, dtype='i1'), 300))",
    "dtype= takes Python scalars that fit": "see(np.bitwise_or(np.ones(2, bool), 2, dtype='u8'))",
    "casts of an operation warn as the operation": """
        a = np.array([0, 1])
        np.divide(a, a, out=a, casting='unsafe')""",
    "discarding imaginary parts warns": """
        a = np.zeros(2); c = np.array([1j, 2])
        np.positive(c, out=a, casting='unsafe')
        a[:] = c
        a[[]] = c[:0]
        a[a > 5] = c[:0]
        np.zeros(2, bool)[:] = c""",
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_program(name):
    lines = [line.strip() for line in PROGRAMS[name].strip().splitlines()]
    assert mismatch(Program([Statement(line) for line in lines]), np) is None
