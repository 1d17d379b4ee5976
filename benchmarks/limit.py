"""Compares work with NumPy and with C++ by hand (reference/), as limit.toml lists it. `./dev bench --limit` calls it.

Each contender is a process of its own. Run as a program by itself, with a module's or another library's name and the
number of a work, it is a contender and prints seconds a step.
"""

import functools
import importlib
import json
import os
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import peers
import programs
from contenders import best, printed
from rich.console import Console
from rich.table import Table

FOLDER = Path(__file__).resolve().parent
BUILT = FOLDER / "results"
FLAGS = ["-std=c++20", "-O3", "-march=native", "-ffp-contract=off"]
TIMES, ENOUGH = 5, 3.0  # a contender runs so often, or so many seconds; the fastest run counts
PEERS = ("numexpr", "numba", "jax")


def works():
    found = tomllib.loads((FOLDER / "limit.toml").read_text(encoding="utf-8"))
    return [work | {"setup": found["setups"].get(work["setup"], work["setup"])} for work in found["work"]]


def run_of(module, work):
    """A function that makes one run of a work."""
    np = importlib.import_module(module)
    names = {"np": np, "numpy": importlib.import_module("numpy"), "n": work["n"]}
    names["load"] = lambda name: programs.load(name, module)
    names["sync"] = getattr(np, "synchronize", lambda: None)
    exec(work["setup"], names)
    code = compile(f"{work['run']}\nsync()", work["name"], "exec")
    names["sync"]()
    return lambda: exec(code, names)


def run_of_peer(library, work):
    job = {"name": work["name"], "setup": f"n = {work['n']}\n{work['setup']}", "code": work["formula"]}
    timed = peers.PEERS["expression"][library](job).timed
    return lambda: timed(work.get("steps", 1))


def contend(name, work):
    run = run_of_peer(name, work) if name in PEERS else run_of(name, work)
    fastest = float("inf")
    end = time.perf_counter() + ENOUGH
    for _ in range(TIMES):
        start = time.perf_counter()
        if start > end:
            break
        run()
        fastest = min(fastest, time.perf_counter() - start)
    print(json.dumps({"seconds": fastest / work.get("steps", 1)}))


def build_references():
    """The programs in C++, made anew where their source has changed."""
    BUILT.mkdir(exist_ok=True)
    for source in sorted((FOLDER / "reference").glob("*.cpp")):
        made = BUILT / source.stem
        if made.exists() and made.stat().st_mtime >= source.stat().st_mtime:
            continue
        libraries = ["-ltbb"] + (["-lsleef"] if "sleef.h" in source.read_text(encoding="utf-8") else [])
        command = [os.environ.get("CXX", "g++"), *FLAGS, str(source), "-o", str(made), *libraries]
        if subprocess.run(command).returncode != 0:
            sys.exit(f"bench: {source.name} cannot be compiled; it needs g++, oneTBB and SLEEF, as ./dev build does")


def contenders(number, work, cpus, others):
    """Name -> a function that runs it on so many CPUs."""
    me = [sys.executable, __file__]
    found = {
        "ours": ([*me, "legate.numpy", number], {"LEGATE_NUMPY_CPUS": str(cpus)} | work.get("settings", {})),
        "NumPy": ([*me, "numpy", number], {}),
    }
    if "reference" in work:
        name, *args = work["reference"]
        found["C++"] = ([BUILT / name, *args, cpus], {})
    if "formula" in work and others:
        threads = {"NUMEXPR_NUM_THREADS": str(cpus)}
        found |= {name: ([*me, name, number], threads) for name in PEERS if peers.installed(name)}
    return {name: functools.partial(printed, *start, cpus) for name, start in found.items()}


def cell(ratio, target):
    if not target:
        return f"{ratio:.2f}x"
    return f"{ratio:.2f}x of {target}x{'' if ratio >= target else ' short'}"


def row(work, cpus, found):
    ours = found["ours"]["seconds"]
    speeds = {name: result["seconds"] / ours for name, result in found.items()}
    targets = dict(zip(("NumPy", "C++"), work.get("targets", {}).get(str(cpus), (0, 0))))
    against = [cell(speeds[name], targets.get(name)) if name in speeds else "" for name in ("NumPy", "C++")]
    others = ", ".join(f"{name} {speeds[name]:.2f}x" for name in PEERS if name in speeds)
    return work["name"], str(cpus), f"{1e3 * ours:.4g} ms", *against, others


def select(only):
    """The works whose name has one of the texts, with their numbers."""
    return [(k, work) for k, work in enumerate(works()) if not only or any(text in work["name"] for text in only)]


def main(quick, only, others):
    build_references()
    table = Table(title="close to the limit", title_justify="left")
    for name in ("work", "CPUs", "ours", "against NumPy", "against C++", "against others"):
        table.add_column(name, justify="left" if name in ("work", "against others") else "right")
    for number, work in select(only):
        for cpus in work["cpus"]:
            if cpus > len(os.sched_getaffinity(0)):
                continue
            print(f"{work['name']}, {cpus} CPUs", file=sys.stderr, flush=True)
            table.add_row(*row(work, cpus, best(contenders(number, work, cpus, others), 1 if quick else 3)))
    Console(width=140).print(table)
    return 0


if __name__ == "__main__":
    contend(sys.argv[1], works()[int(sys.argv[2])])
