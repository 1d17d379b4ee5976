"""The C++ tests, and the Python tests marked `sanitize`, under the compiler's sanitizers."""

import shutil
import subprocess
import sys

from environment import ROOT, build, run

# Python itself leaks at exit by design, so leaks are left to other tests. For ThreadSanitizer, oneTBB is replaced by
# tools/tsan.
KINDS = {
    "address,undefined": {
        "ASAN_OPTIONS": "detect_leaks=0:abort_on_error=1",
        "UBSAN_OPTIONS": "print_stacktrace=1:halt_on_error=1",
    },
    "thread": {"TSAN_OPTIONS": "halt_on_error=1"},
}


def check(kind):
    folder = ROOT / f"build-{kind.replace(',', '-')}"
    build(folder, "all", LNP_TESTS="ON", LNP_SANITIZE=kind)
    run("ctest", "--test-dir", folder, "--output-on-failure", "--no-tests=ignore", env=KINDS[kind])
    if kind != "thread":
        check_python(folder, KINDS[kind])


def check_python(folder, env):
    """Runs Python with the sanitizers' run-time loaded first, on a copy of the package with the sanitized module."""
    package = folder / "site" / "legate"
    shutil.rmtree(package, ignore_errors=True)
    shutil.copytree(ROOT / "python" / "legate", package, ignore=shutil.ignore_patterns("_core*.so", "__pycache__"))
    for module in folder.glob("_core*.so"):
        shutil.copy2(module, package / "numpy")
    preload = [compiler_file(name) for name in ("libasan.so", "libubsan.so", "libstdc++.so")]
    env = env | {"LD_PRELOAD": ":".join(preload), "PYTHONMALLOC": "malloc", "PYTHONPATH": str(folder / "site")}
    run(sys.executable, "-m", "pytest", "-q", "-m", "sanitize", "-p", "no:cacheprovider", "--capture=sys", env=env)


def compiler_file(name):
    command = ["c++", f"-print-file-name={name}"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
