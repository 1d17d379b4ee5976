// What computes at once, on memory of this process: references to arrays that are given back in the end, and small arrays, for which
// recording and running would take longer than the work does.
#pragma once
#include <utility>

#include "python/elsewhere.h"
#include "python/views.h"

namespace lnp::py {

// A reference to an array; null with an exception set.
class Ref {
 public:
  explicit Ref(PyObject* o) : o_(o) {}
  ~Ref() { Py_XDECREF(o_); }
  Ref(const Ref&) = delete;
  Ref& operator=(const Ref&) = delete;

  explicit operator bool() const { return o_ != nullptr; }
  PyObject* get() const { return o_; }
  const View& v() const { return view(o_); }
  template <class T>
  T* data() const {
    return reinterpret_cast<T*>(v().data());
  }
  PyObject* take() { return std::exchange(o_, nullptr); }

 private:
  PyObject* o_;
};

inline Parallel& workers() { return runtime().engine().workers(); }

// Whether there is this array, in memory of this process, with nothing pending on it.
inline bool readable(const Ref& a) { return a && flush_for_read(a.v().buffer) && ensure_storage(a.v().buffer); }
inline bool writable(const Ref& a) { return a && flush_for_write(a.v().buffer) && ensure_storage(a.v().buffer); }

inline PyObject* new_vector(int64_t n, DType t) { return new_array(layouts().contiguous(1, &n, item_size(t)), t); }

// The array, or a scalar for one without axes. New reference.
inline PyObject* array_or_scalar(Ref& a) { return a.v().layout->ndim > 0 ? a.take() : element(a.v(), a.v().offset); }

// ---- small arrays
inline constexpr int64_t kSmall = 4096;  // bytes
inline constexpr int64_t kFew =
    1 << 14;  // elements up to which a loop on one thread does what a program over memory would

// Whether the elements are in memory of this process, and nothing pending will write them.
inline bool settled(const View& v) {
  const Storage* s = v.buffer->storage;
  return s && s->data && !may_be_elsewhere() && !runtime().stream().pending_write(v.buffer);
}

// Whether a fresh array of this layout may be written at once.
inline bool is_small(const Layout* l, DType t, int64_t bytes = kSmall) {
  return l->size * static_cast<int64_t>(item_size(t)) <= bytes && !may_be_elsewhere();
}

}  // namespace lnp::py
