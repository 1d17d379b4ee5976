"""Runs jobs in a process of its own: a job a line of JSON on stdin, its result a line of JSON on stdout.

A process of its own, because the number of CPUs is fixed before the first import, and because a crash
then costs one job and not the whole table.
"""

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


def plans_made(module, job):
    """Plans made while the statement repeats 100 times, after 20 times that may plan."""
    np = importlib.import_module(module)
    stats = getattr(np, "stats", lambda: {"plans": 0})  # a stand-in for us has no plans
    contender = timing.Contender(module, job["setup"], job["code"], "counter")
    contender.timed(20)
    getattr(np, "synchronize", lambda: None)()
    before = stats()["plans"]
    contender.timed(100)
    return stats()["plans"] - before


def run(job, settings):
    if job["kind"] == "counter":
        return {"plans": plans_made(settings["module"], job)}
    contenders = {
        "numpy": timing.Contender("numpy", job["setup"], job["code"], job["kind"]),
        "ours": timing.Contender(settings["module"], job["setup"], job["code"], job["kind"]),
    }
    if job["peers"] and settings["peers"]:
        contenders |= peers.contenders(job)
    samples = timing.alternate(contenders, settings["rounds"], settings["seconds"], settings["budget"])
    for taken in samples.values():
        taken[:] = [seconds / job["steps"] for seconds in taken]
    return {"times": timing.compare(samples, "numpy")}


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
