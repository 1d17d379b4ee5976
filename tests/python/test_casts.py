"""astype, view, asarray and concatenate: dtypes, casting rules and orders in memory."""

import itertools

import legate.numpy as np
import numpy
import pytest
from legate.numpy import _core
from oracle import programs, same_program

pytestmark = pytest.mark.usefixtures("native")

VIEWS = {
    "C": lambda a: a,
    "F": lambda a: a.T,
    "columns": lambda a: a[:, ::2],
    "reversed": lambda a: a[::-1],
    "empty": lambda a: a[:0],
    "number": lambda a: a[0, :1].reshape(()),
    "vector": lambda a: a[1],
}


def outcomes(call):
    """What `call` gives of our namespace and of NumPy's: values, dtype and layout, or an exception and its words."""
    found = []
    for module in (np, numpy):
        try:
            x = call(module)
        except Exception as error:
            found.append((type(error), str(error)))
        else:
            strides = x.strides if x.size > 1 else None
            found.append((numpy.asarray(x).tolist(), x.dtype, x.shape, strides, x.flags.writeable))
    return found


def same(call):
    ours, theirs = outcomes(call)
    assert ours == theirs


def numbers(module):
    return module.arange(12).reshape(3, 4)


@pytest.mark.parametrize("name", VIEWS)
@pytest.mark.parametrize("order", "CFAK")
@pytest.mark.parametrize("code", "ldbF?")
def test_orders(name, order, code):
    view = VIEWS[name]
    same(lambda m: view(numbers(m)).astype(code, order=order))
    same(lambda m: m.array(view(numbers(m)), code, order=order))
    same(lambda m: m.asarray(view(numbers(m)), code, order=order))


@pytest.mark.parametrize("name", VIEWS)
@pytest.mark.parametrize("order", "CFAK")
def test_what_lies_in_an_order_is_copied_only_if_asked(name, order):
    def program(module):
        a = VIEWS[name](numbers(module))
        return [
            a.astype(a.dtype, order=order) is a,
            a.astype(a.dtype, order=order, copy=False) is a,
            module.asarray(a, order=order) is a,
            module.array(a, order=order, copy=None) is a,
            module.array(a, order=order) is a,
        ]

    assert program(np) == program(numpy)


@pytest.mark.parametrize("casting", ["no", "equiv", "safe", "same_kind", "unsafe", "blah"])
@pytest.mark.parametrize("code", "ldifbF?")
def test_casting(casting, code):
    same(lambda m: numbers(m).astype(code, casting=casting))
    same(lambda m: numbers(m).astype(code, "F", casting))


def test_numpys_words():
    same(lambda m: numbers(m).astype(float, order="X"))
    same(lambda m: numbers(m).view(1, 2, 3))


@pytest.mark.parametrize("name", VIEWS)
@pytest.mark.parametrize("code", ["u1", "i2", "i4", "f4", "f8", "c8", "c16", "?"])
def test_views_of_another_item_size(name, code):
    same(lambda m: VIEWS[name](numbers(m)).view(code))
    same(lambda m: VIEWS[name](numbers(m)).view(dtype=code))


def test_views_share_memory():
    def program(m):
        a = numbers(m)
        a.view("i4")[0, 0] = 77
        b = a + 1
        a.view("u1")[1] = 3
        return a + b

    same(program)
    a = numbers(np)
    a.flags.writeable = False
    assert not a.view("i4").flags.writeable
    assert type(a.view(type=np.ndarray)) is np.ndarray


def test_a_view_runs_nothing():
    """Nobody else sees the memory: what is written through the view waits, too."""
    before = _core.stats()["flushes"]
    a = np.ones((4, 6)) + 1
    a.view("f4")[:, 1::2] = 0
    a.view("c16").real[:2] += 1
    assert _core.stats()["flushes"] == before
    same(lambda m: m.arange(6.0).reshape(2, 3).view("i8").view("u2")[:, 3::4] + 1)
    same(lambda m: m.arange(6, dtype="c16").reshape(2, 3)[:, ::2].view(("f8", (2,))))
    same(lambda m: m.arange(6, dtype="i8").view(("u1", (2, 4)))[::2])


DTYPES_IN_PLACE = """
a.dtype = "f8"; a | a.dtype = "i2"; a | a.T.dtype = "f8" | a[0, 0].dtype = "i2" | a.dtype = "D"; a | a.dtype = "zz"
del a.dtype | b = a.view(); b.dtype = "i2"; b[0] = 1; a
"""


@pytest.mark.parametrize("program", programs(DTYPES_IN_PLACE))
def test_dtypes_in_place(program):
    same_program(program, {"a": lambda: numpy.arange(16, dtype="f4").reshape(2, 8)})


@pytest.mark.parametrize("axis", [0, 1, -1, None, 2])
@pytest.mark.parametrize("shape", [(4, 2), (2, 4), (8,), (2, 3)])
def test_concatenate_into_an_array(axis, shape):
    for code, options in itertools.product("ldfiD", ({}, {"casting": "unsafe"}, {"casting": "no"})):

        def program(m, code=code, options=options):
            out = m.zeros(shape, code)
            a, b = m.arange(4).reshape(2, 2), m.ones((2, 2), "f4")
            assert m.concatenate([a, b], axis, out=out, **options) is out
            return out

        same(program)


@pytest.mark.parametrize("casting", ["no", "equiv", "safe", "same_kind", "unsafe", "blah"])
@pytest.mark.parametrize("code", ["d", "i", "f", "?", "D", None])
def test_concatenate_as_a_dtype(casting, code):
    same(lambda m: m.concatenate([m.arange(4), m.ones(2, "f4")], dtype=code, casting=casting))


def test_what_concatenate_refuses():
    same(lambda m: m.concatenate([m.arange(4)], out=m.zeros(4), dtype="d"))
    same(lambda m: m.concatenate([m.arange(4)], out=3))
    same(lambda m: m.concatenate([numbers(m), m.arange(4)], out=m.zeros((4, 4))))
    same(lambda m: m.concatenate([], out=m.zeros(2)))
    same(lambda m: m.concatenate([]))


def test_concatenate_over_what_it_reads():
    def program(m):
        a = m.arange(6)
        return m.concatenate([a[3:], a[:3]], out=a)

    same(program)


@pytest.mark.parametrize("axis", [0, 1, -1, -2, None])
def test_columns_stay_columns(axis):
    same(lambda m: m.concatenate([numbers(m).T, numbers(m).T], axis))
    same(lambda m: m.block([[numbers(m).T, numbers(m).T]]))
