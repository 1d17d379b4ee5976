"""The core's own tests on several ranks, with everything a task. Every rank runs all of them, in one order."""

import re
import sys
from pathlib import Path

import pytest
from programs import environment
from ranks import HERE, legion, needs_engine, on_ranks, run

pytestmark = needs_engine()

QUICK = ["test_array", "test_kernels"]
# How many ranks, the files that a group of them runs, and pytest's -k: what is not selected does the same with other
# operations, and would take an hour.
SLOW = [
    ((2, 3), ["test_indexing", "test_laziness", "test_regressions"], ""),
    ((2, 3), ["test_core_regressions", "test_ufunc_calls", "test_interop", "test_native", "test_bad_input"], ""),
    ((2, 3), ["test_reductions", "test_library_ops"], ""),
    ((2,), ["test_fallback", "test_fuzz"], ""),
    ((2,), ["test_promotion", "test_namespace"], ""),
    ((2,), ["test_fp_errors"], "not of_pairs_of_values or divide"),
    ((2,), ["test_examples"], ""),
    ((2,), ["test_ops"], "add or divide or sqrt or less"),
]
GROUPS = [(count, files, selection) for counts, files, selection in SLOW for count in counts]
NAMES = [f"{count}-{files[0]}" for count, files, _ in GROUPS]


def run_tests(files, ranks, seconds, folder, selection=""):
    """pytest on every rank, over these files; the finished process."""
    driver = [sys.executable, "-m", "legate.numpy", "--ranks-per-node", ranks, "--cpus", "1", "-m", "pytest"]
    # With --capture=sys, what the engine itself writes before it ends a rank is seen.
    flags = ["-v", "-rs", "-m", "not slow", "--capture=sys", "-p", "every_rank", "-p", "no:cacheprovider"]
    flags += ["-p", "no:xdist", "--color=no", "-o", "faulthandler_timeout=300", "-k", selection]
    env = environment(min_task="1", fallback="silent") | {"PYTEST_DEBUG_TEMPROOT": str(folder)}
    return run([*driver, *flags, *files], env, seconds)


def check_files(files, ranks, seconds, folder, selection=""):
    """No test of these files fails on any rank. What is left out, and why, is in the output of this test."""
    done = run_tests([f"{file}.py" for file in files], ranks, seconds, folder, selection)
    print(done.stdout)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-5000:]
    said = re.search(r"^(\d+) ranks ran (\d+) tasks each$", done.stdout, re.MULTILINE)
    assert said and int(said[1]) == ranks and int(said[2]) > 100, done.stdout[-3000:]


@pytest.mark.ci
def test_tests_pass_on_two_ranks(tmp_path):
    check_files(QUICK, 2, 600, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("ranks, files, selection", GROUPS, ids=NAMES)
def test_other_tests_pass_on_ranks(ranks, files, selection, tmp_path):
    check_files(files, ranks, 3000, tmp_path, selection)


@pytest.mark.ci
def test_every_function_gives_numpys_result_and_gathers_where_the_table_says_so():
    done = run(on_ranks(2, [sys.executable, HERE / "functions_on_ranks.py"]), legion(), 600)
    assert done.returncode == 0 and int(done.stdout) > 400, done.stdout + done.stderr


@pytest.mark.parametrize("ranks", [2, pytest.param(3, marks=pytest.mark.ci)])
def test_lines_are_sorted_searched_and_counted_where_they_are(ranks):
    done = run(on_ranks(ranks, [sys.executable, HERE / "lines_on_ranks.py"]), legion(), 300)
    assert done.returncode == 0 and done.stdout == "0\n", done.stdout + done.stderr


# -- the harness itself ----------------------------------------------------------------------------------------------

ONE_FAILS = """
import os
import legate.numpy as np
def test_one_fails():
    assert os.environ["OMPI_COMM_WORLD_RANK"] == "0", "words of rank 1"
    assert float(np.ones((40, 30)).sum()) == 1200
"""

ONE_HANGS = """
import os, pathlib, subprocess, time
import legate.numpy as np
def test_one_hangs():
    # By a child: of what ranks write themselves, only rank 0's is there for others.
    subprocess.run(["touch", pathlib.Path(__file__).parent / f"{os.getpid()}.pid"], check=True)
    while os.environ["OMPI_COMM_WORLD_RANK"] == "1":
        time.sleep(1)
    assert float(np.ones((40, 30)).sum()) == 1200
"""


def test_one_rank_that_fails_ends_the_group_with_its_words(tmp_path):
    (tmp_path / "test_one.py").write_text(ONE_FAILS)
    done = run_tests([tmp_path / "test_one.py"], 2, 120, tmp_path)
    assert done.returncode != 0 and "passed" not in done.stdout
    assert re.search(r"^rank 1: .*::test_one_fails$(.|\n)*words of rank 1", done.stderr, re.MULTILINE), done.stderr


@pytest.mark.slow
def test_a_group_that_hangs_is_ended_with_all_its_processes(tmp_path):
    (tmp_path / "test_one.py").write_text(ONE_HANGS)
    with pytest.raises(pytest.fail.Exception, match="did not end within 30 seconds"):
        run_tests([tmp_path / "test_one.py"], 2, 30, tmp_path)
    pids = [path.stem for path in tmp_path.glob("*.pid")]
    assert len(pids) == 2 and not any(map(runs, pids))


def runs(pid):
    """One that has ended, and nobody has asked for its status, has no command line any more."""
    command = Path("/proc", pid, "cmdline")
    return command.exists() and command.read_bytes() != b""
