// The ndarray object itself: life and death, its type and metaclass, iteration, comparison.
#include "python/array.h"

#include "core/memory.h"
#include "python/front.h"
#include "python/pending.h"
#include "python/views.h"

namespace lnp::py {
namespace {

void dealloc(PyObject* self) {
  auto* a = reinterpret_cast<Array*>(self);
  if (a->weakrefs) PyObject_ClearWeakRefs(self);
  if (a->v.buffer) {
    if (a->v.buffer->owner == a) a->v.buffer->owner = nullptr;
    drop_handle(a->v);
  }
  if (g_spare_handles.count < SpareHandles::kMost)
    g_spare_handles.handles[g_spare_handles.count++] = a;
  else
    PyObject_Free(a);
}

Py_hash_t no_hash(PyObject*) {
  PyErr_SetString(PyExc_TypeError, "unhashable type: 'numpy.ndarray'");
  return -1;
}

bool holds_times(PyTypeObject* type) { return reinterpret_cast<PyObject*>(type) == g_time_arrays; }

// isinstance(x, ndarray) is true for arrays of times and for NumPy's arrays as well, issubclass likewise.
PyObject* instance_check(PyObject*, PyObject* o) {
  return PyBool_FromLong(is_array(o) || PyArray_Check(o) || holds_times(Py_TYPE(o)));
}
PyObject* subclass_check(PyObject*, PyObject* t) {
  if (!PyType_Check(t)) {
    PyErr_SetString(PyExc_TypeError, "issubclass() arg 1 must be a class");
    return nullptr;
  }
  auto* type = reinterpret_cast<PyTypeObject*>(t);
  return PyBool_FromLong(PyType_IsSubtype(type, &ArrayType) || PyType_IsSubtype(type, &PyArray_Type) ||
                         holds_times(type));
}

// A method asked of the class, as in `ndarray.sum(x)`, may get an array of NumPy's: g_unbound makes a function for both.
// Protocols are looked up there by NumPy itself, which wants the method.
PyObject* meta_getattro(PyObject* type, PyObject* name) {
  PyObject* found = PyType_Type.tp_getattro(type, name);
  const char* text = PyUnicode_Check(name) ? PyUnicode_AsUTF8(name) : nullptr;
  bool method = found && text && strncmp(text, "__array", 7) != 0 &&
                (Py_IS_TYPE(found, &PyMethodDescr_Type) || Py_IS_TYPE(found, &PyWrapperDescr_Type) ||
                 PyFunction_Check(found) || PyObject_TypeCheck(found, &FrontType));
  if (method && g_unbound) Py_SETREF(found, PyObject_CallOneArg(g_unbound, found));
  return found;
}

// `class X(ndarray)`: a subclass is NumPy's, and its work goes through NumPy.
PyObject* make_subclass(PyTypeObject*, PyObject* args, PyObject* kwargs) {
  PyObject *name, *bases, *namespace_;
  if (!PyArg_ParseTuple(args, "UO!O!:type", &name, &PyTuple_Type, &bases, &PyDict_Type, &namespace_)) return nullptr;
  PyObject* numpys = PyTuple_New(PyTuple_GET_SIZE(bases));
  if (!numpys) return nullptr;
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(bases); ++i) {
    PyObject* base = PyTuple_GET_ITEM(bases, i);
    bool ours = base == reinterpret_cast<PyObject*>(&ArrayType);
    PyTuple_SET_ITEM(numpys, i,
                     Py_NewRef(!ours             ? base
                               : g_subclass_base ? g_subclass_base
                                                 : reinterpret_cast<PyObject*>(&PyArray_Type)));
  }
  PyObject* called = PyTuple_Pack(3, name, numpys, namespace_);
  PyObject* made = called ? PyObject_Call(reinterpret_cast<PyObject*>(&PyType_Type), called, kwargs) : nullptr;
  Py_DECREF(numpys);
  Py_XDECREF(called);
  return made;
}

PyMethodDef meta_methods[] = {{"__instancecheck__", instance_check, METH_O, nullptr},
                              {"__subclasscheck__", subclass_check, METH_O, nullptr},
                              {nullptr, nullptr, 0, nullptr}};

// ndarray(shape, dtype=..., buffer=...) is rare: NumPy makes it, we take it over.
PyObject* construct(PyTypeObject*, PyObject* args, PyObject* kwargs) {
  PyObject* made = PyObject_Call(reinterpret_cast<PyObject*>(&PyArray_Type), args, kwargs);
  if (!made) return nullptr;
  DType t;
  if (!dtype_of_descr(PyArray_DESCR(reinterpret_cast<PyArrayObject*>(made)), &t)) return made;
  PyObject* ours = from_numpy(made, true);
  Py_DECREF(made);
  return ours;
}

PyObject* text(PyObject* self, const char* function) {
  PyObject* np_view = to_numpy(self);
  if (!np_view) return nullptr;
  PyObject* r = strcmp(function, "repr") == 0 ? PyObject_Repr(np_view) : PyObject_Str(np_view);
  Py_DECREF(np_view);
  return r;
}
PyObject* repr(PyObject* self) { return text(self, "repr"); }
PyObject* str(PyObject* self) { return text(self, "str"); }

// ---- iteration over the first axis
struct Iterator {
  PyObject_HEAD Array* array;
  Py_ssize_t next;
};

void iter_dealloc(PyObject* self) {
  Py_XDECREF(reinterpret_cast<Iterator*>(self)->array);
  PyObject_Free(self);
}

PyObject* iter_next(PyObject* self) {
  auto* it = reinterpret_cast<Iterator*>(self);
  const View& v = it->array->v;
  if (it->next >= v.layout->shape[0]) return nullptr;
  Py_ssize_t i = it->next++;
  if (v.layout->ndim == 1) return element(v, v.offset + i * v.layout->strides[0]);
  return item_at(reinterpret_cast<PyObject*>(it->array), i);
}

PyTypeObject IteratorType = {PyVarObject_HEAD_INIT(nullptr, 0)};

// NumPy's words for an allocation that fails.
void raise_too_large(const Layout* l, DType t, double bytes) {
  std::string size = memory_text(bytes);
  PyObject* shape = PyTuple_New(l->ndim);
  for (int i = 0; shape && i < l->ndim; ++i) PyTuple_SET_ITEM(shape, i, PyLong_FromLongLong(l->shape[i]));
  if (shape)
    PyErr_Format(PyExc_MemoryError, "Unable to allocate %s for an array with shape %S and data type %S", size.c_str(),
                 shape, descr(t));
  Py_XDECREF(shape);
}

// Methods are described in NumPy's words, by which inspect and help know their parameters.
void describe(PyMethodDef* methods) {
  for (PyMethodDef* m = methods; m->ml_name; ++m) {
    PyObject* numpys = PyDict_GetItemString(PyArray_Type.tp_dict, m->ml_name);
    if (numpys && Py_IS_TYPE(numpys, &PyMethodDescr_Type))
      m->ml_doc = reinterpret_cast<PyMethodDescrObject*>(numpys)->d_method->ml_doc;
  }
}

}  // namespace

SpareHandles g_spare_handles;
PyObject* g_time_arrays = nullptr;
PyObject* g_subclass_base = nullptr;
PyObject* g_unbound = nullptr;
PyTypeObject ArrayMeta = {PyVarObject_HEAD_INIT(nullptr, 0)};
PyTypeObject ArrayType = {PyVarObject_HEAD_INIT(nullptr, 0)};

bool promise_memory(const Layout* layout, DType dtype) {
  int64_t bytes;
  if (layout->size < 0 || __builtin_mul_overflow(layout->size, static_cast<int64_t>(item_size(dtype)), &bytes)) {
    PyErr_SetString(PyExc_ValueError,
                    "array is too big; `arr.size * arr.dtype.itemsize` is larger than the maximum possible size.");
    return false;
  }
  if (bytes > physical_memory()) {
    raise_too_large(layout, dtype, static_cast<double>(bytes));
    return false;
  }
  runtime().promise(bytes);
  return true;
}

PyObject* array_iter(PyObject* self) {
  if (view(self).layout->ndim == 0) {
    PyErr_SetString(PyExc_TypeError, "iteration over a 0-d array");
    return nullptr;
  }
  auto* it = PyObject_New(Iterator, &IteratorType);
  if (!it) return nullptr;
  it->array = reinterpret_cast<Array*>(Py_NewRef(self));
  it->next = 0;
  return reinterpret_cast<PyObject*>(it);
}

bool ready_types(PyObject* module) {
  IteratorType.tp_name = "legate.numpy.ndarray_iterator";
  IteratorType.tp_basicsize = sizeof(Iterator);
  IteratorType.tp_dealloc = iter_dealloc;
  IteratorType.tp_flags = Py_TPFLAGS_DEFAULT;
  IteratorType.tp_iter = PyObject_SelfIter;
  IteratorType.tp_iternext = iter_next;

  ArrayMeta.tp_name = "legate.numpy._ndarray_meta";
  ArrayMeta.tp_getattro = meta_getattro;
  ArrayMeta.tp_base = &PyType_Type;
  ArrayMeta.tp_flags = Py_TPFLAGS_DEFAULT;
  ArrayMeta.tp_methods = meta_methods;
  ArrayMeta.tp_new = make_subclass;

  ArrayType.tp_name = "legate.numpy.ndarray";
  ArrayType.tp_basicsize = sizeof(Array);
  ArrayType.tp_dealloc = dealloc;
  ArrayType.tp_flags = Py_TPFLAGS_DEFAULT;
  ArrayType.tp_weaklistoffset = offsetof(Array, weakrefs);
  ArrayType.tp_new = construct;
  ArrayType.tp_hash = no_hash;
  ArrayType.tp_repr = repr;
  ArrayType.tp_str = str;
  ArrayType.tp_iter = array_iter;
  ArrayType.tp_richcompare = array_richcompare;
  ArrayType.tp_as_number = &number_methods;
  ArrayType.tp_as_mapping = &mapping_methods;
  ArrayType.tp_as_sequence = &sequence_methods;
  ArrayType.tp_as_buffer = &buffer_procs;
  describe(array_methods);
  describe(view_methods);
  ArrayType.tp_methods = array_methods;
  ArrayType.tp_getset = array_getset;
  if (PyType_Ready(&IteratorType) < 0 || PyType_Ready(&ArrayMeta) < 0) return false;
  Py_SET_TYPE(&ArrayType, &ArrayMeta);
  if (PyType_Ready(&ArrayType) < 0 || !add_view_methods()) return false;
  // What collections.abc.Hashable looks at; the slot keeps NumPy's words.
  if (PyDict_SetItemString(ArrayType.tp_dict, "__hash__", Py_None) < 0) return false;
  return PyModule_AddObjectRef(module, "ndarray", reinterpret_cast<PyObject*>(&ArrayType)) == 0;
}

}  // namespace lnp::py
