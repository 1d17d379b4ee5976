// Arrays joined along an axis.
#pragma once
#include "python/array.h"

namespace lnp::py {

// A new array with the arrays one after the other along `axis`, which may count from the end; their common dtype, or
// *dtype. None where they do not fit together (or are none of ours): NumPy says what is wrong.
PyObject* join(PyObject* arrays, int axis, const DType* dtype);

}  // namespace lnp::py
