// dtypes, NumPy scalars, and whatever else may stand as an operand.
#include "python/array.h"
#include "python/lazy_scalar.h"

namespace lnp::py {
namespace {

constexpr int kTypeNum[kDTypes] = {NPY_BOOL, NPY_INT8,  NPY_UINT8, NPY_INT16, NPY_UINT16, NPY_INT32,  NPY_UINT32,
                                   NPY_LONG, NPY_ULONG, NPY_HALF,  NPY_FLOAT, NPY_DOUBLE, NPY_CFLOAT, NPY_CDOUBLE};

bool dtype_of_typenum(int num, DType* out) {
  if (num == NPY_LONGLONG) num = NPY_LONG;
  if (num == NPY_ULONGLONG) num = NPY_ULONG;
  for (int i = 0; i < kDTypes; ++i)
    if (kTypeNum[i] == num) {
      *out = static_cast<DType>(i);
      return true;
    }
  return false;
}

Argument failed() { return Argument{OperandKind::error, {}}; }

// A 64-bit Python int; larger ones keep the object, for the message or for unsigned 64-bit loops.
Argument weak_integer(PyObject* o) {
  Argument a{OperandKind::scalar, {DType::i64, Weak::integer}};
  int overflow = 0;
  int64_t value = PyLong_AsLongLongAndOverflow(o, &overflow);
  std::memcpy(a.value.bytes, &value, sizeof value);
  a.weak_object = o;
  return a;
}

Argument weak_real(double value) {
  Argument a{OperandKind::scalar, {DType::f64, Weak::real}};
  std::memcpy(a.value.bytes, &value, sizeof value);
  return a;
}

Argument numpy_scalar(PyObject* o) {
  PyArray_Descr* d = PyArray_DescrFromScalar(o);
  if (!d) return failed();
  Argument a{OperandKind::scalar, {}};
  bool native = dtype_of_descr(d, &a.type.dtype);
  Py_DECREF(d);
  if (!native) return Argument{OperandKind::unknown, {}};
  PyArray_ScalarAsCtype(o, a.value.bytes);
  return a;
}

Argument numpy_array(PyObject* o, PyObject* owned) {
  Argument a{OperandKind::foreign, {}};
  PyObject* ours = from_numpy(o, owned != nullptr);
  Py_XDECREF(owned);
  if (!ours) {
    if (!PyErr_ExceptionMatches(PyExc_TypeError)) return failed();
    PyErr_Clear();
    return Argument{OperandKind::unknown, {}};
  }
  a.keep = ours;
  a.view = view(ours);
  a.type.dtype = a.view.dtype;
  return a;
}

bool has_attribute(PyObject* o, const char* name) {
  PyObject* x = PyObject_GetAttrString(reinterpret_cast<PyObject*>(Py_TYPE(o)), name);
  if (!x) PyErr_Clear();
  Py_XDECREF(x);
  return x != nullptr;
}

}  // namespace

PyArray_Descr* descr(DType t) {
  static PyArray_Descr* all[kDTypes];
  int i = static_cast<int>(t);
  if (!all[i]) all[i] = PyArray_DescrFromType(kTypeNum[i]);
  return all[i];
}

bool dtype_of_descr(PyArray_Descr* d, DType* out) {
  return PyDataType_ISNOTSWAPPED(d) && dtype_of_typenum(d->type_num, out);
}

int dtype_of(PyObject* like, DType* out) {
  PyArray_Descr* d = nullptr;
  if (PyType_Check(like) && PyType_IsSubtype(reinterpret_cast<PyTypeObject*>(like), &PyArrayDescr_Type)) {
    // A class such as numpy.dtypes.Float64DType; NumPy's ufuncs take it for its one instance.
    PyObject* instance = PyObject_CallNoArgs(like);
    if (!instance) PyErr_Clear();
    int r = instance && PyArray_DescrCheck(instance) && dtype_of_descr(reinterpret_cast<PyArray_Descr*>(instance), out);
    Py_XDECREF(instance);
    return r;
  }
  if (PyArray_DescrConverter(like, &d) != NPY_SUCCEED) return -1;
  int r = dtype_of_descr(d, out) ? 1 : 0;
  Py_DECREF(d);
  return r;
}

PyObject* scalar_object(DType t, const void* data) {
  switch (t) {
    case DType::f64: {
      PyObject* o = PyDoubleArrType_Type.tp_alloc(&PyDoubleArrType_Type, 0);
      if (o) std::memcpy(&PyArrayScalar_VAL(o, Double), data, sizeof(double));
      return o;
    }
    case DType::i64: {
      PyObject* o = PyLongArrType_Type.tp_alloc(&PyLongArrType_Type, 0);
      if (o) std::memcpy(&PyArrayScalar_VAL(o, Long), data, sizeof(int64_t));
      return o;
    }
    case DType::b1: return Py_NewRef(*static_cast<const char*>(data) ? PyArrayScalar_True : PyArrayScalar_False);
    default: return PyArray_Scalar(const_cast<void*>(data), descr(t), nullptr);
  }
}

void cast_element(DType from, DType to, const void* in, void* out) {
  Tile t{{static_cast<char*>(out), static_cast<char*>(const_cast<void*>(in))},
         {static_cast<int64_t>(item_size(to)), static_cast<int64_t>(item_size(from))},
         {0, 0},
         1,
         1};
  loop_table().cast[static_cast<int>(from)][static_cast<int>(to)](t);
}

void release(Argument* a) { Py_CLEAR(a->keep); }

Argument argument(PyObject* o, bool convert) {
  if (is_array(o)) return Argument{OperandKind::array, {view(o).dtype}, view(o)};
  if (PyFloat_CheckExact(o)) return weak_real(PyFloat_AS_DOUBLE(o));
  if (PyLong_CheckExact(o)) return weak_integer(o);
  if (PyBool_Check(o)) {
    Argument a{OperandKind::scalar, {DType::b1}};
    a.value.bytes[0] = o == Py_True;
    return a;
  }
  if (PyComplex_CheckExact(o)) {
    Argument a{OperandKind::scalar, {DType::c128, Weak::complex}};
    Py_complex c = PyComplex_AsCComplex(o);
    std::memcpy(a.value.bytes, &c, sizeof c);
    return a;
  }
  if (PyArray_IsScalar(o, Generic)) return numpy_scalar(o);
  if (is_lazy_scalar(o)) return lazy_argument(o);
  if (PyArray_CheckExact(o)) return numpy_array(o, nullptr);
  if (PyLong_Check(o)) return weak_integer(o);
  if (PyFloat_Check(o)) return weak_real(PyFloat_AS_DOUBLE(o));
  bool foreign_protocol = has_attribute(o, "__array_ufunc__") || has_attribute(o, "__array_wrap__") || PyArray_Check(o);
  bool gives_array = has_attribute(o, "__array__");
  if (foreign_protocol || (!convert && !PyList_Check(o) && !PyTuple_Check(o) && !gives_array))
    return Argument{OperandKind::unknown, {}};
  PyObject* made = PyArray_FromAny(o, nullptr, 0, 0, 0, nullptr);
  // What NumPy does not convert may be an object whose __array__ gives an array of ours: the gate knows those.
  if (!made && gives_array && PyErr_ExceptionMatches(PyExc_ValueError)) {
    PyErr_Clear();
    return Argument{OperandKind::unknown, {}};
  }
  if (!made) return failed();
  if (!PyArray_CheckExact(made)) {
    Py_DECREF(made);
    return Argument{OperandKind::unknown, {}};
  }
  return numpy_array(made, made);
}

}  // namespace lnp::py
