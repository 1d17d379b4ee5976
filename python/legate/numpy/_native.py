"""How kernels run, and native code for them: src/jit compiles with the code generator, a library beside the engines."""

import atexit
import os
import pathlib

from . import _core
from ._settings import settings

LIBRARY = pathlib.Path(__file__).with_name("_engines") / "code_generator.so"


def start():
    """Kernels run as LEGATE_NUMPY_TIER and LEGATE_NUMPY_WAVES want it from now on."""
    _core.use_waves(settings.waves)
    if LIBRARY.exists():
        _core.use_native_code(settings.tier, str(LIBRARY), _cache(), settings.verbose)
        atexit.register(_core.stop_compiling)
    elif settings.tier == "jit":
        raise ImportError(
            f"LEGATE_NUMPY_TIER=jit needs {LIBRARY}, which is built where LLVM 19 is installed "
            "(Debian: llvm-19-dev, clang-19, libzstd-dev)"
        )


def _cache():
    """The folder in which compiled kernels stay for the next process; empty: none."""
    if settings.cache == "0":
        return ""
    if settings.cache != "1":
        return os.path.abspath(settings.cache)
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return os.path.join(base, "legate-numpy") if os.path.isabs(base) else ""
