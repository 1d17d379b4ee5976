"""What decides about warnings: pending work is run before it changes.

A warning is judged by the filters that were in force where its operation was recorded, and a block of catch_warnings
sees every warning of what was recorded inside. So the stream is run when such a block begins and ends, and before the
functions that change the filters do.
"""

import functools
import warnings

from . import _core


def _run_first(function):
    @functools.wraps(function)
    def running_first(*args, **kwargs):
        _core.synchronize()
        return function(*args, **kwargs)

    return running_first


def _leave(function):
    @functools.wraps(function)
    def leave(self, *exception):
        try:
            _core.synchronize()
        except Exception:
            if not exception or exception[0] is None:
                raise
        finally:
            function(self, *exception)

    return leave


def install():
    for name in ("simplefilter", "filterwarnings", "resetwarnings"):
        setattr(warnings, name, _run_first(getattr(warnings, name)))
    block = warnings.catch_warnings
    block.__enter__ = _run_first(block.__enter__)
    block.__exit__ = _leave(block.__exit__)


install()
