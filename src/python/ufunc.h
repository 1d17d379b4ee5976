// What the files of this folder share about ufunc objects beyond array.h.
#pragma once
#include "python/array.h"

namespace lnp::py {

// A public ufunc: one op, or two that each compute one of its outputs.
struct Ufunc {
  PyObject_HEAD vectorcallfunc call;
  const char* name;
  int nin, nout;
  Op parts[2];
};

// ufunc.accumulate on one of our arrays. Null without an exception: not native, go through the gate.
PyObject* accumulate(Op op, PyObject* array, int axis, const DType* dtype, PyObject* out);

// ufunc.reduceat of the segments that begin at `starts`, which are in range. Null likewise.
PyObject* reduceat(Op op, PyObject* array, const int64_t* starts, int64_t count, int axis, const DType* dtype,
                   PyObject* out);

// numpy._NoValue, by which NumPy's own functions say that they were given no argument. Borrowed.
PyObject* no_value();

// Whether we make a mask of what was given as where=, and the mask: one of our arrays, a new reference; null with NumPy's
// exception.
bool may_be_mask(PyObject* where);
PyObject* where_mask(PyObject* where);

// dtype_of() for the dtype= of a ufunc, which may also be a class of numpy.dtypes.
int dtype_or_class(PyObject* o, DType* out);

// Null without an exception likewise from reduce() in array.h.

// Counts a negative axis from the end; false with NumPy's AxisError, which names the argument.
bool settle_axis(int* axis, int ndim, const char* argument);

extern PyMethodDef ufunc_methods[];  // reduce, accumulate, outer, reduceat, at

}  // namespace lnp::py
