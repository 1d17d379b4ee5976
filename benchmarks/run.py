"""Compares legate.numpy with NumPy: programs, micro-operations, imports and memory. `./dev bench` calls it.

The cases and their sizes are data: programs.toml and micro.toml. NumPy and legate.numpy run in turns in one
process, and so do numexpr, numba, jax, torch and cupynumeric where they are installed and have the case.
"""

import argparse
import itertools
import json
import os
import subprocess
import sys
from pathlib import Path

import cases
import functions
import limit
import processes
import ranks
import report
import worker

FOLDER = Path(__file__).resolve().parent

# One round of one contender lasts about `seconds`, or one run; a case starts no further round after `budget` seconds.
WHOLE = {"rounds": 15, "seconds": 0.02, "budget": 4.0}
QUICK = {"rounds": 5, "seconds": 0.005, "budget": 1.0}


def arguments(argv):
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="fewer rounds, and only the largest size of micro cases")
    parser.add_argument("--only", action="append", default=[], metavar="TEXT", help="cases whose title has this text")
    parser.add_argument("--list", action="store_true", help="print the titles of the cases and stop")
    parser.add_argument("--cpus", type=int, default=0, metavar="N", help="CPUs for the cases that use all")
    parser.add_argument("--json", type=Path, default=FOLDER / "results" / "latest.json", metavar="FILE")
    parser.add_argument("--no-peers", action="store_true", help="leave the other libraries out")
    parser.add_argument("--ranks", action="store_true", help="the channel flow on several ranks, and nothing else")
    parser.add_argument("--limit", action="store_true", help="against C++ by hand, and nothing else")
    parser.add_argument("--functions", action="store_true", help="every function at four sizes, and nothing else")
    parser.add_argument("--module", default="legate.numpy", help="what to compare with NumPy")
    return parser.parse_args(argv)


def make_settings(options):
    few, many = (functions.QUICK, functions.WHOLE) if options.functions else (QUICK, WHOLE)
    return {"module": options.module, "peers": not options.no_peers, **(few if options.quick else many)}


def environment(cpus):
    """A case's cost is not its warnings', and an idle OpenMP pool must not eat the next contender's time."""
    added = {"LEGATE_NUMPY_FALLBACK": "silent", "OMP_WAIT_POLICY": "passive"}
    if cpus:
        added["LEGATE_NUMPY_CPUS"] = str(cpus)
        added |= {name: str(cpus) for name in ("OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS", "NUMEXPR_MAX_THREADS")}
    return added | dict(os.environ)


class Worker:
    """A process that runs jobs; after a crash the next job gets a new one."""

    def __init__(self, settings, cpus):
        self.settings = {**settings, "cpus": cpus}
        self.process = None

    def run(self, job):
        if self.process is None or self.process.poll() is not None:
            self.process = self.start()
        try:
            self.process.stdin.write(json.dumps(job) + "\n")
            self.process.stdin.flush()
            answer = self.process.stdout.readline()
        except BrokenPipeError:
            answer = ""
        if not answer:
            return {"error": f"the process ended with status {self.process.wait()}"}
        return json.loads(answer)

    def start(self):
        command = [sys.executable, FOLDER / "worker.py", json.dumps(self.settings)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        return subprocess.Popen(command, env=environment(self.settings["cpus"]), **pipes)

    def close(self):
        if self.process is not None:
            self.process.stdin.close()
            self.process.wait()


def measure(jobs, settings):
    """Yields (job, result). Jobs with the same CPU count follow each other and share a process."""
    for cpus, group in itertools.groupby(sorted(jobs, key=lambda job: job["cpus"]), key=lambda job: job["cpus"]):
        shared = Worker(settings, cpus)
        for job in group:
            print(f"{cases.title(job)}, {cpus or 'all'} CPUs", file=sys.stderr, flush=True)
            if job["kind"] == "process":
                yield job, processes.run(job, settings["module"], environment(cpus), settings)
            else:
                yield job, shared.run(job)
        shared.close()


def check_import(module):
    """One clear message in place of the same error from every case."""
    # Importing alone would not load the engine, making an array does.
    code = f"import {module} as np; np.zeros(1)"
    tried = subprocess.run([sys.executable, "-c", code], stderr=subprocess.PIPE, text=True)
    if tried.returncode != 0:
        sys.exit(f"bench: {module} cannot be imported (./dev build makes it):\n{tried.stderr}")


def main(argv=None):
    options = arguments(argv)
    if options.ranks:
        check_import(options.module)
        return ranks.main(options.quick)
    if options.limit and options.list:
        print("\n".join(work["name"] for _, work in limit.select(options.only)))
        return 0
    if options.limit:
        check_import(options.module)
        return limit.main(options.quick, options.only, not options.no_peers)
    if options.functions:
        jobs = list(cases.function_jobs(options.quick, options.cpus, options.only))
    else:
        jobs = cases.select(options.quick, options.only)
    if options.list:
        print("\n".join(dict.fromkeys(cases.title(job) for job in jobs)))
        return 0
    if not jobs:
        sys.exit("bench: no case has such a title; --list shows them all")
    check_import(options.module)
    settings = make_settings(options)
    worker.pin(options.cpus)  # the processes started from here inherit it
    for job in jobs:
        job["cpus"] = job["cpus"] or options.cpus
    found = {}
    for job, result in measure(jobs, settings):
        found[id(job)] = result
    results = [(job, found[id(job)]) for job in jobs]
    (functions if options.functions else report).print_tables(results)
    report.write_json(options.json, results, settings | {"cpus": options.cpus, "quick": options.quick})
    print(f"written: {options.json}")
    return int(any("error" in result for _, result in results))


if __name__ == "__main__":
    sys.exit(main())
