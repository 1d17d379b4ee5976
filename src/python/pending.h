// What the files of this folder share about the pending stream beyond array.h.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "python/array.h"

namespace lnp::py {

// A Python warning at a place of the user's program. False with an exception set (a filter says "error").
bool warn_at(PyObject* code, PyObject* globals, int instruction, PyObject* category, const char* text);

// A handle dies: drops its references, at once or when the flush that another thread runs is over.
void drop_handle(const View& v);

// While it exists, a flush need not store an array that nothing but the call in progress seems to refer to, as `(a * b).sum()`
// does: who has another reference that is not counted, such as a caller in C, will have it computed again.
class Fading {
 public:
  explicit Fading(PyObject* array) {
    const Buffer* b = view(array).buffer;
    if (Py_REFCNT(array) == 1 && b->bytes >= least_bytes) runtime().expect_gone(b);
  }
  ~Fading() { runtime().expect_gone(nullptr); }
  Fading(const Fading&) = delete;
  Fading& operator=(const Fading&) = delete;

  // Storing less costs less than finding out whether it can be computed again. Tests try it on small arrays.
  static inline int64_t least_bytes = 16 << 10;
};

// flush(), but an exception that is already set stays.
bool flush_keeping_error();

// Several processes run the same program from now on and must do so alike: Python's cycle collector runs at the end of a
// flush, after so many recorded nodes, and an interrupt does not stop a flush half way.
void run_alike(uint64_t nodes_per_collection);

// Where in the program arrays had to be brought together in one process (file, line), and how many.
const std::map<std::pair<std::string, int>, uint64_t>& gathered();

// NumPy's name of an operation.
const char* users_name(uint16_t op);

extern PyObject* g_report_hook;  // callable(op name) for every recorded node, or null
void report_hook(uint16_t op);

// Whether this thread may ask the engine; else false with an exception set.
bool runs_here();

// Whether the engine may be asked now, when no flush is running any more; else false with an exception set. `what` tells
// ranks' steps apart when they are compared.
bool may_ask(uint64_t what);

// Calls body(engine) then. False with an exception set.
template <class Body>
bool on_engine(uint64_t what, Body body) {
  if (!may_ask(what)) return false;
  try {
    body(runtime().engine());
    return true;
  } catch (...) {
    raise_current();
    return false;
  }
}

}  // namespace lnp::py
