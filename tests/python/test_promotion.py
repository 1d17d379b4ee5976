"""NumPy 2's promotion: Python scalars are weak, NumPy scalars are not, and what does not fit is refused."""

import itertools

import legate.numpy as np
import numpy
import pytest
from oracle import NATIVE, Outcome, programs, same_outcome, same_program

pytestmark = pytest.mark.sanitize

OPERATORS = "+ - * / // % ** & | ^ << >> < <= == != > >=".split()
PYTHON = [
    "True",
    "2",
    "0",
    "-1",
    "300",
    "70000",
    "2**31",
    "2**40",
    "2**53+1",
    "2**63",
    "2**64",
    "-(2**63)",
    "-(2**63)-1",
    "10**30",
]
PYTHON += ["10**400", "2.5", "-0.5", "1e300", "float('nan')", "1j", "2+0j"]


@pytest.fixture(autouse=True)
def quiet():
    with np.errstate(all="ignore"):
        yield


@pytest.mark.parametrize("operator", OPERATORS)
@pytest.mark.usefixtures("native")
def test_python_scalars_are_weak(operator):
    """Every operator x dtype x Python number, on both sides: value, dtype, or the exception and its words."""
    for char, number in itertools.product(NATIVE, PYTHON):
        for expression in (f"a {operator} ({number})", f"({number}) {operator} a"):
            if operator in ("<<", ">>") and number not in ("True", "2", "0", "2.5", "1j"):
                continue  # shifts beyond the width are the C compiler's business
            if operator == "**" and number in ("10**400", "10**30", "2**63", "2**64"):
                continue  # NumPy raises a Python number to the power of an array's elements at length
            check(expression, {"a": numpy.array([1, 0, 3], char)}, exact=operator != "**")


def check(expression, arrays, exact=True):
    outcomes = []
    for module in (np, numpy):
        names = {name: module.array(value) for name, value in arrays.items()}
        outcomes.append(Outcome(lambda n=names, m=module: eval(expression, {"np": m, **n})))
    try:
        same_outcome(*outcomes, bits=exact)
    except AssertionError as error:
        raise AssertionError(f"{expression} of {[str(a.dtype) for a in arrays.values()]}: {error}") from None


@pytest.mark.parametrize("operator", "+ / // ** & <".split())
@pytest.mark.usefixtures("native")
def test_numpy_scalars_are_strong(operator):
    for char, other in itertools.product(NATIVE, repeat=2):
        check(f"a {operator} s", {"a": numpy.array([1, 0, 3], char), "s": numpy.array(2, other)}, exact=False)
        scalar = numpy.dtype(other).type(1)
        arrays = {"a": numpy.array([1, 0, 3], char)}
        outcomes = []
        for module in (np, numpy):
            a = module.array(arrays["a"])
            outcomes.append(Outcome(lambda a=a, s=scalar: (eval(f"a {operator} s"), eval(f"s {operator} a"))))
        same_outcome(*outcomes, bits=False)


@pytest.mark.parametrize("operator", ["+=", "-=", "*=", "/=", "//=", "%=", "**=", "&=", "|=", "^=", "<<=", ">>="])
@pytest.mark.usefixtures("native")
def test_in_place_operators_cast_or_refuse(operator):
    """a op= b keeps a's dtype: by same-kind casting, or UFuncTypeError; a is unchanged when it is refused."""
    for char, other in itertools.product(NATIVE, NATIVE):
        same_program(
            f"a {operator} b\na",
            {"a": lambda c=char: numpy.array([1, 0, 3], c), "b": lambda c=other: numpy.array([1, 2, 1], c)},
        )


@pytest.mark.parametrize(
    "number", ["True", "2", "-1", "300", "2**40", "2.5", "1j", "10**30", "np.float32(2)", "np.int64(3)"]
)
@pytest.mark.usefixtures("native")
def test_in_place_operators_with_scalars(number):
    for char, operator in itertools.product(NATIVE, ("+=", "*=", "/=", "//=", "**=", "&=", "<<=")):
        if operator == "<<=" and number not in ("True", "2", "2.5"):
            continue
        if operator == "**=" and number == "10**30":
            continue
        same_program(f"a {operator} {number}\na", {"a": lambda c=char: numpy.array([1, 0, 3], c)}, bits=False)


PROGRAMS = """
a + True | a + np.True_ | b + 1 | b + 1.5 | b * 2 | b - 1 | f + 1e300 | f * 1e-50 | f == 0.1 | f + np.float64(1)
f + 1 | h + 70000.0 | h * 1j | u + (-1) | u - 300 | u == -1 | u != -1 | u < -1 | u > -1 | u >= 300 | u == 300
300 > u | -1 < u | u == 2**70 | u < 2**70 | l == 2**63 | l < 2**63 | l > -(2**70) | L == -1 | L > -1 | L < 2**64
L == l | L < l | L + l | l == 1.5 | b == 2 | b < 300 | b == 2**80 | f == 2**80 | f < 10**400 | c == 2**80 | c < 1j
u + 2.5 | u / 2 | u // 2 | u ** 2 | u ** 2.0 | u % 3 | l ** -1 | l ** 2 | f ** 2 | f ** 0.5 | f ** -1 | f ** 3
c ** 2 | c ** 0.5 | b ** 2 | u ** -1 | 2 ** l | 2.0 ** l | divmod(l, 2) | divmod(7, u) | divmod(f, 2.5)
divmod(u, -1) | -u | +b | abs(l) | ~l | ~b | abs(c) | l & True | l | 1 | b ^ True | np.add(u, 300) | np.add(u, 255)
np.maximum(u, -1) | np.minimum(u, 256) | np.add(1, 2) | np.add(1, 2.5) | np.add(True, True) | np.add(1j, 2)
np.add(np.float32(1), 2.5) | np.add(np.int8(100), 100) | np.add(np.uint8(255), 1) | np.sqrt(2) | np.sqrt(True)
np.sin(1) | np.arctan2(1, 2) | np.equal(1, 2**70) | np.less(2**70, 3) | np.power(2, -1) | np.power(2.0, -1)
np.multiply(2**62, 4) | np.add(2**63, 1) | np.add(2**64, 1) | np.bitwise_and(3, 2**64) | np.isnan(1) | np.floor(1)
np.floor(2.5) | np.negative(True) | np.where(b, 1, 2) | np.where(b, 1, 2.5) | np.where(b, u, 1)
np.where(b, u, 300) | np.where(b, f, 1.0) | np.where(b, u, f) | np.result_type(u, 1) | np.result_type(f, 1.5)
np.result_type(u, np.int64(1)) | np.array(1) + u | np.array(1.0) + f | np.float64(3) * f | np.int8(3) * l
np.float64(3) ** l | np.uint8(200) + u | u + np.int8(-1) | np.bool_(True) + u | 1 + u | 1.5 + u | 1j + u | 2 - f
1 / u | 7 // u | 7 % u | 3 ** u | 3 & u | 1 << u | 1.5 < f | [1, 2, 3] + u | (1.0, 2, 3) * u | u + [1, 2, 300]
u + [1.5, 2, 3] | f + (1,) | u + range(3) | u + 'x' | u + None | u + {} | u + object | u < 'x' | u == 'x'
u == None | u != None | u == [1, 2] | u == (1, 2, 3) | u != object | f < None | u @ u | f @ u | u in f | 1 in u
9 in u
"""


@pytest.mark.parametrize("program", programs(PROGRAMS))
@pytest.mark.usefixtures("gate_open")
def test_program(program):
    data = {
        "a": lambda: numpy.array([1, 2, 3]),
        "b": lambda: numpy.array([True, False, True]),
        "h": lambda: numpy.array([1, 2, 3], "f2"),
        "f": lambda: numpy.array([0.5, 2, 3], "f4"),
        "u": lambda: numpy.array([1, 2, 200], "u1"),
        "l": lambda: numpy.array([1, 0, 2**62]),
        "L": lambda: numpy.array([0, 2**63, 2**64 - 1], "u8"),
        "c": lambda: numpy.array([1j, 2, 0.5]),
    }
    if program.startswith("2.0 **") or "**" in program and program[0] in "cf":
        same_program(program, data, bits=False)
    else:
        same_program(program, data)
