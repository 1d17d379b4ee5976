// a[...] and a[...] = x. Basic indexing is here; masks and index arrays are in fancy.cpp.
#include <algorithm>
#include <cstring>

#include "python/elementwise.h"
#include "python/fancy.h"

namespace lnp::py {
namespace {

bool out_of_range(Py_ssize_t i, int axis, int64_t extent) {
  PyErr_Format(PyExc_IndexError, "index %zd is out of bounds for axis %d with size %lld", i, axis,
               static_cast<long long>(extent));
  return false;
}

// Python ints and NumPy integer scalars, not bools.
bool is_integer(PyObject* o) {
  return PyLong_CheckExact(o) || PyArray_IsScalar(o, Integer) || (PyLong_Check(o) && !PyBool_Check(o));
}

// A slice bound that is None or a small int, clipped to [0, extent]; false for anything else.
bool small_bound(PyObject* o, Py_ssize_t none, Py_ssize_t extent, Py_ssize_t* out) {
  if (o == Py_None) {
    *out = none;
    return true;
  }
  if (!PyLong_CheckExact(o)) return false;
  int overflow;
  Py_ssize_t i = PyLong_AsLongAndOverflow(o, &overflow);
  if (overflow) return false;
  if (i < 0) i += extent;
  *out = i < 0 ? 0 : i > extent ? extent : i;
  return true;
}

struct Builder {
  const View* from;
  int64_t offset;
  int axis = 0;  // next axis of `from`
  int nd = 0;
  int64_t shape[kMaxDims], strides[kMaxDims];

  bool integer(PyObject* o) {
    Py_ssize_t i = PyLong_CheckExact(o) ? PyLong_AsSsize_t(o) : PyNumber_AsSsize_t(o, PyExc_IndexError);
    if (i == -1 && PyErr_Occurred()) {
      if (PyErr_ExceptionMatches(PyExc_OverflowError)) {
        PyErr_Clear();
        PyErr_SetString(PyExc_IndexError, kNoIndex);
      }
      return false;
    }
    int64_t extent = from->layout->shape[axis];
    if (i < -extent || i >= extent) return out_of_range(i, axis, extent);
    offset += (i < 0 ? i + extent : i) * from->layout->strides[axis];
    ++axis;
    return true;
  }

  bool slice(PyObject* o) {
    Py_ssize_t start, stop, step = 1, n;
    int64_t extent = from->layout->shape[axis], stride = from->layout->strides[axis];
    auto* s = reinterpret_cast<PySliceObject*>(o);
    if (s->step == Py_None && small_bound(s->start, 0, extent, &start) && small_bound(s->stop, extent, extent, &stop)) {
      n = stop > start ? stop - start : 0;
    } else {
      if (PySlice_Unpack(o, &start, &stop, &step) < 0) return false;
      n = PySlice_AdjustIndices(extent, &start, &stop, step);
    }
    if (n > 0) offset += start * stride;
    shape[nd] = n;
    strides[nd++] = stride * step;
    ++axis;
    return true;
  }

  void whole() {
    shape[nd] = from->layout->shape[axis];
    strides[nd++] = from->layout->strides[axis++];
  }

  void new_axis() {
    shape[nd] = 1;
    strides[nd++] = 0;
  }
};

enum class Outcome { view, fancy, error };

// Raises IndexError if the key has more indices than axes, before anything else that is wrong with it; what is raised for an
// index stays raised otherwise, but where another one is no integer and no slice: NumPy looks at that before.
Outcome too_many(PyObject* const* items, Py_ssize_t n, int ndim) {
  int asked = 0;
  for (Py_ssize_t k = 0; k < n; ++k) {
    if (items[k] == Py_None || items[k] == Py_Ellipsis) continue;
    if (!PySlice_Check(items[k]) && !is_integer(items[k])) {
      PyErr_Clear();
      return Outcome::fancy;
    }
    ++asked;
  }
  if (asked > ndim)
    PyErr_Format(PyExc_IndexError, "too many indices for array: array is %d-dimensional, but %d were indexed", ndim,
                 asked);
  return Outcome::error;
}

Outcome build(const View& v, PyObject* const* items, Py_ssize_t n, View* out, bool* scalar) {
  Builder b{&v, v.offset};
  int ndim = v.layout->ndim;
  int consumed = 0;
  bool ellipsis = false, counted = false, integers_only = true;
  for (Py_ssize_t i = 0; i < n; ++i) {
    PyObject* o = items[i];
    bool is_slice = PySlice_Check(o);
    if (is_slice || is_integer(o)) {
      if (b.axis >= ndim) return too_many(items, n, ndim);
      integers_only &= !is_slice;
      if (is_slice ? b.slice(o) : b.integer(o)) continue;
      bool others = is_slice ? n > 1 : n > ndim && PyErr_ExceptionMatches(PyExc_IndexError);
      return others ? too_many(items, n, ndim) : Outcome::error;
    } else if (o == Py_Ellipsis) {
      if (ellipsis) {
        PyErr_SetString(PyExc_IndexError, "an index can only have a single ellipsis ('...')");
        return Outcome::error;
      }
      ellipsis = true;
      integers_only = false;
      if (!counted) {
        for (Py_ssize_t k = i + 1; k < n; ++k) consumed += items[k] != Py_None && items[k] != Py_Ellipsis;
        counted = true;
      }
      while (b.axis + consumed < ndim) b.whole();
    } else if (o == Py_None) {
      if (b.nd >= kMaxDims) return Outcome::fancy;
      integers_only = false;
      b.new_axis();
    } else {
      return Outcome::fancy;
    }
  }
  while (b.axis < ndim) {
    integers_only = false;
    b.whole();
  }
  *scalar = integers_only;
  *out = v.with(layouts().intern(b.nd, b.shape, b.strides), b.offset);
  return Outcome::view;
}

// What basic indexing makes of a layout depends on the layout and the key alone, and programs use the same few keys again and
// again. Keys are compared by the identity of what they consist of, so only those are remembered whose parts are the same
// objects for good: None, Ellipsis and small ints, and slices of such.
struct Window {
  static constexpr int kItems = 3;

  const Layout* from;
  Py_ssize_t items;
  PyObject* parts[kItems][3];  // of a slice; of any other item one, and null
  const Layout* layout;        // null: nothing is remembered here
  int64_t moved;               // bytes from the first element of the array to that of the window
};

constexpr size_t kWindows = 512;
Window g_windows[kWindows];  // by hash, in pairs; each holds its two layouts

// Calls what(i, a, b, c) with the parts of each item until it returns false.
template <class What>
bool all_parts(PyObject* const* items, Py_ssize_t n, What what) {
  for (Py_ssize_t i = 0; i < n; ++i) {
    auto* s = reinterpret_cast<PySliceObject*>(items[i]);
    bool slice = PySlice_Check(items[i]);
    if (slice ? !what(i, s->start, s->stop, s->step) : !what(i, items[i], nullptr, nullptr)) return false;
  }
  return true;
}

// Where a window is if it is remembered, or in the place beside.
Window* place_of(const Layout* from, PyObject* const* items, Py_ssize_t n) {
  auto number = [](const void* p) { return reinterpret_cast<size_t>(p); };
  size_t hash = number(from);
  all_parts(items, n, [&](Py_ssize_t, PyObject* a, PyObject* b, PyObject* c) {
    hash = (hash + number(a) + 3 * number(b) + 5 * number(c)) * 0x9E3779B97F4A7C15ull;
    return true;
  });
  return &g_windows[(hash >> 32) % kWindows];
}

Window* beside(Window* w) { return g_windows + ((w - g_windows) ^ 1); }

bool is_remembered(const Window& w, const Layout* from, PyObject* const* items, Py_ssize_t n) {
  return w.layout && w.from == from && w.items == n &&
         all_parts(items, n, [&](Py_ssize_t i, PyObject* a, PyObject* b, PyObject* c) {
           return w.parts[i][0] == a && w.parts[i][1] == b && w.parts[i][2] == c;
         });
}

bool stays(PyObject* o) {
  if (!o || o == Py_None || o == Py_Ellipsis) return true;
  int overflow = 1;
  long value = PyLong_CheckExact(o) ? PyLong_AsLongAndOverflow(o, &overflow) : 0;
  if (overflow || value < -5 || value > 256) return false;
  PyObject* small = PyLong_FromLong(value);  // CPython has one object for each of these
  Py_DECREF(small);
  return small == o;
}

void remember(Window* w, const Layout* from, PyObject* const* items, Py_ssize_t n, const Layout* layout,
              int64_t moved) {
  Window fresh{from, n, {}, layout, moved};
  bool lasting = all_parts(items, n, [&](Py_ssize_t i, PyObject* a, PyObject* b, PyObject* c) {
    fresh.parts[i][0] = a;
    fresh.parts[i][1] = b;
    fresh.parts[i][2] = c;
    return stays(a) && stays(b) && stays(c);
  });
  if (!lasting) return;
  Window* older = beside(w);
  if (older->layout) {
    older->from->refs--;
    older->layout->refs--;
  }
  *older = *w;
  *w = fresh;
  from->refs++;
  layout->refs++;
}

Outcome basic(const View& v, PyObject* key, View* out, bool* scalar) {
  PyObject* const* items = &key;
  Py_ssize_t n = 1;
  if (PyTuple_CheckExact(key)) {
    items = reinterpret_cast<PyTupleObject*>(key)->ob_item;
    n = PyTuple_GET_SIZE(key);
  } else if (PyTuple_Check(key)) {
    return Outcome::fancy;
  }
  if (n > Window::kItems) return build(v, items, n, out, scalar);
  Window* place = place_of(v.layout, items, n);
  for (const Window* w : {place, beside(place)})
    if (is_remembered(*w, v.layout, items, n)) {
      *scalar = false;
      *out = v.with(w->layout, v.offset + w->moved);
      return Outcome::view;
    }
  Outcome outcome = build(v, items, n, out, scalar);
  if (outcome == Outcome::view && !*scalar) remember(place, v.layout, items, n, out->layout, out->offset - v.offset);
  return outcome;
}

// a[i] with an int on a 1-d array, or a[i, j] on a 2-d one: the hot path of programs that loop over elements.
bool element_offset(const View& v, PyObject* key, int64_t* offset) {
  const Layout* l = v.layout;
  auto index = [](PyObject* o, int64_t extent, int64_t* out) {
    if (!PyLong_CheckExact(o)) return false;
    Py_ssize_t i = PyLong_AsSsize_t(o);
    if (i == -1 && PyErr_Occurred()) {
      PyErr_Clear();
      return false;
    }
    if (i < 0) i += extent;
    *out = i;
    return i >= 0 && i < extent;
  };
  int64_t i;
  if (l->ndim == 1) {
    if (!index(key, l->shape[0], &i)) return false;
    *offset = v.offset + i * l->strides[0];
    return true;
  }
  if (!PyTuple_CheckExact(key) || PyTuple_GET_SIZE(key) != l->ndim || l->ndim == 0) return false;
  int64_t at = v.offset;
  for (int d = 0; d < l->ndim; ++d) {
    if (!index(PyTuple_GET_ITEM(key, d), l->shape[d], &i)) return false;
    at += i * l->strides[d];
  }
  *offset = at;
  return true;
}

// The bytes of a Python or NumPy scalar as an element of dtype t, for the pairs that programs store one by one and whose
// conversion can neither fail nor warn.
bool element_bytes(PyObject* value, DType t, char* out) {
  if (PyFloat_CheckExact(value)) {
    double d = PyFloat_AS_DOUBLE(value);
    std::memcpy(out, &d, sizeof d);
    return t == DType::f64;
  }
  if (PyLong_CheckExact(value)) {
    int overflow;
    int64_t x = PyLong_AsLongLongAndOverflow(value, &overflow);
    if (t == DType::i64)
      std::memcpy(out, &x, sizeof x);
    else if (t == DType::f64 || t == DType::f32 || t == DType::c128)
      cast_element(DType::i64, t, &x, out);
    else
      return false;
    return !overflow;
  }
  if (PyBool_Check(value)) {
    *out = value == Py_True;
    return t == DType::b1;
  }
  if (PyArray_IsScalar(value, Double)) {
    std::memcpy(out, &PyArrayScalar_VAL(value, Double), sizeof(double));
    return t == DType::f64;
  }
  if (PyArray_IsScalar(value, Long)) {
    std::memcpy(out, &PyArrayScalar_VAL(value, Long), sizeof(int64_t));
    return t == DType::i64;
  }
  return false;
}

// Whether a store to one element of an array that is not in this process is better recorded than made after bringing the
// array here: it is, but for a loop over elements. What counts is alike on all ranks.
bool store_elsewhere(const Buffer* b) {
  constexpr int kFew = 16;
  static uint64_t flushes = 0;
  static int stores = 0;
  if (!b->storage || b->storage->data) return false;
  if (flushes != runtime().counters().flushes) stores = 0;
  flushes = runtime().counters().flushes;
  return ++stores <= kFew;
}

// Stores a scalar in one element at once where nothing pending touches the buffer. One store among pending operations
// is recorded like any other; a second one in a row looks like a loop over elements, which runs what is pending.
bool store_now(const View& v, int64_t offset, PyObject* value, bool* done) {
  *done = false;
  Buffer* b = v.buffer;
  alignas(16) char bytes[16];
  if (v.readonly || !element_bytes(value, v.dtype, bytes) || store_elsewhere(b)) return true;
  if (runtime().stream().pending(b)) {
    if (!runtime().stream().ends_with_element()) return true;
    if (!flush()) return false;
  }
  if (!ensure_storage(b)) return false;
  std::memcpy(b->storage->data + offset, bytes, item_size(v.dtype));
  *done = true;
  return true;
}

Py_ssize_t length(PyObject* self) {
  const Layout* l = view(self).layout;
  if (l->ndim > 0) return l->shape[0];
  PyErr_SetString(PyExc_TypeError, "len() of unsized object");
  return -1;
}

PyObject* sequence_item(PyObject* self, Py_ssize_t i) {
  PyObject* key = PyLong_FromSsize_t(i);
  PyObject* r = key ? subscript(self, key) : nullptr;
  Py_XDECREF(key);
  return r;
}

int contains(PyObject* self, PyObject* value) {
  PyObject* eq = array_richcompare(self, value, Py_EQ);
  if (!eq) return -1;
  int r;
  if (is_array(eq)) {
    PyObject* any = reduce(Op::logical_or, eq, ~0ull, false, nullptr, nullptr, nullptr);
    r = any ? PyObject_IsTrue(any) : -1;
    Py_XDECREF(any);
  } else {
    r = PyObject_IsTrue(eq);
  }
  Py_DECREF(eq);
  return r;
}

// Where a + b is not for us to compute, Python would join the two as sequences.
PyObject* refuse_concatenation(PyObject*, PyObject*) {
  PyErr_SetString(
      PyExc_TypeError,
      "Concatenation operation is not implemented for NumPy arrays, use np.concatenate() instead. Please do "
      "not rely on this error; it may not be given on all Python implementations.");
  return nullptr;
}

}  // namespace

bool element_bytes(const View& v, int64_t offset, char* out) {
  if (!flush_for_read(v.buffer)) return false;
  const Storage* storage = v.buffer->storage;
  if (!storage || !storage->data) return read_element(v.buffer, offset, item_size(v.dtype), out);
  std::memcpy(out, storage->data + offset, item_size(v.dtype));
  return true;
}

PyObject* element(const View& v, int64_t offset) {
  alignas(16) char bytes[16];
  return element_bytes(v, offset, bytes) ? scalar_object(v.dtype, bytes) : nullptr;
}

PyObject* item_at(PyObject* self, Py_ssize_t i) {
  const View& v = view(self);
  const Layout* l = v.layout;
  if (i < 0 || i >= l->shape[0]) {
    out_of_range(i, 0, l->shape[0]);
    return nullptr;
  }
  const Layout* rest = layouts().intern(l->ndim - 1, l->shape + 1, l->strides + 1);
  return wrap(v.with(rest, v.offset + i * l->strides[0]));
}

PyObject* subscript(PyObject* self, PyObject* key) {
  const View& v = view(self);
  int64_t offset;
  if (element_offset(v, key, &offset)) return element(v, offset);
  View out;
  bool scalar;
  switch (basic(v, key, &out, &scalar)) {
    case Outcome::view: return scalar ? element(out, out.offset) : wrap(out);
    case Outcome::fancy: return fancy_get(self, key);
    default: return nullptr;
  }
}

int assign_subscript(PyObject* self, PyObject* key, PyObject* value) {
  if (!value) {
    PyErr_SetString(PyExc_ValueError, "cannot delete array elements");
    return -1;
  }
  const View& v = view(self);
  if (v.readonly) {
    PyErr_SetString(PyExc_ValueError, "assignment destination is read-only");
    return -1;
  }
  int64_t offset;
  if (element_offset(v, key, &offset)) {
    bool done;
    if (!store_now(v, offset, value, &done)) return -1;
    if (done) return 0;
  }
  View out;
  bool scalar;
  switch (basic(v, key, &out, &scalar)) {
    case Outcome::view: {
      // `a[i] += x` stores back the very view it read and changed in place.
      if (is_array(value)) {
        const View& w = view(value);
        if (w.buffer == out.buffer && w.layout == out.layout && w.offset == out.offset && w.dtype == out.dtype)
          return 0;
      }
      return (!scalar || element_takes(out, value)) && assign(out, value) ? 0 : -1;
    }
    case Outcome::fancy: return fancy_set(self, key, value);
    default: return -1;
  }
}

PyMappingMethods mapping_methods = {length, subscript, assign_subscript};
PySequenceMethods sequence_methods = [] {
  PySequenceMethods m{};
  m.sq_length = length;
  m.sq_concat = refuse_concatenation;
  m.sq_item = sequence_item;
  m.sq_contains = contains;
  return m;
}();

}  // namespace lnp::py
