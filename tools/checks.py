"""What ./dev lint checks and ./dev format mends."""

import fnmatch
import os
import re
import subprocess
import sys
from pathlib import Path

import check_includes
from environment import ROOT, VENV

MAX_LINES = 800
MAX_KIB = 512
CPP = ("*.h", "*.cpp", "*.c")
VENDORED = {"third_party", "third-party", "thirdparty", "vendor", "external", "extern"}


def lint():
    """Runs every check, then returns 1 if any failed."""
    failed = [
        tool("clang-format", "--dry-run", "-Werror", *sources(*CPP)),
        tool("ruff", "check", "--quiet", "."),
        tool("ruff", "format", "--quiet", "--check", "."),
        report(check_includes.violations(ROOT)),
        report(long_files()),
        report(large_files()),
        report(vendored_files()),
        report(undocumented_settings()),
    ]
    print("lint: failed" if any(failed) else "lint: clean")
    return int(any(failed))


def format_sources():
    tool("clang-format", "-i", *sources(*CPP))
    tool("ruff", "check", "--quiet", "--fix", ".")
    tool("ruff", "format", "--quiet", ".")


def sources(*patterns):
    """Our files of these patterns, by their path from the root; nothing hidden and nothing built."""
    found = []
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [name for name in folders if not name.startswith((".", "build"))]
        found += [Path(folder, name) for name in files if any(fnmatch.fnmatch(name, each) for each in patterns)]
    return sorted(str(path.relative_to(ROOT)) for path in found)


def tool(name, *arguments):
    return subprocess.run([VENV / "bin" / name, *arguments], cwd=ROOT, check=False).returncode != 0


def report(lines):
    for line in lines:
        print(line, file=sys.stderr)
    return bool(lines)


def long_files():
    names = sources(*CPP, "*.py", "*.cmake", "CMakeLists.txt")
    counts = {name: len((ROOT / name).read_text().splitlines()) for name in names}
    return [f"{name}: {count} lines, more than {MAX_LINES}" for name, count in counts.items() if count > MAX_LINES]


def large_files():
    """What a clone should not carry: data, core dumps, built files. Files about to be added count, too."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    names = filter(None, listed.stdout.decode().split("\0"))
    sizes = {name: os.lstat(ROOT / name).st_size / 1024 for name in names if os.path.lexists(ROOT / name)}
    return [f"{name}: {size:.0f} KiB, more than {MAX_KIB}" for name, size in sizes.items() if size > MAX_KIB]


def vendored_files():
    """Other people's code comes from its own package, never as a copy."""
    return [f"{name}: in a folder for other people's code" for name in sources("*") if VENDORED & set(Path(name).parts)]


def undocumented_settings():
    """docs/settings.md names exactly the variables that the sources name."""
    code = [name for name in sources(*CPP, "*.py") if name.startswith(("src/", "python/"))]
    in_sources = set().union(*map(settings_in, code))
    in_docs = settings_in("docs/settings.md")
    missing = [f"{name}: in the sources, but not in docs/settings.md" for name in sorted(in_sources - in_docs)]
    stale = [f"{name}: in docs/settings.md, but not in the sources" for name in sorted(in_docs - in_sources)]
    return missing + stale


def settings_in(file):
    return set(re.findall(r"\bLEGATE_NUMPY_[A-Z]+\b", (ROOT / file).read_text()))
