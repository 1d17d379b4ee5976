// Indexing with boolean masks and integer arrays.
#pragma once
#include "python/array.h"

namespace lnp::py {

inline constexpr const char* kNoIndex =
    "only integers, slices (`:`), ellipsis (`...`), numpy.newaxis (`None`) and integer or boolean arrays are valid "
    "indices";

PyObject* fancy_get(PyObject* self, PyObject* key);
// ufunc.at with index arrays or masks: 1 when done, 0 when not native, -1 with an exception set.
int fancy_update(PyObject* self, PyObject* key, Op op, const Loop& loop, const View* operand);
// Whether an operand of ufunc.at fits what is selected; false with ValueError.
bool broadcasts_to(const Layout* l, const Layout* target);
int fancy_set(PyObject* self, PyObject* key, PyObject* value);

}  // namespace lnp::py
