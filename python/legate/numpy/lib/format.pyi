# Written by tools/make_stubs.py.
# ruff: noqa
# fmt: off
from numpy.lib.format import *
