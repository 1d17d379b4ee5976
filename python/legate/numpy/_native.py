"""Native code for kernels: src/jit compiles them with the code generator, a library of its own beside the engines."""

import atexit
import pathlib

from . import _core
from ._settings import settings

LIBRARY = pathlib.Path(__file__).with_name("_engines") / "code_generator.so"


def start():
    """Kernels are compiled from now on, as LEGATE_NUMPY_TIER wants it."""
    if LIBRARY.exists():
        _core.use_native_code(settings.tier, str(LIBRARY))
        atexit.register(_core.stop_compiling)
    elif settings.tier == "jit":
        raise ImportError(
            f"LEGATE_NUMPY_TIER=jit needs {LIBRARY}, which is built where LLVM 19 is installed "
            "(Debian: llvm-19-dev, clang-19, libzstd-dev)"
        )
