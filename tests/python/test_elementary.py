"""Elementary functions of our own (src/interp/elementary.h): how exact they are, and what they do where domains end."""

import os
import subprocess
import sys

import legate.numpy as np
import numpy
import pytest
from oracle import Outcome, to_numpy

N = 50_000
BOUND = 1  # ULP; the most that was found is 0.92, near 0.36, of expm1
LOG = [(1e-300, 1e300), (0.5, 2), (0.70, 0.72), (1.40, 1.42), (0.999, 1.001), (1e-310, 1e-307)]
HYPERBOLIC = [(-710, 710), (-2, 2), (-0.36, -0.33), (0.1, 1.6), (-0.01, 0.01), (17, 21)]
DOMAINS = {
    "exp": [(-745, 709.7), (-2, 2), (-0.36, -0.33), (0.33, 0.36), (-1e-8, 1e-8)],
    "exp2": [(-1074, 1024), (-2, 2), (-0.51, -0.49), (0.49, 0.51), (-1e-8, 1e-8)],
    "expm1": [(-40, 709.7), (-2, 2), (-0.36, -0.33), (0.33, 0.37), (-0.01, 0.01), (36, 40)],
    "log": LOG,
    "log2": LOG,
    "log10": LOG,
    "log1p": [(-0.9999, 10), (-0.3, -0.28), (0.40, 0.42), (-0.001, 0.001), (1e-10, 1e10), (1, 1e300)],
    "sinh": HYPERBOLIC,
    "cosh": HYPERBOLIC,
    "tanh": [(-20, 20), (-1, 1), (0.15, 0.2), (0.17, 0.18), (-1e-8, 1e-8), (18, 22)],
    "tan": [(-20, 20), (-0.8, 0.8), (0.78, 0.79), (1.5, 1.6), (1e3, 1e6), (4.2e9, 4.4e9), (1e-300, 1e-3)],
    "arcsin": [(-1, 1), (0.49, 0.51), (0.99, 1), (1e-300, 1e-3)],
    "arccos": [(-1, 1), (0.49, 0.51), (0.999, 1), (-1, -0.99), (1e-300, 1e-3)],
    "arctan": [(-1, 1), (-20, 20), (0.45, 0.55), (0.99, 1.01), (1.9, 2.1), (1e-150, 1e150)],
    "arcsinh": [(-1, 1), (-20, 20), (0.35, 0.36), (1e-150, 1e150), (1e153, 1e308)],
    "arccosh": [(1, 4), (1, 1.0001), (1.06, 1.0607), (1, 1e150), (1e153, 1e308)],
    "arctanh": [(-1, 1), (0.29, 0.31), (0.45, 0.48), (0.999999, 1), (1e-300, 1e-3)],
    "cbrt": [(-8, 8), (0.99, 1.01), (1e-300, 1e300), (1e-320, 1e-307)],
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


# Neighbours of multiples of pi / 2 and of where domains end.
EDGES = [
    numpy.pi / 2,
    numpy.pi,
    355.0,
    1e22,
    1 - 2.0**-53,
    1 + 2.0**-52,
    0.5,
    0.3,
    2.0**500,
    2.0**32,
    sys.float_info.max,
]
EDGES += [709.782712893384, 709.782712893385, -708.5, -745.13, -745.2, 710.475860073943, 710.475860073945]
EDGES += [1023.9999999999999, 1024.0, -1022.5, -1075.5, -38.0, 8.0, 1000.0]


@pytest.mark.parametrize("name", DOMAINS)
@pytest.mark.parametrize("x", [*SPECIAL, *EDGES])
def test_ends_of_domains(name, x):
    """Values, signs of zeros and warnings are NumPy's, in an array of its own and among numbers that raise nothing."""
    for values in ([x], [0.5, 0.75, x, 1.5, 2.5]):
        a = numpy.array(values * 7)
        with numpy.errstate(under="warn"):
            ours = Outcome(lambda a=a: to_numpy(getattr(np, name)(np.array(a))))
            theirs = Outcome(lambda a=a: getattr(numpy, name)(a))
        if abs(x) >= 2.0**-1022 or x == 0 or name in ("exp", "exp2", "log"):  # of the others some of NumPy's loops warn
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


BITS = """
import hashlib, sys
import legate.numpy as np, numpy
from legate.numpy import _core
random = numpy.random.default_rng(6)
for name in sys.argv[1:]:
    columns = []
    for scale in (1, 30, 800):
        x, y = (numpy.array(random.uniform(-scale, scale, 4003)) for _ in range(2))
        x[::50], y[::70] = numpy.abs(x[::50]), 0
        x[1000:1004], y[2000:2003] = [0, numpy.inf, -numpy.inf, 5e-324], [numpy.inf, 1e-310, 1e300]
        for a in (x, numpy.abs(x)):
            arguments = [np.array(v) for v in ((a, y) if name in ("power", "arctan2") else (a,))]
            with np.errstate(all="ignore"):
                for _ in range(2):
                    r = _core.to_numpy(getattr(np, name)(*arguments))
            columns.append(numpy.where(numpy.isnan(r), 0, r))
    print(name, hashlib.sha256(b"".join(c.tobytes() for c in columns)).hexdigest())
"""


@pytest.mark.skipif("avx512f" not in open("/proc/cpuinfo").read(), reason="vectors of one width only")
def test_bits_are_the_same_in_all_widths_and_tiers():
    found = set()
    for isa, tier in (("avx2", "interp"), ("avx512", "interp"), ("avx2", "jit"), ("avx512", "jit")):
        env = {**os.environ, "LEGATE_NUMPY_ISA": isa, "LEGATE_NUMPY_TIER": tier}
        program = [sys.executable, "-c", BITS, *DOMAINS, "power", "arctan2"]
        found.add(subprocess.run(program, env=env, check=True, capture_output=True, text=True).stdout)
    assert len(found) == 1 and found.pop()


# y log2(x) is nearly as large as numbers may be, where its error counts most.
POWERS = [
    (0.5, 1.5, 4),
    (0.01, 100, 100),
    (1e-300, 1e300, 1),
    (0.999, 1.001, 5e5),
    (1.39, 1.41, 2050),
    (0.71, 0.72, 2050),
]


@pytest.mark.parametrize("low,high,exponent", POWERS)
def test_errors_of_powers_are_small(low, high, exponent):
    random = numpy.random.default_rng(2)
    x = numpy.geomspace(low, high, N)
    y = random.uniform(-exponent, exponent, N)
    got = to_numpy(np.power(np.array(x), np.array(y)))
    exact = numpy.power(x.astype(numpy.longdouble), y.astype(numpy.longdouble))
    normal = (exact > 1e-307) & (exact < 1.7e308)
    got, exact = got[normal], exact[normal]
    error = numpy.abs(got - exact) / numpy.spacing(exact.astype(float)).astype(numpy.longdouble)
    worst = error.argmax()
    assert error[worst] < BOUND, f"{x[normal][worst]!r} ** {y[normal][worst]!r} is {error[worst]:.3f} ULP off"


def test_ends_of_the_domains_of_powers():
    ends = [
        *SPECIAL,
        2.0,
        3.0,
        0.5,
        -0.5,
        2.0**52 + 1,
        2.0**53 - 1,
        1 + 2.0**-52,
        1 - 2.0**-53,
        -1074.0,
        -1075.0,
        1024.0,
    ]
    x, y = (a.ravel() for a in numpy.meshgrid(ends, [*ends, -2.0, -3.0]))
    with numpy.errstate(all="ignore"):
        got, exact = to_numpy(np.power(np.array(x), np.array(y))), numpy.power(x, y)
    known = ~numpy.isnan(exact)
    numpy.testing.assert_array_equal(numpy.isnan(got), ~known)
    numpy.testing.assert_array_max_ulp(got[known], exact[known], 1)
    numpy.testing.assert_array_equal(numpy.signbit(got[known]), numpy.signbit(exact[known]))


def test_errors_of_angles_are_small():
    random = numpy.random.default_rng(5)
    for low, high in ((0.1, 1), (1e-100, 1e100), (0.99, 1.01), (1e-310, 1e-290)):
        y, x = (random.choice([-1, 1], N) * low * (high / low) ** random.random(N) for _ in range(2))
        y[::1000] = 0
        got = to_numpy(np.arctan2(np.array(y), np.array(x)))
        exact = numpy.arctan2(y.astype(numpy.longdouble), x.astype(numpy.longdouble))
        error = numpy.abs(got - exact) / numpy.spacing(numpy.abs(exact.astype(float))).astype(numpy.longdouble)
        worst = error.argmax()
        assert error[worst] < BOUND, f"arctan2({y[worst]!r}, {x[worst]!r}) is {error[worst]:.3f} ULP off"


def test_ends_of_angles():
    ends = [*SPECIAL, 0.5, -0.5, 2.0, 1e-200, -1e200, numpy.nextafter(0.5, 1), 1e-308]
    y, x = (a.ravel() for a in numpy.meshgrid(ends, ends))
    for a, b in [(y, x), *((y[k : k + 1], x[k : k + 1]) for k in range(y.size))]:
        ours = Outcome(lambda a=a, b=b: to_numpy(np.arctan2(np.array(a), np.array(b))))
        theirs = Outcome(lambda a=a, b=b: numpy.arctan2(a, b))
        assert ours.warnings == theirs.warnings
        known = ~numpy.isnan(theirs.value)
        numpy.testing.assert_array_equal(numpy.isnan(ours.value), ~known)
        numpy.testing.assert_array_max_ulp(ours.value[known], theirs.value[known], 1)
        numpy.testing.assert_array_equal(numpy.signbit(ours.value[known]), numpy.signbit(theirs.value[known]))


@pytest.mark.parametrize("name", ["remainder", "fmod", "floor_divide"])
@pytest.mark.parametrize("dtype", ["d", "f"])
def test_division_with_remainder(name, dtype):
    """Bits are NumPy's, whether quotients are small or not, in whole vectors and mixed."""
    random = numpy.random.default_rng(3)
    x = (random.uniform(-1, 1, N) * 10.0 ** random.integers(-8, 8, N)).astype(dtype)
    y = (random.uniform(-1, 1, N) * 10.0 ** random.integers(-8, 8, N)).astype(dtype)
    whole = random.integers(-20, 20, N).astype(dtype)
    x[:1000], y[1000:2000], x[2000:2100] = whole[:1000] * y[:1000], whole[1000:2000], 0
    x[3000::97], y[3000::101] = [numpy.inf, numpy.nan, 0, -0.0] * 121 + [1], 0
    with numpy.errstate(over="ignore"):
        ends = numpy.array([*SPECIAL, 3.0, -3.0, 0.1, 2.0**52 + 1, 2.0**60, 3e38, -1e-40]).astype(dtype)
    cases = [(x, y), (numpy.abs(x), numpy.abs(y)), (whole, whole + numpy.array(0.5, dtype))]
    cases += [tuple(a.ravel() for a in numpy.meshgrid(ends, ends)), (x, x[5]), (x[7], y)]
    for a, b in cases:
        with numpy.errstate(all="ignore"):
            got, exact = to_numpy(getattr(np, name)(np.array(a), np.array(b))), getattr(numpy, name)(a, b)
        numpy.testing.assert_array_equal(got, exact)
        known = ~numpy.isnan(exact)
        numpy.testing.assert_array_equal(numpy.signbit(got[known]), numpy.signbit(exact[known]))


@pytest.mark.parametrize("dtype", ["d", "f", "e"])
def test_frexp(dtype):
    with numpy.errstate(all="ignore"):
        ends = numpy.array([*SPECIAL, 0.5, 2.0, 3.0, 6e4, 1e-40, 1e-45, -7e-8, 2.2250738585072014e-308]).astype(dtype)
        x = numpy.concatenate([ends, numpy.random.default_rng(4).uniform(-100, 100, 1000).astype(dtype)])
    mantissa, exponent = np.frexp(np.array(x))
    numpy.testing.assert_array_equal(to_numpy(mantissa), numpy.frexp(x)[0])
    numpy.testing.assert_array_equal(to_numpy(exponent), numpy.frexp(x)[1])
    numpy.testing.assert_array_equal(numpy.signbit(to_numpy(mantissa)), numpy.signbit(x))
