"""Compares work with NumPy and with C++ by hand (reference/), as limit.toml lists it. `./dev bench --limit` calls it.

Each contender is a process of its own; they take turns, and the best round of each counts. Run as a program by
itself, with a module's name and the number of a work, it is a contender and prints seconds a step.
"""

import importlib
import os
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import programs
from rich.console import Console
from rich.table import Table

FOLDER = Path(__file__).resolve().parent
BUILT = FOLDER / "results"
FLAGS = ["-std=c++20", "-O3", "-march=native", "-ffp-contract=off"]
TIMES, ENOUGH = 5, 3.0  # a contender runs so often, or so many seconds; the fastest run counts


def works():
    return tomllib.loads((FOLDER / "limit.toml").read_text(encoding="utf-8"))["work"]


def contend(module, work):
    np = importlib.import_module(module)
    names = {"np": np, "numpy": importlib.import_module("numpy"), "n": work["n"]}
    names["load"] = lambda name: programs.load(name, module)
    names["sync"] = getattr(np, "synchronize", lambda: None)
    exec(work["setup"], names)
    code, best = compile(work["run"], work["name"], "exec"), float("inf")
    names["sync"]()
    end = time.perf_counter() + ENOUGH
    for _ in range(TIMES):
        start = time.perf_counter()
        if start > end:
            break
        exec(code, names)
        names["sync"]()
        best = min(best, time.perf_counter() - start)
    print(best / work.get("steps", 1))


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


def seconds(words, settings):
    environment = os.environ | {"LEGATE_NUMPY_FALLBACK": "silent", "OPENBLAS_NUM_THREADS": "1"} | settings
    done = subprocess.run(list(map(str, words)), env=environment, capture_output=True, text=True, timeout=600)
    if done.returncode != 0:
        sys.exit(f"bench: {words} failed:\n{done.stdout}{done.stderr}")
    return float(done.stdout.split()[0])


def contenders(number, work, cpus):
    """Name -> what starts it, and its settings."""
    me = [sys.executable, __file__]
    yield "ours", [*me, "legate.numpy", number], {"LEGATE_NUMPY_CPUS": str(cpus)} | work.get("settings", {})
    yield "NumPy", [*me, "numpy", number], {}
    if "reference" in work:
        name, *args = work["reference"]
        yield "C++", [BUILT / name, *args, cpus], {}


def measure(number, work, cpus, rounds):
    found = {}
    for _ in range(rounds):
        for name, words, settings in contenders(number, work, cpus):
            found[name] = min(found.get(name, float("inf")), seconds(words, settings))
    return found


def cell(ratio, target):
    if not target:
        return f"{ratio:.2f}x"
    return f"{ratio:.2f}x of {target}x{'' if ratio >= target else ' short'}"


def main(quick, only):
    build_references()
    table = Table(title="close to the limit", title_justify="left")
    for name in ("work", "CPUs", "ours", "against NumPy", "against C++"):
        table.add_column(name, justify="left" if name == "work" else "right")
    for number, work in enumerate(works()):
        if only and not any(text in work["name"] for text in only):
            continue
        for cpus in work["cpus"]:
            if cpus > len(os.sched_getaffinity(0)):
                continue
            print(f"{work['name']}, {cpus} CPUs", file=sys.stderr, flush=True)
            found = measure(number, work, cpus, 1 if quick else 3)
            targets = work.get("targets", {}).get(str(cpus), (0, 0))
            ratios = [
                cell(found[name] / found["ours"], t) if name in found else ""
                for name, t in zip(("NumPy", "C++"), targets)
            ]
            table.add_row(work["name"], str(cpus), f"{1e3 * found['ours']:.4g} ms", *ratios)
    Console(width=120).print(table)
    return 0


if __name__ == "__main__":
    contend(sys.argv[1], works()[int(sys.argv[2])])
