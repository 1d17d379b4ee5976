// Functions of the namespace in C++, for usual calls on our arrays: what takes no longer than calling it.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "python/parameters.h"

namespace lnp::py {

// The result for arguments by parameter; null without an exception where the call is not usual, or wrong: the function's body, which
// takes everything, answers it then.
using Quick = PyObject* (*)(PyObject* const* args, Py_ssize_t n);

struct QuickFunction {
  Quick call;
  Parameters parameters;
};

// That of the public function of this name; null where it has none.
const QuickFunction* quick_function(const char* path);

// Their names and parameters.
std::vector<std::pair<std::string, std::string>> quick_functions();

// ---- tables of them
struct QuickRow {
  const char* path;
  Quick call;
  const char* parameters;
};

extern const QuickRow quick_views[];     // what looks at arrays, and views of them; ends with an empty row
extern const QuickRow quick_new[];       // what makes arrays
extern const QuickRow quick_searches[];  // what chooses, orders and looks up elements
extern const QuickRow quick_fills[];     // small arrays by a rule, and arrays in another order

// ---- what they share
inline bool not_given(PyObject* o) { return !o || o == Py_None; }

// order= and device= of what we make; like= has to be nothing.
bool is_row_major(PyObject* order);
bool is_here(PyObject* device);

}  // namespace lnp::py
