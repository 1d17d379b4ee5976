// reduce and accumulate: dtype rules, axes, identities.
#include <cmath>

#include "library/segments.h"
#include "python/elementwise.h"
#include "python/elsewhere.h"
#include "python/lazy_scalar.h"
#include "python/pending.h"
#include "python/ufunc.h"

namespace lnp::py {
namespace {

// Reductions whose result does not depend on how operands are grouped (floating sums and products up to rounding).
bool associative(Op op) {
  switch (op) {
    case Op::add:
    case Op::multiply:
    case Op::maximum:
    case Op::minimum:
    case Op::fmax:
    case Op::fmin:
    case Op::logical_and:
    case Op::logical_or:
    case Op::logical_xor:
    case Op::bitwise_and:
    case Op::bitwise_or:
    case Op::bitwise_xor:
    case Op::gcd:
    case Op::lcm:
    case Op::hypot:
    case Op::logaddexp:
    case Op::logaddexp2: return true;
    default: return false;
  }
}

bool logical(Op op) { return op == Op::logical_and || op == Op::logical_or || op == Op::logical_xor; }

DType reduction_type(Op op, DType in) {
  if (logical(op)) return DType::b1;
  if (op != Op::add && op != Op::multiply) {
    int l = resolve_loop(op, in, in);
    return l < 0 ? in : loop_table().ops[static_cast<int>(op)].loops[l].in[0];
  }
  // NumPy sums small integers in the platform's integer.
  if (kind(in) == Kind::boolean || (kind(in) == Kind::signed_int && item_size(in) < 8)) return DType::i64;
  if (kind(in) == Kind::unsigned_int && item_size(in) < 8) return DType::u64;
  return in;
}

// The type in which NumPy reduces into `out`, or into an array of its own.
DType running_type(Op op, const View& v, const DType* dtype, PyObject* out) {
  if (dtype) return *dtype;
  return out && is_array(out) && !logical(op) ? promote(view(out).dtype, v.dtype) : reduction_type(op, v.dtype);
}

// The loop that combines two values of type t to one; -1 when there is none.
int uniform_loop(Op op, DType t) {
  const OpInfo& info = loop_table().ops[static_cast<int>(op)];
  for (int l = 0; l < info.nloops; ++l)
    if (info.loops[l].in[0] == t && info.loops[l].in[1] == t && info.loops[l].out == t && info.loops[l].reduce)
      return l;
  return -1;
}

// The op's identity as a value of dtype t; false when it has none.
bool identity_value(Op op, DType t, Immediate* out) {
  const char* text = kOpIdentity[static_cast<int>(op)];
  if (!text) return false;
  double v = strcmp(text, "True") == 0 ? 1 : strcmp(text, "False") == 0 ? 0 : strtod(text, nullptr);
  cast_element(DType::f64, t, &v, out->bytes);
  return true;
}

// Shape and strides of the result within the box: kept axes, or all of them with extent 1 where reduced.
const Layout* reduced_layout(const Layout* in, uint64_t axes, bool keepdims, size_t item) {
  int64_t shape[kMaxDims];
  int nd = 0;
  for (int d = 0; d < in->ndim; ++d) {
    bool gone = axes >> d & 1;
    if (gone && !keepdims) continue;
    shape[nd++] = gone ? 1 : in->shape[d];
  }
  return layouts().contiguous(nd, shape, item);
}

bool fill(const View& v, const Immediate& value) {
  Argument a{OperandKind::scalar, {v.dtype}};
  a.value = value;
  PyObject* s = scalar_object(v.dtype, value.bytes);
  bool ok = s && assign(v, s);
  Py_XDECREF(s);
  return ok;
}

bool reduce_into(Op op, int loop, const View& in, uint64_t axes, const View& out) {
  NodeHeader h{static_cast<uint16_t>(op), static_cast<uint8_t>(loop), NodeKind::reduce, 1, {}, axes};
  Input input{&in, nullptr, in.dtype};
  return record(h, out, &input);
}

// initial=: one more operand of the reduction.
PyObject* with_initial(Op op, PyObject* result, PyObject* initial, PyObject* out, bool into) {
  Argument args[2] = {argument(result, true), argument(initial, true)};
  PyObject* r = nullptr;
  if (args[0].kind != OperandKind::error && args[1].kind != OperandKind::error) {
    CallOptions options;
    options.out = into ? out : nullptr;
    options.casting = Casting::unsafe;
    options.has_dtype = true;
    options.dtype = args[0].type.dtype;
    r = elementwise(op, args, 2, options);
  }
  release(&args[0]);
  release(&args[1]);
  return r;
}

// Over no axes: each element alone, combined with the identity.
bool reduce_nothing(Op op, const View& in, const View& out) {
  Immediate identity;
  if (!identity_value(op, out.dtype, &identity)) return assign_view(out, in);
  Argument args[2] = {Argument{OperandKind::array, {in.dtype}, in}, Argument{OperandKind::scalar, {out.dtype}}};
  args[1].value = identity;
  PyObject* target = wrap(out);
  CallOptions options;
  options.out = target;
  options.casting = Casting::unsafe;
  options.has_dtype = true;
  options.dtype = out.dtype;
  PyObject* r = target ? elementwise(op, args, 2, options) : nullptr;
  Py_XDECREF(target);
  Py_XDECREF(r);
  return r != nullptr;
}

// -0.0 as the start of a sum decides its sign, unlike any other value that is added last.
bool negative_zero(PyObject* o) {
  if (!o || is_array(o) || PyArray_Check(o)) return false;
  Argument a = argument(o, false);
  if (a.kind != OperandKind::scalar || a.type.weak == Weak::integer) return false;
  double parts[2] = {1, 1};
  cast_element(a.type.dtype, kind(a.type.dtype) == Kind::complex ? DType::c128 : DType::f64, a.value.bytes, parts);
  return (parts[0] == 0 && std::signbit(parts[0])) || (parts[1] == 0 && std::signbit(parts[1]));
}

// The axes of `in` along which a result like `out` repeats one element.
uint64_t repeating_axes(const Layout* in, uint64_t axes, bool keepdims, const Layout* out) {
  uint64_t found = 0;
  int at = 0;
  for (int d = 0; d < in->ndim; ++d) {
    bool gone = axes >> d & 1;
    if (gone && !keepdims) continue;
    if (at >= out->ndim || out->shape[at] != (gone ? 1 : in->shape[d])) return 0;
    if (out->shape[at] > 1 && out->strides[at] == 0) found |= 1ull << d;
    ++at;
  }
  return at == out->ndim ? found : 0;
}

// What NumPy reduces into one element, that one: `out` with extents of 1 for such axes, and for those that are gone.
View without_repeats(const Layout* in, uint64_t axes, bool keepdims, const View& out) {
  int64_t shape[kMaxDims], strides[kMaxDims];
  int at = 0;
  for (int d = 0; d < in->ndim; ++d) {
    bool gone = axes >> d & 1, has = !gone || keepdims;
    bool one = gone || out.layout->strides[at] == 0;
    shape[d] = one ? 1 : out.layout->shape[at];
    strides[d] = one ? 0 : out.layout->strides[at];
    at += has;
  }
  return out.with(layouts().intern(in->ndim, shape, strides), out.offset);
}

bool out_fits(PyObject* out, const Layout* shape) {
  return !out || (is_array(out) && view(out).layout->same_shape(shape) && !view(out).readonly);
}

// The array itself, or a copy of another type. New reference.
PyObject* of_type(PyObject* array, DType t) {
  const View& v = view(array);
  if (v.dtype == t) return Py_NewRef(array);
  PyObject* cast = new_array(layouts().compact(v.layout, item_size(t)), t);
  if (cast && !assign_view(view(cast), v)) Py_CLEAR(cast);
  return cast;
}

// Whether no exponent is negative, which NumPy refuses of integers. False with an exception set, too.
bool exponents_fit(Op op, PyObject* array) {
  if (op != Op::power || kind(view(array).dtype) != Kind::signed_int || view(array).layout->size == 0) return true;
  PyObject* least = reduce(Op::minimum, array, ~0ull, false, nullptr, nullptr, nullptr);
  PyObject* value = least ? PyNumber_Index(least) : nullptr;
  bool fits = value && PyLong_AsLongLong(value) >= 0;
  Py_XDECREF(least);
  Py_XDECREF(value);
  return fits;
}

// Notes an operation that has run at once, and its floating-point status. False with an exception set.
bool settle_method(Op op, int loop, uint8_t raised, const char* method) {
  const OpInfo& info = loop_table().ops[static_cast<int>(op)];
  if (raised && reports_flags(info, info.loops[loop]) && !report_scalar(op, raised, method)) return false;
  if (g_report_hook) report_hook(static_cast<uint16_t>(op));
  return true;
}

// The reductions in type t of the segments that begin at `starts`, in a fresh array. Null without an exception: not native.
PyObject* reduce_segments_of(Op op, PyObject* array, const int64_t* starts, int64_t count, int axis, DType t,
                             const char* method) {
  // NumPy rounds the sum of a segment of halves once.
  DType inner = t == DType::f16 && op == Op::add ? DType::f32 : t;
  int loop = uniform_loop(op, inner);
  if (loop < 0) return nullptr;
  const Layout* l = view(array).layout;
  int64_t shape[kMaxDims];
  std::copy(l->shape, l->shape + l->ndim, shape);
  shape[axis] = count;
  PyObject* in = of_type(array, inner);
  bool fits = in && exponents_fit(op, in);
  PyObject* r = fits ? new_array(layouts().contiguous(l->ndim, shape, item_size(inner)), inner) : nullptr;
  bool ok = r && flush_for_read(view(in).buffer) && flush_for_write(view(r).buffer) &&
            ensure_storage(view(in).buffer) && ensure_storage(view(r).buffer);
  if (ok) {
    const Loop& of = loop_table().ops[static_cast<int>(op)].loops[loop];
    uint8_t raised = reduce_segments(of, view(r), view(in), axis, starts, runtime().engine().workers());
    ok = settle_method(op, loop, raised, method);
  }
  Py_XDECREF(in);
  if (!ok) Py_CLEAR(r);
  if (r && inner != t) Py_SETREF(r, of_type(r, t));
  return r;
}

// A fresh result, or `out`, which has its shape, with the values of it. Takes the reference to `r`, which may be null.
PyObject* delivered(PyObject* r, PyObject* out) {
  if (!r || !out) return r;
  bool ok = assign_view(view(out), view(r));
  Py_DECREF(r);
  return ok ? Py_NewRef(out) : nullptr;
}

// From left to right along one axis: the one segment that begins at the first element.
PyObject* reduce_in_order(Op op, PyObject* array, uint64_t axes, bool keepdims, PyObject* out, const DType* dtype) {
  const Layout* in = view(array).layout;
  DType t = running_type(op, view(array), dtype, out);
  const Layout* l = reduced_layout(in, axes, keepdims, item_size(t));
  int axis = axes ? __builtin_ctzll(axes) : 0;
  if ((axes & (axes - 1)) || (axes && in->shape[axis] == 0) || uniform_loop(op, t) < 0 || !out_fits(out, l))
    return nullptr;
  int64_t start = 0;
  PyObject* r = axes ? reduce_segments_of(op, array, &start, 1, axis, t, "reduce") : new_array(l, t);
  if (r && !axes && !assign_view(view(r), view(array))) Py_CLEAR(r);
  if (r) Py_SETREF(r, wrap(view(r).with(l, 0)));
  if (!r || out || l->ndim) return delivered(r, out);
  PyObject* scalar = scalar_of(r);
  Py_DECREF(r);
  return scalar;
}

}  // namespace

PyObject* reduce(Op op, PyObject* array, uint64_t axes, bool keepdims, PyObject* out, const DType* dtype,
                 PyObject* initial) {
  const View& v = view(array);
  int nd = v.layout->ndim;
  axes &= nd == 64 ? ~0ull : (1ull << nd) - 1;
  DType t = running_type(op, v, dtype, out);
  if (initial && initial != Py_None && t == DType::b1) {  // which takes any object, by its truth
    int truth = PyObject_IsTrue(initial);
    if (truth < 0) return nullptr;
    initial = truth ? Py_True : Py_False;
  }
  if (!associative(op)) return initial ? nullptr : reduce_in_order(op, array, axes, keepdims, out, dtype);
  int loop = uniform_loop(op, t);
  if (loop < 0 || (op == Op::add && negative_zero(initial))) return nullptr;  // the caller goes through the gate
  bool repeated = out && is_array(out) && overlaps_itself(view(out).layout, item_size(view(out).dtype));
  bool aside = repeated && view(out).buffer == v.buffer;  // as NumPy computes what lies in memory that it reads
  if (repeated && !aside) {
    if (uint64_t repeats = repeating_axes(v.layout, axes, keepdims, view(out).layout)) {
      PyObject* once = wrap(without_repeats(v.layout, axes, keepdims, view(out)));
      PyObject* r = once ? reduce(op, array, axes | repeats, true, once, dtype, initial) : nullptr;
      Py_XDECREF(once);
      if (r) Py_SETREF(r, Py_NewRef(out));
      return r;
    }
  }
  int64_t reduced = 1;
  for (int d = 0; d < nd; ++d)
    if (axes >> d & 1) reduced *= v.layout->shape[d];

  View result;
  PyObject* returned;
  bool to_out = out && is_array(out) && view(out).dtype == t && !initial && !view(out).readonly &&
                !overlaps_itself(view(out).layout, item_size(t));
  if (to_out) {
    result = view(out);
    const Layout* want = reduced_layout(v.layout, axes, keepdims, item_size(t));
    if (!result.layout->same_shape(want)) return nullptr;
    returned = Py_NewRef(out);
  } else {
    const Layout* l = reduced_layout(v.layout, axes, keepdims, item_size(t));
    if (!make_buffer(l, t, &result)) return nullptr;
    returned = wrap(result);
  }
  bool ok = returned != nullptr;
  Immediate identity;
  if (ok && reduced == 0 && !initial && !identity_value(op, t, &identity)) {
    PyErr_Format(PyExc_ValueError, "zero-size array to reduction operation %s which has no identity",
                 loop_table().ops[static_cast<int>(op)].name);
    ok = false;
  } else if (ok && result.layout->size != 0) {
    if (reduced == 0) {
      if (initial && identity_value(op, t, &identity)) {
        ok = fill(result, identity);
      } else if (initial) {
        ok = assign(result, initial);
        initial = nullptr;
      } else {
        ok = fill(result, identity);
      }
    } else if (axes == 0) {
      ok = reduce_nothing(op, v, result);
    } else {
      ok = reduce_into(op, loop, v, axes, result);
    }
  }
  if (!ok) {
    Py_XDECREF(returned);
    return nullptr;
  }
  if (aside && !initial && out_fits(out, result.layout)) return delivered(returned, out);
  if (out && !to_out) {
    Argument a = argument(returned, true);
    CallOptions options;
    options.out = out;
    options.casting = Casting::unsafe;
    PyObject* r = initial ? with_initial(op, returned, initial, out, true) : elementwise(Op::_copy, &a, 1, options);
    Py_DECREF(returned);
    return r;
  }
  if (initial) {
    PyObject* r = with_initial(op, returned, initial, nullptr, false);
    Py_DECREF(returned);
    returned = r;
  }
  if (!returned || out || !is_array(returned) || view(returned).layout->ndim != 0) return returned;
  PyObject* s = scalar_of(returned);
  Py_DECREF(returned);
  return s;
}

namespace {

// Lets NumPy say why a mask does not fit an array.
bool raise_mask_does_not_fit(Op op, const View& v, const View& mask) {
  PyObject* numpy = PyImport_ImportModule("numpy");
  PyObject* ufunc = numpy ? PyObject_GetAttrString(numpy, loop_table().ops[static_cast<int>(op)].name) : nullptr;
  PyObject* f = ufunc ? PyObject_GetAttrString(ufunc, "reduce") : nullptr;
  PyObject *array = stand_in(v), *where = stand_in(mask);
  PyObject* args = array && where ? PyTuple_Pack(2, array, Py_None) : nullptr;
  PyObject* kwargs = args ? Py_BuildValue("{s:O,s:i}", "where", where, "initial", 0) : nullptr;
  PyObject* r = f && kwargs ? PyObject_Call(f, args, kwargs) : nullptr;
  if (r) PyErr_SetString(PyExc_ValueError, "the mask does not fit the array");
  for (PyObject* o : {numpy, ufunc, f, array, where, args, kwargs, r}) Py_XDECREF(o);
  return false;
}

bool mask_fits(const Layout* mask, const Layout* l) {
  int shift = l->ndim - mask->ndim;
  if (shift < 0) return false;
  for (int d = 0; d < mask->ndim; ++d)
    if (mask->shape[d] != 1 && mask->shape[d] != l->shape[d + shift]) return false;
  return true;
}

// where(mask, array, filler), of dtype t; the filler is a value of that, or a Python object that becomes one. New reference.
PyObject* filled(const View& v, const View& mask, DType t, const Immediate* filler, PyObject* given) {
  PyObject* cast = nullptr;
  Immediate value;
  if (given) {
    PyObject* single = new_array(layouts().scalar(), t);
    bool ok = single && assign(view(single), given) && flush_for_read(view(single).buffer) &&
              ensure_storage(view(single).buffer);
    if (ok) std::memcpy(value.bytes, view(single).data(), item_size(t));
    Py_XDECREF(single);
    if (!ok) return nullptr;
    filler = &value;
  }
  if (v.dtype != t) {
    cast = new_like(v, t);
    if (!cast || !assign_view(view(cast), v)) {
      Py_XDECREF(cast);
      return nullptr;
    }
  }
  Argument args[3] = {Argument{OperandKind::array, {DType::b1}, mask},
                      Argument{OperandKind::array, {t}, cast ? view(cast) : v}, Argument{OperandKind::scalar, {t}}};
  args[2].value = *filler;
  CallOptions options;
  options.array_result = true;
  PyObject* r = elementwise(Op::_where, args, 3, options);
  Py_XDECREF(cast);
  return r;
}

}  // namespace

PyObject* reduce_where(Op op, PyObject* array, uint64_t axes, bool keepdims, PyObject* out, const DType* dtype,
                       PyObject* initial, PyObject* where) {
  if (!where || where == Py_True || where == no_value())
    return initial == Py_None ? nullptr : reduce(op, array, axes, keepdims, out, dtype, initial);
  if (!may_be_mask(where)) return nullptr;
  const View& v = view(array);
  DType t = running_type(op, v, dtype, out);
  if (!associative(op) || uniform_loop(op, t) < 0) return nullptr;
  Immediate identity;
  bool neutral = identity_value(op, t, &identity);
  if (initial == Py_None) {
    if (neutral) return nullptr;
    initial = nullptr;
  }
  if (!neutral && !initial) {
    PyErr_Format(PyExc_ValueError,
                 "reduction operation '%s' does not have an identity, so to use a where mask one has to specify "
                 "'initial'",
                 loop_table().ops[static_cast<int>(op)].name);
    return nullptr;
  }
  PyObject* mask = where_mask(where);
  if (!mask) return nullptr;
  PyObject *chosen = nullptr, *zero = nullptr;
  if (mask_fits(view(mask).layout, v.layout) || raise_mask_does_not_fit(op, v, view(mask))) {
    // Sums and truths are filled before they are cast, which costs nothing then.
    bool as_is = op == Op::add || op == Op::multiply || logical(op);
    DType of = as_is ? v.dtype : t;
    identity_value(op, of, &identity);
    chosen = filled(v, view(mask), of, &identity, neutral ? nullptr : initial);
  }
  Py_DECREF(mask);
  // NumPy adds to zero here, which is -0.0 for nothing.
  if (op == Op::add && !initial && (kind(t) == Kind::real || kind(t) == Kind::complex))
    initial = zero = PyFloat_FromDouble(0);
  PyObject* r = chosen ? reduce(op, chosen, axes, keepdims, out, &t, initial) : nullptr;
  Py_XDECREF(chosen);
  Py_XDECREF(zero);
  return r;
}

PyObject* accumulate(Op op, PyObject* array, int axis, const DType* dtype, PyObject* out) {
  const View& v = view(array);
  DType t = running_type(op, v, dtype, out);
  int loop = uniform_loop(op, t);
  if (loop < 0 || v.layout->ndim == 0 || !out_fits(out, v.layout)) return nullptr;
  PyObject* in = of_type(array, t);
  PyObject* r = in && exponents_fit(op, in) ? new_like(v, t) : nullptr;
  LaneWork work{LaneOp::scan, axis, false, static_cast<uint16_t>(op), static_cast<uint8_t>(loop), associative(op)};
  uint8_t raised;
  bool ok = r && along_lanes(work, view(r), view(in), &raised) && settle_method(op, loop, raised, "accumulate");
  Py_XDECREF(in);
  if (!ok) Py_CLEAR(r);
  return delivered(r, out);
}

PyObject* reduceat(Op op, PyObject* array, const int64_t* starts, int64_t count, int axis, const DType* dtype,
                   PyObject* out) {
  const View& v = view(array);
  int64_t shape[kMaxDims];
  std::copy(v.layout->shape, v.layout->shape + v.layout->ndim, shape);
  shape[axis] = count;
  DType t = running_type(op, v, dtype, out);
  if (!out_fits(out, layouts().contiguous(v.layout->ndim, shape, item_size(t)))) return nullptr;
  return delivered(reduce_segments_of(op, array, starts, count, axis, t, "reduceat"), out);
}

}  // namespace lnp::py
