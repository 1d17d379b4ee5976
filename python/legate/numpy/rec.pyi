# Written by tools/make_stubs.py.
# ruff: noqa
# fmt: off
from numpy.rec import (
    array as array, find_duplicate as find_duplicate, format_parser as format_parser, fromarrays as fromarrays,
    fromfile as fromfile, fromrecords as fromrecords, fromstring as fromstring, recarray as recarray, record as record,
)
