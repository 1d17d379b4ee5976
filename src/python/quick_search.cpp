// Quick functions that choose, order and look up elements, as functions of the namespace and as methods.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include "library/mask.h"
#include "python/at_once.h"
#include "python/elementwise.h"
#include "python/fancy.h"
#include "python/linear.h"
#include "python/quick.h"
#include "python/search.h"

namespace lnp::py {
namespace {

using Args = PyObject* const*;

bool ours(PyObject* o) { return o && is_array(o); }
const Layout* layout(PyObject* array) { return view(array).layout; }
bool is_line(PyObject* o) { return ours(o) && layout(o)->ndim == 1; }
bool same_kind(PyObject* a, PyObject* b) { return view(a).dtype == view(b).dtype && layout(a)->same_shape(layout(b)); }

// None where C++ has no form for where arrays are: the body has one.
PyObject* or_declined(PyObject* r) {
  if (r == Py_None) Py_CLEAR(r);
  return r;
}

// Whole numbers that are indices, or become them without loss.
bool holds_indices(PyObject* o) {
  if (!ours(o)) return false;
  Kind k = kind(view(o).dtype);
  return k == Kind::signed_int || (k == Kind::unsigned_int && view(o).dtype != DType::u64);
}

// ---- by indices

PyObject* take_of(Args a, Py_ssize_t) {  // a indices axis out mode
  int axis = 0, n = ours(a[0]) ? layout(a[0])->ndim : 0;
  bool flat = not_given(a[2]);
  bool usual = ours(a[0]) && holds_indices(a[1]) && not_given(a[3]) && !a[4] && (flat || as_axis(a[2], n, &axis));
  if (!usual || layout(a[0])->size == 0) return nullptr;
  if (!flat || n == 1) return or_declined(take(a[0], a[1], axis, OutOfRange::raise));
  Ref line(raveled(a[0]));
  return line ? or_declined(take(line.get(), a[1], 0, OutOfRange::raise)) : nullptr;
}

PyObject* compressed(PyObject* array, PyObject* condition, PyObject* axis, PyObject* out) {
  int at = 0;
  bool usual = is_line(array) && is_line(condition) && view(condition).dtype == DType::b1 && not_given(out) &&
               (not_given(axis) || as_axis(axis, 1, &at)) && layout(array)->size == layout(condition)->size;
  return usual ? fancy_get(array, condition) : nullptr;
}
PyObject* compress_of(Args a, Py_ssize_t) { return compressed(a[1], a[0], a[2], a[3]); }  // condition a axis out
PyObject* compress_method(Args a, Py_ssize_t) {
  return compressed(a[0], a[1], a[2], a[3]);
}  // self / condition axis out

PyObject* extract_of(Args a, Py_ssize_t) { return compressed(a[1], a[0], nullptr, nullptr); }  // condition arr

// Of an index that is out of bounds the body knows what NumPy has written before it.
PyObject* put_of(Args a, Py_ssize_t) {  // a ind v mode
  bool usual = ours(a[0]) && holds_indices(a[1]) && is_line(a[1]) && is_line(a[2]) && !a[3];
  if (!usual || view(a[0]).dtype != view(a[2]).dtype || layout(a[1])->size != layout(a[2])->size) return nullptr;
  if (view(a[0]).readonly || !view(a[0]).contiguous() || layout(a[0])->size == 0) return nullptr;
  Ref line(raveled(a[0]));
  if (!line) return nullptr;
  if (fancy_set(line.get(), a[1], a[2]) == 0) Py_RETURN_NONE;
  if (PyErr_ExceptionMatches(PyExc_IndexError)) PyErr_Clear();
  return nullptr;
}

// ---- by masks

bool fits_mask(PyObject* mask, PyObject* array) {
  return ours(mask) && view(mask).dtype == DType::b1 && layout(mask)->same_shape(layout(array)) &&
         layout(mask)->ndim > 0;
}

// to[mask] = the values in the same places.
PyObject* copied_where(PyObject* to, PyObject* mask, PyObject* values) {
  Argument args[3] = {argument(mask, false), argument(values, false), argument(to, false)};
  CallOptions options;
  options.out = to;
  PyObject* r = elementwise(Op::_where, args, 3, options);
  for (Argument& each : args) release(&each);
  if (!r) return nullptr;
  Py_DECREF(r);
  Py_RETURN_NONE;
}

PyObject* putmask_of(Args a, Py_ssize_t) {  // a / mask values
  bool usual = ours(a[0]) && fits_mask(a[1], a[0]) && ours(a[2]) && same_kind(a[0], a[2]) && !view(a[0]).readonly;
  return usual ? copied_where(a[0], a[1], a[2]) : nullptr;
}

PyObject* copyto_of(Args a, Py_ssize_t) {  // dst src casting where
  if (!ours(a[0]) || !a[1] || a[2] || view(a[0]).readonly) return nullptr;
  bool fits = ours(a[1])
                  ? same_kind(a[0], a[1])
                  : view(a[0]).dtype == DType::f64 && (PyFloat_CheckExact(a[1]) || PyArray_IsScalar(a[1], Double));
  if (!fits) return nullptr;
  if (a[3] && a[3] != Py_True) return fits_mask(a[3], a[0]) ? copied_where(a[0], a[3], a[1]) : nullptr;
  if (!assign(view(a[0]), a[1])) return nullptr;
  Py_RETURN_NONE;
}

// The values of a list of numbers in this dtype; null where it is another list.
PyObject* numbers_in(PyObject* list, DType t) {
  Py_ssize_t n = PyList_CheckExact(list) || PyTuple_CheckExact(list) ? PySequence_Fast_GET_SIZE(list) : 0;
  for (Py_ssize_t i = 0; i < n; ++i)
    if (!PyFloat_CheckExact(PySequence_Fast_GET_ITEM(list, i))) return nullptr;
  if (n == 0 || kind(t) != Kind::real) return nullptr;
  Py_INCREF(descr(t));
  return PyArray_FromAny(list, descr(t), 1, 1, NPY_ARRAY_CARRAY, nullptr);
}

PyObject* place_of(Args a, Py_ssize_t) {  // arr mask vals
  bool usual = ours(a[0]) && fits_mask(a[1], a[0]) && a[2] && layout(a[0])->size <= kFew && !may_be_elsewhere();
  if (!usual || view(a[0]).dtype != DType::f64 || view(a[0]).readonly) return nullptr;
  if (!view(a[0]).contiguous() || !view(a[1]).contiguous()) return nullptr;
  Ref to(Py_NewRef(a[0])), mask(Py_NewRef(a[1]));
  PyObject* list = numbers_in(a[2], to.v().dtype);
  if (!list) return nullptr;
  auto* values = reinterpret_cast<PyArrayObject*>(list);
  bool ready = readable(mask) && writable(to);
  if (ready) {
    const char* chosen = mask.data<char>();
    const auto* from = reinterpret_cast<const double*>(PyArray_BYTES(values));
    auto* out = to.data<double>();
    npy_intp count = PyArray_SIZE(values), next = 0;
    for (int64_t i = 0; i < to.v().layout->size; ++i) {
      out[i] = chosen[i] ? from[next] : out[i];
      next += chosen[i] != 0;
      next = next == count ? 0 : next;
    }
  }
  Py_DECREF(list);
  return ready ? Py_NewRef(Py_None) : nullptr;
}

// ---- by numbers of arrays

// out[i] = choices[which[i]][i]; false where a number is out of bounds.
template <class T>
bool choose_each(const int64_t* which, const std::vector<const char*>& choices, int64_t n, T* out) {
  auto count = static_cast<uint64_t>(choices.size());
  for (int64_t i = 0; i < n; ++i) {
    if (static_cast<uint64_t>(which[i]) >= count) return false;
    std::memcpy(&out[i], choices[static_cast<size_t>(which[i])] + i * static_cast<int64_t>(sizeof(T)), sizeof(T));
  }
  return true;
}

PyObject* chosen(PyObject* which, PyObject* const* choices, Py_ssize_t n) {
  if (!ours(which) || view(which).dtype != DType::i64 || !view(which).contiguous() || n == 0 || n > 32 ||
      may_be_elsewhere())
    return nullptr;
  const Layout* l = layout(which);
  if (l->ndim == 0 || l->ndim > 32 || l->size == 0 || l->size > kFew) return nullptr;  // NumPy's limits
  for (Py_ssize_t i = 0; i < n; ++i)
    if (!ours(choices[i]) || !same_kind(choices[i], choices[0]) || !layout(choices[i])->same_shape(l) ||
        !view(choices[i]).contiguous() || item_size(view(choices[i]).dtype) != 8)
      return nullptr;
  Ref numbers(Py_NewRef(which)), made(new_array(layouts().compact(l, 8), view(choices[0]).dtype));
  std::vector<const char*> from;
  for (Py_ssize_t i = 0; i < n; ++i) {
    Ref choice(Py_NewRef(choices[i]));
    if (!readable(choice)) return nullptr;
  }
  if (!readable(numbers) || !writable(made)) return nullptr;
  for (Py_ssize_t i = 0; i < n; ++i) from.push_back(view(choices[i]).data());
  return choose_each(numbers.data<int64_t>(), from, l->size, made.data<uint64_t>()) ? made.take() : nullptr;
}

PyObject* choose_of(Args a, Py_ssize_t) {  // a choices out mode
  if (!a[1] || !(PyList_CheckExact(a[1]) || PyTuple_CheckExact(a[1])) || !not_given(a[2]) || a[3]) return nullptr;
  return chosen(a[0], PySequence_Fast_ITEMS(a[1]), PySequence_Fast_GET_SIZE(a[1]));
}

// ---- each as often

// The sum of counts; -1 where one is negative, or what they come to.
int64_t total_of(const int64_t* counts, int64_t n) {
  int64_t total = 0;
  for (int64_t i = 0; i < n; ++i)
    if (counts[i] < 0 || __builtin_add_overflow(total, counts[i], &total)) return -1;
  return total;
}

PyObject* repeated(PyObject* array, PyObject* counts, int64_t each, int axis) {
  int64_t extent = layout(array)->shape[axis], total;
  if (each >= 0 && __builtin_mul_overflow(extent, each, &total)) return nullptr;
  if (each < 0) {
    Ref numbers(Py_NewRef(counts));
    if (!readable(numbers)) return nullptr;
    total = total_of(numbers.data<int64_t>(), extent);
  }
  return total < 0 ? nullptr : or_declined(repeat(array, counts, total, axis));
}

PyObject* repeat_of(Args a, Py_ssize_t) {  // a repeats axis
  int axis = 0, n = ours(a[0]) ? layout(a[0])->ndim : 0;
  int64_t each = -1;
  if (n == 0 || !a[1] || may_be_elsewhere()) return nullptr;
  if (not_given(a[2]) ? n != 1 : !as_axis(a[2], n, &axis)) return nullptr;
  if (PyLong_CheckExact(a[1])) {
    if (!as_index(a[1], &each) || each < 0) return nullptr;
    Ref count(new_vector(1, DType::i64));
    if (!writable(count)) return nullptr;
    *count.data<int64_t>() = each;
    return repeated(a[0], count.get(), each, axis);
  }
  bool usual = is_line(a[1]) && view(a[1]).dtype == DType::i64 && view(a[1]).contiguous() &&
               layout(a[1])->size == layout(a[0])->shape[axis] && layout(a[1])->size > 1;
  return usual ? repeated(a[0], a[1], -1, axis) : nullptr;
}

// ---- order

// The axis of a sort of the usual kind; the last one where none is given.
bool sorted_axis(PyObject* array, PyObject* axis, PyObject* kind, PyObject* order, PyObject* stable, int* at) {
  if (!ours(array) || layout(array)->ndim == 0 || !not_given(kind) || !not_given(order) || !not_given(stable))
    return false;
  *at = layout(array)->ndim - 1;
  return !axis || (PyLong_CheckExact(axis) && as_axis(axis, layout(array)->ndim, at));
}

PyObject* sort_of(Args a, Py_ssize_t) {  // a axis kind order * stable
  int axis;
  if (!sorted_axis(a[0], a[1], a[2], a[3], a[4], &axis)) return nullptr;
  Ref made(copied_keeping_order(view(a[0]), view(a[0]).dtype));
  return made && sort(made.get(), axis, false) ? made.take() : nullptr;
}

PyObject* sort_method(Args a, Py_ssize_t) {  // self / axis kind order * stable
  int axis;
  if (!sorted_axis(a[0], a[1], a[2], a[3], a[4], &axis) || view(a[0]).readonly) return nullptr;
  return sort(a[0], axis, false) ? Py_NewRef(Py_None) : nullptr;
}

PyObject* argsort_of(Args a, Py_ssize_t) {  // a axis kind order * stable
  int axis;
  bool stable = a[2] && PyUnicode_Check(a[2]) && PyUnicode_CompareWithASCIIString(a[2], "stable") == 0;  // as it is
  return sorted_axis(a[0], a[1], stable ? nullptr : a[2], a[3], a[4], &axis) ? argsort(a[0], axis) : nullptr;
}

// The one place at which to partition along the last axis, or another one.
bool partition_at(Args a, int* axis, std::vector<int64_t>* kth) {  // a kth axis kind order
  int n = ours(a[0]) ? layout(a[0])->ndim : 0;
  int64_t k;
  *axis = n - 1;
  if (n == 0 || !a[1] || !PyLong_CheckExact(a[1]) || !as_index(a[1], &k) || a[3] || a[4]) return false;
  if (a[2] && !(PyLong_CheckExact(a[2]) && as_axis(a[2], n, axis))) return false;
  int64_t extent = layout(a[0])->shape[*axis];
  if (k < -extent || k >= extent) return false;
  kth->push_back(k < 0 ? k + extent : k);
  return true;
}

PyObject* partition_of(Args a, Py_ssize_t) {
  int axis;
  std::vector<int64_t> kth;
  bool usual = partition_at(a, &axis, &kth) && view(a[0]).contiguous();
  return usual ? partition(a[0], axis, kth, nullptr) : nullptr;
}

PyObject* partition_method(Args a, Py_ssize_t) {
  int axis;
  std::vector<int64_t> kth;
  if (!partition_at(a, &axis, &kth) || view(a[0]).readonly) return nullptr;
  PyObject* r = partition(a[0], axis, kth, a[0]);
  if (!r) return nullptr;
  Py_DECREF(r);
  Py_RETURN_NONE;
}

PyObject* argpartition_of(Args a, Py_ssize_t) {
  int axis;
  std::vector<int64_t> kth;
  return partition_at(a, &axis, &kth) ? argpartition(a[0], axis, kth) : nullptr;
}

PyObject* lexsort_of(Args a, Py_ssize_t) {  // keys axis
  if (!a[0] || !(PyTuple_CheckExact(a[0]) || PyList_CheckExact(a[0])) || a[1] || may_be_elsewhere()) return nullptr;
  Py_ssize_t n = PySequence_Fast_GET_SIZE(a[0]);
  PyObject** keys = PySequence_Fast_ITEMS(a[0]);
  for (Py_ssize_t i = 0; i < n; ++i)
    if (!is_line(keys[i]) || layout(keys[i])->size != layout(keys[0])->size || layout(keys[i])->size == 0)
      return nullptr;
  PyObject* order = n ? argsort(keys[0], 0) : nullptr;
  for (Py_ssize_t i = 1; order && i < n; ++i) {
    Ref before(order), key(take(keys[i], order, 0, OutOfRange::raise)), step(key ? argsort(key.get(), 0) : nullptr);
    order = step ? take(before.get(), step.get(), 0, OutOfRange::raise) : nullptr;
  }
  return order;
}

// ---- places of numbers

PyObject* bincount_of(Args a, Py_ssize_t) {  // x / weights minlength
  if (!holds_indices(a[0]) || !is_line(a[0]) || layout(a[0])->size == 0 || a[2]) return nullptr;
  PyObject* weights = not_given(a[1]) ? nullptr : a[1];
  bool usual = !weights || (is_line(weights) && kind(view(weights).dtype) == Kind::real &&
                            layout(weights)->same_shape(layout(a[0])));
  return usual ? or_declined(bincount(a[0], weights, 0)) : nullptr;
}

bool is_real(PyObject* o) { return ours(o) && kind(view(o).dtype) != Kind::complex; }

PyObject* interp_of(Args a, Py_ssize_t) {  // x xp fp left right period
  for (int i = 0; i < 3; ++i)
    if (!is_real(a[i])) return nullptr;
  bool usual = is_line(a[1]) && is_line(a[2]) && layout(a[1])->size == layout(a[2])->size && layout(a[1])->size > 0;
  return usual && !a[3] && !a[4] && !a[5] ? interp(a[0], a[1], a[2], Py_None, Py_None, false) : nullptr;
}

PyObject* searchsorted_of(Args a, Py_ssize_t) {  // a v side sorter
  bool right = a[2] && PyUnicode_Check(a[2]) && PyUnicode_CompareWithASCIIString(a[2], "right") == 0;
  return is_line(a[0]) && ours(a[1]) && (!a[2] || right) && not_given(a[3]) ? searchsorted(a[0], a[1], right, nullptr)
                                                                            : nullptr;
}

// ---- a line with elements left out, or more of them, or each once

// The bytes of a small line that can be read at once; null, maybe with an exception, where it is none.
const char* small_line(PyObject* o, Ref& held) {
  bool usual = is_line(o) && view(o).contiguous() && layout(o)->size <= kFew && !may_be_elsewhere();
  return usual && readable(held) ? held.data<char>() : nullptr;
}

PyObject* without_run(PyObject* line, const char* from, int64_t begin, int64_t end) {
  auto item = static_cast<int64_t>(item_size(view(line).dtype));
  int64_t n = layout(line)->size;
  Ref made(new_vector(n - (end - begin), view(line).dtype));
  if (!writable(made)) return nullptr;
  std::memcpy(made.data<char>(), from, static_cast<size_t>(begin * item));
  std::memcpy(made.data<char>() + begin * item, from + end * item, static_cast<size_t>((n - end) * item));
  return made.take();
}

PyObject* without_places(PyObject* line, const char* from, const Ref& places) {
  const auto* at = places.data<int64_t>();
  int64_t n = layout(line)->size;
  std::vector<char> stays(static_cast<size_t>(n), 1);
  for (int64_t i = 0; i < places.v().layout->size; ++i) {
    if (at[i] < -n || at[i] >= n) return nullptr;
    stays[static_cast<size_t>(at[i] < 0 ? at[i] + n : at[i])] = 0;
  }
  Ref made(new_vector(count_true(stays.data(), n, workers()), view(line).dtype));
  if (!writable(made)) return nullptr;
  if (made.v().layout->size > 0)
    compress(stays.data(), from, n, item_size(view(line).dtype), made.data<char>(), workers());
  return made.take();
}

// The axis of a line, or none.
bool along_line(PyObject* axis) {
  int at;
  return not_given(axis) || as_axis(axis, 1, &at);
}

PyObject* delete_of(Args a, Py_ssize_t) {  // arr obj axis
  Ref held(Py_XNewRef(a[0]));
  const char* from = a[0] && a[1] && along_line(a[2]) ? small_line(a[0], held) : nullptr;
  if (!from) return nullptr;
  int64_t n = layout(a[0])->size, at;
  Py_ssize_t begin, end, step;
  if (PySlice_Check(a[1])) {
    if (PySlice_Unpack(a[1], &begin, &end, &step) < 0) return nullptr;
    Py_ssize_t count = PySlice_AdjustIndices(n, &begin, &end, step);
    return step == 1 && count > 0 ? without_run(a[0], from, begin, begin + count) : nullptr;
  }
  if (PyLong_CheckExact(a[1])) {
    if (!as_index(a[1], &at) || at < -n || at >= n) return nullptr;
    at += at < 0 ? n : 0;
    return without_run(a[0], from, at, at + 1);
  }
  if (!is_line(a[1]) || view(a[1]).dtype != DType::i64 || !view(a[1]).contiguous() || layout(a[1])->size == 0)
    return nullptr;
  Ref places(Py_NewRef(a[1]));
  return readable(places) ? without_places(a[0], from, places) : nullptr;
}

// Numbers before the elements of a line at these places, in their order; as many values as places, or one.
PyObject* with_values(PyObject* line, const char* from, std::vector<int64_t>& at, const double* values, bool one) {
  int64_t n = layout(line)->size;
  std::vector<size_t> order(at.size());
  for (size_t i = 0; i < at.size(); ++i) {
    if (at[i] < -n || at[i] > n) return nullptr;
    at[i] += at[i] < 0 ? n : 0;
    order[i] = i;
  }
  std::stable_sort(order.begin(), order.end(), [&](size_t x, size_t y) { return at[x] < at[y]; });
  Ref made(new_vector(n + static_cast<int64_t>(at.size()), DType::f64));
  if (!writable(made)) return nullptr;
  auto* out = made.data<double>();
  const auto* in = reinterpret_cast<const double*>(from);
  int64_t done = 0;
  for (size_t i : order) {
    out = std::copy(in + done, in + at[i], out);
    done = at[i];
    *out++ = values[one ? 0 : i];
  }
  std::copy(in + done, in + n, out);
  return made.take();
}

PyObject* insert_of(Args a, Py_ssize_t) {  // arr obj values axis
  Ref held(Py_XNewRef(a[0]));
  const char* from = a[0] && a[1] && a[2] && along_line(a[3]) ? small_line(a[0], held) : nullptr;
  if (!from || view(a[0]).dtype != DType::f64 || !PyFloat_CheckExact(a[2])) return nullptr;
  std::vector<int64_t> at(1);
  if (is_line(a[1]) && view(a[1]).dtype == DType::i64 && view(a[1]).contiguous() && layout(a[1])->size > 1) {
    Ref places(Py_NewRef(a[1]));
    if (!readable(places)) return nullptr;
    at.assign(places.data<int64_t>(), places.data<int64_t>() + places.v().layout->size);
  } else if (!PyLong_CheckExact(a[1]) || !as_index(a[1], &at[0])) {
    return nullptr;
  }
  double value = PyFloat_AS_DOUBLE(a[2]);
  return with_values(a[0], from, at, &value, true);
}

// Each number once, in order; NaNs are one.
template <class T>
PyObject* each_once(const Ref& sorted) {
  T* p = sorted.data<T>();
  T* end = std::unique(p, p + sorted.v().layout->size, [](T x, T y) { return x == y || (x != x && y != y); });
  return slice(sorted.v(), 0, 0, end - p);
}

PyObject* unique_of(Args a, Py_ssize_t n) {  // ar return_index return_inverse return_counts axis * equal_nan sorted
  for (Py_ssize_t i = 1; i < n; ++i)
    if (a[i]) return nullptr;
  DType t = ours(a[0]) ? view(a[0]).dtype : DType::b1;
  if ((t != DType::f64 && t != DType::i64) || layout(a[0])->size > kFew || may_be_elsewhere()) return nullptr;
  Ref made(flat_copy(view(a[0])));
  if (!made || (made.v().layout->size > 0 && !sort(made.get(), 0, true))) return nullptr;
  if (!readable(made)) return nullptr;
  Ref found(t == DType::f64 ? each_once<double>(made) : each_once<int64_t>(made));
  return found ? copied(found.v(), t) : nullptr;
}

PyObject* ediff1d_of(Args a, Py_ssize_t) {  // ary to_end to_begin
  if (!is_line(a[0]) || view(a[0]).dtype == DType::b1 || !not_given(a[1]) || !not_given(a[2])) return nullptr;
  int64_t n = layout(a[0])->size;
  if (n == 0) return nullptr;
  Ref after(slice(view(a[0]), 0, 1, n)), before(slice(view(a[0]), 0, 0, n - 1));
  return after && before ? plain_binary(Op::subtract, after.get(), before.get()) : nullptr;
}

// ---- sliding products

PyObject* slid(PyObject* a, PyObject* v, PyObject* mode, bool turned, const char* usual) {
  if (may_be_elsewhere() || !is_line(a) || !is_line(v) || layout(a)->size == 0 || layout(v)->size == 0) return nullptr;
  DType t = view(a).dtype;
  if (t != view(v).dtype || kind(t) == Kind::complex || (mode && !PyUnicode_Check(mode))) return nullptr;
  int64_t n = layout(a)->size, m = layout(v)->size;
  if (n < m && !turned) return nullptr;
  if (n < m) {
    std::swap(a, v);
    std::swap(n, m);
  }
  auto is = [&](const char* word) {
    return mode ? PyUnicode_CompareWithASCIIString(mode, word) == 0 : strcmp(usual, word) == 0;
  };
  Ref other(turned ? flipped(view(v), 1) : Py_NewRef(v));
  if (!other) return nullptr;
  if (is("full")) return correlate(a, other.get(), 1 - m, n + m - 1);
  if (is("valid")) return correlate(a, other.get(), 0, n - m + 1);
  return is("same") ? correlate(a, other.get(), -(m / 2), n) : nullptr;
}
PyObject* convolve_of(Args a, Py_ssize_t) { return slid(a[0], a[1], a[2], true, "full"); }     // a v mode
PyObject* correlate_of(Args a, Py_ssize_t) { return slid(a[0], a[1], a[2], false, "valid"); }  // a v mode

// ---- quantiles of few numbers

// The float64s of an array, all of them finite; those that are NaN left out where that is asked for. False where it is another
// array, or some are not.
bool finite_numbers(PyObject* array, bool without_nan, std::vector<double>* out) {
  if (!ours(array) || view(array).dtype != DType::f64 || !view(array).contiguous() || layout(array)->size > kFew ||
      may_be_elsewhere())
    return false;
  Ref held(Py_NewRef(array));
  if (!readable(held)) return false;
  const auto* p = held.data<double>();
  int64_t n = held.v().layout->size;
  out->resize(static_cast<size_t>(n));
  size_t count = 0;
  for (int64_t i = 0; i < n; ++i) {
    if (std::isinf(p[i]) || (p[i] != p[i] && !without_nan)) return false;
    (*out)[count] = p[i];
    count += p[i] == p[i];
  }
  out->resize(count);
  return count > 0;
}

PyObject* number(double x) { return std::isfinite(x) ? scalar_object(DType::f64, &x) : nullptr; }

// The k-th of the numbers and the one after it, if there is one.
std::pair<double, double> neighbours(std::vector<double>& x, size_t k) {
  auto at = x.begin() + static_cast<std::ptrdiff_t>(k);
  std::nth_element(x.begin(), at, x.end());
  return {*at, at + 1 == x.end() ? *at : *std::min_element(at + 1, x.end())};
}

template <bool without_nan>
PyObject* median_of(Args a, Py_ssize_t) {  // a axis out overwrite_input keepdims
  std::vector<double> x;
  if (!not_given(a[1]) || !not_given(a[2]) || a[3] || a[4] || !finite_numbers(a[0], without_nan, &x)) return nullptr;
  if (x.size() % 2 == 1) return number(neighbours(x, x.size() / 2).first);
  auto [low, high] = neighbours(x, x.size() / 2 - 1);
  return number((low + high) / 2);
}

// Between neighbours, reckoned from the nearer one.
PyObject* quantile(std::vector<double>& x, double q) {
  if (!(q >= 0 && q <= 1)) return nullptr;
  auto last = static_cast<double>(x.size() - 1);
  double place = last * q, below = std::floor(place), t = place - below;
  if (place >= last) return number(*std::max_element(x.begin(), x.end()));
  auto [low, high] = neighbours(x, static_cast<size_t>(below));
  double difference = high - low;
  if (!std::isfinite(difference)) return nullptr;
  return number(t >= 0.5 ? high - difference * (1 - t) : low + difference * t);
}

template <int whole, bool without_nan>
PyObject* quantile_of(Args a, Py_ssize_t) {  // a q axis out overwrite_input method keepdims * weights
  std::vector<double> x;
  for (int i = 2; i < 8; ++i)
    if (a[i] && (i > 3 || a[i] != Py_None)) return nullptr;
  double q = 0;
  if (a[1] && PyFloat_CheckExact(a[1]))
    q = PyFloat_AS_DOUBLE(a[1]);
  else if (int64_t i; a[1] && PyLong_CheckExact(a[1]) && as_index(a[1], &i))
    q = static_cast<double>(i);
  else
    return nullptr;
  return finite_numbers(a[0], without_nan, &x) ? quantile(x, whole == 1 ? q : q / whole) : nullptr;
}

constexpr char kSort[] = "a axis kind order * stable", kSortMethod[] = "self / axis kind order * stable",
               kPartition[] = "a kth axis kind order", kPartitionMethod[] = "self kth / axis kind order",
               kQuantile[] = "a q axis out overwrite_input method keepdims * weights",
               kMedian[] = "a axis out overwrite_input keepdims";

}  // namespace

const QuickRow quick_searches[] = {
    {"take", take_of, "a indices axis out mode"},
    {"ndarray.take", take_of, "self indices / axis out mode"},
    {"compress", compress_of, "condition a axis out"},
    {"ndarray.compress", compress_method, "self / condition axis out"},
    {"extract", extract_of, "condition arr"},
    {"put", put_of, "a ind v mode"},
    {"ndarray.put", put_of, "self indices values / mode"},
    {"putmask", putmask_of, "a / mask values"},
    {"copyto", copyto_of, "dst src casting where"},
    {"place", place_of, "arr mask vals"},
    {"choose", choose_of, "a choices out mode"},
    {"ndarray.choose", choose_of, "self / choices out mode"},
    {"repeat", repeat_of, "a repeats axis"},
    {"ndarray.repeat", repeat_of, "self repeats / axis"},
    {"sort", sort_of, kSort},
    {"ndarray.sort", sort_method, kSortMethod},
    {"argsort", argsort_of, kSort},
    {"ndarray.argsort", argsort_of, kSortMethod},
    {"partition", partition_of, kPartition},
    {"ndarray.partition", partition_method, kPartitionMethod},
    {"argpartition", argpartition_of, kPartition},
    {"ndarray.argpartition", argpartition_of, kPartitionMethod},
    {"lexsort", lexsort_of, "keys axis"},
    {"bincount", bincount_of, "x / weights minlength"},
    {"interp", interp_of, "x xp fp left right period"},
    {"searchsorted", searchsorted_of, "a v side sorter"},
    {"ndarray.searchsorted", searchsorted_of, "self v / side sorter"},
    {"delete", delete_of, "arr obj axis"},
    {"insert", insert_of, "arr obj values axis"},
    {"unique", unique_of, "ar return_index return_inverse return_counts axis * equal_nan sorted"},
    {"ediff1d", ediff1d_of, "ary to_end to_begin"},
    {"convolve", convolve_of, "a v mode"},
    {"correlate", correlate_of, "a v mode"},
    {"median", median_of<false>, kMedian},
    {"nanmedian", median_of<true>, kMedian},
    {"quantile", quantile_of<1, false>, kQuantile},
    {"nanquantile", quantile_of<1, true>, kQuantile},
    {"percentile", quantile_of<100, false>, kQuantile},
    {"nanpercentile", quantile_of<100, true>, kQuantile},
    {},
};

}  // namespace lnp::py
