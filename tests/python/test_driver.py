"""legate-numpy runs a program as plain python does."""

import os
import signal
import subprocess
import sys

import pytest
from programs import environment, python

PROGRAM = """
import sys
print(__name__, __file__, sys.argv, sys.path[0])
print(sys.modules["__main__"].__dict__ is globals(), __spec__ is None, __doc__)
mode = sys.argv[1] if len(sys.argv) > 1 else ""
if mode == "exit":
    sys.exit(7)
if mode == "text":
    sys.exit("a message")
if mode == "fail":
    def inner():
        1 / 0
    inner()
if mode == "kill":
    import os, signal
    os.kill(os.getpid(), signal.SIGINT)
"""


@pytest.fixture
def program(tmp_path):
    path = tmp_path / "program.py"
    path.write_text(PROGRAM)
    return path


def driver(*arguments, **options):
    return python("-m", "legate.numpy", *arguments, **options)


def _seen(done):
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    "arguments", [[], ["a", "--cpus", "x"], ["-m", "x"], ["exit"], ["text"], ["fail"], ["kill"]], ids=" ".join
)
def test_program_runs_as_under_python(program, arguments):
    assert _seen(driver("program.py", *arguments, cwd=program.parent)) == _seen(
        python("program.py", *arguments, cwd=program.parent)
    )
    assert _seen(driver(program, *arguments)) == _seen(python(program, *arguments))


@pytest.mark.parametrize("arguments", [[], ["a", "-x"], ["exit"], ["fail"]], ids=" ".join)
def test_module_runs_as_under_python(program, arguments):
    ours = driver("-m", "program", *arguments, cwd=program.parent)
    plain = python("-m", "program", *arguments, cwd=program.parent)
    assert (ours.returncode, ours.stdout) == (plain.returncode, plain.stdout)
    assert ours.stderr.splitlines()[-1:] == plain.stderr.splitlines()[-1:]


def test_package_and_directory_run(tmp_path):
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "__init__.py").write_text("")
    (tmp_path / "package" / "__main__.py").write_text("import sys; print(sys.argv[1:], __name__)")
    assert driver("-m", "package", "1", cwd=tmp_path).stdout == "['1'] __main__\n"
    assert driver("package", "1", cwd=tmp_path).stdout == "['1'] __main__\n"


def test_syntax_error_and_missing_file(tmp_path):
    (tmp_path / "bad.py").write_text("x = (\n")
    assert driver("bad.py", cwd=tmp_path).stderr == python("bad.py", cwd=tmp_path).stderr
    done = driver("missing.py", cwd=tmp_path)
    assert done.returncode == 2 and "can't open file" in done.stderr and "Traceback" not in done.stderr


def test_keyboard_interrupt_ends_it_as_python_ends(program):
    assert driver(program, "kill").returncode in (130, -signal.SIGINT)


def test_cpus_reach_the_engine_before_it_loads(tmp_path):
    path = tmp_path / "cpus.py"
    path.write_text(
        "import os, sys\nprint('legate.numpy._core' in sys.modules, os.environ['LEGATE_NUMPY_CPUS'])\n"
        "from legate.numpy import _settings\nprint(_settings.settings.cpus)\n"
    )
    assert driver("--cpus", "2", path).stdout == "False 2\n2\n"


def test_flags(program):
    assert "--cpus N" in driver("--help").stdout and driver("--help").returncode == 0
    done = driver("--verbose", "--cpus", "3", program)
    assert "legate-numpy: running" in done.stderr and "cpus=3" in done.stderr
    for arguments in (["--cpus", "0", program], ["--nonsense", program], [], ["-m"]):
        done = driver(*arguments)
        assert done.returncode == 2 and "usage: legate-numpy" in done.stderr


def test_main_module_pickles(tmp_path):
    """What multiprocessing and pickle need: classes of the program are found in __main__."""
    path = tmp_path / "pickles.py"
    path.write_text("import pickle\nclass C: pass\nprint(type(pickle.loads(pickle.dumps(C()))) is C)\n")
    assert driver(path).stdout == "True\n"


# -- --patch -------------------------------------------------------------------------------------------------------

PATCHED = """
import numpy
import numpy as np
import numpy.linalg
import numpy.linalg as la
from numpy.random import default_rng
from numpy import linalg, zeros
import helper, package.module
import statistics, scipy.special, sys
real = sys.modules["numpy"]
print(np.__name__, la.__name__, linalg is la, numpy is np, np.linalg is la, default_rng.__module__)
print(helper.np.__name__, package.module.zeros is zeros)
print(scipy.special.__dict__.get("np", real).__name__, sys.modules["scipy.special._basic"].np is real)
print(type(np.arange(3)) is np.ndarray is not real.ndarray, float(scipy.special.erf(np.zeros(1))[0]))
"""


def test_patch_gives_the_users_modules_ours_and_packages_numpy(tmp_path):
    (tmp_path / "program.py").write_text(PATCHED)
    (tmp_path / "helper.py").write_text("import numpy as np\n")
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "__init__.py").write_text("")
    (tmp_path / "package" / "module.py").write_text("def late():\n    pass\nfrom numpy import zeros\n")
    done = driver("--patch", "program.py", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "legate.numpy legate.numpy.linalg True True True legate.numpy.random",
        "legate.numpy True",
        "numpy True",
        "True 0.0",
    ]


def test_patch_works_for_modules_and_star_imports(tmp_path):
    (tmp_path / "program.py").write_text(
        "from numpy import *\nimport numpy.lib.stride_tricks as tricks\n"
        "print(type(arange(3)).__module__, tricks.__name__)\n"
    )
    assert driver("--patch", "-m", "program", cwd=tmp_path).stdout == "legate.numpy legate.numpy.lib.stride_tricks\n"


PRIVATE = """
import numpy as np, numpy.fft as fft, pickle
from numpy._core.multiarray import normalize_axis_index
print(len(set(dir(np)) - set(vars(np))) < 100, "sin" in np.__dict__, "irfft" in fft.__dict__)
print(pickle.loads(pickle.dumps(np.arange(3))), [np.array("x", dtype="U2")])
"""


def test_patch_leaves_private_modules_to_numpy_and_fills_namespaces(tmp_path):
    (tmp_path / "program.py").write_text(PRIVATE)
    done = driver("--patch", "program.py", cwd=tmp_path)
    assert (done.stdout, done.stderr) == ("True True True\n[0 1 2] [array('x', dtype='<U2')]\n", "")


def test_without_patch_numpy_is_numpy(tmp_path):
    (tmp_path / "program.py").write_text("import numpy\nprint(numpy.__name__)\n")
    assert driver("program.py", cwd=tmp_path).stdout == "numpy\n"


# -- what stands in the way of several processes -------------------------------------------------------------------


def refused(*flags, variables=None):
    """The one line that the driver says where it cannot do what the flags ask."""
    done = subprocess.run(
        [sys.executable, "-m", "legate.numpy", *flags, "program.py"],
        capture_output=True,
        text=True,
        env=environment() | (variables or {}),
    )
    assert done.returncode not in (0, 2) and done.stdout == "", done
    assert done.stderr.startswith("legate-numpy: ") and done.stderr.count("\n") == 1, done.stderr
    return done.stderr


@pytest.mark.parametrize(
    "flags, name, hint", [([], "mpirun", "openmpi-bin"), (["--launcher", "srun"], "srun", "Slurm")]
)
def test_a_launcher_that_is_missing(tmp_path, flags, name, hint):
    said = refused("--ranks-per-node", "2", "--cpus", "1", *flags, variables={"PATH": str(tmp_path)})
    assert f"{name} is not installed" in said and hint in said


def test_an_mpi_library_that_is_missing(tmp_path):
    (tmp_path / "mpirun").write_text("#!/bin/sh\nexit 0\n")
    (tmp_path / "mpirun").chmod(0o755)
    (tmp_path / "libmpi.so").write_text("not a library")
    said = refused(
        "--ranks-per-node", "2", "--cpus", "1", variables={"PATH": str(tmp_path), "LD_LIBRARY_PATH": str(tmp_path)}
    )
    assert "libmpi.so" in said and "apt install" in said and "libopenmpi-dev" in said


def test_more_cores_than_there_are():
    cores = len(os.sched_getaffinity(0))
    assert f"use --cpus {cores} or less" in refused("--sysmem", "100", "--cpus", str(cores + 1))
    assert f"use --cpus {max(1, cores // 2)} or less" in refused("--ranks-per-node", "2", "--cpus", str(cores + 1))


@pytest.mark.parametrize(
    "flags, hint",
    [
        ("--gpus 2", "no kernels for GPUs yet: leave the flag out"),
        ("--nodes 2", "needs --launcher srun"),
        ("--nodes 2 --launcher none", "2 ranks have to be started: use --launcher mpirun or srun"),
        ("--ranks-per-node 3 --launcher none", "3 ranks have to be started"),
    ],
)
def test_flags_that_ask_for_what_is_not_there(flags, hint):
    assert hint in refused(*flags.split())


def test_ranks_on_other_machines_get_the_settings():
    done = subprocess.run(
        [sys.executable, "-m", "legate.numpy", "--nodes", "2", "--launcher", "mpirun", "--dry-run", "program.py"],
        capture_output=True,
        text=True,
        env=environment(fallback="silent") | {"LEGATE_TEST": "1", "UNRELATED": "1"},
    )
    words = done.stdout.split()
    exported = {words[at + 1] for at, word in enumerate(words) if word == "-x"}
    assert {"LEGATE_NUMPY_ENGINE", "LEGATE_NUMPY_FALLBACK", "LEGATE_TEST", "PYTHONPATH"} <= exported, done
    assert "UNRELATED" not in exported
