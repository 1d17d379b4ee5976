"""Calls into other packages with our arrays and scalars: each gives what it gives with NumPy's.

A line is `package: code`; r is the result. It is run with np = legate.numpy and with np = numpy.
"""

import importlib
import pickle
import subprocess
import sys
import textwrap
import warnings

import legate.numpy as np
import numpy
import pytest
from programs import environment, python

TABLE = """
json: r = json.dumps(a.tolist())
json: r = json.dumps({"x": float(s), "n": int(i[2]), "d": a.dtype.name})
json: r = json.dumps([float(x) for x in a])
json: r = json.dumps(s)
pickle: r = pickle.loads(pickle.dumps(b))
pickle: r = pickle.loads(pickle.dumps(b.T, protocol=2))
pickle: r = pickle.loads(pickle.dumps(s))
pickle: r = pickle.loads(pickle.dumps({"x": a, "y": [b, i]}))
pickle: bufs = []; p = pickle.dumps(b, protocol=5, buffer_callback=bufs.append); r = pickle.loads(p, buffers=bufs)
copy: r = copy.copy(b)
copy: r = copy.deepcopy({"x": [a, b]})["x"][1]
copy: c = copy.deepcopy(a); c[0] = 99; r = a
statistics: r = statistics.mean(a)
statistics: r = statistics.stdev(a.tolist())
statistics: r = statistics.median(a)
math: r = math.fsum(a)
math: r = math.sqrt(s)
math: r = math.hypot(*a[:2])
itertools: r = list(itertools.accumulate(a))
collections: r = collections.Counter(i.tolist() + [int(x) for x in i])
operator: r = operator.index(i[1])
decimal: r = decimal.Decimal(float(s))
fractions: r = fractions.Fraction(float(s))
struct: r = struct.pack("6d", *a)
array: r = array.array("d", a)
array: r = array.array("d", a.tobytes()).tolist()
io: f = io.BytesIO(); np.save(f, b); f.seek(0); r = np.load(f)
io: f = io.BytesIO(); np.savez(f, x=a, y=b); f.seek(0); r = np.load(f)["y"]
io: f = io.StringIO(); np.savetxt(f, b); r = f.getvalue()
io: r = io.BytesIO(b).read()
hashlib: r = hashlib.sha256(a).hexdigest()
zlib: r = zlib.crc32(b)
base64: r = base64.b64encode(a)
sqlite3: d = sqlite3.connect(":memory:"); d.execute("create table t(x)"); d.execute("insert into t values (?)", (float(s),)); r = d.execute("select x from t").fetchall()
sqlite3: d = sqlite3.connect(":memory:"); r = d.execute("select ?", (s,)).fetchall()
sqlite3: d = sqlite3.connect(":memory:"); d.execute("create table t(x blob)"); d.execute("insert into t values (?)", (a.tobytes(),)); r = np.frombuffer(d.execute("select x from t").fetchone()[0])
csv: f = __import__("io").StringIO(); csv.writer(f).writerows(b.tolist()); r = f.getvalue()
random: r = sorted(random.Random(0).sample(a.tolist(), 3))
bisect: r = bisect.bisect(a, 3.0)
ctypes: r = [a.ctypes.data_as(ctypes.POINTER(ctypes.c_double))[k] for k in range(6)]
ctypes: r = (ctypes.c_double * 6).from_buffer(a)[3]
scipy.special: r = scipy.special.erf(a)
scipy.special: r = scipy.special.logsumexp(b, axis=1)
scipy.special: r = scipy.special.gamma(s)
scipy.linalg: r = scipy.linalg.solve(q, a[:3])
scipy.linalg: r = scipy.linalg.eigh(q)
scipy.linalg: r = scipy.linalg.expm(q)
scipy.fft: r = scipy.fft.fft(a)
scipy.ndimage: r = scipy.ndimage.gaussian_filter(b, 1.0)
scipy.ndimage: r = scipy.ndimage.convolve(b, q)
scipy.signal: r = scipy.signal.convolve2d(b, q)
scipy.signal: r = scipy.signal.find_peaks(a)[0]
scipy.stats: r = scipy.stats.zscore(a)
scipy.stats: r = tuple(scipy.stats.linregress(a, a * 2))
scipy.stats: r = scipy.stats.norm.pdf(a)
scipy.interpolate: r = scipy.interpolate.CubicSpline(t, a)(t)
scipy.interpolate: r = scipy.interpolate.RegularGridInterpolator((t[:2], t[:3]), b)([[0.5, 0.5]])
scipy.optimize: r = scipy.optimize.minimize(lambda x: ((x - 3) ** 2).sum(), a).x.round(4)
scipy.optimize: r = scipy.optimize.curve_fit(lambda x, k: k * x, t, t * 3)[0]
scipy.integrate: r = scipy.integrate.trapezoid(a, t)
scipy.integrate: r = scipy.integrate.solve_ivp(lambda x, y: -y, (0, 1), a[1:3]).y[:, -1]
scipy.sparse: r = scipy.sparse.csr_matrix(b).toarray()
scipy.sparse: r = scipy.sparse.csr_matrix(q) @ a[:3]
scipy.sparse.linalg: r = scipy.sparse.linalg.spsolve(scipy.sparse.csr_matrix(q), a[:3])
scipy.spatial: r = scipy.spatial.distance.pdist(b)
scipy.spatial: r = scipy.spatial.KDTree(b).query(b[0])
scipy.cluster.vq: r = scipy.cluster.vq.whiten(b)
pandas: r = pandas.Series(a).sum()
pandas: r = pandas.DataFrame({"x": a, "y": a * 2}).describe().values
pandas: r = pandas.DataFrame(b).to_numpy()
pandas: r = pandas.Series(a).rolling(2).mean().values
pandas: r = pandas.Series(a)[m.tolist()].values
pandas: r = pandas.DataFrame(b, columns=list("xyz")).to_dict()
pandas: r = pandas.cut(a, 3).codes
pandas: r = pandas.concat([pandas.Series(a), pandas.Series(i)]).values
pandas: r = np.mean(np.array(pandas.Series(a)))
h5py: f = h5py.File("x", "w", driver="core", backing_store=False); f["d"] = b; r = f["d"][...]
h5py: f = h5py.File("x", "w", driver="core", backing_store=False); d = f.create_dataset("d", data=a); d[1:3] = a[:2]; r = d[:]
h5py: f = h5py.File("x", "w", driver="core", backing_store=False); f.attrs["x"] = a; r = f.attrs["x"]
h5py: f = h5py.File("x", "w", driver="core", backing_store=False); f["d"] = b; r = np.array(f["d"])
matplotlib.pyplot: f, x = plt.subplots(); r = x.plot(a, a * 2)[0].get_ydata()
matplotlib.pyplot: f, x = plt.subplots(); r = x.imshow(b).get_array().data
matplotlib.pyplot: f, x = plt.subplots(); r = x.scatter(a, a, c=a).get_offsets().data
matplotlib.pyplot: f, x = plt.subplots(); r = x.hist(a, bins=3)[0]
matplotlib.pyplot: f, x = plt.subplots(); x.contourf(b, levels=3); x.quiver(b, b); f.canvas.draw(); r = x.get_xlim()
matplotlib.pyplot: f, x = plt.subplots(); x.fill_between(t, a, a * 2); x.errorbar(t, a, yerr=t); f.canvas.draw(); r = x.get_ylim()
matplotlib.pyplot: f, x = plt.subplots(); x.bar(t, a); x.axhline(s); x.set_xlim(a[0], a[5]); f.canvas.draw(); r = x.get_xlim()
matplotlib.pyplot: f, x = plt.subplots(); X, Y = np.meshgrid(t[:3], t[:2]); x.pcolormesh(X, Y, b); x.contour(X, Y, b); f.canvas.draw(); r = X
numba: f = numba.njit(lambda x: x.sum() * 2); r = f(a.__array__() if hasattr(a, "__array__") else a)
numba: f = numba.vectorize(["float64(float64)"])(lambda x: x + 1); r = f(a)
"""  # noqa: E501


# What does not work, and why. Each of these packages looks for NumPy's own class; numpy.asarray(x) is what it wants.
LIMITS = """
pandas: r = pandas.Series(a)[m].values
numba: f = numba.njit(lambda x: x.sum() * 2); r = f(a)
h5py: f = h5py.File("x", "w", driver="core", backing_store=False); f["d"] = b; r = np.zeros((2, 3)); f["d"].read_direct(r)
"""  # noqa: E501


def _rows(table):
    for number, line in enumerate(table.strip().splitlines()):
        package, _, code = line.partition(": ")
        yield pytest.param(package, code, id=f"{number}-{package}")


def _plain(x):
    """A result in terms that compare: arrays as lists, and floats rounded."""
    if type(x).__module__.startswith("legate") or isinstance(x, (numpy.ndarray, memoryview)):
        x = numpy.asarray(x)
        return (
            "array",
            x.dtype.str,
            repr((x.round(9) if x.dtype.kind in "fc" else x).tolist()),
        )  # repr: NaN equals NaN
    if isinstance(x, (tuple, list)):
        return [_plain(item) for item in x]
    if isinstance(x, dict):
        return {key: _plain(item) for key, item in x.items()}
    return round(float(x), 9) if isinstance(x, (float, numpy.floating)) else x


def _result(np, package, code):
    names = {
        "np": np,
        "a": np.array([1.0, 4.0, 2.0, 8.0, 5.0, 7.0]),
        "b": np.arange(6.0).reshape(2, 3),
        "i": np.array([3, 1, 2]),
        "q": np.array([[4.0, 1.0, 0.0], [1.0, 3.0, 1.0], [0.0, 1.0, 2.0]]),
        "t": np.arange(6.0),
        "m": np.array([True, False, True, False, True, False]),
    }
    names["s"] = names["a"][2]
    module = importlib.import_module(package)
    names[package.partition(".")[0]] = sys.modules[package.partition(".")[0]]
    names["plt"] = module
    try:
        exec(code, names)
    except Exception as error:
        return type(error), str(error)
    return _plain(names["r"])


@pytest.mark.parametrize("package, code", _rows(TABLE))
def test_call_gives_what_it_gives_with_numpy(package, code):
    pytest.importorskip(package.partition(".")[0])
    if package.startswith("matplotlib"):
        importlib.import_module("matplotlib").use("Agg")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = _result(numpy, package, code)
        assert _result(np, package, code) == expected
        if package.startswith("matplotlib"):
            importlib.import_module("matplotlib.pyplot").close("all")


@pytest.mark.xfail(strict=True)
@pytest.mark.parametrize("package, code", _rows(LIMITS))
def test_limit(package, code):
    pytest.importorskip(package)
    assert _result(np, package, code) == _result(numpy, package, code)


def test_the_table_has_about_75_calls():
    assert len(TABLE.strip().splitlines()) >= 75


# -- NumPy on our arrays -------------------------------------------------------------------------------------------


def test_numpy_takes_our_memory_without_copying():
    a = np.arange(6.0)
    for view in (numpy.asarray(a), numpy.from_dlpack(a), numpy.frombuffer(a)):
        view[2] = 50
        assert a[2] == 50
        a[2] = 2
        assert view[2] == 2
    assert type(numpy.array(a)) is numpy.ndarray and numpy.array(a).base is None


def test_array_interface_and_memoryview():
    a = np.arange(6.0).reshape(2, 3)
    interface = a.__array_interface__
    assert interface["shape"] == (2, 3) and interface["typestr"] == "<f8" and interface["data"][0] == a.ctypes.data
    view = memoryview(a)
    assert view.shape == (2, 3) and view.format == "d" and view.tolist() == a.tolist()


def test_numpys_functions_dispatch_to_ours():
    a = np.arange(6.0)
    for result in (
        numpy.concatenate([a, a]),
        numpy.sin(a),
        numpy.add(a, numpy.ones(6)),
        numpy.roll(a, 1),
        numpy.fft.rfft(a),
        numpy.add.reduce(np.ones((2, 2))),
        numpy.ones(6) + a,
        numpy.multiply.outer(a, a),
    ):
        assert type(result) is np.ndarray
    b = numpy.ones(6)
    b += a
    assert type(b) is numpy.ndarray and b[5] == 6


def test_array_api_namespace():
    a = np.arange(3.0)
    assert a.__array_namespace__() is np and a.device == "cpu" and a.to_device("cpu") is a
    assert a.__array_namespace__(api_version="2024.12") is np


def test_dlpack_both_ways():
    a = np.arange(4.0)
    assert a.__dlpack_device__() == (1, 0)
    theirs = numpy.arange(4.0)
    ours = np.from_dlpack(theirs)
    ours[1] = 9
    assert theirs[1] == 9 and type(ours) is np.ndarray


def test_frombuffer_and_asarray_alias():
    memory = bytearray(16)
    ours = np.frombuffer(memory)
    ours[1] = 2.5
    assert numpy.frombuffer(memory)[1] == 2.5
    theirs = numpy.zeros(3)
    np.asarray(theirs)[1] = 4
    assert theirs[1] == 4


def test_duck_arrays_of_others_take_the_call():
    class Duck:
        def __array_function__(self, function, kinds, args, kwargs):
            return function.__name__

        def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
            return ufunc.__name__

    assert np.concatenate([np.zeros(2), Duck()]) == "concatenate"
    assert np.median(Duck()) == "median"
    assert numpy.concatenate([np.zeros(2), Duck()]) == "concatenate"


def test_pickles_load_where_we_are_not_installed(tmp_path):
    path = tmp_path / "a.pickle"
    path.write_bytes(pickle.dumps({"a": np.arange(6.0).reshape(2, 3)[:, ::2], "s": np.arange(3.0)[1]}))
    program = textwrap.dedent(f"""
        import pickle, sys
        sys.modules["legate"] = None
        found = pickle.load(open({str(path)!r}, "rb"))
        print(type(found["a"]).__module__, found["a"].tolist(), found["s"])
    """)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment())
    assert done.stdout == "numpy [[0.0, 2.0], [3.0, 5.0]] 1.0\n", done.stderr


MULTIPROCESSING = """
import multiprocessing, sys
import legate.numpy as np

def work(x):
    return (x * 2).sum(), x + 1

if __name__ == "__main__":
    a = np.arange(1000.0) + 1
    with multiprocessing.get_context(sys.argv[1]).Pool(2) as pool:
        found = pool.map(work, [a, a[::2]])
    print(found[0][0], found[1][0], found[0][1][3], float(a.sum()))
"""


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_multiprocessing(tmp_path, method):
    (tmp_path / "program.py").write_text(MULTIPROCESSING)
    done = python(tmp_path / "program.py", method, fallback="silent")
    assert done.stdout == "1001000.0 500000.0 5.0 500500.0\n", done.stderr


def test_loaded_arrays_are_ours(tmp_path):
    np.save(tmp_path / "a.npy", np.arange(3.0))
    np.savez(tmp_path / "a.npz", x=np.arange(4))
    assert type(np.load(tmp_path / "a.npy")) is np.ndarray
    with np.load(tmp_path / "a.npz") as file:
        assert type(file["x"]) is np.ndarray and isinstance(file, numpy.lib.npyio.NpzFile)
    assert type(np.load(tmp_path / "a.npy", mmap_mode="r")) is numpy.memmap


FORK = """
import os, sys
import legate.numpy as np
a = np.arange(2_000_000.0)
b = a * 2 + 1                      # pending when the process forks
child = os.fork()
total = float((b * 2).sum())       # both go on with it, on all their threads
os.write(1, f"{total}\\n".encode())  # in one piece: two processes write
if child:
    _, status = os.waitpid(child, 0)
    sys.exit(os.waitstatus_to_exitcode(status))
"""


def test_fork_with_work_pending():
    done = python("-c", FORK)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["8000000000000.0"] * 2


def test_ma_and_matrix_on_ours():
    a = np.arange(4.0)
    masked = numpy.ma.masked_greater(a, 2)
    assert masked.sum() == 3 and type(masked) is numpy.ma.MaskedArray
    assert (masked + a).sum() == 6
    assert numpy.matrix(a.reshape(2, 2)).shape == (2, 2)
