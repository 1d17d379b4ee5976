"""Where in the user's program a call comes from."""

import sys
import warnings

_inside = {}  # module name -> whether it is part of this package or of NumPy


def is_inside(frame):
    name = frame.f_globals.get("__name__")
    known = _inside.get(name)
    if known is None:
        known = _inside[name] = f"{name}.".startswith(("legate.numpy.", "numpy."))
    return known


def user_frame():
    """The innermost frame that belongs neither to this package nor to NumPy (or the outermost there is)."""
    frame = sys._getframe(1)
    while is_inside(frame) and frame.f_back is not None:
        frame = frame.f_back
    return frame


def user_site():
    frame = user_frame()
    return frame.f_code.co_filename, frame.f_lineno


def warn(message, category=None, stacklevel=1, source=None, **_):
    """warnings.warn for code that runs inside this package: it always names the user's line.

    NumPy's function bodies count stack levels that our own frames would put out of step.
    """
    frame = user_frame()
    if isinstance(message, Warning):
        category = type(message)
    warnings.warn_explicit(
        message,
        category or UserWarning,
        frame.f_code.co_filename,
        frame.f_lineno,
        module=frame.f_globals.get("__name__") or "<unknown>",  # None would drop the warning
        registry=frame.f_globals.setdefault("__warningregistry__", {}),
        source=source,
    )
