"""Runs jobs in a process of its own: a job a line of JSON on stdin, its result a line of JSON on stdout.

A process of its own, because the number of CPUs is fixed before the first import, and because a crash
then costs one job and not the whole table.
"""

import functools
import gc
import importlib
import json
import os
import sys
import traceback

import peers
import timing


def pin(cpus):
    """Use the first `cpus` CPUs that this process may use."""
    allowed = sorted(os.sched_getaffinity(0))
    if cpus:
        os.sched_setaffinity(0, allowed[:cpus])


def stats_of(module):
    """The module's counters; a stand-in for us has neither plans nor a gate."""
    np = importlib.import_module(module)
    return getattr(np, "stats", lambda: {"plans": 0, "gate": 0})()


def plans_made(module, job):
    """Plans made while the statement repeats 100 times, after 20 times that may plan."""
    np = importlib.import_module(module)
    contender = timing.Contender(module, job["setup"], job["code"], "counter")
    contender.timed(20)
    getattr(np, "synchronize", lambda: None)()
    before = stats_of(module)["plans"]
    contender.timed(100)
    return stats_of(module)["plans"] - before


def wait_for_native_code(module):
    """Nothing is compiled behind the rounds that count."""
    core = importlib.import_module(module)._core
    getattr(core, "wait_for_native_code", lambda: None)()


def run(job, settings):
    module = settings["module"]
    if job["kind"] == "counter":
        return {"plans": plans_made(module, job)}
    names_of = timing.kept_names_of if job.get("keeps") else timing.names_of
    contenders = {
        "numpy": timing.Contender("numpy", job["setup"], job["code"], job["kind"], names_of=names_of),
        "ours": timing.Contender(module, job["setup"], job["code"], job["kind"], names_of=names_of),
    }
    if job["peers"] and settings["peers"]:
        contenders |= peers.contenders(job)
    gate = stats_of(module)["gate"]
    settle = functools.partial(wait_for_native_code, module)
    samples = timing.alternate(contenders, settings["rounds"], settings["seconds"], settings["budget"], settle)
    for taken in samples.values():
        taken[:] = [seconds / job["steps"] for seconds in taken]
    return {"times": timing.compare(samples, "numpy"), "fallback": stats_of(module)["gate"] > gate}


def main():
    settings = json.loads(sys.argv[1])
    pin(settings["cpus"])
    # Whatever a library prints must not end up among the results.
    answers, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        try:
            result = run(json.loads(line), settings)
        except Exception as error:
            traceback.print_exc()
            result = {"error": f"{type(error).__name__}: {error}"}
        gc.collect()
        print(json.dumps(result), file=answers, flush=True)


if __name__ == "__main__":
    main()
