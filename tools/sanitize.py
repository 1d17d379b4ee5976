"""The C++ tests, and the Python tests marked `sanitize`, under the compiler's sanitizers."""

import shutil
import subprocess
import sys
from typing import NamedTuple

from environment import ROOT, build, run


class Kind(NamedTuple):
    options: dict[str, str]
    libraries: tuple[str, ...]  # what Python, which is not sanitized, has to load first


# Python itself leaks at exit by design, so leaks are left to other tests. For ThreadSanitizer, oneTBB is replaced by
# tools/tsan, and BLAS, which is not instrumented, stays on one thread.
KINDS = {
    "address,undefined": Kind(
        {
            "ASAN_OPTIONS": "detect_leaks=0",
            "UBSAN_OPTIONS": "print_stacktrace=1:halt_on_error=1",
            "PYTHONMALLOC": "malloc",
        },
        ("libasan.so", "libubsan.so", "libstdc++.so"),
    ),
    "thread": Kind({"TSAN_OPTIONS": "halt_on_error=1", "OPENBLAS_NUM_THREADS": "1"}, ("libtsan.so",)),
}


def check(name):
    kind = KINDS[name]
    folder = ROOT / f"build-{name.replace(',', '-')}"
    build(folder, "all", LNP_TESTS="ON", LNP_SANITIZE=name)
    run("ctest", "--test-dir", folder, "--output-on-failure", "--no-tests=ignore", env=kind.options)
    check_python(folder, kind)


def check_python(folder, kind):
    """Runs the marked tests on a copy of the package with the sanitized module in it."""
    package = folder / "site" / "legate"
    shutil.rmtree(package, ignore_errors=True)
    shutil.copytree(ROOT / "python" / "legate", package, ignore=shutil.ignore_patterns("_core*.so", "__pycache__"))
    for module in folder.glob("_core*.so"):
        shutil.copy2(module, package / "numpy")
    preload = ":".join(map(compiler_file, kind.libraries))
    env = kind.options | {"LD_PRELOAD": preload, "PYTHONPATH": str(folder / "site")}
    # --capture=sys leaves the sanitizers, which write to the terminal themselves and then end the process, alone.
    run(sys.executable, "-m", "pytest", "-q", "-m", "sanitize", "-p", "no:cacheprovider", "--capture=sys", env=env)


def compiler_file(name):
    command = ["c++", f"-print-file-name={name}"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
