#include "python/precedence.h"

#include "python/lazy_scalar.h"

namespace lnp::py {
namespace {

// Objects without an idea of their own about arrays.
bool plain(PyObject* o) {
  if (is_array(o) || PyFloat_CheckExact(o) || PyLong_CheckExact(o) || PyBool_Check(o) || PyComplex_CheckExact(o))
    return true;
  if (PyArray_CheckExact(o) || PyList_CheckExact(o) || PyTuple_CheckExact(o) || o == Py_None) return true;
  bool users_class = Py_TYPE(o)->tp_flags & Py_TPFLAGS_HEAPTYPE;
  return is_lazy_scalar(o) || (PyArray_IsScalar(o, Generic) && !users_class);
}

// An attribute: false with an exception set; null where there is none.
bool lookup(PyObject* o, const char* name, PyObject** found) {
  *found = PyObject_GetAttrString(o, name);
  if (*found) return true;
  if (!PyErr_ExceptionMatches(PyExc_AttributeError)) return false;
  PyErr_Clear();
  return true;
}

// Its __array_priority__; what is no number is as good as none.
double priority(PyObject* attribute) {
  constexpr double of_scalars = -1e6;
  double value = attribute ? PyFloat_AsDouble(attribute) : of_scalars;
  if (value == -1 && PyErr_Occurred()) {
    PyErr_Clear();
    return of_scalars;
  }
  return value;
}

}  // namespace

Answer who_answers(PyObject* a, PyObject* b, bool in_place) {
  bool forward = is_array(a);
  PyObject* other = forward ? b : a;
  if (plain(other)) return Answer::ours;
  if (PyArray_Check(other) && !in_place) return Answer::numpys;
  PyObject* attribute;
  if (!lookup(reinterpret_cast<PyObject*>(Py_TYPE(other)), "__array_ufunc__", &attribute)) return Answer::error;
  if (attribute) {
    bool refuses = attribute == Py_None && forward && !in_place;
    Py_DECREF(attribute);
    return refuses ? Answer::theirs : Answer::override;
  }
  if (!forward || PyArray_Check(other)) return Answer::ours;
  if (!lookup(other, "__array_priority__", &attribute)) return Answer::error;
  bool defers = priority(attribute) > 0;
  Py_XDECREF(attribute);
  return defers ? Answer::theirs : Answer::ours;
}

PyObject* subclass_operator(const char* name, PyObject* a, PyObject* b) {
  PyObject* gate = PyImport_ImportModule("legate.numpy._fallback");
  PyObject* module = gate ? PyImport_ImportModule(strcmp(name, "divmod") == 0 ? "builtins" : "operator") : nullptr;
  PyObject* function = module ? PyObject_GetAttrString(module, name) : nullptr;
  PyObject* r = function ? PyObject_CallMethod(gate, "observe", "O(OO){}", function, a, b) : nullptr;
  for (PyObject* o : {gate, module, function}) Py_XDECREF(o);
  return r;
}

}  // namespace lnp::py
