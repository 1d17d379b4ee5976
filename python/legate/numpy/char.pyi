# Written by tools/make_stubs.py.
# ruff: noqa
# fmt: off
from numpy.char import (
    add as add, array as array, asarray as asarray, capitalize as capitalize, center as center, chararray as
    chararray, compare_chararrays as compare_chararrays, count as count, decode as decode, encode as encode, endswith
    as endswith, equal as equal, expandtabs as expandtabs, find as find, greater as greater, greater_equal as
    greater_equal, index as index, isalnum as isalnum, isalpha as isalpha, isdecimal as isdecimal, isdigit as isdigit,
    islower as islower, isnumeric as isnumeric, isspace as isspace, istitle as istitle, isupper as isupper, join as
    join, less as less, less_equal as less_equal, ljust as ljust, lower as lower, lstrip as lstrip, mod as mod,
    multiply as multiply, not_equal as not_equal, partition as partition, replace as replace, rfind as rfind, rindex
    as rindex, rjust as rjust, rpartition as rpartition, rsplit as rsplit, rstrip as rstrip, split as split,
    splitlines as splitlines, startswith as startswith, str_len as str_len, strip as strip, swapcase as swapcase,
    title as title, translate as translate, upper as upper, zfill as zfill,
)
