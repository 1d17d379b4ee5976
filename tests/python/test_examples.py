"""Every example runs under NumPy and under legate.numpy, and the results are compared.

Integers, booleans and whatever IEEE arithmetic alone decides (add, subtract, multiply, divide and sqrt
are correctly rounded everywhere) must be equal bit for bit. Sums may be added in another order and
exp, log and sin may round differently; their bounds stand below with the reason.
"""

import functools
import importlib.util
from dataclasses import dataclass, field
from pathlib import Path

import legate.numpy
import numpy
import pytest

ROOT = Path(__file__).resolve().parents[2]
EPS = numpy.finfo(float).eps


def load_programs():
    """benchmarks/programs.py, which is no part of a package."""
    spec = importlib.util.spec_from_file_location("programs", ROOT / "benchmarks" / "programs.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


programs = load_programs()


@dataclass(frozen=True)
class Case:
    argv: str = ""
    # Largest absolute difference allowed for each result; one that is not named must be equal.
    bounds: dict = field(default_factory=dict)
    # Largest part of the elements that may differ, for results that jump.
    strays: dict = field(default_factory=dict)


CASES = {
    # The fields see IEEE arithmetic only. The sums of 1,681 numbers of one sign are good to
    # 1681 eps, the sum being about 3900; the run stops 2e-6 below its threshold, far from a tie.
    "channel_flow": [
        Case("", {"sum_u": 1681 * EPS * 3900, "change": 4 * 1681 * EPS}),
        Case("--nx 37 --ny 23 --max-steps 60", {"sum_u": 851 * EPS * 1000, "change": 4 * 851 * EPS}),
    ],
    "cavity_flow": [
        Case("--steps 100", {"kinetic_energy": 1681 * EPS}),
        Case("--nx 30 --ny 52 --dt 0.0005 --steps 40", {"kinetic_energy": 1560 * EPS}),
    ],
    # The start has two sines good to 2 ulp each. A step averages with weights that add up to one, so errors do
    # not grow; it adds its own roundings, at most 8, of numbers that are largest (4 t / h^2) times dt: below 1.
    "heat_2d": [
        Case("--n 41 --steps 200", {name: (4 + 8 * 200) * EPS for name in ("temperature", "mean", "error")}),
    ],
    # log(spot / strike) is at most 1.1, good to 2 ulp, and divided by 0.095 at least: d1 and d2 are good to
    # about 25 eps. A price moves by up to 0.4 * 150 times that, its two terms of up to 150 round about 15 times.
    "black_scholes": [
        Case("--n 20000", {name: 4000 * EPS for name in ("call", "put")} | {"parity_error": 8000 * EPS}),
    ],
    # A sum over 60 bodies is good to 60 eps of its terms, whose sizes add up to at most 1 / SOFTENING^2 = 400.
    # Over 40 steps of 0.002 that moves velocities by 0.08 * 60 * 400 eps; close encounters, with a rate of at most
    # sqrt(1 / SOFTENING^3) = 90, may enlarge it by exp(90 * 0.08), about 1300. The drift divides by an energy
    # above 0.1.
    "n_body": [
        Case(
            "--n 60 --steps 40",
            {name: 1920 * 1300 * EPS for name in ("position", "velocity", "energy", "momentum")}
            | {"energy_drift": 10 * 1920 * 1300 * EPS},
        ),
    ],
    # NumPy's own complex product may or may not use fused multiply-add, depending on the machine. Where an orbit
    # is chaotic that one rounding can change when it escapes; such points are rare.
    "mandelbrot": [
        Case("--width 150 --height 100", {"area": 0.006}, {"steps": 0.001, "inside": 0.001}),
    ],
    "game_of_life": [Case("--n 64 --generations 100"), Case("--n 33 --generations 60 --seed 7")],
    # Sums over at most 4000 points with coordinates below 15. No point lies within such an error of the line
    # between two centres, which test_k_means_case_has_no_ties asserts, so labels and iterations are exact.
    "k_means": [
        Case("--n 4000", {"centres": 4000 * EPS * 15, "inertia": 4000 * EPS * 1e4}),
    ],
    # Gradients are means of 3000 numbers below 5. The loss is convex and the rate below 2 / curvature, so
    # the 50 steps add their errors up and do not enlarge them. The accuracy is a count.
    "logistic_regression": [
        Case(
            "--n 3000 --features 8 --steps 50",
            {name: 50 * 3000 * EPS * 5 for name in ("weights", "losses", "distance")},
        ),
    ],
}
ALL_CASES = [(name, case) for name, cases in CASES.items() for case in cases]
IDS = [f"{name} {case.argv}".strip() for name, case in ALL_CASES]


@functools.cache
def run(name, argv, module):
    return programs.load(name, module).main(argv.split())


def assert_agrees(name, ours, theirs, case):
    ours, theirs = numpy.asarray(ours), numpy.asarray(theirs)
    assert ours.dtype == theirs.dtype, name
    assert ours.shape == theirs.shape, name
    assert numpy.isfinite(theirs).all(), name
    if name in case.bounds:
        numpy.testing.assert_allclose(ours, theirs, rtol=0, atol=case.bounds[name], err_msg=name)
    elif name in case.strays:
        assert numpy.mean(ours != theirs) <= case.strays[name], name
    else:
        numpy.testing.assert_array_equal(ours, theirs, err_msg=name)


def test_every_example_has_a_case():
    assert sorted(CASES) == programs.names()


@pytest.mark.parametrize("name", programs.names())
def test_import_line_is_the_only_mention(name):
    source = (programs.EXAMPLES / f"{name}.py").read_text(encoding="utf-8")
    assert source.count(programs.IMPORT_LINE) == 1
    assert source.lower().count("legate") == 1


@pytest.mark.parametrize(("name", "case"), ALL_CASES, ids=IDS)
def test_results_agree(name, case):
    theirs = run(name, case.argv, "numpy")
    ours = run(name, case.argv, "legate.numpy")
    assert ours.keys() == theirs.keys()
    assert set(case.bounds) | set(case.strays) <= theirs.keys()
    for key, value in theirs.items():
        assert_agrees(key, ours[key], value, case)


@pytest.mark.parametrize(("name", "case"), ALL_CASES, ids=IDS)
def test_results_are_our_arrays(name, case):
    theirs = run(name, case.argv, "numpy")
    for key, value in run(name, case.argv, "legate.numpy").items():
        expected = legate.numpy.ndarray if type(theirs[key]) is numpy.ndarray else type(theirs[key])
        assert type(value) is expected, key


def test_channel_flow_takes_499_steps():
    ours = run("channel_flow", "", "legate.numpy")
    theirs = run("channel_flow", "", "numpy")
    assert ours["steps"] == theirs["steps"] == 499
    assert abs(ours["sum_u"] - theirs["sum_u"]) <= 1e-9 * theirs["sum_u"]


def test_k_means_case_has_no_ties():
    """The points of the k-means case are farther from a tie than its sums can be wrong."""
    (case,) = CASES["k_means"]
    program = programs.load("k_means", "numpy")
    n = int(case.argv.split()[1])
    points = program.random_points(numpy.random.default_rng(1), n, 8)
    centres = run("k_means", case.argv, "numpy")["centres"]
    distances = numpy.sort(numpy.sum((points[:, None] - centres) ** 2, axis=2), axis=1)
    assert numpy.min(distances[:, 1] - distances[:, 0]) > 100 * 4000 * EPS * 15**2
