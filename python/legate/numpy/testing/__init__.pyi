# Written by tools/make_stubs.py.
# ruff: noqa
# fmt: off
from numpy.testing import (
    BLAS_SUPPORTS_FPE as BLAS_SUPPORTS_FPE, HAS_LAPACK64 as HAS_LAPACK64, HAS_REFCOUNT as HAS_REFCOUNT, IS_64BIT as
    IS_64BIT, IS_EDITABLE as IS_EDITABLE, IS_INSTALLED as IS_INSTALLED, IS_MUSL as IS_MUSL, IS_PYPY as IS_PYPY,
    IS_PYSTON as IS_PYSTON, IS_WASM as IS_WASM, IgnoreException as IgnoreException, KnownFailureException as
    KnownFailureException, NOGIL_BUILD as NOGIL_BUILD, NUMPY_ROOT as NUMPY_ROOT, SkipTest as SkipTest, TestCase as
    TestCase, assert_ as assert_, assert_allclose as assert_allclose, assert_almost_equal as assert_almost_equal,
    assert_approx_equal as assert_approx_equal, assert_array_almost_equal as assert_array_almost_equal,
    assert_array_almost_equal_nulp as assert_array_almost_equal_nulp, assert_array_compare as assert_array_compare,
    assert_array_equal as assert_array_equal, assert_array_less as assert_array_less, assert_array_max_ulp as
    assert_array_max_ulp, assert_equal as assert_equal, assert_no_gc_cycles as assert_no_gc_cycles, assert_no_warnings
    as assert_no_warnings, assert_raises as assert_raises, assert_raises_regex as assert_raises_regex,
    assert_string_equal as assert_string_equal, assert_warns as assert_warns, break_cycles as break_cycles,
    build_err_msg as build_err_msg, check_support_sve as check_support_sve, clear_and_catch_warnings as
    clear_and_catch_warnings, decorate_methods as decorate_methods, jiffies as jiffies, measure as measure, memusage
    as memusage, overrides as overrides, print_assert_equal as print_assert_equal, run_threaded as run_threaded,
    rundocs as rundocs, runstring as runstring, suppress_warnings as suppress_warnings, tempdir as tempdir, temppath
    as temppath, verbose as verbose,
)
