"""Calls of ufuncs that are wrong, and those that need NumPy: through the gate, with NumPy's exceptions and words."""

import legate.numpy as np
import numpy
import pytest
from oracle import Outcome, programs, same_outcome, same_program

pytestmark = pytest.mark.usefixtures("gate_open")

WRONG_CALLS = """
np.add() | np.add(a) | np.add(a, a, a, a) | np.negative(a, a, a) | np.add(a, [1, 2]) | np.add(a, q)
np.add(a, a, out=b[:3]) | np.add(a, a, out=q) | np.add(a, a, out=5) | np.add(a, a, out=[0])
np.add(a, a, out=(b, b)) | np.add(a, a, b, out=b) | np.add(a, a, spam=1) | np.add(a, a, casting='spam')
np.add(a, a, dtype='spam') | np.add(a, a, dtype='i4') | np.add(a, a, order='Z') | np.divmod(a, a, out=b)
np.divmod(a, a, out=(b,)) | np.sin('x') | np.add(a, None) | np.add(a, {}) | np.multiply(a, 'x')
np.bitwise_and(a, 1) | np.invert(a) | np.sqrt(a, dtype=int) | np.negative(m) | np.subtract(m, m) | np.positive(m)
np.left_shift(a, a) | np.power(i, -1) | np.power(i, -i) | np.ldexp(a, a) | np.gcd(a, a) | np.maximum(a, c)[0]
np.heaviside(c, c) | np.floor(c) | np.arctan2(c, c) | np.fmod(c, c) | np.spacing(c) | a % c | c // c | divmod(c, c)
-m | m - m | ~a | a & a | a << 1 | i << 1.0 | i & 1.5 | a + q | a + [1, 2] | q @ a
"""


@pytest.mark.parametrize("call", programs(WRONG_CALLS))
def test_wrong_calls(call):
    """NumPy's exceptions, in its words. (Calls that NumPy accepts are compared too.)"""
    data = {
        "a": numpy.arange(4.0),
        "b": numpy.zeros(4),
        "q": numpy.zeros((2, 3)),
        "m": numpy.array([True, False]),
        "i": numpy.arange(4),
        "c": numpy.array([1j, 2]),
    }
    outcomes = []
    for module in (np, numpy):
        names = {name: module.array(value) for name, value in data.items()}
        outcomes.append(Outcome(lambda m=module, n=names: eval(call, {"np": m, **n})))
    same_outcome(*outcomes)


@pytest.mark.usefixtures("native")
@pytest.mark.parametrize("name", ["maximum", "minimum"])
def test_a_third_operand_is_warned_of(name):
    a = np.arange(3.0)
    for third in (a.copy(), None):
        with pytest.warns(DeprecationWarning) as ours:
            getattr(np, name)(a, a, third)
        with pytest.warns(DeprecationWarning) as theirs:
            getattr(numpy, name)(numpy.arange(3.0), 1, third if third is None else numpy.zeros(3))
        assert [str(w.message) for w in ours] == [str(w.message) for w in theirs]
        assert ours[0].filename == __file__


def test_where_reduceat_and_at():
    for module in (np, numpy):
        a = module.arange(6.0)
        module.add.at(a, [0, 0, 3], 5)
        masked = module.add(a, 1, out=module.zeros(6), where=a > 3)
        assert masked.tolist() == [11.0, 0, 0, 9, 5, 6]
        spans = module.add.reduceat(a, [0, 2, 4])
        assert spans.tolist() == [11.0, 10.0, 9.0]
        assert type(spans) is type(masked) is module.ndarray


EXPONENTS = """
np.ldexp(1.0, np.uint64(3), dtype="d") | np.ldexp(1.0, np.uint64(3), signature=(None, None, "d"))
np.ldexp(np.float32(1), np.int_(2), dtype="d") | np.ldexp(np.ones(2), np.array([1, 2], "u8"), dtype="d")
"""


@pytest.mark.parametrize("call", programs(EXPONENTS))
def test_a_result_type_says_nothing_of_exponents(call):
    same_program(call, {})
