"""PyPI packages built on NumPy run their own tests with legate.numpy in NumPy's place.

The packages and what their tests need are the group `packages` of pyproject.toml. Their sources are unpacked, since
wheels leave tests out, and each package's tests run twice: under NumPy, and under `legate-numpy --patch`, where
`import numpy` in the package and in its tests gives legate.numpy. A test that passes under NumPy has to pass there.
"""

import argparse
import concurrent.futures
import dataclasses
import json
import os
import re
import subprocess
import sys
import tarfile
import xml.etree.ElementTree

from environment import BUILD, ROOT, is_stamped, lock, process_environment, requirements, run

FOLDER = BUILD / "packages"
SOURCES = FOLDER / "sources"
PYTHON = FOLDER / "venv" / "bin" / "python"
LIMIT = 600  # seconds for the tests of one package


@dataclasses.dataclass
class Package:
    """What of an unpacked package is run, and where it is imported from."""

    tests: list
    imported_from: str = "."
    environment: dict = dataclasses.field(default_factory=dict)
    left_out: dict = dataclasses.field(default_factory=dict)  # test -> why it is no measure of us
    known_to_fail: dict = dataclasses.field(default_factory=dict)  # test -> what is missing


PACKAGES = {
    "einops": Package(["einops/tests"], environment={"EINOPS_TEST_BACKENDS": "numpy"}),
    "emcee": Package(["src/emcee/tests/unit"], imported_from="src"),
    "patsy": Package(["patsy"]),
    "pint": Package(
        [
            f"pint/testsuite/test_{name}.py"
            for name in ("numpy", "numpy_func", "umath", "quantity", "issues", "compat_downcast", "compat_upcast")
        ],
    ),
    "uncertainties": Package(["tests"], left_out={"tests/test_performance.py": "they compare running times"}),
}


def version(name):
    """The version whose tests we run, which the group pins."""
    for line in requirements("packages"):
        if match := re.fullmatch(rf"{name}(\[.*\])?==(.*)", line):
            return match[2]
    raise LookupError(f"the group `packages` of pyproject.toml pins no version of {name}")


def source(name):
    return SOURCES / f"{name}-{version(name)}"


def prepare():
    """The packages' sources, and an environment with what they need beside the developer's own."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with lock(FOLDER / ".lock"):
        wanted = requirements("packages")
        stamp, text = FOLDER / "stamp", "\n".join([sys.prefix, *wanted])
        if is_stamped(stamp, text):
            return
        run(sys.executable, "-m", "venv", FOLDER / "venv")
        pip = [PYTHON, "-m", "pip", "--disable-pip-version-check"]
        (site,) = (FOLDER / "venv" / "lib").glob("python3*/site-packages")
        (site / "developer.pth").write_text("\n".join(developers_packages()) + "\n")
        run(*pip, "install", "--quiet", *wanted)
        for name in PACKAGES:
            archive = f"{name}=={version(name)}"
            run(*pip, "download", "--quiet", "--no-deps", "--no-binary", ":all:", "--dest", SOURCES, archive)
            with tarfile.open(source(name).with_name(f"{source(name).name}.tar.gz")) as file:
                file.extractall(SOURCES, filter="data")
        stamp.write_text(text)


def developers_packages():
    return [path for path in sys.path if path.endswith("site-packages")]


def outcomes(name, ours):
    """test -> "passed", "skipped" or "failed" under NumPy or under us, and how many calls were native and were not."""
    package, folder = PACKAGES[name], source(name)
    kind = "ours" if ours else "numpy"
    results, report = FOLDER / f"{name}-{kind}.xml", FOLDER / f"{name}-{kind}.json"
    for file in (results, report):
        file.unlink(missing_ok=True)
    paths = [str(folder / package.imported_from), *([str(ROOT / "python")] if ours else [])]
    environment = {key: value for key, value in process_environment().items() if not key.startswith("LEGATE_NUMPY_")}
    environment |= {"PYTHONPATH": os.pathsep.join(paths), **package.environment}
    if ours:  # silent: some tests count warnings
        environment |= {"LEGATE_NUMPY_FALLBACK": "silent", "LEGATE_NUMPY_REPORT": str(report)}
    command = [PYTHON, *(["-m", "legate.numpy", "--patch"] if ours else []), "-m", "pytest", "-q"]
    command += ["-c", os.devnull, "--rootdir", folder, "-p", "no:cacheprovider", "-p", "no:warnings"]
    command += ["--junit-xml", results]
    command += [f"--deselect={test}" for test in package.left_out] + package.tests
    done = subprocess.run(
        list(map(str, command)), cwd=folder, env=environment, capture_output=True, text=True, timeout=LIMIT, check=False
    )
    if not results.exists() or done.returncode not in (0, 1):
        raise RuntimeError(f"the tests of {name} did not run under {kind}:\n{done.stdout[-4000:]}{done.stderr[-4000:]}")
    return read(results), calls(report) if ours else None


def read(results):
    found = {}
    for case in xml.etree.ElementTree.parse(results).iter("testcase"):
        name = f"{case.get('classname')}::{case.get('name')}"
        failed = case.find("failure") is not None or case.find("error") is not None
        outcome = "failed" if failed else "passed" if case.find("skipped") is None else "skipped"
        if found.get(name) != "failed":  # one name stands for several where a test has parts
            found[name] = outcome
    return found


def calls(report):
    rows = json.loads(report.read_text())["calls"]
    return {kind: sum(row["calls"] for row in rows if row["kind"] == kind) for kind in ("native", "fallback")}


@dataclasses.dataclass
class Comparison:
    """Of one package: its tests that pass under NumPy, those among them that do not under us, and our calls."""

    passing: list
    lost: list
    calls: dict
    known: dict

    def complaints(self):
        lines = [f"{test} passes under NumPy alone" for test in self.lost if test not in self.known]
        return lines + [f"{test} passes, and is known to fail" for test in self.known if test not in self.lost]


def compare(name):
    with concurrent.futures.ThreadPoolExecutor() as pool:
        runs = [pool.submit(outcomes, name, ours) for ours in (False, True)]
        (theirs, _), (ours, made) = (each.result() for each in runs)
    passing = [test for test, outcome in theirs.items() if outcome == "passed"]
    lost = [test for test in passing if ours.get(test) != "passed"]
    return Comparison(passing, lost, made, PACKAGES[name].known_to_fail)


def row(name, found):
    """A line of the table in docs/interop.md."""
    total, native = len(found.passing), found.calls["native"]
    share = 100 * native / (native + found.calls["fallback"])
    return f"| `{name}` {version(name)} | {total} | {total - len(found.lost)} | {share:.1f} % |"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", choices=[*PACKAGES, []], help="the packages (all if none is given)")
    options = parser.parse_args()
    prepare()
    wrong = False
    for name in options.names or PACKAGES:
        found = compare(name)
        print(row(name, found), *found.complaints(), sep="\n    ", flush=True)
        wrong |= bool(found.complaints())
    sys.exit(wrong)


if __name__ == "__main__":
    main()
