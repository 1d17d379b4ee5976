"""Child processes of one of several ranks: they are no ranks, and run by themselves on the local engine."""

import os

_MARK = "_LEGATE_NUMPY_IS_ABOVE"  # in the environment of a rank's children, and of theirs
# What tells a process that a launcher started it as one of several; mpirun refuses to start ranks where it is set.
_LAUNCHERS = ("OMPI_", "PMIX_", "PRTE_", "PMI_", "MV2_COMM_WORLD_")
_OF_RANKS = frozenset(
    "LEGATE_NUMPY_ENGINE LEGATE_NUMPY_CPU_BIND LEGATE_CONFIG "
    "SLURM_PROCID SLURM_LOCALID SLURM_NTASKS SLURM_NTASKS_PER_NODE".split()
)


def mark():
    """From now on children know whose they are. The rank's own variables stay: programs ask them for their number."""
    os.environ[_MARK] = "rank"


def leave_job(environ=os.environ):
    """Where a rank is above this process: forget the rank's job, before anything reads of it."""
    if environ.pop(_MARK, None):
        for name in [name for name in environ if name in _OF_RANKS or name.startswith(_LAUNCHERS)]:
            del environ[name]
