#include "python/objects.h"

#include <vector>

#include "python/elementwise.h"

namespace lnp::py {
namespace {

// The objects that programs have most of; false for what NumPy has to look at.
bool store_plain(PyObject* o, DType t, char* out) {
  if (t == DType::f64 && PyFloat_CheckExact(o)) {
    *reinterpret_cast<double*>(out) = PyFloat_AS_DOUBLE(o);
    return true;
  }
  if (t == DType::i64 && PyLong_CheckExact(o)) {
    int overflow = 0;
    *reinterpret_cast<int64_t*>(out) = PyLong_AsLongLongAndOverflow(o, &overflow);
    return !overflow;
  }
  return false;
}

bool cast_objects(PyObject* const* objects, int64_t n, DType t, char* out) {
  auto* store = PyDataType_GetArrFuncs(descr(t))->setitem;
  unsigned before = __builtin_ia32_stmxcsr();
  __builtin_ia32_ldmxcsr(before & ~0x3fu);
  bool ok = true;
  for (int64_t i = 0; ok && i < n; ++i, out += item_size(t))
    ok = store_plain(objects[i], t, out) || store(objects[i], out, nullptr) == 0;
  unsigned raised = __builtin_ia32_stmxcsr() & 0x1d;
  __builtin_ia32_ldmxcsr(before);
  if (t != DType::f16) raised = 0;  // NumPy has spoken
  return ok && (!raised || report_scalar(Op::_copy, static_cast<uint8_t>(raised), "cast"));
}

// Appends a result to the list of each output.
bool put_result(PyObject* result, PyObject* lists, Py_ssize_t nout) {
  if (nout == 1) return PyList_Append(PyList_GET_ITEM(lists, 0), result) == 0;
  bool fits = PyTuple_Check(result) && PyTuple_GET_SIZE(result) == nout, ok = true;
  for (Py_ssize_t k = 0; ok && k < nout; ++k)
    ok = PyList_Append(PyList_GET_ITEM(lists, k), fits ? PyTuple_GET_ITEM(result, k) : Py_None) == 0;
  return ok;
}

}  // namespace

PyObject* call_each(PyObject* function, PyObject* columns, Py_ssize_t size, Py_ssize_t nout) {
  Py_ssize_t nin = PyList_GET_SIZE(columns);
  PyObject* lists = PyList_New(nout);
  for (Py_ssize_t k = 0; lists && k < nout; ++k) {
    PyObject* list = PyList_New(0);
    if (!list) Py_CLEAR(lists);
    if (list) PyList_SET_ITEM(lists, k, list);
  }
  std::vector<PyObject*> row(static_cast<size_t>(nin) + 1);  // the first place is the callee's to use
  for (Py_ssize_t i = 0; lists && i < size; ++i) {
    for (Py_ssize_t k = 0; k < nin; ++k) {
      PyObject* column = PyList_GET_ITEM(columns, k);
      row[static_cast<size_t>(k) + 1] = PyList_GET_ITEM(column, PyList_GET_SIZE(column) == 1 ? 0 : i);
    }
    PyObject* result = PyObject_Vectorcall(function, row.data() + 1,
                                           static_cast<size_t>(nin) | PY_VECTORCALL_ARGUMENTS_OFFSET, nullptr);
    if (!result || !put_result(result, lists, nout)) Py_CLEAR(lists);
    Py_XDECREF(result);
  }
  return lists;
}

PyObject* from_objects(PyObject* list, const Layout* l, DType t) {
  PyObject* r = new_array(l, t);
  // Conversions may run the program's code, which must not change what is read.
  PyObject* items = r ? PySequence_Tuple(list) : nullptr;
  bool ok = items && PyTuple_GET_SIZE(items) == l->size && ensure_storage(view(r).buffer) &&
            cast_objects(PySequence_Fast_ITEMS(items), l->size, t, view(r).data());
  Py_XDECREF(items);
  if (!ok) Py_CLEAR(r);
  return r;
}

}  // namespace lnp::py
