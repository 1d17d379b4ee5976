"""Random programs under NumPy and under legate.numpy: the same bits, dtypes, shapes, errors and warnings.

tests/README.md says how to look for more, and what the fuzzer is known to find.
"""

import math
import random

import legate.numpy as np
import numpy
import pytest
from fuzz.__main__ import LENGTH, describe, program_of
from fuzz.choices import Drawn
from fuzz.generate import Generator
from fuzz.program import Program, Statement, mismatch
from fuzz.shrink import shrink
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

pytestmark = pytest.mark.usefixtures("gate_open")

QUICK = settings(
    max_examples=200,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate, Phase.shrink],
    print_blob=False,
)


@st.composite
def programs(draw):
    return Generator(Drawn(draw, st.integers), LENGTH).generate()


@QUICK
@given(programs())
def test_programs(program):
    assert mismatch(program, np) is None


def check_seeds(first, count):
    for seed in range(first, first + count):
        program = program_of(seed)
        if mismatch(program, np):
            pytest.fail(f"seed {seed}\n{describe(program)}", pytrace=False)


@pytest.mark.one_process("ranks would draw different programs")
def test_programs_of_today():
    """Other programs in every run; the seed is in the message."""
    check_seeds(random.SystemRandom().randrange(1 << 40), 40)


@pytest.mark.sanitize
def test_programs_that_stay_the_same():
    check_seeds(0, 100)


def test_more_programs_that_stay_the_same():
    check_seeds(100, 160)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(20))
def test_ten_thousand_programs(part):
    check_seeds(1_000_000 + part * 500, 500)


# -- sums, by bound ------------------------------------------------------------------------------------------------

SHAPES = st.lists(st.integers(1, 6), min_size=1, max_size=3) | st.sampled_from([[5000], [3, 3000], [3000, 3], [60, 70]])


@QUICK
@given(st.data())
def test_sums_are_within_the_bound_of_pairwise_summation(data):
    """|sum - exact| <= (32 + log2 n) u sum|x|, with u half of the type's epsilon: 16 leaves of 8 and a tree above."""
    shape = data.draw(SHAPES)
    dtype = data.draw(st.sampled_from(["f8", "f4"]))
    axis = data.draw(st.none() | st.integers(0, len(shape) - 1))
    noise = numpy.random.default_rng(data.draw(st.integers(0, 1 << 30)))
    values = (noise.standard_normal(shape) * 10.0 ** noise.integers(-6, 6, shape)).astype(dtype)
    ours = np.array(values)
    if data.draw(st.booleans()):
        values, ours = values.T, ours.T
    if data.draw(st.booleans()):
        values, ours = values[::-1], ours[::-1]
    got = numpy.asarray((ours * 1).sum(axis=axis))
    rows = values.reshape(1, -1) if axis is None else numpy.moveaxis(values, axis, -1).reshape(-1, values.shape[axis])
    bound = (32 + math.log2(rows.shape[1])) * numpy.finfo(dtype).eps / 2
    for row, total in zip(rows, got.reshape(-1)):
        assert abs(float(total) - math.fsum(row)) <= bound * math.fsum(abs(row))


# -- the fuzzer itself ---------------------------------------------------------------------------------------------


def test_a_failure_is_printed_as_a_program_to_run():
    lines = ["a = np.arange(4)", "b = a + 1", "a[0] = 1 / 0", "c = b * 2", "see(c)"]
    program = Program([Statement(line, "/ 0" in line) for line in lines])
    small = shrink(program, lambda p: any("c =" in s.text for s in p.statements))
    assert [s.text for s in small.statements] == ["c = b * 2"]
    text = repr(program)
    shown = []
    exec(text, {"print": lambda *a: shown.append(a)})
    assert "division by zero" in str(shown[0]) and shown[1][-1] == [2, 4, 6, 8]


def test_the_generator_rarely_writes_statements_that_fail():
    statements = [s for seed in range(100) for s in program_of(seed).statements]
    assert sum(s.raises for s in statements) < len(statements) / 5


def test_the_comparison_sees_bits_and_types():
    def events(text, start="a = np.array([0.0, 1.0])"):
        return Program([Statement(start), Statement(text)]).expected

    assert events("see(a)") == events("see(a + 0)")
    assert events("see(a)") != events("see(a.astype('f4'))")
    assert events("see(a)") != events("see(-a)")
    assert events("see(a[0])") != events("see(float(a[0]))")
    assert events("see(a * numpy.nan)") == events("see(a * -numpy.nan)")
    assert events("a / 0")[-1].what == "warning"
