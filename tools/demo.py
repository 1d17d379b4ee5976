"""./dev demo: the channel flow under NumPy and under us, compared, timed and drawn.

Both run the same file, examples/channel_flow.py; for NumPy only its import line is changed. Each run has a process of
its own, and the two take turns, so that neither profits from the other or from a quiet moment of the machine.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = ROOT / "examples" / "channel_flow.py"
OURS, THEIRS = "legate.numpy", "numpy"
MAX_DIFFERENCE = 1e-9


def child(module, output):
    """Runs the program once with its arrays from `module`; leaves seconds, steps, sum and the fields in `output`."""
    source = PROGRAM.read_text()
    line = f"import {OURS} as np"
    if source.count(line) != 1:
        sys.exit(f"demo: {PROGRAM.name} must have exactly one line `{line}`")
    names = {"__name__": "channel_flow", "__file__": str(PROGRAM)}
    exec(compile(source.replace(line, f"import {module} as np"), PROGRAM, "exec"), names)
    start = time.perf_counter()
    result = names["run"]()
    fields = {name: numpy.asarray(result[name]) for name in "uvp"}  # waits for all that is pending
    seconds = time.perf_counter() - start
    assert type(result["u"]).__module__.startswith(module), "the program did not use the module that it was given"
    numpy.savez(output, seconds=seconds, steps=result["steps"], sum_u=float(result["sum_u"]), **fields)


def run_child(module, folder):
    output = Path(folder) / f"{module}.npz"
    subprocess.run([sys.executable, __file__, "--child", module, str(output)], check=True)
    with numpy.load(output) as saved:
        return {name: saved[name] for name in saved.files}


def run_alternately(repeats):
    """The results of the last run of each module, with the seconds of all its runs."""
    results = {}
    seconds = {THEIRS: [], OURS: []}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(repeats):
            for module in seconds:
                results[module] = run_child(module, folder)
                seconds[module].append(float(results[module]["seconds"]))
    return results, seconds


def relative_difference(a, b):
    scale = max(abs(a), abs(b))
    return float(abs(a - b) / scale) if scale else 0.0


def print_table(results, seconds):
    print(f"\nChannel flow, {' x '.join(map(str, results[THEIRS]['u'].shape))} points, {PROGRAM.relative_to(ROOT)}\n")
    print(f"{'':14}{'steps':>6}  {'sum of u':>20}  {'seconds':>8}  {'steps/s':>8}")
    for module, result in results.items():
        median = statistics.median(seconds[module])
        rate = int(result["steps"]) / median
        print(f"{module:14}{int(result['steps']):6}  {float(result['sum_u']):20.12f}  {median:8.3f}  {rate:8.0f}")
    ratio = statistics.median(seconds[THEIRS]) / statistics.median(seconds[OURS])
    print(f"\nseconds: median of {len(seconds[OURS])} runs each; {OURS} runs at {ratio:.2f} times NumPy's speed")


def agree(results):
    """Prints how far the two results are apart; whether that is near enough."""
    ours, theirs = results[OURS], results[THEIRS]
    difference = relative_difference(ours["sum_u"], theirs["sum_u"])
    print(f"relative difference of the sums: {difference:.1e} (at most {MAX_DIFFERENCE:.0e} is allowed)")
    return ours["steps"] == theirs["steps"] and difference <= MAX_DIFFERENCE


def draw(result, path):
    """The flow as arrows over its speed, with lines of equal pressure where the pressure is not the same everywhere."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    u, v, p = (result[name] for name in "uvp")
    rows, columns = u.shape
    x, y = numpy.linspace(0, 2, columns), numpy.linspace(0, 2, rows)
    figure, axes = pyplot.subplots(figsize=(8, 6))
    figure.colorbar(axes.contourf(x, y, numpy.hypot(u, v), levels=20, cmap="viridis", alpha=0.7), label="speed")
    if numpy.ptp(p) > 0:
        axes.clabel(axes.contour(x, y, p, colors="white"))
    every = (slice(None, None, 2), slice(None, None, 3))
    axes.quiver(x[every[1]], y[every[0]], u[every], v[every])
    title = f"Channel flow after {int(result['steps'])} steps, computed by {OURS}"
    axes.set(xlabel="x", ylabel="y", title=f"{title}\npressure from {p.min():.3g} to {p.max():.3g}")
    figure.savefig(path, dpi=120, bbox_inches="tight")
    print(f"picture: {path}")


def main():
    parser = argparse.ArgumentParser(prog="./dev demo", description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=5, help="runs of each (default 5)")
    parser.add_argument("--picture", type=Path, default=ROOT / "channel_flow.png", help="where the picture goes")
    parser.add_argument("--json", type=Path, help="also write the figures here")
    parser.add_argument("--child", nargs=2, metavar=("MODULE", "OUTPUT"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        return child(*options.child)
    results, seconds = run_alternately(options.repeats)
    print_table(results, seconds)
    same = agree(results)
    draw(results[OURS], options.picture)
    if options.json:
        options.json.write_text(json.dumps(seconds, indent=2) + "\n")
    return None if same else "demo: the two results differ"


if __name__ == "__main__":
    sys.exit(main())
