// The methods of ndarray that are recorded or are views; the rest comes from the Python package.
#include <string>

#include "python/elementwise.h"
#include "python/export.h"
#include "python/pending.h"
#include "python/ufunc.h"
#include "python/views.h"

namespace lnp::py {
namespace {

PyObject* gate_method(const char* name, PyObject* self, PyObject* args, PyObject* kwargs) {
  char path[64];
  PyOS_snprintf(path, sizeof path, "ndarray.%s", name);
  Py_ssize_t n = args ? PyTuple_GET_SIZE(args) : 0;
  PyObject* all = PyTuple_New(n + 1);
  PyTuple_SET_ITEM(all, 0, Py_NewRef(self));
  for (Py_ssize_t i = 0; i < n; ++i) PyTuple_SET_ITEM(all, i + 1, Py_NewRef(PyTuple_GET_ITEM(args, i)));
  PyObject* r = fallback(path, all, kwargs);
  Py_DECREF(all);
  return r;
}

// NumPy's words for arguments that its method does not take.
PyObject* refused_by_numpy(const char* method, PyObject* args, PyObject* kwargs) {
  PyErr_Clear();
  npy_intp one = 1;
  PyObject* a = PyArray_ZEROS(1, &one, NPY_DOUBLE, 0);
  PyObject* f = a ? PyObject_GetAttrString(a, method) : nullptr;
  PyObject* r = f ? PyObject_Call(f, args, kwargs) : nullptr;
  Py_XDECREF(a);
  Py_XDECREF(f);
  if (r) PyErr_Format(PyExc_TypeError, "%s() got arguments that legate.numpy does not take", method);
  Py_XDECREF(r);
  return nullptr;
}

// "C", "K", "A" or "F"; false when it is none of them.
bool order_of(PyObject* o, char otherwise, char* out) {
  *out = otherwise;
  if (!o || o == Py_None) return true;
  if (!PyUnicode_Check(o) || PyUnicode_GET_LENGTH(o) != 1) return false;
  *out = static_cast<char>(toupper(static_cast<int>(PyUnicode_READ_CHAR(o, 0))));
  return strchr("CKAF", *out) != nullptr;
}

PyObject* copy_method(PyObject* self, PyObject* args, PyObject* kwargs) {
  static const char* names[] = {"order", nullptr};
  PyObject* order_object = nullptr;
  char order;
  if (PyTuple_GET_SIZE(args) == 0 && !kwargs) return copied(view(self), view(self).dtype);
  if (!PyArg_ParseTupleAndKeywords(args, kwargs, "|O:copy", const_cast<char**>(names), &order_object)) return nullptr;
  if (!order_of(order_object, 'C', &order) || order == 'F' || order == 'A')
    return gate_method("copy", self, args, kwargs);
  const View& v = view(self);
  return order == 'K' ? copied_keeping_order(v, v.dtype) : copied(v, v.dtype);
}

PyObject* astype_method(PyObject* self, PyObject* args, PyObject* kwargs) {
  static const char* names[] = {"dtype", "order", "casting", "subok", "copy", nullptr};
  PyObject *dtype, *order_object = nullptr, *casting = nullptr;
  int subok = 1, copy = 1;
  if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O|OOpp:astype", const_cast<char**>(names), &dtype, &order_object,
                                   &casting, &subok, &copy))
    return nullptr;
  DType t;
  int native = dtype_of(dtype, &t);
  if (native < 0) return nullptr;
  char order;
  bool plain = native == 1 && order_of(order_object, 'K', &order) && order != 'F' && order != 'A';
  bool unsafe = !casting || (PyUnicode_Check(casting) && PyUnicode_CompareWithASCIIString(casting, "unsafe") == 0);
  const View& v = view(self);
  if (!plain || !unsafe) return gate_method("astype", self, args, kwargs);
  if (!copy && t == v.dtype && (order == 'K' || v.contiguous())) return Py_NewRef(self);
  if (kind(v.dtype) == Kind::complex && kind(t) != Kind::complex && t != DType::b1 && !warn_complex_discarded())
    return nullptr;
  return order == 'C' ? copied(v, t) : copied_keeping_order(v, t);
}

PyObject* fill_method(PyObject* self, PyObject* value) {
  if (!PyFloat_CheckExact(value)) {
    View one = view(self);
    one.layout = layouts().contiguous(0, nullptr, item_size(one.dtype));
    if (!element_takes(one, value)) return nullptr;
  }
  if (!assign(view(self), value)) return nullptr;
  Py_RETURN_NONE;
}

// ---- views

PyObject* flatten_method(PyObject* self, PyObject* args, PyObject* kwargs) {
  static const char* names[] = {"order", nullptr};
  PyObject* order_object = nullptr;
  char order;
  if (!PyArg_ParseTupleAndKeywords(args, kwargs, "|O:flatten", const_cast<char**>(names), &order_object))
    return nullptr;
  if (!order_of(order_object, 'C', &order) || order != 'C') return gate_method("flatten", self, args, kwargs);
  return flat_copy(view(self));
}

// Elements as small C-contiguous arrays of another dtype, such as complex numbers as pairs: 1; 0 where that is not what is
// asked for; -1 with an exception.
int view_as_arrays(const View& v, PyObject* dtype, View* out) {
  PyArray_Descr* d = nullptr;
  if (PyArray_DescrConverter(dtype, &d) != NPY_SUCCEED) return -1;
  auto* array = PyDataType_SUBARRAY(d);
  DType t;
  int nd = v.layout->ndim, more;
  int64_t shape[2 * kMaxDims], strides[2 * kMaxDims];
  bool ours = array && static_cast<size_t>(PyDataType_ELSIZE(d)) == item_size(v.dtype) &&
              dtype_of_descr(array->base, &t) && parse_shape(array->shape, &more, shape + nd) && nd + more <= kMaxDims;
  Py_DECREF(d);
  if (!ours) return PyErr_Occurred() ? -1 : 0;
  std::copy(v.layout->shape, v.layout->shape + nd, shape);
  std::copy(v.layout->strides, v.layout->strides + nd, strides);
  auto step = static_cast<int64_t>(item_size(t));
  for (int i = nd + more; i-- > nd; step *= shape[i]) strides[i] = step;
  *out = View{v.buffer, layouts().intern(nd + more, shape, strides), v.offset, t, v.readonly};
  return 1;
}

bool is_ndarray(PyObject* o) { return o == reinterpret_cast<PyObject*>(&ArrayType); }

// Of elements of our dtypes; NumPy's other dtypes and classes are NumPy's to make.
PyObject* view_method(PyObject* self, PyObject* args, PyObject* kwargs) {
  static const char* names[] = {"dtype", "type", nullptr};
  const View& v = view(self);
  PyObject *dtype = nullptr, *type = nullptr;
  if (PyTuple_GET_SIZE(args) == 0 && !kwargs) return wrap(v);
  if (!PyArg_ParseTupleAndKeywords(args, kwargs, "|OO", const_cast<char**>(names), &dtype, &type))
    return refused_by_numpy("view", args, kwargs);
  if (dtype && is_ndarray(dtype)) std::swap(dtype, type);
  bool ours = !type || is_ndarray(type);
  bool is_class =
      dtype && PyType_Check(dtype) && PyType_IsSubtype(reinterpret_cast<PyTypeObject*>(dtype), &PyArray_Type);
  if (!ours || is_class) return gate_method("view", self, args, kwargs);
  if (!dtype) return wrap(v);
  DType t;
  View as;
  int native = dtype_of(dtype, &t);
  if (native == 1)
    native = view_as(v, t, &as);
  else if (native == 0)
    native = view_as_arrays(v, dtype, &as);
  return native < 0 ? nullptr : native == 1 ? wrap(as) : gate_method("view", self, args, kwargs);
}

// ---- values

PyObject* tolist_method(PyObject* self, PyObject*) {
  PyObject* np_view = to_numpy(self);
  PyObject* r = np_view ? PyObject_CallMethod(np_view, "tolist", nullptr) : nullptr;
  Py_XDECREF(np_view);
  return r;
}

PyObject* complex_method(PyObject* self, PyObject*) {
  PyObject* np_view = to_numpy(self);
  PyObject* r = np_view ? PyObject_CallMethod(np_view, "__complex__", nullptr) : nullptr;
  Py_XDECREF(np_view);
  return r;
}

// ---- reductions: a.sum(axis=None, dtype=None, out=None, keepdims=False, initial, where), and so for the others

template <Op op>
PyObject* reduce_method(PyObject* self, PyObject* args, PyObject* kwargs) {
  constexpr bool typed = op == Op::add || op == Op::multiply;
  static const char* with_dtype[] = {"axis", "dtype", "out", "keepdims", "initial", "where", nullptr};
  static const char* without[] = {"axis", "out", "keepdims", "initial", "where", nullptr};
  PyObject *axis = Py_None, *dtype = Py_None, *out = Py_None, *keepdims = Py_False, *initial = nullptr,
           *where = Py_True;
  bool none = PyTuple_GET_SIZE(args) == 0 && !kwargs;
  bool ok = none    ? true
            : typed ? PyArg_ParseTupleAndKeywords(args, kwargs, "|OOOOOO", const_cast<char**>(with_dtype), &axis,
                                                  &dtype, &out, &keepdims, &initial, &where)
                    : PyArg_ParseTupleAndKeywords(args, kwargs, "|OOOOO", const_cast<char**>(without), &axis, &out,
                                                  &keepdims, &initial, &where);
  const char* method = op == Op::add          ? "sum"
                       : op == Op::multiply   ? "prod"
                       : op == Op::maximum    ? "max"
                       : op == Op::minimum    ? "min"
                       : op == Op::logical_or ? "any"
                                              : "all";
  if (!ok) return refused_by_numpy(method, args, kwargs);
  DType t;
  int given = dtype == Py_None ? 0 : dtype_of(dtype, &t);
  if (given < 0) return nullptr;
  uint64_t axes;
  if (!parse_axes(axis, view(self).layout->ndim, &axes)) return nullptr;
  long keep = PyLong_AsLong(keepdims);
  if (keep == -1 && PyErr_Occurred()) return nullptr;
  bool native = (dtype == Py_None || given == 1) && (out == Py_None || is_array(out) || PyArray_CheckExact(out));
  Fading fading(self);
  PyObject* r = native ? reduce_where(op, self, axes, keep != 0, out == Py_None ? nullptr : out,
                                      given == 1 ? &t : nullptr, initial, where)
                       : nullptr;
  if (r || PyErr_Occurred()) return r;
  return gate_method(method, self, args, kwargs);
}

// ---- protocols

// NumPy asks for itself (copy=True wants its own memory).
PyObject* array_protocol(PyObject* self, PyObject* args, PyObject* kwargs) {
  static const char* names[] = {"dtype", "copy", nullptr};
  PyObject *dtype = Py_None, *copy = Py_None;
  if (!PyArg_ParseTupleAndKeywords(args, kwargs, "|OO", const_cast<char**>(names), &dtype, &copy)) return nullptr;
  PyObject* np_view = to_numpy(self);
  if (!np_view) return nullptr;
  if (dtype == Py_None && copy != Py_True) return np_view;
  PyObject* options = Py_BuildValue("{s:O}", "copy", copy == Py_True ? Py_True : copy);
  PyObject* numpy = PyImport_ImportModule("numpy");
  PyObject* make = numpy ? PyObject_GetAttrString(numpy, "array") : nullptr;
  PyObject* positional = dtype == Py_None ? PyTuple_Pack(1, np_view) : PyTuple_Pack(2, np_view, dtype);
  PyObject* r = make ? PyObject_Call(make, positional, options) : nullptr;
  for (PyObject* o : {options, numpy, make, positional, np_view}) Py_XDECREF(o);
  return r;
}

// Our ufunc that stands for NumPy's `ufunc` (or is it); borrowed, null when we have none.
PyObject* our_ufunc(PyObject* ufunc) {
  if (Py_IS_TYPE(ufunc, &UfuncType)) return ufunc;
  PyObject* name = PyObject_GetAttrString(ufunc, "__name__");
  PyObject* numpy = PyImport_ImportModule("numpy");
  PyObject* same = numpy && name ? PyObject_GetAttr(numpy, name) : nullptr;
  if (!same) PyErr_Clear();
  PyObject* ours = same == ufunc ? PyDict_GetItem(ufunc_table(), name) : nullptr;
  for (PyObject* o : {name, numpy, same}) Py_XDECREF(o);
  return ours;
}

// NumPy's ufuncs called on our arrays: ours of the same name answer, others go through the gate.
PyObject* array_ufunc(PyObject*, PyObject* args, PyObject* kwargs) {
  if (PyTuple_GET_SIZE(args) < 2) {
    PyErr_SetString(PyExc_TypeError, "__array_ufunc__ requires at least 2 arguments");
    return nullptr;
  }
  PyObject* ufunc = PyTuple_GET_ITEM(args, 0);
  PyObject* ours = our_ufunc(ufunc);
  PyObject* target = PyObject_GetAttr(ours ? ours : ufunc, PyTuple_GET_ITEM(args, 1));
  if (!target) return nullptr;
  PyObject* inputs = PyTuple_GetSlice(args, 2, PyTuple_GET_SIZE(args));
  // NumPy passes out as a tuple, which our ufuncs take as well.
  PyObject* r = ours ? PyObject_Call(target, inputs, kwargs) : fallback_callable(target, inputs, kwargs);
  Py_DECREF(target);
  Py_DECREF(inputs);
  return r;
}

#define LNP_KEYWORDS(name, f) \
  {name, reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(f)), METH_VARARGS | METH_KEYWORDS, nullptr}

}  // namespace

PyObject* copied_keeping_order(const View& v, DType t) {
  if (v.layout->contiguous(item_size(v.dtype))) return copied(v, t);
  Argument a{OperandKind::array, {v.dtype}, v};
  CallOptions options;
  options.has_dtype = true;
  options.dtype = t;
  options.casting = Casting::unsafe;
  return v.layout->ndim == 0 ? copied(v, t) : elementwise(Op::_copy, &a, 1, options);
}

PyMethodDef array_methods[] = {LNP_KEYWORDS("copy", copy_method),
                               LNP_KEYWORDS("astype", astype_method),
                               {"fill", fill_method, METH_O, nullptr},
                               LNP_KEYWORDS("flatten", flatten_method),
                               LNP_KEYWORDS("view", view_method),
                               {"tolist", tolist_method, METH_NOARGS, nullptr},
                               {"__complex__", complex_method, METH_NOARGS, nullptr},
                               LNP_KEYWORDS("sum", reduce_method<Op::add>),
                               LNP_KEYWORDS("prod", reduce_method<Op::multiply>),
                               LNP_KEYWORDS("max", reduce_method<Op::maximum>),
                               LNP_KEYWORDS("min", reduce_method<Op::minimum>),
                               LNP_KEYWORDS("any", reduce_method<Op::logical_or>),
                               LNP_KEYWORDS("all", reduce_method<Op::logical_and>),
                               LNP_KEYWORDS("__array__", array_protocol),
                               LNP_KEYWORDS("__array_ufunc__", array_ufunc),
                               {nullptr, nullptr, 0, nullptr}};
#undef LNP_KEYWORDS

bool parse_shape(PyObject* o, int* ndim, int64_t* shape) {
  auto is_bool = [](PyObject* item) { return PyBool_Check(item) || PyArray_IsScalar(item, Bool); };
  auto one = [&](PyObject* item, int64_t* out) {
    if (is_bool(item)) {
      PyErr_SetString(PyExc_TypeError, "an integer is required");
      return false;
    }
    PyObject* index = PyNumber_Index(item);
    if (!index) return false;
    *out = PyLong_AsLongLong(index);
    Py_DECREF(index);
    if (*out != -1 || !PyErr_Occurred()) return true;
    PyErr_Clear();
    PyErr_SetString(PyExc_ValueError, "Maximum allowed dimension exceeded");
    return false;
  };
  bool several = (is_array(o) && view(o).layout->ndim > 0) ||
                 (PyArray_Check(o) && PyArray_NDIM(reinterpret_cast<PyArrayObject*>(o)) > 0);
  if (PyIndex_Check(o) && !several && !is_bool(o)) {
    *ndim = 1;
    return one(o, shape);
  }
  if (!PySequence_Check(o)) {
    PyErr_Format(PyExc_TypeError, "expected a sequence of integers or a single integer, got '%.100R'", o);
    return false;
  }
  PyObject* items = PySequence_Fast(o, "expected a sequence of integers or a single integer");
  if (!items) return false;
  Py_ssize_t n = PySequence_Fast_GET_SIZE(items);
  bool ok = n <= kMaxDims;
  if (!ok)
    PyErr_Format(PyExc_ValueError, "maximum supported dimension for an ndarray is currently %d, found %zd", kMaxDims,
                 n);
  for (Py_ssize_t i = 0; ok && i < n; ++i) ok = one(PySequence_Fast_GET_ITEM(items, i), &shape[i]);
  Py_DECREF(items);
  *ndim = static_cast<int>(n);
  return ok;
}

bool complete_shape(int64_t size, int nd, int64_t* shape) {
  int unknown = -1;
  int64_t known = 1;
  bool bad = false;
  int64_t asked[kMaxDims];
  std::copy(shape, shape + nd, asked);
  for (int i = 0; i < nd; ++i) {
    if (shape[i] >= 0) {
      bad |= __builtin_mul_overflow(known, shape[i], &known);
    } else if (unknown < 0) {
      unknown = i;
    } else {
      PyErr_SetString(PyExc_ValueError, "can only specify one unknown dimension");
      return false;
    }
  }
  if (unknown >= 0 && !bad) {
    bad = known == 0 || size % known != 0;
    if (!bad) shape[unknown] = size / known;
  } else {
    bad |= known != size;
  }
  if (!bad) return true;
  std::string text;  // NumPy leaves out what is unknown at the front
  for (int i = 0; i < nd; ++i)
    if (asked[i] >= 0 || !text.empty())
      text.append(text.empty() ? "" : ",").append(asked[i] < 0 ? "newaxis" : std::to_string(asked[i]));
  text = "(" + text + (nd == 1 && !text.empty() ? ",)" : ")");
  PyErr_Format(PyExc_ValueError, "cannot reshape array of size %lld into shape %s", static_cast<long long>(size),
               text.c_str());
  return false;
}

}  // namespace lnp::py
