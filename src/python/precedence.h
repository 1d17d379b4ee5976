// Who computes an operator of one of our arrays and another object.
#pragma once
#include "python/array.h"

namespace lnp::py {

enum class Answer : uint8_t {
  ours,      // our ufunc, which asks an object's __array_ufunc__ on the way through the gate
  override,  // the same, where there is one to ask
  theirs,    // the object's reflected method: NotImplemented
  numpys,    // NumPy's array of a subclass: Python's rule puts its methods before an array's
  error,
};

// NumPy's rule for a binary operator, one of whose operands is an array of ours.
Answer who_answers(PyObject* a, PyObject* b, bool in_place);

// The operator of that name in Python's module, by NumPy, on a view of our array. No passage of the gate: an operator that
// a subclass has is not NumPy's.
PyObject* subclass_operator(const char* name, PyObject* a, PyObject* b);

}  // namespace lnp::py
