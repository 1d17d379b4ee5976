# Written by tools/make_stubs.py.
# ruff: noqa
# fmt: off
from numpy.typing import (
    ArrayLike as ArrayLike, DTypeLike as DTypeLike, NBitBase as NBitBase, NDArray as NDArray,
)
