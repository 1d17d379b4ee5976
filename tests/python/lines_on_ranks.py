"""Lines that are sorted, searched and counted where their blocks are, and parts of complex numbers: NumPy's values."""

import os

os.environ["LEGATE_NUMPY_MIN_TASK"] = "50"

import legate.numpy as np
import numpy
from legate.numpy import _core

rng = numpy.random.default_rng(3)


def on_blocks(x):
    return np.array(x).copy()


def lines(n):
    yield from (rng.random(n), rng.integers(-1000, 1000, n), rng.integers(0, 3, n), numpy.zeros(n), -numpy.arange(n))
    yield rng.random(n) > 0.5
    yield rng.integers(0, 4, n) + 1j * rng.integers(0, 4, n)
    yield numpy.where(rng.random(n) < 0.2, numpy.nan, rng.integers(-2, 2, n) * 0.0)


def same(ours, theirs):
    numpy.testing.assert_array_equal(numpy.asarray(ours), theirs, strict=True)


fetched = 0
for n in (100, 1003):
    for a in lines(n):
        ours = on_blocks(a)
        np.synchronize()
        before = _core.stats()["fetched_bytes"]
        found = np.sort(ours), np.argsort(ours, kind="stable"), ours.argmax(), ours.argmin()
        signs = np.signbit(np.sort(ours.real, kind="stable"))
        np.synchronize()
        fetched += _core.stats()["fetched_bytes"] - before
        same(found[0], numpy.sort(a))
        same(found[1], numpy.argsort(a, kind="stable"))
        assert found[2:] == (a.argmax(), a.argmin())
        same(signs, numpy.signbit(numpy.sort(a.real, kind="stable"))) if a.dtype.kind == "f" else None
        if a.dtype.kind != "c":
            keys = numpy.sort(a)[::9]
            for side in ("left", "right"):
                same(np.searchsorted(np.array(keys), ours, side), numpy.searchsorted(keys, a, side))
                same(np.searchsorted(found[0], np.array(keys), side), numpy.searchsorted(numpy.sort(a), keys, side))
            continue
        same(np.bincount(ours.real.astype(int)), numpy.bincount(a.real.astype(int)))
        same(np.isreal(ours), numpy.isreal(a))
        ours.imag[1:], a.imag[1:] = ours.real[:-1] * 2, a.real[:-1] * 2
        same(ours, a)
print(fetched)
