"""Native code for kernels: the results are the interpreter's and NumPy's, and a program notices nothing else."""

import pytest
from legate.numpy import _native
from programs import python
from ranks import check_file, needs

pytestmark = [
    needs(_native.LIBRARY, "the code generator", "LLVM 19"),
    pytest.mark.one_process("native code serves the local engine"),
]

QUICK_FILES = ["test_core_regressions", "test_fuzz", "test_array"]
SLOW_FILES = [
    "test_ops",
    "test_promotion",
    "test_reductions",
    "test_fp_errors",
    "test_indexing",
    "test_regressions",
    "test_laziness",
    "test_namespace",
    "test_examples",
    "test_library_ops",
    "test_ufunc_calls",
    "test_interop",
]


@pytest.mark.parametrize("file", QUICK_FILES)
def test_the_cores_tests_pass_compiled(file):
    check_file(file, 240, tier="jit")


@pytest.mark.slow
@pytest.mark.parametrize("file", SLOW_FILES)
def test_the_cores_other_tests_pass_compiled(file):
    check_file(file, 1200, tier="jit")


def passes(program, **settings):
    done = python("-c", program, **settings)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_kernel_that_runs_again_is_compiled_beside_the_program():
    passes(
        """
import legate.numpy as np, numpy
from legate.numpy import _core

a, b = np.array(numpy.linspace(0, 1, 1000)), np.array(numpy.linspace(1, 2, 1000))
seen = set()
for k in range(5):
    seen.add((a * b + a / b).tobytes())
    if k == 2:
        _core.wait_for_native_code()
assert len(seen) == 1, "the same bits before and after"
stats = _core.stats()
assert stats["native_programs"] == 1 and stats["segments_compiled"] == 1 and stats["segments_failed"] == 0, stats
for k in range(3):  # the same instructions on other arrays
    (a[:500] * b[:500] + a[:500] / b[:500]).tobytes()
_core.wait_for_native_code()
stats = _core.stats()
assert stats["native_programs"] == 2 and stats["segments_compiled"] == 1, stats
for k in range(3):  # a sum goes on from them
    (a * b + a / b).sum()
_core.wait_for_native_code()
stats = _core.stats()
assert stats["native_programs"] == 3 and stats["segments_compiled"] == 2, stats
""",
        cache="0",
    )


@pytest.mark.parametrize("tier", ["auto", "jit"])
def test_kernels_of_the_same_instructions_are_compiled_once_and_keep_their_numbers(tier):
    passes(
        """
import legate.numpy as np, numpy
from legate.numpy import _core

arrays = [numpy.linspace(0, 1, 100 + k) for k in range(20)]
ours = [np.array(a) for a in arrays]
wanted = [(a * k + 1 - k) * k for k, a in enumerate(arrays)]
for _ in range(3):
    found = [(a * k + 1 - k) * k for k, a in enumerate(ours)]  # one flush, 20 kernels
    assert all(f.tobytes() == w.tobytes() for f, w in zip(found, wanted))
    _core.wait_for_native_code()
stats = _core.stats()
assert stats["native_programs"] == 20 and stats["segments_compiled"] == 1, stats
assert stats["segments_reused"] == 0, "nobody looked for it again"
""",
        tier=tier,
        cache="0",
    )


def test_operations_whose_value_does_not_matter_warn_all_the_same():
    passes(
        """
import warnings
import legate.numpy as np

with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter("always")
    zeros = np.zeros((2, 3, 4))
    t = zeros / zeros  # NaN or 1, and so true
    truth = t.any(axis=0)
    del t
    chosen = np.where(zeros == 0, 7, 1 / zeros)
    t = 1 / zeros[0]
    t = t < t
    np.synchronize()
    t = 1 / zeros[1] > 3
    t = t ^ t
    np.synchronize()
    t = 1 / zeros[1] > 3
    t = t & ~t
    np.synchronize()
found = sorted((w.lineno, str(w.message)) for w in seen)
assert found == [
    (8, "invalid value encountered in divide"),
    (11, "divide by zero encountered in divide"),
    (12, "divide by zero encountered in divide"),
    (15, "divide by zero encountered in divide"),
    (18, "divide by zero encountered in divide"),
], found
assert truth.all() and (chosen == 7).all()
""",
        tier="jit",
        cache="0",
    )


def test_warnings_name_the_operation_and_line_though_many_are_one_function():
    passes(
        """
import warnings
import legate.numpy as np

a, zero, big = np.ones(5000), np.zeros(5000), np.full(5000, 1e300)
with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter("always")
    b = a * 2
    b *= big
    b /= zero  # line 10
    b *= 3
    c = big * big  # line 12
    d = c - c
    total = (d + b).sum()
found = sorted((w.lineno, str(w.message)) for w in seen)
assert found == [
    (10, "divide by zero encountered in divide"),
    (12, "overflow encountered in multiply"),
    (13, "invalid value encountered in subtract"),
], found
assert np.isinf(b).all() and np.isnan(d).all() and np.isnan(total)
""",
        tier="jit",
    )


def test_small_kernels_warn_however_often_they_run():
    passes(
        """
import warnings
import legate.numpy as np, numpy

def program(np, shape, window):
    a, b, d, results = np.ones(shape), np.full(shape, 3.0), np.ones(shape), []
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        for k in range(40):
            c = np.zeros(shape)
            c[window] = (a[window] + k) / (b[window] - k) - 1
            d += 1 / (d - d) if k == 20 else 1 / (d + k)  # read and written
            results += [c.sum(), d.sum()]
    return results, [str(w.message) for w in seen]

inner = (slice(1, -1), slice(1, -1))
for shape, window in (((1,), ...), ((41, 41), (slice(1, -1), 0)), ((41, 41), inner), ((5, 41, 41), (3, *inner)),
                      ((5, 9, 9), (slice(1, -1), *inner)), ((4, 16384), 1), ((4, 16385), 1), ((128, 130), inner)):
    (ours, warned), (theirs, theirs_warned) = program(np, shape, window), program(numpy, shape, window)
    numpy.testing.assert_allclose(ours, theirs, rtol=1e-12)
    assert warned == theirs_warned and len(warned) == 2, (shape, warned, theirs_warned)
""",
        tier="jit",
    )


def test_what_is_overwritten_in_place_is_computed_once_though_it_warns():
    passes(
        """
import legate.numpy as np, numpy

def program(np):
    a = np.arange(10000.0)
    with np.errstate(all="ignore"):
        for k in range(40):
            a *= 1.5
            a += 1 / (a - 1)
            a[::7] = 0
            a[1:] /= a[:-1]
    return a

ours, theirs = program(np), program(numpy)
numpy.testing.assert_array_equal(np.asarray(ours), theirs)
""",
        tier="jit",
    )


def test_registers_of_the_interpreter_hold_elements_of_several_sizes():
    passes(
        """
import legate.numpy as np

v = (np.arange(7) % 5 - 3).astype("c8")
u = v.astype("u8")
t = u & u
before = t > -1.5
after = t >= before
t = v < 2.0
both = t * t
del t
halves = after // np.float64(1.5)
assert both.tolist() == [True] * 7, both
""",
        tier="jit",
    )


def test_a_program_may_end_while_it_is_compiled():
    for _ in range(3):
        passes("""
import legate.numpy as np
a = np.ones(3000)
for k in range(3):
    a = a * 2 + 1 - a / 3
    np.synchronize()
print(a[0])
""")


def test_children_of_a_fork_run_what_is_compiled_and_compile_nothing():
    passes("""
import os
import legate.numpy as np
from legate.numpy import _core

a = np.linspace(0, 1, 1000)
def work(k):
    return float((a * k + a / 3 - 1).sum())
expected = [work(2) for _ in range(3)]
_core.wait_for_native_code()
child = os.fork()
if child == 0:
    ok = [work(2) for _ in range(3)] == expected and [(a * 2 - a + 5).tobytes() for _ in range(5)]
    os._exit(0 if ok else 1)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
assert [work(2) for _ in range(3)] == expected
""")


def test_the_tier_can_be_chosen():
    program = """
import legate.numpy as np
from legate.numpy import _core
a = np.ones(100)
(a + 1 - a).tobytes()
print(_core.stats()["native_programs"])
"""
    for tier, programs in (("interp", "0"), ("jit", "1")):
        assert python("-c", program, tier=tier).stdout.strip() == programs


def test_a_library_that_cannot_be_loaded_is_told_once(tmp_path):
    (tmp_path / "broken.so").write_text("no library")
    done = python(
        "-c",
        f"""
import legate.numpy as np
from legate.numpy import _core

np.synchronize()  # what settings say is in force
_core.use_native_code("auto", {str(tmp_path / "broken.so")!r}, "", False)
for n in (100, 200, 300):
    a = np.ones(n)
    for k in range(5):
        np.synchronize()
        a = a * 2 - 1
    _core.wait_for_native_code()
print(float(a.sum()))
""",
    )
    assert done.stdout.strip() == "300.0" and done.stderr.count("cannot be loaded") == 1, done.stdout + done.stderr
