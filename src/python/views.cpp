#include "python/views.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "python/at_once.h"
#include "python/elementwise.h"
#include "python/export.h"
#include "python/parameters.h"

namespace lnp::py {
namespace {

// Shape and strides of a view that is being made.
struct Geometry {
  int nd = 0;
  int64_t shape[kMaxDims], strides[kMaxDims];

  void add(int64_t extent, int64_t stride) {
    shape[nd] = extent;
    strides[nd++] = stride;
  }
  void add_axis(const Layout* l, int axis) { add(l->shape[axis], l->strides[axis]); }
  PyObject* on(const View& v, int64_t offset) const {
    return wrap(v.with(layouts().intern(nd, shape, strides), offset));
  }
};

uint64_t bits(const int* axes, int n) {
  uint64_t mask = 0;
  for (int i = 0; i < n; ++i) mask |= 1ull << axes[i];
  return mask;
}

}  // namespace

bool as_index(PyObject* o, int64_t* out) {
  if (PyLong_CheckExact(o)) {
    int overflow;
    *out = PyLong_AsLongLongAndOverflow(o, &overflow);
    return !overflow;
  }
  if (!PyIndex_Check(o)) return false;
  *out = PyNumber_AsSsize_t(o, PyExc_OverflowError);
  if (*out != -1 || !PyErr_Occurred()) return true;
  PyErr_Clear();
  return false;
}

bool as_axis(PyObject* o, int ndim, int* axis) {
  int64_t i;
  if (!as_index(o, &i) || i < -ndim || i >= ndim) return false;
  *axis = static_cast<int>(i < 0 ? i + ndim : i);
  return true;
}

bool as_axes(PyObject* o, int ndim, int* axes, int* count) {
  *count = 1;
  if (!PyTuple_CheckExact(o) && !PyList_CheckExact(o)) return as_axis(o, ndim, axes);
  Py_ssize_t n = PySequence_Fast_GET_SIZE(o);
  if (n > ndim) return false;
  *count = static_cast<int>(n);
  uint64_t seen = 0;
  for (Py_ssize_t i = 0; i < n && i < PySequence_Fast_GET_SIZE(o); ++i) {
    if (!as_axis(PySequence_Fast_GET_ITEM(o, i), ndim, &axes[i]) || (seen >> axes[i] & 1)) return false;
    seen |= 1ull << axes[i];
  }
  return true;
}

bool as_shape(PyObject* o, int* ndim, int64_t* shape) {
  *ndim = 1;
  if (!PyTuple_CheckExact(o) && !PyList_CheckExact(o)) return PyLong_CheckExact(o) && as_index(o, shape);
  Py_ssize_t n = PySequence_Fast_GET_SIZE(o);
  if (n > kMaxDims) return false;
  *ndim = static_cast<int>(n);
  for (Py_ssize_t i = 0; i < n; ++i) {
    PyObject* extent = PySequence_Fast_GET_ITEM(o, i);
    if (!PyLong_CheckExact(extent) || !as_index(extent, &shape[i])) return false;
  }
  return true;
}

PyObject* tuple_of(const int64_t* values, int n) {
  PyObject* t = PyTuple_New(n);
  for (int i = 0; t && i < n; ++i) PyTuple_SET_ITEM(t, i, PyLong_FromLongLong(values[i]));
  return t;
}

// ---- orders of axes

PyObject* permuted(const View& v, const int* axes) {
  Geometry g;
  for (int i = 0; i < v.layout->ndim; ++i) g.add_axis(v.layout, axes[i]);
  return g.on(v, v.offset);
}

PyObject* transposed(const View& v, PyObject* axes) {
  int n = v.layout->ndim, count, order[kMaxDims];
  if (axes && axes != Py_None) return as_axes(axes, n, order, &count) && count == n ? permuted(v, order) : nullptr;
  for (int i = 0; i < n; ++i) order[i] = n - 1 - i;
  return permuted(v, order);
}

PyObject* swapped(const View& v, int a, int b) {
  int order[kMaxDims];
  for (int i = 0; i < v.layout->ndim; ++i) order[i] = i == a ? b : i == b ? a : i;
  return permuted(v, order);
}

PyObject* moved(const View& v, PyObject* source, PyObject* destination) {
  int n = v.layout->ndim, from[kMaxDims], to[kMaxDims], count, places;
  if (!as_axes(source, n, from, &count) || !as_axes(destination, n, to, &places) || count != places) return nullptr;
  int order[kMaxDims];
  uint64_t taken = bits(from, count), filled = bits(to, count);
  for (int i = 0; i < count; ++i) order[to[i]] = from[i];
  for (int i = 0, axis = 0; i < n; ++i) {
    if (filled >> i & 1) continue;
    while (taken >> axis & 1) ++axis;
    order[i] = axis++;
  }
  return permuted(v, order);
}

PyObject* rolled(const View& v, PyObject* axis_object, PyObject* start_object) {
  int n = v.layout->ndim, axis, order[kMaxDims];
  int64_t start = 0;
  if (!as_axis(axis_object, n, &axis) || (start_object && !as_index(start_object, &start))) return nullptr;
  if (start < 0) start += n;
  if (start < 0 || start > n) return nullptr;
  if (axis < start) --start;
  for (int i = 0, next = 0; i < n; ++i) {
    if (next == axis) ++next;
    order[i] = i == start ? axis : next++;
  }
  return permuted(v, order);
}

PyObject* flipped(const View& v, uint64_t axes) {
  Geometry g;
  int64_t offset = v.offset;
  for (int i = 0; i < v.layout->ndim; ++i) {
    int64_t extent = v.layout->shape[i], stride = v.layout->strides[i];
    bool turns = axes >> i & 1;
    if (turns && extent > 0) offset += (extent - 1) * stride;
    g.add(extent, turns ? -stride : stride);
  }
  return g.on(v, offset);
}

PyObject* turned(const View& v, int64_t times, int from, int to) {
  int64_t k = (times % 4 + 4) % 4;
  if (k == 0) return wrap(v);
  if (k == 2) return flipped(v, 1ull << from | 1ull << to);
  PyObject* half = k == 1 ? flipped(v, 1ull << to) : swapped(v, from, to);
  if (!half) return nullptr;
  PyObject* r = k == 1 ? swapped(view(half), from, to) : flipped(view(half), 1ull << to);
  Py_DECREF(half);
  return r;
}

// ---- axes of extent 1

PyObject* squeezed(PyObject* array, PyObject* axis) {
  const View& v = view(array);
  const Layout* l = v.layout;
  int axes[kMaxDims], count;
  uint64_t asked = ~0ull;
  bool all = !axis || axis == Py_None;
  if (!all && l->ndim == 0) {  // NumPy takes the axis 0 or -1 there
    int64_t i;
    return as_index(axis, &i) && (i == 0 || i == -1) ? Py_NewRef(array) : nullptr;
  }
  if (!all) {
    if (PyList_Check(axis) || !as_axes(axis, l->ndim, axes, &count)) return nullptr;
    asked = bits(axes, count);
  }
  Geometry g;
  for (int i = 0; i < l->ndim; ++i) {
    bool goes = asked >> i & 1;
    if (goes && l->shape[i] != 1 && !all) return nullptr;
    if (!goes || l->shape[i] != 1) g.add_axis(l, i);
  }
  return g.nd == l->ndim ? Py_NewRef(array) : g.on(v, v.offset);
}

PyObject* expanded(PyObject* array, PyObject* axes_object) {
  const Layout* l = view(array).layout;
  bool several = PyTuple_CheckExact(axes_object) || PyList_CheckExact(axes_object);
  int64_t nd = l->ndim + (several ? PySequence_Fast_GET_SIZE(axes_object) : 1);
  int axes[kMaxDims], count;
  if (nd > kMaxDims || !as_axes(axes_object, static_cast<int>(nd), axes, &count)) return nullptr;
  int64_t shape[kMaxDims];
  uint64_t ones = bits(axes, count);
  for (int i = 0, axis = 0; i < nd; ++i) shape[i] = ones >> i & 1 ? 1 : l->shape[axis++];
  return reshaped(array, static_cast<int>(nd), shape);
}

PyObject* at_least(PyObject* array, int ndim) {
  const View& v = view(array);
  const Layout* l = v.layout;
  if (l->ndim >= ndim) return Py_NewRef(array);
  int64_t ones[] = {1, 1, 1};
  if (l->ndim == 0) return reshaped(array, ndim, ones);
  Geometry g;
  if (l->ndim == 1) g.add(1, 0);
  for (int i = 0; i < l->ndim; ++i) g.add_axis(l, i);
  if (ndim == 3) g.add(1, 0);
  return g.on(v, v.offset);
}

// ---- parts

PyObject* diagonal(const View& v, PyObject* offset_object, PyObject* axis1, PyObject* axis2) {
  const Layout* l = v.layout;
  int a = 0, b = 1;
  int64_t along = 0;
  if (l->ndim < 2 || (offset_object && !as_index(offset_object, &along)) || (axis1 && !as_axis(axis1, l->ndim, &a)) ||
      (axis2 && !as_axis(axis2, l->ndim, &b)) || a == b)
    return nullptr;
  int64_t rows = l->shape[a], columns = l->shape[b];
  int64_t first = along >= 0 ? std::min(along, columns) : std::min(-along, rows);
  int64_t length = along >= 0 ? std::min(rows, columns - first) : std::min(rows - first, columns);
  Geometry g;
  for (int i = 0; i < l->ndim; ++i)
    if (i != a && i != b) g.add_axis(l, i);
  g.add(length, l->strides[a] + l->strides[b]);
  View from = v;
  from.readonly = true;
  return g.on(from, v.offset + (length ? first * l->strides[along >= 0 ? b : a] : 0));
}

PyObject* slice(const View& v, int axis, int64_t from, int64_t to) {
  Geometry g;
  for (int i = 0; i < v.layout->ndim; ++i) g.add_axis(v.layout, i);
  g.shape[axis] = to - from;
  return g.on(v, v.offset + (to > from ? from * g.strides[axis] : 0));
}

PyObject* broadcast(const View& v, int ndim, const int64_t* shape, bool readonly) {
  const Layout* l = v.layout;
  int missing = ndim - l->ndim;
  if (missing < 0 || shape_size(ndim, shape) < 0) return nullptr;
  for (int i = 0; i < ndim; ++i) {
    int64_t extent = i < missing ? 1 : l->shape[i - missing];
    if (shape[i] < 0 || (extent != shape[i] && extent != 1)) return nullptr;
  }
  View r = v.with(broadcast_to(l, ndim, shape), v.offset);
  r.readonly |= readonly;
  return wrap(r);
}

PyObject* trace(const View& v, PyObject* offset, PyObject* axis1, PyObject* axis2, PyObject* dtype, PyObject* out) {
  static PyObject* const sum = PyUnicode_InternFromString("sum");
  static PyObject* const last = PyLong_FromLong(-1);
  PyObject* elements = diagonal(v, offset, axis1, axis2);
  if (!elements) return nullptr;
  PyObject* args[] = {elements, last, dtype ? dtype : Py_None, out ? out : Py_None};
  PyObject* r = PyObject_VectorcallMethod(sum, args, 4, nullptr);
  Py_DECREF(elements);
  return r;
}

View part(const View& v, int which) {
  DType half = v.dtype == DType::c64 ? DType::f32 : DType::f64;
  return View{v.buffer, v.layout, v.offset + which * static_cast<int64_t>(item_size(half)), half, v.readonly};
}

// ---- other shapes

namespace {

// Whether a small array that is there already has been copied into fresh memory, which takes less time than recording it.
bool copies_at_once(const View& to, const View& from) {
  if (to.dtype != from.dtype || !from.contiguous() || !is_small(from.layout, from.dtype) || !settled(from))
    return false;
  if (!ensure_storage(to.buffer)) return false;
  std::memcpy(to.data(), from.data(), static_cast<size_t>(from.layout->size) * item_size(from.dtype));
  return true;
}

}  // namespace

PyObject* copied(const View& v, DType t) {
  PyObject* r = new_array(layouts().contiguous(v.layout->ndim, v.layout->shape, item_size(t)), t);
  if (r && copies_at_once(view(r), v)) return r;
  if (r && PyErr_Occurred()) Py_CLEAR(r);
  if (r && !assign_view(view(r), v)) Py_CLEAR(r);
  return r;
}

PyObject* reshaped(PyObject* array, int nd, int64_t* shape) {
  const View& v = view(array);
  if (!complete_shape(v.layout->size, nd, shape)) return nullptr;
  size_t item = item_size(v.dtype);
  if (const Layout* l = reshape_view(v.layout, nd, shape, item)) return wrap(v.with(l, v.offset));
  PyObject* c = copied(v, v.dtype);
  if (!c) return nullptr;
  View flat = view(c);
  PyObject* r = wrap(View{flat.buffer, layouts().contiguous(nd, shape, item), flat.offset, flat.dtype});
  Py_DECREF(c);
  return r;
}

PyObject* flat_copy(const View& v) {
  int64_t n = v.layout->size;
  PyObject* r = new_array(layouts().contiguous(1, &n, item_size(v.dtype)), v.dtype);
  if (!r) return nullptr;
  const Layout* shaped = layouts().contiguous(v.layout->ndim, v.layout->shape, item_size(v.dtype));
  if (n != 0 && !assign_view(view(r).with(shaped, 0), v)) Py_CLEAR(r);
  return r;
}

PyObject* raveled(PyObject* array) {
  const View& v = view(array);
  if (!v.contiguous()) return flat_copy(v);  // also where strides would allow a view
  int64_t n = v.layout->size;
  return wrap(v.with(layouts().contiguous(1, &n, item_size(v.dtype)), v.offset));
}

// ---- methods
namespace {

// NumPy's words for a call of its method.
PyObject* refused(PyObject* self, const char* name, PyObject* const* args, Py_ssize_t n, PyObject* names) {
  PyObject* array = stand_in(view(self));
  PyObject* f = PyObject_GetAttrString(reinterpret_cast<PyObject*>(&PyArray_Type), name);
  std::vector<PyObject*> all{array};
  all.insert(all.end(), args, args + n + (names ? PyTuple_GET_SIZE(names) : 0));
  PyObject* r = f && array ? PyObject_Vectorcall(f, all.data(), static_cast<size_t>(n + 1), names) : nullptr;
  if (r) PyErr_Format(PyExc_TypeError, "legate.numpy has no %s() for these arguments", name);
  for (PyObject* o : {array, f, r}) Py_XDECREF(o);
  return nullptr;
}

// What the package's Python answers, or NumPy.
PyObject* through_gate(PyObject* self, const char* path, PyObject* const* args, Py_ssize_t n, PyObject* names) {
  PyObject* positional = PyTuple_New(n + 1);
  PyObject* named = PyDict_New();
  bool ok = positional && named;
  if (ok) PyTuple_SET_ITEM(positional, 0, Py_NewRef(self));
  for (Py_ssize_t i = 0; ok && i < n; ++i) PyTuple_SET_ITEM(positional, i + 1, Py_NewRef(args[i]));
  for (Py_ssize_t i = 0; ok && names && i < PyTuple_GET_SIZE(names); ++i)
    ok = PyDict_SetItem(named, PyTuple_GET_ITEM(names, i), args[n + i]) == 0;
  PyObject* r = ok ? fallback(path, positional, named) : nullptr;
  Py_XDECREF(positional);
  Py_XDECREF(named);
  return r;
}

constexpr char kSwapaxes[] = "swapaxes", kSwapaxesOf[] = "axis1 axis2 /";
PyObject* swapaxes_of(PyObject* a, PyObject* const* args) {
  int from, to, n = view(a).layout->ndim;
  bool given = args[0] && args[1] && as_axis(args[0], n, &from) && as_axis(args[1], n, &to);
  return given ? swapped(view(a), from, to) : nullptr;
}

constexpr char kSqueeze[] = "squeeze", kSqueezeOf[] = "axis";
PyObject* squeeze_of(PyObject* a, PyObject* const* args) { return squeezed(a, args[0]); }

constexpr char kDiagonal[] = "diagonal", kDiagonalOf[] = "offset axis1 axis2";
PyObject* diagonal_of(PyObject* a, PyObject* const* args) { return diagonal(view(a), args[0], args[1], args[2]); }

constexpr char kTrace[] = "trace", kTraceOf[] = "offset axis1 axis2 dtype out";
PyObject* trace_of(PyObject* a, PyObject* const* args) {
  return trace(view(a), args[0], args[1], args[2], args[3], args[4]);
}

constexpr char kToDevice[] = "to_device", kToDeviceOf[] = "device / * stream";
PyObject* to_device_of(PyObject* a, PyObject* const* args) {
  bool here = args[0] && PyUnicode_Check(args[0]) && PyUnicode_CompareWithASCIIString(args[0], "cpu") == 0 &&
              (!args[1] || args[1] == Py_None);
  return here ? Py_NewRef(a) : nullptr;
}

// Of an item: another dtype, so many bytes behind.
constexpr char kGetfield[] = "getfield", kGetfieldOf[] = "dtype offset";
PyObject* getfield_of(PyObject* a, PyObject* const* args) {
  const View& v = view(a);
  DType t = v.dtype;
  int64_t behind = 0;
  bool usual = args[0] && (!args[1] || as_index(args[1], &behind));
  if (usual && dtype_of(args[0], &t) < 0) return nullptr;
  auto item = static_cast<int64_t>(item_size(t)), room = static_cast<int64_t>(item_size(v.dtype));
  if (usual && behind >= 0 && behind % item == 0 && behind + item <= room && room % item == 0)
    return wrap(View{v.buffer, v.layout, v.offset + behind, t, v.readonly});
  PyObject* array = numpy_view(v);
  PyObject* f = array ? PyObject_GetAttrString(array, "getfield") : nullptr;
  PyObject* r = f ? PyObject_CallFunctionObjArgs(f, args[0], args[1], nullptr) : nullptr;
  Py_XDECREF(f);
  Py_XDECREF(array);
  return r;
}

// A method by its parameters.
template <const char* name, const char* parameters, PyObject* (*of)(PyObject*, PyObject* const*)>
PyObject* method(PyObject* self, PyObject* const* args, Py_ssize_t n, PyObject* names) {
  static const Parameters own(parameters);
  PyObject* slots[Parameters::kMost];
  PyObject* r = own.bind(args, n, names, slots) < 0 ? nullptr : of(self, slots);
  return r || PyErr_Occurred() ? r : refused(self, name, args, n, names);
}

PyObject* tuple_of_all(PyObject* const* items, Py_ssize_t n) {
  PyObject* all = PyTuple_New(n);
  for (Py_ssize_t i = 0; all && i < n; ++i) PyTuple_SET_ITEM(all, i, Py_NewRef(items[i]));
  return all;
}

PyObject* transpose_method(PyObject* self, PyObject* const* args, Py_ssize_t n, PyObject* names) {
  if (names) return refused(self, "transpose", args, n, names);
  if (n == 0 || (n == 1 && args[0] == Py_None)) return transposed(view(self), nullptr);
  PyObject* axes = n > 1                         ? tuple_of_all(args, n)
                   : PyTuple_CheckExact(args[0]) ? Py_NewRef(args[0])
                   : PySequence_Check(args[0])   ? PySequence_Tuple(args[0])
                                                 : Py_NewRef(args[0]);
  PyObject* r = axes ? transposed(view(self), axes) : nullptr;
  if (!axes) PyErr_Clear();
  Py_XDECREF(axes);
  return r || PyErr_Occurred() ? r : refused(self, "transpose", args, n, names);
}

bool is_row_major(PyObject* order) {
  return !order || order == Py_None ||
         (PyUnicode_Check(order) && PyUnicode_GET_LENGTH(order) == 1 && (PyUnicode_READ_CHAR(order, 0) | 32) == 'c');
}

PyObject* ravel_method(PyObject* self, PyObject* const* args, Py_ssize_t n, PyObject* names) {
  static const Parameters own("order");
  PyObject* slots[Parameters::kMost];
  bool usual = own.bind(args, n, names, slots) == 1 && is_row_major(slots[0]);
  return usual ? raveled(self) : through_gate(self, "ndarray.ravel", args, n, names);
}

PyObject* reshape_method(PyObject* self, PyObject* const* args, Py_ssize_t n, PyObject* names) {
  if (n == 0) return refused(self, "reshape", args, n, names);
  bool row_major = !names || (PyTuple_GET_SIZE(names) == 1 && is_row_major(args[n]) &&
                              PyUnicode_CompareWithASCIIString(PyTuple_GET_ITEM(names, 0), "order") == 0);
  if (!row_major) return through_gate(self, "ndarray.reshape", args, n, names);
  int nd = static_cast<int>(n);
  int64_t shape[kMaxDims];
  bool ints = n != 1 && n <= kMaxDims;
  for (Py_ssize_t i = 0; ints && i < n; ++i) ints = PyLong_CheckExact(args[i]) && as_index(args[i], &shape[i]);
  if (ints || (n == 1 && as_shape(args[0], &nd, shape))) return reshaped(self, nd, shape);
  PyObject* all = n == 1 ? Py_NewRef(args[0]) : tuple_of_all(args, n);
  PyObject* r = all && parse_shape(all, &nd, shape) ? reshaped(self, nd, shape) : nullptr;
  Py_XDECREF(all);
  return r;
}

// Where the element is that item() asks for: one of all, or by an index for each axis.
bool item_offset(const View& v, PyObject* const* args, Py_ssize_t n, int64_t* offset) {
  const Layout* l = v.layout;
  *offset = v.offset;
  if (n == 0) return l->size == 1;
  if (n == 1 && l->ndim != 1) {
    int64_t i;
    if (!as_index(args[0], &i) || i < -l->size || i >= l->size) return false;
    if (i < 0) i += l->size;
    for (int d = l->ndim; d-- > 0; i /= l->shape[d]) *offset += i % l->shape[d] * l->strides[d];
    return true;
  }
  if (n != l->ndim) return false;
  for (int d = 0; d < n; ++d) {
    int64_t i;
    if (!as_index(args[d], &i) || i < -l->shape[d] || i >= l->shape[d]) return false;
    *offset += (i < 0 ? i + l->shape[d] : i) * l->strides[d];
  }
  return true;
}

PyObject* item_method(PyObject* self, PyObject* const* args, Py_ssize_t n, PyObject* names) {
  const View& v = view(self);
  int64_t offset;
  bool found = !names && item_offset(v, args, n, &offset);
  if (!found) {
    PyObject* array = numpy_view(v);
    PyObject* f = array ? PyObject_GetAttrString(array, "item") : nullptr;
    PyObject* r = f ? PyObject_Vectorcall(f, args, static_cast<size_t>(n), names) : nullptr;
    Py_XDECREF(f);
    Py_XDECREF(array);
    return r;
  }
  if (!flush_for_read(v.buffer)) return nullptr;
  const Storage* storage = v.buffer->storage;
  if (v.dtype == DType::f64 && storage && storage->data) {
    double value;
    std::memcpy(&value, storage->data + offset, sizeof value);
    return PyFloat_FromDouble(value);
  }
  PyObject* scalar = element(v, offset);
  PyObject* r = scalar ? PyObject_CallMethod(scalar, "item", nullptr) : nullptr;
  Py_XDECREF(scalar);
  return r;
}

}  // namespace

#define LNP_FAST(name, f) \
  {name, reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(f)), METH_FASTCALL | METH_KEYWORDS, nullptr}
PyMethodDef view_methods[] = {LNP_FAST("swapaxes", (method<kSwapaxes, kSwapaxesOf, swapaxes_of>)),
                              LNP_FAST("squeeze", (method<kSqueeze, kSqueezeOf, squeeze_of>)),
                              LNP_FAST("diagonal", (method<kDiagonal, kDiagonalOf, diagonal_of>)),
                              LNP_FAST("trace", (method<kTrace, kTraceOf, trace_of>)),
                              LNP_FAST("to_device", (method<kToDevice, kToDeviceOf, to_device_of>)),
                              LNP_FAST("getfield", (method<kGetfield, kGetfieldOf, getfield_of>)),
                              LNP_FAST("transpose", transpose_method),
                              LNP_FAST("ravel", ravel_method),
                              LNP_FAST("reshape", reshape_method),
                              LNP_FAST("item", item_method),
                              {nullptr, nullptr, 0, nullptr}};
#undef LNP_FAST

bool add_view_methods() {
  for (PyMethodDef* m = view_methods; m->ml_name; ++m) {
    PyObject* descriptor = PyDescr_NewMethod(&ArrayType, m);
    bool ok = descriptor && PyDict_SetItemString(ArrayType.tp_dict, m->ml_name, descriptor) == 0;
    Py_XDECREF(descriptor);
    if (!ok) return false;
  }
  PyType_Modified(&ArrayType);
  return true;
}

}  // namespace lnp::py
