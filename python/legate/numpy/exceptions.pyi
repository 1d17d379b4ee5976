# Written by tools/make_stubs.py.
# ruff: noqa
# fmt: off
from numpy.exceptions import (
    AxisError as AxisError, ComplexWarning as ComplexWarning, DTypePromotionError as DTypePromotionError,
    ModuleDeprecationWarning as ModuleDeprecationWarning, TooHardError as TooHardError, VisibleDeprecationWarning as
    VisibleDeprecationWarning,
)
