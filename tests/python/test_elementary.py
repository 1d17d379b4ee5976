"""Elementary functions of our own (src/interp/elementary.h): how exact they are, and what they do where domains end."""

import legate.numpy as np
import numpy
import pytest
from oracle import Outcome, to_numpy

N = 50_000
BOUND = 0.85  # ULP; the most that was found is 0.79
DOMAINS = {
    "exp": [(-745, 709.7), (-2, 2), (-0.36, -0.33), (0.33, 0.36), (-1e-8, 1e-8)],
    "log": [(1e-300, 1e300), (0.5, 2), (0.70, 0.72), (1.40, 1.42), (0.999, 1.001), (1e-310, 1e-307)],
    "tanh": [(-20, 20), (-1, 1), (0.15, 0.2), (0.17, 0.18), (-1e-8, 1e-8), (18, 22)],
}
CASES = [(name, domain) for name, domains in DOMAINS.items() for domain in domains]


@pytest.mark.parametrize("name,domain", CASES)
def test_errors_are_small(name, domain):
    random = numpy.random.default_rng(1)
    low, high = domain
    x = numpy.geomspace(low, high, N) if low > 0 and high / low > 1e3 else random.uniform(low, high, N)
    got = to_numpy(getattr(np, name)(np.array(x)))
    exact = getattr(numpy, name)(x.astype(numpy.longdouble))
    spacing = numpy.spacing(numpy.abs(exact.astype(float))).astype(numpy.longdouble)
    error = numpy.abs(got - exact) / spacing
    worst = error.argmax()
    assert error[worst] < BOUND, f"{name}({x[worst]!r}) is {error[worst]:.3f} ULP off"


SPECIAL = [0.0, -0.0, numpy.inf, -numpy.inf, numpy.nan, 1.0, -1.0, 5e-324, -5e-324, 1e-310, 1e308, -1e308, 20.0, -20.0]


@pytest.mark.parametrize("name", DOMAINS)
@pytest.mark.parametrize("x", [*SPECIAL, 709.782712893384, 709.782712893385, -708.5, -745.13, -745.2])
def test_ends_of_domains(name, x):
    """Values, signs of zeros and warnings are NumPy's, in an array of its own and among numbers that raise nothing."""
    for values in ([x], [0.5, 0.75, x, 1.5, 2.5]):
        a = numpy.array(values * 7)
        with numpy.errstate(under="warn"):
            ours = Outcome(lambda a=a: to_numpy(getattr(np, name)(np.array(a))))
            theirs = Outcome(lambda a=a: getattr(numpy, name)(a))
        assert ours.warnings == theirs.warnings
        known = ~numpy.isnan(theirs.value)
        numpy.testing.assert_array_equal(numpy.isnan(ours.value), ~known)
        numpy.testing.assert_array_max_ulp(ours.value[known], theirs.value[known], 1)
        numpy.testing.assert_array_equal(numpy.signbit(ours.value[known]), numpy.signbit(theirs.value[known]))


def test_they_are_parts_of_longer_kernels():
    """What is computed before and after them stays in registers of the same native code."""
    a, b = np.array(numpy.linspace(0.1, 3, 1000)), np.array(numpy.linspace(1, 2, 1000))
    for _ in range(3):
        got = to_numpy(np.log(a / b) * np.exp(-0.5 * a) + np.tanh(a - b))
    x, y = to_numpy(a), to_numpy(b)
    numpy.testing.assert_allclose(got, numpy.log(x / y) * numpy.exp(-0.5 * x) + numpy.tanh(x - y), rtol=1e-14)
