"""Floating-point warnings and error states inside lazy programs: the same as NumPy's, at the line that recorded."""

import contextvars
import itertools
import subprocess
import sys
import textwrap
import threading
import warnings

import legate.numpy as np
import numpy
import pytest
from optable import BINARY, ROWS, UNARY, loops, specials
from oracle import Outcome
from programs import environment

pytestmark = pytest.mark.usefixtures("native")


def line():
    return sys._getframe(1).f_lineno


def caught(program):
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        program()
    return [(w.category, str(w.message), w.filename, w.lineno) for w in seen]


def seen_by(module, name, arrays, errors="warn"):
    outcome = Outcome(lambda: getattr(module, name)(*map(module.array, arrays)))
    return str(outcome.error) if outcome.error else outcome.warnings


@pytest.mark.parametrize("name", [name for name in UNARY if {"f", "d"} & {ins for ins, _ in loops(name)}])
def test_warnings_of_single_values(name):
    """Each special value alone, in an array: NumPy's set of warnings."""
    for char in {ins for ins, _ in loops(name)} & set("fd"):
        for value in specials(char):
            a = [numpy.full(3, value)]
            assert seen_by(np, name, a) == seen_by(numpy, name, a), f"{name}({value!r})"


def of_dtypes(names, *wanted):
    return [name for name in names if set(wanted) & {ins for ins, _ in loops(name)}]


def only_some_cpus_warn(name, x, y):
    """NumPy's loops for AVX-512 warn of 0 ** -inf and of the greatest number ** inf; its others do not, nor does C."""
    return name in ("power", "float_power") and numpy.isinf(y) and numpy.isfinite(x)


@pytest.mark.parametrize("name", [name for name in of_dtypes(BINARY, "dd", "ll") if ROWS[name]["nout"] == 1])
def test_warnings_of_pairs_of_values(name):
    for ins in {ins for ins, _ in loops(name)} & {"ff", "dd", "ll"}:
        if ins == "ll" and name not in ("floor_divide", "remainder", "fmod", "divide"):
            continue
        for x, y in itertools.product(specials(ins[0]), repeat=2):
            if only_some_cpus_warn(name, x, y):
                continue
            arrays = [numpy.full(3, x), numpy.full(3, y)]
            assert seen_by(np, name, arrays) == seen_by(numpy, name, arrays), f"{name}({x!r}, {y!r})"


# NumPy's own vectorised loops disagree with its scalar ones about these.
OF_SOME_LOOPS_ONLY = {"multiply", "square"}


@pytest.mark.parametrize("name", [name for name in of_dtypes(ROWS, "D", "DD") if name not in OF_SOME_LOOPS_ONLY])
def test_warnings_of_complex_numbers(name):
    values = specials("D")
    for args in [(v,) for v in values] if name in UNARY else itertools.product(values[::7], values[::5]):
        arrays = [numpy.full(3, value) for value in args]
        assert seen_by(np, name, arrays) == seen_by(numpy, name, arrays), f"{name}{args}"


@pytest.mark.parametrize("to", "bhilBLefd")
def test_warnings_of_casts(to):
    for char in "fd":
        for value in specials(char):
            outcomes = []
            for module in (np, numpy):
                a = module.array(numpy.full(3, value))
                outcomes.append(Outcome(lambda a=a: a.astype(to)).warnings)
            assert outcomes[0] == outcomes[1], f"{value!r} to {to}"


def test_the_line_that_recorded_is_named():
    def program():
        a = np.array([0.0, 1.0])
        here = line() + 1
        b = 1 / a
        c = b + 1
        there = line() + 1
        d = np.log(a - 1)
        assert c[0] == np.inf and np.isnan(d[0])
        return here, there

    lines = []
    seen = caught(lambda: lines.extend(program()))
    assert {(message, at) for _, message, _, at in seen} == {
        ("divide by zero encountered in divide", lines[0]),
        ("invalid value encountered in log", lines[1]),
        ("divide by zero encountered in log", lines[1]),
    }
    assert all(category is RuntimeWarning and file == __file__ for category, _, file, _ in seen)


def test_an_operation_that_is_never_needed_still_warns():
    def program():
        np.zeros(3) / 0
        np.sqrt(np.zeros(3) - 1)

    assert len(caught(program)) == 2


def test_in_place_operators_and_assignments_name_their_line():
    lines = []

    def program():
        a = np.array([1e300, 1.0])
        lines.append(line() + 1)
        a *= 1e300
        b = np.zeros(2, "i4")
        lines.append(line() + 1)
        b[:] = a

    seen = caught(program)
    assert [at for *_, at in seen] == lines
    assert [m for _, m, *_ in seen] == ["overflow encountered in multiply", "invalid value encountered in cast"]


def test_default_filters_warn_once_for_each_line():
    source = """
        import legate.numpy as np
        a = np.zeros(3)
        for _ in range(5):
            b = 1 / a
            c = a / a
        print(b[0])
        d = 1 / a
        d[0]
    """
    run = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(source)], capture_output=True, text=True, env=environment()
    )
    assert run.stdout == "inf\n"
    lines = [text for text in run.stderr.splitlines() if "RuntimeWarning" in text]
    assert [text.split(":")[1] for text in lines] == ["5", "6", "8"], run.stderr


@pytest.mark.parametrize("mode", ["ignore", "warn", "raise"])
def test_the_state_in_force_when_it_was_recorded_decides(mode):
    def program():
        a = np.zeros(2)
        with np.errstate(divide=mode):
            b = 1 / a
        return b[0]

    if mode == "raise":
        with pytest.raises(FloatingPointError, match="divide by zero encountered in divide"):
            program()
    else:
        assert len(caught(program)) == (mode == "warn")


def test_a_later_state_does_not_decide():
    def program():
        a = np.zeros(2)
        b = 1 / a
        with np.errstate(all="ignore"):
            assert b[0] == np.inf

    assert len(caught(program)) == 1

    def raises_later():
        a = np.zeros(2)
        with np.errstate(divide="ignore"):
            b = 1 / a
        with np.errstate(divide="raise"):
            assert b[0] == np.inf

    assert caught(raises_later) == []


def test_the_state_is_that_of_the_context():
    """Contexts and threads have error states of their own; other context variables change nothing."""
    other = contextvars.ContextVar("other")
    a = np.zeros(2)

    def divided():
        return len(caught(lambda: (1 / a)[0]))

    def quiet():
        np.seterr(divide="ignore")
        return divided()

    here = contextvars.copy_context()
    for value in range(3):
        other.set(value)
        assert divided() == 1
        assert contextvars.copy_context().run(quiet) == 0
        assert divided() == 1
        assert here.run(quiet) == 0
        assert here.run(divided) == 0
        with np.errstate(divide="ignore"):
            other.set(-value)
            assert divided() == 0
            assert contextvars.copy_context().run(divided) == 0
            assert contextvars.Context().run(divided) == 1
        assert divided() == 1

    states = []
    thread = threading.Thread(target=lambda: states.extend((divided(), quiet(), divided())))
    thread.start()
    thread.join()
    assert states == [1, 0, 0] and divided() == 1


def test_errstate_raise_raises_inside_the_block_at_the_line():
    a = np.zeros(2)
    with np.errstate(all="raise"):
        try:
            here = line() + 1
            1 / a
        except FloatingPointError as error:
            assert str(error) == "divide by zero encountered in divide"
            assert error.__traceback__.tb_lineno == here
        else:
            raise AssertionError("no error")
    assert (a + 1).tolist() == [1, 1]


def test_errstate_call_and_log():
    seen = []
    with np.errstate(divide="call", call=lambda kind, flags: seen.append((kind, flags))):
        1 / np.zeros(2)
        np.synchronize()
    want = []
    with numpy.errstate(divide="call", call=lambda kind, flags: want.append((kind, flags))):
        1 / numpy.zeros(2)
    assert seen == want and len(seen) == 1

    class Log:
        text = ""

        def write(self, text):
            self.text += text

    ours, theirs = Log(), Log()
    with np.errstate(divide="log", call=ours):
        1 / np.zeros(2)
    with numpy.errstate(divide="log", call=theirs):
        1 / numpy.zeros(2)
    assert ours.text == theirs.text != ""


def test_errstate_print(capfd):
    with np.errstate(divide="print"):
        1 / np.zeros(2)
    with numpy.errstate(divide="print"):
        1 / numpy.zeros(2)
    printed = capfd.readouterr()
    first, second = (printed.out + printed.err).splitlines()
    assert first == second


def test_underflow_is_ignored_by_default_and_can_be_asked_for():
    tiny = np.array([1e-300, 1.0])
    assert caught(lambda: (tiny * 1e-300).tolist()) == []

    def asked():
        with np.errstate(under="warn"):
            tiny * 1e-300

    assert [m for _, m, *_ in caught(asked)] == ["underflow encountered in multiply"]


def test_catch_warnings_sees_what_was_recorded_inside():
    a = np.zeros(2)
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        1 / a
    assert len(seen) == 1, "flushed when the block ended"


def test_filters_that_change_later_do_not_decide():
    a = np.zeros(2)
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        1 / a
        warnings.simplefilter("ignore")
        a / a
    assert [str(w.message) for w in seen] == ["divide by zero encountered in divide"]


def test_a_block_that_ends_with_an_exception_keeps_it():
    a = np.zeros(2)
    filters = list(warnings.filters)
    with pytest.raises(KeyError), warnings.catch_warnings():
        warnings.simplefilter("error")
        1 / a
        raise KeyError
    assert warnings.filters == filters


def test_pytest_warns_sees_lazy_warnings():
    with pytest.warns(RuntimeWarning, match="divide by zero"):
        1 / np.zeros(3)


def test_what_was_recorded_before_a_block_is_not_the_blocks():
    source = """
        import warnings
        import legate.numpy as np
        a = np.zeros(2)
        b = 1 / a
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            c = a / a
            print(c[0])
        print(b[0])
    """
    run = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(source)], capture_output=True, text=True, env=environment()
    )
    assert run.stdout == "nan\ninf\n"
    assert run.stderr.count("RuntimeWarning") == 1 and ":5:" in run.stderr, run.stderr


def test_warnings_turned_into_errors_come_out_and_the_program_goes_on():
    a = np.zeros(2)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(RuntimeWarning, match="divide by zero"):
            b = 1 / a
            b[0]
    assert (a + 1).tolist() == [1, 1]


def test_scalars_warn_as_numpys():
    def program(module):
        module.sqrt(-1.0)
        module.add(module.float64(1e308), 1e308)
        a = module.array(0.0)
        1 / a

    assert [w[1] for w in caught(lambda: program(np))] == [w[1] for w in caught(lambda: program(numpy))]


def test_reductions_warn():
    def program(module):
        a = module.array([1e308, 1e308])
        a.sum()
        module.array([numpy.inf, -numpy.inf]).sum()
        a.prod()

    assert [w[1] for w in caught(lambda: program(np))] == [w[1] for w in caught(lambda: program(numpy))]


def test_a_fused_chain_reports_each_operation():
    def program(module):
        a = module.array([0.0, 1e200, -1.0])
        b = module.sqrt(a) + (a * a) * 1e10 + 1 / a
        b.tolist()

    ours = {w[1] for w in caught(lambda: program(np))}
    assert ours == {w[1] for w in caught(lambda: program(numpy))} and len(ours) == 3


def test_where_does_not_hide_what_numpy_computes():
    def program(module):
        a = module.array([0.0, 1.0])
        module.where(a > 0, 1 / a, 0).tolist()

    assert [w[1] for w in caught(lambda: program(np))] == [w[1] for w in caught(lambda: program(numpy))]


def test_the_neighbour_of_the_greatest_half():
    a, b = [65504, -65504, 65504, numpy.inf, 1, 0, numpy.inf], [numpy.inf, -numpy.inf, 0, 0, 2, 1, numpy.inf]
    for places in ([0], [1], range(2, 7)):
        found = []
        for xp in (np, numpy):
            x, y = (xp.array([values[i] for i in places], "f2") for values in (a, b))
            with warnings.catch_warnings(record=True) as raised:
                warnings.simplefilter("always")
                made = xp.nextafter(x, y).tolist()
            found.append((made, [str(w.message) for w in raised]))
        assert found[0] == found[1]
