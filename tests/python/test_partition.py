"""partition, argpartition, medians and quantiles: what NumPy promises, whatever the dtype, layout and threads."""

import os
import subprocess
import sys

import legate.numpy as np
import numpy
import pytest
from oracle import NATIVE, to_numpy
from test_sort import LAYOUTS, agree, sample

rng = numpy.random.default_rng(5)

SIZES = [
    1,
    2,
    7,
    15,
    16,
    17,
    33,
    64,
    65,
    129,
    255,
    1001,
    70_001,
    (3, 5),
    (40, 300),
    (3, 30_000),
    (30_000, 3),
    (5, 1, 7),
]


def is_partition(a, of, places, axis):
    """Whether the elements are those `of` an array, partitioned at these places."""
    a, ordered = numpy.moveaxis(a, axis, -1), numpy.sort(numpy.moveaxis(of, axis, -1), -1, kind="stable")
    numpy.testing.assert_array_equal(numpy.sort(a, -1, kind="stable"), ordered)
    for k in places:
        k %= a.shape[-1]
        numpy.testing.assert_array_equal(a[..., k], ordered[..., k])
        numpy.testing.assert_array_equal(numpy.sort(a[..., :k], -1, kind="stable"), ordered[..., :k])


def places_in(n):
    return [n // 2], [n - 1, 0], [max(n // 2 - 1, 0), n // 2, -1], sorted(rng.integers(0, n, 5).tolist())


def check(a, layout, axis):
    of = layout(a)
    for places in places_in(of.shape[axis]):
        x = layout(np.array(a))
        is_partition(to_numpy(np.partition(x, places, axis)), of, places, axis)
        order = to_numpy(np.argpartition(x, places, axis))
        numpy.testing.assert_array_equal(
            numpy.take_along_axis(of, order, axis), to_numpy(np.partition(x, places, axis))
        )
        assert (numpy.diff(numpy.sort(order, axis), axis=axis) == 1).all()
        assert numpy.array_equal(to_numpy(x), of, equal_nan=of.dtype.kind in "fc")
        x.partition(places, axis)
        is_partition(to_numpy(x), of, places, axis)


@pytest.mark.parametrize("code", NATIVE)
@pytest.mark.parametrize("shape", SIZES, ids=str)
@pytest.mark.usefixtures("native")
def test_partitions(code, shape):
    a = sample(code, shape)
    for axis in {-1, 0}:
        for layout in LAYOUTS.values():
            check(a, layout, axis)


@pytest.mark.parametrize("code", "hifdF")
def test_on_several_threads(code, native, threads):
    threads(4)
    for shape in (70_001, (2, 50_000), (300, 40)):
        for layout in LAYOUTS.values():
            check(sample(code, shape), layout, -1)


PATTERNS = {
    "sorted": lambda n: numpy.arange(n),
    "reversed": lambda n: -numpy.arange(n),
    "equal": lambda n: numpy.full(n, 7),
    "two values": lambda n: numpy.arange(n) % 2,
    "few values": lambda n: rng.integers(0, 3, n),
    "sawtooth": lambda n: numpy.arange(n) % 64,
    "organ pipe": lambda n: numpy.minimum(numpy.arange(n), numpy.arange(n)[::-1]),
    "few apart": lambda n: numpy.where(numpy.arange(n) % 1000 == 3, numpy.arange(n), 5),
    "extremes": lambda n: rng.choice([-(2**31), 2**31 - 1], n),
}


@pytest.mark.parametrize("pattern", PATTERNS)
def test_patterns(pattern, native):
    for n in (100, 1000, 60_000):
        for code in "ifd":
            check(PATTERNS[pattern](n).astype(code), LAYOUTS["C"], -1)


@pytest.mark.parametrize("special", [numpy.nan, -numpy.nan, numpy.inf, -numpy.inf, -0.0])
@pytest.mark.parametrize("code", "efd")
def test_many_special_values(code, special, native):
    for share in (0.01, 0.5, 0.99, 1.0):
        for n in (50, 5000):
            a = numpy.where(rng.random(n) < share, special, rng.standard_normal(n)).astype(code)
            check(a, LAYOUTS["C"], -1)
            assert (
                numpy.signbit(to_numpy(np.partition(a, n // 2))).sum() == numpy.signbit(a).sum() or special != special
            )


def test_the_work_grows_with_the_elements_alone(native):
    """No order of the elements makes a partition as slow as comparing all pairs would be: this would not end."""
    a = np.arange(3_000_000)
    for x in (a, a[::-1], a % 1000, a // 1000):
        assert np.partition(x, 1_000_000)[1_000_000] == np.sort(x)[1_000_000]


@pytest.mark.usefixtures("gate_open")
@pytest.mark.parametrize("method", ["partition", "argpartition"])
def test_arguments(method):
    def call(np, a, *args, writeable=True, **kwargs):
        a.flags.writeable = writeable
        return getattr(a, method)(*args, **kwargs), a

    a = numpy.array([3, 1, 2])
    for kth in (3, -4, [0, 5], 1.5, [1.0], "x", None, [[0, 1]], numpy.int8(1), numpy.array([0, 2])):
        agree(lambda np, a, kth: call(np, a, kth), a=a, kth=kth)
        agree(lambda np, a, kth: np.partition(a, kth), a=a, kth=kth)
    for options in ({"axis": 1}, {"axis": 0.5}, {"kind": "x"}, {"order": "x"}, {"writeable": False}):
        agree(lambda np, a, options: call(np, a, 1, **options), a=a, options=options)
    agree(lambda np, a: np.partition(a, 2, axis=None), a=numpy.array([[3, 1], [2, 0]]))
    agree(lambda np, a: np.argpartition(a, 1, axis=None).shape, a=numpy.array([[3, 1], [2, 0]]))
    for shape in ((0,), (0, 3), (3, 0)):
        agree(lambda np, a: np.partition(a, 0), a=numpy.zeros(shape))


BASE = """
import legate.numpy as np, numpy
from legate.numpy import _core
assert np.stats()["isa"] == "base"
for code in ("?", "i1", "i2", "i4", "u8", "f2", "f4", "f8", "F", "D"):
    a = (numpy.random.default_rng(1).standard_normal(70_000) * 1e4).astype(code)
    p, order = _core.to_numpy(np.partition(np.array(a), 30_000)), _core.to_numpy(np.argpartition(np.array(a), 30_000))
    ordered = numpy.sort(a)
    for x in (p, a[order]):
        assert (numpy.sort(x) == ordered).all() and (numpy.sort(x[:30_000]) == ordered[:30_000]).all(), code
"""


def test_a_cpu_without_avx2():
    subprocess.run([sys.executable, "-c", BASE], env={**os.environ, "LEGATE_NUMPY_ISA": "base"}, check=True)


@pytest.mark.parametrize("code", "bHilefdFD")
@pytest.mark.parametrize("n", [1, 2, 9, 100, 1001, 50_000])
def test_median_and_quantiles(code, n, native):
    a = (numpy.round(abs(rng.standard_normal((n, 3))) * 10, 1) + 0.0).astype(
        code
    )  # either zero may be the one in its place
    for x in (a[:, 0], a, a.T):
        for axis in (None, 0, -1):
            agree(lambda np, a, axis: np.median(a, axis), a=x, axis=axis)
            if code not in "FD":
                for q in (30, [0, 25, 50, 100], numpy.linspace(0, 100, 30)):
                    agree(lambda np, a, q, axis: np.percentile(a, q, axis), a=x, q=q, axis=axis)
    if code in "efd":
        a[n // 2] = numpy.nan
        agree(lambda np, a: (np.median(a), np.median(a, 0), np.quantile(a, 0.3, axis=1)), a=a)
