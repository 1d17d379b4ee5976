"""Every public name of NumPy's is here, is NumPy's own object where it should be, and gives NumPy's result."""

import importlib
import inspect
import pickle
import pkgutil
import pydoc
import re
import subprocess
import sys
import types
import warnings

import legate.numpy as np
import numpy
import pytest
from expressions import evaluate, expressions
from legate.numpy import _borrowed, _namespace, _rebind

PUBLIC = sorted(set(numpy.__all__))
MODULES = """
    char ctypeslib dtypes exceptions f2py fft lib lib.array_utils lib.format lib.introspect lib.mixins lib.npyio
    lib.scimath lib.stride_tricks lib.recfunctions lib.user_array linalg ma ma.extras ma.mrecords polynomial
    polynomial.chebyshev polynomial.hermite polynomial.hermite_e polynomial.laguerre polynomial.legendre
    polynomial.polynomial random rec strings testing testing.overrides typing version matlib
""".split()


@pytest.fixture(autouse=True)
def quiet():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def test_all_is_numpys():
    assert np.__all__ == numpy.__all__
    assert np.__version__ == numpy.__version__


@pytest.mark.parametrize("path", ["", *(f".{module}" for module in MODULES)])
def test_dictionary_has_every_name(path):
    ours, theirs = (vars(importlib.import_module(root + path)) for root in ("legate.numpy", "numpy"))
    names = {name for name, value in theirs.items() if name[0] != "_" and not isinstance(value, types.ModuleType)}
    assert names <= set(ours)


def test_dictionary_is_whole_before_any_name_is_used():
    program = "import legate.numpy as np; print('sin' in np.__dict__, type(np).__name__)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout == "True module\n", done.stderr


@pytest.mark.parametrize("name", sorted(n for n in dir(numpy) if not n.startswith("_")))
def test_name_exists(name):
    ours, theirs = getattr(np, name), getattr(numpy, name)
    assert callable(ours) == callable(theirs)
    assert isinstance(ours, types.ModuleType) == isinstance(theirs, types.ModuleType)


def _is_numpys_own(value):
    return (
        isinstance(value, type)
        and value not in (numpy.ndarray, numpy.ufunc, numpy.vectorize)
        or isinstance(value, (int, float, str, tuple, dict, type(None)))
    )


@pytest.mark.parametrize("name", [n for n in PUBLIC if _is_numpys_own(getattr(numpy, n))])
def test_class_or_constant_is_numpys_own(name):
    assert getattr(np, name) is getattr(numpy, name)


@pytest.mark.parametrize(
    "name", ["errstate", "seterr", "geterr", "set_printoptions", "printoptions", "issubdtype", "finfo"]
)
def test_setting_is_numpys_own(name):
    assert getattr(np, name) is getattr(numpy, name)


FUNCTIONS = [
    n for n in PUBLIC if isinstance(getattr(numpy, n), (types.FunctionType, types.BuiltinFunctionType, type(numpy.sum)))
]


# SciPy, which other tests import, changes the text of numpy.sinc's; ours is taken when a function is first asked for.
DOCS = {name: inspect.getdoc(getattr(numpy, name)) for name in FUNCTIONS if getattr(np, name)}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_function_looks_like_numpys(name):
    ours, theirs = getattr(np, name), getattr(numpy, name)
    assert ours.__name__ == theirs.__name__
    assert inspect.getdoc(ours) == DOCS[name]
    try:
        expected = inspect.signature(theirs)
    except ValueError:
        return
    assert inspect.signature(ours) == expected


def test_help_shows_numpys_text():
    assert "Return evenly spaced numbers" in pydoc.plain(pydoc.render_doc(np.linspace))


@pytest.mark.parametrize("name", ["zeros", "gradient", "median", "array2string"])
def test_function_pickles(name):
    function = getattr(np, name)
    assert pickle.loads(pickle.dumps(function)) is function


def test_functions_bind_as_numpys_do():
    class C:
        in_c, in_python = np.array, np.linspace

    assert C().in_c([1, 2]).tolist() == [1, 2]
    with pytest.raises(TypeError):
        C().in_python(0, 1)


@pytest.mark.parametrize("name", ["stack", "vstack", "hstack", "dstack", "column_stack"])
def test_stacking_refuses_a_generator(name):
    with pytest.raises(TypeError, match="sequence"):
        getattr(np, name)(np.zeros(2) for _ in range(2))


def test_subclass_of_ndarray_is_numpys():
    class Mine(np.ndarray):
        pass

    made = np.zeros(3).view(Mine)
    assert isinstance(made, numpy.ndarray) and type(made + 1) is Mine
    assert type(np.ndarray.__new__(Mine, (2,))) is Mine and type(np.asarray(made)) is np.ndarray


def test_private_names_are_numpys_and_unknown_ones_an_error():
    assert np._NoValue is numpy._NoValue
    with pytest.raises(AttributeError, match="has no attribute 'nonsense'"):
        _ = np.nonsense
    with pytest.raises(AttributeError, match="removed in the NumPy 2.0"):
        getattr(np, next(iter(numpy.__expired_attributes__)))


# -- submodules ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", MODULES)
def test_submodule_imports_by_statement_and_attribute(name):
    names = {}
    exec(f"import legate.numpy.{name} as module", names)
    found = np
    for part in name.split("."):
        found = getattr(found, part)
    assert found is names["module"] is sys.modules["legate.numpy." + name]


@pytest.mark.parametrize("name", MODULES)
def test_submodule_has_every_name(name):
    ours, theirs = importlib.import_module("legate.numpy." + name), importlib.import_module("numpy." + name)
    for public in dir(theirs):
        if not public.startswith("_"):
            assert callable(getattr(ours, public)) == callable(getattr(theirs, public)), public
    if hasattr(theirs, "__all__"):
        assert sorted(ours.__all__) == sorted(theirs.__all__)


def test_no_public_submodule_is_forgotten():
    found = {module.name for module in pkgutil.iter_modules(numpy.__path__) if not module.name.startswith("_")}
    expected = found - {"conftest", "tests", "distutils", "matrixlib", "compat"}
    for name in expected:
        importlib.import_module("legate.numpy." + name)


def test_from_import_and_star_import():
    names = {}
    exec(
        "from legate.numpy.random import default_rng\nfrom legate.numpy.linalg import *\nfrom legate.numpy import *",
        names,
    )
    assert callable(names["default_rng"]) and callable(names["solve"]) and callable(names["sum"])
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("legate.numpy.nonsense")


def test_emath_is_importable():
    import legate.numpy.emath as emath

    assert emath.sqrt(-1) == 1j


# -- results -------------------------------------------------------------------------------------------------------


def same(ours, theirs):
    """Same structure, dtypes and values; arrays of ours exactly where NumPy has arrays of a native dtype."""
    if isinstance(theirs, (tuple, list)):
        assert type(ours) is type(theirs) and len(ours) == len(theirs)
        for x, y in zip(ours, theirs):
            same(x, y)
    elif type(theirs) is numpy.ndarray:
        assert type(ours) is np.ndarray
        assert ours.shape == theirs.shape and ours.dtype == theirs.dtype
        numpy.testing.assert_allclose(
            numpy.asarray(ours), theirs, rtol=1e-6 if theirs.dtype.char in "efF" else 1e-12, atol=1e-14
        )
    elif isinstance(theirs, numpy.generic):
        assert type(ours) is type(theirs)
        numpy.testing.assert_allclose(ours, theirs, rtol=1e-12)
    elif not callable(theirs):
        assert type(ours) is type(theirs) and ours == theirs


@pytest.mark.parametrize("expression", expressions())
def test_result_is_numpys(expression):
    same(evaluate(expression, np), evaluate(expression, numpy))


def _called(name):
    return any(re.search(rf"\bnp\.{name}\b", expression) for expression in expressions())


# test_fallback.py and test_by_index.py have what only writes.
NOT_A_VALUE = {"put", "put_along_axis", "fill_diagonal", "copyto", "putmask", "place"}


@pytest.mark.parametrize("name", sorted(_borrowed.FUNCTIONS | set(_namespace._natives)))
def test_every_function_of_ours_is_in_the_table(name):
    assert name in NOT_A_VALUE or _called(name)


@pytest.mark.parametrize("name", sorted(_borrowed.FUNCTIONS))
def test_borrowed_name_still_has_a_python_body(name):
    original = getattr(numpy, name)
    assert isinstance(getattr(original, "_implementation", original), types.FunctionType)


@pytest.mark.parametrize("name", sorted(_borrowed.METHODS.values()))
def test_borrowed_method_still_has_a_python_body(name):
    assert isinstance(getattr(numpy._core._methods, name), types.FunctionType)


@pytest.mark.parametrize("name", sorted(_borrowed.FUNCTIONS - set(_namespace._natives)))
def test_borrowed_body_reads_no_array_function_of_numpys(name):
    """Every name a borrowed body reads is bound, and none to NumPy's own ufunc or array function."""
    original = getattr(numpy, name)
    body = _rebind.borrow(getattr(original, "_implementation", original))
    for read in set(_rebind._names(body.__code__)) & set(body.__globals__):
        value = body.__globals__[read]
        assert value is not numpy and value is not numpy.ndarray
        assert not (isinstance(value, numpy.ufunc) and type(value) is numpy.ufunc), read


def test_functions_take_numpy_arrays_lists_and_scalars():
    for values in ([[1.0, 2.0], [3.0, 4.0]], numpy.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0, 2.0], [3.0, 4.0]])):
        assert type(np.cumsum(values)) is np.ndarray
        assert np.mean(values) == 2.5 and type(np.mean(values)) is numpy.float64
        assert np.vstack([values, values]).shape == (4, 2)


def test_what_only_numpy_understands_comes_back_untouched():
    masked = numpy.ma.array([1.0, 2.0], mask=[True, False])
    assert isinstance(np.sum(masked * 1, axis=None), float) and np.sum(masked) == 2.0
    assert isinstance(np.concatenate([numpy.matrix([[1, 2]])] * 2), numpy.matrix)
    assert type(np.array(["a", "b"])) is numpy.ndarray
    assert type(np.zeros(3, dtype=object)) is numpy.ndarray
    assert type(np.zeros(3, dtype=">f8")) is numpy.ndarray


# -- cost and stubs ------------------------------------------------------------------------------------------------

TIMED = """
import time, numpy
start = time.perf_counter()
import legate.numpy
print(time.perf_counter() - start)
"""


@pytest.mark.one_process("Legion starts when the package is imported")
def test_import_costs_little():
    seconds = min(
        float(
            subprocess.run(
                [sys.executable, "-c", TIMED], capture_output=True, text=True, check=True, env=_with_path()
            ).stdout
        )
        for _ in range(3)
    )
    assert seconds < 0.060


@pytest.mark.parametrize("pyproject_root", [None])
def test_stubs_are_current(pyproject_root):
    import pathlib

    script = pathlib.Path(__file__).parents[2] / "tools" / "make_stubs.py"
    subprocess.run([sys.executable, str(script), "--check"], check=True)


def test_mypy_knows_the_types(tmp_path):
    pytest.importorskip("mypy")
    program = tmp_path / "program.py"
    program.write_text(
        "import legate.numpy as np\nfrom legate.numpy.linalg import norm\nimport legate.numpy.lib.stride_tricks\n"
        "x: np.ndarray = np.zeros(3)\nnp.synchronize()\ny: str = np.report()\nnp.nonsense\n"
    )
    found = subprocess.run(
        [sys.executable, "-m", "mypy", "--cache-dir", str(tmp_path), str(program)],
        capture_output=True,
        text=True,
        env=_with_path(),
    ).stdout
    assert "nonsense" in found and "Found 1 error" in found, found


def _with_path():
    import os
    import pathlib

    path = str(pathlib.Path(np.__file__).parents[2])
    return {**os.environ, "MYPYPATH": path, "PYTHONPATH": path}


@pytest.mark.parametrize(
    "text, expected",
    [
        ("import legate.numpy as np\nnp.linsp", "linspace"),
        ("import legate.numpy as np\nnp.linalg.sol", "solve"),
        ("from legate.numpy.random import default_", "default_rng"),
        ("import legate.numpy as np\nnp.synch", "synchronize"),
    ],
)
def test_jedi_completes(text, expected):
    jedi = pytest.importorskip("jedi")
    import pathlib

    project = jedi.Project(".", added_sys_path=[str(pathlib.Path(np.__file__).parents[2])])
    assert expected in [name.name for name in jedi.Script(text, project=project).complete()]
