"""The tables of `./dev bench --functions`: which functions are slower than NumPy's, and what is asked of all together.

functions.toml has the calls, cases.py makes jobs of them, which are timed as all others are.
"""

import sys

from report import show_seconds
from rich.console import Console
from rich.markup import escape
from rich.table import Table

# See run.py. Rounds are short, since there are two and a half thousand cases.
WHOLE = {"rounds": 9, "seconds": 0.004, "budget": 0.4}
QUICK = {"rounds": 3, "seconds": 0.002, "budget": 0.1}

MANY_LOSE = 0.05  # at most so many functions may be slower than NumPy's at a million elements on one CPU ...
FAR = 1 / 1.5  # ... and none by more than that
FASTER, MANY_ARE = 1.3, 0.6  # so many are to be so much faster at ten million elements on two CPUs


def print_tables(results):
    console = Console(width=None if sys.stdout.isatty() else 120, highlight=False)
    runs = list(dict.fromkeys((job["cpus"], job["size"]) for job, _ in results))
    for run in runs:
        members = [(job, result) for job, result in results if (job["cpus"], job["size"]) == run]
        print_run(console, *run, [(job, result) for job, result in members if "error" not in result])
    console.print("Times are the best rounds'; the ratio is NumPy's by ours, the median and middle half of all rounds.")
    console.print("close: the middle half of the rounds reaches past one. Calls that went to NumPy are no native ones.")
    for job, result in results:
        if "error" in result:
            console.print(f"failed: {job['name']} {job['size']}: {result['error']}", markup=False)


def print_run(console, cpus, size, members):
    native = [(job, result["times"]) for job, result in members if not result["fallback"]]
    losing = [(job, times) for job, times in native if times["ours"]["ratio"] < 1]
    losing.sort(key=lambda each: each[1]["ours"]["ratio"])
    title = f"{size} elements, {counted(cpus)}"
    table = Table(title=f"{title}: slower than NumPy", title_justify="left", title_style="bold")
    for column in ("function", "NumPy", "ours", "ratio", "spread", ""):
        table.add_column(column, justify="left" if column in ("function", "") else "right")
    for job, times in losing:
        table.add_row(*row(job, times))
    if losing:
        console.print(table)
    fallen = sorted(job["name"] for job, result in members if result["fallback"])
    if fallen:
        console.print(f"went to NumPy: {', '.join(fallen)}", markup=False)
    if native:
        console.print(f"{title}: {verdict(native, losing)}\n", markup=False)


def counted(cpus):
    return f"{cpus} CPU{'s' if cpus > 1 else ''}"


def row(job, times):
    ours = times["ours"]
    spread = f"{ours['ratio_low']:.2f}-{ours['ratio_high']:.2f}"
    seconds = show_seconds(times["numpy"]["best"]), show_seconds(ours["best"])
    mark = "[yellow]close[/]" if ours["ratio_high"] >= 1 else "[bold red]far[/]" if ours["ratio"] < FAR else ""
    return escape(job["name"]), *seconds, f"{ours['ratio']:.2f}x", spread, mark


def verdict(native, losing):
    """One line: what loses and what wins, and what is asked for at this size."""
    job = native[0][0]
    close = sum(times["ours"]["ratio_high"] >= 1 for _, times in losing)
    far = sum(times["ours"]["ratio"] < FAR for _, times in losing)
    faster = sum(times["ours"]["ratio"] >= FASTER for _, times in native) / len(native)
    said = f"{len(losing)} of {len(native)} native functions lose ({len(losing) / len(native):.1%}), {close} of them"
    said += f" within the noise, {far} by more than 1.5x; {faster:.0%} are {FASTER}x faster or better"
    if job["target"] == {"ratio": 1.0}:
        said += f" (asked for: at most {MANY_LOSE:.0%} lose, none by more than 1.5x)"
    elif job["target"]:
        said += f" (asked for: {MANY_ARE:.0%})"
    return said
