"""python -m fuzz [programs [first seed [failures]]]: many random programs; prints the smallest form of each failure.

FUZZ_SEED_FILE names a file that holds the seed at work, for programs that end the process.
"""

import os
import pathlib
import sys
import time

import legate.numpy as np
from legate.numpy import _core
from legate.numpy._settings import settings

from .choices import Random
from .generate import Generator
from .program import mismatch
from .shrink import shrink

_core.compute_again_from(0)  # the arrays of programs are small

LENGTH = 25  # statements, at most, without those that look at the result


def program_of(seed):
    return Generator(Random(seed), LENGTH).generate()


def describe(program):
    """The smallest program that fails as this one does, and how."""
    smallest = shrink(program, lambda candidate: mismatch(candidate, np))
    return repr(smallest) + "".join(f"# {line}\n" for line in str(mismatch(smallest, np)).splitlines())


def main(count=1000, first=0, most_failures=10):
    start, failures = time.time(), 0
    for seed in range(first, first + count):
        if "FUZZ_SEED_FILE" in os.environ:
            pathlib.Path(os.environ["FUZZ_SEED_FILE"]).write_text(f"{seed}\n")
        program = program_of(seed)
        if mismatch(program, np):
            print(f"# program {seed - first + 1}, seed {seed}\n{describe(program)}", flush=True)
            failures += 1
            if failures == most_failures:
                break
    print(f"{seed - first + 1} programs, {failures} failures, {time.time() - start:.1f} s")
    return failures != 0


if __name__ == "__main__":
    settings.fallback = "silent"
    sys.exit(main(*map(int, sys.argv[1:])))
