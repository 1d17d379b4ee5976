"""Times one statement under several modules in alternating rounds.

Rounds alternate because other work on the machine comes and goes: what slows one contender in a round slows
its neighbours too. A ratio is therefore the median of the rounds' own ratios; a time is that of the best round.
"""

import functools
import importlib
import itertools
import os
import statistics
import time

import programs

# Statements between two synchronisations in kind "record": enough to bury the clock's own cost, and fewer than
# make the stream full, so that no kernel runs while the clock does.
BATCH = 100
PATIENCE = 20  # budgets after which two rounds have to do
LONG = 0.3  # seconds of a first run after which nobody asks whether the next one will be short


def names_of(module_name, setup):
    """What a case's code sees."""
    np = importlib.import_module(module_name)
    names = {"np": np, "load": lambda name: programs.load(name, module_name)}
    exec(setup, names)
    return names


kept_names_of = functools.lru_cache(maxsize=2)(names_of)  # for NumPy and for us


class Contender:
    """One module with the case's names set up: `timed(n)` is the seconds n statements took."""

    def __init__(self, module_name, setup, code, kind, sync=None, names_of=names_of):
        names = names_of(module_name, setup)
        sync = sync or getattr(names["np"], "synchronize", lambda: None)
        sync()
        self.timed = KINDS[kind](names, keeping(code) if kind != "record" else code, sync)


def keeping(code):
    """The statement with its result kept: what nobody holds, a lazy module need not compute."""
    try:
        compile(code, "<case>", "eval")
    except SyntaxError:
        return code
    return f"_kept = {code}"


def compiled(names, code, sync=None, clock=time.perf_counter):
    """A function of n that runs the code n times. The names are its locals, as in a user's function."""
    locals_ = [name for name in names if not name.startswith("__")]
    source = [f"def timed(_n, _sync, _repeat, _clock, {', '.join(locals_)}):"]
    source += ["    _start = _clock()", "    for _ in _repeat(None, _n):"]
    source += [f"        {line}" for line in code.splitlines()]
    source += ["        _sync()"] if sync else []
    source += ["    return _clock() - _start"]
    scope = {}
    exec("\n".join(source), scope)
    values = [names[name] for name in locals_]
    return lambda n: scope["timed"](n, sync, itertools.repeat, clock, *values)


def alone(names, code, sync):
    """The same without what the loop costs, and the call that looks whether anything is pending.

    On one CPU it is the time of this process there: others may want that CPU too.
    """
    clock = time.process_time if len(os.sched_getaffinity(0)) == 1 else time.perf_counter
    statements, empty = compiled(names, code, sync, clock), compiled(names, "pass", sync, clock)
    return lambda n: max(statements(n) - empty(n), 0.0)


def batched(names, code, sync):
    """Recording alone: the clock stops while the stream is run, and an empty loop's time is taken off."""
    statements, empty = compiled(names, code), compiled(names, "pass")

    def timed(n):
        seconds = 0.0
        for _ in range(max(1, n // BATCH)):
            seconds += statements(BATCH) - empty(BATCH)
            sync()
        return seconds * n / (max(1, n // BATCH) * BATCH)

    return timed


KINDS = {"run": compiled, "counter": compiled, "record": batched, "call": alone}


def repetitions(contender, seconds):
    """How many statements take about that long. The first run, which warms up, does not count."""
    if contender.timed(1) > LONG:
        return 1
    n = 1
    while (taken := contender.timed(n)) < seconds and n < 10_000_000:
        n *= max(2, min(100, int(seconds / max(taken, 1e-7))))
    return n


def alternate(contenders, rounds, seconds, budget, settle=lambda: None):
    """Seconds a statement: {name: [one a round]}. At least three rounds, two of long ones; more as the budget allows.

    `settle` waits for what the first statements have set going.
    """
    repeat = {name: repetitions(contender, seconds) for name, contender in contenders.items()}
    settle()
    samples = {name: [] for name in contenders}
    start = time.perf_counter()
    for done in range(rounds):
        taken = time.perf_counter() - start
        if done >= 3 and taken > budget or done == 2 and taken > PATIENCE * budget:
            break
        # Turned round every time, so that nobody always runs behind the same neighbour.
        order = list(contenders) if done % 2 == 0 else list(reversed(contenders))
        for name in order:
            samples[name].append(contenders[name].timed(repeat[name]) / repeat[name])
    return samples


def compare(samples, reference):
    """Best times, and how many times faster than the reference each one is: the quartiles of the rounds' ratios."""
    compared = {}
    for name, taken in samples.items():
        paired = [
            theirs / ours if ours > 0 else float("inf") for theirs, ours in zip(samples[reference], taken, strict=True)
        ]
        low, middle, high = statistics.quantiles(paired, n=4, method="inclusive")
        compared[name] = {
            "best": min(taken),
            "median": statistics.median(taken),
            "rounds": taken,
            "ratio": middle,
            "ratio_low": low,
            "ratio_high": high,
        }
    return compared
