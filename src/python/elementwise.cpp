// Elementwise operations: from operands to a recorded node, or to a scalar at once where all operands are 0-d.
#include "python/elementwise.h"

#include <algorithm>
#include <cmath>

#include "python/at_once.h"
#include "python/lazy_scalar.h"
#include "python/pending.h"

namespace lnp::py {
namespace {

constexpr int kMaxInputs = 3;

bool comparison(Op op) { return op >= Op::equal && op <= Op::greater_equal; }

bool integer_fits(int64_t v, DType t) {
  switch (t) {
    case DType::b1: return v == 0 || v == 1;
    case DType::i8: return v == static_cast<int8_t>(v);
    case DType::u8: return v == static_cast<uint8_t>(v);
    case DType::i16: return v == static_cast<int16_t>(v);
    case DType::u16: return v == static_cast<uint16_t>(v);
    case DType::i32: return v == static_cast<int32_t>(v);
    case DType::u32: return v == static_cast<uint32_t>(v);
    case DType::u64: return v >= 0;
    default: return true;
  }
}

// `wide`: not even a C integer of the kind that NumPy reads first, in whose words it is then refused.
bool out_of_bounds(PyObject* value, DType t, bool wide) {
  if (wide) {
    PyErr_SetString(PyExc_OverflowError, "Python int too large to convert to C long");
    return false;
  }
  PyErr_Format(PyExc_OverflowError, "Python integer %S out of bounds for %S", value, descr(t));
  return false;
}

bool infinite(DType t, const void* value) {
  double parts[2] = {0, 0};
  cast_element(t, kind(t) == Kind::complex ? DType::c128 : DType::f64, value, parts);
  return std::isinf(parts[0]) || std::isinf(parts[1]);
}

// A scalar as a value of dtype `to`. NumPy warns where it is too large for that.
bool cast_scalar(DType from, DType to, const void* in, void* out) {
  cast_element(from, to, in, out);
  bool narrow = to == DType::f16 || to == DType::f32 || to == DType::c64;
  if (!narrow || !infinite(to, out) || infinite(from, in)) return true;
  constexpr uint8_t overflow = 8;
  return report_scalar(Op::_copy, overflow, "cast");
}

// A Python int as a value of dtype `t`.
bool integer_value(PyObject* o, DType t, Immediate* out) {
  int overflow = 0;
  int64_t v = PyLong_AsLongLongAndOverflow(o, &overflow);
  if (v == -1 && !overflow && PyErr_Occurred()) return false;
  if (kind(t) == Kind::real || kind(t) == Kind::complex) {
    double d = overflow ? PyLong_AsDouble(o) : 0;
    if (overflow && d == -1 && PyErr_Occurred()) return false;
    return cast_scalar(overflow ? DType::f64 : DType::i64, t, overflow ? static_cast<void*>(&d) : &v, out->bytes);
  }
  if (overflow > 0 && t == DType::u64) {
    uint64_t u = PyLong_AsUnsignedLongLong(o);
    if (PyErr_Occurred()) {
      PyErr_Clear();
      return out_of_bounds(o, t, true);
    }
    std::memcpy(out->bytes, &u, sizeof u);
    return true;
  }
  if (overflow || !integer_fits(v, t)) {
    bool read_unsigned = t == DType::u32 && overflow > 0 && _PyLong_NumBits(o) <= 64;
    return out_of_bounds(o, t, overflow != 0 && !read_unsigned);
  }
  cast_element(DType::i64, t, &v, out->bytes);
  return true;
}

bool weak_int_out_of_range(const Argument& a, DType t) {
  if (a.type.weak != Weak::integer || kind(t) == Kind::real || kind(t) == Kind::complex) return false;
  int overflow = 0;
  int64_t v = PyLong_AsLongLongAndOverflow(a.weak_object, &overflow);
  if (overflow > 0 && t == DType::u64) return _PyLong_NumBits(a.weak_object) > 64;
  return overflow != 0 || !integer_fits(v, t);
}

// Comparing with a Python int that the dtype cannot hold: every element is on one side of it, as it is of infinity.
// (Booleans are compared as NumPy's default integer, which does not take every int.)
int compare_with_huge(Op op, Argument* args, int loop) {
  const Loop* loops = loop_table().ops[static_cast<int>(op)].loops;
  for (int i = 0; i < 2; ++i) {
    const InputType& other = args[1 - i].type;
    if (other.weak == Weak::none && other.dtype == DType::b1) continue;
    if (args[i].kind != OperandKind::scalar || !weak_int_out_of_range(args[i], loops[loop].in[i])) continue;
    double inf = _PyLong_Sign(args[i].weak_object) < 0 ? -INFINITY : INFINITY;
    std::memcpy(args[i].value.bytes, &inf, sizeof inf);
    args[i].type = {DType::f64, Weak::none};
    args[i].weak_object = nullptr;
    InputType types[2] = {{DType::f64}, {DType::f64}};
    return resolve_loop(op, types, 2);
  }
  return loop;
}

// Logical operations take any Python int, by its truth.
void use_truth(Op op, Argument* args, int nin) {
  if (op < Op::logical_and || op > Op::logical_not) return;
  for (int i = 0; i < nin; ++i) {
    if (args[i].kind != OperandKind::scalar || args[i].type.weak != Weak::integer) continue;
    int64_t truth = _PyLong_Sign(args[i].weak_object) != 0;
    args[i].type.weak = Weak::none;
    args[i].weak_object = nullptr;
    std::memcpy(args[i].value.bytes, &truth, sizeof truth);
  }
}

// A scalar operand as an immediate of the loop's type.
bool immediate(const Argument& a, DType t, Immediate* out) {
  if (a.type.weak == Weak::integer) return integer_value(a.weak_object, t, out);
  if (a.type.dtype != t) return cast_scalar(a.type.dtype, t, a.value.bytes, out->bytes);
  *out = a.value;
  return true;
}

PyObject* shape_tuple(int nd, const int64_t* shape) {
  PyObject* t = PyTuple_New(nd);
  for (int i = 0; t && i < nd; ++i) PyTuple_SET_ITEM(t, i, PyLong_FromLongLong(shape[i]));
  return t;
}

// For where(), which is no ufunc.
PyObject* raise_not_broadcastable(const Argument* args, int nin) {
  PyObject* text = PyUnicode_FromString("operands could not be broadcast together with shapes ");
  for (int i = 0; i < nin && text; ++i) {
    bool scalar = args[i].kind == OperandKind::scalar;
    PyObject* shape =
        shape_tuple(scalar ? 0 : args[i].view.layout->ndim, scalar ? nullptr : args[i].view.layout->shape);
    PyObject* s = shape ? PyObject_Str(shape) : nullptr;
    // NumPy writes shapes without blanks after the comma.
    PyObject* compact = s ? PyObject_CallMethod(s, "replace", "ss", " ", "") : nullptr;
    PyUnicode_Append(&text, compact ? compact : Py_None);
    PyUnicode_AppendAndDel(&text, PyUnicode_FromString(" "));
    Py_XDECREF(shape);
    Py_XDECREF(s);
    Py_XDECREF(compact);
  }
  if (text) PyErr_SetObject(PyExc_ValueError, text);
  Py_XDECREF(text);
  return nullptr;
}

// Bytes between neighbours on axis d of the broadcast shape; 0 where the operand repeats.
int64_t stride_on(const Argument& a, int nd, int d) {
  if (a.kind == OperandKind::scalar) return 0;
  const Layout* l = a.view.layout;
  int own = d - (nd - l->ndim);
  return own < 0 || l->shape[own] == 1 ? 0 : std::llabs(l->strides[own]);
}

// Axes from the slowest to the fastest, as NumPy's order "K" has them: C order, unless no operand is against another.
void memory_order(const Argument* args, int nin, int nd, int* order) {
  enum { unknown, stay, swap };
  auto compare = [&](int slow, int fast) {
    int found = unknown;
    for (int i = 0; i < nin; ++i) {
      int64_t s = stride_on(args[i], nd, slow), f = stride_on(args[i], nd, fast);
      if (s == 0 || f == 0) continue;
      if (f <= s) return +stay;
      found = swap;
    }
    return found;
  };
  // Sorted by insertion from the fastest on, as NumPy does: the relation need not be transitive.
  for (int d = nd - 1; d >= 0; --d) {
    int at = d;
    for (int k = d + 1; k < nd; ++k) {
      int found = compare(d, order[k]);
      if (found == stay) break;
      if (found == swap) at = k;
    }
    for (int k = d; k < at; ++k) order[k] = order[k + 1];
    order[at] = d;
  }
}

// The layout of a fresh result.
const Layout* result_layout(const Argument* args, int nin, int nd, const int64_t* shape, size_t item,
                            const Layout** base) {
  const Layout* plain = layouts().contiguous(nd, shape, item);
  *base = plain;
  if (nd < 2 || plain->size <= 1) return plain;
  int order[kMaxDims];
  memory_order(args, nin, nd, order);
  int64_t permuted[kMaxDims], strides[kMaxDims];
  int64_t step = static_cast<int64_t>(item);
  for (int k = nd - 1; k >= 0; --k) {
    permuted[k] = shape[order[k]];
    strides[order[k]] = step;
    step *= shape[order[k]];
  }
  *base = layouts().contiguous(nd, permuted, item);
  return layouts().intern(nd, shape, strides);
}

// Integer powers: NumPy refuses negative exponents, so their values are looked at now.
bool negative_exponent(const Argument& exponent, DType t) {
  if (kind(t) != Kind::signed_int) return false;
  if (exponent.kind == OperandKind::scalar) {
    Immediate v;
    if (!immediate(exponent, t, &v)) return true;
    int64_t x = 0;
    cast_element(t, DType::i64, v.bytes, &x);
    return x < 0;
  }
  PyObject* array = wrap(exponent.view);
  PyObject* least =
      exponent.view.layout->size > 0 ? reduce(Op::minimum, array, ~0ull, false, nullptr, nullptr, nullptr) : nullptr;
  Py_DECREF(array);
  if (!least) return PyErr_Occurred() != nullptr;
  double x = PyFloat_AsDouble(least);
  Py_DECREF(least);
  return x < 0;
}

bool power_refused(Op op, const Argument* args, const Loop& loop) {
  if (op != Op::power || !negative_exponent(args[1], loop.in[1])) return false;
  if (!PyErr_Occurred()) PyErr_SetString(PyExc_ValueError, "Integers to negative integer powers are not allowed.");
  return true;
}

bool any_waits(const Argument* args, int nin) {
  for (int i = 0; i < nin; ++i)
    if (args[i].kind != OperandKind::scalar && scalar_may_wait(args[i].view.buffer)) return true;
  return false;
}

bool all_zero_dim(const Argument* args, int nin) {
  for (int i = 0; i < nin; ++i)
    if (args[i].kind != OperandKind::scalar && args[i].view.layout->ndim != 0) return false;
  return true;
}

// All operands are single values: compute now, on the stack, with the same loop that arrays take.
PyObject* compute_scalar(Op op, const Argument* args, int nin, const Loop& loop, const DType* as) {
  alignas(16) char values[kMaxInputs + 1][16];
  Tile t{};
  t.n = t.rows = 1;
  for (int i = 0; i < nin; ++i) {
    if (args[i].kind == OperandKind::scalar) {
      Immediate v;
      if (!immediate(args[i], loop.in[i], &v)) return nullptr;
      std::memcpy(values[i + 1], v.bytes, 16);
    } else {
      alignas(16) char element[16];
      if (!element_bytes(args[i].view, args[i].view.offset, element)) return nullptr;
      cast_element(args[i].view.dtype, loop.in[i], element, values[i + 1]);
    }
    t.p[i + 1] = values[i + 1];
    t.step[i + 1] = static_cast<int64_t>(item_size(loop.in[i]));
  }
  t.p[0] = values[0];
  t.step[0] = static_cast<int64_t>(item_size(loop.out));
  if (!run_one(op, loop, t)) return nullptr;
  if (!as || *as == loop.out) return scalar_object(loop.out, values[0]);
  alignas(16) char cast[16];
  cast_element(loop.out, *as, values[0], cast);
  return scalar_object(*as, cast);
}

struct Output {
  View view{};
  PyObject* returned = nullptr;  // new reference
  PyObject* keep = nullptr;      // our handle on a NumPy array given as out
};

bool given_output(PyObject* out, Output* o) {
  if (is_array(out)) {
    o->view = view(out);
  } else if (PyArray_CheckExact(out)) {
    o->keep = from_numpy(out, false);
    if (!o->keep) return false;
    o->view = view(o->keep);
  } else {
    PyErr_SetString(PyExc_TypeError, "return arrays must be of ArrayType");
    return false;
  }
  o->returned = Py_NewRef(out);
  return true;
}

// Whether operands of this broadcast shape can be computed into the output.
bool output_fits(const Output& o, int nd, const int64_t* shape) {
  const Layout* l = o.view.layout;
  if (l->ndim < nd) return false;
  for (int d = 0; d < nd; ++d)
    if (shape[d] != 1 && shape[d] != l->shape[d + l->ndim - nd]) return false;
  return true;
}

// The layout of the first array operand if all array operands have its shape.
const Layout* common_shape(const Argument* args, int nin) {
  const Layout* l = nullptr;
  for (int i = 0; i < nin; ++i) {
    if (args[i].kind == OperandKind::scalar) continue;
    if (l && !l->same_shape(args[i].view.layout)) return nullptr;
    if (!l) l = args[i].view.layout;
  }
  return l;
}

bool record_call(Op op, int loop_index, const Loop& loop, const Argument* args, int nin, const View& out) {
  Input in[kMaxInputs];
  Immediate values[kMaxInputs];
  for (int i = 0; i < nin; ++i) {
    if (args[i].kind != OperandKind::scalar) {
      in[i] = {&args[i].view, nullptr, args[i].view.dtype};
    } else {
      if (!immediate(args[i], loop.in[i], &values[i])) return false;
      in[i] = {nullptr, &values[i], loop.in[i]};
    }
  }
  return record(NodeHeader::elementwise(static_cast<uint16_t>(op), loop_index, nin), out, in);
}

// Nothing is computed for an empty result, but scalars that do not fit are refused all the same.
bool record_if_any(Op op, int loop_index, const Loop& loop, const Argument* args, int nin, const View& out) {
  if (out.layout->size != 0) return !power_refused(op, args, loop) && record_call(op, loop_index, loop, args, nin, out);
  Immediate unused;
  for (int i = 0; i < nin; ++i)
    if (args[i].kind == OperandKind::scalar && !immediate(args[i], loop.in[i], &unused)) return false;
  return true;
}

// A scalar operand of the loop's type.
Argument number(DType t, double value) {
  Argument a{OperandKind::scalar, {t}};
  cast_element(DType::f64, t, &value, a.value.bytes);
  return a;
}

// The operand, of the loop's type, where the mask is true; elsewhere a value of which the operation says nothing.
PyObject* harmless(Op op, const View& mask, const Argument& a, DType t) {
  Argument choices[3] = {Argument{OperandKind::array, {DType::b1}, mask}, a, number(t, op == Op::arctanh ? 0 : 1)};
  PyObject* cast = nullptr;
  if (a.kind == OperandKind::scalar) {
    choices[1] = Argument{OperandKind::scalar, {t}};
    if (!immediate(a, t, &choices[1].value)) return nullptr;
  } else if (a.type.dtype != t) {
    cast = new_like(a.view, t);
    if (!cast || !assign_view(view(cast), a.view)) {
      Py_XDECREF(cast);
      return nullptr;
    }
    choices[1] = argument(cast, false);
  }
  CallOptions options;
  options.array_result = true;
  PyObject* r = elementwise(Op::_where, choices, 3, options);
  Py_XDECREF(cast);
  return r;
}

// The operation on what the mask chooses, to fresh memory, where the rest means nothing.
bool record_chosen(Op op, int loop_index, const Loop& loop, const Argument* args, int nin, const View& mask,
                   const View& out) {
  bool speaks = op == Op::power || reports_flags(loop_table().ops[static_cast<int>(op)], loop);
  if (!speaks || out.layout->size == 0) return record_if_any(op, loop_index, loop, args, nin, out);
  Argument chosen[kMaxInputs];
  PyObject* keep[kMaxInputs] = {};
  bool ok = true;
  for (int i = 0; ok && i < nin; ++i) {
    keep[i] = harmless(op, mask, args[i], loop.in[i]);
    ok = keep[i] != nullptr;
    if (ok) chosen[i] = argument(keep[i], false);
  }
  ok = ok && record_if_any(op, loop_index, loop, chosen, nin, out);
  for (int i = 0; i < nin; ++i) Py_XDECREF(keep[i]);
  return ok;
}

// out[mask] = op(args)[mask]
bool record_masked(Op op, int loop_index, const Loop& loop, const Argument* args, int nin, const View& mask,
                   const View& out, bool fresh) {
  if (fresh) return record_chosen(op, loop_index, loop, args, nin, mask, out);
  PyObject* result = new_like(out, loop.out);
  bool ok = result && record_chosen(op, loop_index, loop, args, nin, mask, view(result));
  if (ok && loop.out != out.dtype) {
    PyObject* cast = new_like(out, out.dtype);
    ok = cast && assign_view(view(cast), view(result));
    Py_XDECREF(result);
    result = cast;
  }
  if (ok) {
    Argument choices[3] = {Argument{OperandKind::array, {DType::b1}, mask}, argument(result, false),
                           Argument{OperandKind::array, {out.dtype}, out}};
    InputType types[3] = {choices[0].type, choices[1].type, choices[2].type};
    int select = resolve_loop(Op::_where, types, 3);
    const Loop& selecting = loop_table().ops[static_cast<int>(Op::_where)].loops[select];
    ok = record_if_any(Op::_where, select, selecting, choices, 3, out);
  }
  Py_XDECREF(result);
  return ok;
}

// The orders in which NumPy writes elements that share memory: a ufunc goes by index, an assignment along the shortest strides
// first and upwards in memory.
enum class WriteOrder : uint8_t { index, memory };

bool chosen_at(const View& mask, const Layout* l, int64_t i) {
  const Layout* m = mask.layout;
  int64_t at = 0;
  for (int d = l->ndim - 1; d >= l->ndim - m->ndim; i /= l->shape[d--]) {
    int own = d - (l->ndim - m->ndim);
    if (m->shape[own] != 1) at += i % l->shape[d] * m->strides[own];
  }
  return mask.data()[at] != 0;
}

// to[...] = from, of the same shape and dtype, where elements of `to` share memory: one after the other, so that the same one
// stays as in NumPy. A mask is for the order of indices.
bool assign_in_order(const View& to, const View& from, WriteOrder how, const View* mask = nullptr) {
  if (!flush_for_read(from.buffer) || (mask && !flush_for_read(mask->buffer)) || !flush_for_write(to.buffer))
    return false;
  if (!ensure_storage(from.buffer) || !ensure_storage(to.buffer) || (mask && !ensure_storage(mask->buffer)))
    return false;
  const Layout *lt = to.layout, *lf = from.layout;
  int order[kMaxDims], nd = lt->ndim;
  for (int d = 0; d < nd; ++d) order[d] = d;
  bool memory = how == WriteOrder::memory;
  if (memory)
    std::stable_sort(order, order + nd,
                     [&](int a, int b) { return std::llabs(lt->strides[a]) > std::llabs(lt->strides[b]); });
  size_t item = item_size(to.dtype);
  for (int64_t i = 0; i < lt->size; ++i) {
    if (mask && !chosen_at(*mask, lt, i)) continue;
    char* dst = to.data();
    const char* src = from.data();
    int64_t rest = i;
    for (int k = nd - 1; k >= 0; --k) {
      int d = order[k];
      int64_t at = rest % lt->shape[d];
      rest /= lt->shape[d];
      if (memory && lt->strides[d] < 0) at = lt->shape[d] - 1 - at;
      dst += at * lt->strides[d];
      src += at * lf->strides[d];
    }
    std::memcpy(dst, src, item);
  }
  return true;
}

// The call with an output whose elements share memory: computed aside first.
PyObject* computed_aside(Op op, Argument* args, int nin, CallOptions options, const Output& out) {
  PyObject* given = options.out;
  const View* mask = options.where;
  PyObject* aside = new_array(layouts().compact(out.view.layout, item_size(out.view.dtype)), out.view.dtype);
  PyObject* r = nullptr;
  if (aside && (!mask || assign_view(view(aside), out.view))) {
    options.out = aside;
    r = elementwise(op, args, nin, options);
  }
  if (r) Py_SETREF(r, assign_in_order(out.view, view(aside), WriteOrder::index, mask) ? Py_NewRef(given) : nullptr);
  Py_XDECREF(aside);
  return r;
}

bool discards_imaginary(DType from, DType to) {
  return kind(from) == Kind::complex && kind(to) != Kind::complex && to != DType::b1;
}

}  // namespace

PyObject* new_like(const View& like, DType t) {
  Argument a{OperandKind::array, {t}, like};
  const Layout* base;
  const Layout* layout = result_layout(&a, 1, like.layout->ndim, like.layout->shape, item_size(t), &base);
  View v;
  if (!make_buffer(base, t, &v)) return nullptr;
  v.layout = layout;
  return wrap(v);
}

PyObject* elementwise(Op op, Argument* args, int nin, const CallOptions& options) {
  InputType types[kMaxInputs];
  for (int i = 0; i < nin; ++i) types[i] = args[i].type;
  int index = options.loop >= 0   ? options.loop
              : options.has_dtype ? resolve_loop_for_output(op, types, nin, options.dtype, options.casting)
                                  : resolve_loop(op, types, nin);
  if (index < 0) return raise_like_numpy(op, args, nin, options);
  const Loop* loops = loop_table().ops[static_cast<int>(op)].loops;
  if (comparison(op)) index = compare_with_huge(op, args, index);
  use_truth(op, args, nin);
  const Loop& loop = loops[index];
  if (!options.out && options.check_only) Py_RETURN_NONE;
  bool whole = !options.where;
  bool scalar_result =
      !options.out && !options.array_result && all_zero_dim(args, nin) && (whole || options.where->layout->ndim == 0);
  if (scalar_result && whole && !any_waits(args, nin))
    return power_refused(op, args, loop) ? nullptr : compute_scalar(op, args, nin, loop, nullptr);

  int nd;
  int64_t shape[kMaxDims];
  size_t item = item_size(loop.out);
  const Layout* common = common_shape(args, nin);
  bool plain = common && common->c_order && whole;
  if (!plain || options.out) {
    const Layout* in[kMaxInputs + 1];
    int n = 0;
    for (int i = 0; i < nin; ++i)
      if (args[i].kind != OperandKind::scalar) in[n++] = args[i].view.layout;
    if (!whole) in[n++] = options.where->layout;
    if (!broadcast_shapes(in, n, &nd, shape))
      return op == Op::_where ? raise_not_broadcastable(args, nin) : raise_like_numpy(op, args, nin, options);
  }
  Output out;
  if (options.out) {
    bool ok = given_output(options.out, &out);
    // A larger output takes a broadcast of the operands.
    ok = ok && !out.view.readonly && can_cast(loop.out, out.view.dtype, options.casting) && output_fits(out, nd, shape);
    if (ok && discards_imaginary(loop.out, out.view.dtype)) ok = warn_complex_discarded();
    if (!ok) {
      if (!PyErr_Occurred()) raise_like_numpy(op, args, nin, options);
      Py_XDECREF(out.keep);
      Py_XDECREF(out.returned);
      return nullptr;
    }
    if (!options.check_only && overlaps_itself(out.view.layout, item_size(out.view.dtype))) {
      Py_SETREF(out.returned, computed_aside(op, args, nin, options, out));
      Py_XDECREF(out.keep);
      return out.returned;
    }
  } else {
    const Layout *layout, *base;
    if (plain)
      layout = base = layouts().compact(common, item);
    else
      layout = result_layout(args, nin, nd, shape, item, &base);
    if (!make_buffer(base, loop.out, &out.view)) return nullptr;
    out.view.layout = layout;
    out.returned = wrap(out.view);
  }
  if (options.check_only)
    Py_SETREF(out.returned, Py_NewRef(Py_None));
  else if (!(whole ? record_if_any(op, index, loop, args, nin, out.view)
                   : record_masked(op, index, loop, args, nin, *options.where, out.view, !options.out)))
    Py_CLEAR(out.returned);
  Py_XDECREF(out.keep);
  if (scalar_result && out.returned) Py_SETREF(out.returned, scalar_of(out.returned));
  return out.returned;
}

bool run_one(Op op, const Loop& loop, const Tile& t) {
  unsigned before = __builtin_ia32_stmxcsr();
  __builtin_ia32_ldmxcsr(before & ~0x3fu);
  loop.fn(t);
  unsigned raised = __builtin_ia32_stmxcsr() & 0x1d;
  __builtin_ia32_ldmxcsr(before);
  if (!raised || !reports_flags(loop_table().ops[static_cast<int>(op)], loop)) return true;
  return report_scalar(op, static_cast<uint8_t>(raised));
}

namespace {

bool assign_overlapping(const View& to, const View& from) {
  PyObject* aside = new_array(layouts().compact(to.layout, item_size(to.dtype)), to.dtype);
  bool ok = aside && assign_view(view(aside), from) && assign_in_order(to, view(aside), WriteOrder::memory);
  Py_XDECREF(aside);
  return ok;
}

}  // namespace

bool assign_view(const View& to, const View& from) {
  if (to.layout->size == 0) return true;
  if (overlaps_itself(to.layout, item_size(to.dtype))) return assign_overlapping(to, from);
  Input in{&from, nullptr, from.dtype};
  return record(NodeHeader::elementwise(static_cast<uint16_t>(Op::_copy), static_cast<int>(to.dtype), 1), to, &in);
}

namespace {

bool fits_assignment(const View& to, const View& from, View* trimmed) {
  *trimmed = from;
  const Layout* l = from.layout;
  // Leading axes of extent 1 beyond the target's are dropped, as NumPy does.
  int drop = 0;
  while (l->ndim - drop > to.layout->ndim && l->shape[drop] == 1) ++drop;
  if (drop > 0) trimmed->layout = l = layouts().intern(l->ndim - drop, l->shape + drop, l->strides + drop);
  bool ok = l->ndim <= to.layout->ndim;
  int shift = to.layout->ndim - l->ndim;
  for (int d = 0; ok && d < l->ndim; ++d) ok = l->shape[d] == 1 || l->shape[d] == to.layout->shape[d + shift];
  if (ok) return true;
  PyObject* have = shape_tuple(l->ndim, l->shape);
  PyObject* want = shape_tuple(to.layout->ndim, to.layout->shape);
  PyObject* hs = have ? PyObject_Str(have) : nullptr;
  PyObject* ws = want ? PyObject_Str(want) : nullptr;
  PyObject* h = hs ? PyObject_CallMethod(hs, "replace", "ss", " ", "") : nullptr;
  PyObject* w = ws ? PyObject_CallMethod(ws, "replace", "ss", " ", "") : nullptr;
  if (h && w) PyErr_Format(PyExc_ValueError, "could not broadcast input array from shape %U into shape %U", h, w);
  for (PyObject* o : {have, want, hs, ws, h, w}) Py_XDECREF(o);
  return false;
}

}  // namespace

namespace {

// A list or tuple as NumPy's assignment reads it: each item becomes a value of the target's dtype, or is refused.
Argument sequence(PyObject* value, const View& to) {
  Argument failed{OperandKind::error, {}};
  Py_INCREF(descr(to.dtype));
  PyObject* made = PyArray_FromAny(value, descr(to.dtype), 0, 0, NPY_ARRAY_FORCECAST, nullptr);
  if (!made) return failed;
  if (PyArray_NDIM(reinterpret_cast<PyArrayObject*>(made)) > to.layout->ndim) {
    PyObject* target = stand_in(to);
    int r = target ? PyArray_CopyObject(reinterpret_cast<PyArrayObject*>(target), value) : -1;
    Py_XDECREF(target);
    if (r < 0) {
      Py_DECREF(made);
      return failed;
    }
  }
  PyObject* ours = from_numpy(made, true);
  Py_DECREF(made);
  if (!ours) return failed;
  return Argument{OperandKind::foreign, {to.dtype}, view(ours), ours};
}

// NumPy assigns a Python float to integers, and any of its scalars to signed ones, by way of a Python int.
bool real_becomes_integer(Argument* a, DType t) {
  Kind k = kind(t);
  bool strong =
      a->type.weak == Weak::none && kind(a->type.dtype) != Kind::complex && !can_cast(a->type.dtype, t, Casting::safe);
  bool real = a->type.weak == Weak::real || (strong && k == Kind::signed_int);
  if (!real || (k != Kind::signed_int && k != Kind::unsigned_int)) return true;
  PyObject* scalar = scalar_object(a->type.dtype, a->value.bytes);
  a->keep = scalar ? PyNumber_Long(scalar) : nullptr;
  Py_XDECREF(scalar);
  if (!a->keep) return false;
  a->weak_object = a->keep;
  a->type = {DType::i64, Weak::integer};
  return true;
}

}  // namespace

bool element_takes(const View& v, PyObject* value) {
  bool array = is_array(value) || PyArray_Check(value);
  if (!array && !PyList_Check(value) && !PyTuple_Check(value)) return true;
  if (is_array(value) && view(value).layout->ndim == 0) return true;
  PyObject* target = stand_in(v);
  PyObject* source = is_array(value) ? stand_in(view(value)) : Py_NewRef(value);
  PyObject* none = PyTuple_New(0);
  bool ok = target && source && none && PyObject_SetItem(target, none, source) == 0;
  for (PyObject* o : {target, source, none}) Py_XDECREF(o);
  return ok;
}

namespace {

// Whether a number or an array has been written to a small array that nothing pending has to do with.
[[gnu::noinline]] bool assigns_at_once(const View& to, PyObject* value) {
  bool number = PyFloat_CheckExact(value) && to.dtype == DType::f64;
  if ((!number && !is_array(value)) || to.readonly || !to.contiguous() || !is_small(to.layout, to.dtype)) return false;
  if (runtime().stream().pending(to.buffer) || !settled(to)) return false;
  auto bytes = static_cast<size_t>(to.layout->size) * item_size(to.dtype);
  if (number) {
    std::fill_n(reinterpret_cast<double*>(to.data()), to.layout->size, PyFloat_AS_DOUBLE(value));
    return true;
  }
  const View& from = view(value);
  bool alike = from.dtype == to.dtype && from.layout == to.layout && settled(from);
  if (alike) std::memmove(to.data(), from.data(), bytes);
  return alike;
}

}  // namespace

bool assign(const View& to, PyObject* value) {
  if (to.layout->ndim > 0 && assigns_at_once(to, value)) return true;
  if (is_array(value) && !to.readonly) {
    const View& from = view(value);
    if (from.layout->same_shape(to.layout) && from.dtype == to.dtype) return assign_view(to, from);
  }
  if (to.readonly) {
    PyErr_SetString(PyExc_ValueError, "assignment destination is read-only");
    return false;
  }
  Argument a = PyList_Check(value) || PyTuple_Check(value) ? sequence(value, to) : argument(value, true);
  if (a.kind == OperandKind::error) return false;
  if (a.kind == OperandKind::unknown) {
    View whole = to;
    PyObject* target = wrap(whole);
    PyObject* args = target ? Py_BuildValue("(NOO)", target, Py_Ellipsis, value) : nullptr;
    PyObject* r = args ? fallback("ndarray.__setitem__", args, nullptr) : nullptr;
    Py_XDECREF(args);
    Py_XDECREF(r);
    return r != nullptr;
  }
  bool ok;
  if (a.kind == OperandKind::scalar) {
    bool discards = discards_imaginary(a.type.dtype, to.dtype);
    if (discards && a.type.weak == Weak::none && !warn_complex_discarded()) return false;
    if (discards && a.type.weak == Weak::complex) {
      // NumPy: a Python complex has no __float__; its words name the type that was asked for.
      bool real = kind(to.dtype) == Kind::real;
      PyErr_Format(PyExc_TypeError,
                   real ? "float() argument must be a string or a real number, not 'complex'"
                        : "int() argument must be a string, a bytes-like object or a real number, not 'complex'");
      return false;
    }
    if (!real_becomes_integer(&a, to.dtype)) return false;
    if (to.dtype == DType::b1 && a.type.weak == Weak::integer) {
      bool truth = PyObject_IsTrue(a.weak_object) == 1;
      a = Argument{OperandKind::scalar, {DType::b1}};
      a.value.bytes[0] = truth;
    }
    const Loop& loop = loop_table().ops[static_cast<int>(Op::_copy)].loops[static_cast<int>(to.dtype)];
    ok = record_if_any(Op::_copy, static_cast<int>(to.dtype), loop, &a, 1, to);
  } else {
    View from;
    ok = fits_assignment(to, a.view, &from);
    if (ok && discards_imaginary(from.dtype, to.dtype)) ok = warn_complex_discarded();
    ok = ok && assign_view(to, from);
  }
  release(&a);
  return ok;
}

}  // namespace lnp::py
