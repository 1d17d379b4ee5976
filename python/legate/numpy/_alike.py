"""Files and last words of several ranks: one of them writes, one traceback is shown, and nobody is left waiting."""

import builtins
import functools
import io
import os
import sys
import time

from . import _files

_GRACE = 4.0  # seconds in which rank 0, where it raised the same, ends the job

rank = 0
_share = None  # text -> the texts of all ranks; None while this process is alone


def begin(own_rank, share):
    """From now on this is one of several ranks; `share` gives every rank the texts of all."""
    global rank, _share
    rank, _share = own_rank, share
    sys.excepthook = _last_words
    if rank != 0:
        _files.begin()


def _last_words(kind, error, trace):
    """Shows an exception that nobody caught and ends this rank, and with it the job, without waiting for the others."""
    if rank != 0:
        time.sleep(_GRACE)
        print(f"legate.numpy: rank {rank} ends with an exception:", file=sys.stderr)
    sys.__excepthook__(kind, error, trace)
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(1)


def written_once(function, suffix):
    """`function(file, ...)` of which rank 0 alone writes to the path it is given; an error of its is everybody's.

    It writes when all have come, for one of them may still read what was there. A path without `suffix` gets it.
    """

    @functools.wraps(function)
    def written(*args, **kwargs):
        if _share is None:
            return function(*args, **kwargs)
        _share("")
        try:
            result, error = function(*map(_elsewhere, args[:1]), *args[1:], **_elsewhere_by_name(kwargs)), None
        except Exception as raised:
            result, error = None, raised
        told = _share(f"{type(error).__name__}\n{error}"[:180] if error else "")
        if error is not None:
            try:
                raise error
            finally:
                # Else its traceback would keep this frame, and the arrays in it, on this rank alone.
                del error
        if told[0]:
            kind, _, text = told[0].partition("\n")
            raise getattr(builtins, kind, RuntimeError)(text)
        for file in (*args[:1], *(kwargs[name] for name in _FILES if name in kwargs)):
            if _is_path(file):
                path = os.fsdecode(file)
                _files.written_by_rank_0(path if path.endswith(suffix) else path + suffix)
        return result

    return written


_FILES = ("file", "fname")  # what these functions call their first argument


def _elsewhere(file):
    """A path that is not this rank's to write becomes memory."""
    return io.BytesIO() if rank != 0 and _is_path(file) and not _files.is_own(file) else file


def _elsewhere_by_name(kwargs):
    return {name: _elsewhere(value) if name in _FILES else value for name, value in kwargs.items()}


def _is_path(file):
    return isinstance(file, str | os.PathLike)
