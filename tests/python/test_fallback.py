"""The gate: what NumPy writes lands in our memory, what it returns is ours, and each passage is counted."""

import inspect
import pickle
import textwrap
import types
import warnings

import legate.numpy as np
import numpy
import pytest
from legate.numpy import _core, _fallback
from legate.numpy._settings import settings
from oracle import programs, same_program
from programs import python


@pytest.fixture(autouse=True)
def quiet(monkeypatch):
    """Tests say themselves which setting they want."""
    monkeypatch.setattr(settings, "fallback", "silent")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


# -- everything that writes ----------------------------------------------------------------------------------------

# One line per statement; t is the target (six floats), q a 3x3 one, m a mask, x six other floats.
WRITES = """
np.copyto(t, 5)
np.copyto(t, x)
np.copyto(t, 7, where=m)
np.copyto(t, x, where=m)
np.copyto(t, [1, 2, 3, 4, 5, 6], casting='unsafe')
np.copyto(t, 2j)
np.put(t, [0, 2], 9)
np.put(t, [1, -1], [2.0, 3.0], mode='clip')
np.put(t, 99, 1)
np.putmask(t, m, -1)
np.putmask(t, m, x)
np.place(t, m, [1, 2])
np.put_along_axis(t, np.array([0, 3]), 8, 0)
np.fill_diagonal(q, 3)
np.fill_diagonal(q, [7, 8, 9], wrap=True)
np.nan_to_num(t, copy=False)
np.random.default_rng(0).shuffle(t)
np.random.default_rng(0).shuffle(q, axis=1)
np.random.default_rng(0).permuted(t, out=t)
np.random.default_rng(0).random(out=t)
np.random.default_rng(0).standard_normal(out=t)
np.random.RandomState(3).shuffle(t)
np.random.seed(4); np.random.shuffle(t)
np.add.at(t, [0, 0, 1], 1)
np.subtract.at(t, np.array([2]), 3.5)
np.negative.at(t, [1])
np.add(t, 1, out=t)
np.add(t, 1, out=t, where=m)
np.sqrt(np.abs(t), out=t)
np.cumsum(t, out=t)
np.clip(t, 0, 1, out=t)
np.round(t, 1, out=t)
np.take(x, [5, 4, 3, 2, 1, 0], out=t, mode='clip')
np.einsum('i->i', t)[...] = 0
np.einsum('ii->i', q)[...] = 1
np.ravel(t)[1] = 4
np.asarray(t)[0] = 9
np.atleast_2d(t)[0, 1] = 3
np.expand_dims(t, 0)[0, 2] = 3
np.real(t)[0] = 6
np.flip(t)[0] = 6
np.rot90(q)[0, 0] = 6
np.split(t, 2)[1][0] = 7
np.moveaxis(q, 0, 1)[0, 2] = 7
np.transpose(q)[0, 2] = 7
np.squeeze(q)[2, 0] = 7
np.trim_zeros(t)[0] = 3
np.lib.stride_tricks.as_strided(t, (2,))[1] = 3
np.lib.stride_tricks.sliding_window_view(t, 2, writeable=True)[1, 0] = 9
np.diagonal(q)[0] = 5
np.broadcast_to(t, (2, 6))[0] = 5
np.from_dlpack(t)[1] = 8
memoryview(t)[0] = 5.0
t.sort()
t.sort(kind='stable')
q.sort(axis=0)
t.partition(2)
t.put([1, 2], 5)
t.fill(3)
t.byteswap(inplace=True)
t.setfield(1.0, float)
t.flat = 3
t.flat = [1, 2]
t.flat[2] = 5
t.flat[[1, 2]] = 3
q.flat[::2] = -1
q.T.flat[1] = 40
t[...] = 1
t[m] = 5
t[[0, 1]] = [5, 6]
t[1:4] *= 2
t += x
q @= np.eye(3) * 2
for e in np.nditer(t, op_flags=['readwrite']): e[...] = 2 * e
t.flags.writeable = False; t[0] = 1
t.setflags(write=False); t += 1
t.real = 4
t.resize(3, refcheck=False)
t.shape = (2, 3); t[1, 1] = 0
""".strip().splitlines()


def _targets(np, kind):
    """t and q of one kind, and the arrays whose memory they use."""
    line, square = (
        np.array([3.5, -1.0, 0.0, 7.25, 2.0, 2.0]),
        np.array([[4.0, -2.0, 1.0], [0.5, 8.0, 3.0], [6.0, 5.0, -7.0]]),
    )
    if kind == "view":
        wide, tall = np.zeros(18), np.zeros((6, 3))
        wide[1:13:2], tall[::2] = line, square
        return wide[1:13:2], tall[::2], (wide, tall)
    if kind == "list":
        line, square = line.tolist(), square.tolist()
    return line, square, (line, square)


def _outcome(np, kind, statement, arrays=None):
    """What a statement does to its targets, or the kind of its exception."""
    t, q, memory = _targets(arrays or np, kind)
    names = {
        "np": np,
        "t": t,
        "q": q,
        "m": (arrays or np).array([True, False, True, True, False, True]),
        "x": (arrays or np).array([10.0, 20.0, 30.0, 40.0, 50.0, 60.0]),
    }
    try:
        exec(statement, names)
    except Exception as error:
        return type(error), [numpy.array(x).tolist() for x in memory]
    return None, [numpy.array(x).tolist() for x in memory]


@pytest.mark.parametrize("kind", ["array", "view", "list"])
@pytest.mark.parametrize("statement", WRITES)
def test_writes_land_in_our_memory(statement, kind):
    assert _outcome(np, kind, statement) == _outcome(numpy, kind, statement)


@pytest.mark.parametrize("kind", ["array", "view"])
@pytest.mark.parametrize("statement", WRITES)
def test_writes_through_our_namespace_land_in_numpys_arrays(statement, kind):
    assert _outcome(np, kind, statement, arrays=numpy) == _outcome(numpy, kind, statement)


# -- every out= ----------------------------------------------------------------------------------------------------

# function -> its arguments; a is 3x4 floats, v six floats, n the same with a NaN, k indices.
OUT = {
    "all": "a, 0",
    "any": "a, 0",
    "amax": "a, 0",
    "amin": "a, 1",
    "max": "a, 0",
    "min": "a, 1",
    "sum": "a, 0",
    "prod": "a, 1",
    "mean": "a, 0",
    "std": "a, 1",
    "var": "a, 0",
    "ptp": "a, 1",
    "median": "a, 0",
    "percentile": "a, 30, 0",
    "quantile": "a, 0.3, 1",
    "argmax": "a, 0",
    "argmin": "a, 1",
    "around": "v, 1",
    "round": "v",
    "choose": "k, [v[:3], v[1:4], v[2:5]]",
    "clip": "v, 0, 1",
    "compress": "[True, False, True], v[:3]",
    "concat": "[v, v]",
    "concatenate": "[v, v]",
    "cumprod": "a, 0",
    "cumsum": "a, 1",
    "cumulative_prod": "v",
    "cumulative_sum": "v",
    "dot": "a, a.T",
    "einsum": "'ij,ij->i', a, a",
    "fix": "v",
    "isneginf": "v",
    "isposinf": "v",
    "outer": "v, v",
    "stack": "[v, v]",
    "take": "v, k",
    "trace": "a[None].repeat(2, 0)",
    "nanargmax": "n, 0",
    "nanargmin": "n, 1",
    "nancumprod": "n, 0",
    "nancumsum": "n, 1",
    "nanmax": "n, 0",
    "nanmean": "n, 0",
    "nanmedian": "n, 0",
    "nanmin": "n, 1",
    "nanpercentile": "n, 30, 0",
    "nanprod": "n, 0",
    "nanquantile": "n, 0.3, 0",
    "nanstd": "n, 0",
    "nansum": "n, 1",
    "nanvar": "n, 0",
    "busday_count": "np.array(['2011-01'], 'M8[D]'), np.array(['2011-02'], 'M8[D]')",
    "busday_offset": "np.array(['2011-01'], 'M8[D]'), 1, 'forward'",
    "is_busday": "np.array(['2011-01-03'], 'M8[D]')",
    "linalg.multi_dot": "[a, a.T, a]",
    "fft.fft": "v",
    "fft.rfft": "v",
    "fft.irfft": "v",
    "fft.ifft": "v",
    "fft.hfft": "v",
    "fft.ihfft": "v",
    "fft.fft2": "a",
    "fft.ifft2": "a",
    "fft.rfft2": "a",
    "fft.irfft2": "a",
    "fft.fftn": "a",
    "fft.ifftn": "a",
    "fft.rfftn": "a",
    "fft.irfftn": "a",
}
METHODS = {
    "all": "0",
    "any": "0",
    "argmax": "0",
    "argmin": "0",
    "clip": "0, 1",
    "cumprod": "0",
    "cumsum": "1",
    "dot": "a.T",
    "max": "0",
    "mean": "0",
    "min": "1",
    "prod": "0",
    "round": "1",
    "std": "0",
    "sum": "1",
    "take": "[0, 1], 0",
    "trace": "0",
    "var": "1",
    "compress": "[True, False, True], 0",
    "choose": "[1.0, 2.0]",
}


def _data(np):
    a = np.array([[0.5, -1.0, 2.0, 3.5], [4.0, 5.25, -6.0, 7.0], [8.0, 9.0, 1.0, -2.0]])
    n = np.array([[0.5, numpy.nan, 2.0, 3.5], [4.0, 5.25, numpy.nan, 7.0], [8.0, 9.0, 1.0, -2.0]])
    return {
        "np": np,
        "a": a,
        "n": n,
        "v": np.array([0.25, -1.5, 3.0, 4.75, 5.0, 6.5]),
        "k": np.array([0, 2, 1]),
        "b": np.array([[0, 1, 1, 0]] * 3),
    }


def _functions_with_out(module, prefix=""):
    for name in dir(module):
        value = getattr(module, name)
        if (
            not name.startswith("_")
            and not isinstance(value, (type, numpy.ufunc, types.ModuleType))
            and callable(value)
        ):
            try:
                if "out" in inspect.signature(value).parameters:
                    yield prefix + name
            except ValueError:
                pass


def test_out_table_is_complete():
    found = {
        *_functions_with_out(numpy),
        *_functions_with_out(numpy.linalg, "linalg."),
        *_functions_with_out(numpy.fft, "fft."),
    }
    assert found <= set(OUT)


def _out_like(np, result, kind):
    """An array for a result to go to: contiguous, or every second element of a longer one."""
    result = numpy.asarray(result)
    if kind == "view" and result.ndim:
        return np.zeros((*result.shape[:-1], 2 * result.shape[-1]), dtype=result.dtype)[..., ::2]
    return np.zeros(result.shape, dtype=result.dtype)


def _rounded(x):
    return x.round(9) if x.dtype.kind in "fc" else x


def _out_outcome(np, call, kind, expected):
    """What `call` does with out= of this kind: whether it returns that object, and what is in it, or its exception."""
    out = expected.tolist() if kind == "list" else _out_like(numpy if kind == "numpy" else np, expected, kind)
    try:
        returned = eval(call.format(out=", out=o"), {**_data(np), "o": out}) is out
    except Exception as error:
        return type(error)
    return returned, _rounded(numpy.asarray(out)).tolist()


def _check_out(call, kind):
    expected = numpy.asarray(eval(call.format(out=""), _data(numpy)))
    assert _out_outcome(np, call, kind, expected) == _out_outcome(numpy, call, kind, expected)


KINDS = ["array", "view", "numpy", "list"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", sorted(OUT))
def test_out_of_function(name, kind):
    _check_out(f"np.{name}({OUT[name]}{{out}})", kind)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", sorted(METHODS))
def test_out_of_method(name, kind):
    call = f"{'b' if name == 'choose' else 'a'}.{name}({METHODS[name]}{{out}})"
    _check_out(call, kind)


UFUNCS = sorted({u.__name__ for u in vars(numpy).values() if isinstance(u, numpy.ufunc) and not u.signature})


def _operands(name):
    """Operands in the first of these dtypes that the ufunc takes."""
    ufunc = getattr(numpy, name)
    for dtype in ("f8", "i8", "M8[s]"):
        try:
            operands = [numpy.array([1, 2, 3]).astype(dtype)] * ufunc.nin
            if name == "ldexp":
                operands[1] = numpy.array([1, 2, 3])
            ufunc(*operands)
            return operands
        except TypeError:
            continue


@pytest.mark.parametrize("kind", ["array", "view", "numpy"])
@pytest.mark.parametrize("name", UFUNCS)
def test_out_of_ufunc(name, kind):
    operands = _operands(name)
    expected = getattr(numpy, name)(*operands)
    several = isinstance(expected, tuple)
    made = [_out_like(numpy if kind == "numpy" else np, x, kind) for x in (expected if several else [expected])]
    found = getattr(np, name)(*map(np.asarray, operands), out=tuple(made))
    for result, out, wanted in zip(found if several else [found], made, expected if several else [expected]):
        assert result is out
        numpy.testing.assert_allclose(numpy.asarray(out), wanted, rtol=1e-12)


# -- what comes back -----------------------------------------------------------------------------------------------


def test_fresh_results_are_ours():
    found = np.linalg.eigh(np.eye(3))
    assert type(found).__name__ == "EighResult"
    assert type(found.eigenvalues) is np.ndarray and type(found[1]) is np.ndarray
    assert all(type(x) is np.ndarray for x in np.unique(np.array([3, 1, 3]), return_counts=True))


FRESH = """
np.array([1.0, 2.0]); np.asarray([1.0, 2.0]); np.array(numpy.zeros(3)); np.array([a, a]); np.linalg.inv(np.eye(3))
np.linalg.eigh(np.eye(3))[1]; np.random.rand(3); np.random.default_rng(0).normal(size=3); np.sort(a); np.argsort(a)
np.unique(a, return_counts=True)[1]; np.median(a, axis=0); a@a.T; np.nonzero(a)[0]; np.argwhere(a > 2)
np.fft.fft(a); np.histogram(a)[1]; np.fromiter(range(3), float); np.loadtxt(["1 2"])
np.mean(a.astype("f2"), axis=0); np.zeros(3, order="F"); np.arange(3, dtype="f4")
np.vectorize(lambda x: x + 1.0)(a); np.ascontiguousarray(a.T); np.interp([1.0, 2.0], [0.0, 3.0], [1.0, 2.0])
"""


@pytest.mark.parametrize("expression", FRESH.strip().replace("\n", "; ").split("; "))
def test_memory_that_nobody_else_holds_is_taken_over(expression):
    """Memory that is NumPy's as well would make every operation that touches it run at once."""
    found = eval(expression, {"np": np, "numpy": numpy, "a": np.arange(6.0).reshape(2, 3)})
    assert type(found) is np.ndarray and not _core.is_foreign(found)


def test_result_in_an_arguments_memory_is_a_view_of_it():
    a = np.zeros((4, 3))
    windows = np.lib.stride_tricks.sliding_window_view(a, 2, axis=0)
    a[1, 1] = 5
    assert type(windows) is np.ndarray and windows[0, 1, 1] == 5 and windows[1, 1, 0] == 5


def test_result_that_is_an_argument_is_that_object():
    a = np.zeros(3)
    assert np.require(a) is a and np.asarray(a) is a and np.asanyarray(a) is a
    assert np.nan_to_num(a, copy=False) is a


def test_subclasses_and_other_dtypes_come_back_untouched():
    a = np.arange(3.0)
    assert type(np.ma.masked_array(a, mask=[1, 0, 0])) is numpy.ma.MaskedArray
    assert type(np.asmatrix(a)) is numpy.matrix
    assert type(np.char.add(["a"], ["b"])) is numpy.ndarray
    assert np.array([1, None]).dtype == object
    assert type(np.rec.array([(1, 2.0)])) is numpy.recarray


def test_arguments_in_containers():
    a = np.arange(3.0)
    assert np.linalg.multi_dot([a[None], np.eye(3), a[:, None]])[0, 0] == 5
    assert np.array({"x": a}.get("x")).sum() == 3
    assert np.histogramdd((a, a), bins=(2, 2))[0].sum() == 3


def test_callbacks_get_our_arrays():
    seen = []

    def note(x, *rest):
        seen.append(type(x))
        return x

    a = np.arange(6.0).reshape(2, 3)
    np.apply_along_axis(note, 1, a)
    np.fromfunction(note, (2, 2))
    np.piecewise(a, [a > 2], [note])
    np.vectorize(note, signature="(n)->(n)")(a)
    np.apply_over_axes(lambda x, axis: note(x).sum(axis, keepdims=True), a, [0])
    assert set(seen) == {np.ndarray}


def test_vectorize_gives_scalars_and_returns_ours():
    twice = np.vectorize(lambda x: 2 * x)
    assert isinstance(twice, numpy.vectorize)
    assert type(twice(np.arange(3))) is np.ndarray


# -- random --------------------------------------------------------------------------------------------------------


def test_random_has_numpys_state_and_numbers():
    np.random.seed(7)
    ours = np.random.rand(3), np.random.randn()
    numpy.random.seed(7)
    theirs = numpy.random.rand(3), numpy.random.randn()
    assert type(ours[0]) is np.ndarray and ours[0].tolist() == theirs[0].tolist() and ours[1] == theirs[1]
    np.random.seed(7)
    assert numpy.random.rand() == ours[0][0]


@pytest.mark.parametrize(
    "method, arguments",
    [
        ("random", (3,)),
        ("integers", (0, 9, 4)),
        ("normal", (0, 1, (2, 2))),
        ("choice", ([1, 2, 3], 2)),
        ("permutation", (5,)),
        ("multivariate_normal", ([0, 0], [[1, 0], [0, 1]])),
        ("standard_gamma", ([1.0, 2.0],)),
    ],
)
def test_generator_gives_numpys_numbers_as_ours(method, arguments):
    rng = np.random.default_rng(11)
    assert isinstance(rng, numpy.random.Generator) and isinstance(rng, np.random.Generator)
    ours = getattr(rng, method)(*arguments)
    assert type(ours) is np.ndarray
    assert ours.tolist() == getattr(numpy.random.default_rng(11), method)(*arguments).tolist()


def test_generators_of_numpy_pass():
    theirs = numpy.random.default_rng(1)
    assert isinstance(theirs, np.random.Generator) and np.random.default_rng(theirs) is theirs
    assert type(np.random.RandomState(1).rand(2)) is np.ndarray
    assert pickle.loads(pickle.dumps(np.random.default_rng(3))).random() == numpy.random.default_rng(3).random()


# -- counting and announcing ---------------------------------------------------------------------------------------


def test_warns_once_per_call_site_with_the_users_line(monkeypatch):
    monkeypatch.setattr(settings, "fallback", "warn")
    _fallback._warned.clear()
    a = np.arange(4.0)
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        for _ in range(3):
            np.roots(a)
        np.roots(a)
    line = inspect.currentframe().f_lineno - 1
    assert [w.category for w in seen] == [np.FallbackWarning] * 2
    assert [w.lineno for w in seen] == [line - 1, line] and seen[0].filename == __file__
    assert "roots" in str(seen[0].message)


def test_warns_for_borrowed_bodies_at_the_users_line(monkeypatch):
    monkeypatch.setattr(settings, "fallback", "warn")
    _fallback._warned.clear()
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        np.argmax(np.arange(4.0))
    if seen:
        assert seen[0].filename == __file__


@pytest.mark.parametrize(
    "call", ["np.mean(e)", "e.mean()", "np.nanmean(n)", "np.nanmax(n)", "np.var(e)", "np.average(e)"]
)
def test_warnings_of_borrowed_bodies_name_the_users_line(call):
    names = {"np": np, "e": np.zeros(0), "n": np.array([numpy.nan])}
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        try:
            exec(compile(call, "the user's file", "exec"), names)
        except ZeroDivisionError:
            pass
    own = [w for w in seen if "divide" not in str(w.message)]  # a division inside the body, as in NumPy
    assert own and {w.filename for w in own} == {"the user's file"}


def test_error_setting_shuts_the_gate(monkeypatch):
    monkeypatch.setattr(settings, "fallback", "error")
    a = np.arange(4.0)
    before = _fallback.count()
    with pytest.raises(np.FallbackError, match="numpy.roots"):
        np.roots(a)
    with pytest.raises(np.FallbackError):
        a.byteswap(inplace=True)
    assert _fallback.count() == before
    np.testing.assert_allclose(a + 1, [1, 2, 3, 4])  # looking is no fallback
    assert repr(a) and np.array2string(a) and pickle.dumps(a)


NATIVE = """
a + 1; a[1:] - a[:-1]; np.zeros(3); np.ones(3); np.empty(2); np.full(3, 2.0); np.arange(5); np.linspace(0, 1, 5)
np.eye(3); np.sum(a); a.mean(); np.mean(a, axis=0); a.std(); np.var(b, axis=1); np.min(a); np.any(a > 1); np.cumsum(a)
np.count_nonzero(a); np.concatenate([a, a]); np.stack([a, a]); np.vstack([a, a]); np.hstack([a, a]); np.roll(a, 1)
np.flip(a); np.tile(a, 2); np.repeat(a, 2); np.reshape(b, -1); np.ravel(b); np.transpose(b); np.moveaxis(b, 0, 1)
np.squeeze(b[None]); np.expand_dims(a, 0); np.broadcast_to(a, (2, 4)); np.where(a > 1, a, 0); np.clip(a, 0, 1)
np.round(a); np.isclose(a, a); np.allclose(a, a); np.array_equal(a, a); np.real(a); np.angle(a); np.gradient(a)
np.diff(a); np.meshgrid(a, a); np.outer(a, a); np.pad(a, 1); np.average(a); np.nansum(a); np.nanmean(a); np.nanmax(a)
np.trapezoid(a); np.copy(a); np.full_like(a, 2); np.zeros_like(a); np.indices((2, 3))
np.fromfunction(lambda i, j: i + j, (2, 2)); np.isin; np.ptp(a); np.prod(a); np.polyval(a, 2.0); np.tri(3)
np.hanning(5); np.sinc(a); np.rot90(b); np.split(a, 2); np.array_split(a, 3); np.atleast_2d(a); np.kron(a, a)
np.r_[a, 1]; np.sort(a); np.argsort(b, axis=0); a.sort(kind='stable')
""".replace("\n", ";").split(";")


@pytest.mark.parametrize("statement", [s.strip() for s in NATIVE if s.strip()])
def test_gate_stays_shut(statement, monkeypatch):
    monkeypatch.setattr(settings, "fallback", "error")
    exec(statement, {"np": np, "a": np.arange(4.0), "b": np.arange(6.0).reshape(2, 3)})


def test_setting_is_read_from_the_environment():
    program = textwrap.dedent("""
        import legate.numpy as np
        np.roots(np.arange(3.0))
    """)
    for value, code in (("silent", 0), ("error", 1), ("nonsense", 1)):
        done = python("-c", program, fallback=value)
        assert done.returncode == code, done.stderr
        assert (
            value != "nonsense"
            or "LEGATE_NUMPY_FALLBACK='nonsense': expected one of warn, silent, error" in done.stderr
        )


@pytest.mark.parametrize("view", [lambda a: a[1:].view("u2"), lambda a: a.view("S3"), lambda a: a.view(numpy.matrix)])
@pytest.mark.usefixtures("gate_open")
def test_views_that_are_numpys_are_counted(view):
    """Unaligned elements, other dtypes and classes."""
    before = _fallback.count()
    ours, theirs = view(np.arange(9, dtype="u1")), view(numpy.arange(9, dtype="u1"))
    assert ours.tolist() == theirs.tolist() and ours.dtype == theirs.dtype
    assert _fallback.count() == before + 1


REFUSED_CALLS = """
np.add(1, 2, castingx='safe') | np.add(a, 2, sig='ii->i', dtype=int) | np.sqrt(None, None, None)
np.add(1., 1., axes=[0])
np.subtract.reduce(a, axis=(0, 1)) | np.add.reduce(a, out=np.zeros(3)) | np.add.accumulate(a, out=np.zeros(3))
np.add.reduceat(a, [0], out=np.zeros(3)) | np.add.reduceat(a, 0) | np.divide.reduce(a[:0])
np.add.reduce(a, 0, None, b, 0, 1, 2) | np.minimum.reduce([], initial=None) | np.add.outer(a, a, np.zeros((2, 3)))
"""


@pytest.mark.parametrize("call", programs(REFUSED_CALLS))
@pytest.mark.usefixtures("native")
def test_what_numpy_refuses_needs_no_numpy(call):
    same_program(call, {"a": lambda: numpy.ones((2, 3)), "b": lambda: numpy.ones(3)})
