# Written by tools/make_stubs.py.
# ruff: noqa
# fmt: off
from numpy.f2py import *
