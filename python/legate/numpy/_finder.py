"""The public submodules: legate.numpy.linalg, legate.numpy.lib.stride_tricks, ..., each made from NumPy's."""

import importlib
import importlib.machinery
import sys
import types

_PREFIX = "legate.numpy."
# Not modules in NumPy, but names for them.
_ALIASES = {"emath": "lib.scimath"}


def _twin(name):
    """NumPy's module name for one of ours; None for private ones."""
    path = name[len(_PREFIX) :]
    first, _, rest = path.partition(".")
    path = ".".join(filter(None, (_ALIASES.get(first, first), rest)))
    return None if any(part.startswith("_") for part in path.split(".")) else "numpy." + path


class _Module(types.ModuleType):
    """A public module of NumPy's, name by name; all of them for a program that looks at its __dict__."""

    def __getattr__(self, name):
        if name in ("__path__", "__all__") or not name.startswith("__"):
            value = _value(self.__name__, self._original(), name)
            setattr(self, name, value)
            return value
        raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")

    @property
    def __dict__(self):
        made = super().__dict__
        for name in vars(self._original()):
            if not name.startswith("_") and name not in made:
                getattr(self, name)
        return made

    def _original(self):
        return sys.modules[super().__dict__["_twin"]]

    def __dir__(self):
        return dir(self._original())


def _value(module, original, name):
    value = getattr(original, name)
    if name in ("__path__", "__all__"):
        return [] if name == "__path__" else list(value)
    from . import _submodules

    return _submodules.member(module[len(_PREFIX) :], name, value)


class _Finder:
    """A meta path finder and loader (not derived from importlib.abc, whose import costs more than all of this)."""

    def find_spec(self, name, path=None, target=None):
        if not name.startswith(_PREFIX) or (twin := _twin(name)) is None:
            return None
        try:
            original = importlib.import_module(twin)
        except ModuleNotFoundError as error:
            if error.name != twin:
                raise
            return None
        spec = importlib.machinery.ModuleSpec(name, self, is_package=hasattr(original, "__path__"))
        spec.loader_state = twin
        return spec

    def create_module(self, spec):
        module = _Module(spec.name, sys.modules[spec.loader_state].__doc__)
        module._twin = spec.loader_state
        return module

    def exec_module(self, module):
        module.__file__ = sys.modules[module._twin].__file__


def install():
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())
