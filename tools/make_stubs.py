"""Write the stubs of python/legate/numpy: NumPy's own types under our names.

    python tools/make_stubs.py [--check]

The names are spelled out because editors (Jedi) do not follow a star import through NumPy's stubs. They change only
with NumPy's version; tests/python/test_namespace.py runs the check.
"""

import importlib
import pathlib
import sys
import textwrap
import warnings

PACKAGE = pathlib.Path(__file__).resolve().parent.parent / "python" / "legate" / "numpy"

MODULES = """
    char core ctypeslib dtypes exceptions f2py fft lib lib.array_utils lib.format lib.introspect lib.mixins
    lib.npyio lib.scimath lib.stride_tricks linalg ma ma.extras ma.mrecords matlib polynomial
    polynomial.chebyshev polynomial.hermite polynomial.hermite_e polynomial.laguerre polynomial.legendre
    polynomial.polynomial random rec strings testing testing.overrides typing
""".split()

HEAD = "# Written by tools/make_stubs.py.\n# ruff: noqa\n# fmt: off\n"

OWN = """
class FallbackWarning(UserWarning): ...
class FallbackError(RuntimeError): ...

def synchronize() -> None: ...
def stats() -> dict[str, int]: ...
@overload
def explain(x: None = None, *, file: TextIO | None = None) -> AbstractContextManager[Any]: ...
@overload
def explain(x: Any, *, file: TextIO | None = None) -> None: ...
@overload
def report(format: Literal["rows"]) -> list[dict[str, Any]]: ...
@overload
def report(format: Literal["text", "json", "csv"] = "text") -> str: ...
"""


def reexport(module, names):
    listed = textwrap.fill(
        ", ".join(f"{name} as {name}" for name in names),
        118,
        initial_indent="    ",
        subsequent_indent="    ",
        break_on_hyphens=False,
    )
    return f"from {module} import (\n{listed},\n)\n"


def public_names(module):
    return sorted(name for name in getattr(importlib.import_module(module), "__all__", ()) if name != "test")


def stub_of(name):
    """The stub of one submodule. Where NumPy declares no names, a star has to do."""
    module = "numpy." + name
    names = public_names(module)
    declared = names and name not in ("core", "matlib", "f2py")
    return HEAD + (reexport(module, names) if declared else f"from {module} import *\n")


def stubs():
    """path -> text of every stub."""
    main = sorted(
        {*public_names("numpy"), "__all__", "__version__", "__array_namespace_info__", "__array_api_version__"}
    )
    imports = "from contextlib import AbstractContextManager\nfrom typing import Any, Literal, TextIO, overload\n\n"
    made = {"__init__.pyi": HEAD + imports + reexport("numpy", main) + OWN}
    for name in MODULES:
        package = any(other.startswith(name + ".") for other in MODULES)
        made[name.replace(".", "/") + ("/__init__.pyi" if package else ".pyi")] = stub_of(name)
    made["emath.pyi"] = HEAD + "from numpy.lib.scimath import *\n"
    return made


def main():
    warnings.simplefilter("ignore")
    made = stubs()
    if "--check" in sys.argv:
        stale = [
            path for path, text in made.items() if not (PACKAGE / path).exists() or (PACKAGE / path).read_text() != text
        ]
        sys.exit(f"stale stubs: {', '.join(stale)}" if stale else 0)
    for path, text in made.items():
        (PACKAGE / path).parent.mkdir(exist_ok=True)
        (PACKAGE / path).write_text(text)


if __name__ == "__main__":
    main()
