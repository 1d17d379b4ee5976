"""What fuses, what is stored and what is planned: counted, since values alone do not show it."""

import importlib.util
import os
import pathlib
import re

import legate.numpy as np
import pytest
from legate.numpy import _core

EXAMPLES = pathlib.Path(__file__).parents[2] / "examples"


class Counted:
    """What the counters of the core gain in a `with` block. The block's operations are pending when it ends."""

    def __enter__(self):
        np.synchronize()
        self.before = _core.stats()
        return self

    def __exit__(self, *error):
        self.now()

    def now(self):
        after = _core.stats()
        for name in ("recorded", "flushes", "kernels", "plans", "plan_hits"):
            setattr(self, name, after[name] - self.before[name])
        return self


def kernels(program, *arrays):
    """How many kernels the program takes, whose result is held until it has run."""
    with Counted() as counted:
        result = program(*arrays)
        np.synchronize()
    del result
    return counted.kernels


@pytest.fixture
def abc(native):
    a, b, c = (np.arange(20.0).reshape(4, 5) + k for k in range(3))
    np.synchronize()
    return a, b, c


def test_nothing_runs_before_it_is_observed(abc):
    a, b, c = abc
    with Counted() as counted:
        d = (a + b) * c
        d[1:] -= 1
        e = d.sum(axis=0)
    assert (counted.recorded, counted.kernels, counted.flushes) == (4, 0, 0)
    with Counted() as counted:
        assert e[0] == (((a + b) * c)[:, 0].sum() - 3)
    assert counted.kernels > 0


def test_shapes_and_views_compute_nothing(abc):
    a, b, _ = abc
    with Counted() as counted:
        d = a + b
        view = d.T[1:, ::-1].reshape(4, -1)[None]
        assert view.shape == (1, 4, 4)
        assert (d.dtype, d.ndim, len(d), d.size, d.strides) == ("f8", 2, 4, 20, (40, 8))
    assert counted.recorded <= 2  # the reshape copies
    assert counted.kernels == 0


def test_chains_and_their_sum_are_one_kernel(abc):
    assert kernels(lambda a, b, c: (a * b + c).sum(), *abc) == 1
    assert kernels(lambda a, b, c: a + b - c * 2 + abs(a) / (b + 1), *abc) == 1
    assert kernels(lambda a, b, c: np.sqrt(a * a + b * b).max(axis=1), *abc) == 1
    assert kernels(lambda a, b, c: np.where(a > b, c, -c), *abc) == 1


def test_broadcast_operands_join(abc):
    assert kernels(lambda a, b, c: a * b[0] + c[:, :1] + 3, *abc) == 1


def test_independent_statements_of_one_shape_share_a_kernel(abc):
    def program(a, b, c):
        return a + b, b * c, a - c

    assert kernels(program, *abc) == 1


def test_several_reductions_of_the_same_axes_share_a_kernel(abc):
    def program(a, b, c):
        d = a * b
        return d.sum(axis=0), d.max(axis=0), (d + c).min(axis=0)

    assert kernels(program, *abc) == 1


def test_in_place_chains_are_one_kernel(abc):
    def program(a, b, c):
        a += b
        a *= c
        a -= 1
        return a

    assert kernels(program, *abc) == 1


def test_a_shifted_read_of_what_was_written_starts_a_kernel(abc):
    def program(a, b, c):
        d = a + b
        return d[1:] - d[:-1]

    assert kernels(program, *abc) == 2


def test_overlapping_updates_take_a_temporary_and_a_copy(abc):
    def program(a, b, c):
        a[1:] += a[:-1]

    assert kernels(program, *abc) == 2


def test_interleaved_views_do_not_overlap(abc):
    def program(a, b, c):
        a[:, 0::2] += a[:, 1:2]
        b[0::2] *= b[1::2]

    assert kernels(program, *abc) == 2


def test_a_million_elements_take_as_many_kernels_as_twenty(native):
    a = np.arange(1e6)
    b = a + 1
    np.synchronize()
    assert kernels(lambda a, b: ((a * b + a) / b).sum(), a, b) == 1


def program_of_example(name):
    spec = importlib.util.spec_from_file_location(name, EXAMPLES / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def sweeps(count, module, n=41):
    p, b = np.zeros((n, n)), np.ones((n, n))
    np.synchronize()
    with Counted() as counted:
        module.relax_pressure(p, b, 0.05, 0.05, sweeps=count)
        assert counted.now().kernels == 0
        np.synchronize()
    return counted


def test_a_relaxation_sweep_has_a_known_number_of_kernels(native):
    module = program_of_example("channel_flow")
    few, many = sweeps(10, module), sweeps(30, module)
    # The copy, eight operations and an assignment for each of the interior and two columns, and two walls...
    assert (many.recorded - few.recorded) / 20 == 1 + 3 * 9 + 2
    # ...are the interior, both columns together, and both walls together; in a wave, each wall by itself.
    in_waves = os.environ.get("LEGATE_NUMPY_WAVES") == "all"
    assert (many.kernels - few.kernels) / 20 == (4 if in_waves else 3)


def test_a_repeating_loop_plans_nothing_new(native):
    a, b = np.zeros((41, 41)), np.ones((41, 41))
    plans = []
    for _ in range(20):
        with Counted() as counted:
            for _ in range(5):
                c = a.copy()
                a[1:-1, 1:-1] = (c[1:-1, 2:] + c[1:-1, :-2] + b[1:-1, 1:-1]) / 3
                a[0] = a[1]
            assert a[3, 3] > 0
        plans.append(counted.plans)
    assert sum(plans[3:]) == 0
    assert counted.plan_hits == 1


def test_the_channel_flow_plans_nothing_after_its_first_steps(native):
    run = program_of_example("channel_flow").run
    run(nx=21, ny=21, max_steps=6)
    with Counted() as counted:
        run(nx=21, ny=21, max_steps=40)
    assert counted.plans <= 1
    assert counted.plan_hits > 40


def test_a_long_loop_without_an_observation_replays_one_plan(native):
    a = np.ones(1000)
    with Counted() as counted:
        for _ in range(10_000):
            b = a * 0.5
            a = b + 0.5
        assert counted.now().flushes > 2
        np.synchronize()
    assert counted.plans <= 4
    assert a[0] == 1


def test_loops_within_loops_without_an_observation_replay_one_plan(native):
    def program(turns):
        for _ in range(3):
            p, b = np.zeros((9, 9)), np.ones((9, 9))
        for _ in range(turns):
            c = b * 2
            for _ in range(50):
                q = p.copy()
                p[1:-1] = (q[2:] + q[:-2]) * 0.5 + c[1:-1]
            b = (c + p) * 0.5
        return b

    program(5)
    np.synchronize()
    with Counted() as counted:
        program(200)
        assert counted.now().flushes > 10
        np.synchronize()
    assert counted.plans <= 4


def test_other_places_of_an_array_take_the_same_plan(native):
    a = np.arange(100.0).reshape(10, 10)
    assert (a[0] + a[1])[0] == 10
    with Counted() as counted:
        for i in range(1, 9):
            assert (a[i] + a[i + 1])[0] == 20 * i + 10
    assert counted.plans == 0
    assert counted.plan_hits == 8


def test_scalars_are_arguments_of_a_plan(native):
    a = np.arange(10.0)
    assert (a * 2 + 1)[3] == 7
    with Counted() as counted:
        for k in range(5):
            assert (a * k + k)[3] == 4 * k
    assert counted.plans == 0


def test_a_copy_that_a_write_covers_is_not_made(native):
    """`b = a.copy()` and a write over most of a: b keeps the memory, a gets new one."""
    a = np.arange(10_000.0)
    np.synchronize()
    with Counted() as counted:
        b = a.copy()
        a[1:-1] = b[2:] + b[:-2]
        np.synchronize()
    assert counted.kernels <= 2
    assert (a[0], a[1], a[-1], b[1]) == (0, 2, 9999, 1)


def test_a_scalar_needs_only_what_it_depends_on_to_be_right(native):
    a = np.arange(10.0)
    a[3] = 5
    assert a[3] == 5
    with Counted() as counted:
        assert a[3] == 5
        a[4] = a[3]
    assert counted.flushes == 0, "nothing is pending, so an element is a plain load or store"


def test_a_sweep_keeps_no_later_state_in_memory(native):
    """The borders of all states depend on the first alone, but copying them early would need memory for every state."""
    p, b = np.zeros((400, 400)), np.ones((400, 400))  # large enough for memory to matter
    for _ in range(6):
        pn = p.copy()
        p[1:-1, 1:-1] = pn[2:, 1:-1] + pn[:-2, 1:-1] + b[1:-1, 1:-1]
    np.synchronize()
    plan = _core.last_plan()
    for kernel in plan.split("kernel over")[1:]:
        assert len(set(re.findall(r"-> (b\d+)\[", kernel))) <= 2, plan
