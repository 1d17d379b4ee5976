// Scalars that are computed when the program looks at them: LEGATE_NUMPY_SCALARS=lazy.
#pragma once
#include "python/array.h"

namespace lnp::py {

extern PyTypeObject LazyScalarType;
extern bool g_lazy_scalars;

inline bool is_lazy_scalar(PyObject* o) { return Py_IS_TYPE(o, &LazyScalarType); }

// Whether a scalar made of what is in `b` may wait for the pending stream.
inline bool scalar_may_wait(const Buffer* b) { return g_lazy_scalars && runtime().stream().pending_write(b); }

// The NumPy scalar that a 0-d array of ours stands for: at once, or lazily where its value is pending and that is wanted.
PyObject* scalar_of(PyObject* array);

// The NumPy scalar that a lazy one is, computed if need be. New reference; null with an exception.
PyObject* scalar_value(PyObject* lazy);

// An operand like any other; its value if that is known already.
Argument lazy_argument(PyObject* lazy);

bool ready_lazy_scalar(PyObject* module);

}  // namespace lnp::py
