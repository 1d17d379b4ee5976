// Which argument of a call is which.
#pragma once
#include <algorithm>

#include "python/array.h"

namespace lnp::py {

// The parameters of a function, from a text such as "a / shape order * copy", in Python's order and with its signs. "*args" alone:
// any number of them, without names.
class Parameters {
 public:
  static constexpr int kMost = 8;

  explicit Parameters(const char* text);

  // The arguments by parameter in `slots`, of which there are kMost, null where none is given; their number is returned, or -1 where
  // they do not fit, of which the function itself knows what to say. Where there are any number, these.
  Py_ssize_t bind(PyObject* const* args, Py_ssize_t n, PyObject* names, PyObject** slots) const {
    if (names || n > positional_) return bind_names(args, n, names, slots);
    std::fill_n(slots, kMost, nullptr);  // all there are, which takes less time than those that are needed
    if (n == 1)
      slots[0] = args[0];
    else
      for (Py_ssize_t i = 0; i < n; ++i) slots[i] = args[i];
    return count_;
  }
  bool any_number() const { return any_number_; }

 private:
  Py_ssize_t bind_names(PyObject* const* args, Py_ssize_t n, PyObject* names, PyObject** slots) const;

  PyObject* names_[kMost];  // interned; null for those that are positional only
  int count_ = 0;
  int positional_ = 0;  // so many of them may be given without a name
  bool any_number_ = false;
};

}  // namespace lnp::py
