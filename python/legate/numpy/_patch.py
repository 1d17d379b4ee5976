"""legate-numpy --patch: `import numpy` gives legate.numpy to the program's own modules, NumPy to installed packages.

Which one is meant is decided by where the importing module lies: the standard library and site-packages keep NumPy, and
so does this package.
"""

import builtins
import importlib
import os
import site
import sys
import sysconfig


def _installed_roots():
    paths = sysconfig.get_paths()
    roots = {paths[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    roots.update(site.getsitepackages(), [site.getusersitepackages()])
    return tuple(os.path.realpath(root) + os.sep for root in roots)


_ROOTS = _installed_roots()
_known = {}  # file -> whether it is the user's own


def _is_users(names):
    """Whether a module with these globals is the user's own."""
    name = names.get("__name__") or ""
    if name.partition(".")[0] in ("numpy", "legate"):
        return False
    file = names.get("__file__")
    if file is None:
        return name == "__main__"
    if file not in _known:
        path = os.path.realpath(file)
        parts = path.split(os.sep)
        _known[file] = not (path.startswith(_ROOTS) or "site-packages" in parts or "dist-packages" in parts)
    return _known[file]


def install():
    """Put the hook on the import statement."""
    original = builtins.__import__

    def patched(name, globals=None, locals=None, fromlist=(), level=0):
        if level == 0 and (name == "numpy" or name.startswith("numpy.")):
            users = _is_users(globals if globals is not None else sys._getframe(1).f_globals)
            if users and (module := _ours(name, fromlist)) is not None:
                return module
        return original(name, globals, locals, fromlist, level)

    builtins.__import__ = patched


def _ours(name, fromlist):
    """What the import statement gets: the named module with a list of names, else its top.

    None for NumPy's private modules, which we do not have; pickle and NumPy's own C code import them, too.
    """
    if any(part.startswith("_") for part in name.split(".")):
        return None
    module = importlib.import_module("legate." + name)
    if not fromlist:
        return importlib.import_module("legate.numpy")
    for item in fromlist:
        if item != "*" and not hasattr(module, item):
            importlib.import_module(f"legate.{name}.{item}")
    return module
