"""Compares the channel flow on several ranks with NumPy and with the local engine. `./dev bench --ranks` calls it.

Each contender is a process, or a group of ranks, of its own. Run as a program by itself, with a module's name, rows,
columns and steps, it is a contender and prints what it measured.
"""

import functools
import json
import os
import sys
import time

import programs
from contenders import best, printed
from rich.console import Console
from rich.table import Table

COUNTERS = ("recorded", "tasks", "halo_bytes", "fetched_bytes", "waits")

# Title, the contender that others are compared with, and the contenders: name, ranks (0: no Legion), CPUs of each.
NUMPY, LOCAL_1, LOCAL_2 = ("NumPy", 0, 0), ("local engine, 1 thread", 0, 1), ("local engine, 2 threads", 0, 2)
ONE, TWO = ("1 rank", 1, 1), ("2 ranks", 2, 1)
COMPARISONS = [
    ("channel flow 1001x1001", 1001, 1001, [NUMPY, LOCAL_1, ONE, TWO], {"1 rank": 2.0, "2 ranks": 1.0}),
    ("channel flow 4001x4001", 4001, 4001, [LOCAL_2, TWO], {"2 ranks": 0.8}),
]
WEAK = 2000  # rows and columns of each rank


def contend(module, rows, columns, steps):
    """Seconds and counters of a step, on rank 0's stdout."""
    flow = programs.load("channel_flow", module)
    flow.run(nx=columns, ny=rows, dt=1e-5, max_steps=2, tolerance=0)
    counters = _counters(module)
    start = time.perf_counter()
    u = flow.run(nx=columns, ny=rows, dt=1e-5, max_steps=steps, tolerance=0)["u"]
    float(u.sum())
    seconds = (time.perf_counter() - start) / steps
    after = _counters(module)
    print(json.dumps({"seconds": seconds} | {name: (after[name] - counters[name]) / steps for name in counters}))


def _counters(module):
    if module == "numpy":
        return {}
    from legate.numpy import _core

    found = _core.stats()
    return {name: found[name] for name in COUNTERS if name in found}


def measure(contender, rows, columns, steps):
    """What one run of a contender prints."""
    _, ranks, cpus = contender
    module = "legate.numpy" if cpus else "numpy"
    words = [sys.executable, __file__, module, rows, columns, steps]
    settings = {}
    if ranks:
        flags = ["--ranks-per-node", ranks, "--launcher", "mpirun" if ranks > 1 else "none", "--cpus", cpus]
        words = [sys.executable, "-m", "legate.numpy", *flags, *words[1:]]
    elif cpus:
        settings["LEGATE_NUMPY_CPUS"] = str(cpus)
    return printed(words, settings)


def best_of(each, sizes, rounds, steps):
    """What the fastest of some rounds of each contender printed, by name."""
    runs = {one[0]: functools.partial(measure, one, *size, steps) for one, size in zip(each, sizes)}
    return best(runs, rounds)


def compare(title, rows, columns, contenders, targets, rounds, steps):
    found = best_of(contenders, [(rows, columns)] * len(contenders), rounds, steps)
    first = found[contenders[0][0]]["seconds"]
    table = Table(title=f"{title}: speed against {contenders[0][0]}", title_justify="left")
    for name in ("", "seconds a step", "speed", "target"):
        table.add_column(name, justify="left" if not name else "right")
    for name, result in found.items():
        target = f"{targets[name]:.2f}x" if name in targets else "-"
        table.add_row(name, f"{result['seconds']:.3f}", f"{first / result['seconds']:.2f}x", target)
    return table


def weak_scaling(rounds, steps):
    """A constant part of the grid for each rank, one core each where the machine has them."""
    counts = [ranks for ranks in (1, 2, 3, 4) if ranks <= len(os.sched_getaffinity(0))]
    contenders = [(f"{ranks} ranks", ranks, 1) for ranks in counts]
    found = best_of(contenders, [(WEAK * ranks, WEAK) for ranks in counts], rounds, steps)
    table = Table(title=f"weak scaling, {WEAK}x{WEAK} of the channel flow a rank", title_justify="left")
    for name in ("", "seconds a step", "efficiency"):
        table.add_column(name, justify="left" if not name else "right")
    alone = found[contenders[0][0]]["seconds"]
    for name, result in found.items():
        table.add_row(name, f"{result['seconds']:.3f}", f"{alone / result['seconds']:.0%}")
    return table


def traffic():
    """What a step of the channel flow asks of two ranks, at three sizes."""
    table = Table(title="a step of the channel flow on 2 ranks", title_justify="left")
    for name in ("grid", "operations", "tasks", "operations a task", "bytes of halos", "bytes of halos / row", "waits"):
        table.add_column(name, justify="right")
    for n in (501, 1001, 2001):
        found = measure(TWO, n, n, 4)
        each, rows = found["recorded"] / found["tasks"], found["halo_bytes"] / (8 * n)
        numbers = (found["recorded"], found["tasks"], each, found["halo_bytes"], rows, found["waits"])
        table.add_row(f"{n}x{n}", *(f"{number:,.1f}" for number in numbers))
    return table


def main(quick):
    rounds, steps = (1, 3) if quick else (3, 5)
    console = Console(width=120)
    for comparison in COMPARISONS:
        console.print(compare(*comparison, rounds, steps))
    console.print(weak_scaling(rounds, steps))
    console.print(traffic())
    return 0


if __name__ == "__main__":
    contend(sys.argv[1], *map(int, sys.argv[2:]))
