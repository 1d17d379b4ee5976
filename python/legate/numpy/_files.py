"""Files on ranks other than 0. Rank 0 writes; each of the others keeps what it writes for itself, and reads it back.

Every rank runs the same program, so what rank 0 does to files is what is wanted, and what another rank does is seen by
that rank alone. The functions of Python that open, make, move, remove and look at paths are replaced on such a rank:

- what it writes goes to a private copy, in a folder that is removed when its process is gone, however it ends;
- what it removes is gone for itself;
- folders are made, and files that it has no copy of are renamed, by rank 0, and waited for;
- what its `tempfile` made is its own, under a name of its own, and is written for real, by np.save and its like, too.

There is no collective here. One hangs where a single rank comes to it, and ranks may differ in what they find on disk:
`if not os.path.exists("out"): os.mkdir("out")` is over for a rank that looks after rank 0 has made it, and so is a
library's cache. A wait ends after _PATIENCE, and then the rank does it itself: its machine may have a disk of its own.
"""

import builtins
import contextlib
import ctypes
import errno
import functools
import io
import os
import shutil
import stat
import struct
import subprocess
import sys
import tempfile
import threading
import time
import types

_PATIENCE = 10.0  # seconds in which rank 0, if it is to make something, has made it
_SKEW = 1.0  # seconds by which clocks of file systems and machines may differ

_begun = None  # when the job began, in ns since 1970; None: this is rank 0, or alone
_copies = {}  # path -> its private copy
_gone = {}  # path -> birth of what this rank has removed there; None: whatever is there
_known = {}  # path -> birth of what this rank has seen there
_own = set()  # what is this rank's for real, with everything below it
_inside = threading.local()  # .tempfile: a function of tempfile is at work

_libc = ctypes.CDLL(None)
_real = types.SimpleNamespace(**vars(os), rmtree=shutil.rmtree)  # as they were
_io_open = io.open


def begin():
    """From now on this is a rank other than 0. Rank 0 must not come back to its program before all have called it."""
    global _begun
    _begun = time.time_ns() - int(_SKEW * 1e9)
    for name in _LOOKING:
        _replace(os, name, _looking(getattr(os, name)))
    for module, replacements in _REPLACED.items():
        for name, function in replacements.items():
            _replace(module, name, function)
    for module in list(sys.modules.values()):  # bz2, tarfile and others have it under names of their own
        for name, value in list(getattr(module, "__dict__", {}).items()):
            if value is _io_open and module.__name__ not in ("_io", __name__):
                setattr(module, name, io.open)


def _replace(module, name, function):
    original = getattr(module, name)
    replacement = functools.update_wrapper(_Plain(function), original)
    setattr(module, name, replacement)
    for able in (os.supports_dir_fd, os.supports_fd, os.supports_follow_symlinks, os.supports_effective_ids):
        if original in able:
            able.add(replacement)


class _Plain(functools.partial):
    """As an attribute of a class it does not become a method, as functions in C do not."""


def is_own(path):
    """Whether this rank writes there itself."""
    return _begun is not None and _place(path) is None


def written_by_rank_0(path):
    """Rank 0 has written this file, and all ranks have waited for it."""
    if place := _begun is not None and _place(path):
        _forget(place)
        _known[place] = _birth(place)


# -- what a path means here ------------------------------------------------------------------------------------------


def _place(path):
    """The absolute path, where this rank must not write; None where it may: what is its own, or no file on a disk."""
    if hasattr(path, "__index__") or getattr(_inside, "tempfile", False):
        return None
    place = os.path.abspath(os.fsdecode(path))
    if place.startswith(("/dev/fd/", "/proc/", "/sys/")) or (_own and not _own.isdisjoint(_lineage(place))):
        return None
    return place


def _lineage(place):
    """The path and all folders above it."""
    while True:
        yield place
        place, last = os.path.dirname(place), place
        if place == last:
            return


def _birth(place):
    """(inode, ns since 1970) of what is there for real, never the same for two things; None if nothing is there."""
    buffer = ctypes.create_string_buffer(256)  # struct statx
    at_fdcwd, nofollow, basic_and_birth, has_birth = -100, 0x100, 0xFFF, 0x800
    if _libc.statx(at_fdcwd, os.fsencode(place), nofollow, basic_and_birth, buffer) != 0:
        return None
    mask, inode = struct.unpack_from("<I", buffer, 0)[0], struct.unpack_from("<Q", buffer, 32)[0]
    # File systems without times of birth have those of the last change.
    seconds, nanoseconds = struct.unpack_from("<qI", buffer, 80 if mask & has_birth else 96)
    return inode, seconds * 10**9 + nanoseconds


def _is_removed(place, birth):
    """Whether this rank has removed what was born there then; callers look once, for rank 0 is at work meanwhile."""
    return place in _gone and _gone[place] in (None, birth)


def _is_gone(place):
    """Whether this rank has removed what is there, or a folder above it."""
    return bool(_gone) and any(_is_removed(p, _birth(p)) for p in _lineage(place) if p in _gone)


def _is_ahead(place, birth):
    """Whether rank 0 has made what was born there in a call that this rank has still to make."""
    return birth is not None and birth[1] >= _begun and birth != _known.get(place)


def _forget(place):
    """What is there for real counts from now on, as it does below it."""
    _gone.pop(place, None)
    for path in [path for path in _copies if path == place or path.startswith(place + "/")]:
        _real.unlink(_copies.pop(path))


def _remove_here(place):
    birth = _birth(place)
    _forget(place)
    if birth and not _is_ahead(place, birth):
        _gone[place] = birth


def _error(number, path):
    return OSError(number, os.strerror(number), path)


def _check_folder(place, path):
    """Raises what making something there raises."""
    folder = os.path.dirname(place)
    if _is_gone(folder) or _kind(folder) != stat.S_IFDIR:
        raise _error(errno.ENOENT, path)
    if not _real.access(folder, os.W_OK):
        raise _error(errno.EACCES, path)


# -- private copies --------------------------------------------------------------------------------------------------


@functools.cache
def _folder():
    """Where private copies are. A process that sees the end of this one removes it, also when a signal ended it."""
    folder = tempfile.mkdtemp(prefix="legate-numpy-")
    ours, theirs = os.pipe()
    script = 'exec 3<&0; { cat <&3; rm -rf "$0"; } >/dev/null 2>&1 &'  # no child of ours: programs wait for theirs
    subprocess.run(["/bin/sh", "-c", script, folder], stdin=ours, start_new_session=True)
    os.close(ours)
    return folder, theirs  # which stays open until the end


def _new_copy():
    folder, _ = _folder()
    _new_copy.count += 1
    return os.path.join(folder, str(_new_copy.count))


_new_copy.count = 0


def _open_descriptor(path, flags, mode=0o777, *, dir_fd=None):
    """os.open: what is written gets a private copy."""
    place = None if dir_fd is not None else _place(path)
    if place is None:
        return _real.open(path, flags, mode, dir_fd=dir_fd)
    if place not in _copies:
        birth = None if _is_gone(place) else _birth(place)
        if birth is None and not flags & os.O_CREAT:
            raise _error(errno.ENOENT, path)
        writes = flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC)
        if birth and not (writes and _kind(place) in (None, stat.S_IFREG)):
            return _real.open(path, flags, mode)
        _begin_copy(place, path, flags, birth)
    elif flags & os.O_EXCL:
        raise _error(errno.EEXIST, path)
    return _real.open(_copies[place], flags | os.O_CREAT, 0o600)


def _kind(place):
    try:
        return stat.S_IFMT(_real.stat(place).st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return None


def _begin_copy(place, path, flags, birth):
    """The private copy of what is written for the first time, with what the file has; or what rank 0 gets, an error."""
    ahead = _is_ahead(place, birth)
    if birth and not ahead and flags & os.O_EXCL:
        raise _error(errno.EEXIST, path)
    if birth is None:
        _check_folder(place, path)
    elif not _real.access(place, os.W_OK) and _birth(place):
        raise _error(errno.EACCES, path)
    copy = _new_copy()
    begins_empty = birth is None or flags & (os.O_TRUNC | os.O_EXCL) or (flags & os.O_APPEND and ahead)
    if not begins_empty:
        with contextlib.suppress(FileNotFoundError):  # rank 0 has removed it since
            shutil.copyfile(place, copy)
    _gone.pop(place, None)
    _copies[place] = copy


def _open(file, mode="r", buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None):
    """The builtin open, and io.open: its object has the name that was asked for."""
    if opener is None and _place(file) is not None:
        opener = _with_common_mode
    return _io_open(file, mode, buffering, encoding, errors, newline, closefd, opener)


def _with_common_mode(path, flags):
    return _open_descriptor(path, flags, 0o666)


# -- looking ---------------------------------------------------------------------------------------------------------

_LOOKING = (
    *("stat", "lstat", "access", "chmod", "chown", "utime", "truncate"),
    *("getxattr", "listxattr", "setxattr", "removexattr"),
)


def _looking(original):
    """A function of a path; os.path.exists, isfile, getsize and pathlib's come through it."""

    def looking(path, *args, **kwargs):
        if kwargs.get("dir_fd") is None and (place := _place(path)) is not None:
            if place in _copies:
                path = _copies[place]
            elif _is_gone(place):
                if original.__name__ == "access":
                    return False
                raise _error(errno.ENOENT, path)
            elif _is_ahead(place, birth := _birth(place)):
                _known[place] = birth
        return original(path, *args, **kwargs)

    return looking


def _listdir(path="."):
    place = None if path is None else _place(path)
    if place is None:
        return _real.listdir(path)
    if _is_gone(place):
        raise _error(errno.ENOENT, path)
    there = [name for name in _real.listdir(place) if not _is_gone(os.path.join(place, name))]
    private = [os.path.basename(copied) for copied in _copies if os.path.dirname(copied) == place]
    names = [*there, *(name for name in private if name not in there)]
    return [os.fsencode(name) for name in names] if isinstance(path, bytes) else names


# -- removing --------------------------------------------------------------------------------------------------------


def _unlink(path, *, dir_fd=None):
    place = None if dir_fd is not None else _place(path)
    if place is None or _kind(place) == stat.S_IFDIR:
        return _real.unlink(path, dir_fd=dir_fd)
    if place in _copies:
        _forget(place)
        _gone[place] = None  # rank 0 may be about to write it, and remove it then
        return
    if _is_gone(place):
        raise _error(errno.ENOENT, path)
    _remove_here(place)  # which may be nothing: rank 0 has done it already


def _rmdir(path, *, dir_fd=None):
    place = None if dir_fd is not None else _place(path)
    if place is None:
        return _real.rmdir(path, dir_fd=dir_fd)
    if _is_gone(place):
        raise _error(errno.ENOENT, path)
    names = [copied for copied in _copies if os.path.dirname(copied) == place]
    with contextlib.suppress(FileNotFoundError):  # rank 0 has removed it
        if not _is_ahead(place, _birth(place)):
            names += _listdir(place)
    if names:
        raise _error(errno.ENOTEMPTY, path)
    _remove_here(place)


def _rmtree(path, *args, **kwargs):
    place = None if kwargs.get("dir_fd") is not None else _place(path)
    if place is None:
        return _real.rmtree(path, *args, **kwargs)
    _remove_here(place)


# -- making and moving -----------------------------------------------------------------------------------------------


def _wait_for_rank_0(done):
    """Whether rank 0 has done it in time."""
    last, pause = time.monotonic() + _PATIENCE, 1e-4
    while not done():
        if time.monotonic() > last:
            return False
        time.sleep(pause)
        pause = min(2 * pause, 0.05)
    return True


def _make(make, place, path):
    """What `make` makes, a folder or a link, is made by rank 0."""
    birth = _birth(place)
    if place in _copies or (birth and not _is_removed(place, birth) and not _is_ahead(place, birth)):
        raise _error(errno.EEXIST, path)
    _check_folder(place, path)
    if not _wait_for_rank_0(lambda: _is_ahead(place, _birth(place))) and not _birth(place):
        make()
        _own.add(place)
    _known[place] = _birth(place)
    _forget(place)


def _mkdir(path, mode=0o777, *, dir_fd=None):
    make = functools.partial(_real.mkdir, path, mode, dir_fd=dir_fd)
    place = None if dir_fd is not None else _place(path)
    return make() if place is None else _make(make, place, path)


def _symlink(src, dst, target_is_directory=False, *, dir_fd=None):
    make = functools.partial(_real.symlink, src, dst, target_is_directory, dir_fd=dir_fd)
    place = None if dir_fd is not None else _place(dst)
    return make() if place is None else _make(make, place, dst)


def _rename(src, dst, *, src_dir_fd=None, dst_dir_fd=None):
    """os.rename and os.replace."""
    by_descriptor = src_dir_fd is not None or dst_dir_fd is not None
    before, after = (None, None) if by_descriptor else (_place(src), _place(dst))
    if before is None and after is None:
        _real.rename(src, dst, src_dir_fd=src_dir_fd, dst_dir_fd=dst_dir_fd)
    elif before is None or before in _copies:
        _move_copy(before, after, src, dst)
    elif _is_gone(before):
        raise _error(errno.ENOENT, src)
    elif after is None:
        shutil.copy(src, dst)
        _remove_here(before)
    else:
        _rename_by_rank_0(before, after, src, dst)


def _move_copy(before, after, src, dst):
    """One of the two may be this rank's own."""
    if after is not None:
        _check_folder(after, dst)
    if before is None:
        copy = shutil.move(src, _new_copy())
    else:
        copy, _gone[before] = _copies.pop(before), None
    if after is None:
        shutil.move(copy, dst)
    else:
        _forget(after)
        _copies[after] = copy


def _rename_by_rank_0(before, after, src, dst):
    birth = _birth(before)
    if birth is None and _birth(after) is None:
        raise _error(errno.ENOENT, src)
    if not _wait_for_rank_0(lambda: birth is None or _birth(before) != birth or _is_ahead(before, birth)):
        _real.rename(src, dst)
    _forget(after)
    for path in [path for path in _copies if path.startswith(before + "/")]:
        _copies[after + path[len(before) :]] = _copies.pop(path)
    _gone[before], _known[after] = None, _birth(after)


# -- temporary files -------------------------------------------------------------------------------------------------


def _temporary(original, path_of=None):
    """A function of tempfile: it opens files for real, also those by which it finds out where it may write."""

    def temporary(*args, **kwargs):
        outer = getattr(_inside, "tempfile", False)
        _inside.tempfile = True
        try:
            made = original(*args, **kwargs)
        finally:
            _inside.tempfile = outer
        if path_of:
            _own.add(os.path.abspath(os.fsdecode(path_of(made))))
        return made

    return temporary


_REPLACED = {
    builtins: {"open": _open},
    io: {"open": _open},
    os: {
        "open": _open_descriptor,
        "listdir": _listdir,
        "remove": _unlink,
        "unlink": _unlink,
        "rmdir": _rmdir,
        "mkdir": _mkdir,
        "symlink": _symlink,
        "rename": _rename,
        "replace": _rename,
    },
    shutil: {"rmtree": _rmtree},
    tempfile: {
        "mkdtemp": _temporary(tempfile.mkdtemp, lambda folder: folder),
        "mkstemp": _temporary(tempfile.mkstemp, lambda file: file[1]),
        "mktemp": _temporary(tempfile.mktemp, lambda path: path),
        "TemporaryFile": _temporary(tempfile.TemporaryFile),
        "_get_default_tempdir": _temporary(tempfile._get_default_tempdir),
        "NamedTemporaryFile": _temporary(tempfile.NamedTemporaryFile, lambda file: file.name),
    },
}
