"""Contenders that are processes of their own: they take turns, and the best round of each counts."""

import json
import os
import subprocess
import sys

import worker


def printed(words, settings, cpus=0):
    """The last line that a program prints, which is JSON, on the first `cpus` CPUs (0: on all)."""
    environment = os.environ | {"LEGATE_NUMPY_FALLBACK": "silent", "OPENBLAS_NUM_THREADS": "1"} | settings
    pipes = {"capture_output": True, "text": True, "timeout": 600}
    done = subprocess.run(list(map(str, words)), env=environment, preexec_fn=lambda: worker.pin(cpus), **pipes)
    if done.returncode != 0:
        sys.exit(f"bench: {words} failed:\n{done.stdout}{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def best(contenders, rounds):
    """What the fastest of some rounds of each contender printed: they are functions that run one and return that."""
    found = {}
    for _ in range(rounds):
        for name, run in contenders.items():
            result = run()
            if name not in found or result["seconds"] < found[name]["seconds"]:
                found[name] = result
    return found
