// The ufunc objects, made from the op table.
#include "python/ufunc.h"

#include "python/elementwise.h"

namespace lnp::py {
namespace {

PyObject* numpy_ufunc(const Ufunc* u) {
  PyObject* numpy = PyImport_ImportModule("numpy");
  PyObject* f = numpy ? PyObject_GetAttrString(numpy, u->name) : nullptr;
  Py_XDECREF(numpy);
  return f;
}

enum class Parse { ok, gate, error };

bool parse_casting(PyObject* o, Casting* out) {
  const char* names[] = {"no", "equiv", "safe", "same_kind", "unsafe"};
  const char* text = PyUnicode_Check(o) ? PyUnicode_AsUTF8(o) : nullptr;
  for (int i = 0; text && i < 5; ++i)
    if (strcmp(text, names[i]) == 0) {
      *out = static_cast<Casting>(i);
      return true;
    }
  return false;
}

bool warn_unset() {
  return PyErr_WarnEx(PyExc_UserWarning,
                      "'where' used without 'out', expect unitialized memory in output. If this is intentional, use "
                      "out=None.",
                      1) == 0;
}

// What a call's keywords say beyond CallOptions.
struct Keywords {
  PyObject* outs = nullptr;  // out=
  bool out_given = false;    // also as None
  PyObject* where = nullptr;
};

// Keywords that have a native meaning; everything else is the gate's.
Parse keyword(const char* name, PyObject* value, CallOptions* o, Keywords* k) {
  if (strcmp(name, "out") == 0) {
    o->array_result = value == Py_Ellipsis;
    k->outs = o->array_result ? nullptr : value;
    k->out_given = true;
    return Parse::ok;
  }
  if (strcmp(name, "where") == 0) {
    bool whole = value == Py_True || value == no_value();
    k->where = whole ? nullptr : value;
    return whole || may_be_mask(value) ? Parse::ok : Parse::gate;
  }
  if (strcmp(name, "sig") == 0 || strcmp(name, "signature") == 0) {
    bool twice = o->signature != nullptr;
    o->signature = value;
    return twice || value == Py_None ? Parse::gate : Parse::ok;
  }
  if (strcmp(name, "subok") == 0) return Parse::ok;
  if (strcmp(name, "casting") == 0) return parse_casting(value, &o->casting) ? Parse::ok : Parse::gate;
  if (strcmp(name, "order") == 0) {
    bool keep = PyUnicode_Check(value) && (strcmp(PyUnicode_AsUTF8(value), "K") == 0);
    return keep || value == Py_None ? Parse::ok : Parse::gate;
  }
  if (strcmp(name, "dtype") == 0) {
    if (value == Py_None) return Parse::ok;
    int r = dtype_or_class(value, &o->dtype);
    o->has_dtype = r == 1;
    return r == 1 ? Parse::ok : r == 0 ? Parse::gate : Parse::error;
  }
  return Parse::gate;
}

PyObject* to_gate(const Ufunc* u, PyObject* const* args, Py_ssize_t n, PyObject* names) {
  PyObject* positional = PyTuple_New(n);
  for (Py_ssize_t i = 0; i < n; ++i) PyTuple_SET_ITEM(positional, i, Py_NewRef(args[i]));
  PyObject* kwargs = names ? PyDict_New() : nullptr;
  for (Py_ssize_t i = 0; names && i < PyTuple_GET_SIZE(names); ++i)
    PyDict_SetItem(kwargs, PyTuple_GET_ITEM(names, i), args[n + i]);
  PyObject* r = fallback(u->name, positional, kwargs);
  Py_DECREF(positional);
  Py_XDECREF(kwargs);
  return r;
}

// The dtypes that signature= asks for, a null for None in each place; gate where it is not of our dtypes, or not well made.
Parse signature_types(const Ufunc* u, PyObject* signature, DType* types, bool* given) {
  int n = u->nin + u->nout;
  PyObject* items = nullptr;
  if (PyUnicode_Check(signature)) {
    const char* text = PyUnicode_AsUTF8(signature);
    if (!text) return Parse::error;
    if (static_cast<int>(strlen(text)) != n + 2 || strncmp(text + u->nin, "->", 2) != 0) return Parse::gate;
    for (int i = 0; i < n; ++i) {
      if (!dtype_from_char(text[i < u->nin ? i : i + 2], &types[i])) return Parse::gate;
      given[i] = true;
    }
    return Parse::ok;
  }
  if (!PyTuple_Check(signature) || PyTuple_GET_SIZE(signature) != n) return Parse::gate;
  items = signature;
  for (int i = 0; i < n; ++i) {
    PyObject* o = PyTuple_GET_ITEM(items, i);
    given[i] = o != Py_None;
    int r = given[i] ? dtype_or_class(o, &types[i]) : 1;
    if (r < 0) return Parse::error;
    if (r == 0) return Parse::gate;
  }
  return Parse::ok;
}

// Whether an operand becomes a value of the loop's type.
bool takes(const Argument& a, DType t, Casting casting) {
  if (a.type.weak == Weak::none) return can_cast(a.type.dtype, t, casting);
  return a.type.weak != Weak::complex || kind(t) == Kind::complex;
}

// The loop of one output that signature= asks for; -1 when there is none, or when operands are not cast to its types.
int asked_loop(Op op, const Argument* args, int nin, const DType* types, const bool* given, DType out, bool out_given,
               Casting casting) {
  const OpInfo& info = loop_table().ops[static_cast<int>(op)];
  InputType in[3];
  bool all = true;
  for (int i = 0; i < nin; ++i) {
    in[i] = given[i] ? InputType{types[i]} : args[i].type;
    all &= given[i];
  }
  auto fits = [&](int l) {
    const Loop& loop = info.loops[l];
    for (int i = 0; i < nin; ++i)
      if ((given[i] && loop.in[i] != types[i]) || !takes(args[i], loop.in[i], casting)) return false;
    return !out_given || loop.out == out;
  };
  int usual = resolve_loop(op, in, nin);
  if (usual >= 0 && fits(usual)) return usual;
  for (int l = 0; all && l < info.nloops; ++l)
    if (fits(l)) return l;
  return -1;
}

// Takes what signature= says into the options of a call.
Parse use_signature(const Ufunc* u, const Argument* args, CallOptions* o, int* loops) {
  DType types[5];
  bool given[5];
  Parse p = signature_types(u, o->signature, types, given);
  if (p != Parse::ok) return p;
  bool any_input = false;
  for (int i = 0; i < u->nin; ++i) any_input |= given[i];
  if (!any_input && u->nout == 1 && given[u->nin] && !o->has_dtype) {
    o->has_dtype = true;
    o->dtype = types[u->nin];
    o->signature = nullptr;
    return Parse::ok;
  }
  if (o->has_dtype) return Parse::gate;
  for (int k = 0; k < u->nout; ++k) {
    loops[k] = asked_loop(u->parts[k], args, u->nin, types, given, types[u->nin + k], given[u->nin + k], o->casting);
    if (loops[k] >= 0) continue;
    bool all = true;
    for (int i = 0; i < u->nin + u->nout; ++i) all &= given[i];
    if (!all) return Parse::gate;
    o->ufunc = u->name;
    raise_like_numpy(u->parts[k], args, u->nin, *o);
    return Parse::error;
  }
  return Parse::ok;
}

// Both outputs of a ufunc: everything is validated before anything is recorded, and the first result is kept aside until
// the second has read the operands, which `out` may overwrite.
PyObject* two_outputs(const Ufunc* u, Argument* operands, CallOptions options, PyObject* const* out, const int* loops) {
  options.ufunc = u->name;
  if (out[0] || out[1]) options.outs = out;
  PyObject* parts[2] = {nullptr, nullptr};
  options.check_only = true;
  for (int i = 0; i < 2; ++i) {
    options.out = out[i];
    options.loop = loops[i];
    PyObject* valid = elementwise(u->parts[i], operands, u->nin, options);
    if (!valid) return nullptr;
    Py_DECREF(valid);
  }
  options.check_only = false;
  options.out = nullptr;
  options.loop = loops[0];
  parts[0] = elementwise(u->parts[0], operands, u->nin, options);
  options.out = out[1];
  options.loop = loops[1];
  parts[1] = parts[0] ? elementwise(u->parts[1], operands, u->nin, options) : nullptr;
  if (parts[1] && out[0]) {
    Argument first = argument(parts[0], true);
    CallOptions copy;
    copy.out = out[0];
    copy.casting = Casting::unsafe;
    copy.where = options.where;
    Py_SETREF(parts[0], elementwise(Op::_copy, &first, 1, copy));
  }
  PyObject* r = parts[0] && parts[1] ? PyTuple_Pack(2, parts[0], parts[1]) : nullptr;
  Py_XDECREF(parts[0]);
  Py_XDECREF(parts[1]);
  return r;
}

// Words for outputs that are given wrongly; true when they are fine.
bool outputs_fit(const Ufunc* u, PyObject* outs, bool positional) {
  if (!outs) return true;
  if (positional) {
    PyErr_SetString(PyExc_TypeError, "cannot specify 'out' as both a positional and keyword argument");
  } else if (PyTuple_Check(outs) && PyTuple_GET_SIZE(outs) != u->nout) {
    PyErr_SetString(PyExc_ValueError, "The 'out' tuple must have exactly one entry per ufunc output");
  } else if (outs != Py_None && !PyTuple_Check(outs) && u->nout > 1) {
    PyErr_SetString(PyExc_TypeError, "'out' must be a tuple of arrays");
  } else {
    return true;
  }
  return false;
}

// A Python int of more than 64 bits with a sign: alone it is an unsigned integer or an object to NumPy.
bool is_huge(const Argument& a) {
  if (a.kind != OperandKind::scalar || a.type.weak != Weak::integer) return false;
  int overflow = 0;
  PyLong_AsLongLongAndOverflow(a.weak_object, &overflow);
  return overflow != 0;
}

// The call once its outputs are known. `names` is for the gate.
PyObject* call_on(const Ufunc* u, CallOptions options, PyObject* const* out, PyObject* const* args, Py_ssize_t n,
                  PyObject* names) {
  Argument operands[3];
  PyObject* r = nullptr;
  bool known = true, error = false;
  for (int i = 0; i < u->nin; ++i) {
    operands[i] = error ? Argument{OperandKind::error, {}} : argument(args[i], true);
    known &= operands[i].kind != OperandKind::unknown;
    error |= operands[i].kind == OperandKind::error;
  }
  int loops[2] = {-1, -1};
  known = known && (u->nin > 1 || error || !is_huge(operands[0]));
  if (known && !error && options.signature) {
    Parse p = use_signature(u, operands, &options, loops);
    known = p != Parse::gate;
    error = p == Parse::error;
  }
  if (error) {
  } else if (!known) {
    r = to_gate(u, args, n, names);
  } else if (u->nout == 1) {
    options.out = out[0];
    options.loop = loops[0];
    r = elementwise(u->parts[0], operands, u->nin, options);
  } else {
    r = two_outputs(u, operands, options, out, loops);
  }
  for (int i = 0; i < u->nin; ++i) release(&operands[i]);
  return r;
}

// Some take the third argument of these for one more operand.
bool warn_third(Op op) {
  return (op != Op::maximum && op != Op::minimum) ||
         PyErr_WarnEx(
             PyExc_DeprecationWarning,
             "Passing more than 2 positional arguments to np.maximum and np.minimum is deprecated. If you meant "
             "to use the third argument as an output, use the `out` keyword argument instead. If you hoped to "
             "work with more than 2 inputs, combine them into a single array and get the extrema for the "
             "relevant axis.",
             1) == 0;
}

PyObject* call(PyObject* self, PyObject* const* args, size_t flagged, PyObject* names) {
  auto* u = reinterpret_cast<Ufunc*>(self);
  Py_ssize_t n = PyVectorcall_NARGS(flagged);
  if (n == 2 && !names && u->nin == 2 && u->nout == 1) {
    PyObject* r = plain_binary(u->parts[0], args[0], args[1]);
    if (r || PyErr_Occurred()) return r;
  }
  if (n < u->nin || n > u->nin + u->nout) {
    // NumPy words what is wrong with the call.
    PyObject* f = numpy_ufunc(u);
    PyObject* r = f ? PyObject_Vectorcall(f, args, static_cast<size_t>(n), names) : nullptr;
    Py_XDECREF(f);
    return r;
  }
  CallOptions options;
  Keywords keywords;
  for (Py_ssize_t i = 0; names && i < PyTuple_GET_SIZE(names); ++i) {
    Parse p = keyword(PyUnicode_AsUTF8(PyTuple_GET_ITEM(names, i)), args[n + i], &options, &keywords);
    if (p == Parse::error) return nullptr;
    if (p == Parse::gate) return to_gate(u, args, n, names);
  }
  PyObject *out[2] = {nullptr, nullptr}, *outs = keywords.outs;
  for (Py_ssize_t i = u->nin; i < n; ++i) out[i - u->nin] = args[i] == Py_None ? nullptr : args[i];
  if (!outputs_fit(u, outs, n > u->nin)) return nullptr;
  if (outs && outs != Py_None) {
    if (PyTuple_Check(outs)) {
      for (int i = 0; i < u->nout; ++i)
        out[i] = PyTuple_GET_ITEM(outs, i) == Py_None ? nullptr : PyTuple_GET_ITEM(outs, i);
    } else {
      out[0] = outs;
    }
  }
  for (PyObject* o : out)
    if (o && !is_array(o) && !PyArray_CheckExact(o)) return to_gate(u, args, n, names);

  if (n > u->nin && !warn_third(u->parts[0])) return nullptr;
  if (!keywords.where) return call_on(u, options, out, args, n, names);
  PyObject* mask = where_mask(keywords.where);
  bool ok = mask && (keywords.out_given || n > u->nin || warn_unset());
  if (ok) options.where = &view(mask);
  PyObject* r = ok ? call_on(u, options, out, args, n, names) : nullptr;
  Py_XDECREF(mask);
  return r;
}

PyObject* repr(PyObject* self) { return PyUnicode_FromFormat("<ufunc '%s'>", reinterpret_cast<Ufunc*>(self)->name); }

PyObject* from_numpy_ufunc(PyObject* self, const char* attribute) {
  PyObject* f = numpy_ufunc(reinterpret_cast<Ufunc*>(self));
  PyObject* r = f ? PyObject_GetAttrString(f, attribute) : nullptr;
  Py_XDECREF(f);
  return r;
}

// Facts that a test holds equal to the op table; NumPy is asked, so that they include its non-native loops.
PyObject* get(PyObject* self, void* attribute) { return from_numpy_ufunc(self, static_cast<const char*>(attribute)); }

PyObject* reduce_pickle(PyObject* self, PyObject*) {
  return PyUnicode_FromString(reinterpret_cast<Ufunc*>(self)->name);
}

#define LNP_FACT(name) {name, get, nullptr, nullptr, const_cast<char*>(name)}
PyGetSetDef ufunc_getset[] = {LNP_FACT("nin"),
                              LNP_FACT("nout"),
                              LNP_FACT("nargs"),
                              LNP_FACT("ntypes"),
                              LNP_FACT("types"),
                              LNP_FACT("identity"),
                              LNP_FACT("signature"),
                              LNP_FACT("__name__"),
                              LNP_FACT("__doc__"),
                              LNP_FACT("resolve_dtypes"),
                              LNP_FACT("__signature__"),
                              {"__qualname__", get, nullptr, nullptr, const_cast<char*>("__name__")},
                              {nullptr, nullptr, nullptr, nullptr, nullptr}};
#undef LNP_FACT

// isinstance(numpy_ufunc, ufunc) is true, as for arrays.
PyObject* instance_check(PyObject*, PyObject* o) {
  if (Py_IS_TYPE(o, &UfuncType)) Py_RETURN_TRUE;
  PyObject* umath = PyImport_ImportModule("numpy");
  PyObject* type = umath ? PyObject_GetAttrString(umath, "ufunc") : nullptr;
  int r = type ? PyObject_IsInstance(o, type) : -1;
  Py_XDECREF(umath);
  Py_XDECREF(type);
  return r < 0 ? nullptr : PyBool_FromLong(r);
}

PyMethodDef meta_methods[] = {{"__instancecheck__", instance_check, METH_O, nullptr}, {nullptr, nullptr, 0, nullptr}};
PyTypeObject UfuncMeta = {PyVarObject_HEAD_INIT(nullptr, 0)};

PyObject* make(const char* name, int nin, int nout, const Op* parts) {
  auto* u = PyObject_New(Ufunc, &UfuncType);
  if (!u) return nullptr;
  u->call = call;
  u->name = name;
  u->nin = nin;
  u->nout = nout;
  u->parts[0] = parts[0];
  u->parts[1] = parts[nout - 1];
  return reinterpret_cast<PyObject*>(u);
}

void dealloc(PyObject* self) { PyObject_Free(self); }

PyMethodDef all_methods[16];

bool ready() {
  int n = 0;
  for (PyMethodDef* m = ufunc_methods; m->ml_name; ++m) all_methods[n++] = *m;
  all_methods[n++] = {"__reduce__", reduce_pickle, METH_NOARGS, nullptr};
  all_methods[n] = {nullptr, nullptr, 0, nullptr};
  UfuncMeta.tp_name = "legate.numpy._ufunc_meta";
  UfuncMeta.tp_base = &PyType_Type;
  UfuncMeta.tp_flags = Py_TPFLAGS_DEFAULT;
  UfuncMeta.tp_methods = meta_methods;
  UfuncType.tp_name = "legate.numpy.ufunc";
  UfuncType.tp_basicsize = sizeof(Ufunc);
  UfuncType.tp_dealloc = dealloc;
  UfuncType.tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_VECTORCALL;
  UfuncType.tp_vectorcall_offset = offsetof(Ufunc, call);
  UfuncType.tp_call = PyVectorcall_Call;
  UfuncType.tp_repr = repr;
  UfuncType.tp_methods = all_methods;
  UfuncType.tp_getset = ufunc_getset;
  if (PyType_Ready(&UfuncMeta) < 0) return false;
  Py_SET_TYPE(&UfuncType, &UfuncMeta);
  return PyType_Ready(&UfuncType) == 0;
}

// Adds one ufunc; false with an exception set.
bool add(PyObject* table, const char* name, int nin, int nout, const Op* parts) {
  PyObject* u = make(name, nin, nout, parts);
  bool ok = u && PyDict_SetItemString(table, name, u) == 0;
  Py_XDECREF(u);
  return ok;
}

PyObject* make_table() {
  PyObject* table = ready() ? PyDict_New() : nullptr;
  const OpInfo* ops = loop_table().ops;
  bool ok = table != nullptr;
  for (int i = 0; ok && i < kOps; ++i) {
    Op op = static_cast<Op>(i);
    if (ops[i].is_ufunc) ok = add(table, ops[i].name, ops[i].nin, 1, &op);
  }
  for (int i = 0; ok && i < kMultiOps; ++i) ok = add(table, kMultiOp[i].name, kMultiOp[i].nin, 2, kMultiOp[i].parts);
  if (!ok) Py_CLEAR(table);
  return table;
}

}  // namespace

PyObject* no_value() {
  static PyObject* found = [] {
    PyObject* numpy = PyImport_ImportModule("numpy");
    PyObject* r = numpy ? PyObject_GetAttrString(numpy, "_NoValue") : nullptr;
    Py_XDECREF(numpy);
    return r;
  }();
  return found;
}

bool may_be_mask(PyObject* where) {
  return is_array(where) || PyArray_CheckExact(where) || PyBool_Check(where) || PyArray_IsScalar(where, Generic) ||
         PyLong_Check(where) || PyList_Check(where) || PyTuple_Check(where) || where == Py_None;
}

PyObject* where_mask(PyObject* where) {
  if (is_array(where) && view(where).dtype == DType::b1) return Py_NewRef(where);
  PyObject* stands = is_array(where) ? stand_in(view(where)) : Py_NewRef(where);
  PyObject* made = stands ? PyArray_FromAny(stands, PyArray_DescrFromType(NPY_BOOL), 0, 0, 0, nullptr) : nullptr;
  PyObject* ours = made ? from_numpy(made, made != where) : nullptr;
  Py_XDECREF(stands);
  Py_XDECREF(made);
  return ours;
}

PyTypeObject UfuncType = {PyVarObject_HEAD_INIT(nullptr, 0)};

int dtype_or_class(PyObject* o, DType* out) {
  for (int i = 0; PyType_Check(o) && i < kDTypes; ++i) {
    *out = static_cast<DType>(i);
    if (Py_IS_TYPE(reinterpret_cast<PyObject*>(descr(*out)), reinterpret_cast<PyTypeObject*>(o))) return 1;
  }
  return dtype_of(o, out);
}

PyObject* ufunc_table() {
  static PyObject* table = make_table();
  return table;
}

}  // namespace lnp::py
