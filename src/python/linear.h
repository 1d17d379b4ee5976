// Products of matrices, vectors and polynomials.
#pragma once
#include "python/array.h"

namespace lnp::py {

// What NumPy's matmul makes of two of our arrays. Null without an exception where that is not native. `name`: NumPy's
// function of the call; it says what is wrong with the shapes, and reports floating-point status ("vdot" does not).
PyObject* product(PyObject* a, PyObject* b, PyObject* out, const DType* dtype, const char* name);

// The sums of conj(a) b over the last axis of two arrays of one shape. Null without an exception where that is not done
// here. `reports`: the floating-point status, as vecdot does.
PyObject* dots(PyObject* a, PyObject* b, bool reports);

// The polynomial that has these zeros, the highest coefficient first. Null with an exception set.
PyObject* polynomial_of(PyObject* zeros);

// Divides, see library/polynomial.h; all have one axis and the same type, a real or complex one. False with an exception set.
bool divide_polynomial(PyObject* quotient, PyObject* rest, PyObject* divisor, PyObject* scale);

// For i in [0, count) the sum over k of a[start + i + k] * v[k], as far as there are such elements of a. Both have one axis and
// elements, a not fewer than v.
PyObject* correlate(PyObject* a, PyObject* v, int64_t start, int64_t count);

}  // namespace lnp::py
