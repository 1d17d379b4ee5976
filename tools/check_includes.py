"""Checks that the C++ sources include each other in one direction only, and foreign headers only where they may."""

import re
from pathlib import Path

# What a folder of src may include besides its own headers. The one statement of the direction; a folder that is not
# listed is an error, so that a new one gets its place here.
MAY_INCLUDE = {
    "core": [],
    "ir": ["core"],
    "frontend": ["core", "ir"],
    "passes": ["core", "ir"],
    "interp": ["core", "ir"],
    "codegen": ["core", "ir"],
    "jit": ["core", "ir", "interp", "codegen"],
    "engine": ["core", "ir", "passes", "interp", "jit"],
    "engine/local": ["core", "ir", "passes", "interp", "jit", "engine"],
    "engine/legion": ["core", "ir", "passes", "interp", "jit", "engine", "engine/local"],
    "library": ["core", "ir", "passes", "interp", "jit", "engine"],
    "python": [
        "core",
        "ir",
        "frontend",
        "passes",
        "interp",
        "jit",
        "engine",
        "engine/local",
        "engine/legion",
        "library",
    ],  # fmt: skip
}

# Headers from elsewhere (by the start of their name), and the only folders that may include them.
FOREIGN = {
    "legate": ["engine/legion"],
    "legion": ["engine/legion"],
    "realm": ["engine/legion"],
    "llvm": ["codegen", "jit"],
    "llvm-c": ["codegen", "jit"],
    "Python.h": ["python"],
    "internal": ["python"],
    "numpy": ["python"],
    "nanobind": ["python"],
}

INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', re.MULTILINE)


def violations(root):
    """One line for each include that breaks the rules, as file:line: what is wrong."""
    source = root / "src"
    found = []
    for path in sorted(each for each in source.rglob("*") if each.suffix in (".h", ".cpp", ".c")):
        folder = folder_of(path.relative_to(source).parent)
        text = path.read_text()
        for match in INCLUDE.finditer(text):
            problem = judge(folder, match[1])
            if problem:
                line = text.count("\n", 0, match.start(1)) + 1
                found.append(f"{path.relative_to(root)}:{line}: {problem}")
    return found


def folder_of(path):
    """The longest start of a path that has a row of its own, else its first folder."""
    parts = Path(path).parts
    for length in range(len(parts), 0, -1):
        if "/".join(parts[:length]) in MAY_INCLUDE:
            return "/".join(parts[:length])
    return parts[0] if parts else ""


def judge(folder, header):
    """What is wrong with a file of this folder including that header; None if nothing is."""
    if folder not in MAY_INCLUDE:
        return f'src/{folder} has no row in tools/check_includes.py (it includes "{header}")'
    owners = FOREIGN.get(header.split("/")[0])
    if owners is not None:
        return None if folder in owners else f"src/{folder} may not include <{header}>: only {', '.join(owners)}"
    target = folder_of(Path(header).parent)
    if target not in MAY_INCLUDE or target == folder or target in MAY_INCLUDE[folder]:
        return None
    return f'src/{folder} may not include "{header}": it is not above {target}'
