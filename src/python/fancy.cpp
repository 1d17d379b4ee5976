// Index arrays and masks in a subscript.
//
// The key is split: basic parts make a view in which every axis that an array indexes stays whole; masks become the index
// arrays of their true elements; then the indexed axes of that view are gathered or scattered.
#include "python/fancy.h"

#include <array>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "library/gather.h"
#include "library/mask.h"
#include "library/update.h"
#include "python/elementwise.h"
#include "python/elsewhere.h"
#include "python/search.h"

namespace lnp::py {
namespace {

// Owns references to Python objects for the length of a call.
struct Refs {
  std::vector<PyObject*> objects;
  PyObject* keep(PyObject* o) {
    if (o) objects.push_back(o);
    return o;
  }
  ~Refs() {
    for (PyObject* o : objects) Py_DECREF(o);
  }
};

enum class Status { ok, not_native, error };

struct Selection {
  View base{};                        // the basic part's view
  std::vector<int> axes;              // its axes that are indexed
  std::vector<int> names;             // which axes of the array these are
  std::vector<View> arrays;           // per axis, contiguous int64, computed; of the broadcast shape for an engine
  std::vector<const int64_t*> index;  // their elements, once they are in this process's memory
  int nd = 0;                         // broadcast shape of the index arrays
  int64_t shape[kMaxDims];
  int64_t count = 1;
  int position = 0;               // where the index axes stand in the result
  const Layout* inner = nullptr;  // the axes that are not indexed
};

bool is_bool_array(PyObject* o) { return is_array(o) && view(o).dtype == DType::b1; }

// A key item as one of our arrays, or null without an exception when it is not an index array.
PyObject* index_array(PyObject* o, Refs& refs, Status* status) {
  if (is_array(o)) return o;
  if (PySlice_Check(o) || o == Py_None || o == Py_Ellipsis) return nullptr;
  bool empty_list = PyList_Check(o) && PyList_GET_SIZE(o) == 0;
  PyObject* made =
      refs.keep(PyArray_FromAny(o, empty_list ? PyArray_DescrFromType(NPY_INTP) : nullptr, 0, 0, 0, nullptr));
  PyObject* ours = made && PyArray_CheckExact(made) ? refs.keep(from_numpy(made, false)) : nullptr;
  if (ours) return ours;
  PyErr_Clear();
  *status = Status::not_native;
  return nullptr;
}

bool one_memory(const Buffer* a, const Buffer* b) { return a == b || (a->eager() && b->eager()); }

PyObject* computed_copy(const View& v, const Layout* layout, DType t, Refs& refs) {
  PyObject* copy = refs.keep(new_array(layout, t));
  return copy && assign_view(view(copy), v) && flush_for_read(view(copy).buffer) ? copy : nullptr;
}

// A contiguous, computed copy (or the array itself) of dtype `t` broadcast to `shape`.
PyObject* contiguous(PyObject* array, DType t, int nd, const int64_t* shape, Refs& refs) {
  const View& v = view(array);
  const Layout* want = layouts().contiguous(nd, shape, item_size(t));
  if (v.dtype == t && v.layout->same_shape(want) && v.contiguous()) return flush_for_read(v.buffer) ? array : nullptr;
  return computed_copy(v, want, t, refs);
}

// Index arrays of a mask's true elements, one for each of its axes.
bool mask_indices(PyObject* mask, Refs& refs, std::vector<PyObject*>* out) {
  const Layout* l = view(mask).layout;
  PyObject* flat = contiguous(mask, DType::b1, l->ndim, l->shape, refs);
  PyObject* places = flat ? refs.keep(places_of(flat)) : nullptr;
  if (!places) return false;
  for (int d = 0; d < l->ndim; ++d) out->push_back(PyTuple_GET_ITEM(places, d));
  return true;
}

// The index array of a 0-d mask: [0] or [].
PyObject* single_index(PyObject* mask, Refs& refs) {
  const View& m = view(mask);
  if (!flush_for_read(m.buffer) || !ensure_storage(m.buffer)) return nullptr;
  int64_t count = *m.data() ? 1 : 0;
  PyObject* r = refs.keep(new_array(layouts().contiguous(1, &count, sizeof(int64_t)), DType::i64));
  if (!r || !ensure_storage(view(r).buffer)) return nullptr;
  if (count) *reinterpret_cast<int64_t*>(view(r).data()) = 0;
  return r;
}

bool raise_mask_mismatch(int axis, int64_t have, int64_t mask) {
  PyErr_Format(
      PyExc_IndexError,
      "boolean index did not match indexed array along axis %d; size of axis is %lld but size of corresponding "
      "boolean axis is %lld",
      axis, static_cast<long long>(have), static_cast<long long>(mask));
  return false;
}

// Splits the key into a basic key (arrays replaced by whole slices, one for each axis they index) and index arrays.
Status split(PyObject* self, PyObject* key, Refs& refs, PyObject** basic_key, std::vector<PyObject*>* arrays,
             std::vector<int>* axes, std::vector<int>* names, bool* adjacent) {
  PyObject* items = PyTuple_Check(key) ? Py_NewRef(key) : PyTuple_Pack(1, key);
  refs.keep(items);
  Py_ssize_t n = PyTuple_GET_SIZE(items);
  int used = 0;  // axes of self that the key consumes, without the ellipsis
  std::vector<PyObject*> converted(static_cast<size_t>(n), nullptr);
  for (Py_ssize_t i = 0; i < n; ++i) {
    PyObject* o = PyTuple_GET_ITEM(items, i);
    Status s = Status::ok;
    converted[static_cast<size_t>(i)] = index_array(o, refs, &s);
    if (s != Status::ok) return s;
    if (PyObject* a = converted[static_cast<size_t>(i)]) {
      DType t = view(a).dtype;
      if (t != DType::b1 && kind(t) != Kind::signed_int && kind(t) != Kind::unsigned_int) {
        bool array = is_array(o) || PyArray_Check(o);
        PyErr_SetString(PyExc_IndexError,
                        array ? "arrays used as indices must be of integer (or boolean) type" : kNoIndex);
        return Status::error;
      }
      used += t == DType::b1 ? view(a).layout->ndim : 1;
    } else if (o != Py_None && o != Py_Ellipsis) {
      ++used;
    }
  }
  int ndim = view(self).layout->ndim;
  if (used > ndim) {
    PyErr_Format(PyExc_IndexError, "too many indices for array: array is %d-dimensional, but %d were indexed", ndim,
                 used);
    return Status::error;
  }
  PyObject* list = refs.keep(PyList_New(0));
  PyObject* whole = refs.keep(PySlice_New(nullptr, nullptr, nullptr));
  int axis = 0, out_axis = 0;  // of self, of the basic view
  int last_array = -2;
  *adjacent = true;
  for (Py_ssize_t i = 0; i < n; ++i) {
    PyObject* o = PyTuple_GET_ITEM(items, i);
    PyObject* a = converted[static_cast<size_t>(i)];
    if (!a) {
      PyList_Append(list, o);
      if (o == Py_Ellipsis) {
        axis += ndim - used;
        out_axis += ndim - used;
      } else {
        axis += o != Py_None;
        ++out_axis;
      }
      continue;
    }
    if (!arrays->empty() && last_array != static_cast<int>(i) - 1) *adjacent = false;
    last_array = static_cast<int>(i);
    std::vector<PyObject*> parts{a};
    if (is_bool_array(a)) {
      const Layout* m = view(a).layout;
      for (int d = 0; d < m->ndim; ++d)
        if (m->shape[d] != 0 && m->shape[d] != view(self).layout->shape[axis + d]) {  // NumPy lets 0 pass
          raise_mask_mismatch(axis + d, view(self).layout->shape[axis + d], m->shape[d]);
          return Status::error;
        }
      parts.clear();
      if (m->ndim == 0) {  // an axis of its own, of extent 1, from which it takes the one element or none
        PyObject* place = single_index(a, refs);
        if (!place) return Status::error;
        PyList_Append(list, Py_None);
        arrays->push_back(place);
        axes->push_back(out_axis++);
        names->push_back(axis);
        continue;
      }
      if (!mask_indices(a, refs, &parts)) return Status::error;
    }
    for (PyObject* part : parts) {
      PyList_Append(list, whole);
      arrays->push_back(part);
      axes->push_back(out_axis++);
      names->push_back(axis++);
    }
  }
  constexpr size_t most = kMaxDims - 1;  // of NumPy's
  if (arrays->size() > most) {
    PyErr_Format(
        PyExc_IndexError,
        "when no subspace is given, the number of index arrays cannot be above %zu, but %zu index arrays found", most,
        arrays->size());
    return Status::error;
  }
  *basic_key = refs.keep(PyList_AsTuple(list));
  return *basic_key ? Status::ok : Status::error;
}

Status select(PyObject* self, PyObject* key, bool writes, Refs& refs, Selection* s) {
  PyObject* basic_key;
  std::vector<PyObject*> arrays;
  bool adjacent;
  Status st = split(self, key, refs, &basic_key, &arrays, &s->axes, &s->names, &adjacent);
  if (st != Status::ok) return st;
  if (arrays.empty()) return Status::not_native;
  PyObject* base = refs.keep(subscript(self, basic_key));
  if (!base) return Status::error;
  s->base = view(base);
  std::vector<const Layout*> in;
  for (PyObject* a : arrays) in.push_back(view(a).layout);
  if (!broadcast_shapes(in.data(), static_cast<int>(in.size()), &s->nd, s->shape)) {
    PyErr_SetString(PyExc_IndexError, "shape mismatch: indexing arrays could not be broadcast together with shapes");
    return Status::not_native;  // NumPy words it
  }
  s->count = shape_size(s->nd, s->shape);
  for (PyObject* a : arrays) {
    const Layout* own = view(a).layout;
    PyObject* c = may_be_elsewhere() ? contiguous(a, DType::i64, s->nd, s->shape, refs)
                                     : contiguous(a, DType::i64, own->ndim, own->shape, refs);
    // Indices that the assignment itself overwrites are read before.
    if (c && writes && one_memory(view(c).buffer, s->base.buffer))
      c = computed_copy(view(c), view(c).layout, DType::i64, refs);
    if (!c) return Status::error;
    s->arrays.push_back(view(c));
  }
  s->position = adjacent ? s->axes[0] : 0;
  int64_t shape[kMaxDims], strides[kMaxDims];
  int nd = 0;
  uint64_t indexed = 0;
  for (int axis : s->axes) indexed |= 1ull << axis;
  const Layout* l = s->base.layout;
  for (int d = 0; d < l->ndim; ++d)
    if (!(indexed >> d & 1)) {
      shape[nd] = l->shape[d];
      strides[nd++] = l->strides[d];
    }
  s->inner = layouts().intern(nd, shape, strides);
  return Status::ok;
}

// Brings the index arrays to this process's memory.
bool bring_indices(Selection* s) {
  for (const View& v : s->arrays) {
    if (!ensure_storage(v.buffer)) return false;
    s->index.push_back(reinterpret_cast<const int64_t*>(v.data()));
  }
  return true;
}

// The places that a selection means, as the engine knows them.
Chosen chosen(const Selection& s) {
  Chosen c{array_at(s.base.with(s.inner, s.base.offset)), {}};
  for (size_t k = 0; k < s.axes.size(); ++k) {
    int axis = s.axes[k];
    c.indices.push_back({array_at(s.arrays[k]), s.base.layout->shape[axis], s.base.layout->strides[axis]});
  }
  return c;
}

// Whether one index array selects single elements.
bool plain(const Selection& s) { return s.axes.size() == 1 && s.inner->size == 1; }

Axis indexed_axis(const Selection& s) {
  const Layout* l = s.base.layout;
  return {s.base.data(), l->shape[s.axes[0]], l->strides[s.axes[0]]};
}

bool raise_out_of_bounds(const IndexFault& fault, int axis) {
  PyErr_Format(PyExc_IndexError, "index %lld is out of bounds for axis %d with size %lld",
               static_cast<long long>(fault.index), axis, static_cast<long long>(fault.extent));
  return false;
}

Places selected_places(const Selection& s) {
  std::vector<IndexArray> arrays;
  for (size_t k = 0; k < s.axes.size(); ++k) {
    int axis = s.axes[k];
    IndexArray& a = arrays.emplace_back();
    a.index = s.index[k];
    a.extent = s.base.layout->shape[axis];
    a.stride = s.base.layout->strides[axis];
    const Layout* spread = broadcast_to(s.arrays[k].layout, s.nd, s.shape);
    for (int d = 0; d < s.nd; ++d) a.steps[d] = spread->strides[d] / static_cast<int64_t>(sizeof(int64_t));
  }
  return {s.nd, s.shape, std::move(arrays)};
}

// The first index that does not fit, array by array.
bool raise_misplaced(const Selection& s) {
  IndexFault fault;
  for (size_t k = 0; k < s.axes.size(); ++k)
    if (!check_indices(s.index[k], s.arrays[k].layout->size, s.base.layout->shape[s.axes[k]], &fault,
                       runtime().engine().workers()))
      return raise_out_of_bounds(fault, s.names[k]);
  return false;
}

// Byte offset of each selected place; false with IndexError.
bool offsets_of(const Selection& s, std::vector<int64_t>* offsets) {
  offsets->resize(static_cast<size_t>(s.count));
  return selected_places(s).offsets(offsets->data(), runtime().engine().workers()) || raise_misplaced(s);
}

// Whether the engine has done it; nothing with IndexError or another exception set.
template <class Body>
std::optional<bool> done_elsewhere(const Selection& s, Body body) {
  if (!may_be_elsewhere() || s.count == 0 || s.inner->size == 0) return false;
  OutOfBounds fault;
  auto outcome = ask_engine(s.base.layout->hash, [&](Engine& engine) { return body(engine, chosen(s), &fault); });
  if (!outcome) return {};
  if (*outcome != Outcome::out_of_bounds) return *outcome == Outcome::done;
  raise_out_of_bounds({fault.index, s.base.layout->shape[s.axes[fault.array]]}, s.names[fault.array]);
  return {};
}

// The selected elements, one after the other, to `out`; false with IndexError.
bool gather_selected(const Selection& s, size_t item, char* out) {
  Parallel& workers = runtime().engine().workers();
  IndexFault fault;
  if (plain(s))
    return gather_one(indexed_axis(s), s.index[0], s.count, item, out, &fault, workers) ||
           raise_out_of_bounds(fault, s.names[0]);
  return gather(s.base.data(), selected_places(s), s.inner, item, out, workers) || raise_misplaced(s);
}

// What an assignment writes: its offsets where it needs any, and values of the target's type.
struct Assignment {
  std::vector<int64_t> offsets;
  View values{};
  bool one_value = false;
};

bool check_selected(const Selection& s, Assignment* a) {
  if (!plain(s)) return offsets_of(s, &a->offsets);
  IndexFault fault;
  return check_indices(s.index[0], s.count, s.base.layout->shape[s.axes[0]], &fault, runtime().engine().workers()) ||
         raise_out_of_bounds(fault, s.names[0]);
}

void scatter_selected(const Selection& s, size_t item, const Assignment& a) {
  const char* values = a.values.data();
  if (plain(s))
    scatter_one(indexed_axis(s), s.index[0], s.count, item, values, a.one_value);
  else
    scatter(s.base.data(), a.offsets.data(), s.count, s.inner, item, values);
}

// The selected elements, one after the other, to `to`; false with IndexError.
bool take_selected(Selection* s, const View& to) {
  auto done =
      done_elsewhere(*s, [&](Engine& e, const Chosen& c, OutOfBounds* f) { return e.take(c, array_at(to), f); });
  if (!done) return false;
  if (*done) return true;
  return bring_indices(s) && ensure_storage(s->base.buffer) && ensure_storage(to.buffer) &&
         gather_selected(*s, item_size(to.dtype), to.buffer->storage->data);
}

// Runs what is pending if it has to do with what an assignment reads or writes. (Finding the values may have run Python
// code, so the indices are asked again.)
bool settle(const Selection& s, const Assignment& a) {
  for (const View& index : s.arrays)
    if (!flush_for_read(index.buffer)) return false;
  return flush_for_read(a.values.buffer) && flush_for_write(s.base.buffer);
}

// Writes the values of an assignment to the places selected; false with IndexError.
bool put_selected(Selection* s, Assignment* a) {
  auto done =
      done_elsewhere(*s, [&](Engine& e, const Chosen& c, OutOfBounds* f) { return e.put(c, array_at(a->values), f); });
  if (!done) return false;
  if (*done) return true;
  if (!bring_indices(s) || !ensure_storage(a->values.buffer) || !ensure_storage(s->base.buffer)) return false;
  if (!check_selected(*s, a)) return false;
  scatter_selected(*s, item_size(s->base.dtype), *a);
  return true;
}

// Shape of index axes followed by inner axes: the order in which elements are gathered.
const Layout* gathered_layout(const Selection& s, size_t item) {
  int64_t shape[kMaxDims];
  std::copy(s.shape, s.shape + s.nd, shape);
  std::copy(s.inner->shape, s.inner->shape + s.inner->ndim, shape + s.nd);
  return layouts().contiguous(s.nd + s.inner->ndim, shape, item);
}

// The result's axes in NumPy's order: the index axes stand at `position` among the inner ones.
const Layout* result_order(const Selection& s, const Layout* gathered) {
  if (s.position == 0) return gathered;
  int64_t shape[kMaxDims], strides[kMaxDims];
  int n = 0;
  auto take = [&](int from, int count) {
    for (int i = from; i < from + count; ++i, ++n) {
      shape[n] = gathered->shape[i];
      strides[n] = gathered->strides[i];
    }
  };
  take(s.nd, s.position);
  take(0, s.nd);
  take(s.nd + s.position, s.inner->ndim - s.position);
  return layouts().intern(n, shape, strides);
}

PyObject* to_gate(const char* path, std::initializer_list<PyObject*> objects) {
  PyObject* args = PyTuple_New(static_cast<Py_ssize_t>(objects.size()));
  Py_ssize_t i = 0;
  for (PyObject* o : objects) PyTuple_SET_ITEM(args, i++, Py_NewRef(o));
  PyObject* r = fallback(path, args, nullptr);
  Py_DECREF(args);
  return r;
}

// Whether the key is a mask of the array's own shape, both contiguous: selections in one pass without index arrays.
bool whole_mask(PyObject* self, PyObject* key) {
  const View& v = view(self);
  return is_bool_array(key) && view(key).layout->same_shape(v.layout) && v.layout->ndim > 0 && v.contiguous() &&
         view(key).contiguous();
}

// (mask,) means the mask.
PyObject* without_tuple(PyObject* key) {
  bool one = PyTuple_CheckExact(key) && PyTuple_GET_SIZE(key) == 1;
  return one && is_bool_array(PyTuple_GET_ITEM(key, 0)) ? PyTuple_GET_ITEM(key, 0) : key;
}

bool compress_to(const View& to, const View& v, const View& m) {
  auto outcome =
      ask_engine(m.layout->hash, [&](Engine& e) { return e.compress(array_at(m), array_at(v), array_at(to)); });
  if (outcome != Outcome::not_here) return outcome.has_value();
  if (!ensure_storage(v.buffer) || !ensure_storage(m.buffer) || !ensure_storage(to.buffer)) return false;
  compress(m.data(), v.data(), v.layout->size, item_size(v.dtype), to.data(), runtime().engine().workers());
  return true;
}

// a[mask]
PyObject* compressed(PyObject* self, PyObject* mask) {
  const View& v = view(self);
  int64_t count;
  if (!flush_for_read(v.buffer) || !flush_for_read(view(mask).buffer) || !count_places(mask, &count)) return nullptr;
  PyObject* out = new_array(layouts().contiguous(1, &count, item_size(v.dtype)), v.dtype);
  bool ok = out && (count == 0 || (flush_for_write(view(out).buffer) && compress_to(view(out), v, view(mask))));
  if (!ok) Py_CLEAR(out);
  return out;
}

// a[mask] = scalar is a select, recorded like any other elementwise operation.
bool masked_scalar(const View& v, PyObject* mask, PyObject* value, bool* done) {
  *done = false;
  if (!is_bool_array(mask) || !view(mask).layout->same_shape(v.layout) || v.layout->ndim == 0) return true;
  Argument a = argument(value, false);
  bool single = a.kind == OperandKind::scalar ||
                (a.kind == OperandKind::array && a.view.layout->size == 1 && a.view.layout->ndim == 0);
  // Only values whose conversion cannot fail or warn; the rest goes the general way.
  bool safe = single && (a.type.weak == Weak::none
                             ? can_cast(a.type.dtype, v.dtype, Casting::safe)
                             : common_type(std::array<InputType, 2>{InputType{v.dtype}, a.type}.data(), 2) == v.dtype);
  if (safe && a.type.weak == Weak::integer && kind(v.dtype) != Kind::real && kind(v.dtype) != Kind::complex) {
    int64_t x;
    std::memcpy(&x, a.value.bytes, sizeof x);
    safe = x >= 0 && x < 128;
  }
  if (safe) {
    PyObject* target = wrap(v);
    Argument args[3] = {argument(mask, false), a, Argument{OperandKind::array, {v.dtype}, v}};
    CallOptions options;
    options.out = target;
    PyObject* r = elementwise(Op::_where, args, 3, options);
    Py_DECREF(target);
    Py_XDECREF(r);
    release(&a);
    *done = r != nullptr;
    return r != nullptr;
  }
  release(&a);
  return a.kind != OperandKind::error;
}

// Integers and 0-d index arrays alone select one element, which NumPy gives as a scalar.
bool selects_element(const Selection& s, PyObject* key) {
  if (s.nd != 0 || s.inner->ndim != 0) return false;
  if (!PyTuple_Check(key)) return true;
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(key); ++i)
    if (PyTuple_GET_ITEM(key, i) == Py_Ellipsis) return false;
  return true;
}

std::string shape_text(int ndim, const int64_t* shape) {
  std::string text = "(";
  for (int d = 0; d < ndim; ++d) text += std::to_string(shape[d]) + (d + 1 < ndim || ndim == 1 ? "," : "");
  return text + ")";
}

// The assignment's "could not broadcast input array from shape X into shape Y" in the words that NumPy has for masks and
// for index arrays.
void reword_mismatch(PyObject* self, PyObject* key, PyObject* value) {
  PyObject *type, *error, *trace;
  PyErr_Fetch(&type, &error, &trace);
  PyErr_NormalizeException(&type, &error, &trace);
  PyObject* text = error ? PyObject_Str(error) : nullptr;
  const char* from = text ? strstr(PyUnicode_AsUTF8(text), "from shape ") : nullptr;
  const char* into = from ? strstr(from, " into shape ") : nullptr;
  if (!into || !PyErr_GivenExceptionMatches(type, PyExc_ValueError)) {
    Py_XDECREF(text);
    PyErr_Restore(type, error, trace);
    return;
  }
  from += strlen("from shape ");
  std::string have(from, into), want(into + strlen(" into shape "));
  if (is_array(value)) {  // with the leading axes of extent 1 that assignment drops
    const Layout* l = view(value).layout;
    have = shape_text(l->ndim, l->shape);
  } else if (PyArray_Check(value)) {
    auto* array = reinterpret_cast<PyArrayObject*>(value);
    have = shape_text(PyArray_NDIM(array), PyArray_DIMS(array));
  }
  if (PyTuple_Check(key) && PyTuple_GET_SIZE(key) == 1) key = PyTuple_GET_ITEM(key, 0);
  if (is_bool_array(key) && view(key).layout->ndim == view(self).layout->ndim)
    PyErr_Format(
        PyExc_ValueError,
        "NumPy boolean array indexing assignment cannot assign %lld input values to the %lld output values where "
        "the mask is true",
        std::atoll(have.c_str() + 1), std::atoll(want.c_str() + 1));
  else
    PyErr_Format(PyExc_ValueError,
                 "shape mismatch: value array of shape %s could not be broadcast to indexing result of shape %s",
                 have.c_str(), want.c_str());
  for (PyObject* o : {type, error, trace, text}) Py_XDECREF(o);
}

// An array whose memory can be read as the values themselves: of the right type and shape, and apart from the target.
bool usable_values(PyObject* value, const View& target, const View& v) {
  if (!is_array(value)) return false;
  const View& w = view(value);
  return w.dtype == v.dtype && w.layout == target.layout && w.buffer != v.buffer && !w.buffer->eager();
}

bool is_single(PyObject* value) {
  return PyFloat_CheckExact(value) || PyLong_CheckExact(value) || PyBool_Check(value) ||
         PyArray_IsScalar(value, Number) || PyArray_IsScalar(value, Bool);
}

// No places and no values: NumPy does not look at the types.
bool chooses_nothing(const Selection& s, PyObject* key, PyObject* value) {
  return s.count == 0 && is_bool_array(key) && is_array(value) && view(value).layout->size == 0;
}

// Nothing is assigned to nothing: NumPy looks at as many axes of the values as the places have.
bool both_are_empty(const Layout* places, PyObject* value) {
  if (places->size != 0 || !is_array(value) || view(value).layout->size != 0) return false;
  const Layout* l = view(value).layout;
  int extra = l->ndim - places->ndim;
  bool fits = extra > 0;
  for (int d = 0; fits && d < places->ndim; ++d)
    fits = l->shape[extra + d] == 1 || l->shape[extra + d] == places->shape[d];
  return fits;
}

// The values of an assignment in the target's type and in the order of the selection.
bool staged(PyObject* self, PyObject* key, PyObject* value, const Selection& s, Refs& refs, Assignment* a) {
  const View& v = view(self);
  size_t item = item_size(v.dtype);
  a->one_value = plain(s) && is_single(value);
  // Its own scalars NumPy casts here, as it does arrays; a plain assignment takes some of them by way of a Python int.
  if (PyArray_IsScalar(value, Number) && !(value = refs.keep(PyArray_FromScalar(value, nullptr)))) return false;
  const Layout* order = a->one_value ? layouts().contiguous(0, nullptr, item) : gathered_layout(s, item);
  View target{nullptr, a->one_value ? order : result_order(s, order), 0, v.dtype};
  if (order == target.layout && usable_values(value, target, v)) {
    a->values = view(value);
    return true;
  }
  if (!make_buffer(order, v.dtype, &a->values) || !refs.keep(wrap(a->values))) return false;
  target.buffer = a->values.buffer;
  if (both_are_empty(target.layout, value) || assign(target, value)) return true;
  reword_mismatch(self, key, value);
  return false;
}

bool expand_to(const View& v, const View& m, const View& values) {
  auto outcome =
      ask_engine(m.layout->hash, [&](Engine& e) { return e.expand(array_at(m), array_at(values), array_at(v)); });
  if (outcome != Outcome::not_here) return outcome.has_value();
  if (!ensure_storage(values.buffer) || !ensure_storage(m.buffer) || !ensure_storage(v.buffer)) return false;
  expand(m.data(), values.data(), v.layout->size, item_size(v.dtype), v.data(), runtime().engine().workers());
  return true;
}

// a[mask] = value, mask and array in different memory.
bool expanded(PyObject* self, PyObject* mask, PyObject* value) {
  const View &v = view(self), &m = view(mask);
  Selection s;
  s.nd = 1;
  if (!flush_for_read(m.buffer) || !count_places(mask, &s.count)) return false;
  s.shape[0] = s.count;
  s.inner = layouts().contiguous(0, nullptr, item_size(v.dtype));
  if (chooses_nothing(s, mask, value)) return true;
  Refs refs;
  Assignment a;
  if (!staged(self, mask, value, s, refs, &a)) return false;
  if (!flush_for_read(a.values.buffer) || !flush_for_read(m.buffer) || !flush_for_write(v.buffer)) return false;
  int64_t count = s.count;
  if (!is_array(value) && !count_places(mask, &count)) return false;
  if (count != s.count) {  // Python code has run
    PyErr_SetString(PyExc_RuntimeError, "the mask changed while the values assigned through it were converted");
    return false;
  }
  if (s.count > 0 && !expand_to(v, m, a.values)) return false;
  return true;
}

}  // namespace

namespace {

// Whether the key is an index array that can be read as it is.
bool is_plain_index(PyObject* key) {
  return is_array(key) && view(key).dtype == DType::i64 && view(key).layout->ndim > 0 && view(key).contiguous() &&
         !may_be_elsewhere();
}

// a[i] = values where each element of one axis gets its own; false where it is another assignment, or an index is wrong.
bool put_each(const View& v, PyObject* key, PyObject* value) {
  if (!is_plain_index(key) || !is_array(value)) return false;
  const View &index = view(key), &values = view(value);
  bool usual = v.layout->ndim == 1 && index.layout->ndim == 1 && index.layout == values.layout &&
               v.dtype == values.dtype && item_size(v.dtype) == sizeof(int64_t) &&
               !one_memory(v.buffer, index.buffer) && !one_memory(v.buffer, values.buffer);
  if (!usual || !flush_for_read(index.buffer) || !flush_for_read(values.buffer) || !flush_for_write(v.buffer))
    return false;
  if (!ensure_storage(index.buffer) || !ensure_storage(values.buffer) || !ensure_storage(v.buffer)) return false;
  IndexFault fault;
  const Axis to{v.data(), v.layout->shape[0], v.layout->strides[0]};
  const auto* places = reinterpret_cast<const int64_t*>(index.data());
  if (!check_indices(places, index.layout->size, to.extent, &fault, runtime().engine().workers())) return false;
  scatter_one(to, places, index.layout->size, item_size(v.dtype), values.data(), false);
  return true;
}

}  // namespace

PyObject* fancy_get(PyObject* self, PyObject* key) {
  key = without_tuple(key);
  const View& v = view(self);
  if (is_plain_index(key) && v.contiguous() && v.layout->ndim > 0) return take(self, key, 0, OutOfRange::raise);
  Refs refs;
  if (is_bool_array(key) && view(key).layout->same_shape(v.layout) && v.layout->ndim > 0) {
    PyObject* array = contiguous(self, v.dtype, v.layout->ndim, v.layout->shape, refs);
    PyObject* mask = contiguous(key, DType::b1, v.layout->ndim, v.layout->shape, refs);
    return array && mask ? compressed(array, mask) : nullptr;
  }
  Selection s;
  Status st = select(self, key, false, refs, &s);
  if (st == Status::not_native) {
    PyErr_Clear();
    return to_gate("ndarray.__getitem__", {self, key});
  }
  if (st == Status::error || !flush_for_read(s.base.buffer)) return nullptr;
  size_t item = item_size(v.dtype);
  View out;
  if (!make_buffer(gathered_layout(s, item), v.dtype, &out)) return nullptr;
  View gathered = out;
  out.layout = result_order(s, out.layout);
  PyObject* r = wrap(out);
  if (!r || !flush_for_write(out.buffer) || !take_selected(&s, gathered)) {
    Py_XDECREF(r);
    return nullptr;
  }
  if (selects_element(s, key)) Py_SETREF(r, element(out, 0));
  return r;
}

int fancy_set(PyObject* self, PyObject* key, PyObject* value) {
  key = without_tuple(key);
  View v = view(self);
  if (v.readonly) {
    PyErr_SetString(PyExc_ValueError, "assignment destination is read-only");
    return -1;
  }
  if (put_each(v, key, value)) return 0;
  if (PyErr_Occurred()) return -1;
  bool done;
  if (!masked_scalar(v, key, value, &done)) return -1;
  if (done) return 0;
  if (whole_mask(self, key) && !one_memory(v.buffer, view(key).buffer)) return expanded(self, key, value) ? 0 : -1;
  Refs refs;
  Selection s;
  Status st = select(self, key, true, refs, &s);
  if (st == Status::not_native) {
    PyErr_Clear();
    PyObject* r = to_gate("ndarray.__setitem__", {self, key, value});
    Py_XDECREF(r);
    return r ? 0 : -1;
  }
  Assignment a;
  if (st == Status::error) return -1;
  if (chooses_nothing(s, key, value)) return 0;
  if (!staged(self, key, value, s, refs, &a) || !settle(s, a) || !put_selected(&s, &a)) return -1;
  return 0;
}

int fancy_update(PyObject* self, PyObject* key, Op op, const Loop& loop, const View* operand) {
  Refs refs;
  Selection s;
  Status st = select(self, key, true, refs, &s);
  if (st != Status::ok) {
    if (st == Status::not_native) PyErr_Clear();
    return st == Status::not_native ? 0 : -1;
  }
  Assignment a;
  if (operand) {
    a.one_value = operand->layout->size == 1 && operand->layout->ndim == 0;
    const Layout* order = a.one_value ? operand->layout : gathered_layout(s, item_size(loop.in[1]));
    View target{nullptr, a.one_value ? order : result_order(s, order), 0, loop.in[1]};
    if (!broadcasts_to(operand->layout, target.layout)) return -1;
    bool as_is = operand->dtype == loop.in[1] && operand->layout == order && order == target.layout &&
                 !one_memory(operand->buffer, s.base.buffer);
    if (as_is) {
      a.values = *operand;
    } else {
      if (!make_buffer(order, loop.in[1], &a.values) || !refs.keep(wrap(a.values))) return -1;
      target.buffer = a.values.buffer;
      if (!assign_view(target, *operand)) return -1;
    }
    if (!flush_for_read(a.values.buffer) || !ensure_storage(a.values.buffer)) return -1;
  }
  for (const View& index : s.arrays)
    if (!flush_for_read(index.buffer)) return -1;
  if (!flush_for_write(s.base.buffer) || !bring_indices(&s) || !ensure_storage(s.base.buffer)) return -1;
  if (!check_selected(s, &a)) return -1;
  if (s.count == 0 || s.inner->size == 0) return 1;
  // Offsets are indices of bytes.
  Selected selected{{s.base.data(), 0, 1}, a.offsets.data(), s.count, s.inner};
  if (plain(s)) selected = {indexed_axis(s), s.index[0], s.count, s.inner};
  uint8_t raised = update(op, loop, s.base.dtype, selected, operand ? a.values.data() : nullptr, a.one_value);
  bool speaks = raised && reports_flags(loop_table().ops[static_cast<int>(op)], loop);
  return !speaks || report_scalar(op, raised) ? 1 : -1;
}

bool broadcasts_to(const Layout* l, const Layout* target) {
  int shift = target->ndim - l->ndim;
  bool fits = shift >= 0;
  for (int d = 0; fits && d < l->ndim; ++d) fits = l->shape[d] == 1 || l->shape[d] == target->shape[d + shift];
  if (!fits) PyErr_SetString(PyExc_ValueError, "array is not broadcastable to correct shape");
  return fits;
}

}  // namespace lnp::py
