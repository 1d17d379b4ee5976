"""vectorize: a Python function per element, or per sub-array that its signature names."""

import legate.numpy as np
import numpy
import pytest
from oracle import Outcome, same_outcome

pytestmark = pytest.mark.usefixtures("native")


def same(call):
    """What `call` gives of our namespace and of NumPy's: arrays, or an exception and its words."""
    found = []
    for module in (np, numpy):
        try:
            results = call(module)
        except Exception as error:
            found.append((type(error), str(error)))
            continue
        results = results if type(results) is tuple else (results,)
        assert all(type(x) is np.ndarray for x in results if module is np and x.dtype.char in "?bBhHiIlLefdFD")
        found.append([(numpy.asarray(x).tolist(), x.dtype, x.shape) for x in results])
    assert found[0] == found[1]


@pytest.mark.parametrize("code", "?bBhHiIlLefdFD")
@pytest.mark.parametrize("shape", [(), (3,), (2, 3), (1, 1)])
def test_elements_are_pythons_own(code, shape):
    same(lambda m: m.vectorize(lambda x: x + 1)(m.ones(shape, code)))
    same(lambda m: m.vectorize(lambda x: type(x).__name__, otypes="O")(m.ones(shape, code)))


def test_arguments_are_broadcast_and_may_be_views():
    a = numpy.arange(12).reshape(3, 4)
    same(lambda m: m.vectorize(lambda x, y: (x - y, float(x * y)))(m.array(a)[::2, ::-1].T, m.array(a)[0, :2]))
    same(lambda m: m.vectorize(lambda x, y: x + y)(m.ones((2, 3)), m.ones(4)))
    same(lambda m: m.vectorize(lambda x, y: x * y)([1, 2], 3.5))
    same(lambda m: m.vectorize(lambda x, y, **k: x + y)(m.arange(3), y=m.arange(3)))


def test_empty_arrays():
    same(lambda m: m.vectorize(lambda x: x)(m.ones((0, 2))))
    same(lambda m: m.vectorize(lambda x: x, otypes="f")(m.ones((0, 2))))
    same(lambda m: m.vectorize(lambda x: x, otypes="fd")(m.ones((0, 2))))
    same(lambda m: m.vectorize(lambda x: x)())
    same(lambda m: m.vectorize(lambda x: x, signature="(n)->(n)")(m.ones((0, 2))))


RESULTS = [
    ("b", lambda x: 300), ("l", lambda x: 1e20), ("l", lambda x: 10**30), ("L", lambda x: 2**63), ("d", lambda x: 1j),
    ("l", lambda x: float("nan")), ("d", lambda x: None), ("l", lambda x: None), ("?", lambda x: None),
    ("d", lambda x: "3"), ("l", lambda x: "3.5"), ("f", lambda x: 1e300), ("e", lambda x: 1e300),
    ("F", lambda x: 1e300j),
    ("d", lambda x: numpy.complex128(1j)), ("d", lambda x: (x, x)),
    ("dd", lambda x: (x,)), ("dd", lambda x: [x, x]), ("dl", lambda x: (x, x)), ("", lambda x: x),
]  # fmt: skip


@pytest.mark.parametrize(("otypes", "function"), RESULTS)
def test_results_are_cast(otypes, function):
    """As NumPy casts an array of objects, warnings included."""
    ours, theirs = (Outcome(lambda m=m: m.vectorize(function, otypes=otypes)(m.arange(3.0))) for m in (np, numpy))
    same_outcome(ours, theirs)


def test_what_is_called():
    """Objects of lists stay as they are; an object array may hold anything; the function sees its arguments alone."""
    same(lambda m: m.vectorize(lambda x: type(x).__name__)([1, 2.5, True, "a"]))
    same(lambda m: m.vectorize(lambda x, y: (x + y, x > y, str(x)))(m.arange(6).reshape(2, 3), m.ones((2, 1))))
    same(lambda m: m.vectorize(lambda x: m.array(3.0), otypes="d")(m.ones(2)))
    same(lambda m: m.vectorize(lambda x: m.array([3.0, 4]), otypes="d")(m.ones(2)))
    same(lambda m: m.vectorize(lambda x: x, otypes="O")(m.arange(3)))
    same(lambda m: m.vectorize(lambda x: str(x), otypes="U")(m.arange(3)))
    same(lambda m: m.vectorize(lambda x: 1 / x)(m.arange(3)[::-1]))
    same(lambda m: m.vectorize(lambda x, y: x)(m.ones((2, 3)), [1, 2]))
    same(lambda m: m.vectorize(lambda x, y: (x, y), otypes="dd")(m.ones((0, 3)), m.ones(1)))


def test_otypes_excluded_and_cache():
    same(lambda m: m.vectorize(lambda x: x / 2, otypes=[int])(m.arange(5)))
    same(lambda m: m.vectorize(lambda x, p: sum(c * x for c in p), excluded={1})(m.arange(3), [1, 2]))
    same(lambda m: m.vectorize(lambda x: [x], otypes="d")(m.ones(2)))
    for cache, calls in ((True, 3), (False, 4)):
        seen = []
        np.vectorize(lambda x, seen=seen: seen.append(x) or x, excluded={"seen"}, cache=cache)(np.arange(3))
        assert len(seen) == calls


@pytest.mark.parametrize("signature", ["(n)->()", "(n),(n)->()", "(n),(m)->(n,m)", "(n)->(n),()", "(n)->(k)"])
def test_signatures(signature):
    def function(a, *b):
        return {
            "(n)->()": lambda: a.sum(),
            "(n),(n)->()": lambda: (a * b[0]).sum(),
            "(n),(m)->(n,m)": lambda: a[:, None] * b[0],
            "(n)->(n),()": lambda: (a + 1, a.max()),
            "(n)->(k)": lambda: a[1:],
        }[signature]()

    count = signature.partition("->")[0].count("(")
    for shapes in ([(3,)] * count, [(2, 3), (4, 1, 3)][:count], [(0, 3), (0, 3)][:count], [(2, 3), (2,)][:count]):
        same(lambda m, shapes=shapes: m.vectorize(function, signature=signature)(*map(m.ones, shapes)))
