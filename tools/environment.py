"""The developer's environment: PyPI packages in .venv, and the package's sources made importable from it."""

import contextlib
import fcntl
import os
import stat
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = Path(sys.prefix)
BUILD = ROOT / "build"

SCRIPT = """#!{python}
import sys

from legate.numpy._driver import main

sys.exit(main())
"""


def run(*command, env=None):
    """Runs a command from the root of the checkout; a failure ends us with its status."""
    words = [str(word) for word in command]
    print("+", *words, file=sys.stderr, flush=True)
    status = subprocess.run(words, cwd=ROOT, env=process_environment() | (env or {}), check=False).returncode
    if status:
        sys.exit(status if status > 0 else 128 - status)


def process_environment():
    """The environment of our child processes: the tools in .venv come first on PATH."""
    return os.environ | {"PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ['PATH']}"}


def requirements(group):
    """The requirements of one group of pyproject.toml; "build" is what building and importing the package take."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    if group == "build":
        return project["build-system"]["requires"] + project["project"]["dependencies"]
    return project["dependency-groups"][group]


def ensure_groups(*groups):
    """Installs those of the groups that .venv does not have as pyproject.toml states them now."""
    stamps = VENV / "legate-numpy-groups"
    stamps.mkdir(exist_ok=True)
    with lock(stamps / "lock"):
        texts = {group: "\n".join(requirements(group)) for group in groups}
        stale = [group for group in groups if not is_stamped(stamps / group, texts[group])]
        if not stale:
            return
        wanted = dict.fromkeys(line for group in stale for line in requirements(group))
        run(sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *wanted)
        for group in stale:
            (stamps / group).write_text(texts[group])


def is_stamped(stamp, text):
    return stamp.exists() and stamp.read_text() == text


@contextlib.contextmanager
def lock(path):
    """Held by one ./dev at a time in this checkout."""
    with open(path, "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def link_package():
    """Makes `import legate.numpy` and the command `legate-numpy` work in .venv, straight from the sources."""
    write_if_changed(Path(sysconfig.get_path("purelib")) / "legate-numpy-sources.pth", f"{ROOT / 'python'}\n")
    script = VENV / "bin" / "legate-numpy"
    write_if_changed(script, SCRIPT.format(python=VENV / "bin" / "python"))
    script.chmod(script.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)


def write_if_changed(path, text):
    if not (path.exists() and path.read_text() == text):
        path.write_text(text)


def build(folder, target, **options):
    """Configures a CMake tree and builds one target of it; does next to nothing when nothing changed."""
    folder.mkdir(exist_ok=True)
    with lock(folder / ".lock"):
        settings = [f"-D{name}={value}" for name, value in options.items()]
        python = f"-DPython_EXECUTABLE={sys.executable}"
        run("cmake", "-G", "Ninja", "-S", ROOT, "-B", folder, "--log-level=WARNING", python, *settings)
        run("cmake", "--build", folder, "--target", target)
