"""What ./dev lint checks and ./dev format mends."""

import subprocess
import sys

import check_includes
from environment import ROOT, VENV

MAX_LINES = 800
CPP = ("*.h", "*.cpp")
# Files whose length is no sign of a file that does too much: data.
LONG_BY_NATURE = (".toml", ".json", ".csv", ".pyi", ".md")


def lint():
    """Runs every check, then returns 1 if any failed."""
    failed = [
        tool("clang-format", "--dry-run", "-Werror", *sources(*CPP)),
        tool("ruff", "check", "--quiet", "."),
        tool("ruff", "format", "--quiet", "--check", "."),
        report(check_includes.violations(ROOT)),
        report(long_files()),
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
    names = [name for name in sources("*.h", "*.cpp", "*.py", "*.cmake", "dev") if not name.endswith(LONG_BY_NATURE)]
    counts = {name: len((ROOT / name).read_text().splitlines()) for name in names}
    return [f"{name}: {count} lines, more than {MAX_LINES}" for name, count in counts.items() if count > MAX_LINES]
