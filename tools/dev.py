"""./dev's subcommands. The script `dev` has seen to the system packages and to .venv before it hands over to us."""

import argparse
import os
import sys

import checks
import sanitize
from environment import BUILD, ROOT, VENV, build, ensure_groups, link_package, run

HINT = """
Run your own program:  .venv/bin/legate-numpy program.py
In the program, change `import numpy as np` to `import legate.numpy as np`, and nothing else."""


def build_package(target="_core"):
    """The state that every command but lint and format starts from: the extension built, the sources importable."""
    ensure_groups("build", *(["tbb"] if os.environ.get("LNP_TBB_FROM_PYPI") else []))
    link_package()
    build(BUILD, target, LNP_IN_PLACE="ON", LNP_TESTS="ON")


def command_build(options, rest):
    build_package()
    print(HINT)


def command_test(options, rest):
    ensure_groups("build", "test", "interop", "typing", "legion", "ptx")
    if options.sanitize:
        sanitize.check(options.sanitize)
        return
    if options.slow:
        sanitize.check("thread")
    build_package("all")
    ctest = ["ctest", "--test-dir", BUILD, "--output-on-failure", "--no-tests=ignore", "--parallel", worker_count()]
    run(*ctest, env={"LNP_PTXAS": str(next((VENV / "lib").glob("python3*/site-packages/nvidia/cuda_nvcc/bin/ptxas")))})
    print(HINT, flush=True)  # before pytest, whose closing line is to end the output
    which = [] if options.slow else ["-m", "not slow and not ci"]
    workers = [] if worker_count() == 1 else ["-n", worker_count()]
    # What this command installs and builds is no reason to skip a test.
    run(sys.executable, "-m", "pytest", "-q", *workers, *which, *rest, env={"LNP_NEEDS_ENGINES": "1"})


def worker_count():
    return min(len(os.sched_getaffinity(0)), 8)


def command_demo(options, rest):
    ensure_groups("build", "demo")
    build_package()
    run(sys.executable, ROOT / "tools" / "demo.py", *rest)
    print(HINT)


def command_bench(options, rest):
    ensure_groups("build", "bench")
    build_package()
    run(sys.executable, ROOT / "benchmarks" / "run.py", *rest)
    print(HINT)


def command_lint(options, rest):
    ensure_groups("lint")
    sys.exit(checks.lint())


def command_format(options, rest):
    ensure_groups("lint")
    checks.format_sources()


COMMANDS = {
    "demo": (command_demo, "build, run the channel flow under NumPy and under us, draw it"),
    "test": (command_test, "build and run all tests; what is not ours goes to pytest"),
    "bench": (command_bench, "build and run the benchmarks; arguments go to benchmarks/run.py"),
    "build": (command_build, "build the extension module in place"),
    "lint": (command_lint, "check format, style, include direction, file lengths and sizes"),
    "format": (command_format, "format all C++ and Python sources"),
}


def parse(arguments):
    parser = argparse.ArgumentParser(
        prog="./dev", description="Builds, tests and runs this checkout.", allow_abbrev=False
    )
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="command")
    for name, (_, text) in COMMANDS.items():
        # bench and demo hand --help on as well
        passes_on = name in ("bench", "demo")
        sub = subparsers.add_parser(name, help=text, description=text, add_help=not passes_on, allow_abbrev=False)
        if name == "test":
            sub.add_argument("--slow", action="store_true", help="the slow tier too: long tests, ThreadSanitizer")
            sub.add_argument(
                "--sanitize",
                nargs="?",
                const="address,undefined",
                choices=sanitize.KINDS,
                help="instead: the C++ tests and some Python tests under sanitizers (default: address,undefined)",
            )
    options, rest = parser.parse_known_args(arguments)
    if rest and options.command not in ("test", "bench", "demo"):
        parser.error(f"unknown arguments: {' '.join(rest)}")
    return options, rest


def main():
    options, rest = parse(sys.argv[1:])
    COMMANDS[options.command][0](options, rest)


if __name__ == "__main__":
    main()
