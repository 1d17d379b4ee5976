// Views of arrays, made from shapes and strides alone. What is computed from objects of Python's gives null without an exception
// where these are not usual ones, or wrong: NumPy knows what to say then.
#pragma once
#include "python/array.h"

namespace lnp::py {

// ---- objects of Python's as numbers; false, without an exception, where they are none
bool as_index(PyObject* o, int64_t* out);
bool as_axis(PyObject* o, int ndim, int* axis);              // counted from the front
bool as_axes(PyObject* o, int ndim, int* axes, int* count);  // one, or a tuple or list of different ones
bool as_shape(PyObject* o, int* ndim, int64_t* shape);       // an int, or a tuple or list of them

// ---- views
PyObject* permuted(const View& v, const int* axes);
PyObject* transposed(const View& v, PyObject* axes);  // null or None: reversed
PyObject* swapped(const View& v, int a, int b);
PyObject* moved(const View& v, PyObject* source, PyObject* destination);
PyObject* rolled(const View& v, PyObject* axis, PyObject* start);
PyObject* flipped(const View& v, uint64_t axes);
PyObject* turned(const View& v, int64_t times, int from, int to);  // rot90
PyObject* squeezed(PyObject* array, PyObject* axis);
PyObject* expanded(PyObject* array, PyObject* axes);
PyObject* at_least(PyObject* array, int ndim);
PyObject* diagonal(const View& v, PyObject* offset, PyObject* axis1, PyObject* axis2);
PyObject* slice(const View& v, int axis, int64_t from, int64_t to);  // 0 <= from <= to <= extent
PyObject* broadcast(const View& v, int ndim, const int64_t* shape, bool readonly);
PyObject* trace(const View& v, PyObject* offset, PyObject* axis1, PyObject* axis2, PyObject* dtype, PyObject* out);
View part(const View& v, int which);  // the real or imaginary half of a complex one

// The array with this shape, of which one extent may be -1: a view, or a copy where none can be. Null with NumPy's exception.
PyObject* reshaped(PyObject* array, int ndim, int64_t* shape);
PyObject* raveled(PyObject* array);  // in C order

// A copy in C order, of another dtype if asked.
PyObject* copied(const View& v, DType t);
// One whose axes are ordered in memory as v's are (order "K").
PyObject* copied_keeping_order(const View& v, DType t);
// One in C order, one-dimensional.
PyObject* flat_copy(const View& v);

PyObject* tuple_of(const int64_t* values, int n);

extern PyMethodDef view_methods[];  // of ndarray
bool add_view_methods();            // to its type, which is ready

}  // namespace lnp::py
