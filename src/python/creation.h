// Arrays that are made of numbers and of other arrays.
#pragma once
#include "python/array.h"

namespace lnp::py {

// The first `n` numbers from `start` on in steps of `step`. NumPy converts the first two to the dtype and goes on from there.
PyObject* arange(PyObject* start, PyObject* step, int64_t n, DType t);

// numpy.where() of three arguments, of any kind.
PyObject* where(PyObject* condition, PyObject* x, PyObject* y);

}  // namespace lnp::py
