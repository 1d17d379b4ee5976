#include "python/parameters.h"

#include <sstream>
#include <string>

namespace lnp::py {

Parameters::Parameters(const char* text) {
  std::istringstream words(text);
  bool named_only = false;
  for (std::string word; words >> word;) {
    if (word == "/") {
      for (int i = 0; i < count_; ++i) names_[i] = nullptr;
    } else if (word == "*") {
      named_only = true;
    } else if (word[0] == '*') {
      any_number_ = true;
    } else {
      names_[count_++] = PyUnicode_InternFromString(word.c_str());
      positional_ += !named_only;
    }
  }
}

Py_ssize_t Parameters::bind_names(PyObject* const* args, Py_ssize_t n, PyObject* names, PyObject** slots) const {
  if (n > positional_) return -1;
  for (int i = 0; i < count_; ++i) slots[i] = i < n ? args[i] : nullptr;
  for (Py_ssize_t k = 0; k < PyTuple_GET_SIZE(names); ++k) {
    PyObject* name = PyTuple_GET_ITEM(names, k);  // of a call in a program, interned as well
    int i = 0;
    while (i < count_ && names_[i] != name) ++i;
    if (i == count_ || slots[i]) return -1;
    slots[i] = args[n + k];
  }
  return count_;
}

}  // namespace lnp::py
