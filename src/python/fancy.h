// Indexing with boolean masks and integer arrays.
#pragma once
#include "python/array.h"

namespace lnp::py {

inline constexpr const char* kNoIndex =
    "only integers, slices (`:`), ellipsis (`...`), numpy.newaxis (`None`) and integer or boolean arrays are valid "
    "indices";

PyObject* fancy_get(PyObject* self, PyObject* key);
int fancy_set(PyObject* self, PyObject* key, PyObject* value);

}  // namespace lnp::py
