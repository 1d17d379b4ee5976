"""Where laziness meets NumPy: what is lazy, what must not be, and who sees which bytes when."""

import ctypes
import gc
import json
import pickle
import subprocess
import sys

import legate.numpy as np
import numpy
import pytest
from legate.numpy import _core
from oracle import to_numpy
from programs import environment


@pytest.fixture(autouse=True)
def shut(request):
    """All of these are native, but for those that are about the gate."""
    if "gate_open" not in request.fixturenames:
        request.getfixturevalue("native")


def recorded():
    return _core.stats()["recorded"]


def flushes():
    return _core.stats()["flushes"]


@pytest.fixture
def lazy():
    """A function that says whether a call left its work pending."""
    np.synchronize()

    def check(call):
        np.synchronize()
        before, kernels = recorded(), _core.stats()["kernels"]
        call()
        assert recorded() > before, "nothing was recorded"
        return _core.stats()["kernels"] == kernels

    return check


# -- NumPy's own objects ------------------------------------------------------------------------------------------


def test_dtypes_scalars_exceptions_and_settings_are_numpys_own():
    for name in (
        "dtype",
        "float64",
        "int8",
        "bool_",
        "errstate",
        "printoptions",
        "set_printoptions",
        "seterr",
        "nan",
        "inf",
    ):
        assert getattr(np, name) is getattr(numpy, name)
    assert np.exceptions.AxisError is numpy.exceptions.AxisError
    assert np.__version__ == numpy.__version__


def test_a_seed_gives_numpys_numbers(gate_open):
    np.random.seed(3)
    ours = np.random.random(4)
    numpy.random.seed(3)
    assert ours.tolist() == numpy.random.random(4).tolist()
    np.random.seed(3)
    assert numpy.random.random() == ours[0]


def test_isinstance_is_true_of_numpys_arrays():
    assert isinstance(numpy.zeros(3), np.ndarray)
    assert isinstance(np.zeros(3), np.ndarray)
    assert not isinstance(np.zeros(3), numpy.ndarray)


def test_print_options_are_numpys():
    a = np.array([1 / 3, 2e10])
    with np.printoptions(precision=2, suppress=True):
        assert repr(a) == repr(to_numpy(a)) == repr(numpy.array([1 / 3, 2e10]))
    assert repr(a) == repr(to_numpy(a))


# -- what is recorded and when it runs -----------------------------------------------------------------------------


def test_operations_are_recorded_and_run_when_a_value_is_observed(lazy):
    a = np.arange(10.0)
    assert lazy(lambda: a * 2 + 1)
    for observe in (
        lambda x: x[3],
        lambda x: bool((x > 0).all()),
        lambda x: str(x),
        lambda x: x.tolist(),
        lambda x: numpy.asarray(x),
        lambda x: memoryview(x),
        lambda x: x.item(0),
        lambda x: pickle.dumps(x),
        lambda x: numpy.from_dlpack(x),
        lambda x: x.sum(),
        lambda x: np.synchronize(),
    ):
        assert not lazy(lambda observe=observe: observe(a * 2 + 1))


def test_errors_come_at_the_users_line(lazy):
    a, b = np.ones(3), np.ones(4)
    for wrong in (
        lambda: a + b,
        lambda: a[5],
        lambda: a.reshape(2, 2),
        lambda: np.add(a, a, out=b),
        lambda: a.sum(axis=3),
    ):
        before = recorded()
        with pytest.raises((ValueError, IndexError)):
            wrong()
        assert recorded() == before


def test_the_stream_has_a_bound():
    a = np.zeros(4)
    before = flushes()
    for _ in range(20_000):
        a += 1
    assert flushes() > before
    assert a.tolist() == [20_000.0] * 4


def test_a_loop_that_repeats_plans_nothing():
    a = np.zeros((8, 8))

    def sweep(count):
        for _ in range(count):
            a[1:-1, 1:-1] = (a[2:, 1:-1] + a[:-2, 1:-1]) * 0.5
            a[0] = 1
            a.sum()

    sweep(3)
    plans = _core.stats()["plans"]
    sweep(300)
    assert _core.stats()["plans"] == plans


def test_program_order_is_the_meaning():
    a = np.zeros(5)
    b = a + 1
    a += 10
    c = a * b
    a[0] = 7
    assert (b.tolist(), c.tolist(), a.tolist()) == ([1.0] * 5, [10.0] * 5, [7.0, 10, 10, 10, 10])


def test_a_write_to_an_operand_waits_for_its_readers():
    a = np.arange(5.0)
    b = a[::-1] + 0
    a[2] = 100
    assert b.tolist() == [4, 3, 2, 1, 0]
    c = a + 0
    a[:] = a[::-1]
    assert c[2] == 100 and a[2] == 100 and a[0] == 4


def test_temporaries_are_never_stored_but_their_effects_are():
    a = np.ones(1000)
    b = ((a + 1) * 3 - 2) / 4
    del a
    gc.collect()
    assert b.sum() == 1000.0


def test_overlapping_updates_give_what_numpy_gives():
    for step in (lambda a: a[1:].__iadd__(a[:-1]), lambda a: a[:-1].__iadd__(a[1:]), lambda a: a[::-1].__imul__(a)):
        ours, theirs = np.arange(50.0), numpy.arange(50.0)
        step(ours)
        step(theirs)
        assert ours.tolist() == theirs.tolist()


def test_a_copy_keeps_the_old_values_when_the_original_is_overwritten():
    a = np.arange(1000.0).reshape(10, 100)
    b = a.copy()
    a[1:-1, 1:-1] = b[2:, 1:-1] * 2
    view = a[0]
    c = a.copy()
    a[...] = -1
    assert b[5, 5] == 505 and a[5, 5] == -1 and c[5, 5] == 1210 and view[0] == -1 and c[0, 1] == 1


# -- scalars -------------------------------------------------------------------------------------------------------


def test_scalars_are_numpy_scalars_at_once():
    a = np.arange(6.0).reshape(2, 3) * 2
    assert type(a[1, 2]) is type(a.sum()) is type(a.max()) is numpy.float64
    assert isinstance(a.sum(), float)
    assert json.dumps({"x": a[1, 2]}) == '{"x": 10.0}'
    assert {a[0, 1]: 1}[2.0] == 1
    t = s = a.sum()
    s += 1
    assert (s, t) == (31.0, 30.0)
    assert type(np.add(1, 2)) is numpy.int64 and type(np.arange(3)[1]) is numpy.int64


def test_a_scalar_read_is_a_value_not_a_view():
    a = np.arange(3.0)
    x = a[1]
    a[1] = 50
    assert x == 1.0


# -- foreign eyes --------------------------------------------------------------------------------------------------


def exports(a):
    yield "asarray", numpy.asarray(a)
    yield "buffer", numpy.frombuffer(memoryview(a).cast("B").cast("d") if a.ndim > 1 else memoryview(a))
    yield "dlpack", numpy.from_dlpack(a)
    yield "array", a.__array__()


@pytest.mark.parametrize("kind", ["asarray", "buffer", "dlpack", "array"])
def test_an_export_sees_later_writes_and_its_writes_are_seen(kind, lazy):
    a = np.arange(5.0) * 2
    view = dict(exports(a))[kind]
    assert view.tolist() == [0, 2, 4, 6, 8]
    assert not lazy(lambda: a.__iadd__(1))  # runs at once
    assert view.tolist() == [1, 3, 5, 7, 9]
    if view.flags.writeable:
        view[0] = 100
        assert a[0] == 100 and (a + 0)[0] == 100
        b = a + 1
        view[0] = -1
        assert b[0] == 101, "the operation was recorded before the foreign write"
    part = a[1:3]
    part[:] = 0
    assert view.tolist()[1:3] == [0, 0]


def test_an_export_of_a_view_sees_writes_through_the_base_and_outlives_it():
    a = np.arange(6.0)
    view = numpy.asarray(a[::2])
    a *= 10
    assert view.tolist() == [0, 20, 40]
    del a
    gc.collect()
    assert view.tolist() == [0, 20, 40]


def test_when_the_export_is_gone_the_buffer_is_lazy_again(lazy):
    a = np.arange(5.0)
    view = numpy.asarray(a)
    assert not lazy(lambda: a + 1)
    del view
    gc.collect()
    assert lazy(lambda: a + 1)


def test_the_export_keeps_a_buffer_whose_storage_would_be_swapped():
    a = np.zeros((50, 50))
    view = numpy.asarray(a)
    for _ in range(3):
        b = a.copy()
        a[1:-1, 1:-1] = b[2:, 1:-1] + 1
    assert view[1:-1, 1:-1].tolist() == to_numpy(a)[1:-1, 1:-1].tolist()
    assert view[48, 5] == 1


def test_an_address_given_away_has_no_end(lazy):
    a = np.arange(4.0)
    address = a.__array_interface__["data"][0]
    memory = (ctypes.c_double * 4).from_address(address)
    b = a.copy()
    a[:] = b * 2
    assert list(memory) == [0, 2, 4, 6]
    memory[0] = 9
    assert (a + 0)[0] == 9
    assert not lazy(lambda: a + 1)
    c = np.arange(4.0)
    pointer = c.ctypes.data_as(ctypes.POINTER(ctypes.c_double))
    c += 1
    assert pointer[3] == 4


@pytest.mark.parametrize("alias", ["asarray", "frombuffer", "from_dlpack", "asanyarray"])
def test_numpys_memory_is_aliased_and_never_lazy(alias, lazy):
    theirs = numpy.arange(4.0)
    ours = {"frombuffer": lambda: np.frombuffer(theirs)}.get(alias, lambda: getattr(np, alias)(theirs))()
    assert type(ours) is np.ndarray
    assert not lazy(lambda: ours + 1)
    result = ours + 1
    theirs[0] = 50
    assert result.tolist() == [1, 2, 3, 4], "computed when it was recorded"
    assert ours[0] == 50 and (ours * 1)[0] == 50
    assert lazy(lambda: result * 2), "results are ours, and lazy again"
    if alias != "from_dlpack":
        ours += 1
        assert theirs.tolist() == [51, 2, 3, 4]
        ours[1:3] = 0
        assert theirs.tolist() == [51, 0, 0, 4]


def test_a_numpy_operand_is_read_when_the_operation_is_recorded():
    ours, theirs = np.zeros(3), numpy.ones(3)
    added = ours + theirs
    swapped = theirs * 2 + ours
    ours[:] = theirs
    theirs[:] = 9
    assert added.tolist() == [1, 1, 1] and swapped.tolist() == [2, 2, 2] and ours.tolist() == [1, 1, 1]
    assert type(added) is type(swapped) is np.ndarray


def test_two_views_of_one_numpy_array_are_one_memory():
    theirs = numpy.arange(6.0)
    x, y = np.asarray(theirs[:4]), np.asarray(theirs[2:])
    x[2:] = -1
    assert y[:2].tolist() == [-1, -1]
    y[...] = 5
    assert x.tolist() == [0, 1, 5, 5] and theirs.tolist() == [0, 1, 5, 5, 5, 5]


def test_out_may_be_numpys_array():
    theirs = numpy.zeros(3)
    a = np.arange(3.0)
    returned = np.add(a, 1, out=theirs)
    assert returned is theirs and theirs.tolist() == [1, 2, 3]
    assert numpy.add(a, a, out=theirs) is theirs and theirs.tolist() == [0, 2, 4]


def test_in_place_on_numpys_array_stays_numpys():
    theirs = before = numpy.ones(3)
    theirs += np.arange(3.0)
    assert theirs is before and type(theirs) is numpy.ndarray and theirs.tolist() == [1, 2, 3]
    theirs[1:] = np.zeros(2)
    theirs *= np.asarray(theirs)
    assert theirs.tolist() == [1, 0, 0]


def test_mutating_a_numpy_array_through_our_namespace_mutates_it():
    theirs = numpy.arange(3.0)
    np.copyto(theirs, 5)
    assert theirs.tolist() == [5, 5, 5]
    np.negative(theirs, out=theirs)
    assert theirs.tolist() == [-5, -5, -5]


def test_np_array_adopts(lazy):
    theirs = numpy.arange(4.0)
    ours = np.array(theirs)
    theirs[0] = 9
    assert ours[0] == 0
    assert lazy(lambda: ours + 1)


def test_memmap_is_aliased(tmp_path):
    mapped = numpy.memmap(tmp_path / "m", dtype="f8", mode="w+", shape=4)
    ours = np.asarray(mapped)
    ours[:] = [1, 2, 3, 4]
    mapped.flush()
    assert numpy.fromfile(tmp_path / "m").tolist() == [1, 2, 3, 4]


def test_a_resized_bytearray_says_that_it_is_exported():
    data = bytearray(16)
    a = np.frombuffer(data)
    a += 1
    assert numpy.frombuffer(data).tolist() == [1, 1]
    with pytest.raises(BufferError):
        data.extend(b"x")


# -- values that decide errors or shapes ----------------------------------------------------------------------------


def test_values_that_decide_are_looked_at_when_recorded():
    k = np.array([0, 1, 2]) + 5
    with pytest.raises(IndexError, match="index 5 is out of bounds"):
        np.arange(3)[k]
    exponents = np.arange(3) - 1
    with pytest.raises(ValueError, match="negative integer powers"):
        np.arange(3) ** exponents
    mask = np.arange(10) > 6
    assert np.arange(10)[mask].shape == (3,)
    with pytest.raises(ValueError, match="cannot assign 2 input values to the 3 output"):
        np.arange(10)[mask] = [1, 2]


def test_bounds_are_checked_again_when_an_index_array_changed():
    a, k = np.arange(5), np.array([0, 1])
    assert a[k].tolist() == [0, 1]
    k += 4
    with pytest.raises(IndexError):
        a[k]
    alias = numpy.array([0, 1])
    index = np.asarray(alias)
    assert a[index].tolist() == [0, 1]
    alias[:] = 7
    with pytest.raises(IndexError):
        a[index]


# -- fallback --------------------------------------------------------------------------------------------------------


def test_the_gate_counts_and_error_mode_raises():
    before = np.stats()["gate"]
    with pytest.raises(np.FallbackError, match="numpy.linalg.svd is not native"):
        np.linalg.svd(np.ones((2, 2)))
    assert np.stats()["gate"] == before


PROGRAM = """
import legate.numpy as np, numpy
a = np.arange(6.0)
b = a * 2
np.random.default_rng(0).permuted(b, out=b)
assert sorted(b.tolist()) == [0, 2, 4, 6, 8, 10] and b.tolist() != sorted(b.tolist())
b.partition(range(6))
assert b.tolist() == [0, 2, 4, 6, 8, 10]
assert np.stats()["gate"] == 1, np.stats()
r = np.linalg.inv(np.eye(2))
assert type(r) is np.ndarray
v = np.einsum("i->i", b)
v += 1
assert b[0] == 1, "a view of our memory"
o = np.zeros(6)
assert np.add(a, 1, out=o, where=a > 2) is o and o.tolist() == [0, 0, 0, 4, 5, 6]
m = np.ma.masked_array(a)
assert type(m) is numpy.ma.MaskedArray
print("done")
"""


def test_a_program_through_the_gate():
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, env=environment(fallback="silent")
    )
    assert run.stdout.strip() == "done", run.stderr


@pytest.mark.parametrize(
    "program", ["a.sum(axis=0)", "np.diag(a[0])", "(a + 1)[0] * 2", "a.max(axis=1, keepdims=True)"]
)
def test_results_that_nobody_looks_at(program):
    """More of them than a kernel has instructions, each written to memory of its own."""
    a = np.arange(12.0).reshape(3, 4)
    for _ in range(3000):
        eval(program)
    assert (a + 0).sum() == 66
