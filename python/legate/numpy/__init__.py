"""NumPy on a lazy, fusing, multi-threaded engine: `import legate.numpy as np` in place of `import numpy as np`.

Every public name of NumPy's namespace is here. Importing loads nothing but NumPy: the local engine and all names are
made when the first of them is used; the legion engine starts at once. See _settings.py for the environment variables,
and the functions synchronize(), report() and explain().
"""

import sys as _sys
import types as _types

import numpy as _numpy

from . import _children

_children.leave_job()

from . import _finder, _settings  # noqa: E402, F401  (a bad setting is an error at import)

__all__ = list(_numpy.__all__)
__version__ = _numpy.__version__

_finder.install()

if _settings.settings.engine == "legion":
    from . import _namespace  # noqa: F401  (ranks agree on what is random before the program draws anything)


class _Unfilled(_types.ModuleType):
    """This module until its names are made: a program that looks at `np.__dict__` finds all of them there."""

    @property
    def __dict__(self):
        _fill()
        return self.__dict__


def _fill():
    """Make all public names. From then on this is a module as any other, whose names Python looks up at once."""
    _this.__class__ = _types.ModuleType
    from . import _namespace

    for name in vars(_numpy):
        if not name.startswith("_") and name not in globals():
            globals()[name] = _namespace.public(name)


def __getattr__(name):
    if name.startswith("_") and not name.startswith("__"):
        if name == "_core":  # ours, an extension module, and not to be taken for NumPy's
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(_numpy, name)
    from . import _namespace

    value = _namespace.public(name)
    if type(_this) is _Unfilled:
        _fill()
    globals()[name] = value
    return value


def __dir__():
    return sorted({*dir(_numpy), "synchronize", "report", "explain", "stats", "FallbackWarning", "FallbackError"})


_this = _sys.modules[__name__]
_this.__class__ = _Unfilled
