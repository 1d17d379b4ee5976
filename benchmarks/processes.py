"""What only a fresh process can show: the time of an import, a program's first run, peak memory."""

import os
import subprocess
import sys

import timing

FOLDER = os.path.dirname(os.path.abspath(__file__))

# Each prints one number. ru_maxrss counts kilobytes on Linux.
CHILDREN = {
    "import": """
import time
start = time.perf_counter()
import {module}
print(time.perf_counter() - start)
""",
    "array": """
import time
start = time.perf_counter()
import {module} as np
float(np.ones(1)[0])
print(time.perf_counter() - start)
""",
    "first": """
import sys, time
sys.path.insert(0, {folder!r})
import programs
program = programs.load({program!r}, {module!r})
start = time.perf_counter()
program.run(**{args!r})
getattr(program.np, "synchronize", lambda: None)()
print(time.perf_counter() - start)
""",
    "memory": """
import resource, sys
sys.path.insert(0, {folder!r})
import programs
program = programs.load({program!r}, {module!r})
result = program.run(**{args!r})
getattr(program.np, "synchronize", lambda: None)()
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
""",
}


def measure(job, module, environment):
    source = CHILDREN[job["measure"]].format(folder=FOLDER, module=module, program=job["program"], args=job["args"])
    done = subprocess.run([sys.executable, "-c", source], env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines()
        return None, f"exit status {done.returncode}: {lines[-1] if lines else 'no message'}"
    return float(done.stdout.split()[-1]), None


def run(job, module, environment, rounds):
    """Alternates NumPy and us, a fresh process each time. Memory repeats itself, so twice is enough."""
    samples = {"numpy": [], "ours": []}
    contenders = {"numpy": "numpy", "ours": module}
    for _ in range(2 if job["measure"] == "memory" else rounds):
        for name, imported in contenders.items():
            value, error = measure(job, imported, environment)
            if error:
                return {"error": f"{name}: {error}"}
            samples[name].append(value)
    key = "bytes" if job["measure"] == "memory" else "times"
    return {key: timing.compare(samples, "numpy")}
