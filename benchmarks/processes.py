"""What only a fresh process can show: the time of an import, of a first run and of its compiling, and peak memory."""

import importlib
import json
import os
import subprocess
import sys
import tempfile
import time

import timing

FOLDER = os.path.dirname(os.path.abspath(__file__))

# Each prints one line of JSON with a "value". ru_maxrss counts kilobytes on Linux.
CHILDREN = {
    "import": """
import time
start = time.perf_counter()
import {module}
print('{{"value":', time.perf_counter() - start, '}}')
""",
    "array": """
import time
start = time.perf_counter()
import {module} as np
float(np.ones(1)[0])
print('{{"value":', time.perf_counter() - start, '}}')
""",
    "first": """
import json, sys, time
sys.path.insert(0, {folder!r})
import programs
program = programs.load({program!r}, {module!r})
program.np.ones(1)  # we load the engine at its first use: part of the import
start = time.perf_counter()
program.run(**{args!r})
getattr(program.np, "synchronize", lambda: None)()
value = time.perf_counter() - start
counters = {{}}
if hasattr(program.np, "stats"):
    from legate.numpy import _core
    _core.wait_for_native_code()
    counters = program.np.stats()
print(json.dumps(dict(counters, value=value)))
""",
    "memory": """
import resource, sys
sys.path.insert(0, {folder!r})
import programs
program = programs.load({program!r}, {module!r})
result = program.run(**{args!r})
getattr(program.np, "synchronize", lambda: None)()
print('{{"value":', resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024, '}}')
""",
}


def answer(job, module, environment, cache):
    """What a fresh process prints, with compiled code in the folder `cache`."""
    child = CHILDREN["first" if job["measure"] == "again" else job["measure"]]
    source = child.format(folder=FOLDER, module=module, program=job["program"], args=job["args"])
    settings = environment | {"LEGATE_NUMPY_CACHE": cache}
    done = subprocess.run([sys.executable, "-c", source], env=settings, capture_output=True, text=True)
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines()
        raise RuntimeError(f"{module}: exit status {done.returncode}: {lines[-1] if lines else 'no message'}")
    return json.loads(done.stdout.splitlines()[-1])


def in_turns(job, module, environment, settings):
    """Alternates NumPy and us, a fresh process each time, and nothing compiled before: {name: answers}."""
    answers = {"numpy": [], "ours": []}
    start = time.perf_counter()
    for done in range(settings["rounds"]):
        if done >= 3 and time.perf_counter() - start > settings["budget"]:
            break
        for name, imported in (("numpy", "numpy"), ("ours", module)):
            with tempfile.TemporaryDirectory() as cache:
                answers[name].append(answer(job, imported, environment, cache))
    return answers


def compare(job, module, environment, settings):
    answers = in_turns(job, module, environment, settings)
    samples = {name: [given["value"] for given in each] for name, each in answers.items()}
    key = "bytes" if job["measure"] == "memory" else "times"
    best = min(answers["ours"], key=lambda given: given["value"])
    return {key: timing.compare(samples, "numpy"), "native": counters(best)}


def counters(given):
    return {name: given[name] for name in ("segments_compiled", "segments_found", "compile_ms") if name in given}


def again(job, module, environment, settings):
    """Seconds that the compiler's thread takes where all that it is asked for is on disk."""
    with tempfile.TemporaryDirectory() as cache:
        answer(job, module, environment, cache)
        best = min((answer(job, module, environment, cache) for _ in range(3)), key=lambda given: given["compile_ms"])
    return {"compiler": best["compile_ms"] / 1e3, "native": counters(best)}


def library(job, module, environment, settings):
    return {"file": importlib.import_module(f"{module}._native").LIBRARY.stat().st_size}


def run(job, module, environment, settings):
    measure = {"again": again, "library": library}.get(job["measure"], compare)
    try:
        return measure(job, module, environment, settings)
    except (RuntimeError, OSError) as error:
        return {"error": str(error)}
