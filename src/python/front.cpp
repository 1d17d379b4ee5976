#include "python/front.h"

#include <cstring>
#include <vector>

#include "python/quick.h"

namespace lnp::py {
namespace {

struct Front {
  PyObject_HEAD vectorcallfunc call;
  PyObject *dict, *weakrefs;
  PyObject* path;
  PyObject* body;
  const QuickFunction* quick;
  bool made_later, admits, binds;
};

PyObject* g_array_function;  // the name of NumPy's protocol

// ---- which arguments a body takes

enum class Admitted { as_it_is, replaced, foreign, error };

Admitted admit(PyObject* x, PyObject** ours);

bool is_number_or_text(PyObject* x) {
  return PyLong_CheckExact(x) || PyFloat_CheckExact(x) || PyBool_Check(x) || PyUnicode_CheckExact(x) ||
         PyComplex_CheckExact(x);
}

// A list or tuple. A long one of numbers holds no array: looking at its first item is enough.
Admitted admit_items(PyObject* x, PyObject** ours) {
  if (PySequence_Fast_GET_SIZE(x) == 0 || is_number_or_text(PySequence_Fast_GET_ITEM(x, 0))) return Admitted::as_it_is;
  if (Py_EnterRecursiveCall(" while looking for arrays")) return Admitted::error;
  PyObject* copy = nullptr;
  Admitted found = Admitted::as_it_is;
  for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(x); ++i) {
    PyObject* item;
    Admitted a = admit(PySequence_Fast_GET_ITEM(x, i), &item);
    if (a == Admitted::replaced && !copy)
      copy = PyList_CheckExact(x) ? PyList_GetSlice(x, 0, PyList_GET_SIZE(x)) : PySequence_List(x);
    if (a == Admitted::replaced && !(copy && PyList_SetItem(copy, i, item) == 0)) a = Admitted::error;
    if (a != Admitted::as_it_is) found = a;
    if (a == Admitted::foreign || a == Admitted::error) break;
  }
  Py_LeaveRecursiveCall();
  if (found != Admitted::replaced) {
    Py_XDECREF(copy);
    return found;
  }
  *ours = copy;
  if (PyTuple_CheckExact(x)) {
    *ours = PyList_AsTuple(copy);
    Py_DECREF(copy);
  }
  return *ours ? found : Admitted::error;
}

// `ours`: a new reference to what a body gets instead of `x`, where it is replaced.
Admitted admit(PyObject* x, PyObject** ours) {
  PyTypeObject* type = Py_TYPE(x);
  if (type == &ArrayType || type == &PyLong_Type || type == &PyFloat_Type || x == Py_None) return Admitted::as_it_is;
  if (type == &PyArray_Type) {
    *ours = from_numpy(x, false);
    if (*ours) return Admitted::replaced;
    if (!PyErr_ExceptionMatches(PyExc_TypeError)) return Admitted::error;
    PyErr_Clear();
    return Admitted::foreign;
  }
  if (type == &PyList_Type || type == &PyTuple_Type) return admit_items(x, ours);
  bool foreign = PyArray_Check(x) || _PyType_Lookup(type, g_array_function);
  return foreign ? Admitted::foreign : Admitted::as_it_is;
}

// ---- calls

PyObject* to_gate(const Front* f, PyObject* const* args, Py_ssize_t n, PyObject* names) {
  PyObject* positional = PyTuple_New(n);
  PyObject* named = PyDict_New();
  bool ok = positional && named;
  for (Py_ssize_t i = 0; ok && i < n; ++i) PyTuple_SET_ITEM(positional, i, Py_NewRef(args[i]));
  for (Py_ssize_t i = 0; ok && names && i < PyTuple_GET_SIZE(names); ++i)
    ok = PyDict_SetItem(named, PyTuple_GET_ITEM(names, i), args[n + i]) == 0;
  PyObject* r = ok ? fallback_callable(f->path, positional, named) : nullptr;
  Py_XDECREF(positional);
  Py_XDECREF(named);
  return r;
}

// What a body made with NumPy is ours from now on, if it can be.
PyObject* taken_over(PyObject* result) {
  if (!result || !PyArray_CheckExact(result)) return result;
  PyObject* ours = from_numpy(result, Py_REFCNT(result) == 1);
  if (!ours) {
    if (PyErr_ExceptionMatches(PyExc_TypeError)) {
      PyErr_Clear();  // of a dtype that we do not have
      return result;
    }
  }
  Py_DECREF(result);
  return ours;
}

bool is_out(PyObject* name) { return PyUnicode_CompareWithASCIIString(name, "out") == 0; }

// A call some of whose arguments, from number `first` on, are to be replaced by `ours`, which is that of the first.
PyObject* call_admitted(const Front* f, PyObject* const* args, Py_ssize_t n, PyObject* names, Py_ssize_t first,
                        PyObject* ours) {
  Py_ssize_t all = n + (names ? PyTuple_GET_SIZE(names) : 0);
  std::vector<PyObject*> given(args, args + all), owned{ours};
  given[static_cast<size_t>(first)] = ours;
  Admitted a = Admitted::replaced;
  for (Py_ssize_t i = first + 1; i < all && a != Admitted::foreign && a != Admitted::error; ++i) {
    a = admit(args[i], &ours);
    if (a != Admitted::replaced) continue;
    owned.push_back(ours);
    given[static_cast<size_t>(i)] = ours;
  }
  PyObject* r = nullptr;
  if (a == Admitted::foreign) {
    r = to_gate(f, args, n, names);
  } else if (a != Admitted::error) {
    r = taken_over(PyObject_Vectorcall(f->body, given.data(), static_cast<size_t>(n), names));
    for (Py_ssize_t i = n; r && i < all; ++i)  // NumPy's array given as out=, not our alias of it
      if (r == given[static_cast<size_t>(i)] && r != args[i] && is_out(PyTuple_GET_ITEM(names, i - n)))
        Py_SETREF(r, Py_NewRef(args[i]));
  }
  for (PyObject* o : owned) Py_DECREF(o);
  return r;
}

PyObject* call_body(Front* f, PyObject* const* args, size_t flagged, PyObject* names) {
  Py_ssize_t n = PyVectorcall_NARGS(flagged);
  if (!f->body) return to_gate(f, args, n, names);
  if (f->made_later) {
    PyObject* made = PyObject_CallNoArgs(f->body);
    if (!made) return nullptr;
    Py_SETREF(f->body, made);
    f->made_later = false;
  }
  if (!f->admits) return PyObject_Vectorcall(f->body, args, flagged, names);
  Py_ssize_t all = n + (names ? PyTuple_GET_SIZE(names) : 0);
  for (Py_ssize_t i = 0; i < all; ++i) {
    PyObject* ours;
    switch (admit(args[i], &ours)) {
      case Admitted::as_it_is: continue;
      case Admitted::replaced: return call_admitted(f, args, n, names, i, ours);
      case Admitted::foreign: return to_gate(f, args, n, names);
      case Admitted::error: return nullptr;
    }
  }
  return taken_over(PyObject_Vectorcall(f->body, args, flagged, names));
}

PyObject* call(PyObject* self, PyObject* const* args, size_t flagged, PyObject* names) {
  auto* f = reinterpret_cast<Front*>(self);
  if (f->quick) {
    PyObject* slots[Parameters::kMost];
    const Parameters& parameters = f->quick->parameters;
    PyObject* r = nullptr;
    if (parameters.any_number()) {
      if (!names) r = f->quick->call(args, PyVectorcall_NARGS(flagged));
    } else {
      Py_ssize_t n = parameters.bind(args, PyVectorcall_NARGS(flagged), names, slots);
      if (n >= 0) r = f->quick->call(slots, n);
    }
    if (r || PyErr_Occurred()) return r;
  }
  return call_body(f, args, flagged, names);
}

// ---- the object

void dealloc(PyObject* self) {
  auto* f = reinterpret_cast<Front*>(self);
  if (f->weakrefs) PyObject_ClearWeakRefs(self);
  Py_XDECREF(f->dict);
  Py_XDECREF(f->path);
  Py_XDECREF(f->body);
  PyObject_Free(self);
}

PyObject* bind_to(PyObject* self, PyObject* object, PyObject*) {
  bool binds = reinterpret_cast<Front*>(self)->binds && object && object != Py_None;
  return binds ? PyMethod_New(self, object) : Py_NewRef(self);
}

PyObject* repr(PyObject* self) {
  PyObject* name = PyObject_GetAttrString(self, "__name__");
  if (!name) return nullptr;
  bool in_python = reinterpret_cast<Front*>(self)->binds;
  PyObject* r = in_python ? PyUnicode_FromFormat("<function %S at %p>", name, self)
                          : PyUnicode_FromFormat("<built-in function %S>", name);
  Py_DECREF(name);
  return r;
}

PyObject* reduce_pickle(PyObject* self, PyObject*) { return PyObject_GetAttrString(self, "__qualname__"); }

PyObject* get_binds(PyObject* self, void*) { return PyBool_FromLong(reinterpret_cast<Front*>(self)->binds); }

PyMethodDef methods[] = {{"__reduce__", reduce_pickle, METH_NOARGS, nullptr}, {nullptr, nullptr, 0, nullptr}};
PyGetSetDef getset[] = {{"__dict__", PyObject_GenericGetDict, PyObject_GenericSetDict, nullptr, nullptr},
                        {"_binds", get_binds, nullptr, nullptr, nullptr},
                        {nullptr, nullptr, nullptr, nullptr, nullptr}};

PyTypeObject MethodType = {
    PyVarObject_HEAD_INIT(nullptr, 0)};  // fronts that the interpreter calls without binding them

}  // namespace

PyTypeObject FrontType = {PyVarObject_HEAD_INIT(nullptr, 0)};

bool ready_front(PyObject* module) {
  FrontType.tp_name = "legate.numpy._function";
  FrontType.tp_basicsize = sizeof(Front);
  FrontType.tp_dealloc = dealloc;
  FrontType.tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_VECTORCALL;
  FrontType.tp_vectorcall_offset = offsetof(Front, call);
  FrontType.tp_call = PyVectorcall_Call;
  FrontType.tp_dictoffset = offsetof(Front, dict);
  FrontType.tp_weaklistoffset = offsetof(Front, weakrefs);
  FrontType.tp_descr_get = bind_to;
  FrontType.tp_repr = repr;
  FrontType.tp_methods = methods;
  FrontType.tp_getset = getset;
  g_array_function = PyUnicode_InternFromString("__array_function__");
  MethodType.tp_name = "legate.numpy._method";
  MethodType.tp_base = &FrontType;
  MethodType.tp_flags = FrontType.tp_flags | Py_TPFLAGS_METHOD_DESCRIPTOR;
  MethodType.tp_basicsize = FrontType.tp_basicsize;
  MethodType.tp_vectorcall_offset = FrontType.tp_vectorcall_offset;
  MethodType.tp_descr_get = bind_to;
  MethodType.tp_call = PyVectorcall_Call;
  return g_array_function && PyType_Ready(&FrontType) == 0 && PyType_Ready(&MethodType) == 0 &&
         PyModule_AddObjectRef(module, "function", reinterpret_cast<PyObject*>(&FrontType)) == 0;
}

PyObject* new_front(PyObject* path, PyObject* body, bool made_later, bool admits, bool binds) {
  const char* name = PyUnicode_AsUTF8(path);
  bool method = name && binds && strncmp(name, "ndarray.", 8) == 0;
  auto* f = name ? PyObject_New(Front, method ? &MethodType : &FrontType) : nullptr;
  if (!f) return nullptr;
  f->call = call;
  f->dict = f->weakrefs = nullptr;
  f->path = Py_NewRef(path);
  f->body = Py_XNewRef(body);
  f->quick = quick_function(name);
  f->made_later = made_later;
  f->admits = admits;
  f->binds = binds;
  return reinterpret_cast<PyObject*>(f);
}

}  // namespace lnp::py
