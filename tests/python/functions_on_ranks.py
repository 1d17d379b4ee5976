"""Every call of benchmarks/functions.toml on the ranks that run this: NumPy's values, and which of them gather.

The large arrays of a call lie in blocks, a part of each on every rank. What differs from NumPy is shown, and fails; so
does a call of which docs/ranks.md says something else, which `--write` mends:

    LEGATE_NUMPY_MIN_TASK=50 legate-numpy --ranks-per-node 2 --cpus 1 tests/python/functions_on_ranks.py --write
"""

import os
import pathlib
import sys
import traceback

os.environ |= {"LEGATE_NUMPY_MIN_TASK": "50", "LEGATE_NUMPY_FALLBACK": "silent"}

import function_table
import legate.numpy as np
import numpy
from legate.numpy import _core, _fallback
from legate.numpy._settings import settings

DOCUMENT = pathlib.Path(__file__).parents[2] / "docs" / "ranks.md"
N = 2500  # elements of most arrays; the others have a row's, 50
LARGE = N // 10  # and these are as many as a large array has at least
MUCH = N // 2  # bytes that another rank gets: less is a row, or what a few rows come to

STAYS, GATHERS, NUMPYS = "stays on blocks", "gathers", "NumPy"

HEAD = f"""\
# Functions on several ranks

What every function of [benchmarks/functions.toml](../benchmarks/functions.toml) does with arrays that lie in blocks on
two ranks: tests/python/functions_on_ranks.py compares each result with NumPy's, counts what moves, and writes this.
Names are NumPy's; what follows a comma says which call it is.

- **{STAYS}**: no array of the call's size comes to one process; ranks send each other what they need. What is made of
  numbers of Python's, or drawn at random, every process makes whole.
- **{GATHERS}**: every process gets at least one of the arrays whole and goes on alike. The result is right, but takes
  the memory of the whole array in each process, and no less time than on one. A program's report shows such lines as
  *gathered*.
- **{NUMPYS}**: not native; NumPy computes it in every process, on whole arrays.

"""


def on_blocks(value):
    """A large array as the result of a task, so that it is in blocks; anything else as it is."""
    return value.copy() if type(value) is np.ndarray and value.size >= LARGE else value


def evaluated(code, setup):
    """The value of a call, and what became of it."""
    before = {}

    def place(names):
        names.update({key: on_blocks(value) for key, value in names.items()})
        np.synchronize()
        before.update(_core.stats(), gate=_fallback.count())

    value = function_table.value(np, code, setup, N, place)
    np.synchronize()
    if _fallback.count() > before["gate"]:
        return value, NUMPYS
    fetched = _core.stats()["fetched_bytes"] - before["fetched_bytes"]
    return value, GATHERS if fetched >= MUCH * (len(_core.gather(b"here")) - 1) else STAYS


def tried(name, code, setup, ulp):
    """What became of a call; None, and why, where its value is wrong."""
    try:
        value, became = evaluated(code, setup)
        function_table.check(value, function_table.value(numpy, code, setup, N), ulp, np.ndarray)
    except Exception:
        print(f"{name}: {traceback.format_exc(limit=-3)}")
        return None
    return became


def document(found):
    """docs/ranks.md."""
    kinds = (STAYS, GATHERS, NUMPYS)
    counts = (f"{kind}: {sum(became == kind for became in found.values())}" for kind in kinds)
    lines = [f"Of {len(found)} calls, {'; '.join(counts)}.", ""]
    lines += [f"| | {' | '.join(kinds)} |", "|---|---|---|---|"]
    for group in function_table.GROUPS:
        cells = (", ".join(f"`{name}`" for name in group["cases"] if found[name] == kind) for kind in kinds)
        lines.append(f"| {group['name']} | {' | '.join(cells)} |")
    return HEAD + "\n".join(lines) + "\n"


def main():
    if settings.min_task > 50:  # the driver had read it before this set it
        sys.exit("LEGATE_NUMPY_MIN_TASK=50 is needed: nothing here is large enough for blocks otherwise")
    found = {name: tried(name, *rest) for name, *rest in function_table.CALLS}
    if None in found.values():
        return 1
    text = document(found)
    if "--write" in sys.argv:
        DOCUMENT.write_text(text, encoding="utf-8")
    elif DOCUMENT.read_text(encoding="utf-8") != text:
        print(f"{DOCUMENT} is not what was found (--write writes it):\n{text}")
        return 1
    print(len(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
