// Finding and ordering elements: which are not zero, which is the greatest, which comes first.
#pragma once
#include "python/array.h"

namespace lnp::py {

PyObject* nonzero(PyObject* array);        // one index array for each axis (there is at least one); a tuple
PyObject* count_nonzero(PyObject* array);  // a NumPy integer

// Positions of the greatest or least elements along `axis`, which counts from the start. The array is not empty.
PyObject* arg_extreme(PyObject* array, bool greatest, int axis, bool keepdims);

// Of a contiguous mask on which nothing is pending: how many elements are true, and a tuple of their indices, an array for each
// axis. False or null with an exception set.
bool count_places(PyObject* mask, int64_t* count);
PyObject* places_of(PyObject* mask);

// In place; `axis` counts from the start. False with an exception set.
bool sort(PyObject* array, int axis, bool stable);

// The positions along `axis`, as an array.
PyObject* argsort(PyObject* array, int axis);

}  // namespace lnp::py
