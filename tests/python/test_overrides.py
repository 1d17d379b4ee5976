"""Objects of other libraries, or of the program itself, that override functions of NumPy's."""

import warnings

import legate.numpy as np
import numpy
import pytest
from legate.numpy import _fallback
from legate.numpy._settings import settings

HANDLED = {}


class Diagonal:
    """The example of NumPy's manual: it knows functions of the namespace that the program calls np."""

    def __init__(self, n, value):
        self.n, self.value = n, value

    def __array__(self, dtype=None, copy=None):
        return self.value * np.eye(self.n, dtype=dtype)

    def __array_function__(self, function, kinds, args, kwargs):
        if function not in HANDLED or not all(issubclass(kind, (Diagonal, np.ndarray)) for kind in kinds):
            return NotImplemented
        return HANDLED[function](*args, **kwargs)

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        if method != "__call__" or not all(isinstance(x, (Diagonal, float, int)) for x in inputs):
            return NotImplemented
        values = [x.value if isinstance(x, Diagonal) else x for x in inputs]
        return type(self)(self.n, ufunc(*values, **kwargs))


HANDLED[np.sum] = lambda x: x.n * x.value
HANDLED[np.linalg.det] = lambda x: x.value**x.n
HANDLED[np.zeros_like] = lambda x: Diagonal(x.n, 0)
HANDLED[np.concatenate] = lambda arrays: ("joined", [type(x) for x in arrays])


HANDLED[np.arange] = lambda *bounds: ("range", bounds)
HANDLED[np.fromstring] = lambda text, **options: ("text", text)


class Derived(Diagonal):
    def __array_function__(self, function, kinds, args, kwargs):
        return "derived"


def test_a_class_of_the_program_knows_our_functions(native):
    x = Diagonal(3, 2.0)
    assert np.sum(x) == 6
    assert np.linalg.det(x) == 8
    assert np.zeros_like(x).value == 0
    assert np.concatenate([x, np.ones(2)])[1] == [Diagonal, np.ndarray]
    assert np.multiply(x, 3).value == 6
    assert np.sqrt(Diagonal(2, 4.0)).value == 2
    assert np.asarray(x).tolist() == (2 * numpy.eye(3)).tolist()


def test_such_a_class_makes_arrays_like_itself(native):
    x = Diagonal(3, 2.0)
    assert np.arange(1, 5, like=x) == ("range", (1, 5))
    assert np.fromstring("1 2", sep=" ", like=x) == ("text", "1 2")
    assert np.asarray(1, like=np.ones(2)).tolist() == 1


def test_a_subclass_is_asked_first(native):
    assert np.concatenate([Diagonal(1, 1.0), Derived(1, 1.0)]) == "derived"


def test_what_nobody_does_is_refused_as_numpy_refuses_it():
    for function in (lambda space, x: space.mean(x), lambda space, x: space.add(x, space.ones((2, 2)))):
        for space in (numpy, np):
            with pytest.raises(TypeError, match="no implementation found|returned NotImplemented"):
                function(space, Diagonal(2, 1.0))


class Asked(Exception):
    pass


class Asking:
    def __array_function__(self, function, kinds, args, kwargs):
        raise Asked(function.__name__)

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        raise Asked(f"{ufunc.__name__}.{method}")


def dispatching():
    for path in ("", "linalg", "fft", "lib.stride_tricks"):
        module = numpy
        for part in filter(None, path.split(".")):
            module = getattr(module, part)
        for name in dir(module):
            if isinstance(getattr(module, name), (type(numpy.sum), numpy.ufunc)):
                yield f"{path}.{name}".lstrip(".")


CALLS = [lambda: (Asking(),), lambda: (Asking(), Asking()), lambda: ([Asking()],), lambda: (numpy.ones(2), Asking())]


@pytest.mark.parametrize("path", [*dispatching()])
def test_every_function_asks_as_numpys_does(path, monkeypatch):
    monkeypatch.setattr(settings, "fallback", "silent")
    for arguments in CALLS:
        asked = []
        for function in (numpy, np):
            for part in path.split("."):
                function = getattr(function, part)
            try:
                with warnings.catch_warnings(action="ignore"):
                    function(*arguments())
                asked.append(None)
            except Asked as exception:
                asked.append(str(exception))
            except Exception:
                asked.append(None)
        assert asked[0] == asked[1]


class Value:
    """Nothing but a value, which NumPy takes by __array__; its operators are Python's."""

    def __init__(self, value):
        self.value = value

    def __array__(self, dtype=None, copy=None):
        return np.asarray(self.value)


def test_arrays_of_objects_have_the_objects_themselves(gate_open):
    values = [Value(1.0), Value(2.0)]
    made = np.array(values, dtype=object)
    assert made[0] is values[0] and made[1] is values[1]


def test_what_another_library_does_is_no_fallback(native):
    before = _fallback.count()
    assert np.maximum(Diagonal(2, 1.0), 5).value == 5
    assert _fallback.count() == before


LIBRARY = """
import numpy as np
class Thing:
    def __array_function__(self, function, kinds, args, kwargs):
        return function is np.concatenate, [type(x).__module__ for x in args[0]]
    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        return ufunc is np.add, [type(x).__module__ for x in inputs]
"""


def test_a_library_that_knows_numpy_gets_numpys_function_and_arrays(native):
    library = {"__name__": "library"}
    exec(LIBRARY, library)
    x = library["Thing"]()
    assert np.concatenate([x, np.ones(2)]) == (True, ["library", "numpy"])
    assert np.add(x, np.ones(2)) == (True, ["library", "numpy"])


class ByName:
    def __array_function__(self, function, kinds, args, kwargs):
        return "here" if f"{function.__module__}.{function.__name__}" == "numpy.sum" else NotImplemented


def test_an_object_may_go_by_the_name_of_a_functions_module(native):
    assert np.sum(ByName()) == "here"
