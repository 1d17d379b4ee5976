"""Memory that runs out on the legion engine: a MemoryError, alike on all ranks, or one message that ends the job."""

import sys

import pytest
from legate.numpy import _ranks
from ranks import legion, needs_engine, on_ranks, run

pytestmark = needs_engine()


def program(text, ranks, *, cpus=1, sysmem=110, **settings):
    """The finished program, with so many MiB of Legion's memory on each rank."""
    env = {**legion(**settings), "LEGATE_NUMPY_CPUS": str(cpus), "LEGATE_CONFIG": _ranks.legate_config(cpus, sysmem)}
    return run(on_ranks(ranks, [sys.executable, "-c", text]), env, 60)


FILLS = """
import legate.numpy as np
kept = []
try:
    while len(kept) < 40:
        kept.append(np.full((1024, 1024), float(len(kept))))
        float(kept[-1].sum())
except MemoryError as error:
    print(len(kept), "--sysmem" in str(error))
del kept[2:]
print(float((kept[0] * 2 + kept[1]).sum()) / 2**20)
"""


@pytest.mark.parametrize("ranks", [1, 2])
def test_arrays_that_legion_has_no_memory_for_are_a_memory_error_that_the_program_may_catch(ranks):
    done = program(FILLS, ranks)
    assert done.stdout == f"{14 * ranks} True\n1.0\n", done.stdout + done.stderr


BRINGS = """
import numpy
import legate.numpy as np
a = np.full((3000, 3000), 1.0)
a += 1
float(a.sum())
try:
    numpy.asarray(a)
except MemoryError as error:
    print("whole" in str(error))
print(float(a.sum()))
"""


@pytest.mark.parametrize("ranks, cpus", [(1, 2), (2, 1)])
def test_an_array_that_is_too_large_to_be_brought_together_stays_where_it_is(ranks, cpus):
    done = program(BRINGS, ranks, cpus=cpus, sysmem=90)
    assert done.stdout == "True\n18000000.0\n", done.stdout + done.stderr


HALOS = """
import legate.numpy as np
arrays = [np.full((1024, 1024), float(i)) for i in range(12)]
for _ in range(3):
    for i in range(12):
        arrays[i][1:-1] = arrays[i - 1][2:] + arrays[i - 1][:-2]
print(float(arrays[0].sum()))
"""


@pytest.mark.parametrize("ranks, cpus", [(1, 2), (2, 2)])
def test_a_task_without_memory_ends_the_job_with_one_message(ranks, cpus):
    done = program(HALOS, ranks, cpus=cpus, sysmem=100 // ranks)
    assert done.returncode != 0 and done.stdout == ""
    assert done.stderr.startswith("legate.numpy: Legion's memory on rank"), done.stderr
    assert done.stderr.count("--sysmem MIB gives it more") == 1 and "Stack trace" not in done.stderr


OWN = """
import os
rank = int(os.environ.get("OMPI_COMM_WORLD_RANK", "0"))
os.environ["LEGATE_NUMPY_MEMORY"] = str(40 + 400 * rank)
import numpy
import legate.numpy as np
from legate.numpy import _core
a = np.full((1024, 1024), 1.0)
kept, foreign = [], np.asarray(numpy.ones((1100, 1024)))
try:
    while len(kept) < 20:
        kept.append(numpy.asarray(a * len(kept)))
except MemoryError as error:
    print(len(kept), str(error))
try:
    foreign + 1  # the copy that its task would read has no memory either
except MemoryError as error:
    print("Unable to allocate 8.59 MiB" in str(error))
del kept
b = foreign + 1
print(float(b.sum()) / 1100 / 1024, float(a.sum()) / 2**20)
before = _core.stats()["flushes"]
many = [np.ones((1200, 1000)) for _ in range(30)]
print(_core.stats()["flushes"] > before, float(many[29].sum()) / 1.2e6)
"""


@pytest.mark.parametrize("ranks", [1, 2])
def test_ranks_with_different_memory_refuse_and_plan_alike(ranks):
    done = program(OWN, ranks, sysmem=400, check="1")
    refused = "5 Unable to allocate 8.00 MiB: 40.0 MiB are allowed (LEGATE_NUMPY_MEMORY), and arrays take 40.0 MiB"
    assert done.stdout == f"{refused}\nTrue\n2.0 1.0\nTrue 1.0\n", done.stdout + done.stderr


ALONE = """
import os, resource, sys
import legate.numpy as np
a = np.full((1024, 1024), 1.0)
a += 1
np.synchronize()
if os.environ["OMPI_COMM_WORLD_RANK"] == "1":
    used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + (1 << 20), used + (1 << 20)))
try:
    a.tolist()
except MemoryError:
    pass
print(float(a.sum()))
"""


def test_a_rank_that_alone_has_no_memory_ends_the_job():
    done = program(ALONE, 2)
    assert done.returncode != 0 and done.stdout == ""
    assert "legate.numpy: memory ran out" in done.stderr and "Unable to allocate 8.00 MiB" in done.stderr, done.stderr
