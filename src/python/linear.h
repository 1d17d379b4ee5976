// Products of matrices.
#pragma once
#include "python/array.h"

namespace lnp::py {

// What NumPy's matmul makes of two of our arrays. Null without an exception where that is not native. `name`: NumPy's
// function of the call; it says what is wrong with the shapes, and reports floating-point status ("vdot" does not).
PyObject* product(PyObject* a, PyObject* b, PyObject* out, const DType* dtype, const char* name);

// For i in [0, count) the sum over k of a[start + i + k] * v[k], as far as there are such elements of a. Both have one axis and
// elements, a not fewer than v.
PyObject* correlate(PyObject* a, PyObject* v, int64_t start, int64_t count);

}  // namespace lnp::py
