// Errors in NumPy's own words: where a call is wrong, NumPy is asked to refuse it on stand-ins of the operands.
#include "python/elementwise.h"
#include "python/pending.h"

namespace lnp::py {
namespace {

alignas(16) char g_zero[16];

PyObject* operand_stand_in(const Argument& a) {
  if (a.kind != OperandKind::scalar) return stand_in(a.view);
  if (a.weak_object) return Py_NewRef(a.weak_object);
  double v[2];
  std::memcpy(v, a.value.bytes, sizeof v);
  if (a.type.weak == Weak::real) return PyFloat_FromDouble(v[0]);
  if (a.type.weak == Weak::complex) return PyComplex_FromDoubles(v[0], v[1]);
  return scalar_object(a.type.dtype, a.value.bytes);
}

// A copy stands in for NumPy's own array as well: the call that is to fail must write nowhere.
PyObject* out_stand_in(PyObject* out) {
  if (!out) return Py_NewRef(Py_None);
  if (is_array(out)) return stand_in(view(out));
  if (!PyArray_CheckExact(out)) return Py_NewRef(out);
  auto* array = reinterpret_cast<PyArrayObject*>(out);
  PyObject* copy = PyArray_NewCopy(array, NPY_KEEPORDER);
  if (copy && !PyArray_ISWRITEABLE(array))
    PyArray_CLEARFLAGS(reinterpret_cast<PyArrayObject*>(copy), NPY_ARRAY_WRITEABLE);
  return copy;
}

const char* casting_name(Casting c) {
  const char* names[] = {"no", "equiv", "safe", "same_kind", "unsafe"};
  return names[static_cast<int>(c)];
}

}  // namespace

PyObject* stand_in(const View& v) {
  std::memset(g_zero, 0, sizeof g_zero);
  npy_intp zeros[kMaxDims] = {};
  npy_intp shape[kMaxDims];
  for (int i = 0; i < v.layout->ndim; ++i) shape[i] = v.layout->shape[i];
  Py_INCREF(descr(v.dtype));
  int flags = NPY_ARRAY_ALIGNED | (v.readonly ? 0 : NPY_ARRAY_WRITEABLE);
  return PyArray_NewFromDescr(&PyArray_Type, descr(v.dtype), v.layout->ndim, shape, zeros, g_zero, flags, nullptr);
}

PyObject* raise_like_numpy(Op op, const Argument* args, int nin, const CallOptions& options) {
  const char* name = options.ufunc ? options.ufunc : loop_table().ops[static_cast<int>(op)].name;
  if (op == Op::_copy) name = "positive";
  if (op == Op::_cube) name = "square";  // as many operands, of the same types
  PyObject* numpy = PyImport_ImportModule("numpy");
  PyObject* ufunc = numpy ? PyObject_GetAttrString(numpy, name) : nullptr;
  Py_XDECREF(numpy);
  if (!ufunc) return nullptr;
  PyObject* positional = PyTuple_New(nin);
  for (int i = 0; i < nin; ++i) PyTuple_SET_ITEM(positional, i, operand_stand_in(args[i]));
  PyObject* kwargs = Py_BuildValue("{s:s}", "casting", casting_name(options.casting));
  PyObject* out = options.outs ? PyTuple_New(2) : options.out ? out_stand_in(options.out) : nullptr;
  for (int i = 0; options.outs && i < 2; ++i) PyTuple_SET_ITEM(out, i, out_stand_in(options.outs[i]));
  if (out) PyDict_SetItemString(kwargs, "out", out);
  Py_XDECREF(out);
  if (options.where) {
    PyObject* mask = stand_in(*options.where);
    if (mask) PyDict_SetItemString(kwargs, "where", mask);
    if (!out) PyDict_SetItemString(kwargs, "out", Py_None);
    Py_XDECREF(mask);
  }
  if (options.signature) PyDict_SetItemString(kwargs, "signature", options.signature);
  if (options.has_dtype) PyDict_SetItemString(kwargs, "dtype", reinterpret_cast<PyObject*>(descr(options.dtype)));
  PyObject* r = PyObject_Call(ufunc, positional, kwargs);
  Py_DECREF(ufunc);
  Py_DECREF(positional);
  Py_DECREF(kwargs);
  if (r) {
    Py_DECREF(r);
    PyErr_Format(PyExc_TypeError, "legate.numpy has no loop of '%s' for these operands", name);
  }
  return nullptr;
}

bool warn_complex_discarded() {
  static PyObject* category = [] {
    PyObject* m = PyImport_ImportModule("numpy.exceptions");
    PyObject* c = m ? PyObject_GetAttrString(m, "ComplexWarning") : nullptr;
    Py_XDECREF(m);
    return c;
  }();
  return PyErr_WarnEx(category, "Casting complex values to real discards the imaginary part", 1) == 0;
}

}  // namespace lnp::py
