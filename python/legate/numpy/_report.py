"""The coverage report: each function called, how often, native or fallback, for how long, and from where.

Passages through the gate are always counted. Native calls are counted with LEGATE_NUMPY_REPORT set: 1 prints the report
when the program ends, a path ending in .json or .csv writes it there. On several processes, places of the program that
needed whole arrays in each of them are listed as gathered, with the number of arrays.
"""

import atexit
import csv
import io
import json
import sys
import time
import types

from . import _core, _fallback, _sites, _wrap
from ._settings import settings

FIELDS = ("function", "kind", "calls", "seconds", "file", "line")

_calls = {}  # (function, file, line) -> [calls, seconds]


def _count(name, seconds, caller):
    """One native call of the user's. What a function's own body calls belongs to that function."""
    if _sites.is_inside(caller):
        return
    entry = _calls.setdefault((name, caller.f_code.co_filename, caller.f_lineno), [0, 0.0])
    entry[0] += 1
    entry[1] += seconds


def _operation(name):
    """The engine recorded an operation."""
    _count(name, 0.0, sys._getframe(1))


def recorded(name, value):
    """`value`, counting its calls when a report was asked for."""
    if settings.report == "0" or not isinstance(value, (types.FunctionType, _core.function)):
        return value

    def counted(*args, **kwargs):
        opened, start = _fallback.count(), time.perf_counter()
        try:
            return value(*args, **kwargs)
        finally:
            if _fallback.count() == opened:  # what went through the gate is counted there
                _count(name, time.perf_counter() - start, sys._getframe(1))

    return _wrap.around(value, counted)


def rows():
    """The report as a list of dictionaries, the most seconds first."""
    found = [
        dict(zip(FIELDS, (name, kind, calls, round(seconds, 6), file, line)))
        for kind, table in (("fallback", _fallback.passages), ("native", _calls))
        for (name, file, line), (calls, seconds) in table.items()
    ]
    found += [
        dict(zip(FIELDS, ("(not distributed)", "gathered", arrays, 0.0, file, line)))
        for (file, line), arrays in _core.gathered().items()
    ]
    return sorted(found, key=lambda row: (-row["seconds"], -row["calls"], row["function"], row["file"], row["line"]))


def _as_csv(found):
    text = io.StringIO()
    writer = csv.DictWriter(text, FIELDS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(found)
    return text.getvalue()


def _as_text(found):
    lines = [f"{'function':32} {'kind':8} {'calls':>9} {'seconds':>10}  where"]
    lines += [
        f"{row['function']:32} {row['kind']:8} {row['calls']:9} {row['seconds']:10.6f}  {row['file']}:{row['line']}"
        for row in found
    ]
    totals = {kind: sum(row["calls"] for row in found if row["kind"] == kind) for kind in ("native", "fallback")}
    native = totals["native"] if settings.report != "0" else "not counted: set LEGATE_NUMPY_REPORT=1"
    lines.append(f"native calls: {native}; fallback calls: {totals['fallback']}")
    return "\n".join(lines) + "\n"


def _as_json(found):
    return json.dumps({"calls": found, "engine": {**_core.stats(), "gate": _fallback.count()}}, indent=1) + "\n"


_FORMATS = {"text": _as_text, "json": _as_json, "csv": _as_csv, "rows": list}


def report(format="text"):
    """The functions called so far: as "text", "json", "csv", or "rows" (a list of dictionaries)."""
    if format not in _FORMATS:
        raise ValueError(f"format={format!r}: expected one of {', '.join(_FORMATS)}")
    return _FORMATS[format](rows())


def _at_exit():
    if settings.report == "1":
        sys.stderr.write(report())
        return
    with open(settings.report, "w", encoding="utf-8") as file:
        file.write(report(settings.report.rpartition(".")[2]))


def start(talks):
    """Begin to count, if a report was asked for; write it at exit if this process `talks` for all ranks."""
    if settings.report != "0":
        _core.set_report_hook(_operation)
        if talks:
            atexit.register(_at_exit)
