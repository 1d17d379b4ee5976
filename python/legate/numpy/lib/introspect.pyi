# Written by tools/make_stubs.py.
# ruff: noqa
# fmt: off
from numpy.lib.introspect import (
    opt_func_info as opt_func_info,
)
