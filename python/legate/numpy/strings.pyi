# Written by tools/make_stubs.py.
# ruff: noqa
# fmt: off
from numpy.strings import (
    add as add, capitalize as capitalize, center as center, count as count, decode as decode, encode as encode,
    endswith as endswith, equal as equal, expandtabs as expandtabs, find as find, greater as greater, greater_equal as
    greater_equal, index as index, isalnum as isalnum, isalpha as isalpha, isdecimal as isdecimal, isdigit as isdigit,
    islower as islower, isnumeric as isnumeric, isspace as isspace, istitle as istitle, isupper as isupper, less as
    less, less_equal as less_equal, ljust as ljust, lower as lower, lstrip as lstrip, mod as mod, multiply as
    multiply, not_equal as not_equal, partition as partition, replace as replace, rfind as rfind, rindex as rindex,
    rjust as rjust, rpartition as rpartition, rstrip as rstrip, slice as slice, startswith as startswith, str_len as
    str_len, strip as strip, swapcase as swapcase, title as title, translate as translate, upper as upper, zfill as
    zfill,
)
