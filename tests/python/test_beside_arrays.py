"""What a program on several ranks does beside arrays: output, child processes, files. Each is done once."""

import os
import sys
import time

import pytest
from programs import environment
from ranks import HERE, legion, needs_engine, on_ranks, run

pytestmark = needs_engine()

OUTPUT = """
import logging, os, subprocess, sys, warnings
handler = logging.StreamHandler(sys.stdout)
import legate.numpy as np
logging.basicConfig(handlers=[handler], level=logging.INFO, format="%(message)s")
print("print")
sys.stdout.write("write\\n")
sys.__stdout__.write("write to what it was\\n")
logging.info("log")
sys.stdout.flush()
subprocess.run(["echo", "child"], check=True)
warnings.warn("careful")
"""


def test_output_of_all_kinds_is_shown_once():
    done = run(on_ranks(2, [sys.executable, "-c", OUTPUT]), legion(), 60)
    assert done.stdout == "print\nwrite\nwrite to what it was\nlog\nchild\n", done.stdout + done.stderr
    assert done.returncode == 0 and done.stderr.count("UserWarning: careful") == 1, done.stderr


# A child gives the sum of twos, its engine, and whether Legate has started in it.
CHILDREN = """
import multiprocessing, subprocess, sys
import legate.numpy as np
CHILD = '''
import sys
import legate.numpy as np
from legate.numpy._settings import settings
print(float((np.ones((40, 30)) * 2).sum()), settings.engine, "legate.core" in sys.modules)
'''

def total(n):
    return float((np.ones((40, 30)) * n).sum())

def said(*words):
    done = subprocess.run([sys.executable, *words], capture_output=True, text=True)
    return done.stdout.strip() or done.stderr

if __name__ == "__main__":
    a = np.ones((40, 30)) + 1
    print(said("-c", CHILD))
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        print(pool.map(total, [1, 2]))
    print(said("-m", "legate.numpy", "--ranks-per-node", "2", "--cpus", "1", sys.argv[1]))
    print(float(a.sum()))
"""


def test_children_of_ranks_work_by_themselves_and_may_start_ranks(tmp_path):
    program, grandchild = tmp_path / "program.py", tmp_path / "grandchild.py"
    program.write_text(CHILDREN)
    grandchild.write_text("from legate.numpy import _core\nprint(len(_core.gather(b'here')), 'ranks')\n")
    driver = [sys.executable, "-m", "legate.numpy", "--ranks-per-node", "2", "--cpus", "1", program, grandchild]
    done = run(driver, environment(min_task="1", fallback="silent"), 120)
    assert done.stdout.splitlines() == ["2400.0 local False", "[1200.0, 2400.0]", "2 ranks", "2400.0"], (
        done.stdout + done.stderr
    )


def run_files(module, folder, ranks=1):
    """What the program prints with this NumPy, and the files that it leaves; some are there before."""
    work, temporary = folder / "work", folder / "temporary"
    for each in (work, temporary, work / "old_folder"):
        each.mkdir(parents=True)
    for name, text in WORDS.items():
        (work / name).write_text(text)
    time.sleep(1.1)  # what is younger than that when the job begins counts as its own
    env = (legion() if "legate" in module else environment()) | {"TMPDIR": str(temporary)}
    done = run(on_ranks(ranks, [sys.executable, HERE / "writes_files.py", module]), env, 120, cwd=work)
    assert done.returncode == 0, done.stdout + done.stderr
    assert after_private_copies(temporary) == []
    return done.stdout, {str(path.relative_to(work)): content(path) for path in work.rglob("*")}


WORDS = {
    "old.txt": "old words\n",
    "older.txt": "older words\n",
    "unwanted_old.txt": "unwanted\n",
    "moved_old.txt": "moved\n",
    "old_folder/file.txt": "old\n",
}


def content(path):
    """None where it has a time of writing in it, or names that are drawn."""
    if path.is_dir() or path.suffix in (".gz", ".tar", ".pickle", ".svg", ".pdf"):
        return None
    return path.read_bytes()


def after_private_copies(folder):
    """What is left there: private copies go soon after their process has."""
    last = time.monotonic() + 10
    while any(name.startswith("legate-numpy-") for name in os.listdir(folder)) and time.monotonic() < last:
        time.sleep(0.1)
    return sorted(os.listdir(folder))


@pytest.mark.parametrize("ranks", [1, 2])
def test_files_are_those_of_numpy_in_one_process(tmp_path, ranks):
    expected = run_files("numpy", tmp_path / "plain")
    assert len(expected[1]) > 40
    assert run_files("legate.numpy", tmp_path / "ours", ranks) == expected


def test_private_copies_go_with_a_job_that_an_exception_ends(tmp_path):
    code = """
import os, sys, time
import legate.numpy as np
with open(sys.argv[1] + "/file.txt", "w") as file:
    file.write("text")
if os.environ["OMPI_COMM_WORLD_RANK"] == "0":
    while not any(name.startswith("legate-numpy-") for name in os.listdir(sys.argv[1])):
        time.sleep(0.01)
    raise ValueError("over")
time.sleep(100)
"""
    done = run(on_ranks(2, [sys.executable, "-c", code, tmp_path]), legion() | {"TMPDIR": str(tmp_path)}, 60)
    assert done.returncode != 0 and "ValueError: over" in done.stderr, done.stdout + done.stderr
    assert after_private_copies(tmp_path) == ["file.txt"]
