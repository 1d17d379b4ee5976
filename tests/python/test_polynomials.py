"""poly and polydiv: NumPy's results, up to rounding, its types and its words."""

import legate.numpy as np
import numpy
import pytest
from oracle import Outcome, same_outcome, to_numpy

rng = numpy.random.default_rng(5)


def numbers(code, n):
    x = rng.random(n) * 1.6 - 0.8
    if code in "FD":
        x = x + 1j * rng.random(n)
    return (x * 9 if code in "?bBil" else x).astype(code)


def alike(ours, theirs):
    """The same type and shape, and values that differ by rounding."""
    assert type(ours) is np.ndarray
    assert (ours.dtype, ours.shape) == (theirs.dtype, theirs.shape)
    eps = numpy.finfo(theirs.dtype).eps
    numpy.testing.assert_allclose(to_numpy(ours), theirs, rtol=200 * eps, atol=200 * eps * max(1, abs(theirs).max()))


@pytest.mark.parametrize("code", "?bilefdFD")
@pytest.mark.parametrize("n", [1, 2, 3, 20])
def test_poly(code, n, native):
    zeros = numbers(code, n)
    alike(np.poly(np.array(zeros)), numpy.poly(zeros))
    alike(np.poly(np.array(zeros)[::-1]), numpy.poly(zeros[::-1]))
    alike(np.poly(zeros.tolist()), numpy.poly(zeros.tolist()))


def test_pairs_of_conjugates_make_a_real_polynomial(native):
    zeros = numbers("D", 5)
    zeros = numpy.concatenate([zeros, zeros.conj()])
    alike(np.poly(np.array(zeros)), numpy.poly(zeros))


@pytest.mark.parametrize("zeros", [[], numpy.zeros((2, 3)), numpy.zeros((0, 0))])
def test_poly_of_something_else(zeros):
    same_outcome(Outcome(lambda: np.poly(zeros)), Outcome(lambda: numpy.poly(zeros)))


@pytest.mark.parametrize("codes", ["dd", "ff", "fd", "df", "ll", "dD", "FD", "ld", "Fd"])
@pytest.mark.parametrize("sizes", [(1, 1), (5, 1), (1, 5), (5, 5), (60, 7), (7, 60)])
def test_polydiv(codes, sizes, native):
    u, v = (numbers(code, n) for code, n in zip(codes, sizes))
    v[0] += 3
    for ours, theirs in zip(np.polydiv(np.array(u), np.array(v)), numpy.polydiv(u, v), strict=True):
        alike(ours, theirs)


def test_a_remainder_of_nothing(native):
    u, v = [1.0, -3.0, 2.0], [1.0, -1.0]
    for ours, theirs in zip(np.polydiv(u, v), numpy.polydiv(u, v), strict=True):
        alike(ours, theirs)
    alike(np.polydiv(np.array(3.0), np.array(2.0))[0], numpy.polydiv(3.0, 2.0)[0])


@pytest.mark.parametrize(
    "call", ["np.polydiv(u, 0 * u)", "np.polydiv(u * 1e300, u[:2] * 1e-300)", "np.polydiv(u, u[:0])"]
)
def test_warnings_of_polydiv(call):
    u = numbers("d", 6)
    ours = Outcome(lambda: eval(call, {"np": np, "u": np.array(u)}))
    theirs = Outcome(lambda: eval(call, {"np": numpy, "u": u}))
    assert type(ours.error) is type(theirs.error) and str(ours.error) == str(theirs.error)
    first = [{text.split(" encountered")[0] for text in each.warnings} for each in (ours, theirs)]
    assert first[0] == first[1]


def test_classes_stay():
    p, q = numpy.poly1d([1.0, 2.0, 3.0]), numpy.poly1d([1.0, 1.0])
    assert [str(x) for x in np.polydiv(p, q)] == [str(x) for x in numpy.polydiv(p, q)]
