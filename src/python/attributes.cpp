// The attributes of ndarray.
#include "python/export.h"
#include "python/views.h"

namespace lnp::py {
namespace {

PyObject* get_shape(PyObject* self, void*) { return tuple_of(view(self).layout->shape, view(self).layout->ndim); }
PyObject* get_strides(PyObject* self, void*) { return tuple_of(view(self).layout->strides, view(self).layout->ndim); }
PyObject* get_ndim(PyObject* self, void*) { return PyLong_FromLong(view(self).layout->ndim); }
PyObject* get_size(PyObject* self, void*) { return PyLong_FromLongLong(view(self).layout->size); }
PyObject* get_dtype(PyObject* self, void*) { return Py_NewRef(reinterpret_cast<PyObject*>(descr(view(self).dtype))); }
PyObject* get_itemsize(PyObject* self, void*) { return PyLong_FromSize_t(item_size(view(self).dtype)); }
PyObject* get_nbytes(PyObject* self, void*) {
  return PyLong_FromLongLong(view(self).layout->size * static_cast<int64_t>(item_size(view(self).dtype)));
}

// In place: the handle gets another layout on the same buffer.
void set_layout(PyObject* self, const Layout* l) {
  View& v = reinterpret_cast<Array*>(self)->v;
  l->refs++;
  v.layout->refs--;
  v.layout = l;
}

int set_shape(PyObject* self, PyObject* value, void*) {
  if (!value) {
    PyErr_SetString(PyExc_AttributeError, "Cannot delete array shape");
    return -1;
  }
  int nd;
  int64_t shape[kMaxDims];
  const View& v = view(self);
  if (!parse_shape(value, &nd, shape) || !complete_shape(v.layout->size, nd, shape)) return -1;
  const Layout* l = reshape_view(v.layout, nd, shape, item_size(v.dtype));
  if (!l) {
    PyErr_SetString(
        PyExc_AttributeError,
        "Incompatible shape for in-place modification. Use `.reshape()` to make a copy with the desired shape.");
    return -1;
  }
  set_layout(self, l);
  return 0;
}

// The alignment that a dtype's elements need: complex numbers that of their parts.
int64_t alignment(DType t) {
  auto item = static_cast<int64_t>(item_size(t));
  return kind(t) == Kind::complex ? item / 2 : item;
}

bool aligned(const View& v, DType t) {
  int64_t mask = alignment(t) - 1;
  bool ok = (v.offset & mask) == 0;
  if (v.buffer->foreign) ok = (reinterpret_cast<intptr_t>(v.data()) & mask) == 0;
  for (int d = 0; d < v.layout->ndim; ++d) ok &= v.layout->shape[d] < 2 || (v.layout->strides[d] & mask) == 0;
  return ok;
}

int set_dtype(PyObject* self, PyObject* value, void*) {
  if (!value) {
    PyErr_SetString(PyExc_AttributeError, "Cannot delete array dtype");
    return -1;
  }
  DType t;
  View& v = reinterpret_cast<Array*>(self)->v;
  View as;
  int native = dtype_of(value, &t);
  if (native < 0) PyErr_SetString(PyExc_TypeError, "invalid data-type for array");
  if (native == 1) native = view_as(v, t, &as);
  if (native < 0) return -1;
  if (native == 0) {
    PyErr_SetString(PyExc_AttributeError, "legate.numpy sets a dtype in place only to a native one; use view()");
    return -1;
  }
  set_layout(self, as.layout);
  v.dtype = t;
  return 0;
}

PyObject* get_transposed(PyObject* self, void*) { return transposed(view(self), nullptr); }

PyObject* get_real(PyObject* self, void*) {
  return kind(view(self).dtype) == Kind::complex ? wrap(part(view(self), 0)) : Py_NewRef(self);
}

PyObject* get_imag(PyObject* self, void*) {
  const View& v = view(self);
  if (kind(v.dtype) == Kind::complex) return wrap(part(v, 1));
  View out;
  if (!make_buffer(layouts().contiguous(v.layout->ndim, v.layout->shape, item_size(v.dtype)), v.dtype, &out))
    return nullptr;
  PyObject* zeros = wrap(out);
  PyObject* zero = PyLong_FromLong(0);
  if (zeros && out.layout->size && !assign(out, zero)) Py_CLEAR(zeros);
  Py_DECREF(zero);
  if (zeros) reinterpret_cast<Array*>(zeros)->v.readonly = true;  // as NumPy's is
  return zeros;
}

// A setter without a value is `del a.name`.
int refuse_deletion(const char* name) {
  PyErr_Format(PyExc_AttributeError, "Cannot delete array %s part", name);
  return -1;
}

int set_real(PyObject* self, PyObject* value, void*) {
  if (!value) return refuse_deletion("real");
  const View& v = view(self);
  return assign(kind(v.dtype) == Kind::complex ? part(v, 0) : v, value) ? 0 : -1;
}

int set_imag(PyObject* self, PyObject* value, void*) {
  if (!value) return refuse_deletion("imaginary");
  if (kind(view(self).dtype) != Kind::complex) {
    PyErr_SetString(PyExc_TypeError, "array does not have imaginary part to set");
    return -1;
  }
  return assign(part(view(self), 1), value) ? 0 : -1;
}

// The array that owns the memory, as NumPy's views keep it alive: where its handle is gone, a new one on the whole buffer.
PyObject* get_base(PyObject* self, void*) {
  const View& v = view(self);
  Buffer* b = v.buffer;
  if (b->foreign) return Py_NewRef(static_cast<PyObject*>(b->storage->owner));
  if (b->owner == self) Py_RETURN_NONE;
  if (b->owner) return Py_NewRef(static_cast<PyObject*>(b->owner));
  size_t item = item_size(v.dtype);
  int64_t count = b->bytes / static_cast<int64_t>(item);
  const Layout* whole = b->base->contiguous(item) ? b->base : layouts().contiguous(1, &count, item);
  PyObject* made = wrap(View{b, whole, 0, v.dtype});
  b->owner = made;
  return made;
}

// An address given away has no end: the buffer is never lazy again.
PyObject* get_interface(PyObject* self, void*) {
  const View& v = view(self);
  if (!flush_for_write(v.buffer) || !ensure_storage(v.buffer)) return nullptr;
  v.buffer->pinned = true;
  PyObject* np_view = numpy_view(v);
  PyObject* r = np_view ? PyObject_GetAttrString(np_view, "__array_interface__") : nullptr;
  Py_XDECREF(np_view);
  return r;
}

// Whether the owner of an array's memory lets it be written.
bool may_write(PyObject* self) {
  const Buffer* b = view(self).buffer;
  if (!b->foreign) {
    auto* owner = static_cast<PyObject*>(b->owner);
    return !owner || owner == self || !view(owner).readonly;
  }
  auto* owner = static_cast<PyObject*>(b->storage->owner);
  if (PyArray_Check(owner)) return PyArray_ISWRITEABLE(reinterpret_cast<PyArrayObject*>(owner));
  Py_buffer probe;
  bool ok = PyObject_GetBuffer(owner, &probe, PyBUF_WRITABLE) == 0;
  ok ? PyBuffer_Release(&probe) : PyErr_Clear();
  return ok;
}

PyObject* get_priority(PyObject*, void*) { return PyFloat_FromDouble(0.0); }

}  // namespace

int view_as(const View& v, DType t, View* out) {
  const char* why;
  const Layout* l = regroup_view(v.layout, item_size(v.dtype), item_size(t), &why);
  if (!l) {
    PyErr_SetString(PyExc_ValueError, why);
    return -1;
  }
  *out = View{v.buffer, l, v.offset, t, v.readonly};
  return alignment(t) <= alignment(v.dtype) || aligned(*out, t);
}

bool set_writeable(PyObject* self, bool on) {
  View& v = reinterpret_cast<Array*>(self)->v;
  if (on && !may_write(self)) {
    PyErr_SetString(PyExc_ValueError, "cannot set WRITEABLE flag to True of this array");
    return false;
  }
  v.readonly = !on;
  return true;
}

PyGetSetDef array_getset[] = {{"shape", get_shape, set_shape, nullptr, nullptr},
                              {"strides", get_strides, nullptr, nullptr, nullptr},
                              {"ndim", get_ndim, nullptr, nullptr, nullptr},
                              {"size", get_size, nullptr, nullptr, nullptr},
                              {"dtype", get_dtype, set_dtype, nullptr, nullptr},
                              {"itemsize", get_itemsize, nullptr, nullptr, nullptr},
                              {"nbytes", get_nbytes, nullptr, nullptr, nullptr},
                              {"T", get_transposed, nullptr, nullptr, nullptr},
                              {"real", get_real, set_real, nullptr, nullptr},
                              {"imag", get_imag, set_imag, nullptr, nullptr},
                              {"base", get_base, nullptr, nullptr, nullptr},
                              {"__array_interface__", get_interface, nullptr, nullptr, nullptr},
                              {"__array_priority__", get_priority, nullptr, nullptr, nullptr},
                              {nullptr, nullptr, nullptr, nullptr, nullptr}};

}  // namespace lnp::py
