"""What masks and index arrays choose while operations are pending, of which only some have to run before."""

import warnings

import legate.numpy as np
import numpy
import pytest
from test_kernels import Counted

pytestmark = pytest.mark.usefixtures("native")

LENGTHS = (1, 7, 8, 9, 64, 1000, (1 << 14) + 5, 100_003)  # of vectors, and of the pieces that threads take


def selecting(a, m, i):
    """Reads and writes through a mask `m` or indices `i` while operations are pending, on arrays and their views."""
    c = a * 2
    yield a[m] ** 2 + c[m]
    b = a + 1  # reads what is written next
    a[m] = c[m] - 1
    yield b + a
    a += 1  # is pending on what is read
    yield a[m]
    m &= a > 3
    yield a[m] + 0
    a[::2] -= 2  # a view of it
    yield a[1:][m[1:]]
    a[i] = a[i + 1] * 2
    yield a + 0
    late = a[:6] * 3
    a[i] = late  # pending values
    yield late + a[:6]
    i += 1  # pending indices
    a[i] = a[i] + 1
    yield a[i]
    kept = a[2:]
    kept *= 2
    a[i] = kept[:6]  # values that share the target's memory
    yield a + kept[0]
    other = numpy.asarray(a)  # memory that others see
    other[0] = 99
    a[m] += 1
    yield a + other[0]


@pytest.mark.parametrize("dtype", ["f4", "f8", "c16", "i8", "u1"])
def test_selections_are_numpys_whatever_is_pending(dtype):
    found = []
    for module in (numpy, np):
        a = module.arange(100).astype(dtype)
        m, i = module.arange(100) % 3 == 1, module.array([5, 3, 5, 90, 0, 7])
        m[96:] = False
        found.append([numpy.array(x) for x in selecting(a, m, i)])
    for theirs, ours in zip(*found, strict=True):
        numpy.testing.assert_array_equal(ours, theirs, strict=True)


def test_gathered_operands_are_one_kernel():
    z, c = np.arange(50.0) + 1j, np.ones(50, complex)
    m, i = np.arange(50) % 2 == 0, np.array([3, 1, 2])
    for choose in (m, i):
        with Counted() as counted:
            r = z[choose] ** 2 + c[choose]
        assert counted.flushes == 0, "nothing pending has to do with c or the mask"
        with Counted() as counted:
            z[choose] = z[choose] ** 2 + c[choose]
            del r
        assert (counted.flushes, counted.kernels) == (1, 1), "what is written is needed"
    with Counted() as counted:
        r = z * 2
        n = np.nonzero(m)
        s = c[m]
    assert counted.flushes == 0
    del n, s
    numpy.testing.assert_array_equal(r, numpy.asarray(z) * 2)


def test_pending_operations_keep_a_few_selections_only():
    a, m = np.arange(50.0), np.arange(50) > 5
    total = np.zeros(44)
    with Counted() as counted:
        for _ in range(60):
            total += a[m]
    assert 60 / 12 < counted.flushes < 60 / 4
    numpy.testing.assert_array_equal(total, 60 * numpy.arange(6.0, 50))
    np.synchronize()
    with Counted() as counted:
        for _ in range(60):
            a[m]
        r = a + 1
        for _ in range(6):
            a[m]
    assert counted.flushes == 0, "while nothing is pending, nothing is kept"
    del r


def test_warnings_of_what_was_pending_name_its_line():
    a, m = np.zeros(9), np.arange(9) < 4
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        b = 1 / a
        first = a[m]
        a[m] = first + np.log(a[m] - 1)
    assert [str(w.message) for w in seen] == [
        "divide by zero encountered in divide",
        "invalid value encountered in log",
    ]
    assert seen[1].lineno - seen[0].lineno == 2
    assert numpy.isinf(b).all()


@pytest.mark.parametrize("dtype", ["u1", "f2", "f4", "f8", "c16"])
@pytest.mark.parametrize("part", [0, 0.02, 0.5, 0.97, 1])
def test_vectors_choose_what_numpy_chooses(dtype, part, threads):
    rng = numpy.random.default_rng(5)
    for count in (1, 3):
        threads(count)
        for n in LENGTHS:
            a = rng.integers(0, 255, n).astype(dtype)
            m = (rng.random(n) < part).view(numpy.uint8)
            m *= rng.integers(1, 255, n, dtype=numpy.uint8)  # any byte but zero is true
            m = m.view(bool)
            values = rng.integers(0, 255, numpy.count_nonzero(m)).astype(dtype)
            ours = np.array(a)
            mask = np.array(m.view(numpy.uint8)).view(bool)
            numpy.testing.assert_array_equal(ours[mask], a[m], strict=True)
            ours[mask] = np.array(values)
            a[m] = values
            numpy.testing.assert_array_equal(ours, a, strict=True)
