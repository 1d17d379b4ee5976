"""LEGATE_NUMPY_SCALARS=lazy: what a program sees of scalars that wait until they are looked at."""

import pytest
from programs import python

# Lines that print the same with NumPy's scalars at once.
SAME = """
import copy, math, pickle
import legate.numpy as np, numpy

a = np.arange(12.0).reshape(3, 4) + 1
def s(dtype=float):
    return (a.astype(dtype) * 2).sum()

print(isinstance(s(), float), isinstance(s(), np.float64), isinstance(s(), np.ndarray), s().dtype, s().shape, s().ndim)
print(s(), repr(s()), f"{s():.3f} {s():>9}", "%g" % s(), str(s()), s().item(), s().is_integer(), s()[()])
print(float(s()), int(s()), complex(s()), complex(s(int)), round(s() / 7, 2), math.sqrt(s()))
print(math.floor(s() / 7), bool(s()))
print(s() + 1, 1 - s(), s() * s(), s() / 7, s() // 7, s() % 7, divmod(s(), 7), s() ** 2, 2 ** s(int), -s(), abs(-s()))
print(s(int) & 7, s(int) | 1, s(int) ^ 5, s(int) << 2, s(int) >> 1, ~s(int), s(int) ** 2, +s(int))
print(s() < 3, s() <= 3, s() == 156, s() != 156, s() > 3, s() >= 3, s() == None, s() == "x", s() in (1.0, 156.0))
print((s() + np.float32(1)).dtype, (s("f4") + 1).dtype, (s("f4") + s()).dtype, s("i2").dtype)
print(hash(s()) == hash(156.0), {s(): 1}[156.0], np.sqrt(s()), np.maximum(s(), 3), np.add(numpy.ones(2), s()))
print(copy.copy(s()), copy.deepcopy(s()), pickle.loads(pickle.dumps(s())), type(pickle.loads(pickle.dumps(s()))))
print(np.array(s()), np.asarray([s(), s()]), numpy.asarray(s()))
print(numpy.float64(2) * s(), numpy.ones(2) * s(), s() + [1, 2])
print(np.zeros(s(int) - 153), list(range(3))[s(int) - 155], np.arange(5)[s(int) - 154], np.arange(s(int) - 153))
print(a / s(), a - a.mean(), a.std(), (a - a.mean()) / a.var(), np.linalg.norm(a / s()))
d = np.ones(3); d[1] = s(); d *= s(); print(d, d[:2].prod())
t = u = s(); t += 1; print(t, u)
x = np.ones(10); t = x.sum(); u = t + 1; x[:] = 5; print(t, u, x.sum())
print((a > 3).any() & True, (a > 99).all() or "none", a.max() - a.min(), [k.sum() for k in a], sum(k.sum() for k in a))
print(float(str(s())), np.where(s() > 1, 3, 4), np.isfinite(s()), np.clip(s(), 0, 5), memoryview(s()).nbytes)
try: s() + "x"
except Exception as error: print(type(error).__name__)
try: s().nothing
except AttributeError as error: print(error)
try: a[s()]
except IndexError as error: print(error)
try: len(s())
except TypeError as error: print(error)
with np.errstate(divide="raise"):
    try: 1 / np.zeros(3).sum()
    except FloatingPointError as error: print("raised")
"""


def test_a_program_prints_what_it_prints_with_scalars_at_once():
    lazy, eager = (python("-c", SAME, fallback="silent", scalars=mode) for mode in ("lazy", "eager"))
    assert eager.returncode == 0, eager.stderr
    assert len(eager.stdout.splitlines()) > 20
    assert lazy.stdout.replace("legate.numpy.lazy_scalar", "numpy.float64") == eager.stdout, lazy.stderr


ONE_FLUSH = """
import legate.numpy as np
from legate.numpy import _core

u, v = np.arange(1e5), np.ones(100000)
_core.synchronize()
_core.reset_stats()
change = (np.sum(u) - np.sum(v)) / np.sum(u)
left = change > 0.5
assert type(change) is type(left) is _core.lazy_scalar
assert _core.stats()["flushes"] == 0
assert left and float(change) == (4999950000 - 100000) / 4999950000
assert _core.stats()["flushes"] == 1
assert type(change + 1) is np.float64, "nothing is pending any more"
"""


def test_what_is_looked_at_is_computed_once():
    done = python("-c", ONE_FLUSH, scalars="lazy")
    assert done.returncode == 0, done.stderr


def test_a_warning_that_is_an_error_is_raised_where_the_operation_stands():
    program = """
import legate.numpy as np, pytest, warnings
s = np.zeros(3).sum()
warnings.simplefilter("error")
with pytest.raises(RuntimeWarning, match="divide by zero"):
    1 / s
assert s == 0
"""
    done = python("-c", program, scalars="lazy")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("value", ["eager", "lazy"])
def test_the_setting(value):
    program = "import legate.numpy as np; print(type(np.ones(3).sum()).__name__)"
    assert python("-c", program, scalars=value).stdout.strip() == {"eager": "float64", "lazy": "lazy_scalar"}[value]
