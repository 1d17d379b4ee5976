"""Our wheel and Legate's share the folder `legate`: either may be installed first, and either removed."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from programs import environment
from ranks import ENGINE, needs_engine, run

pytestmark = [needs_engine(), pytest.mark.slow]

ROOT = Path(__file__).parents[2]
LEGATE = tomllib.loads((ROOT / "pyproject.toml").read_text())["dependency-groups"]["legion"]
OURS = ["legate-numpy"]

# Prints what a package has lost, or another one has written over.
DAMAGED = """
import importlib.metadata, os, sys
def size(file):
    return os.path.getsize(file.locate()) if os.path.exists(file.locate()) else None
files = importlib.metadata.files(sys.argv[1])
assert len(files) > 50
print([str(file) for file in files if file.size is not None and size(file) != file.size])
"""

BOTH = """
import legate.numpy as np
import legate.core
from legate.numpy import _core
print(float((np.ones((300, 400)) + 1).sum()), _core.stats()["tasks"] > 0, legate.core.__name__)
"""

OURS_ALONE = """
import importlib.util
import legate.numpy as np
print(float((np.ones((300, 400)) + 1).sum()), importlib.util.find_spec("legate.core"))
"""

LEGATE_ALONE = """
import importlib.util
import legate.core
print(legate.core.get_legate_runtime().node_count, importlib.util.find_spec("legate.numpy"))
"""


def clean(**settings):
    """An environment in which nothing of the checkout is importable."""
    return {name: value for name, value in environment(**settings).items() if name != "PYTHONPATH"}


@pytest.fixture(scope="module")
def wheels(tmp_path_factory):
    """A folder with our wheel, built from the checkout beside Legate, and Legate's with all that they depend on."""
    folder = tmp_path_factory.mktemp("wheels")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    for words in (
        ["wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, ROOT],
        ["download", "--quiet", "--dest", folder, "--find-links", folder, *LEGATE, *OURS],
    ):
        done = run([*pip, *words], clean(), 2400, cwd=folder)
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    yield folder
    shutil.rmtree(folder)


class Venv:
    def __init__(self, folder, wheels):
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        self.folder, self.wheels = folder, wheels

    def python(self, *words, env=None):
        done = run([self.folder / "bin" / "python", *words], env or clean(), 600, cwd=self.folder)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def pip(self, *words):
        return self.python("-m", "pip", "--disable-pip-version-check", "--quiet", *words)

    def install(self, packages):
        self.pip("install", "--no-index", "--find-links", self.wheels, *packages)

    def damaged(self, package):
        return self.python("-c", DAMAGED, package).strip()


@pytest.fixture
def venv(tmp_path, wheels):
    yield Venv(tmp_path / "venv", wheels)
    shutil.rmtree(tmp_path / "venv")


@pytest.mark.parametrize("order", [[LEGATE, OURS], [OURS, LEGATE]], ids=["Legate first", "ours first"])
def test_both_work_in_either_order_and_leave_each_other(venv, order):
    for packages in order:
        venv.install(packages)
    assert venv.damaged("legate") == venv.damaged("legate-numpy") == "[]"
    assert venv.python("-c", BOTH, env=clean(engine="legion", min_task="1", cpus="1")) == "240000.0 True legate.core\n"
    venv.pip("uninstall", "--yes", "legate")
    assert venv.damaged("legate-numpy") == "[]"
    assert venv.python("-c", OURS_ALONE) == "240000.0 None\n"
    venv.install(LEGATE)
    venv.pip("uninstall", "--yes", "legate-numpy")
    assert venv.damaged("legate") == "[]"
    assert venv.python("-c", LEGATE_ALONE, env=legates_own(venv)) == "1 None\n"


def legates_own(venv):
    """What Legate needs on a machine without NVIDIA's driver, where we are not there to see to it."""
    (cudart,) = venv.folder.glob("lib/python*/site-packages/nvidia/cuda_runtime/lib")
    return clean() | {
        "LD_LIBRARY_PATH": f"{cudart}:{ENGINE.parent}",
        "LEGATE_CONFIG": "--cpus 1 --gpus 0 --omps 0 --sysmem 100",
        "REALM_DEFAULT_ARGS": "-level gpu=6",  # which it would say on stdout
    }
