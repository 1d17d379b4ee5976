"""The legion engine: the core's own tests on it in one process, and programs compared with NumPy on several ranks."""

import os
import sys
from pathlib import Path

import numpy
import pytest
from legate.numpy import _check, _cores, _ranks
from programs import environment
from ranks import HERE, legion, needs_engine, on_ranks, run

pytestmark = needs_engine()

# Every rank computes the same expressions with both modules and compares; one element of difference ends it. Shapes are
# wide, tall, uneven, and smaller than the number of ranks; nothing is too small to be a task.
PROGRAM = """
import numpy
import legate.numpy as np
from legate.numpy import _core

def same(ours, theirs):
    ours = numpy.asarray(ours)
    assert ours.dtype == theirs.dtype and ours.shape == theirs.shape, (ours, theirs)
    assert ours.tobytes() == theirs.tobytes(), (ours, theirs)

def program(np, shape):
    n, m = shape
    rng = numpy.random.default_rng(7)
    a, b = np.array(rng.integers(0, 9, shape) * 1.0), np.array(rng.integers(1, 9, shape) * 1.0)
    row, column = np.arange(m) * 0.5, np.arange(n)[:, None] + 1
    yield a * row + b / column
    yield (a.T + b.T)[1:, :-1]
    c = a.copy()
    for _ in range(3):
        c[1:-1, 1:-1] = 0.25 * (c[:-2, 1:-1] + c[2:, 1:-1] + c[1:-1, :-2] + c[1:-1, 2:])
        c[0, :] = c[1, :]
        c[:, -1] = 2
    yield c
    c[1:] += c[:-1]
    yield c
    yield np.where(a > b, a, -b)[::2]
    yield (a + b).sum(axis=0), (a - b).max(axis=1), np.cumsum(a, axis=1), np.concatenate([a, b])[-3:]
    yield a[a > 3], a[:, [0, -1]], np.stack([a, b]).astype("f4")
    a[a > 5] = 0
    yield a, (a + 1j * b).conj(), (a > 2) & (b > 2)
    holed = np.where(a == 4, numpy.nan, b)
    yield (a * b).sum(), (a - b).min(), b.prod(), (a > 8).any(), (b > 0).all(), holed.max(), numpy.isnan(holed).sum()
    into = np.zeros(shape)
    into[1:] = a[1:]
    np.sum(a * b, out=into[0, :1].reshape(()))
    yield into
    yield b[0] + a[:, -1:], np.where(a > 3, b[-1], a[0, 0]), a[::-1] - b, a[1::2, ::-1] * 2
    d = np.arange(float(shape[0]))
    d[:] += d[::-1] + d[::-1]
    d[::-1] *= d[:]
    yield d, a.sum(axis=0, keepdims=True)
    cube = np.stack([a, b, a * b])
    yield cube.sum(axis=0), cube.max(axis=1), cube.sum(axis=(0, 2)), cube[:, ::2].min(axis=2)
    yield np.moveaxis(cube, 0, 2) + 1
    yield a.astype("i4").sum(), a.astype("u1").max(), (a + 1j * b).sum(), a.mean(), float((a - 0.5 * b).sum()) + b

def raises_everywhere(shape):
    x = np.ones(shape)
    x[-1, -1] = 1e308  # on one rank
    try:
        with np.errstate(over="raise"):
            x * 10
    except FloatingPointError:
        return True

for shape in [(7, 5), (3, 1000), (1000, 3), (2, 2), (64, 33)]:
    for ours, theirs in zip(program(np, shape), program(numpy, shape)):
        ours, theirs = (x if type(x) is tuple else (x,) for x in (ours, theirs))
        for x, y in zip(ours, theirs):
            same(x, y)
    assert raises_everywhere(shape)
print("same", _core.stats()["tasks"] > 50)
"""


# The channel flow's relaxation, a hundred times: how many tasks, operations and bytes of halo are one sweep's.
SWEEPS = """
import sys
sys.path.insert(0, sys.argv[2])
import channel_flow
import legate.numpy as np
from legate.numpy import _core
n = int(sys.argv[1])
p, b = np.zeros((n, n)), np.ones((n, n))
def relax(sweeps):
    return float(channel_flow.relax_pressure(p, b, 0.1, 0.1, sweeps).sum())
relax(3)
before = _core.stats()
relax(100)
print(*((_core.stats()[name] - before[name]) / 100 for name in ("tasks", "recorded", "halo_bytes")))
"""


MANY = pytest.param(3, marks=pytest.mark.ci)


@pytest.mark.parametrize("ranks", [1, 2, MANY])
def test_programs_give_numpys_results(ranks):
    done = run(on_ranks(ranks, [sys.executable, "-c", PROGRAM]), legion(), 240)
    assert done.returncode == 0 and done.stdout == "same True\n", done.stdout + done.stderr


@pytest.mark.parametrize("ranks", [1, 2, MANY])
def test_stencils_and_reductions_gather_no_array(ranks):
    done = run(on_ranks(ranks, [sys.executable, HERE / "stays_on_blocks.py"]), legion(), 120)
    assert done.stdout == "0 True 0 1\n", done.stdout + done.stderr


@pytest.mark.parametrize(
    "ranks, cpus", [(1, 3), pytest.param(2, 1, marks=pytest.mark.ci), pytest.param(3, 1, marks=pytest.mark.ci)]
)
def test_every_form_on_blocks_gives_numpys_results_and_gathers_nothing(ranks, cpus):
    env = {**legion(), "LEGATE_NUMPY_CPUS": str(cpus)}
    done = run(on_ranks(ranks, [sys.executable, HERE / "distributed_forms.py"]), env, 240)
    assert done.returncode == 0 and int(done.stdout) > 200, done.stdout + done.stderr
    assert not done.stderr


@pytest.mark.parametrize("n", [50, 100, 200])
def test_a_sweep_is_one_task_and_moves_its_perimeter(n):
    done = run(on_ranks(2, [sys.executable, "-c", SWEEPS, n, HERE.parents[1] / "examples"]), legion(), 120)
    assert done.returncode == 0, done.stdout + done.stderr
    tasks, recorded, halo = map(float, done.stdout.split())
    assert tasks <= 1.1  # the last one has the sum in it, or is followed by it
    assert recorded / tasks >= 20
    assert 2 * 8 * n <= halo <= 2.2 * 8 * n  # a row in both directions


QUICK_FILES = [
    "test_array",
    "test_indexing",
    "test_laziness",
    "test_kernels",
    "test_core_regressions",
    "test_ufunc_calls",
]
LONG_FILES = ["test_indexing", "test_laziness", "test_kernels"]

# The rest of the core's. Those that compare sums with NumPy's bit for bit hold for one block.
SLOW_FILES = [
    "test_reductions",
    "test_regressions",
    "test_library_ops",
    "test_interop",
    "test_promotion",
    "test_namespace",
    "test_fp_errors",
    "test_examples",
    "test_ops",
]


def check_file(file, cpus, seconds, selection="not test_import_costs_little"):
    """The core's own tests of a file, with everything a task. Import costs what Legion's start costs: left out."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-m", "not slow", "-p", "no:cacheprovider", f"{file}.py"]
    command += ["-k", selection]
    env = {**legion(), "LEGATE_NUMPY_CPUS": cpus, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = run(command, env, seconds)
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]


@pytest.mark.parametrize("file", [pytest.param(x, marks=pytest.mark.ci) if x in LONG_FILES else x for x in QUICK_FILES])
def test_the_cores_tests_pass_on_three_blocks(file):
    check_file(file, "3", 240)


def test_combining_blocks_warns():
    check_file("test_fp_errors", "3", 60, "test_reductions_warn")


@pytest.mark.slow
@pytest.mark.parametrize("file", SLOW_FILES)
def test_the_cores_other_tests_pass(file):
    check_file(file, "1", 1800)


def test_the_driver_starts_ranks(tmp_path):
    program = tmp_path / "program.py"
    program.write_text("""
import sys
import legate.numpy as np
a = np.ones((600, 600))
a[1:-1] = a[:-2] + a[2:]
print(float(a.sum()), sys.argv[1:])
sys.exit(int(sys.argv[1]))
""")
    for status, output in (("0", "first"), ("3", "all")):
        driver = [sys.executable, "-m", "legate.numpy", "--ranks-per-node", "2", "--cpus", "1", program, status, "x"]
        done = run(driver, environment(output=output), 120)
        said = f"718800.0 ['{status}', 'x']\n" * (2 if output == "all" else 1)
        assert done.stdout == said and done.returncode == int(status), done.stdout + done.stderr


def test_a_rank_that_dies_ends_the_others(tmp_path):
    program = tmp_path / "program.py"
    program.write_text("""
import os
import legate.numpy as np
a = np.ones((600, 600)) + 1
np.synchronize()
if os.environ["OMPI_COMM_WORLD_RANK"] == "1":
    os.kill(os.getpid(), 9)
print(float(a.sum()))
""")
    done = run(
        [sys.executable, "-m", "legate.numpy", "--ranks-per-node", "2", "--cpus", "1", program], environment(), 60
    )
    assert done.returncode != 0 and "signal 9" in done.stderr + done.stdout


THREADS = """
import threading
import legate.numpy as np
a = np.ones((40, 30))
b = a + 1
def look():
    try:
        print(float(b.sum()))
    except RuntimeError as error:
        print(error)
thread = threading.Thread(target=look)
thread.start()
thread.join()
look()
b += 1
"""


PLANS_FORGOTTEN = """
import legate.numpy as np
from legate.numpy import _core

x, expected = np.zeros((400, 400), int), 0
for k in range(300):
    x += k  # integers give no floating-point warnings: nobody waits for the task
    expected += k
    _core.synchronize()
    _core.forget_plans()
assert _core.stats()["waits"] == 0 and x[1, 1] == expected
"""


LOOKED_AT = """
import legate.numpy as np
from legate.numpy import _core

u = np.ones((300, 300))
_core.synchronize()
_core.reset_stats()
for k in range(10):
    before = u.copy()
    u *= 1.5
    change = (np.sum(u) - np.sum(before)) / np.sum(u)
    assert change > 0.3  # looked at: once a step
assert _core.stats()["waits"] == 10, _core.stats()
assert change == 1 / 3 or abs(change - 1 / 3) < 1e-15
"""


@pytest.mark.parametrize("ranks", [1, 2])
def test_lazy_scalars_wait_for_what_the_program_looks_at_and_no_more(ranks):
    done = run(on_ranks(ranks, [sys.executable, "-c", LOOKED_AT]), legion(scalars="lazy"), 60)
    assert done.returncode == 0, done.stdout + done.stderr


def test_tasks_whose_plan_is_forgotten_run_all_the_same():
    done = run([sys.executable, "-c", PLANS_FORGOTTEN], legion() | {"LEGATE_NUMPY_CPUS": "2"}, 60)
    assert done.returncode == 0, done.stdout + done.stderr


def test_other_threads_are_served_in_one_process():
    """What is pending at the end is run by the main thread again."""
    done = run([sys.executable, "-c", THREADS], legion(), 60)
    assert done.returncode == 0 and done.stdout == "2400.0\n2400.0\n", done.stdout + done.stderr


def test_other_threads_are_refused_on_ranks_and_nothing_is_lost():
    done = run(on_ranks(2, [sys.executable, "-c", THREADS]), legion(), 60)
    refused, total = done.stdout.splitlines()
    assert done.returncode == 0 and refused.startswith("on several ranks, the thread that imported"), done.stderr
    assert total == "2400.0"


def test_programs_with_threads_and_processes():
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "test_bad_input.py"]
    threads = ["with_their_own", "read_one", "write_parts", "handles_die", "fork_gives", "multiprocessing", "pool"]
    env = {**legion(), "LEGATE_NUMPY_CPUS": "3", "PYTHONPATH": os.pathsep.join(sys.path)}
    done = run([*command, "-k", " or ".join(threads)], env, 240)
    assert done.returncode == 0 and "9 passed" in done.stdout, done.stdout[-5000:] + done.stderr[-2000:]


FORKS = """
import os, sys
import legate.numpy as np
a = np.arange(1200.0).reshape(40, 30) * 2
float(a.sum())
b = a + 1
sys.stdout.flush()
child = os.fork()
if child == 0:
    try:
        a += 1
        print("child", float((a * b).max()), flush=True)
    except RuntimeError as error:
        print(error, flush=True)
    sys.exit(3)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), float(b.sum()), float((a * 1.0).sum()))
"""


@pytest.mark.parametrize(
    "ranks, child",
    [(1, "child 5755201.0\n"), (2, "a process that was forked from one of several ranks cannot use their arrays\n")],
)
def test_a_forked_child_works_alone_in_one_process_and_is_told_on_ranks(ranks, child):
    done = run(on_ranks(ranks, [sys.executable, "-c", FORKS]), {**legion(), "LEGATE_NUMPY_CPUS": str(4 - ranks)}, 60)
    assert done.returncode == 0 and done.stdout == f"{child}3 1440000.0 1438800.0\n", done.stdout + done.stderr


def test_dry_run_shows_the_command():
    flags = ["--nodes", 2, "--ranks-per-node", 3, "--launcher", "srun", "--dry-run", "program.py", "a b"]
    done = run([sys.executable, "-m", "legate.numpy", *flags], environment(), 60)
    assert "srun -N 2 --ntasks-per-node 3 --export ALL" in done.stdout and done.stdout.endswith("program.py 'a b'\n")


def test_the_local_engine_beside_legates_package():
    """Legate's own package is imported when ours is; its runtime is not started."""
    code = "import legate.numpy as np, sys; print(np.ones(2) + 1, 'legate.core' in sys.modules)"
    done = run([sys.executable, "-c", code], environment(), 60)
    assert done.stdout == "[2. 2.] False\n", done.stderr


def test_another_version_of_legate_is_refused(tmp_path):
    """The C++ ABI of Legate is that of one version."""
    code = """
import importlib.metadata as m
m.version = lambda name: "1.2.3"
import legate.numpy as np
np.ones(3)
"""
    done = run([sys.executable, "-c", code], legion(), 60)
    assert "ImportError: legate.numpy was built for legate" in done.stderr and "1.2.3 is installed" in done.stderr


def test_the_check_passes_a_program_that_is_the_same_everywhere():
    done = run(on_ranks(2, [sys.executable, "-c", PROGRAM]), legion(check="1"), 240)
    assert done.returncode == 0 and done.stdout == "same True\n", done.stdout + done.stderr


def test_the_check_shows_where_ranks_differ(tmp_path):
    program = tmp_path / "differs.py"
    program.write_text(
        "import os\nimport legate.numpy as np\na = np.ones((50, 50))\n"
        "a = a * 2 if os.environ['OMPI_COMM_WORLD_RANK'] == '0' else a + a\nprint(float(a.sum()))\n"
    )
    done = run(on_ranks(2, [sys.executable, program]), legion(check="1"), 60)
    assert done.returncode != 0
    assert f"ranks differ at step 1: rank 0 runs {program}:3 to {program}:5, rank 1 runs" in done.stderr, done.stderr


def test_the_check_names_ranks_that_are_late_or_gone():
    judge = _check.Judge(ranks=3)
    assert judge.add(0, 1, 7, "a.py:1", now=0) is None and judge.add(2, 1, 7, "a.py:1", now=1) is None
    assert judge.late(now=_check.PATIENCE - 1) == []
    (said,) = judge.late(now=_check.PATIENCE + 1)
    assert said == f"rank 0 has been waiting at step 1 (a.py:1) for {_check.PATIENCE} seconds; not there: 1"
    assert judge.late(now=1000) == []  # once
    assert judge.add(1, 1, 7, "a.py:1", now=1000) is None and judge.open == {}
    assert judge.add(0, 2, 8, "a.py:2", now=1001) is None
    assert judge.end(1) == "rank 1 ended after step 1, and rank 0 goes on at a.py:2"


UNSEEDED = """
import random
import numpy
import legate.numpy as np
from legate.numpy import _core
drawn = random.random(), numpy.random.default_rng().random(), np.random.rand(), numpy.random.SeedSequence().entropy
drawn = repr(drawn)
assert len(set(_core.gather(drawn.ljust(200).encode()))) == 1
print("alike")
"""


def test_generators_that_nobody_seeds_draw_alike():
    done = run(on_ranks(2, [sys.executable, "-c", UNSEEDED]), legion(), 60)
    assert done.stdout == "alike\n", done.stdout + done.stderr


@pytest.mark.parametrize(
    "cores, environ, binding, expected",
    [
        (8, {}, None, list(range(8))),
        (8, {"OMPI_COMM_WORLD_LOCAL_RANK": "1", "OMPI_COMM_WORLD_LOCAL_SIZE": "2"}, None, [4, 5, 6, 7]),
        (4, {"OMPI_COMM_WORLD_LOCAL_RANK": "1", "OMPI_COMM_WORLD_LOCAL_SIZE": "3"}, None, [0, 1, 2, 3]),
        (9, {"SLURM_LOCALID": "2", "SLURM_NTASKS_PER_NODE": "4"}, None, [4, 5]),
        (8, {"OMPI_COMM_WORLD_LOCAL_RANK": "1", "OMPI_COMM_WORLD_LOCAL_SIZE": "2"}, "0,2/1,5-7", [1, 5, 6, 7]),
    ],
)
def test_ranks_of_a_machine_share_its_cores(monkeypatch, cores, environ, binding, expected):
    affinity = set(range(cores))
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: affinity)
    monkeypatch.setattr(os, "sched_setaffinity", lambda _, chosen: (affinity.clear(), affinity.update(chosen)))
    _cores.take_share(binding, environ)
    assert sorted(affinity) == expected


GATHERS = """
import legate.numpy as np
a = np.arange(1200.0).reshape(40, 30)
b = a + 1
b.tolist()
print([(row["line"], row["calls"]) for row in np.report("rows") if row["kind"] == "gathered"], float((a * b).sum()) > 0)
"""


def test_the_report_lists_what_is_not_distributed_and_stats_what_was_moved():
    done = run(on_ranks(2, [sys.executable, "-c", GATHERS]), legion(stats="1"), 60)
    assert done.stdout == "[(5, 1)] True\n", done.stdout + done.stderr
    assert "1 arrays gathered to every rank (9.4 KiB moved), 0 single elements" in done.stderr
    assert done.stderr.count("operations recorded") == 1  # one rank talks


# Six arrays, the sixth one made by the form; every rank says how much of its share of them it took in memory, and how
# many MiB that share is.
MEMORY = """
import sys
import legate.numpy as np
from legate.numpy import _core

def resident():  # what several processes have mapped counts in parts: ranks write into each other's memory
    return int(next(line for line in open("/proc/self/smaps_rollup") if line.startswith("Pss:")).split()[1]) / 1024

def program(n):
    names = {"np": np, "n": n} | {name: np.full((n, n), float(k)) for k, name in enumerate("abcde")}
    np.synchronize()
    exec(sys.argv[1], names)
    sums = [float(names[name].sum()) for name in "abcdef"]
    return names

for _ in range(3):  # what does not grow with the data: the network's buffers, the code generator
    program(320)
_core.wait_for_native_code()
before = resident()
names = program(4000)
share = 6 * names["a"].nbytes / 2**20 / 3
assert _core.stats()["fetches"] == 0, _core.stats()
sys.stderr.write(f"{(resident() - before) / share:.3f} {share:.0f}\\n")
"""

FORMS = {
    "elementwise": "a += b; c *= 2; d -= e * a; f = a * d",
    "stencil": """
for _ in range(4):
    a[1:-1] = b[2:] + b[:-2]
    b[1:-1, 1:-1] = a[2:, 1:-1] + a[1:-1, :-2]
f = a + b
""",
    "reductions": """
c[0, :] = a.sum(axis=0) + np.max(b, axis=0)
c[:, 0] = d.sum(axis=1) * e.min(axis=1)
f = c + 1
""",
    "broadcast": "f = b[0] + c[:, :1]; d[:] = np.where(f > 3, f, e[5, 7])",
    "transpose": "f = a + b.T",
    "indices": "a[(b[:, 0] + 5).astype(int)] = c[-1]; f = c[(b[:, 0] + 7).astype(int)]",
    "masks": "f = b[b > 0]; e[c > 1] = f",
    "steps": "f = a[::-1] + b; e[::2] = c[1::2]",
    "join": "f = np.concatenate([b[: n // 2], c[n // 2 :]])",
    "scans": "f = np.cumsum(a, axis=0)",
    "sort": "f = np.sort(a, axis=1)",
    "product": "f = a @ b",
}
BUFFERS = 16  # MiB of any data: a heap that Realm fills with it, and the pieces that an exchange has in hand


QUICK_FORMS = ["elementwise", "stencil"]


@pytest.mark.parametrize("form", [x if x in QUICK_FORMS else pytest.param(x, marks=pytest.mark.ci) for x in FORMS])
def test_a_rank_holds_its_share_of_arrays_and_a_fifth(form):
    share = 6 * 4000**2 * 8 / 2**20 / 3
    env = legion() | {"LEGATE_CONFIG": _ranks.legate_config(1, sysmem=int(1.2 * share))}
    del env["LEGATE_NUMPY_MIN_TASK"]
    done = run(on_ranks(3, [sys.executable, "-c", MEMORY, FORMS[form]]), env, 120)
    assert done.returncode == 0, done.stdout + done.stderr
    for line in done.stderr.splitlines():
        taken, share = map(float, line.split())
        assert taken <= 1.2 + BUFFERS / share, done.stderr


def check_fuzzed(programs, seed, ranks, cpus, seconds):
    """So many random programs, one after the other, compared with NumPy on every rank."""
    done = run(
        on_ranks(ranks, [sys.executable, "-m", "fuzz", programs, seed]),
        {**legion(), "LEGATE_NUMPY_CPUS": cpus},
        seconds,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("ranks, cpus", [(1, "3"), pytest.param(2, "1", marks=pytest.mark.ci)])
def test_random_programs_on_several_blocks(ranks, cpus):
    check_fuzzed(40, 0, ranks, cpus, 120)


@pytest.mark.slow
@pytest.mark.parametrize("ranks, cpus", [(1, "2"), (1, "3"), (2, "2"), (3, "1")])
def test_many_random_programs_on_several_blocks(ranks, cpus):
    check_fuzzed(500, 10_000, ranks, cpus, 900)


WRITES = """
import sys
import legate.numpy as np
from legate.numpy import _core
a = np.arange(1200.0).reshape(40, 30) * 2
np.save(sys.argv[1] + "/a.npy", a)
np.savetxt(fname=sys.argv[1] + "/a.txt", X=a)
said = ""
try:
    np.save(sys.argv[1] + "/nowhere/a.npy", a)
except OSError as error:
    said = f"{type(error).__name__} {error}"
assert len(set(_core.gather(said.ljust(200).encode()[:200]))) == 1
print(said.split()[0], bool((np.load(sys.argv[1] + "/a.npy") == a).all()), float(a.sum()))
"""


def test_one_rank_writes_a_file_and_its_error_is_everybodys(tmp_path):
    done = run(on_ranks(2, [sys.executable, "-c", WRITES, tmp_path]), legion(), 60)
    assert done.stdout == "FileNotFoundError True 1438800.0\n", done.stdout + done.stderr
    assert numpy.load(tmp_path / "a.npy")[39, 29] == numpy.loadtxt(tmp_path / "a.txt")[39, 29] == 2398


@pytest.mark.parametrize("who, shown", [("01", "Traceback"), ("1", "legate.numpy: rank 1 ends with an exception:")])
def test_an_exception_ends_the_job_and_is_shown_once(who, shown):
    code = f"""
import os
import legate.numpy as np
a = np.ones((40, 30)) + 1
if os.environ["OMPI_COMM_WORLD_RANK"] in "{who}":
    a[100, 1]
print(float(a.sum()))
"""
    done = run(on_ranks(2, [sys.executable, "-c", code]), legion(), 60)
    assert done.returncode != 0 and done.stderr.startswith(shown), done.stderr
    assert done.stderr.count("index 100 is out of bounds for axis 0 with size 40") == 1


def test_legates_own_command_runs_programs_too():
    """Its LEGATE_CONFIG is not ours, and three blocks of 13 rows must be cut all the same."""
    scripts = Path(sys.executable).parent
    env = {**legion(), "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}"}
    del env["LEGATE_NUMPY_CPUS"]
    program = HERE / "stays_on_blocks.py"
    done = run([scripts / "legate", "--cpus", "3", "--gpus", "0", "--sysmem", "500", program], env, 60)
    assert done.stdout == "0 True 0 1\n", done.stdout + done.stderr
