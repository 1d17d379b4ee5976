"""NumPy's own test-suite, run on legate.numpy, and the ledger of what passed.

The suite ships in NumPy's wheel; ../shared/conformance/run_numpy_tests.py, beside the checkout, runs it with another
module standing in for NumPy. tests/conformance/ has, of each test function, how many of its cases (the values of its
parametrisation) pass under plain NumPy, and how many of those under us in each mode:

  fallback  LEGATE_NUMPY_FALLBACK=warn, the default: what is compatible
  native    LEGATE_NUMPY_FALLBACK=error, where a call that needs NumPy raises: what is ours

A number may only rise. `python tools/conformance.py` compares, `--write` takes what rose into the ledger and writes
docs/conformance.md. What fell is refused there, too, unless --accept-losses says that it shall be so.
"""

import argparse
import collections
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUNNER = ROOT.parent / "shared" / "conformance" / "run_numpy_tests.py"
LEDGER = ROOT / "tests" / "conformance"
DOCUMENT = ROOT / "docs" / "conformance.md"

MODES = {"fallback": "warn", "native": "error"}
# The columns of the ledger. "core" are the cases under plain NumPy of which the runner finds that they need nothing but
# arrays of numbers: no objects, strings, dates, records, subclasses, long doubles, and none of NumPy's insides.
Row = collections.namedtuple("Row", ["numpy", "core", *MODES])

# Test functions that are no measure of us, with the reason.
LEFT_OUT = {
    "_core/tests/test_multiarray.py::TestTemporaryElide::test_extension_incref_elide": (
        "a function of NumPy's own tests, in C, takes whatever it is given for an array of NumPy's, and crashes"
    ),
}

# The least that may pass, in percent of test functions: (mode, folders, core alone) -> percent.
GOALS = {
    ("fallback", ("",), True): 97,
    ("fallback", ("",), False): 93,
    ("native", ("_core", "lib"), True): 80,
}


def runner():
    """The runner as a module: it knows the files and what is core."""
    spec = importlib.util.spec_from_file_location("run_numpy_tests", RUNNER)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(files, module="legate.numpy", mode="fallback", jobs=1):
    """The runner's result for each of the files."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LEGATE_NUMPY_")}
    environment |= {"LEGATE_NUMPY_FALLBACK": MODES[mode], "PYTHONPATH": str(ROOT / "python")}
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "out.json")
        # A loaded machine is no failure of ours: three times the runner's own limit for a test.
        command = [sys.executable, RUNNER, module, out, "--jobs", str(jobs), "--limit", "60", "--files", *files]
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{RUNNER.name} failed:\n{done.stdout}{done.stderr}")
        return {result["file"]: result for result in json.loads(out.read_text())["files"]}


def function_of(case):
    return case.split("[")[0]


def passes(result, wanted=lambda case: True):
    """function -> how many of its cases passed."""
    passed = [name for name, case in result["tests"].items() if case["o"] == "passed" and wanted(case)]
    return collections.Counter(map(function_of, passed))


def rows(file, baseline, results, is_core):
    """function -> Row, from plain NumPy's result for a file and ours by mode."""
    under_numpy, core = passes(baseline), passes(baseline, is_core)
    ours = {mode: passes(results[mode]) for mode in MODES}
    return {
        function: Row(cases, core[function], *(min(ours[mode][function], cases) for mode in MODES))
        for function, cases in under_numpy.items()
        if f"{file}::{function}" not in LEFT_OUT
    }


def ledger_of(file):
    return LEDGER / f"{file.removesuffix('.py').replace('/tests/', '.')}.txt"


def read_ledger(file):
    path = ledger_of(file)
    if not path.exists():
        return {}
    lines = (line.split() for line in path.read_text().splitlines() if not line.startswith("#"))
    return {function: Row(*map(int, numbers)) for *numbers, function in lines}


def write_ledger(file, functions):
    lines = [f"# {file}: cases that pass. {', '.join(Row._fields)}"]
    lines += [" ".join(map(str, row)) + f" {function}" for function, row in sorted(functions.items())]
    LEDGER.mkdir(exist_ok=True)
    ledger_of(file).write_text("\n".join(lines) + "\n")


def falls(file, mode, result):
    """What passed before and fails now, a line each, and what crashed or hung, whether or not it passed before."""
    now = passes(result)
    fell = [name for name, row in read_ledger(file).items() if now[name] < getattr(row, mode)]
    if fell:  # another machine or Python may have cases that the ledger's did not: plain NumPy's result here decides
        here = passes(run([file], "numpy")[file])
        fell = [name for name in fell if now[name] < min(getattr(read_ledger(file)[name], mode), here[name])]
    lines = []
    for name in fell:
        lines.append(f"{file}::{name} [{mode}]: {now[name]} cases pass, {getattr(read_ledger(file)[name], mode)} did")
        lines += [f"    {case}: {text}" for case, text in complaints(result, name)]
    for case, found in result["tests"].items():
        if found["o"] in ("crash", "timeout", "notrun") and f"{file}::{function_of(case)}" not in LEFT_OUT:
            lines.append(f"{file}::{case} [{mode}]: {found['o']} {found['m']}")
    if result["note"]:
        lines.append(f"{file} [{mode}]: {result['note']}")
    return lines


def complaints(result, function, most=5):
    found = [
        (case, f"{each['o']} {each['m']}")
        for case, each in result["tests"].items()
        if function_of(case) == function and each["o"] != "passed"
    ]
    return found[:most] or [(function, "it is not collected any more")]


def share(files, mode, core):
    """(test functions, how many of them pass): one whose cases pass in part counts for that part."""
    functions = passing = 0
    for file in files:
        for row in read_ledger(file).values():
            cases = row.core if core else row.numpy
            if cases:
                functions += 1
                passing += min(getattr(row, mode), cases) / cases
    return functions, passing


def document(files):
    """The text of docs/conformance.md, which the ledger alone determines."""

    def line(name, files):
        cells = [name]
        for core in (True, False):
            cells.append(str(share(files, "native", core)[0]))
            cells += [percent(*share(files, mode, core)) for mode in MODES]
        return f"| {' | '.join(cells)} |"

    folders = sorted({file.split("/")[0] for file in files})
    inside = {folder: [file for file in files if file.startswith(f"{folder}/")] for folder in folders}
    both = inside.get("_core", []) + inside.get("lib", [])
    lines = [line(f"`{file.replace('/tests', '')}`", [file]) for file in files]
    lines += [line(f"all of `{folder}`", inside[folder]) for folder in folders]
    lines += [line("all of `_core` and `lib`", both), line("all", files)]
    left_out = [f"- `{name}`: {reason}" for name, reason in sorted(LEFT_OUT.items())]
    return TEXT.format(table="\n".join(lines), left_out="\n".join(left_out) or "- nothing")


TEXT = """# NumPy's own test-suite

Written by `python tools/conformance.py --write`; do not edit.

The test files that ship in NumPy's wheel, run with legate.numpy standing in for NumPy. Counted are test functions that
pass under plain NumPy; each weighs the same, and one of which some cases pass counts for that part. *Fallback*: NumPy
does what is not native, which is the default. *Native*: with `LEGATE_NUMPY_FALLBACK=error`, where such a call is an
error. *Core* are test functions that need nothing but arrays of numbers: no objects, strings, dates, records,
subclasses, long doubles, and none of NumPy's insides.

The numbers of each test function are in `tests/conformance`. They may only rise: a test fails where one fell.

| file | core functions | fallback | native | all functions | fallback | native |
|---|---|---|---|---|---|---|
{table}

Left out:

{left_out}
"""


def percent(functions, passing):
    return f"{100 * passing / functions:.1f} %" if functions else ""


def run_both(files, jobs):
    return {mode: run(files, mode=mode, jobs=jobs) for mode in MODES}


def fallen(files, results):
    return [line for mode in MODES for file in files for line in falls(file, mode, results[mode][file])]


def write(files, jobs, accept_losses):
    know = runner()
    baseline = run(files, "numpy", jobs=jobs)
    results = run_both(files, jobs)
    lines = fallen(files, results)
    if lines and not accept_losses:
        return lines
    for file in files:
        ours = {mode: results[mode][file] for mode in MODES}
        write_ledger(file, rows(file, baseline[file], ours, know.iscore))
    DOCUMENT.write_text(document(sorted(know.DEFAULT)))
    return []


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="write the ledger and docs/conformance.md")
    parser.add_argument("--accept-losses", action="store_true", help="write what fell, too")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--files", nargs="+", metavar="FILE", help="such as lib/tests/test_twodim_base.py")
    options = parser.parse_args()
    if not RUNNER.exists():
        parser.exit(2, f"{RUNNER} is missing\n")
    files = options.files or runner().DEFAULT
    if options.write:
        lines = write(files, options.jobs, options.accept_losses)
    else:
        lines = fallen(files, run_both(files, options.jobs))
    print("\n".join(lines) or "nothing fell")
    for (mode, folders, core), goal in GOALS.items():
        chosen = [file for file in runner().DEFAULT if file.startswith(folders)]
        where = " and ".join(filter(None, folders)) or "everywhere"
        name = "core test functions" if core else "all test functions"
        print(f"{mode}, {where}, {name}: {percent(*share(chosen, mode, core))} in the ledger, {goal} % is the goal")
    sys.exit(bool(lines))


if __name__ == "__main__":
    main()
