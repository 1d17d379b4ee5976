"""Loads the programs in examples/ with any module in NumPy's place; the tests use it as well."""

import types
from pathlib import Path

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
IMPORT_LINE = "import legate.numpy as np\n"


def names():
    return sorted(path.stem for path in EXAMPLES.glob("*.py"))


def load(name, module="legate.numpy"):
    """The example `name` as a fresh module that knows `module` as np."""
    path = EXAMPLES / f"{name}.py"
    source = path.read_text(encoding="utf-8")
    if source.count(IMPORT_LINE) != 1:
        raise ValueError(f"{path} must contain the line {IMPORT_LINE.strip()!r} exactly once")
    # The line count stays, so that warnings and tracebacks show the lines of the file.
    source = source.replace(IMPORT_LINE, f"import {module} as np\n")
    program = types.ModuleType(name)
    program.__file__ = str(path)
    exec(compile(source, path, "exec"), program.__dict__)
    return program
