"""python tests/planted/run.py [name...]: shows that the fuzzer finds a defect planted in a copy of the sources.

Each DEFECTS entry is one replacement in one file. The copy is built in a temporary folder (minutes for the first,
seconds for the next ones), and `python -m fuzz` runs on it until a program fails.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAMS = 10_000

DEFECTS = {
    # Views that meet in one row or column count as apart.
    "overlap": (
        "src/ir/decompose.cpp",
        "if (a_last < b.first || b_last < a.first) return true;",
        "if (a_last <= b.first || b_last <= a.first) return true;",
    ),
    # A later write to another part of a buffer, in the same kernel, takes the place of the earlier one.
    "write": (
        "src/passes/fuse.cpp",
        "if (other.store == static_cast<int32_t>(out)) other.store = -1;",
        "if (other.store >= 0 && k.accesses[static_cast<size_t>(other.store)].buffer == k.accesses[out].buffer)"
        " other.store = -1;",
    ),
    # What a strided write leaves out of `a` is not copied after `b = a.copy()`.
    "copy": ("src/passes/elide_copies.cpp", "if (a.step != 1 && a.step != -1) return false;", ""),
}


def run(*command, **options):
    return subprocess.run([str(word) for word in command], check=False, **options).returncode


def build(folder):
    """Leaves the package with its module in folder/site."""
    cmake = shutil.which("cmake", path=os.path.dirname(sys.executable)) or "cmake"
    generator = ["-G", "Ninja", f"-DPython_EXECUTABLE={sys.executable}", "--log-level=WARNING"]
    environment = os.environ | {"PATH": f"{os.path.dirname(sys.executable)}{os.pathsep}{os.environ['PATH']}"}
    for command in ([*generator, "-S", folder / "source", "-B", folder / "build"], ["--build", folder / "build"]):
        if run(cmake, *command, env=environment, stdout=subprocess.DEVNULL):
            sys.exit("the copy does not build")
    site = folder / "site"
    shutil.rmtree(site, ignore_errors=True)
    ignored = shutil.ignore_patterns("_core*.so", "__pycache__")
    shutil.copytree(folder / "source" / "python", site, ignore=ignored)
    for module in (folder / "build").glob("_core*.so"):
        shutil.copy2(module, site / "legate" / "numpy")


def fuzz(folder):
    path = os.pathsep.join([str(folder / "site"), str(ROOT / "tests" / "python")])
    environment = os.environ | {"PYTHONPATH": path, "LEGATE_NUMPY_FALLBACK": "silent"}
    return run(sys.executable, "-m", "fuzz", PROGRAMS, 0, 1, env=environment)


def main(names):
    missed = []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for part in ("CMakeLists.txt", "cmake", "ops", "src", "python", "tests/cpp"):
            source, target = ROOT / part, folder / "source" / part
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copytree(source, target) if source.is_dir() else shutil.copy2(source, target)
        for defect in names or DEFECTS:
            file, good, bad = DEFECTS[defect]
            path = folder / "source" / file
            text = path.read_text()
            if text.count(good) != 1:
                sys.exit(f"{file} has changed: plant the defect {defect!r} elsewhere")
            path.write_text(text.replace(good, bad))
            build(folder)
            print(f"== {defect}", flush=True)
            if fuzz(folder) == 0:
                missed.append(defect)
            path.write_text(text)
    sys.exit(f"not found: {missed}" if missed else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
