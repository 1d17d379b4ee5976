"""What ./dev lint checks and ./dev format mends."""

import re
import subprocess
import sys

import check_includes
from environment import ROOT, VENV

MAX_LINES = 800
CPP = ("*.h", "*.cpp")


def lint():
    """Runs every check, then returns 1 if any failed."""
    failed = [
        tool("clang-format", "--dry-run", "-Werror", *sources(*CPP)),
        tool("ruff", "check", "--quiet", "."),
        tool("ruff", "format", "--quiet", "--check", "."),
        report(check_includes.violations(ROOT)),
        report(long_files()),
        report(undocumented_settings()),
    ]
    print("lint: failed" if any(failed) else "lint: clean")
    return int(any(failed))


def format_sources():
    tool("clang-format", "-i", *sources(*CPP))
    tool("ruff", "check", "--quiet", "--fix", ".")
    tool("ruff", "format", "--quiet", ".")


def sources(*patterns):
    """The files of these patterns that git tracks or would track."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns]
    listing = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [name for name in listing.splitlines() if (ROOT / name).exists()]


def tool(name, *arguments):
    return subprocess.run([VENV / "bin" / name, *arguments], cwd=ROOT, check=False).returncode != 0


def report(lines):
    for line in lines:
        print(line, file=sys.stderr)
    return bool(lines)


def long_files():
    names = sources(*CPP, "*.py", "*.cmake", "CMakeLists.txt", "dev")
    counts = {name: len((ROOT / name).read_text().splitlines()) for name in names}
    return [f"{name}: {count} lines, more than {MAX_LINES}" for name, count in counts.items() if count > MAX_LINES]


def undocumented_settings():
    """docs/settings.md names exactly the variables that the sources name."""
    in_sources = {name for file in sources("src", "python") for name in settings_in(file)}
    in_docs = settings_in("docs/settings.md")
    missing = [f"{name}: in the sources, but not in docs/settings.md" for name in sorted(in_sources - in_docs)]
    stale = [f"{name}: in docs/settings.md, but not in the sources" for name in sorted(in_docs - in_sources)]
    return missing + stale


def settings_in(file):
    return set(re.findall(r"\bLEGATE_NUMPY_[A-Z]+\b", (ROOT / file).read_text()))
