"""LEGATE_NUMPY_STATS=1: what was recorded, run and moved, on stderr when the program ends."""

import atexit
import sys

from . import _core
from ._settings import settings


def lines(counters):
    """The counters of `_core.stats()` in words."""
    yield f"{counters['recorded']} operations recorded, {counters['flushes']} flushes, {counters['kernels']} kernels"
    yield f"{counters['plans']} plans made, {counters['plan_hits']} used again"
    yield (
        f"{counters['native_programs']} kernels became native code: {counters['segments_compiled']} loops compiled in "
        f"{counters['compile_ms']:.0f} ms, {counters['segments_found']} found on disk"
    )
    if "tasks" not in counters:
        return
    each = counters["recorded"] / counters["tasks"] if counters["tasks"] else 0
    yield f"{counters['tasks']} tasks, {each:.1f} operations each"
    yield f"{counters['waits']} times waited for all ranks"
    yield (
        f"{counters['fetches']} arrays gathered to every rank ({_size(counters['fetched_bytes'])} moved), "
        f"{counters['reads']} single elements"
    )
    yield f"{counters['publishes']} arrays handed over from every rank's own copy"
    yield f"{_size(counters['halo_bytes'])} of halos moved between blocks of rows"
    sent = _size(counters["exchanged_bytes"])
    yield f"{sent} sent by this rank for index arrays, masks, scans, products and the like"


def _size(count):
    for unit in ("bytes", "KiB", "MiB", "GiB"):
        if count < 1024 or unit == "GiB":
            return f"{count:.1f} {unit}" if unit != "bytes" else f"{count} bytes"
        count /= 1024


def _print():
    for line in lines(_core.stats()):
        print(f"legate.numpy: {line}", file=sys.stderr)


def start(talks):
    """Print the counters at exit, if they are wanted and this process `talks` for all ranks, which count the same."""
    if settings.stats and talks:
        atexit.register(_print)
