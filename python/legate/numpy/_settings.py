"""Every setting of legate.numpy: its environment variable, what it accepts, and its default.

| variable              | values                        | default | meaning                                      |
|-----------------------|-------------------------------|---------|----------------------------------------------|
| LEGATE_NUMPY_FALLBACK | warn, silent, error           | warn    | what happens when NumPy has to do the work   |
| LEGATE_NUMPY_REPORT   | 0, 1, PATH.json, PATH.csv     | 0       | a report of the functions called, at exit    |
| LEGATE_NUMPY_CPUS     | a whole number from 1, or all | all     | threads that run kernels                     |
| LEGATE_NUMPY_VERBOSE  | 0, 1                          | 0       | the driver says what it runs, and with what  |
| LEGATE_NUMPY_ENGINE   | local, legion                 | local   | what runs kernels; legion needs `legate`     |
| LEGATE_NUMPY_MIN_TASK | a whole number from 1         | 100000  | elements from which a kernel is a Legion task|
| LEGATE_NUMPY_SCALARS  | eager, lazy                   | eager   | reductions to a scalar wait for a look at it  |
| LEGATE_NUMPY_TIER     | auto, interp, jit             | auto    | kernels are interpreted until compiled; one only |
| LEGATE_NUMPY_CACHE    | 1, 0, FOLDER                  | 1       | where compiled kernels stay: the user's own cache|
| LEGATE_NUMPY_WAVES    | auto, 0, all                  | auto    | kernels that advance through arrays together |
| LEGATE_NUMPY_MEMORY   | MiB from 1, or all            | all     | memory of each process for arrays of its own |
| LEGATE_NUMPY_CPU_BIND | cores of each rank, 0,1/2,3   | shares  | the cores of the ranks of one machine        |
| LEGATE_NUMPY_STATS    | 0, 1                          | 0       | what was run and moved, on stderr at exit    |
| LEGATE_NUMPY_CHECK    | 0, 1                          | 0       | ranks that do different things end the job   |
| LEGATE_NUMPY_OUTPUT   | first, all                    | first   | which ranks print and warn                   |

They are read when legate.numpy is imported. A bad value is a ValueError that names the variable.
"""

import os
import re
import types

PREFIX = "LEGATE_NUMPY_"


def _choice(*allowed):
    def parse(text):
        if text not in allowed:
            raise ValueError("one of " + ", ".join(allowed))
        return text

    return parse


def _report(text):
    if text in ("0", "1") or text.endswith((".json", ".csv")):
        return text
    raise ValueError("0, 1, or a path that ends in .json or .csv")


def _count_or_all(text):
    if text == "all":
        return None
    if text.isdecimal() and int(text) >= 1:
        return int(text)
    raise ValueError("a whole number from 1, or all")


def _count(text):
    if text.isdecimal() and int(text) >= 1:
        return int(text)
    raise ValueError("a whole number from 1")


def _cpu_bind(text):
    if re.fullmatch(r"[0-9,/-]*", text):
        return text
    raise ValueError("the cores of each rank of a machine, as in 0,1/2,3")


def _flag(text):
    return _choice("0", "1")(text) == "1"


# name -> (parser, default text)
_TABLE = {
    "fallback": (_choice("warn", "silent", "error"), "warn"),
    "report": (_report, "0"),
    "cpus": (_count_or_all, "all"),
    "verbose": (_flag, "0"),
    "engine": (_choice("local", "legion"), "local"),
    "min_task": (_count, "100000"),
    "scalars": (_choice("eager", "lazy"), "eager"),
    "tier": (_choice("auto", "interp", "jit"), "auto"),
    "cache": (str, "1"),
    "waves": (_choice("auto", "0", "all"), "auto"),
    "memory": (_count_or_all, "all"),
    "cpu_bind": (_cpu_bind, ""),
    "stats": (_flag, "0"),
    "check": (_flag, "0"),
    "output": (_choice("first", "all"), "first"),
}


def _read(name, environ):
    parse, default = _TABLE[name]
    variable = PREFIX + name.upper()
    text = environ.get(variable) or default
    try:
        return parse(text)
    except ValueError as expected:
        raise ValueError(f"{variable}={text!r}: expected {expected}") from None


def read(environ=os.environ):
    """The settings as the environment gives them."""
    return types.SimpleNamespace(**{name: _read(name, environ) for name in _TABLE})


settings = read()
