"""Kernels that advance through their arrays together: the same bits as one after the other, whatever the program."""

import sys

import pytest
from programs import environment
from ranks import check_file, run

pytestmark = pytest.mark.one_process("waves are the local engine's")

# Programs that repeat sweeps; none of them is one of our examples. Each gets a module and a number of sweeps.
PROGRAMS = {
    "nine points": """
def program(np, sweeps):
    a, b = grid(np, (300, 400)), grid(np, (300, 400), 2)
    for _ in range(sweeps):
        c = a.copy()
        a[1:-1, 1:-1] = (
            0.2 * (c[:-2, 1:-1] + c[2:, 1:-1] + c[1:-1, :-2] + c[1:-1, 2:])
            + 0.05 * (c[:-2, :-2] + c[:-2, 2:] + c[2:, :-2] + c[2:, 2:]) - b[1:-1, 1:-1]
        )
    return a
""",
    "three dimensions": """
def program(np, sweeps):
    a = grid(np, (40, 70, 60))
    for _ in range(sweeps):
        c = a.copy()
        a[1:-1, 1:-1, 1:-1] = (
            c[:-2, 1:-1, 1:-1] + c[2:, 1:-1, 1:-1] + c[1:-1, :-2, 1:-1]
            + c[1:-1, 2:, 1:-1] + c[1:-1, 1:-1, :-2] + c[1:-1, 1:-1, 2:]
        ) / 6
        a[0] = a[1]
        a[:, -1] = a[:, -2]
    return a
""",
    "float32, walls first": """
def program(np, sweeps):
    a = grid(np, (500, 700)).astype(np.float32)
    for _ in range(sweeps):
        a[0, :], a[-1, :] = a[1, :], a[-2, :]
        a[:, 0] = a[:, -2]
        a[:, -1] = a[:, 1]
        c = a.copy()
        a[1:-1, 1:-1] = np.float32(0.25) * (c[2:, 1:-1] + c[:-2, 1:-1] + c[1:-1, 2:] + c[1:-1, :-2])
    return a
""",
    "three buffers that rotate": """
def program(np, sweeps):
    old, now, new = (grid(np, (400, 333), k) for k in range(3))
    for _ in range(sweeps):
        lap = now[2:, 1:-1] + now[:-2, 1:-1] + now[1:-1, 2:] + now[1:-1, :-2] - 4 * now[1:-1, 1:-1]
        new[1:-1, 1:-1] = 2 * now[1:-1, 1:-1] - old[1:-1, 1:-1] + 0.1 * lap
        old, now, new = now, new, old
    return old + now
""",
    "masks in between": """
def program(np, sweeps):
    a = grid(np, (400, 400))
    solid = grid(np, (400, 400), 5) > 0.8
    for _ in range(sweeps):
        mean = 0.5 * (a[1:-1, :-2] + a[1:-1, 2:])
        a[1:-1, 1:-1] = np.where(solid[1:-1, 1:-1], 0.0, mean)
        a[:] = np.where(a < 0.1, 1.0, a)
    return a
""",
    "one long axis": """
def program(np, sweeps):
    a = grid(np, (200_001,))
    for _ in range(sweeps):
        a[1:-1] = a[1:-1] + 0.3 * (a[2:] - 2 * a[1:-1] + a[:-2])
        a[0] = a[-1] = 0.5
    return a
""",
    "in place, far apart": """
def program(np, sweeps):
    a = grid(np, (600, 300))
    for _ in range(sweeps):
        a[100:] += a[:-100]
        a[:-7] -= 0.5 * a[7:]
        a[::2] *= 0.5
        a[::-1] += 0.25 * a
        a += 0.01 * a.T[:300, :300].sum() + a[:, :1]
    return a
""",
    "warnings": """
def program(np, sweeps):
    a = grid(np, (400, 400))
    for _ in range(sweeps):
        c = a.copy()
        a[1:-1, 1:-1] = (c[2:, 1:-1] + c[:-2, 1:-1]) / (c[1:-1, 2:] - c[1:-1, :-2])
    return a
""",
}

CHECK = """
import sys, warnings
import numpy, legate.numpy
from legate.numpy import _core

def grid(np, shape, seed=1):
    return np.array(numpy.random.default_rng(seed).random(shape))

{program}

def outcome(np, sweeps):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        result = numpy.asarray(program(np, sweeps))
    return result.tobytes(), sorted({{(str(w.message), w.lineno) for w in caught}})

for sweeps in (1, 2, 7, 30):
    assert outcome(legate.numpy, sweeps) == outcome(numpy, sweeps), sweeps
print(_core.stats()["waves"])
"""


def waves(program, **settings):
    """How many ran while the program's results and warnings were compared with NumPy's."""
    done = run([sys.executable, "-c", CHECK.format(program=PROGRAMS[program])], environment(**settings), 120)
    assert done.returncode == 0, done.stdout + done.stderr
    return int(done.stdout)


@pytest.mark.parametrize("program", PROGRAMS)
def test_sweeps_of_any_program_run_together(program):
    assert waves(program, cpus="3", waves="all") > 0


@pytest.mark.parametrize("program", PROGRAMS)
def test_large_arrays_do_on_one_thread_and_compiled(program):
    count = waves(program, cpus="1", tier="jit")
    assert count > 0 or program == "in place, far apart"


def test_they_can_be_switched_off():
    assert waves("nine points", waves="0") == 0


def test_borders_are_copied_when_their_sweep_gets_there():
    program = """
import re
import legate.numpy as np
from legate.numpy import _core

a = np.ones((400, 500))
float(a[0, 0])
for _ in range(5):
    b = a.copy()
    a[1:-1, 1:-1] = 0.5 * (b[2:, 1:-1] + b[:-2, 1:-1])
np.synchronize()
rows = [int(lag) for lag in re.findall(r"1 rows, lag (\\d+): kernel over .1, 500.", _core.last_plan())]
assert len(rows) == 10 and sorted(rows)[5:] == [399, 399, 400, 401, 402], rows  # later ones could share no storage
"""
    done = run([sys.executable, "-c", program], environment(), 60)
    assert done.returncode == 0, done.stdout + done.stderr


def test_without_memory_for_a_wave_its_kernels_run_one_after_the_other():
    program = """
import numpy, legate.numpy as np
from legate.numpy import _core

def sweeps(np):
    a = np.ones((1000, 1000))
    a[0] = 3
    for _ in range(9):
        b = a.copy()
        a[1:-1] = 0.5 * (b[2:] + b[:-2])
    return a

waves = []
for mib in (20, 40):  # of arrays of 7.75 MiB, sweeps take two at once, and four in a wave
    _core.limit_memory(mib << 20, in_all=1 << 40)
    before = _core.stats()["waves"]
    assert numpy.asarray(sweeps(np)).tobytes() == sweeps(numpy).tobytes()
    waves.append(_core.stats()["waves"] - before)
assert waves == [0, 1], waves
"""
    done = run([sys.executable, "-c", program], environment(), 60)
    assert done.returncode == 0, done.stdout + done.stderr


UNINTERRUPTED = ("test_ctrl_c_ends_a_long_kernel",)  # a wave is run to its end


@pytest.mark.parametrize("file", ["test_core_regressions", "test_regressions", "test_fuzz"])
def test_the_cores_tests_pass_in_waves(file):
    check_file(file, 240, UNINTERRUPTED, waves="all", cpus="3")


@pytest.mark.slow
@pytest.mark.parametrize(
    "file", ["test_ops", "test_fp_errors", "test_indexing", "test_laziness", "test_examples", "test_reductions"]
)
def test_the_cores_other_tests_pass_in_waves(file):
    check_file(file, 1200, UNINTERRUPTED, waves="all", cpus="3")
