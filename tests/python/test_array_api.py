"""The array API standard, version 2024.12: every function of it is here, native, with the standard's arguments."""

import inspect

import legate.numpy as np
import numpy
import pytest

VERSION = "2024.12"

# The functions of the standard with its arguments: each takes the names before "/" by position alone, those after "*"
# by name alone. `a` and `b` are real arrays, `i` whole numbers, `m` a mask, `c` complex numbers, `x` has two axes.
CREATION = """
arange(5); arange(1, 7, 2, dtype=xp.float32, device='cpu'); asarray([1, 2], dtype=xp.int8, device='cpu', copy=True)
asarray(a, copy=False); asarray(a, copy=None); empty((2, 3), dtype=xp.int16, device='cpu').shape
empty_like(a, dtype=xp.int16, device='cpu').shape; eye(3, 4, k=1, dtype=xp.float32, device='cpu'); from_dlpack(a)
from_dlpack(a, device='cpu', copy=True); full((2, 3), 7, dtype=xp.int8, device='cpu')
full_like(a, 2, dtype=xp.int8, device='cpu'); linspace(0, 1, 5, dtype=xp.float32, device='cpu', endpoint=False)
meshgrid(a, i, indexing='ij'); meshgrid(a, i); ones((2, 3), dtype=xp.int8, device='cpu')
ones_like(x, dtype=xp.int8, device='cpu'); tril(x, k=1); triu(x, k=-1); zeros((2, 3), dtype=xp.complex64, device='cpu')
zeros_like(x, dtype=xp.complex64, device='cpu')
"""
DTYPES = """
astype(a, xp.int32, copy=True, device='cpu'); astype(a, xp.float64, copy=False); broadcast_arrays(a, x)
broadcast_to(a, (2, 6)); can_cast(xp.int8, xp.float32); can_cast(i, xp.float32); finfo(xp.float32).eps
finfo(xp.complex64).max; iinfo(xp.int8).max; isdtype(a.dtype, 'real floating'); isdtype(xp.int8, ('bool', 'integral'))
isdtype(xp.complex64, xp.complex64); result_type(a, i); result_type(xp.int8, xp.uint8); result_type(xp.float32, 1)
"""
UNARY = """
abs acosh asin asinh atan atanh ceil conj cos cosh exp expm1 floor isfinite isinf isnan log log10 log1p log2 acos
logical_not negative positive reciprocal round sign signbit sin sinh sqrt square tan tanh trunc real imag
"""
BINARY = """
add atan2 copysign divide equal floor_divide greater greater_equal hypot less less_equal logaddexp logical_and
logical_or logical_xor maximum minimum multiply nextafter not_equal pow remainder subtract
"""
BITWISE = "bitwise_and bitwise_left_shift bitwise_or bitwise_right_shift bitwise_xor"
OTHERS = """
bitwise_invert(i); clip(a, 0.5, 2); clip(a, min=1); clip(a, max=1); take(x, i[:2] % 2, axis=1); take(a, i)
take_along_axis(x, i[None, :2] % 2, axis=1); matmul(x, x.T); matrix_transpose(x); tensordot(x, x, axes=2)
tensordot(x, x, axes=((1,), (1,))); vecdot(x, x, axis=-1); vecdot(c, c); vecdot(x, x, axis=0)
concat((a, i), axis=0); concat((x, x), axis=None); expand_dims(a, axis=1); flip(x, axis=0); flip(x)
moveaxis(x, 0, 1); permute_dims(x, (1, 0)); repeat(a, 2, axis=0); repeat(a, i); reshape(x, (6, 2), copy=True)
reshape(x, (-1,), copy=None); roll(x, (1, 2), axis=(0, 1)); roll(x, 3); squeeze(x[None], axis=0); stack((a, a), axis=1)
tile(x, (2, 1)); unstack(x, axis=1); unstack(x); argmax(x, axis=1, keepdims=True); argmin(a)
count_nonzero(x, axis=0, keepdims=True); nonzero(m); searchsorted(i, i, side='right', sorter=xp.argsort(i))
where(m, a, b); unique_all(i); unique_counts(i); unique_inverse(i); sort(xp.unique_values(i))
argsort(a, axis=-1, stable=True); sort(x, axis=0, stable=True)
cumulative_prod(a, dtype=xp.float64, include_initial=True); cumulative_sum(x, axis=1, include_initial=True)
max(x, axis=0, keepdims=True); mean(x, axis=(0, 1), keepdims=True); min(x, axis=1)
prod(i, axis=0, dtype=xp.int64, keepdims=True); std(x, axis=0, correction=1, keepdims=True)
sum(x, axis=1, dtype=xp.float64, keepdims=True); var(x, axis=1, correction=1.0); all(m, axis=0, keepdims=True); any(m)
diff(a, axis=-1, n=2, prepend=a[:1], append=a[:2])
"""
ARRAYS = """
a.dtype; a.device; x.mT; a.ndim; x.shape; a.size; x.T; a.to_device('cpu'); a.to_device('cpu', stream=None)
a.__dlpack_device__(); a.__array_namespace__() is xp; a.__array_namespace__(api_version='2024.12') is xp; ~i; a @ a
a ** 2; i << 1; i >> 1; i & 3; i | 3; i ^ 3; abs(a); -a; +a; a // b; a % b; divmod(a, b); a <= b; bool(a[0])
complex(a[0]); float(a[0]); int(i[0]); i[0].__index__(); a[m]; a[1:3]; x[..., None]; x[0, i[:2] % 2]; len(a)
"""
CONSTANTS = "e inf nan newaxis pi"
NAMES_OF_DTYPES = """
bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float32 float64 complex64 complex128
"""


def calls(text):
    return [call.strip() for line in text.strip().splitlines() for call in line.split(";")]


FUNCTIONS = calls(CREATION) + calls(DTYPES) + calls(OTHERS)
FUNCTIONS += [f"{name}(a)" for name in UNARY.split()] + [
    f"{name}(c)" for name in ("conj", "real", "imag", "abs", "sign")
]
FUNCTIONS += [f"{name}(a, b)" for name in BINARY.split()] + [f"{name}(i, i % 3)" for name in BITWISE.split()]


def operands(xp):
    a = xp.asarray([0.25, 0.5, 0.75, 1.0, 0.125, 0.3])
    return {
        "xp": xp,
        "a": a,
        "b": a[::-1] + 0.1,
        "i": xp.asarray([3, 1, 2, 2, 5, 1]),
        "m": a > 0.3,
        "c": a + 2j * a[::-1],
        "x": xp.reshape(xp.arange(12.0), (2, 6)) % 5,
    }


def same(ours, theirs):
    if isinstance(theirs, (tuple, list)):
        assert type(ours).__name__ == type(theirs).__name__ and len(ours) == len(theirs)
        for one, other in zip(ours, theirs):
            same(one, other)
    elif isinstance(theirs, numpy.ndarray):
        assert type(ours) is np.ndarray and ours.dtype == theirs.dtype and ours.shape == theirs.shape
        numpy.testing.assert_allclose(numpy.asarray(ours), theirs, rtol=1e-15)
    else:
        assert type(ours) is type(theirs)
        numpy.testing.assert_equal(ours, theirs)


@pytest.mark.parametrize("call", [f"xp.{call}" for call in FUNCTIONS] + calls(ARRAYS))
def test_call_is_native_and_gives_numpys_result(call, native):
    theirs = eval(call, operands(numpy))
    same(eval(call, operands(np)), theirs)


def test_names_are_those_of_numpy():
    for name in CONSTANTS.split() + NAMES_OF_DTYPES.split():
        assert getattr(np, name) is getattr(numpy, name)


def test_versions():
    assert np.__array_api_version__ == VERSION
    a = np.zeros(2)
    for version in (None, "2021.12", "2022.12", "2023.12", VERSION):
        assert a.__array_namespace__(api_version=version) is np
    for bad in ("2019.01", "x"):
        with pytest.raises(ValueError, match=bad):
            a.__array_namespace__(api_version=bad)


def test_inspection():
    ours, theirs = np.__array_namespace_info__(), numpy.__array_namespace_info__()
    for call in (
        "capabilities()",
        "default_device()",
        "default_dtypes()",
        "devices()",
        "dtypes()",
        "dtypes(kind='integral')",
    ):
        assert eval(f"info.{call}", {"info": ours}) == eval(f"info.{call}", {"info": theirs})


@pytest.mark.parametrize("name", sorted({call.split("(")[0] for call in FUNCTIONS}))
def test_signature_is_numpys(name):
    try:
        theirs = inspect.signature(getattr(numpy, name))
    except ValueError:
        return
    assert inspect.signature(getattr(np, name)) == theirs


@pytest.mark.parametrize(
    "call",
    ["a.to_device('gpu')", "a.to_device('cpu', stream=1)", "xp.zeros(2, device='gpu')", "xp.asarray(a, device='gpu')",
     "xp.astype(a, xp.int8, device='gpu')", "xp.asarray([1], copy=False)", "xp.astype([1], int)", "xp.unstack(a[0])",
     "xp.isdtype(xp.int8, 'numbers')", "xp.from_dlpack(a, device='gpu')", "xp.reshape(x.T, (-1,), copy=False)",
     "xp.cumulative_sum(x)", "xp.matrix_transpose(a)", "xp.vecdot(a, a[:2])", "xp.from_dlpack(1)", "a.mT"],
)  # fmt: skip
def test_errors_are_numpys(call):
    with pytest.raises(Exception) as theirs:
        eval(call, operands(numpy))
    with pytest.raises(theirs.type) as ours:
        eval(call, operands(np))
    assert str(ours.value) == str(theirs.value)


@pytest.mark.parametrize("name", ["fft", "linalg"])
def test_extensions_have_every_function(name):
    functions = {
        "fft": "fft ifft fftn ifftn rfft irfft rfftn irfftn hfft ihfft fftfreq rfftfreq fftshift ifftshift",
        "linalg": "cholesky cross det diagonal eigh eigvalsh inv matmul matrix_norm matrix_power matrix_rank "
        "matrix_transpose outer pinv qr slogdet solve svd svdvals tensordot trace vecdot vector_norm",
    }
    assert all(callable(getattr(getattr(np, name), function)) for function in functions[name].split())
