"""Random numbers are NumPy's, bit by bit, and so is the generator's state afterwards."""

import threading

import legate.numpy as np
import numpy
import pytest

SEEDS = (0, 7, 2**63 + 5)
SIZES = (None, (), 0, 1, 5, (2, 3), (3, 0, 2), 1001)


def same(ours, theirs):
    assert type(ours) is (np.ndarray if type(theirs) is numpy.ndarray else type(theirs))
    if type(theirs) is numpy.ndarray:
        assert ours.dtype == theirs.dtype and ours.shape == theirs.shape
    assert numpy.asarray(ours).tobytes() == numpy.asarray(theirs).tobytes()


def generators(seed=1, bits="PCG64"):
    return [module.random.Generator(getattr(numpy.random, bits)(seed)) for module in (np, numpy)]


def states(seed=1):
    return [module.random.RandomState(seed % 2**32) for module in (np, numpy)]


def check(pair, method, *args, **kwargs):
    """The draw, one of 32 bits, which some generators keep halves of, and one of 64."""
    ours, theirs = pair
    same(getattr(ours, method)(*args, **kwargs), getattr(theirs, method)(*args, **kwargs))
    same(ours.bytes(4), theirs.bytes(4))
    same(ours.uniform(), theirs.uniform())


CONTINUOUS = {
    "random": (),
    "standard_normal": (),
    "standard_exponential": (),
    "standard_gamma": (1.5,),
    "uniform": (-1, 2.5),
    "normal": (2, 0.5),
    "exponential": (2.0,),
    "gamma": (0.5, 3),
    "beta": (0.5, 2.0),
    "chisquare": (3,),
    "f": (2, 5),
    "standard_cauchy": (),
    "pareto": (3.0,),
    "weibull": (1.5,),
    "power": (2.0,),
    "laplace": (1, 2),
    "gumbel": (1, 2),
    "logistic": (1, 2),
    "lognormal": (0.5, 1),
    "rayleigh": (2,),
    "standard_t": (4,),
    "noncentral_chisquare": (3, 1.5),
    "noncentral_f": (3, 4, 1.5),
    "wald": (1, 2),
    "vonmises": (0.5, 4),
    "triangular": (-1, 0, 3),
    "poisson": (20.5,),
    "negative_binomial": (5, 0.3),
    "binomial": (100, 0.4),
    "logseries": (0.4,),
    "geometric": (0.2,),
    "zipf": (2.5,),
    "hypergeometric": (20, 30, 25),
}


@pytest.mark.parametrize("method, parameters", CONTINUOUS.items())
def test_distributions_of_generators(native, method, parameters):
    for seed in SEEDS:
        pair = generators(seed)
        for size in SIZES:
            check(pair, method, *parameters, size=size)


@pytest.mark.parametrize("bits", ["MT19937", "PCG64DXSM", "Philox", "SFC64"])
def test_bit_generators(native, bits):
    pair = generators(3, bits)
    for _ in range(3):
        check(pair, "random", 7, numpy.float32)
        check(pair, "normal", size=5)
        check(pair, "integers", 0, 9, 7, numpy.int8)


@pytest.mark.parametrize("dtype", [numpy.float32, numpy.float64, "d"])
@pytest.mark.parametrize("method", ["random", "standard_normal", "standard_exponential", "standard_gamma"])
def test_types_and_out(native, method, dtype):
    parameters = (0.7,) if method == "standard_gamma" else ()
    for seed in SEEDS:
        pair = generators(seed)
        for size in SIZES:
            check(pair, method, *parameters, size=size, dtype=dtype)
        if method == "standard_exponential":
            check(pair, method, (5,), dtype, "inv")
        outs = [module.ones((3, 4), dtype) for module in (np, numpy)]
        for way in (lambda a: a, lambda a: a[1:], lambda a: a.T):
            if method == "standard_gamma" and way(outs[1]).flags.f_contiguous:
                continue
            ours, theirs = (getattr(g, method)(*parameters, dtype=dtype, out=way(a)) for g, a in zip(pair, outs))
            same(outs[0], outs[1])
            assert type(ours) is np.ndarray and ours.shape == theirs.shape


INTEGERS = [numpy.dtype(c) for c in "?bBhHiIlLqQ"]


@pytest.mark.parametrize("legacy", [False, True])
@pytest.mark.parametrize("dtype", INTEGERS, ids=lambda t: t.char)
def test_integers(native, dtype, legacy):
    least, most = (0, 1) if dtype.kind == "b" else (numpy.iinfo(dtype).min, numpy.iinfo(dtype).max)
    bounds = {
        (least, most + 1),
        (0, 1),
        (0, 2),
        (least, least + 1),
        (most, most + 1),
        (0, most),
        (least // 2, most // 2 + 1),
    }
    method = "randint" if legacy else "integers"
    for seed in SEEDS:
        pair = states(seed) if legacy else generators(seed)
        for low, high in bounds - {(0, 0)}:
            for size in (None, (), 0, 1, 3, (2, 5), 1001):
                check(pair, method, low, high, size, dtype)
    if not legacy:
        check(pair, method, 1, size=7, dtype=dtype, endpoint=True)


@pytest.mark.parametrize("kwargs", [{"dtype": int}, {"dtype": bool}, {"dtype": numpy.int64}, {}, {"dtype": "u1"}])
def test_integers_alone(native, kwargs):
    check(generators(), "integers", 2, **kwargs)
    check(states(), "randint", 2, **kwargs)
    check(states(), "randint", numpy.int64(1), numpy.uint8(2), **kwargs)


@pytest.mark.parametrize(
    "method, parameters",
    {
        "random": (),
        "random_sample": (),
        "uniform": (-1, 2.5),
        "normal": (2, 0.5),
        "standard_normal": (),
        "laplace": (1, 2),
        "gumbel": (1, 2),
        "logistic": (1, 2),
        "triangular": (-1, 0, 3),
    }.items(),
)
def test_distributions_of_random_states(native, method, parameters):
    for seed in SEEDS:
        pair = states(seed)
        for size in SIZES * 2:
            check(pair, method, *parameters, size=size)


def test_normals_kept_for_later(native):
    pair = states()
    for n in (1, 1, 2, 3, 4, 1, 5, 0, 101, 101, 100, 1, 100, 0, 1):
        check(pair, "randn", n)
        check(pair, "randn")
        check(pair, "normal", 1, 2, n)
    assert str(pair[0].get_state()) == str(pair[1].get_state())


def test_functions_of_the_module(native):
    def drawn(module):
        random = module.random
        random.seed(5)
        yield from (random.rand(2, 3), random.randn(3), random.randn(2, 2), random.random(3), random.random_sample(2))
        yield from (random.ranf(2), random.sample(2), random.uniform(1, 2, 3), random.normal(size=3), random.rand())
        yield from (random.standard_normal((2, 1)), random.randint(9, size=4), random.permutation(6), random.randn())
        yield from (random.choice(5, 3), random.choice(5, 3, False), random.bytes(3), random.randint(0, 9))
        x = module.arange(12).reshape(4, 3)
        random.shuffle(x)
        yield x
        yield from random.get_state()[1:]

    for ours, theirs in zip(list(drawn(np)), list(drawn(numpy)), strict=True):
        if type(ours) is numpy.ndarray:
            assert ours.tolist() == theirs.tolist()
        else:
            same(ours, theirs)


SHUFFLED = [
    lambda m: m.arange(9),
    lambda m: m.arange(12.0).reshape(4, 3),
    lambda m: m.arange(24).reshape(4, 6)[::2, ::-2],
    lambda m: m.arange(10, dtype="i1")[::3],
    lambda m: m.arange(5) > 2,
    lambda m: m.arange(6) * 1j,
    lambda m: m.ones((1,)),
    lambda m: m.arange(8).reshape(2, 2, 2).T,
]


@pytest.mark.parametrize("make", SHUFFLED)
@pytest.mark.parametrize("legacy", [False, True])
def test_shuffles(native, make, legacy):
    for seed in SEEDS:
        pair = states(seed) if legacy else generators(seed)
        axes = [{}] if legacy else [{}, *({"axis": axis} for axis in range(-make(numpy).ndim, make(numpy).ndim))]
        for axis in axes:
            xs = [make(module) for module in (np, numpy)]
            for generator, x in zip(pair, xs):
                assert generator.shuffle(x, **axis) is None
            assert numpy.asarray(xs[0]).tolist() == xs[1].tolist()
            ours, theirs = (generator.permutation(make(module), **axis) for generator, module in zip(pair, (np, numpy)))
            same(ours, theirs)
        check(pair, "permutation", 17)
        check(pair, "permutation", numpy.int8(3))
        check(pair, "permutation", 0)
        lists = [list(range(9)), list(range(9))]
        for generator, x in zip(pair, lists):
            generator.shuffle(x)
        assert lists[0] == lists[1]


@pytest.mark.parametrize("legacy", [False, True])
def test_choices(native, legacy):
    pair = states() if legacy else generators()
    for size in (None, 1, 4, (2, 3), 0):
        for replace in (True, False) if legacy else (True,):
            check(pair, "choice", 10, size, replace)
            ours, theirs = (g.choice(m.arange(9) / 2, size, replace) for g, m in zip(pair, (np, numpy)))
            same(ours, theirs)
    if not legacy:
        ours, theirs = (g.choice(m.arange(9).reshape(3, 3), 4) for g, m in zip(pair, (np, numpy)))
        same(ours, theirs)


@pytest.mark.parametrize(
    "call",
    [
        lambda g: g.normal(0, -1, 3),
        lambda g: g.normal(0, -0.0, 3),
        lambda g: g.uniform(0, float("inf"), 3),
        lambda g: g.triangular(3, 2, 1, 3),
        lambda g: g.uniform(size=-1),
        lambda g: g.uniform(size=(2, -1)),
        lambda g: g.uniform(size="a"),
        lambda g: g.uniform(size=2.5),
        lambda g: g.normal(1, 2, 3, 4),
        lambda g: g.normal(loc=1, mean=2),
        lambda g: g.normal(1, loc=1),
        lambda g: g.triangular(1, 2),
        lambda g: g.normal(float("nan"), float("nan"), 3),
    ],
)
@pytest.mark.parametrize("make", [generators, states])
def test_what_numpy_refuses(native, call, make):
    ours, theirs = make()
    try:
        expected = call(theirs)
    except Exception as error:
        with pytest.raises(type(error)) as raised:
            call(ours)
        assert str(raised.value) == str(error)
    else:
        same(call(ours), expected)
    same(ours.uniform(size=2), theirs.uniform(size=2))


@pytest.mark.parametrize("method, make", [("integers", generators), ("randint", states)])
@pytest.mark.parametrize("arguments", [(0,), (3, 3), (-1, 300, 2, "u1"), (0, 2**63 + 1, 2), (5, 2, (2,))])
def test_integers_that_numpy_refuses(native, method, make, arguments):
    ours, theirs = make()
    with pytest.raises(ValueError) as expected:
        getattr(theirs, method)(*arguments)
    with pytest.raises(ValueError) as raised:
        getattr(ours, method)(*arguments)
    assert str(raised.value) == str(expected.value)


@pytest.mark.parametrize(
    "call",
    [
        lambda g, m: g.normal(m.arange(3.0), 1),
        lambda g, m: g.integers(m.array([3, 4, 5])),
        lambda g, m: g.choice(5, 3, p=[0.1, 0.2, 0.3, 0.2, 0.2]),
        lambda g, m: g.choice(9, 3, replace=False),
        lambda g, m: g.permuted(m.arange(6).reshape(2, 3), axis=1),
        lambda g, m: g.random(out=m.zeros((4, 4))[1]),
        lambda g, m: g.multinomial(5, [0.5, 0.5], 3),
        lambda g, m: g.integers(2.5, 7.5, 4),
    ],
)
def test_what_is_numpys(gate_open, call):
    ours, theirs = generators()
    same(call(ours, np), call(theirs, numpy))
    same(ours.random(3), theirs.random(3))


def test_pending_work_on_what_is_drawn_into(native):
    ours, theirs = generators()
    a = np.ones(1000)
    b = a + 1
    ours.random(out=a)
    a += b
    expected = theirs.random(1000) + 2
    same(a, expected)


def test_threads_share_a_generator(native):
    """Each draw is in one piece of the stream, as the lock has it."""
    ours, theirs = generators()
    drawn = []
    threads = [threading.Thread(target=lambda: drawn.append(ours.random(20_000))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    expected = theirs.random((8, 20_000)).tolist()
    assert sorted(each.tolist() for each in drawn) == sorted(expected)


# What broadcasts, for as many parameters as a distribution has.
SPREAD = {"scalar": (), "row": (4,), "column": (3, 1), "grid": (3, 4)}
MANY = [name for name in CONTINUOUS if CONTINUOUS[name]]


@pytest.mark.parametrize("method", MANY)
def test_parameters_are_arrays(method):
    for shapes in ((SPREAD["row"], SPREAD["column"], ()), (SPREAD["grid"], (), SPREAD["row"]), ((), SPREAD["row"], ())):
        steps = numpy.linspace(1, 1.4, 12)
        theirs = [
            numpy.resize(x * steps, shape).astype(numpy.asarray(x).dtype) if shape else x
            for x, shape in zip(CONTINUOUS[method], shapes)
        ]
        for size in (None, (2, 3, 4)):
            pair = generators(5)
            ours = [np.array(x) if type(x) is numpy.ndarray else x for x in theirs]
            same(getattr(pair[0], method)(*ours, size=size), getattr(pair[1], method)(*theirs, size=size))
            same(pair[0].uniform(), pair[1].uniform())


def test_normal_numbers_for_each_parameter_are_native(native):
    pair = generators(5)
    loc = numpy.arange(6.0)
    same(pair[0].normal(np.array(loc), 2.0), pair[1].normal(loc, 2.0))
    same(pair[0].poisson(np.array(loc)[:, None], size=(6, 5)), pair[1].poisson(loc[:, None], size=(6, 5)))
    same(pair[0].uniform(np.array(loc), 9, (2, 6)), pair[1].uniform(loc, 9, (2, 6)))


@pytest.mark.parametrize(
    "method, parameters",
    [
        ("normal", (0.0, [1.0, -1.0])),
        ("uniform", ([0.0, 2.0], 1.0)),
        ("uniform", (0.0, [1.0, numpy.inf])),
        ("poisson", ([1.0, 1e300],)),
        ("exponential", ([1.0, numpy.nan],)),
        ("normal", ([1.0, 2.0], [1.0, 2.0, 3.0])),
    ],
)
def test_arrays_that_are_no_parameters(method, parameters):
    outcomes = []
    for module in (np, numpy):
        generator = module.random.default_rng(1)
        try:
            drawn = getattr(generator, method)(*(module.array(x) if type(x) is list else x for x in parameters))
            outcomes.append(numpy.asarray(drawn).tobytes())
        except Exception as error:
            outcomes.append((type(error), str(error)))
    assert outcomes[0] == outcomes[1]


@pytest.mark.parametrize("population", [1, 7, 1000, 10_000, 10_001, 200_000])
def test_choice_of_different_ones(population, native):
    ours, theirs = (m.random.default_rng(5) for m in (np, numpy))
    for size in {None, 0, 1, min(population, 5), min(population, 300), population // 30, population // 2, population}:
        for shuffle in (True, False):
            options = {"replace": False, "shuffle": shuffle}
            same(ours.choice(population, size, **options), theirs.choice(population, size, **options))
    same(
        ours.choice(np.arange(12).reshape(4, 3), (2, 1), False),
        theirs.choice(numpy.arange(12).reshape(4, 3), (2, 1), False),
    )
    same(ours.random(3), theirs.random(3))


def test_choice_by_probabilities(native):
    p = numpy.linspace(1, 2, 7)
    p /= p.sum()
    for ours, theirs in (generators(3), states(3)):
        for size in (1, 5, (3, 4)):
            same(ours.choice(7, size, p=np.array(p)), theirs.choice(7, size, p=p))
            items = numpy.arange(7) * 1.5
            same(ours.choice(np.array(items), size, p=np.array(p)), theirs.choice(items, size, p=p))
        same(ours.random(3), theirs.random(3))


@pytest.mark.parametrize("bits", ("MT19937", "PCG64"))
def test_normal_numbers_of_a_state_that_keeps_one(native, bits):
    ours, theirs = (module.random.RandomState(getattr(numpy.random, bits)(3)) for module in (np, numpy))
    for size in (1, 2, 3, None, 7, (2, 2), 1, 100, 0, 5, None, None, 101):
        same(ours.standard_normal(size), theirs.standard_normal(size))
        same(ours.normal(1.0, 2.0, size), theirs.normal(1.0, 2.0, size))
        same(ours.random(size), theirs.random(size))


@pytest.mark.parametrize("dtype", ["?", "i2", "f4", "f8", "c16"])
def test_elements_of_any_size_are_shuffled(dtype, native):
    values = numpy.arange(1000).astype(dtype)
    for make in (numpy.random.default_rng, numpy.random.RandomState):
        theirs = values.copy()
        make(5).shuffle(theirs)
        for ours in (np.array(values), np.array(values.repeat(2))[::2]):
            getattr(np.random, make.__name__)(5).shuffle(ours)
            assert ours.tolist() == theirs.tolist()


def test_scaled_distributions_take_arrays(native):
    loc, scale = numpy.linspace(-1, 1, 3000), numpy.linspace(0.5, 2, 3000)
    theirs, ours = numpy.random.default_rng(2), np.random.default_rng(2)
    for name, values in (("normal", (loc, scale)), ("normal", (loc, 2.0)), ("exponential", (scale,))):
        drawn = getattr(ours, name)(*(np.array(x) if isinstance(x, numpy.ndarray) else x for x in values))
        assert drawn.tolist() == getattr(theirs, name)(*values).tolist()
    assert ours.uniform(loc.min(), 3.0, 3000).tolist() == theirs.uniform(loc.min(), 3.0, 3000).tolist()
