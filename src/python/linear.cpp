#include "python/linear.h"

#include <dlfcn.h>

#include <algorithm>

#include "library/blas.h"
#include "library/correlate.h"
#include "library/dots.h"
#include "library/matmul.h"
#include "library/polynomial.h"
#include "python/elementwise.h"
#include "python/elsewhere.h"

namespace lnp::py {
namespace {

// Shapes of a product: those of the stacked matrices, and the result's, which lacks the axes that vectors do not have.
struct Shapes {
  int ndim = 0, result_ndim = 0;
  int64_t out[kMaxDims], result[kMaxDims];
};

// A row for the first operand, a column for the second where it is a vector; stacked to `ndim` axes of extent 1.
View as_matrices(const View& v, bool first, int ndim) {
  const Layout* l = v.layout;
  int64_t shape[kMaxDims], strides[kMaxDims];
  std::fill(shape, shape + ndim, 1);
  std::fill(strides, strides + ndim, 0);
  int at = l->ndim == 1 && !first ? ndim - 2 : ndim - l->ndim;
  std::copy_n(l->shape, l->ndim, shape + at);
  std::copy_n(l->strides, l->ndim, strides + at);
  return v.with(layouts().intern(ndim, shape, strides), v.offset);
}

// False where NumPy refuses the shapes.
bool combine(const Layout* a, const Layout* b, Shapes* s) {
  if (a->ndim == 0 || b->ndim == 0) return false;
  s->ndim = std::max({a->ndim, b->ndim, uint16_t{2}});
  int64_t depth = b->shape[std::max(0, b->ndim - 2)];
  if (a->shape[a->ndim - 1] != depth) return false;
  auto extent = [&](const Layout* l, int d) { return d + l->ndim < s->ndim ? 1 : l->shape[d - (s->ndim - l->ndim)]; };
  for (int d = 0; d < s->ndim - 2; ++d) {
    int64_t x = extent(a, d), y = extent(b, d);
    if (x != y && x != 1 && y != 1) return false;
    s->result[s->result_ndim++] = s->out[d] = x == 1 ? y : x;
  }
  s->out[s->ndim - 2] = a->ndim > 1 ? a->shape[a->ndim - 2] : 1;
  s->out[s->ndim - 1] = b->ndim > 1 ? b->shape[b->ndim - 1] : 1;
  if (a->ndim > 1) s->result[s->result_ndim++] = s->out[s->ndim - 2];
  if (b->ndim > 1) s->result[s->result_ndim++] = s->out[s->ndim - 1];
  return true;
}

// Leading axes of extent 1 repeated to those of the result.
View stacked(const View& v, const Shapes& s) {
  int64_t shape[kMaxDims], strides[kMaxDims];
  for (int d = 0; d < s.ndim; ++d) {
    bool repeats = d < s.ndim - 2 && v.layout->shape[d] == 1;
    shape[d] = repeats ? s.out[d] : v.layout->shape[d];
    strides[d] = repeats ? 0 : v.layout->strides[d];
  }
  return v.with(layouts().intern(s.ndim, shape, strides), v.offset);
}

// The result with an axis of extent 1 for each that vectors do not have.
View with_all_axes(const View& v, const Shapes& s, bool has_rows) {
  int64_t strides[kMaxDims] = {};
  int from = 0;
  for (int d = 0; d < s.ndim - 2; ++d) strides[d] = v.layout->strides[from++];
  if (has_rows) strides[s.ndim - 2] = v.layout->strides[from++];
  if (from < v.layout->ndim) strides[s.ndim - 1] = v.layout->strides[from];
  return v.with(layouts().intern(s.ndim, s.out, strides), v.offset);
}

PyObject* raise_misfit(PyObject* a, PyObject* b, const char* name) {
  PyObject* numpy = PyImport_ImportModule("numpy");
  PyObject *x = stand_in(view(a)), *y = stand_in(view(b));
  PyObject* r = numpy && x && y ? PyObject_CallMethod(numpy, name, "OO", x, y) : nullptr;
  if (r) PyErr_Format(PyExc_ValueError, "legate.numpy has no %s for these shapes", name);
  for (PyObject* o : {numpy, x, y, r}) Py_XDECREF(o);
  return nullptr;
}

// The array itself, or a copy in another dtype, or a contiguous one where that is asked for. New reference.
PyObject* in_dtype(PyObject* array, DType t, bool contiguous = false) {
  const View& v = view(array);
  if (v.dtype == t && (!contiguous || v.contiguous())) return Py_NewRef(array);
  PyObject* r = new_array(layouts().contiguous(v.layout->ndim, v.layout->shape, item_size(t)), t);
  if (r && !assign_view(view(r), v)) Py_CLEAR(r);
  return r;
}

// Whether the product may be computed into `out` while the operands are read.
bool apart(PyObject* out, PyObject* a, PyObject* b) {
  const Buffer *to = view(out).buffer, *x = view(a).buffer, *y = view(b).buffer;
  return to != x && to != y && !(to->eager() && (x->eager() || y->eager()));
}

// The product wherever its operands are. False with an exception set.
bool multiply(const View& out, const View& a, const View& b, uint8_t* raised) {
  auto outcome = ask_engine(out.layout->hash,
                            [&](Engine& e) { return e.product(array_at(out), array_at(a), array_at(b), raised); });
  if (outcome != Outcome::not_here) return outcome.has_value();
  for (Buffer* each : {a.buffer, b.buffer, out.buffer})
    if (!ensure_storage(each)) return false;
  *raised = matmul(out, a, b, runtime().engine().workers());
  return true;
}

bool compute(PyObject* out, PyObject* a, PyObject* b, const Shapes& s, const char* name) {
  const View& to = view(out);
  if (!flush_for_read(view(a).buffer) || !flush_for_read(view(b).buffer) || !flush_for_write(to.buffer)) return false;
  uint8_t raised = 0;
  bool ok = multiply(with_all_axes(to, s, view(a).layout->ndim > 1), stacked(as_matrices(view(a), true, s.ndim), s),
                     stacked(as_matrices(view(b), false, s.ndim), s), &raised);
  return ok && (!raised || strcmp(name, "vdot") == 0 || report_scalar(Op::multiply, raised, name));
}

bool multiplies(DType t) {
  // NumPy's own functions lie in the module that is linked to its BLAS.
  static const bool looked = [] {
    Dl_info info;
    if (dladdr(reinterpret_cast<void*>(PyArray_GetNDArrayCVersion), &info)) find_blas(info.dli_fname);
    return true;
  }();
  return looked && can_multiply(t);
}

}  // namespace

PyObject* product(PyObject* a, PyObject* b, PyObject* out, const DType* dtype, const char* name) {
  const View &va = view(a), &vb = view(b);
  DType t = dtype ? *dtype : promote(va.dtype, vb.dtype);
  if (!multiplies(t) || !can_cast(va.dtype, t, Casting::same_kind) || !can_cast(vb.dtype, t, Casting::same_kind))
    return nullptr;
  Shapes s;
  if (!combine(va.layout, vb.layout, &s)) return raise_misfit(a, b, name);
  const Layout* result = layouts().contiguous(s.result_ndim, s.result, item_size(t));
  if (out && (!is_array(out) || view(out).dtype != t || view(out).readonly || !view(out).layout->same_shape(result)))
    return nullptr;
  PyObject* r = out && apart(out, a, b) ? Py_NewRef(out) : new_array(result, t);
  PyObject *x = r ? in_dtype(a, t) : nullptr, *y = x ? in_dtype(b, t) : nullptr;
  bool ok = y && compute(r, x, y, s, name);
  if (ok && out && r != out) {
    ok = assign_view(view(out), view(r));
    Py_SETREF(r, Py_NewRef(out));
  }
  Py_XDECREF(x);
  Py_XDECREF(y);
  if (!ok) Py_CLEAR(r);
  if (r && !out && s.result_ndim == 0) Py_SETREF(r, element(view(r), view(r).offset));
  return r;
}

namespace {

bool is_floating(DType t) { return t != DType::f16 && (kind(t) == Kind::real || kind(t) == Kind::complex); }

// The array itself, or a copy, in dtype `t`, whose last axis goes forwards by whole elements. New reference.
PyObject* in_lines(PyObject* array, DType t) {
  const Layout* l = view(array).layout;
  int64_t step = l->strides[l->ndim - 1];
  return in_dtype(array, t, step <= 0 || step % static_cast<int64_t>(item_size(t)) != 0);
}

bool to_memory(std::initializer_list<PyObject*> read, std::initializer_list<PyObject*> written) {
  for (PyObject* o : read)
    if (!flush_for_read(view(o).buffer)) return false;
  for (PyObject* o : written)
    if (!flush_for_write(view(o).buffer) || !ensure_storage(view(o).buffer)) return false;
  return std::all_of(read.begin(), read.end(), [](PyObject* o) { return ensure_storage(view(o).buffer); });
}

}  // namespace

PyObject* dots(PyObject* a, PyObject* b, bool reports) {
  const Layout* l = view(a).layout;
  DType t = promote(view(a).dtype, view(b).dtype);
  if (may_be_elsewhere() || !is_floating(t) || !multiplies(t) || l->ndim == 0 || !l->same_shape(view(b).layout))
    return nullptr;
  PyObject* r = new_array(layouts().contiguous(l->ndim - 1, l->shape, item_size(t)), t);
  PyObject *x = r ? in_lines(a, t) : nullptr, *y = x ? in_lines(b, t) : nullptr;
  bool ok = y && to_memory({x, y}, {r});
  if (ok && view(r).layout->size > 0) {
    uint8_t raised = conjugated_dots(view(r), view(x), view(y), runtime().engine().workers());
    ok = !raised || !reports || report_scalar(Op::multiply, raised, "vecdot");
  }
  Py_XDECREF(x);
  Py_XDECREF(y);
  if (!ok) Py_CLEAR(r);
  if (r && l->ndim == 1) Py_SETREF(r, element(view(r), view(r).offset));
  return r;
}

PyObject* polynomial_of(PyObject* zeros) {
  int64_t count = view(zeros).layout->size + 1;
  DType t = view(zeros).dtype;
  PyObject* from = in_dtype(zeros, t, true);
  PyObject* r = from ? new_array(layouts().contiguous(1, &count, item_size(t)), t) : nullptr;
  bool ok = r && to_memory({from}, {r});
  if (ok) expand_zeros(view(r), view(from));
  Py_XDECREF(from);
  if (!ok) Py_CLEAR(r);
  return r;
}

bool divide_polynomial(PyObject* quotient, PyObject* rest, PyObject* divisor, PyObject* scale) {
  if (!to_memory({divisor, scale}, {quotient, rest})) return false;
  uint8_t raised = divide_polynomial(view(quotient), view(rest), view(divisor), view(scale));
  return !raised || report_scalar(Op::multiply, raised);
}

PyObject* correlate(PyObject* a, PyObject* v, int64_t start, int64_t count) {
  DType t = promote(view(a).dtype, view(v).dtype), summed = t == DType::f16 ? DType::f32 : t;
  multiplies(summed);  // finds the BLAS
  PyObject *x = in_dtype(a, summed, true), *y = x ? in_dtype(v, summed, true) : nullptr;
  PyObject* r = y ? new_array(layouts().contiguous(1, &count, item_size(summed)), summed) : nullptr;
  bool ok = r && flush_for_read(view(x).buffer) && flush_for_read(view(y).buffer) && flush_for_write(view(r).buffer);
  for (PyObject* o : {x, y, r}) ok = ok && ensure_storage(view(o).buffer);
  if (ok) correlate(view(r), view(x), view(y), start, runtime().engine().workers());
  Py_XDECREF(x);
  Py_XDECREF(y);
  if (!ok) Py_CLEAR(r);
  if (r && summed != t) Py_SETREF(r, in_dtype(r, t));
  return r;
}

}  // namespace lnp::py
