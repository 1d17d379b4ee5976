// reduce, accumulate, outer, reduceat, at of ufunc objects, and the parsing of axes that array methods share.
#include "python/fancy.h"
#include "python/ufunc.h"

namespace lnp::py {
namespace {

PyObject* gate_method(PyObject* self, const char* method, PyObject* args, PyObject* kwargs) {
  char path[64];
  PyOS_snprintf(path, sizeof path, "%s.%s", reinterpret_cast<Ufunc*>(self)->name, method);
  return fallback(path, args, kwargs);
}

// An array operand of a reduction as one of ours: a new reference, or null (without an exception: not native).
PyObject* as_array(PyObject* o) {
  if (is_array(o)) return Py_NewRef(o);
  Argument a = argument(o, true);
  if (a.kind == OperandKind::foreign) return a.keep;
  bool huge = a.weak_object && _PyLong_NumBits(a.weak_object) > 63;
  PyObject* single = nullptr;
  if (a.kind == OperandKind::scalar && !huge) {
    single = new_array(layouts().scalar(), a.type.dtype);
    if (single && !assign(view(single), o)) Py_CLEAR(single);
  }
  release(&a);
  return single;
}

// out=x or out=(x,)
PyObject* sole_out(PyObject* out) {
  if (!out || out == Py_None) return nullptr;
  if (PyTuple_Check(out) && PyTuple_GET_SIZE(out) == 1) out = PyTuple_GET_ITEM(out, 0);
  return out == Py_None ? nullptr : out;
}

// 1 given and native, 0 not given, -1 not native or an error
int optional_dtype(PyObject* o, DType* t) {
  if (!o || o == Py_None) return 0;
  return dtype_or_class(o, t) == 1 ? 1 : -1;
}

PyObject* reduce_method(PyObject* self, PyObject* args, PyObject* kwargs) {
  auto* u = reinterpret_cast<Ufunc*>(self);
  PyObject *array, *axis = nullptr, *dtype = nullptr, *out = nullptr, *initial = nullptr, *where = Py_True;
  PyObject* keepdims = Py_False;
  static const char* names[] = {"array", "axis", "dtype", "out", "keepdims", "initial", "where", nullptr};
  if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O|OOOOOO", const_cast<char**>(names), &array, &axis, &dtype, &out,
                                   &keepdims, &initial, &where)) {
    PyErr_Clear();
    return gate_method(self, "reduce", args, kwargs);
  }
  if (initial == no_value()) initial = nullptr;
  bool as_is = out == Py_Ellipsis && PyTuple_GET_SIZE(args) < 4;  // by its name: an array, never a scalar
  out = as_is ? nullptr : sole_out(out);
  if (out == Py_Ellipsis) return gate_method(self, "reduce", args, kwargs);  // refused
  DType t;
  int typed = optional_dtype(dtype, &t);
  PyObject* ours = u->nin == 2 && u->nout == 1 && typed >= 0 ? as_array(array) : nullptr;
  if (!ours) {
    PyErr_Clear();
    return gate_method(self, "reduce", args, kwargs);
  }
  int ndim = view(ours).layout->ndim;
  uint64_t axes = 1;
  long keep = PyLong_AsLong(keepdims);
  bool ok = (keep != -1 || !PyErr_Occurred()) && (axis ? parse_axes(axis, ndim, &axes) : ndim > 0);
  PyObject* r =
      ok ? reduce_where(u->parts[0], ours, axes, keep != 0, out, typed ? &t : nullptr, initial, where) : nullptr;
  Py_DECREF(ours);
  if (r && as_is) Py_SETREF(r, as_array(r));
  if (r || PyErr_Occurred()) return r;
  return gate_method(self, "reduce", args, kwargs);
}

// The one axis that axis= names; -1 where that is not ours to say, or with NumPy's AxisError.
int sole_axis(PyObject* o, int ndim) {
  if (o && PyTuple_Check(o) && PyTuple_GET_SIZE(o) == 1) o = PyTuple_GET_ITEM(o, 0);
  if (o && o == Py_None) return ndim == 1 ? 0 : -1;
  if (o && (!PyIndex_Check(o) || PyBool_Check(o))) return -1;
  long axis = o ? PyNumber_AsSsize_t(o, nullptr) : 0;
  int settled = static_cast<int>(axis);
  if (ndim == 0 || (axis == -1 && PyErr_Occurred()) || !settle_axis(&settled, ndim, nullptr)) return -1;
  return settled;
}

// What accumulate and reduceat are given.
struct RunningCall {
  PyObject *array = nullptr, *indices = nullptr, *axis = nullptr, *dtype = nullptr, *out = nullptr;
  PyObject* ours = nullptr;  // the array, owned
  DType t;
  int typed = 0, along = -1;

  // Whether it is ours so far; false with an exception set, too.
  bool settle(const Ufunc* u) {
    typed = optional_dtype(dtype, &t);
    if (typed >= 0 && u->nin == 2 && u->nout == 1) ours = as_array(array);
    if (!ours) PyErr_Clear();
    if (ours) along = sole_axis(axis, view(ours).layout->ndim);
    out = sole_out(out);
    return along >= 0;
  }
  const DType* type() const { return typed ? &t : nullptr; }
};

PyObject* accumulate_method(PyObject* self, PyObject* args, PyObject* kwargs) {
  auto* u = reinterpret_cast<Ufunc*>(self);
  RunningCall c;
  static const char* names[] = {"array", "axis", "dtype", "out", nullptr};
  bool parsed = PyArg_ParseTupleAndKeywords(args, kwargs, "O|OOO", const_cast<char**>(names), &c.array, &c.axis,
                                            &c.dtype, &c.out);
  if (!parsed) PyErr_Clear();
  PyObject* r = parsed && c.settle(u) ? accumulate(u->parts[0], c.ours, c.along, c.type(), c.out) : nullptr;
  Py_XDECREF(c.ours);
  return r || PyErr_Occurred() ? r : gate_method(self, "accumulate", args, kwargs);
}

// a[..., None, None] with as many new axes as b has.
View with_trailing_axes(const View& v, int n) {
  int64_t shape[kMaxDims], strides[kMaxDims];
  int nd = v.layout->ndim;
  for (int i = 0; i < nd + n; ++i) {
    shape[i] = i < nd ? v.layout->shape[i] : 1;
    strides[i] = i < nd ? v.layout->strides[i] : 0;
  }
  return v.with(layouts().intern(nd + n, shape, strides), v.offset);
}

PyObject* outer_method(PyObject* self, PyObject* args, PyObject* kwargs) {
  auto* u = reinterpret_cast<Ufunc*>(self);
  bool plain = !kwargs && u->nin == 2 && u->nout == 1 && PyTuple_GET_SIZE(args) == 2;
  PyObject* a = plain ? as_array(PyTuple_GET_ITEM(args, 0)) : nullptr;
  PyObject* b = a ? as_array(PyTuple_GET_ITEM(args, 1)) : nullptr;
  PyObject* r = nullptr;
  bool native = a && b && view(a).layout->ndim + view(b).layout->ndim <= kMaxDims;
  if (native) {
    Argument operands[2] = {
        Argument{OperandKind::array, {view(a).dtype}, with_trailing_axes(view(a), view(b).layout->ndim)},
        argument(b, false)};
    r = elementwise(u->parts[0], operands, 2, CallOptions{});
  }
  Py_XDECREF(a);
  Py_XDECREF(b);
  if (native) return r;
  PyErr_Clear();
  return gate_method(self, "outer", args, kwargs);
}

// Where segments start, in memory of this process: a new array, or null (without an exception: not native).
PyObject* segment_starts(const Ufunc* u, PyObject* o, int64_t extent) {
  PyObject* given = as_array(o);
  if (!given) {
    PyErr_Clear();
    return nullptr;
  }
  const View& v = view(given);
  bool native = v.layout->ndim == 1 && can_cast(v.dtype, DType::i64, Casting::safe);
  bool empty_list = v.layout->size == 0 && PyList_CheckExact(o);
  PyObject* starts =
      native || empty_list ? new_array(layouts().compact(v.layout, sizeof(int64_t)), DType::i64) : nullptr;
  bool ok = starts && assign_view(view(starts), v) && flush_for_read(view(starts).buffer) &&
            ensure_storage(view(starts).buffer);
  Py_DECREF(given);
  auto* at = ok ? reinterpret_cast<const int64_t*>(view(starts).data()) : nullptr;
  for (int64_t i = 0; ok && i < view(starts).layout->size; ++i) {
    ok = at[i] >= 0 && at[i] < extent;
    if (!ok)
      PyErr_Format(PyExc_IndexError, "index %lld out-of-bounds in %s.reduceat [0, %lld)", static_cast<long long>(at[i]),
                   u->name, static_cast<long long>(extent));
  }
  if (!ok) Py_CLEAR(starts);
  return starts;
}

PyObject* reduceat_method(PyObject* self, PyObject* args, PyObject* kwargs) {
  auto* u = reinterpret_cast<Ufunc*>(self);
  RunningCall c;
  static const char* names[] = {"array", "indices", "axis", "dtype", "out", nullptr};
  bool parsed = PyArg_ParseTupleAndKeywords(args, kwargs, "OO|OOO", const_cast<char**>(names), &c.array, &c.indices,
                                            &c.axis, &c.dtype, &c.out);
  if (!parsed) PyErr_Clear();
  PyObject* starts =
      parsed && c.settle(u) ? segment_starts(u, c.indices, view(c.ours).layout->shape[c.along]) : nullptr;
  PyObject* r = nullptr;
  if (starts)
    r = reduceat(u->parts[0], c.ours, reinterpret_cast<const int64_t*>(view(starts).data()), view(starts).layout->size,
                 c.along, c.type(), c.out);
  Py_XDECREF(starts);
  Py_XDECREF(c.ours);
  return r || PyErr_Occurred() ? r : gate_method(self, "reduceat", args, kwargs);
}

// A key of integers and slices alone: one that gives a view, with an ellipsis at its end. Null without an exception for others.
PyObject* view_key(PyObject* key) {
  PyObject* items = PyTuple_CheckExact(key) ? Py_NewRef(key) : PyTuple_Pack(1, key);
  bool ellipsis = false, basic = items != nullptr;
  for (Py_ssize_t i = 0; basic && i < PyTuple_GET_SIZE(items); ++i) {
    PyObject* o = PyTuple_GET_ITEM(items, i);
    ellipsis |= o == Py_Ellipsis;
    basic =
        PySlice_Check(o) || o == Py_Ellipsis || o == Py_None || PyLong_CheckExact(o) || PyArray_IsScalar(o, Integer);
  }
  if (basic && !ellipsis) {
    PyObject* end = PyTuple_Pack(1, Py_Ellipsis);
    Py_SETREF(items, end ? PySequence_Concat(items, end) : nullptr);
    Py_XDECREF(end);
  }
  if (!basic) Py_CLEAR(items);
  return items;
}

// Of elements that each occur once: 1 or -1 as fancy_update().
int update_view(PyObject* array, PyObject* key, Op op, const View* operand) {
  PyObject* chosen = subscript(array, key);
  if (!chosen) return -1;
  Argument operands[2] = {argument(chosen, false)};
  if (operand) operands[1] = Argument{OperandKind::array, {operand->dtype}, *operand};
  CallOptions options;
  options.out = chosen;
  options.casting = Casting::unsafe;
  bool fits = !operand || broadcasts_to(operand->layout, view(chosen).layout);
  PyObject* r = fits ? elementwise(op, operands, operand ? 2 : 1, options) : nullptr;
  Py_XDECREF(r);
  Py_DECREF(chosen);
  return r ? 1 : -1;
}

int update_at(PyObject* array, PyObject* key, Op op, const View* operand) {
  const View& v = view(array);
  InputType types[2] = {{v.dtype}, {operand ? operand->dtype : v.dtype}};
  int index = resolve_loop(op, types, operand ? 2 : 1);
  if (index < 0 || v.readonly) return 0;
  const Loop& loop = loop_table().ops[static_cast<int>(op)].loops[index];
  bool discards = kind(loop.out) == Kind::complex && kind(v.dtype) != Kind::complex;
  if (op == Op::power || discards) return 0;
  PyObject* basic = view_key(key);
  if (!basic) return PyErr_Occurred() ? -1 : fancy_update(array, key, op, loop, operand);
  int r = update_view(array, basic, op, operand);
  Py_DECREF(basic);
  return r;
}

PyObject* at_method(PyObject* self, PyObject* args, PyObject* kwargs) {
  auto* u = reinterpret_cast<Ufunc*>(self);
  Py_ssize_t n = PyTuple_GET_SIZE(args);
  bool native = !kwargs && u->nout == 1 && u->nin <= 2 && n == u->nin + 1;
  PyObject* array = native ? PyTuple_GET_ITEM(args, 0) : nullptr;
  native = native && (is_array(array) || PyArray_CheckExact(array));
  PyObject* ours = native ? as_array(array) : nullptr;
  PyObject* operand = ours && n == 3 ? as_array(PyTuple_GET_ITEM(args, 2)) : nullptr;
  int done = 0;
  if (ours && (operand || n == 2))
    done = update_at(ours, PyTuple_GET_ITEM(args, 1), u->parts[0], operand ? &view(operand) : nullptr);
  Py_XDECREF(ours);
  Py_XDECREF(operand);
  if (done > 0) Py_RETURN_NONE;
  if (done < 0) return nullptr;
  PyErr_Clear();
  return gate_method(self, "at", args, kwargs);
}

bool raise_axis(long axis, int ndim, const char* argument = nullptr) {
  PyObject* m = PyImport_ImportModule("numpy.exceptions");
  PyObject* e = m ? PyObject_CallMethod(m, "AxisError", "liz", axis, ndim, argument) : nullptr;
  if (e) PyErr_SetObject(reinterpret_cast<PyObject*>(Py_TYPE(e)), e);
  Py_XDECREF(e);
  Py_XDECREF(m);
  return false;
}

bool one_axis(PyObject* o, int ndim, uint64_t* axes) {
  PyObject* index = PyNumber_Index(o);
  if (!index) return false;
  long a = PyLong_AsLong(index);
  Py_DECREF(index);
  if (a == -1 && PyErr_Occurred()) return false;
  if (ndim == 0 && (a == 0 || a == -1)) return true;
  if (a < -ndim || a >= ndim) return raise_axis(a, ndim);
  uint64_t bit = 1ull << (a < 0 ? a + ndim : a);
  if (*axes & bit) {
    PyErr_SetString(PyExc_ValueError, "duplicate value in 'axis'");
    return false;
  }
  *axes |= bit;
  return true;
}

// With the signature that inspect reads from the docstring.
#define LNP_METHOD(name, arguments, doc)                                                                            \
  {#name, reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(name##_method)), METH_VARARGS | METH_KEYWORDS, \
   #name "($self, " arguments ")\n--\n\n" doc}

}  // namespace

PyMethodDef ufunc_methods[] = {
    LNP_METHOD(reduce, "array, /, axis=0, dtype=None, out=None, **kwargs",
               "Apply the operation along axes, so that each leaves one value.\n\nKeywords: keepdims, initial, where."),
    LNP_METHOD(accumulate, "array, /, axis=0, dtype=None, out=None",
               "The results so far of applying the operation along an axis."),
    LNP_METHOD(outer, "A, B, /, **kwargs", "Apply the operation to each pair of an element of A and one of B."),
    LNP_METHOD(reduceat, "array, /, indices, axis=0, dtype=None, out=None",
               "Reduce the slices that start at the given indices."),
    LNP_METHOD(at, "a, indices, b=None, /",
               "Apply the operation in place at indices; each one counts as often as it occurs."),
    {nullptr, nullptr, 0, nullptr}};
#undef LNP_METHOD

bool settle_axis(int* axis, int ndim, const char* argument) {
  if (*axis < -ndim || *axis >= ndim) return raise_axis(*axis, ndim, argument);
  if (*axis < 0) *axis += ndim;
  return true;
}

bool parse_axes(PyObject* axis, int ndim, uint64_t* axes) {
  if (axis == Py_None) {
    *axes = ~0ull;
    return true;
  }
  *axes = 0;
  if (!PyTuple_Check(axis)) return one_axis(axis, ndim, axes);
  if (ndim == 0 && PyTuple_GET_SIZE(axis) > 0) {  // the axes 0 and -1 are there only alone
    int64_t first = PyLong_AsLongLong(PyTuple_GET_ITEM(axis, 0));
    return (first != -1 || !PyErr_Occurred()) && raise_axis(static_cast<int>(first), 0, nullptr);
  }
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(axis); ++i)
    if (!one_axis(PyTuple_GET_ITEM(axis, i), ndim, axes)) return false;
  return true;
}

}  // namespace lnp::py
