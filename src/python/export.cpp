// Memory in both directions: ours as NumPy arrays and buffers, NumPy's as our arrays.
#include "python/export.h"

#include <unordered_map>
#include <vector>

#include "ir/decompose.h"
#include "python/pending.h"

namespace lnp::py {

bool f_contiguous(const View& v) {
  if (v.layout->size == 0) return true;
  int64_t expected = static_cast<int64_t>(item_size(v.dtype));
  for (int i = 0; i < v.layout->ndim; ++i) {
    if (v.layout->shape[i] == 1) continue;
    if (v.layout->strides[i] != expected) return false;
    expected *= v.layout->shape[i];
  }
  return true;
}

namespace {

const char* const kFormats[kDTypes] = {"?", "b", "B", "h", "H", "i", "I", "l", "L", "e", "f", "d", "Zf", "Zd"};

// ---- exports: while one lives, operations on its buffer run at once

void begin_export(Buffer* b) { b->exports++; }

void end_export(Buffer* b) {
  --b->exports;
  if (!b->live() && !runtime().stream().pending(b)) free_buffer(b);
}

struct Export {
  PyObject_HEAD Buffer* buffer;
};

void export_dealloc(PyObject* self) {
  end_export(reinterpret_cast<Export*>(self)->buffer);
  PyObject_Free(self);
}

PyTypeObject ExportType = [] {
  PyTypeObject t = {PyVarObject_HEAD_INIT(nullptr, 0)};
  t.tp_name = "legate.numpy._export";
  t.tp_basicsize = sizeof(Export);
  t.tp_dealloc = export_dealloc;
  t.tp_flags = Py_TPFLAGS_DEFAULT;
  return t;
}();

int get_buffer(PyObject* self, Py_buffer* out, int flags) {
  const View& v = view(self);
  out->obj = nullptr;
  auto refuse = [](const char* why) {
    PyErr_SetString(PyExc_BufferError, why);
    return -1;
  };
  bool c = v.contiguous(), f = f_contiguous(v);
  if ((flags & PyBUF_WRITABLE) && v.readonly) return refuse("buffer source array is read-only");
  if ((flags & PyBUF_C_CONTIGUOUS) == PyBUF_C_CONTIGUOUS && !c) return refuse("ndarray is not C-contiguous");
  if ((flags & PyBUF_F_CONTIGUOUS) == PyBUF_F_CONTIGUOUS && !f) return refuse("ndarray is not Fortran contiguous");
  if ((flags & PyBUF_ANY_CONTIGUOUS) == PyBUF_ANY_CONTIGUOUS && !c && !f) return refuse("ndarray is not contiguous");
  if ((flags & PyBUF_STRIDES) != PyBUF_STRIDES && !c) return refuse("ndarray is not C-contiguous");
  if (!flush_for_write(v.buffer) || !ensure_storage(v.buffer)) return -1;
  begin_export(v.buffer);
  out->obj = Py_NewRef(self);  // keeps the layout, whose shape and strides the consumer sees
  out->buf = v.data();
  out->itemsize = static_cast<Py_ssize_t>(item_size(v.dtype));
  out->len = v.layout->size * out->itemsize;
  out->readonly = v.readonly;
  out->ndim = v.layout->ndim;
  out->format = (flags & PyBUF_FORMAT) ? const_cast<char*>(kFormats[static_cast<int>(v.dtype)]) : nullptr;
  out->shape = (flags & PyBUF_ND) ? reinterpret_cast<Py_ssize_t*>(const_cast<int64_t*>(v.layout->shape)) : nullptr;
  out->strides = (flags & PyBUF_STRIDES) == PyBUF_STRIDES
                     ? reinterpret_cast<Py_ssize_t*>(const_cast<int64_t*>(v.layout->strides))
                     : nullptr;
  out->suboffsets = nullptr;
  out->internal = nullptr;
  return 0;
}

void release_buffer(PyObject* self, Py_buffer*) { end_export(view(self).buffer); }

// ---- NumPy's memory as ours

// Buffers on memory that NumPy arrays own, by the object at the root of their chain of bases, so that two views of one
// NumPy array are views of one Buffer here as well.
std::unordered_map<PyObject*, Buffer*>& foreign_buffers() {
  static auto* map = new std::unordered_map<PyObject*, Buffer*>;
  return *map;
}

void release_foreign(Storage* s) {
  // May run on a thread without the interpreter's lock.
  PyGILState_STATE g = PyGILState_Ensure();
  auto* root = static_cast<PyObject*>(s->owner);
  foreign_buffers().erase(root);
  Py_DECREF(root);
  delete s;
  PyGILState_Release(g);
}

// What keeps an array's memory: the object at the end of NumPy's chain of bases.
PyObject* root_of(PyObject* array) {
  PyObject* o = array;
  while (PyArray_Check(o) && PyArray_BASE(reinterpret_cast<PyArrayObject*>(o)))
    o = PyArray_BASE(reinterpret_cast<PyArrayObject*>(o));
  return o;
}

bool is_export(PyObject* o) { return Py_IS_TYPE(o, &ExportType); }

// Our own memory coming back, maybe by way of memoryviews: the buffer that an exported view belongs to.
Buffer* exported_buffer(PyObject* root) {
  while (PyMemoryView_Check(root)) {
    PyObject* owner = PyMemoryView_GET_BUFFER(root)->obj;
    if (!owner) return nullptr;
    root = root_of(owner);
  }
  if (is_export(root)) return reinterpret_cast<Export*>(root)->buffer;
  return is_array(root) ? view(root).buffer : nullptr;
}

const Layout* layout_of(PyArrayObject* a) {
  int nd = PyArray_NDIM(a);
  int64_t shape[kMaxDims], strides[kMaxDims];
  for (int i = 0; i < nd; ++i) {
    shape[i] = PyArray_DIM(a, i);
    strides[i] = PyArray_STRIDE(a, i);
  }
  return layouts().intern(nd, shape, strides);
}

// A buffer on all of array `a`'s memory, which keeps `root` alive.
Buffer* adopt_root(PyObject* root, PyArrayObject* a, size_t item, bool ours) {
  const Layout* layout = layout_of(a);
  int64_t count = PyArray_NBYTES(a) / static_cast<int64_t>(item);
  const Layout* base = layout->contiguous(item) ? layout : layouts().contiguous(1, &count, item);
  Buffer* b = new_buffer(base, PyArray_NBYTES(a));
  b->storage =
      new Storage{PyArray_BYTES(a), static_cast<size_t>(PyArray_NBYTES(a)), 1, release_foreign, Py_NewRef(root)};
  b->foreign = !ours;
  if (!ours) foreign_buffers()[root] = b;
  return b;
}

}  // namespace

PyBufferProcs buffer_procs = {get_buffer, release_buffer};

namespace {

// What NumPy's array on the same memory gives, or refuses: asked of a Python class, which has no such slot itself.
int buffer_of_numpys(PyObject* self, Py_buffer* out, int flags) {
  out->obj = nullptr;
  PyObject* np_view = PyObject_CallMethod(self, "in_numpy", nullptr);
  if (!np_view) return -1;
  int r = PyObject_GetBuffer(np_view, out, flags);
  Py_DECREF(np_view);
  return r;
}

PyBufferProcs buffer_by_numpy = {buffer_of_numpys, nullptr};
PyTypeObject HasBufferType = [] {
  PyTypeObject t = {PyVarObject_HEAD_INIT(nullptr, 0)};
  t.tp_name = "legate.numpy._has_buffer";
  t.tp_basicsize = sizeof(PyObject);
  t.tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE;
  t.tp_as_buffer = &buffer_by_numpy;
  t.tp_new = PyType_GenericNew;
  return t;
}();

}  // namespace

bool ready_export(PyObject* module) {
  return PyType_Ready(&ExportType) == 0 && PyType_Ready(&HasBufferType) == 0 &&
         PyModule_AddObjectRef(module, "has_buffer", reinterpret_cast<PyObject*>(&HasBufferType)) == 0;
}

PyObject* numpy_view(const View& v) {
  if (!flush_for_write(v.buffer) || !ensure_storage(v.buffer)) return nullptr;
  auto* holder = PyObject_New(Export, &ExportType);
  if (!holder) return nullptr;
  holder->buffer = v.buffer;
  begin_export(v.buffer);
  Py_INCREF(descr(v.dtype));
  int flags = v.readonly ? 0 : NPY_ARRAY_WRITEABLE;
  PyObject* a = PyArray_NewFromDescr(&PyArray_Type, descr(v.dtype), v.layout->ndim,
                                     reinterpret_cast<const npy_intp*>(v.layout->shape),
                                     reinterpret_cast<const npy_intp*>(v.layout->strides), v.data(), flags, nullptr);
  if (!a || PyArray_SetBaseObject(reinterpret_cast<PyArrayObject*>(a), reinterpret_cast<PyObject*>(holder)) < 0) {
    if (!a) Py_DECREF(holder);
    Py_XDECREF(a);
    return nullptr;
  }
  PyArray_UpdateFlags(reinterpret_cast<PyArrayObject*>(a),
                      NPY_ARRAY_C_CONTIGUOUS | NPY_ARRAY_F_CONTIGUOUS | NPY_ARRAY_ALIGNED);
  return a;
}

PyObject* to_numpy(PyObject* array) { return numpy_view(view(array)); }

PyObject* from_numpy(PyObject* o, bool take_over) {
  if (!PyArray_Check(o)) {
    PyErr_SetString(PyExc_TypeError, "a NumPy array is needed");
    return nullptr;
  }
  auto* a = reinterpret_cast<PyArrayObject*>(o);
  DType t;
  if (!dtype_of_descr(PyArray_DESCR(a), &t) || !PyArray_ISALIGNED(a)) {
    PyErr_Format(PyExc_TypeError, "dtype %S is not native to legate.numpy", PyArray_DESCR(a));
    return nullptr;
  }
  const Layout* layout = layout_of(a);
  PyObject* root = root_of(o);
  auto on = [&](Buffer* b) {
    return wrap(View{b, layout, PyArray_BYTES(a) - b->storage->data, t, !PyArray_ISWRITEABLE(a)});
  };
  if (Buffer* own = exported_buffer(root)) return on(own);
  auto it = foreign_buffers().find(root);
  if (it != foreign_buffers().end()) return on(it->second);
  // Memory that is one array's own, or only reached through this one view of it, and that nobody else holds.
  auto* owner = reinterpret_cast<PyArrayObject*>(root);
  bool whole = root == o || (PyArray_CheckExact(root) && PyArray_BASE(a) == root && Py_REFCNT(root) == 1);
  bool ours = take_over && whole && PyArray_CheckExact(root) && PyArray_CHKFLAGS(owner, NPY_ARRAY_OWNDATA) &&
              PyArray_ISWRITEABLE(owner);
  return on(adopt_root(root, PyArray_Check(root) ? owner : a, item_size(t), ours));
}

PyObject* view_of(PyObject* ours, PyObject* np_view) {
  auto* a = reinterpret_cast<PyArrayObject*>(np_view);
  DType t;
  if (!is_array(ours) || !PyArray_Check(np_view) || !dtype_of_descr(PyArray_DESCR(a), &t)) {
    PyErr_SetString(PyExc_TypeError, "view_of(ndarray, numpy view of it)");
    return nullptr;
  }
  Buffer* b = view(ours).buffer;
  return wrap(View{b, layout_of(a), PyArray_BYTES(a) - b->storage->data, t, !PyArray_ISWRITEABLE(a)});
}

}  // namespace lnp::py
