"""Running programs on the legion engine, in one process and on several ranks."""

import contextlib
import ctypes
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import legate.numpy as np
import pytest
from programs import environment

HERE = Path(__file__).parent
ENGINE = Path(np.__file__).with_name("_engines") / "legion.so"
_PATIENCE = 10  # seconds that processes have to end after they were asked to


def needs_engine(environ=os.environ):
    """The mark of tests that need the legion engine."""
    return needs(ENGINE, "the legion engine", "the package legate", environ)


def needs(library, name, source, environ=os.environ):
    """The mark of tests that need a library of ours: they skip where it is not built, and fail where ./dev test says
    that it must be."""
    missing = not library.exists()
    if missing and environ.get("LNP_NEEDS_ENGINES"):
        pytest.fail(f"{name} is not built: {library} is missing", pytrace=False)
    return pytest.mark.skipif(missing, reason=f"{name} is not built: {source} is not installed (./dev test does)")


def check_file(file, seconds, besides=(), **settings):
    """The core's own tests of a file pass in a process with these settings, but for some that are about others."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-m", "not slow", "-p", "no:cacheprovider", f"{file}.py"]
    command += ["-k", " and ".join(f"not {name}" for name in ("test_import_costs_little", *besides))]
    done = run(command, {**environment(**settings), "PYTHONPATH": os.pathsep.join(sys.path)}, seconds)
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]


def legion(**settings):
    """The environment of a process that runs everything as tasks on one CPU."""
    return environment(engine="legion", min_task="1", cpus="1", fallback="silent", **settings)


def on_ranks(ranks, command):
    """The command that runs another one on so many ranks."""
    if ranks == 1:
        return command
    assert shutil.which("mpirun"), "mpirun is missing: Debian has it in openmpi-bin, with libopenmpi-dev beside it"
    root = ["--allow-run-as-root"] if os.geteuid() == 0 else []
    return ["mpirun", *root, "-n", ranks, "--oversubscribe", "--bind-to", "none", *command]


def run(command, env, seconds, cwd=HERE):
    """The finished command; one that does not finish is ended with all its processes, and fails."""
    words = list(map(str, command))
    with subprocess.Popen(
        words,
        env=env,
        cwd=cwd,
        text=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=_end_with_the_tests,
    ) as process:
        try:
            out, err = process.communicate(timeout=seconds)
        except BaseException as error:
            out, err = _end(process)
            if not isinstance(error, subprocess.TimeoutExpired):
                raise
            pytest.fail(f"did not end within {seconds} seconds: {' '.join(words)}\n{out[-5000:]}{err[-5000:]}")
    return subprocess.CompletedProcess(words, process.returncode, out, err)


def _end_with_the_tests():
    """mpirun ends its ranks when it is asked to, and nobody asks it where the tests themselves are killed."""
    parent_death_signal = 1  # PR_SET_PDEATHSIG of prctl(2)
    ctypes.CDLL(None).prctl(parent_death_signal, signal.SIGTERM)


def _end(process):
    """Ends a session by its first process: mpirun, asked, ends its ranks; what is left after that is killed."""
    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(_PATIENCE)
    while left := _running_in(process.pid):
        for each in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(each, signal.SIGKILL)
        time.sleep(0.1)
        process.poll()
    return process.communicate()


def _running_in(session):
    """The processes of a session; mpirun gives each rank a process group of its own, but not a session."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            state, _, _, its_session = path.read_text().rpartition(")")[2].split()[:4]
            if int(its_session) == session and state not in "ZX":
                found.append(int(path.parent.name))
    return found
