"""explain(): what became of the user's lines."""

import linecache
import os
import sys

from . import _core

_SHOWN = 60  # characters of a source line


_open = []  # explanations that are being made, which may be one inside the other


def _collect():
    """What ran since the last time belongs to all that are open."""
    ran = _core.explained()
    for explanation in _open:
        explanation.flushes += ran


class Explanation:
    """What ran while it was open; printed when a `with` block of it ends."""

    def __init__(self, file=None):
        self._file = file
        self.flushes = []

    def __enter__(self):
        _core.synchronize()
        return self._begin()

    def _begin(self):
        _collect()
        self.flushes = []
        _open.append(self)
        _core.explain(True)
        return self

    def __exit__(self, *error):
        try:
            if error[0] is None:
                _core.synchronize()
        finally:
            _collect()
            _open.remove(self)
            _core.explain(bool(_open))
        print(self, file=self._file or sys.stdout)

    def __str__(self):
        lines = [line for flush in self.flushes for line in _of_flush(*flush)]
        return "\n".join(lines) or "nothing was recorded"


def explain(x=None, *, file=None):
    """Print what became of the user's lines: kernels, what was fused, why each flush happened, bytes, tier and time.

    `explain(x)` runs what is recorded, and with it all that the array `x` needs, and prints that. `with explain():`
    does it for all that its block records and runs. `file` is written to, standard output by default. For each
    kernel, or each wave of kernels that advanced through their arrays together: the shape, what ran it (interpreted,
    partly native, native), microseconds, MB that it reads and writes (of a wave, if caches were of no help), and for
    each line of the program the operations that it became. Returns None, or for a block what is to be entered.
    """
    if x is None:
        return Explanation(file)
    Explanation(file)._begin().__exit__(None, None, None)
    return None


def _of_flush(why, file, line, operations, runs):
    kernels = sum(run[1] for run in runs)
    yield f"{_place(file, line)}: {why}; {_count(operations, 'operation')} in {_count(kernels, 'kernel')}"
    for shape, count, tier, microseconds, read, written, lines in runs:
        what = "kernel" if count == 1 else f"wave of {count} kernels"
        box = " x ".join(map(str, shape)) or "one element"
        traffic = f"{read / 1e6:.2f} MB read, {written / 1e6:.2f} MB written"
        yield f"  {what}, {box}, {tier}: {microseconds:.0f} us, {traffic}"
        for source, number, counts in lines:
            names = ", ".join(f"{name} x{n}" if n > 1 else name for name, n in counts.items())
            yield f"    {_place(source, number)}: {names}"


def _count(n, what):
    return f"{n} {what}" if n == 1 else f"{n} {what}s"


def _place(file, line):
    text = linecache.getline(file, line).strip()
    if len(text) > _SHOWN:
        text = text[: _SHOWN - 3] + "..."
    return f"{os.path.basename(file)}:{line}" + (f" `{text}`" if text else "")
