"""Running small programs in a fresh interpreter, for tests of what happens at import and at exit."""

import os
import pathlib
import subprocess
import sys

import legate.numpy

# What an MPI launcher tells its processes; a program that inherited it would take itself for one of them.
_LAUNCHERS = ("OMPI_COMM_WORLD_", "PMIX_", "PMI_", "MV2_COMM_WORLD_", "SLURM_")
PACKAGE_ROOT = str(pathlib.Path(legate.numpy.__file__).parents[2])


def environment(**settings):
    """This process's environment with the package on the path, and these settings; nothing of a launcher of ranks."""
    path = os.pathsep.join(filter(None, [PACKAGE_ROOT, os.environ.get("PYTHONPATH")]))
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("LEGATE_NUMPY_", *_LAUNCHERS))}
    return {
        **plain,
        "PYTHONPATH": path,
        "PYTHONDONTWRITEBYTECODE": "1",
        **{f"LEGATE_NUMPY_{name.upper()}": value for name, value in settings.items()},
    }


def python(*arguments, cwd=None, **settings):
    """Run the interpreter; returns the finished process with its text."""
    return subprocess.run(
        [sys.executable, *map(str, arguments)], capture_output=True, text=True, cwd=cwd, env=environment(**settings)
    )
