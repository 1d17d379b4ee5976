#include "python/creation.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "library/range.h"
#include "python/at_once.h"
#include "python/join.h"
#include "python/quick.h"
#include "python/views.h"

namespace lnp::py {
namespace {

// Where NumPy's where() meets a Python int, it casts it to the common dtype as it casts an array. False: too large for that.
bool settle_weak_integers(Argument* x, Argument* y) {
  InputType types[2] = {x->type, y->type};
  DType t = common_type(types, 2);
  for (Argument* a : {x, y}) {
    if (a->type.weak != Weak::integer) continue;
    int overflow = 0;
    PyLong_AsLongLongAndOverflow(a->weak_object, &overflow);
    if (overflow) return false;
    Immediate value{};
    cast_element(DType::i64, t, a->value.bytes, value.bytes);
    a->value = value;
    a->type = {t};
    a->weak_object = nullptr;
  }
  return true;
}

}  // namespace

PyObject* arange(PyObject* start, PyObject* step, int64_t n, DType t) {
  int64_t count = n < 0 ? 0 : n;
  PyObject* made = new_array(layouts().contiguous(1, &count, item_size(t)), t);
  if (!made || count == 0) return made;
  const View& v = view(made);
  bool ok = ensure_storage(v.buffer) && PyArray_Pack(descr(t), v.data(), start) == 0;
  if (ok && count > 1) {
    PyObject* second = PyNumber_Add(start, step);
    ok = second && PyArray_Pack(descr(t), v.data() + item_size(t), second) == 0;
    Py_XDECREF(second);
    if (ok) continue_range(t, v.data(), count, runtime().engine().workers());
  }
  if (!ok) Py_CLEAR(made);
  return made;
}

PyObject* where(PyObject* condition, PyObject* x, PyObject* y) {
  Argument args[3] = {argument(condition, true), argument(x, true), argument(y, true)};
  PyObject* r = nullptr;
  bool known = true, error = false;
  for (const Argument& a : args) {
    known &= a.kind != OperandKind::unknown;
    error |= a.kind == OperandKind::error;
  }
  known = known && !error && settle_weak_integers(&args[1], &args[2]);
  if (known && !error) {
    // NumPy takes any condition by its truth.
    PyObject* truth = nullptr;
    if (args[0].type.dtype != DType::b1 || args[0].type.weak != Weak::none) {
      PyObject* zero = PyLong_FromLong(0);
      truth = PyObject_RichCompare(condition, zero, Py_NE);
      Py_DECREF(zero);
      release(&args[0]);
      args[0] = truth ? argument(truth, true) : Argument{OperandKind::error, {}};
    }
    if (args[0].kind != OperandKind::error) {
      // where() always makes an array, also of scalars.
      bool scalars = args[0].kind == OperandKind::scalar && args[1].kind == OperandKind::scalar &&
                     args[2].kind == OperandKind::scalar;
      r = scalars ? nullptr : elementwise(Op::_where, args, 3, CallOptions{});
      known = !scalars;
    }
    Py_XDECREF(truth);
  }
  for (Argument& a : args) release(&a);
  if (!known && !PyErr_Occurred()) {
    PyObject* all = PyTuple_Pack(3, condition, x, y);
    r = all ? fallback("where", all, nullptr) : nullptr;
    Py_XDECREF(all);
  }
  if (r && !is_array(r) && PyArray_IsScalar(r, Generic)) {
    PyObject* boxed = PyArray_FromScalar(r, nullptr);
    Py_SETREF(r, boxed ? from_numpy(boxed, true) : nullptr);
    Py_XDECREF(boxed);
  }
  return r;
}

// ---- quick functions
namespace {

using Args = PyObject* const*;

bool ours(PyObject* o) { return o && is_array(o); }

// 1 where a dtype asked for is native, which is then *t; 0 where it is not; -1 where it is none, with an exception.
int asked_dtype(PyObject* dtype, DType* t) { return not_given(dtype) ? 1 : dtype_of(dtype, t); }

bool left_out(Args a, int first, int last) {
  for (int i = first; i <= last; ++i)
    if (a[i]) return false;
  return true;
}

// Whether NumPy refused a list because of an object in it whose __array__ gives an array of ours.
bool refused_ours() {
  if (!PyErr_ExceptionMatches(PyExc_ValueError)) return false;
  PyObject *type, *value, *traceback;
  PyErr_Fetch(&type, &value, &traceback);
  PyObject* text = value ? PyObject_Str(value) : nullptr;
  const char* words = text ? PyUnicode_AsUTF8(text) : nullptr;
  bool ours = words && strstr(words, "__array__ method");
  Py_XDECREF(text);
  PyErr_Restore(type, value, traceback);
  return ours;
}

// What NumPy makes of a list is ours, if it can be: nobody else holds it. Arrays that may be elsewhere are not for NumPy.
PyObject* of_list(PyObject* list) {
  bool some = may_be_elsewhere() && PySequence_Fast_GET_SIZE(list) > 0;
  if (some && is_array(PySequence_Fast_GET_ITEM(list, 0))) return nullptr;
  PyObject* made = PyArray_FromAny(list, nullptr, 0, 0, 0, nullptr);
  if (!made) {
    if (refused_ours()) PyErr_Clear();
    return nullptr;
  }
  PyObject* ours = from_numpy(made, true);
  if (!ours && PyErr_ExceptionMatches(PyExc_TypeError)) {
    PyErr_Clear();
    return made;
  }
  Py_DECREF(made);
  return ours;
}

// The dtype of a Python number as an array; false where it is none, or does not fit.
bool number_dtype(PyObject* o, DType* t) {
  int64_t value;
  *t = PyFloat_CheckExact(o) ? DType::f64 : PyBool_Check(o) ? DType::b1 : DType::i64;
  return *t != DType::i64 || (PyLong_CheckExact(o) && as_index(o, &value));
}

// A number of Python's or NumPy's as an array without axes; null where it is none of our dtypes.
PyObject* of_number(PyObject* x) {
  DType t;
  bool real = PyFloat_CheckExact(x), numpys = !real && PyArray_IsScalar(x, Generic);
  if (!numpys && !number_dtype(x, &t)) return nullptr;
  if (numpys) {
    PyArray_Descr* d = PyArray_DescrFromScalar(x);
    bool native = d && dtype_of_descr(d, &t);
    Py_XDECREF(d);
    if (!native) return nullptr;
  }
  Ref made(new_array(layouts().scalar(), t));
  if (may_be_elsewhere() || !made || !ensure_storage(made.v().buffer)) return nullptr;
  return PyArray_Pack(descr(t), made.data<char>(), x) == 0 ? made.take() : nullptr;
}

// What is no array of ours, as one: numbers, lists and tuples, arrays of NumPy's.
[[gnu::noinline]] PyObject* of_other(PyObject* x) {
  if (PyList_CheckExact(x) || PyTuple_CheckExact(x)) return of_list(x);
  if (!PyArray_CheckExact(x)) return of_number(x);
  PyObject* r = from_numpy(x, false);
  if (!r && PyErr_ExceptionMatches(PyExc_TypeError)) PyErr_Clear();  // not of our dtypes
  return r;
}

PyObject* asarray(Args a, Py_ssize_t) {  // a dtype order * device copy like
  if (!a[0] || !not_given(a[2]) || !not_given(a[3]) || (!not_given(a[4]) && a[4] != Py_False) || a[5]) return nullptr;
  if (!is_array(a[0])) return not_given(a[1]) && not_given(a[4]) ? of_other(a[0]) : nullptr;
  if (not_given(a[1])) return Py_NewRef(a[0]);
  DType t;
  return dtype_of(a[1], &t) == 1 && t == view(a[0]).dtype ? Py_NewRef(a[0]) : nullptr;
}

// Whether an array lies in the order that is asked for, and a copy that keeps its order does.
bool lies_in(const View& v, PyObject* order) {
  if (not_given(order)) return true;
  if (!PyUnicode_Check(order)) return false;
  const char* known[] = {"K", "C", "A"};
  return std::any_of(known, known + (v.contiguous() ? 3 : 1),
                     [&](const char* word) { return PyUnicode_CompareWithASCIIString(order, word) == 0; });
}

// The array with extents of 1 before its own, so that it has so many axes.
PyObject* with_axes(PyObject* array, int64_t ndim) {
  const Layout* l = view(array).layout;
  if (ndim <= l->ndim) return Py_NewRef(array);
  int64_t shape[kMaxDims];
  std::fill_n(shape, ndim, 1);
  std::copy_n(l->shape, l->ndim, shape + ndim - l->ndim);
  return reshaped(array, static_cast<int>(ndim), shape);
}

PyObject* array(Args a, Py_ssize_t) {  // object dtype * copy order subok ndmin ndmax like
  int64_t ndmin = 0;
  if (!a[0] || !left_out(a, 6, 7) || (a[4] && !PyBool_Check(a[4])) || (a[5] && !as_index(a[5], &ndmin))) return nullptr;
  bool copies = !a[2] || a[2] == Py_True;
  if ((!copies && a[2] != Py_None) || ndmin < 0 || ndmin > kMaxDims) return nullptr;
  if (!is_array(a[0])) {
    bool fresh = PyList_CheckExact(a[0]) || PyTuple_CheckExact(a[0]) || !PyArray_Check(a[0]);
    if (!fresh || !not_given(a[1]) || a[3]) return nullptr;
    Ref made(of_other(a[0]));
    return made && is_array(made.get()) && ndmin ? with_axes(made.get(), ndmin) : made.take();
  }
  if (!lies_in(view(a[0]), a[3])) return nullptr;
  const View& v = view(a[0]);
  DType t = v.dtype;
  if (asked_dtype(a[1], &t) != 1 || t != v.dtype) return nullptr;
  Ref made(copies ? copied_keeping_order(v, t) : Py_NewRef(a[0]));
  return made && ndmin ? with_axes(made.get(), ndmin) : made.take();
}

PyObject* copy(Args a, Py_ssize_t) {  // a order subok
  return ours(a[0]) && !a[1] && !a[2] ? copied_keeping_order(view(a[0]), view(a[0]).dtype) : nullptr;
}

// A fresh array as zeros and its like are asked for one; null as from a quick function.
PyObject* fresh(PyObject* shape, PyObject* dtype, PyObject* order, PyObject* device, PyObject* like, DType t) {
  int nd;
  int64_t extents[kMaxDims];
  if (!shape || !as_shape(shape, &nd, extents) || !is_row_major(order) || !is_here(device) || !not_given(like))
    return nullptr;
  for (int i = 0; i < nd; ++i)
    if (extents[i] < 0) return nullptr;
  if (shape_size(nd, extents) < 0 || asked_dtype(dtype, &t) != 1) return nullptr;
  return new_array(layouts().contiguous(nd, extents, item_size(t)), t);
}

PyObject* fresh_like(PyObject* array, PyObject* dtype, PyObject* order, PyObject* shape, PyObject* device) {
  bool usual = ours(array) && not_given(order) && not_given(shape) && is_here(device) && view(array).contiguous();
  DType t = usual ? view(array).dtype : DType::f64;
  if (!usual || asked_dtype(dtype, &t) != 1) return nullptr;
  return new_array(layouts().compact(view(array).layout, item_size(t)), t);
}

// Whether a fresh small array has been filled with a number, which takes less time than recording it.
bool fills_at_once(PyObject* array, PyObject* value) {
  const View& v = view(array);
  bool usual = is_small(v.layout, v.dtype) && (PyFloat_CheckExact(value) || PyLong_CheckExact(value)) &&
               (kind(v.dtype) == Kind::real || (kind(v.dtype) == Kind::signed_int && PyLong_CheckExact(value)));
  Immediate first{};
  DType from;
  if (!usual || !number_dtype(value, &from) || !ensure_storage(v.buffer)) return false;
  if (from == DType::f64) {
    double x = PyFloat_AS_DOUBLE(value);
    if (v.dtype != DType::f64) return false;  // which may not fit
    std::memcpy(first.bytes, &x, sizeof x);
  } else {
    int64_t x;
    if (!as_index(value, &x) || x < 0 || x > 1) return false;
    cast_element(DType::i64, v.dtype, &x, first.bytes);
  }
  char* out = v.data();
  size_t item = item_size(v.dtype);
  if (item == 8) {
    uint64_t word;
    std::memcpy(&word, first.bytes, sizeof word);
    std::fill_n(reinterpret_cast<uint64_t*>(out), v.layout->size, word);
    return true;
  }
  for (int64_t i = 0; i < v.layout->size; ++i) std::memcpy(out + static_cast<size_t>(i) * item, first.bytes, item);
  return true;
}

// The array with one value everywhere, or null as it was.
PyObject* filled(PyObject* array, PyObject* value) {
  if (array && fills_at_once(array, value)) return array;
  if (array && !assign(view(array), value)) Py_CLEAR(array);
  return array;
}

constexpr long kUnwritten = -1;

template <long value>
PyObject* with_number(PyObject* array) {
  static PyObject* const number = PyLong_FromLong(value);
  return value == kUnwritten ? array : filled(array, number);
}

template <long value>
PyObject* new_of(Args a, Py_ssize_t) {  // shape dtype order * device like
  return with_number<value>(fresh(a[0], a[1], a[2], a[3], a[4], DType::f64));
}

template <long value>
PyObject* new_like_it(Args a, Py_ssize_t) {  // a / dtype order subok shape * device
  return with_number<value>(fresh_like(a[0], a[1], a[2], a[4], a[5]));
}

PyObject* full(Args a, Py_ssize_t) {  // shape fill_value dtype order * device like
  DType t;
  return a[1] && number_dtype(a[1], &t) ? filled(fresh(a[0], a[2], a[3], a[4], a[5], t), a[1]) : nullptr;
}

PyObject* full_like(Args a, Py_ssize_t) {  // a fill_value dtype order subok shape * device
  DType t;
  return a[1] && number_dtype(a[1], &t) ? filled(fresh_like(a[0], a[2], a[3], a[5], a[6]), a[1]) : nullptr;
}

// How many numbers there are from start to stop in steps, all of them ints or floats; -1 where that is not sure.
int64_t range_count(PyObject* start, PyObject* stop, PyObject* step, bool* real) {
  constexpr int64_t kExact = 1ll << 53;
  double values[3];
  PyObject* const all[] = {start, stop, step};
  *real = false;
  for (int i = 0; i < 3; ++i) {
    int64_t integer = 0;
    bool is_float = PyFloat_CheckExact(all[i]);
    if (!is_float && (!PyLong_CheckExact(all[i]) || !as_index(all[i], &integer) || std::llabs(integer) >= kExact / 2))
      return -1;
    values[i] = is_float ? PyFloat_AS_DOUBLE(all[i]) : static_cast<double>(integer);
    *real |= is_float;
  }
  if (values[2] == 0) return -1;
  double quotient = (values[1] - values[0]) / values[2];
  if (!(std::fabs(quotient) < static_cast<double>(kExact))) return -1;
  // A quotient that vanishes only because it is too small counts as the small number that it is.
  if (quotient == 0 && values[0] != values[1]) return !std::signbit(quotient);
  return std::max<int64_t>(0, static_cast<int64_t>(std::ceil(quotient)));
}

PyObject* range(Args a, Py_ssize_t) {  // start_or_stop / stop step * dtype device like
  static PyObject* const zero = PyLong_FromLong(0);
  static PyObject* const one = PyLong_FromLong(1);
  if (!a[0] || !not_given(a[3]) || !is_here(a[4]) || !not_given(a[5])) return nullptr;
  bool real, from_zero = not_given(a[1]);
  PyObject *start = from_zero ? zero : a[0], *stop = from_zero ? a[0] : a[1], *step = a[2] ? a[2] : one;
  int64_t count = range_count(start, stop, step, &real);
  return count < 0 ? nullptr : arange(start, step, count, real ? DType::f64 : DType::i64);
}

PyObject* choose(Args a, Py_ssize_t) {  // condition x y /
  if (!ours(a[0])) return nullptr;
  for (int i = 1; i < 3; ++i)
    if (!a[i] || (!is_array(a[i]) && !PyFloat_CheckExact(a[i]) && !PyLong_CheckExact(a[i]))) return nullptr;
  return where(a[0], a[1], a[2]);
}

PyObject* frombuffer(Args a, Py_ssize_t) {  // buffer dtype count offset * like
  int64_t count = -1, offset = 0;
  DType t = DType::f64;
  bool usual = a[0] && (!a[2] || as_index(a[2], &count)) && (!a[3] || as_index(a[3], &offset)) && not_given(a[4]);
  if (!usual || asked_dtype(a[1], &t) != 1) return nullptr;
  Py_INCREF(descr(t));
  PyObject* made = PyArray_FromBuffer(a[0], descr(t), count, offset);
  PyObject* r = made ? from_numpy(made, false) : nullptr;
  Py_XDECREF(made);
  if (made && !r && PyErr_ExceptionMatches(PyExc_TypeError)) PyErr_Clear();  // not aligned
  return r;
}

constexpr Py_ssize_t kMost = 16;  // operands of result_type

PyObject* fromiter(Args a, Py_ssize_t) {  // iter dtype count * like
  int64_t count = -1;
  DType t;
  if (!a[0] || !a[1] || (a[2] && !as_index(a[2], &count)) || !not_given(a[3]) || is_array(a[0])) return nullptr;
  if (dtype_of(a[1], &t) != 1) return nullptr;
  Py_INCREF(descr(t));
  PyObject* made = PyArray_FromIter(a[0], descr(t), count);
  PyObject* r = made ? from_numpy(made, true) : nullptr;
  Py_XDECREF(made);
  return r;
}

// Python's numbers adapt to the others, as NumPy knows.
PyObject* result_type_with_numbers(Args a, Py_ssize_t n) {
  static PyObject* const numpys = [] {
    PyObject* numpy = PyImport_ImportModule("numpy");
    PyObject* f = numpy ? PyObject_GetAttrString(numpy, "result_type") : nullptr;
    Py_XDECREF(numpy);
    return f;
  }();
  PyObject* all[kMost];
  for (Py_ssize_t i = 0; i < n; ++i) {
    if (!is_array(a[i]) && !PyArray_DescrCheck(a[i]) && !PyFloat_CheckExact(a[i]) && !PyLong_CheckExact(a[i]))
      return nullptr;
    all[i] = is_array(a[i]) ? reinterpret_cast<PyObject*>(descr(view(a[i]).dtype)) : a[i];
  }
  return numpys ? PyObject_Vectorcall(numpys, all, static_cast<size_t>(n), nullptr) : nullptr;
}

PyObject* result_type(Args a, Py_ssize_t n) {
  PyArray_Descr* all[kMost];
  if (n == 0 || n > kMost) return nullptr;
  for (Py_ssize_t i = 0; i < n; ++i) {
    if (!is_array(a[i]) && !PyArray_DescrCheck(a[i])) return result_type_with_numbers(a, n);
    all[i] = is_array(a[i]) ? descr(view(a[i]).dtype) : reinterpret_cast<PyArray_Descr*>(a[i]);
  }
  return reinterpret_cast<PyObject*>(PyArray_ResultType(0, nullptr, n, all));
}

// ---- arrays joined

// A list of all arrays in a list or tuple as `change` makes them; null where some are not ours, or not row-major.
template <class Change>
PyObject* changed(PyObject* arrays, Change change) {
  if (!arrays || !(PyList_CheckExact(arrays) || PyTuple_CheckExact(arrays))) return nullptr;
  Py_ssize_t n = PySequence_Fast_GET_SIZE(arrays);
  for (Py_ssize_t i = 0; i < n; ++i) {
    PyObject* a = PySequence_Fast_GET_ITEM(arrays, i);
    if (!is_array(a) || !view(a).layout->c_order) return nullptr;
  }
  PyObject* all = n ? PyList_New(n) : nullptr;
  for (Py_ssize_t i = 0; all && i < n; ++i) {
    PyObject* made = change(PySequence_Fast_GET_ITEM(arrays, i));
    if (made)
      PyList_SET_ITEM(all, i, made);
    else
      Py_CLEAR(all);
  }
  return all;
}

// The arrays of a list, which is used up, one after the other.
PyObject* joined(PyObject* list, int axis) {
  PyObject* r = list ? join(list, axis, nullptr) : nullptr;
  if (r == Py_None) Py_CLEAR(r);
  Py_XDECREF(list);
  return r;
}

int64_t extents_of(PyObject* array) { return view(array).layout->ndim; }

// Items that are no arrays of ours as such; null where they cannot be, or a number adapts to the others.
PyObject* each_as_array(PyObject* items) {
  if (!items || !(PyList_CheckExact(items) || PyTuple_CheckExact(items))) return nullptr;
  Py_ssize_t n = PySequence_Fast_GET_SIZE(items);
  PyObject* all = n ? PyList_New(n) : nullptr;
  for (Py_ssize_t i = 0; all && i < n; ++i) {
    PyObject* x = PySequence_Fast_GET_ITEM(items, i);
    bool other = PyList_CheckExact(x) || PyTuple_CheckExact(x) || PyArray_CheckExact(x);
    PyObject* made = is_array(x) ? Py_NewRef(x) : other ? of_other(x) : nullptr;
    if (made) PyList_SET_ITEM(all, i, made);
    if (!made || !is_array(made) || !view(made).layout->c_order) Py_CLEAR(all);
  }
  return all;
}

PyObject* concatenate(Args a, Py_ssize_t) {  // arrays / axis out * dtype casting
  int64_t axis = 0;
  bool flat = a[1] == Py_None;
  if (!left_out(a, 2, 4) || (a[1] && !flat && !as_index(a[1], &axis)) || std::llabs(axis) > kMaxDims) return nullptr;
  PyObject* list = each_as_array(a[0]);
  if (list && flat) Py_SETREF(list, changed(list, raveled));
  return joined(list, static_cast<int>(axis));
}

PyObject* stack(Args a, Py_ssize_t) {  // arrays axis out * dtype casting
  static PyObject* const zero = PyLong_FromLong(0);
  PyObject *axis = a[1] ? a[1] : zero, *list = nullptr;
  if (left_out(a, 2, 4) && PyLong_CheckExact(axis))
    list = changed(a[0], [&](PyObject* x) { return expanded(x, axis); });
  int nd = list ? static_cast<int>(extents_of(PyList_GET_ITEM(list, 0))) : 0, at = 0;
  if (list && as_axis(axis, nd, &at)) return joined(list, at);
  Py_XDECREF(list);
  return nullptr;
}

template <int least, int axis>
PyObject* stack_at(Args a, Py_ssize_t) {  // tup * dtype casting
  bool usual = least == 3 ? true : left_out(a, 1, 2);
  return usual ? joined(changed(a[0], [](PyObject* x) { return at_least(x, least); }), axis) : nullptr;
}

PyObject* hstack(Args a, Py_ssize_t) {  // tup * dtype casting
  PyObject* list = left_out(a, 1, 2) ? changed(a[0], [](PyObject* x) { return at_least(x, 1); }) : nullptr;
  return list ? joined(list, extents_of(PyList_GET_ITEM(list, 0)) == 1 ? 0 : 1) : nullptr;
}

PyObject* column_stack(Args a, Py_ssize_t) {  // tup
  return joined(changed(a[0],
                        [](PyObject* x) {
                          int64_t column[] = {view(x).layout->size, 1};
                          return extents_of(x) < 2 ? reshaped(x, 2, column) : Py_NewRef(x);
                        }),
                1);
}

constexpr char kAsarray[] = "a dtype order * device copy like", kNew[] = "shape dtype order * device like",
               kLike[] = "a dtype order subok shape * device", kTup[] = "tup * dtype casting";

}  // namespace

const QuickRow quick_new[] = {
    {"asarray", asarray, kAsarray},
    {"asanyarray", asarray, kAsarray},
    {"array", array, "object dtype * copy order subok ndmin ndmax like"},
    {"copy", copy, "a order subok"},
    {"empty", new_of<kUnwritten>, kNew},
    {"zeros", new_of<0>, kNew},
    {"ones", new_of<1>, kNew},
    {"full", full, "shape fill_value dtype order * device like"},
    {"empty_like", new_like_it<kUnwritten>, "prototype / dtype order subok shape * device"},
    {"zeros_like", new_like_it<0>, kLike},
    {"ones_like", new_like_it<1>, kLike},
    {"full_like", full_like, "a fill_value dtype order subok shape * device"},
    {"arange", range, "start_or_stop / stop step * dtype device like"},
    {"frombuffer", frombuffer, "buffer dtype count offset * like"},
    {"fromiter", fromiter, "iter dtype count * like"},
    {"result_type", result_type, "*arrays_and_dtypes"},
    {"where", choose, "condition x y /"},
    {"concatenate", concatenate, "arrays / axis out * dtype casting"},
    {"concat", concatenate, "arrays / axis out * dtype casting"},
    {"stack", stack, "arrays axis out * dtype casting"},
    {"vstack", stack_at<2, 0>, kTup},
    {"hstack", hstack, kTup},
    {"dstack", stack_at<3, 2>, "tup"},
    {"column_stack", column_stack, "tup"},
    {},
};

}  // namespace lnp::py
