"""The driver's flags for many processes ("ranks"), with Legate's names, and the command that starts them."""

import argparse
import ctypes
import os
import shlex
import shutil
import sys

from ._cores import kernel_threads

_DEFAULT_SYSMEM = 4000  # MiB a rank
_LEAST_DISK = 8 << 20  # bytes for the files of launchers
_DEBIAN = "Debian: apt install openmpi-bin libopenmpi-dev"
_OURS = ("LEGATE_", "REALM_", "UCX_", "PYTHON")  # what settings of all ranks start with
# In which launchers tell a process how many there are; these are what Legate looks for.
_SIZES = ("OMPI_COMM_WORLD_SIZE", "MV2_COMM_WORLD_SIZE", "SLURM_NTASKS")
MIN_CHUNK = "--min-cpu-chunk 1"  # Legate cuts every axis that may be cut, as src/engine/legion/frame.cpp expects


def add_flags(parser):
    """--nodes, --ranks-per-node, --launcher, --sysmem, --gpus, --cpu-bind, --dry-run."""
    group = parser.add_argument_group("many processes, through Legion (needs the package legate)")
    group.add_argument("--nodes", type=count, metavar="N", help="machines (1)")
    group.add_argument("--ranks-per-node", type=count, metavar="N", help="processes on each machine (1)")
    group.add_argument(
        "--launcher", choices=("mpirun", "srun", "none"), help="what starts the ranks (mpirun on one machine)"
    )
    group.add_argument(
        "--sysmem", type=count, metavar="MIB", help=f"memory of each rank for arrays ({_DEFAULT_SYSMEM})"
    )
    group.add_argument(
        "--gpus", type=_number, metavar="N", help="GPUs of each rank (0; kernels for GPUs are not built)"
    )
    group.add_argument("--cpu-bind", metavar="0,1/2,3", help="cores of each rank of a machine (equal shares)")
    group.add_argument("--dry-run", action="store_true", help="print the command that would start the ranks, and stop")


def count(text):
    """The type of flags that count something."""
    return _number(text, least=1)


def _number(text, least=0):
    if text.isdecimal() and int(text) >= least:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r}: expected a whole number from {least}")


def wanted(options):
    """Whether a flag asks for Legion."""
    names = ("nodes", "ranks_per_node", "launcher", "sysmem", "gpus", "cpu_bind", "dry_run")
    return any(getattr(options, name) for name in names)


def legate_config(cpus, sysmem=None):
    """LEGATE_CONFIG of a rank without GPUs."""
    return f"--cpus {cpus} --gpus 0 --omps 0 --sysmem {sysmem or _DEFAULT_SYSMEM} {MIN_CHUNK}"


def settings(options):
    """The environment that every rank needs, the one with which a single process becomes Legion's, too."""
    cpus = options.cpus or kernel_threads(_cores_a_rank(options), (options.ranks_per_node or 1) > 1)
    return {
        "LEGATE_NUMPY_ENGINE": "legion",
        "LEGATE_NUMPY_CPUS": str(cpus),
        "LEGATE_CONFIG": legate_config(cpus, options.sysmem),
        "PYTHONHASHSEED": os.environ.get("PYTHONHASHSEED", "0"),  # ranks iterate over sets alike
        **({"LEGATE_NUMPY_CPU_BIND": options.cpu_bind} if options.cpu_bind else {}),
    }


def _cores_a_rank(options):
    """A rank's share of this machine; ranks that are more than its cores share them."""
    return max(1, len(os.sched_getaffinity(0)) // (options.ranks_per_node or 1))


def command(options, environment):
    """What starts the ranks, as a list of words; empty where this process is one of them."""
    nodes, per_node = options.nodes or 1, options.ranks_per_node or 1
    launcher = options.launcher or ("mpirun" if nodes * per_node > 1 else "none")
    program = [sys.executable, "-m", "legate.numpy", *_rest(options)]
    if launcher == "none":
        return []
    if launcher == "srun":
        ranks = ["-N", str(nodes), "--ntasks-per-node", str(per_node), "--export", "ALL"]
        return ["srun", *ranks, "--kill-on-bad-exit=1", *program]
    root = ["--allow-run-as-root"] if os.geteuid() == 0 else []
    exported = [word for name in _exported(environment) for word in ("-x", name)]
    ranks = ["-n", str(nodes * per_node), "--map-by", f"ppr:{per_node}:node", "--oversubscribe", "--bind-to", "none"]
    return ["mpirun", *root, *ranks, *exported, *program]


def _exported(environment):
    """The variables that ranks on other machines need, too: mpirun alone would leave them here."""
    return [*environment, *(name for name in os.environ if name.startswith(_OURS) and name not in environment)]


def _rest(options):
    """The driver's command line of one rank."""
    flags = [*(["--verbose"] if options.verbose else []), *(["--patch"] if options.patch else [])]
    if options.module:
        return [*flags, "-m", *options.module]
    return [*flags, options.program, *options.arguments]


def start(options):
    """Becomes the launcher where one is needed, else makes this process the only rank; exits with what is missing."""
    _stop_at(_misuse(options))
    environment = settings(options)
    words = command(options, environment)
    if options.dry_run:
        print(shlex.join([*(f"{name}={value}" for name, value in environment.items()), *words]))
        sys.exit(0)
    os.environ.update(environment)
    if not words:
        return
    _stop_at(_missing(words[0]))
    sys.stdout.flush()
    os.execvp(words[0], words)


def _stop_at(problem):
    if problem:
        sys.exit(f"legate-numpy: {problem}")


def _misuse(options):
    """What is wrong with these flags, and what to do about it; None if nothing is."""
    nodes, per_node = options.nodes or 1, options.ranks_per_node or 1
    share = _cores_a_rank(options)
    if options.gpus:
        return f"--gpus {options.gpus}: legate.numpy has no kernels for GPUs yet: leave the flag out"
    if options.launcher == "none" and nodes * per_node > 1 and not any(name in os.environ for name in _SIZES):
        return f"--launcher none: {nodes * per_node} ranks have to be started: use --launcher mpirun or srun"
    if nodes > 1 and not options.launcher:
        return f"--nodes {nodes} needs --launcher srun within Slurm's allocation, or mpirun with a hostfile"
    # Other machines may have more cores than the one that the command is given on.
    if nodes == 1 and options.launcher != "srun" and (options.cpus or 1) > share:
        return f"--cpus {options.cpus}: each rank has {share} of this machine's cores: use --cpus {share} or less"
    return None


def _missing(launcher):
    """What the launcher needs and this machine does not have, and where to get it; None if all is there."""
    folder = os.environ.get("TMPDIR", "/tmp")  # the launcher waits for ever where it cannot write
    if os.path.isdir(folder) and shutil.disk_usage(folder).free < _LEAST_DISK:
        return f"{folder} is full, and the ranks' launcher writes there: make room, or set TMPDIR to another folder"
    if shutil.which(launcher) is None:
        hint = {"mpirun": _DEBIAN, "srun": "it belongs to Slurm; --launcher mpirun needs none"}[launcher]
        return f"{launcher} is not installed, and starts the ranks ({hint})"
    if launcher == "mpirun":
        try:
            ctypes.CDLL("libmpi.so")
        except OSError as error:
            return f"Legate needs the library libmpi.so on several ranks, and it does not load: {error} ({_DEBIAN})"
    return None
