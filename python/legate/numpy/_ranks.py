"""The driver's flags for many processes ("ranks"), with Legate's names, and the command that starts them."""

import argparse
import os
import shlex
import shutil
import sys

from ._cores import kernel_threads

_DEFAULT_SYSMEM = 4000  # MiB a rank
MIN_CHUNK = "--min-cpu-chunk 1"  # Legate cuts every axis that may be cut, as src/engine/legion/frame.cpp expects


def add_flags(parser):
    """--nodes, --ranks-per-node, --launcher, --sysmem, --cpu-bind, --dry-run."""
    group = parser.add_argument_group("many processes, through Legion (needs the package legate)")
    group.add_argument("--nodes", type=count, metavar="N", help="machines (1)")
    group.add_argument("--ranks-per-node", type=count, metavar="N", help="processes on each machine (1)")
    group.add_argument("--launcher", choices=("mpirun", "srun", "none"), help="what starts the ranks (mpirun)")
    group.add_argument(
        "--sysmem", type=count, metavar="MIB", help=f"memory of each rank for arrays ({_DEFAULT_SYSMEM})"
    )
    group.add_argument("--cpu-bind", metavar="0,1/2,3", help="cores of each rank of a machine (equal shares)")
    group.add_argument("--dry-run", action="store_true", help="print the command that would start the ranks, and stop")


def count(text):
    """The type of flags that count something."""
    if text.isdecimal() and int(text) >= 1:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r}: expected a whole number from 1")


def wanted(options):
    """Whether a flag asks for Legion."""
    return any(
        (options.nodes, options.ranks_per_node, options.launcher, options.sysmem, options.cpu_bind, options.dry_run)
    )


def legate_config(cpus, sysmem=None):
    """LEGATE_CONFIG of a rank without GPUs."""
    return f"--cpus {cpus} --gpus 0 --omps 0 --sysmem {sysmem or _DEFAULT_SYSMEM} {MIN_CHUNK}"


def settings(options):
    """The environment that every rank needs, the one with which a single process becomes Legion's, too."""
    per_node = options.ranks_per_node or 1
    cores = len(os.sched_getaffinity(0)) // per_node
    cpus = options.cpus or kernel_threads(cores, per_node > 1)
    return {
        "LEGATE_NUMPY_ENGINE": "legion",
        "LEGATE_NUMPY_CPUS": str(cpus),
        "LEGATE_CONFIG": legate_config(cpus, options.sysmem),
        "PYTHONHASHSEED": os.environ.get("PYTHONHASHSEED", "0"),  # ranks iterate over sets alike
        **({"LEGATE_NUMPY_CPU_BIND": options.cpu_bind} if options.cpu_bind else {}),
    }


def command(options, environment):
    """What starts the ranks, as a list of words; empty where this process is the only one."""
    nodes, per_node = options.nodes or 1, options.ranks_per_node or 1
    launcher = options.launcher or ("mpirun" if nodes * per_node > 1 else "none")
    program = [sys.executable, "-m", "legate.numpy", *_rest(options)]
    if launcher == "none":
        return []
    if launcher == "srun":
        ranks = ["-N", str(nodes), "--ntasks-per-node", str(per_node), "--export", "ALL"]
        return ["srun", *ranks, "--kill-on-bad-exit=1", *program]
    root = ["--allow-run-as-root"] if os.geteuid() == 0 else []
    exported = [word for name in environment for word in ("-x", name)]
    ranks = ["-n", str(nodes * per_node), "--map-by", f"ppr:{per_node}:node", "--oversubscribe", "--bind-to", "none"]
    return ["mpirun", *root, *ranks, *exported, *program]


def _rest(options):
    """The driver's command line of one rank."""
    flags = [*(["--verbose"] if options.verbose else []), *(["--patch"] if options.patch else [])]
    if options.module:
        return [*flags, "-m", *options.module]
    return [*flags, options.program, *options.arguments]


def start(options):
    """Becomes the launcher where one is needed, else makes this process the only rank; exits with what is missing."""
    environment = settings(options)
    words = command(options, environment)
    if options.dry_run:
        print(shlex.join([*(f"{name}={value}" for name, value in environment.items()), *words]))
        sys.exit(0)
    os.environ.update(environment)
    if not words:
        return
    if shutil.which(words[0]) is None:
        hint = " (Debian: apt install openmpi-bin libopenmpi-dev)" if words[0] == "mpirun" else ""
        sys.exit(f"legate-numpy: {words[0]} is not installed, and starts the ranks{hint}")
    sys.stdout.flush()
    os.execvp(words[0], words)
