// Quick functions that write small arrays by a rule, and those that give an array, or its bytes, in another order.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <string_view>
#include <vector>

#include "python/at_once.h"
#include "python/elementwise.h"
#include "python/linear.h"
#include "python/quick.h"
#include "python/search.h"

namespace lnp::py {
namespace {

using Args = PyObject* const*;

constexpr int64_t kFilled = 1 << 17;  // bytes up to which one thread fills an array faster than kernels do

bool ours(PyObject* o) { return o && is_array(o); }
const Layout* layout(PyObject* array) { return view(array).layout; }

bool asked_dtype(PyObject* dtype, DType* t) {
  if (not_given(dtype)) return true;
  int native = dtype_of(dtype, t);
  if (native < 0) PyErr_Clear();
  return native == 1;
}

// An index, or what stands for none given.
bool index_or(PyObject* o, int64_t otherwise, int64_t* out) {
  *out = otherwise;
  return !o || (PyLong_CheckExact(o) && as_index(o, out) && std::llabs(*out) < int64_t{1} << 31);
}

bool as_extent(PyObject* o, int64_t* out) {
  return o && PyLong_CheckExact(o) && as_index(o, out) && *out >= 0 && *out < int64_t{1} << 31;
}

// A fresh array of a few rows, of zeros; null without an exception where there are more than that.
PyObject* few_rows(int64_t rows, int64_t columns, DType t) {
  int64_t shape[] = {rows, columns};
  if (rows * columns > kFilled) return nullptr;
  const Layout* l = layouts().contiguous(2, shape, item_size(t));
  if (!is_small(l, t, kFilled)) return nullptr;
  PyObject* made = new_array(l, t);
  if (made && !ensure_storage(view(made).buffer)) Py_CLEAR(made);
  if (made) std::memset(view(made).data(), 0, static_cast<size_t>(view(made).buffer->bytes));
  return made;
}

// ---- ones on a diagonal, values on one, and the triangles beside it

// Items that lie `step` bytes apart, one after the other to the k-th diagonal.
void fill_diagonal(const View& to, int64_t k, const char* from, int64_t step) {
  int64_t rows = to.layout->shape[0], columns = to.layout->shape[1], item = static_cast<int64_t>(item_size(to.dtype));
  int64_t first = k >= 0 ? k : -k * columns, count = k >= 0 ? std::min(rows, columns - k) : std::min(rows + k, columns);
  char* out = to.data() + first * item;
  for (int64_t i = 0; i < count; ++i)
    std::memcpy(out + i * (columns + 1) * item, from + i * step, static_cast<size_t>(item));
}

void one_of(DType t, char* out) {
  const bool one = true;
  cast_element(DType::b1, t, &one, out);
}

PyObject* identity_matrix(int64_t rows, int64_t columns, int64_t k, DType t) {
  PyObject* made = few_rows(rows, columns, t);
  char one[16];
  one_of(t, one);
  if (made && layout(made)->size > 0) fill_diagonal(view(made), k, one, 0);
  return made;
}

PyObject* eye(Args a, Py_ssize_t) {  // N M k dtype order * device like
  int64_t rows, columns, k;
  DType t = DType::f64;
  bool usual = as_extent(a[0], &rows) && (not_given(a[1]) ? (columns = rows, true) : as_extent(a[1], &columns)) &&
               index_or(a[2], 0, &k) && is_row_major(a[4]) && is_here(a[5]) && not_given(a[6]);
  return usual && asked_dtype(a[3], &t) ? identity_matrix(rows, columns, k, t) : nullptr;
}

PyObject* identity(Args a, Py_ssize_t) {  // n dtype * like
  int64_t n;
  DType t = DType::f64;
  bool usual = as_extent(a[0], &n) && not_given(a[2]);
  return usual && asked_dtype(a[1], &t) ? identity_matrix(n, n, 0, t) : nullptr;
}

PyObject* on_diagonal(PyObject* line, int64_t k) {
  const View& v = view(line);
  int64_t n = v.layout->size + std::llabs(k);
  Ref from(Py_NewRef(line));
  if (may_be_elsewhere() || !readable(from)) return nullptr;
  PyObject* made = few_rows(n, n, v.dtype);
  if (made && v.layout->size > 0) fill_diagonal(view(made), k, v.data(), v.layout->strides[0]);
  return made;
}

PyObject* diag(Args a, Py_ssize_t) {  // v k
  int64_t k;
  if (!ours(a[0]) || !index_or(a[1], 0, &k)) return nullptr;
  if (layout(a[0])->ndim == 2) return diagonal(view(a[0]), a[1], nullptr, nullptr);
  return layout(a[0])->ndim == 1 ? on_diagonal(a[0], k) : nullptr;
}

PyObject* diagflat(Args a, Py_ssize_t) {
  int64_t k;
  if (!ours(a[0]) || !index_or(a[1], 0, &k)) return nullptr;
  Ref line(raveled(a[0]));
  return line ? on_diagonal(line.get(), k) : nullptr;
}

// How many elements of a row lie on the k-th diagonal or before it.
int64_t before_diagonal(int64_t row, int64_t k, int64_t columns) {
  return std::clamp<int64_t>(row + k + 1, 0, columns);
}

PyObject* tri(Args a, Py_ssize_t) {  // N M k dtype * like
  int64_t rows, columns, k;
  DType t = DType::f64;
  bool usual = as_extent(a[0], &rows) && (not_given(a[1]) ? (columns = rows, true) : as_extent(a[1], &columns)) &&
               index_or(a[2], 0, &k) && not_given(a[4]);
  PyObject* made = usual && asked_dtype(a[3], &t) ? few_rows(rows, columns, t) : nullptr;
  if (!made) return nullptr;
  auto item = static_cast<int64_t>(item_size(t));
  std::vector<char> ones(static_cast<size_t>(columns * item));
  for (int64_t j = 0; j < columns; ++j) one_of(t, ones.data() + j * item);
  char* row = view(made).data();
  for (int64_t i = 0; i < rows; ++i, row += columns * item)
    std::memcpy(row, ones.data(), static_cast<size_t>(before_diagonal(i, k, columns) * item));
  return made;
}

template <bool lower>
PyObject* triangle(Args a, Py_ssize_t) {  // m k
  int64_t k;
  bool usual = ours(a[0]) && layout(a[0])->ndim == 2 && index_or(a[1], 0, &k) && view(a[0]).contiguous();
  if (!usual || may_be_elsewhere() || layout(a[0])->size > kFilled) return nullptr;
  Ref from(Py_NewRef(a[0]));
  if (!readable(from)) return nullptr;
  int64_t rows = from.v().layout->shape[0], columns = from.v().layout->shape[1];
  PyObject* made = few_rows(rows, columns, from.v().dtype);
  if (!made) return nullptr;
  auto item = static_cast<int64_t>(item_size(from.v().dtype));
  for (int64_t i = 0; i < rows; ++i) {
    int64_t edge = before_diagonal(i, lower ? k : k - 1, columns), begin = i * columns + (lower ? 0 : edge);
    int64_t count = lower ? edge : columns - edge;
    std::memcpy(view(made).data() + begin * item, from.data<char>() + begin * item, static_cast<size_t>(count * item));
  }
  return made;
}

PyObject* indices(Args a, Py_ssize_t) {  // dimensions dtype sparse
  int nd;
  int64_t shape[kMaxDims];
  if (!a[0] || !PyTuple_CheckExact(a[0]) || !as_shape(a[0], &nd, shape + 1) || a[1] || a[2] || nd == 0 ||
      nd == kMaxDims)
    return nullptr;
  for (int d = 1; d <= nd; ++d)
    if (shape[d] < 0) return nullptr;
  shape[0] = nd;
  int64_t size = shape_size(nd + 1, shape);
  if (size < 0 || size * 8 > kFilled || may_be_elsewhere()) return nullptr;
  Ref made(new_array(layouts().contiguous(nd + 1, shape, sizeof(int64_t)), DType::i64));
  if (!writable(made)) return nullptr;
  auto* out = made.data<int64_t>();
  for (int64_t d = 1, inner = size / nd; size > 0 && d <= nd; ++d) {
    int64_t outer = size / nd / inner;
    inner /= shape[d];
    for (int64_t o = 0; o < outer; ++o)
      for (int64_t i = 0; i < shape[d]; ++i, out += inner) std::fill_n(out, inner, i);
  }
  return made.take();
}

// ---- numbers evenly apart

bool as_number(PyObject* o, double* out) {
  constexpr int64_t kExact = int64_t{1} << 53;
  int64_t i;
  if (o && (PyFloat_CheckExact(o) || PyArray_IsScalar(o, Double)))
    *out = PyFloat_AS_DOUBLE(o);
  else if (o && PyLong_CheckExact(o) && as_index(o, &i) && std::llabs(i) <= kExact)
    *out = static_cast<double>(i);
  else
    return false;
  return std::isfinite(*out);
}

PyObject* linspace(Args a, Py_ssize_t) {  // start stop num endpoint retstep dtype axis * device
  double start, stop;
  int64_t n, axis;
  DType t = DType::f64;
  bool usual = as_number(a[0], &start) && as_number(a[1], &stop) && index_or(a[2], 50, &n) && n >= 0 &&
               (!a[3] || PyBool_Check(a[3])) && (!a[4] || a[4] == Py_False) && index_or(a[6], 0, &axis) && axis == 0 &&
               is_here(a[7]) && asked_dtype(a[5], &t) && t == DType::f64;
  if (!usual || n * 8 > kFilled || may_be_elsewhere()) return nullptr;
  bool endpoint = a[3] != Py_False;
  double delta = stop - start, parts = static_cast<double>(n - endpoint), step = parts > 0 ? delta / parts : delta;
  if (!std::isfinite(delta)) return nullptr;
  Ref made(new_vector(n, DType::f64));
  if (!writable(made)) return nullptr;
  auto* out = made.data<double>();
  bool too_small = step == 0 && parts > 0;  // for the type: what there is of each step is multiplied last
  for (int64_t i = 0; i < n; ++i) {
    auto at = static_cast<double>(i);
    out[i] = (too_small ? at / parts * delta : at * step) + start;
  }
  if (endpoint && n > 1) out[n - 1] = stop;
  return made.take();
}

// ---- indices of several axes as one

bool as_extents(PyObject* o, int* nd, int64_t* shape, int64_t* size) {
  if (!o || !as_shape(o, nd, shape) || *nd == 0) return false;
  *size = 1;
  for (int d = 0; d < *nd; ++d)
    if (shape[d] <= 0 || __builtin_mul_overflow(*size, shape[d], size)) return false;
  return true;
}

bool is_index_array(PyObject* o) {
  return ours(o) && view(o).dtype == DType::i64 && layout(o)->ndim > 0 && view(o).contiguous() &&
         layout(o)->size <= kFew && !may_be_elsewhere();
}

PyObject* ravel_multi_index(Args a, Py_ssize_t) {  // multi_index dims mode order
  int nd;
  int64_t shape[kMaxDims], size;
  if (!a[0] || !PyTuple_CheckExact(a[0]) || a[2] || a[3] || !as_extents(a[1], &nd, shape, &size)) return nullptr;
  if (PyTuple_GET_SIZE(a[0]) != nd) return nullptr;
  PyObject** each = PySequence_Fast_ITEMS(a[0]);
  for (int d = 0; d < nd; ++d)
    if (!is_index_array(each[d]) || !layout(each[d])->same_shape(layout(each[0]))) return nullptr;
  Ref made(new_array(layouts().compact(layout(each[0]), sizeof(int64_t)), DType::i64));
  if (!writable(made)) return nullptr;
  auto* out = made.data<int64_t>();
  std::fill_n(out, layout(each[0])->size, 0);
  for (int d = 0; d < nd; ++d) {
    Ref index(Py_NewRef(each[d]));
    if (!readable(index)) return nullptr;
    const auto* from = index.data<int64_t>();
    bool within = true;
    for (int64_t i = 0; i < index.v().layout->size; ++i) {
      within &= static_cast<uint64_t>(from[i]) < static_cast<uint64_t>(shape[d]);
      out[i] = static_cast<int64_t>(static_cast<uint64_t>(out[i]) * static_cast<uint64_t>(shape[d]) +
                                    static_cast<uint64_t>(from[i]));
    }
    if (!within) return nullptr;
  }
  return made.take();
}

PyObject* unravel_index(Args a, Py_ssize_t) {  // indices shape order
  int nd;
  int64_t shape[kMaxDims], size;
  if (!is_index_array(a[0]) || a[2] || !as_extents(a[1], &nd, shape, &size)) return nullptr;
  Ref index(Py_NewRef(a[0])), all(PyTuple_New(nd));
  if (!readable(index) || !all) return nullptr;
  int64_t* out[kMaxDims];
  for (int d = 0; d < nd; ++d) {
    PyObject* made = new_array(layouts().compact(index.v().layout, sizeof(int64_t)), DType::i64);
    if (!made) return nullptr;
    PyTuple_SET_ITEM(all.get(), d, made);
    if (!ensure_storage(view(made).buffer)) return nullptr;
    out[d] = reinterpret_cast<int64_t*>(view(made).data());
  }
  const auto* from = index.data<int64_t>();
  for (int64_t i = 0; i < index.v().layout->size; ++i) {
    int64_t rest = from[i];
    if (static_cast<uint64_t>(rest) >= static_cast<uint64_t>(size)) return nullptr;
    if (size <= UINT32_MAX) {  // which is divided in half the time
      auto part = static_cast<uint32_t>(rest);
      for (int d = nd; d-- > 0; part /= static_cast<uint32_t>(shape[d]))
        out[d][i] = part % static_cast<uint32_t>(shape[d]);
    } else {
      for (int d = nd; d-- > 0; rest /= shape[d]) out[d][i] = rest % shape[d];
    }
  }
  return all.take();
}

// ---- in another order

PyObject* in_c_order(PyObject* array) {
  const View& v = view(array);
  return v.contiguous() ? Py_NewRef(array) : copied(v, v.dtype);
}

PyObject* in_f_order(PyObject* array) {
  const View& v = view(array);
  if (v.layout->ndim <= 1) return in_c_order(array);
  Ref turned(transposed(v, nullptr));
  if (!turned || turned.v().contiguous()) return turned ? Py_NewRef(array) : nullptr;
  Ref made(copied(turned.v(), v.dtype));
  return made ? transposed(made.v(), nullptr) : nullptr;
}

template <PyObject* (*arranged)(PyObject*)>
PyObject* contiguous_array(Args a, Py_ssize_t) {  // a dtype * like
  if (!ours(a[0]) || layout(a[0])->ndim == 0 || !not_given(a[2])) return nullptr;
  DType t = view(a[0]).dtype;
  return asked_dtype(a[1], &t) && t == view(a[0]).dtype ? arranged(a[0]) : nullptr;
}

PyObject* require(Args a, Py_ssize_t) {  // a dtype requirements * like
  if (!ours(a[0]) || layout(a[0])->ndim == 0 || !not_given(a[1]) || !not_given(a[3]) || !a[2] || !PyUnicode_Check(a[2]))
    return nullptr;
  if (PyUnicode_CompareWithASCIIString(a[2], "C") == 0) return in_c_order(a[0]);
  return PyUnicode_CompareWithASCIIString(a[2], "F") == 0 ? in_f_order(a[0]) : nullptr;
}

PyObject* tobytes(Args a, Py_ssize_t) {  // self / order
  if (!ours(a[0]) || a[1] || !view(a[0]).contiguous()) return nullptr;
  Ref held(Py_NewRef(a[0]));
  if (!readable(held)) return nullptr;
  auto item = static_cast<int64_t>(item_size(held.v().dtype));
  return PyBytes_FromStringAndSize(held.data<char>(), held.v().layout->size * item);
}

template <class Word>
void swap_bytes(char* data, int64_t n) {
  for (int64_t i = 0; i < n; ++i) {
    Word w;
    std::memcpy(&w, data + i * static_cast<int64_t>(sizeof w), sizeof w);
    if constexpr (sizeof w == 2) w = __builtin_bswap16(w);
    if constexpr (sizeof w == 4) w = __builtin_bswap32(w);
    if constexpr (sizeof w == 8) w = __builtin_bswap64(w);
    std::memcpy(data + i * static_cast<int64_t>(sizeof w), &w, sizeof w);
  }
}

PyObject* byteswap(Args a, Py_ssize_t) {  // self / inplace
  if (!ours(a[0]) || a[1] || may_be_elsewhere()) return nullptr;
  DType t = view(a[0]).dtype;
  Ref made(copied(view(a[0]), t));
  if (!readable(made) || !writable(made)) return nullptr;
  int64_t parts = kind(t) == Kind::complex ? 2 : 1, n = made.v().layout->size * parts;
  char* data = made.data<char>();
  parallel_for(workers(), n, kFew, [&](int64_t begin, int64_t end) {
    switch (static_cast<int64_t>(item_size(t)) / parts) {
      case 2: return swap_bytes<uint16_t>(data + begin * 2, end - begin);
      case 4: return swap_bytes<uint32_t>(data + begin * 4, end - begin);
      case 8: return swap_bytes<uint64_t>(data + begin * 8, end - begin);
      default: return;
    }
  });
  return made.take();
}

// ---- products of two lines, and what methods of arrays are

bool are_lines(PyObject* a, PyObject* b) { return ours(a) && ours(b) && layout(a)->ndim == 1 && layout(b)->ndim == 1; }

PyObject* dot(Args a, Py_ssize_t) {  // a b out
  bool usual = ours(a[0]) && ours(a[1]) && not_given(a[2]) && layout(a[0])->ndim > 0;
  int n = usual ? layout(a[1])->ndim : 0;
  return n == 1 || n == 2 ? product(a[0], a[1], nullptr, nullptr, "dot") : nullptr;
}

PyObject* inner(Args a, Py_ssize_t) {  // a b /
  bool usual = are_lines(a[0], a[1]) && layout(a[0])->size == layout(a[1])->size;
  return usual ? product(a[0], a[1], nullptr, nullptr, "dot") : nullptr;
}

PyObject* vdot(Args a, Py_ssize_t) {  // a b /
  bool usual =
      are_lines(a[0], a[1]) && layout(a[0])->size == layout(a[1])->size && kind(view(a[0]).dtype) != Kind::complex;
  return usual ? product(a[0], a[1], nullptr, nullptr, "vdot") : nullptr;
}

// ---- sums of products of few numbers

// The labels of a term, a letter each; -1 where it has others, or one twice.
int labels_of(std::string_view term, char* labels) {
  if (term.size() > 8) return -1;
  for (size_t i = 0; i < term.size(); ++i) {
    if (!isalpha(static_cast<unsigned char>(term[i])) || term.find(term[i], i + 1) != term.npos) return -1;
    labels[i] = term[i];
  }
  return static_cast<int>(term.size());
}

// One loop of the sum: how often, and how far the elements of the operands and of the result are apart, in elements.
struct SumLoop {
  char label;
  int64_t extent, steps[3];
};

struct SumLoops {
  std::vector<SumLoop> all;

  // Where each axis of this operand belongs; false where extents differ.
  bool add(const char* labels, const Layout* l, int operand) {
    for (int d = 0; d < l->ndim; ++d) {
      auto at = std::find_if(all.begin(), all.end(), [&](const SumLoop& x) { return x.label == labels[d]; });
      if (at == all.end()) at = all.insert(all.end(), {labels[d], l->shape[d], {}});
      if (at->extent != l->shape[d]) return false;
      at->steps[operand] = l->strides[d] / static_cast<int64_t>(sizeof(double));
    }
    return true;
  }
};

void sum_products(const SumLoop* loop, const SumLoop* last, const double* a, const double* b, double* out) {
  const int64_t *steps = loop->steps, n = loop->extent;
  for (int64_t i = 0; i < n; ++i, a += steps[0], b += steps[1], out += steps[2]) {
    if (loop == last)
      *out += *a * *b;
    else
      sum_products(loop + 1, last, a, b, out);
  }
}

PyObject* einsum(Args a, Py_ssize_t n) {  // subscripts and two operands
  if (n != 3 || !PyUnicode_Check(a[0]) || may_be_elsewhere()) return nullptr;
  for (int i = 1; i < 3; ++i)
    if (!ours(a[i]) || view(a[i]).dtype != DType::f64 || layout(a[i])->size == 0) return nullptr;
  const char* text = PyUnicode_AsUTF8(a[0]);
  std::string_view all(text ? text : "");
  size_t comma = all.find(','), arrow = all.find("->");
  if (comma == all.npos || arrow == all.npos || comma > arrow) return nullptr;
  char labels[3][8];
  int counts[] = {labels_of(all.substr(0, comma), labels[0]),
                  labels_of(all.substr(comma + 1, arrow - comma - 1), labels[1]),
                  labels_of(all.substr(arrow + 2), labels[2])};
  SumLoops loops;
  for (int i = 0; i < 2; ++i)
    if (counts[i] != layout(a[i + 1])->ndim || !loops.add(labels[i], layout(a[i + 1]), i)) return nullptr;
  int64_t shape[8], step = 1, size = 1;
  for (const SumLoop& loop : loops.all) size *= loop.extent;
  if (size > kFew / 4 || counts[2] < 1) return nullptr;
  // The result's loops stand outside, but for its last one, which is the innermost: its sums do not wait for each other.
  for (int d = counts[2]; d-- > 0;) {
    auto at =
        std::find_if(loops.all.begin(), loops.all.end(), [&](const SumLoop& x) { return x.label == labels[2][d]; });
    if (at == loops.all.end()) return nullptr;
    at->steps[2] = step;
    step *= shape[d] = at->extent;
    if (d == counts[2] - 1)
      std::rotate(at, at + 1, loops.all.end());
    else
      std::rotate(loops.all.begin(), at, at + 1);
  }
  Ref first(Py_NewRef(a[1])), second(Py_NewRef(a[2]));
  Ref made(new_array(layouts().contiguous(counts[2], shape, sizeof(double)), DType::f64));
  if (!readable(first) || !readable(second) || !writable(made)) return nullptr;
  std::fill_n(made.data<double>(), made.v().layout->size, 0.0);
  sum_products(loops.all.data(), &loops.all.back(), first.data<double>(), second.data<double>(), made.data<double>());
  return made.take();
}

PyObject* round(Args a, Py_ssize_t) {  // a decimals out
  if (!ours(a[0]) || a[1] || !not_given(a[2]) || kind(view(a[0]).dtype) != Kind::real) return nullptr;
  Argument x = argument(a[0], false);
  PyObject* r = elementwise(Op::rint, &x, 1, CallOptions{});
  release(&x);
  return r;
}

// Bounds that are Python's numbers adapt to real arrays.
PyObject* clipped(PyObject* array, PyObject* low, PyObject* high) {
  bool usual = ours(array) && kind(view(array).dtype) == Kind::real && low && high && PyFloat_CheckExact(low) &&
               PyFloat_CheckExact(high);
  if (!usual) return nullptr;
  Argument args[3] = {argument(array, false), argument(low, false), argument(high, false)};
  PyObject* r = elementwise(Op::_clip, args, 3, CallOptions{});
  for (Argument& each : args) release(&each);
  return r;
}

PyObject* clip(Args a, Py_ssize_t) {  // a a_min a_max out * min max
  return not_given(a[3]) && !a[4] && !a[5] ? clipped(a[0], a[1], a[2]) : nullptr;
}
PyObject* clip_method(Args a, Py_ssize_t) { return not_given(a[3]) ? clipped(a[0], a[1], a[2]) : nullptr; }

}  // namespace

const QuickRow quick_fills[] = {
    {"eye", eye, "N M k dtype order * device like"},
    {"identity", identity, "n dtype * like"},
    {"diag", diag, "v k"},
    {"diagflat", diagflat, "v k"},
    {"tri", tri, "N M k dtype * like"},
    {"tril", triangle<true>, "m k"},
    {"triu", triangle<false>, "m k"},
    {"indices", indices, "dimensions dtype sparse"},
    {"linspace", linspace, "start stop num endpoint retstep dtype axis * device"},
    {"ravel_multi_index", ravel_multi_index, "multi_index dims mode order"},
    {"unravel_index", unravel_index, "indices shape order"},
    {"ascontiguousarray", contiguous_array<in_c_order>, "a dtype * like"},
    {"asfortranarray", contiguous_array<in_f_order>, "a dtype * like"},
    {"require", require, "a dtype requirements * like"},
    {"ndarray.tobytes", tobytes, "self / order"},
    {"ndarray.byteswap", byteswap, "self / inplace"},
    {"dot", dot, "a b out"},
    {"ndarray.dot", dot, "self other / out"},
    {"inner", inner, "a b /"},
    {"vdot", vdot, "a b /"},
    {"einsum", einsum, "*operands out optimize"},
    {"round", round, "a decimals out"},
    {"clip", clip, "a a_min a_max out * min max"},
    {"ndarray.clip", clip_method, "self / min max out"},
    {"ndarray.round", round, "self / decimals out"},
    {},
};

}  // namespace lnp::py
