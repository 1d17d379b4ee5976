"""A program as data: statements that run under NumPy and under legate.numpy alike, and what each of them shows."""

import contextlib
import warnings
from typing import NamedTuple

import numpy

FILE = "<program>"  # what warnings name as their file

HEADER = """\
import numpy
import legate.numpy as np  # and, to compare: import numpy as np


def see(x):
    print(type(x).__name__, getattr(x, "dtype", ""), getattr(x, "shape", ""), numpy.array(x).tolist())

"""


class Statement(NamedTuple):
    text: str
    raises: bool = False  # under NumPy; only for printing

    def render(self):
        if not self.raises:
            return self.text
        lines = "\n".join("    " + line for line in self.text.splitlines())
        return f"try:\n{lines}\nexcept Exception as error:\n    print(type(error), error)"


class Program:
    """Statements in order, and what NumPy makes of them. Its repr is Python to run by itself."""

    def __init__(self, statements, expected=None):
        self.statements = list(statements)
        self.expected = run(self, numpy) if expected is None else expected

    def __repr__(self):
        return HEADER + "\n".join(statement.render() for statement in self.statements) + "\n"

    def __len__(self):
        return len(self.statements)


class Value(NamedTuple):
    """What an observation saw: type, dtype, shape and bits (any NaN is as good as another)."""

    kind: str
    dtype: str
    shape: tuple
    bits: bytes

    def array(self):
        return numpy.frombuffer(self.bits, self.dtype).reshape(self.shape) if self.dtype else self.bits.decode()

    def __str__(self):
        what = " ".join(filter(None, [self.kind, self.dtype, str(self.shape)]))
        return f"{what} {numpy.array2string(self.array(), threshold=100) if self.dtype else self.array()}"


def value_of(x):
    if isinstance(x, (bool, int, float, complex, list, tuple, str)) and not isinstance(x, numpy.generic):
        return Value(type(x).__name__, "", (), repr(x).encode())
    array = numpy.array(x)  # a copy: an observation leaves no export behind
    return Value(type(x).__name__, array.dtype.str, array.shape, canonical(array).tobytes())


def canonical(array):
    """The array with one and the same NaN for every NaN."""
    if array.dtype.kind not in "fc" or not numpy.isnan(array).any():
        return array
    parts = array.reshape(-1).copy().view(array.real.dtype)
    parts[numpy.isnan(parts)] = numpy.nan
    return parts


class Event(NamedTuple):
    line: int
    what: str  # "value", "error" or "warning"
    detail: object

    def __str__(self):
        return f"line {self.line}: {self.what}: {self.detail}"


class Run:
    """One program, statement by statement, under one namespace. `caught` is where its warnings are recorded."""

    def __init__(self, np, caught):
        self.events = []
        self.line = 0
        self.caught = caught
        self.variables = {"np": np, "numpy": numpy, "see": self.see, "__name__": "program"}

    def see(self, x):
        self.events.append(Event(self.line, "value", value_of(x)))

    def step(self, text):
        """Runs one statement; returns the exception that it raised, or None."""
        self.line += 1
        error = None
        try:
            exec(compile("\n" * (self.line - 1) + text, FILE, "exec"), self.variables)
        except Exception as raised:
            error = raised.with_traceback(None)
            self.events.append(Event(self.line, "error", f"{type(error).__name__}: {error}"))
        return error

    def note_warnings(self):
        # Lazy operations warn later than NumPy's; the line that they name is what counts. A line of 0 stands for
        # NumPy's own Python code, whose warnings name none of the program's lines.
        for w in self.caught:
            line = w.lineno if w.filename == FILE else 0
            self.events.append(Event(line, "warning", f"{w.category.__name__}: {w.message}"))
        self.caught.clear()


@contextlib.contextmanager
def recording(np, synchronize=lambda: None):
    """A Run whose warnings are all recorded."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        here = Run(np, caught)
        yield here
        synchronize()
        here.note_warnings()


def run(program, np, synchronize=lambda: None):
    """The program's events under one namespace."""
    with recording(np, synchronize) as here:
        for statement in program.statements:
            here.step(statement.text)
    return ordered(here.events)


def ordered(events):
    """Values and errors in order, then the warnings by line."""
    in_order = [event for event in events if event.what != "warning"]
    return in_order + sorted((event for event in events if event.what == "warning"), key=lambda w: (w.detail, w.line))


def same(want, have):
    return want == have or (want.what == have.what == "warning" and want.detail == have.detail and want.line == 0)


def place(want, have):
    """Where two arrays differ first."""
    if not isinstance(want, Value) or not isinstance(have, Value) or want[:3] != have[:3] or not want.shape:
        return ""
    unequal = (want.array() != have.array()).reshape(-1)
    at = tuple(map(int, numpy.unravel_index(unequal.argmax(), want.shape)))
    return f"\nfirst at {at}: {want.array()[at]} and {have.array()[at]}" if unequal.any() else "\nin signs of zeros"


def difference(expected, got):
    """The first event that differs, in words; None when there is none."""
    for want, have in zip(expected, got):
        if not same(want, have):
            return f"NumPy: {want}\nours:  {have}" + place(want.detail, have.detail)
    if len(expected) == len(got):
        return None
    who, events = ("NumPy", expected) if len(expected) > len(got) else ("ours", got)
    return f"{who} alone: {events[min(len(expected), len(got))]}"


def mismatch(program, np):
    """How legate.numpy differs from NumPy on the program, or None. The second run replays cached plans."""
    for _ in range(2):
        found = difference(program.expected, run(program, np, np.synchronize))
        if found:
            return found
    return None
