# Written by tools/make_stubs.py.
# ruff: noqa
# fmt: off
from numpy.dtypes import (
    BoolDType as BoolDType, ByteDType as ByteDType, BytesDType as BytesDType, CLongDoubleDType as CLongDoubleDType,
    Complex128DType as Complex128DType, Complex64DType as Complex64DType, DateTime64DType as DateTime64DType,
    Float16DType as Float16DType, Float32DType as Float32DType, Float64DType as Float64DType, Int16DType as
    Int16DType, Int32DType as Int32DType, Int64DType as Int64DType, Int8DType as Int8DType, IntDType as IntDType,
    LongDType as LongDType, LongDoubleDType as LongDoubleDType, LongLongDType as LongLongDType, ObjectDType as
    ObjectDType, ShortDType as ShortDType, StrDType as StrDType, StringDType as StringDType, TimeDelta64DType as
    TimeDelta64DType, UByteDType as UByteDType, UInt16DType as UInt16DType, UInt32DType as UInt32DType, UInt64DType as
    UInt64DType, UInt8DType as UInt8DType, UIntDType as UIntDType, ULongDType as ULongDType, ULongLongDType as
    ULongLongDType, UShortDType as UShortDType, VoidDType as VoidDType,
)
