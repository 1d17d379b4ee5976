"""Which cores a rank's threads use, where several ranks share a machine.

Every rank has a thread of Realm's that polls the network without a pause. It gets the last of the rank's cores; beside
a thread that runs kernels it would take half of its time.
"""

import os

# Variables in which launchers tell a process its number among those of the same machine, and how many there are.
_LOCAL_RANK = ("OMPI_COMM_WORLD_LOCAL_RANK", "MV2_COMM_WORLD_LOCAL_RANK", "SLURM_LOCALID")
_LOCAL_SIZE = ("OMPI_COMM_WORLD_LOCAL_SIZE", "MV2_COMM_WORLD_LOCAL_SIZE", "SLURM_NTASKS_PER_NODE")


def kernel_threads(cores, polls):
    """How many threads run kernels on so many cores, by default: all but the one that polls, if one does."""
    return max(1, cores - polls)


def sharing(environ=os.environ):
    """How many ranks share this machine."""
    return _number(_LOCAL_SIZE, environ, 1)


def several(environ=os.environ):
    """Whether this process is one of several on its machine."""
    return sharing(environ) > 1


def take_share(binding=None, environ=os.environ):
    """Restrict this process to its share of the machine's cores.

    `binding` is Legate's --cpu-bind: the cores of each rank of a machine, "0,1/2,3" or "0-1/2-3".
    """
    rank, ranks = _number(_LOCAL_RANK, environ, 0), _number(_LOCAL_SIZE, environ, 1)
    if binding:
        own = binding.split("/")
        os.sched_setaffinity(0, _cores(own[rank % len(own)]))
        return
    cores = sorted(os.sched_getaffinity(0))
    share = len(cores) // ranks
    if ranks > 1 and share > 1:  # a launcher that binds gives each its own already
        os.sched_setaffinity(0, cores[rank * share : (rank + 1) * share])


def part_threads():
    """Give the polling thread the last core, and free the others of the cores that Realm has chosen for them.

    Where ranks have to share cores, the scheduler knows best.
    """
    cores = os.sched_getaffinity(0)
    if len(cores) < 2 or len(cores) == os.cpu_count():
        return
    threads = [int(thread) for thread in os.listdir("/proc/self/task") if int(thread) != os.getpid()]
    polling = max(threads, key=_time)  # it has been running since Realm began; the others wait for work
    for thread in threads:
        os.sched_setaffinity(thread, {max(cores)} if thread == polling else cores)


def _number(variables, environ, otherwise):
    return next((int(environ[name]) for name in variables if environ.get(name, "").isdecimal()), otherwise)


def _cores(text):
    cores = set()
    for part in text.split(","):
        first, _, last = part.partition("-")
        cores.update(range(int(first), int(last or first) + 1))
    return cores


def _time(thread):
    """Clock ticks that a thread has run."""
    with open(f"/proc/self/task/{thread}/stat") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return int(fields[11]) + int(fields[12])
