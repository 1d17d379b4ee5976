// Python functions called with the elements of arrays, and arrays of what they return.
#pragma once
#include "python/array.h"

namespace lnp::py {

// function(*row) for each of `size` rows of the columns, lists of as many objects or of one that repeats: a list with a list
// of results for each of `nout` outputs. A result that is not a tuple of several outputs is None for each, as in NumPy.
PyObject* call_each(PyObject* function, PyObject* columns, Py_ssize_t size, Py_ssize_t nout);

// A fresh array of one dtype from a list of objects, cast as NumPy casts an array of objects.
PyObject* from_objects(PyObject* list, const Layout* contiguous_layout, DType t);

}  // namespace lnp::py
