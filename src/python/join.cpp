#include "python/join.h"

#include <algorithm>
#include <cstring>

#include "python/at_once.h"

namespace lnp::py {
namespace {

bool all_ours(PyObject* const* items, Py_ssize_t n) { return n > 0 && std::all_of(items, items + n, is_array); }

bool fit(PyObject* const* items, Py_ssize_t n, int axis) {
  const Layout* first = view(items[0]).layout;
  return std::all_of(items, items + n, [&](PyObject* a) {
    const Layout* l = view(a).layout;
    bool same = l->ndim == first->ndim;
    for (int d = 0; same && d < l->ndim; ++d) same = d == axis || l->shape[d] == first->shape[d];
    return same;
  });
}

DType common_dtype(PyObject* const* items, Py_ssize_t n) {
  DType t = view(items[0]).dtype;
  for (Py_ssize_t i = 1; i < n; ++i) t = promote(t, view(items[i]).dtype);
  return t;
}

// Whether axis `a` is to lie outside of `b` in a result, as NumPy looks at it: 1, 0, or -1 where no array says.
int outside(PyObject* const* items, Py_ssize_t n, int a, int b) {
  int found = -1;
  for (Py_ssize_t i = 0; i < n; ++i) {
    const Layout* l = view(items[i]).layout;
    if (l->shape[a] == 1 || l->shape[b] == 1) continue;
    if (std::abs(l->strides[a]) <= std::abs(l->strides[b])) return 0;
    found = 1;
  }
  return found;
}

// Contiguous memory in the order in which the arrays lie, where they agree: row-major else.
const Layout* in_their_order(PyObject* const* items, Py_ssize_t n, int ndim, const int64_t* shape, size_t item) {
  int order[kMaxDims];  // from the slowest axis to the fastest
  for (int i = 0; i < ndim; ++i) {
    int place = i;
    for (int j = i - 1; j >= 0; --j) {
      int before = outside(items, n, i, order[j]);
      if (before == 0) break;
      if (before == 1) place = j;
    }
    std::copy_backward(order + place, order + i, order + i + 1);
    order[place] = i;
  }
  int64_t strides[kMaxDims];
  auto stride = static_cast<int64_t>(item);
  for (int i = ndim - 1; i >= 0; --i) {
    strides[order[i]] = stride;
    stride *= std::max<int64_t>(shape[order[i]], 1);
  }
  return layouts().intern(ndim, shape, strides);
}

// Whether small arrays that are there already have been copied to their parts of the result.
bool fills_at_once(const View& to, PyObject* const* items, Py_ssize_t n, int axis) {
  if (!is_small(to.layout, to.dtype) || !to.contiguous()) return false;
  for (Py_ssize_t i = 0; i < n; ++i)
    if (view(items[i]).dtype != to.dtype || !view(items[i]).contiguous() || !settled(view(items[i]))) return false;
  if (!ensure_storage(to.buffer)) return false;
  int64_t outer = 1, run = static_cast<int64_t>(item_size(to.dtype));
  for (int d = 0; d < to.layout->ndim; ++d) (d < axis ? outer : run) *= d == axis ? 1 : to.layout->shape[d];
  char* out = to.data();
  for (int64_t o = 0; o < outer; ++o) {
    for (Py_ssize_t i = 0; i < n; ++i) {
      const View& from = view(items[i]);
      int64_t bytes = from.layout->shape[axis] * run;
      std::memcpy(out, from.data() + o * bytes, static_cast<size_t>(bytes));
      out += bytes;
    }
  }
  return true;
}

// Each array is assigned to its part of the result.
bool fill(const View& to, PyObject* const* items, Py_ssize_t n, int axis) {
  if (fills_at_once(to, items, n, axis)) return true;
  if (PyErr_Occurred()) return false;
  int64_t start = 0;
  for (Py_ssize_t i = 0; i < n; ++i) {
    const View& from = view(items[i]);
    View part = to;
    part.layout = layouts().intern(from.layout->ndim, from.layout->shape, to.layout->strides);
    part.offset += start * to.layout->strides[axis];
    if (!assign_view(part, from)) return false;
    start += from.layout->shape[axis];
  }
  return true;
}

}  // namespace

PyObject* join(PyObject* arrays, int axis, const DType* dtype) {
  PyObject* list = PySequence_Fast(arrays, "The first input argument needs to be a sequence");
  if (!list) return nullptr;
  PyObject** items = PySequence_Fast_ITEMS(list);
  Py_ssize_t n = PySequence_Fast_GET_SIZE(list);
  PyObject* made = nullptr;
  int ndim = all_ours(items, n) ? view(items[0]).layout->ndim : 0;
  if (axis < 0) axis += ndim;
  if (axis < 0 || axis >= ndim || !fit(items, n, axis)) {
    made = Py_NewRef(Py_None);
  } else {
    DType t = dtype ? *dtype : common_dtype(items, n);
    int64_t shape[kMaxDims];
    std::copy_n(view(items[0]).layout->shape, ndim, shape);
    shape[axis] = 0;
    for (Py_ssize_t i = 0; i < n; ++i) shape[axis] += view(items[i]).layout->shape[axis];
    made = new_array(in_their_order(items, n, ndim, shape, item_size(t)), t);
    if (made && !fill(view(made), items, n, axis)) Py_CLEAR(made);
  }
  Py_DECREF(list);
  return made;
}

}  // namespace lnp::py
