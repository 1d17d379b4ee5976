"""The table on the terminal, the JSON file, and the judgement of targets."""

import json
import os
import platform
import sys
import time
from collections import Counter
from pathlib import Path
from statistics import geometric_mean

import numpy
from rich.console import Console
from rich.markup import escape
from rich.table import Table


def judge(job, result):
    """ "met", "short", or "close": short, but within the noise. None where nothing was asked or measured."""
    target = job.get("target")
    if not target or "error" in result:
        return None
    for key in SINGLE:
        if key in target:
            return verdict(result[key] <= target[key])
    figures = result.get("times") or result["bytes"]
    ours = figures["ours"]
    if "seconds" in target:
        return verdict(ours["best"] <= target["seconds"])
    if "more" in target:
        return verdict(ours["best"] - figures["numpy"]["best"] <= target["more"])
    return verdict(ours["ratio"] >= target["ratio"], ours["ratio_high"] >= target["ratio"])


def verdict(met, close=False):
    return "met" if met else "close" if close else "short"


def show_seconds(seconds):
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("us", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}" if seconds < 1000 else f"{seconds:.0f} s"
    return f"{seconds * 1e9:.0f} ns"


def show_bytes(count):
    return f"{count / 2**20:,.0f} MiB"


# Results that are one number of ours, which is to be small.
SINGLE = {"plans": "{} plans".format, "compiler": show_seconds, "file": show_bytes}


def show_native(counters):
    """What became native code, where a job counts that."""
    if not counters:
        return ""
    made, found = counters["segments_compiled"], counters["segments_found"]
    parts = [f"{made} compiled, {show_seconds(counters['compile_ms'] / 1e3)}"] if made else []
    return "; ".join(parts + ([f"{found} found"] if found else [])) or "none"


def show_target(target):
    if not target:
        return ""
    for key, show in SINGLE.items():
        if key in target:
            return f"<= {show(target[key])}"
    if "seconds" in target:
        return f"<= {show_seconds(target['seconds'])}"
    if "more" in target:
        return f"+{show_seconds(target['more'])}"
    return f">= {target['ratio']:g}x"


MARKS = {"met": "[green]ok[/]", "close": "[yellow]close[/]", "short": "[bold red]SHORT[/]", None: ""}


def row(job, result):
    name = [escape(job["name"]), job["size"], str(job["cpus"] or "all")]
    judged = [show_target(job.get("target")), MARKS[judge(job, result)]]
    if "error" in result:
        return [*name, "", "", "[red]failed[/]", "", *judged, ""]
    for key, show in SINGLE.items():
        if key in result:
            return [*name, "", show(result[key]), "", "", *judged, show_native(result.get("native"))]
    figures, show = (result["times"], show_seconds) if "times" in result else (result["bytes"], show_bytes)
    ours = figures["ours"]
    ratio = f"{ours['ratio']:.2f}x"
    spread = f"{ours['ratio_low']:.2f}-{ours['ratio_high']:.2f}"
    peers = ", ".join(f"{peer} {f['ratio']:.2f}x" for peer, f in figures.items() if peer not in ("numpy", "ours"))
    last = peers or show_native(result.get("native"))
    return [*name, show(figures["numpy"]["best"]), show(ours["best"]), ratio, spread, *judged, last]


def print_tables(results):
    console = Console(width=None if sys.stdout.isatty() else 140, highlight=False)
    for group in dict.fromkeys(job["group"] for job, _ in results):
        members = [(job, result) for job, result in results if job["group"] == group]
        table = Table(title=group, title_justify="left", title_style="bold")
        for column in ("case", "size", "CPUs"):
            table.add_column(column)
        for column in ("NumPy", "ours", "ratio", "spread", "target"):
            table.add_column(column, justify="right")
        table.add_column("")
        if any(job.get("peers") for job, _ in members):
            table.add_column("others, relative to NumPy")
        if any(result.get("native") for _, result in members):
            table.add_column("native code")
        for job, result in members:
            table.add_row(*row(job, result)[: len(table.columns)])
        ratios = [result["times"]["ours"]["ratio"] for _, result in members if "times" in result]
        if ratios:
            table.caption = f"geometric mean of the ratios: {geometric_mean(ratios):.2f}x"
        console.print(table)
    console.print(
        "A time is that of the best round. Each round has a ratio, NumPy's time by the other's, so more is faster (or"
        " smaller): shown are their median and their middle half. close: short of the target, which lies in that half."
    )
    print_verdict(console, results)


def print_verdict(console, results):
    counts = Counter(judge(job, result) for job, result in results)
    failed = [(job, result) for job, result in results if "error" in result]
    for job, result in failed:
        console.print(f"failed: {job['group']}/{job['name']} {job['size']}: {result['error']}", markup=False)
    console.print(
        f"targets: {counts['met']} met, {counts['close']} close, {counts['short']} short; {len(failed)} cases failed"
    )


def machine():
    return {
        "cpu": cpu_model(),
        "cpus": len(os.sched_getaffinity(0)),
        "system": platform.platform(),
        "python": platform.python_version(),
        "numpy": numpy.__version__,
        "time": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
    }


def cpu_model():
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def write_json(path, results, settings):
    cases = [{**job, **result, "verdict": judge(job, result)} for job, result in results]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"machine": machine(), "settings": settings, "cases": cases}, indent=1) + "\n")
