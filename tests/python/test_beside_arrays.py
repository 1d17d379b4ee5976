"""What a program on several ranks does beside arrays: output, child processes, files. Each is done once."""

import sys

from programs import environment
from ranks import legion, needs_engine, on_ranks, run

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
