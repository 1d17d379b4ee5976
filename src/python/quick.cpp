#include "python/quick.h"

#include <algorithm>
#include <cstring>

#include "python/lazy_scalar.h"
#include "python/pending.h"
#include "python/search.h"
#include "python/ufunc.h"
#include "python/views.h"

namespace lnp::py {
namespace {

using Args = PyObject* const*;

bool ours(PyObject* o) { return o && is_array(o); }
const Layout* layout(PyObject* array) { return view(array).layout; }

// Puts an item into a fresh tuple or list, which is gone where there is no item.
void put(PyObject** all, Py_ssize_t i, PyObject* item) {
  if (!item)
    Py_CLEAR(*all);
  else if (PyTuple_CheckExact(*all))
    PyTuple_SET_ITEM(*all, i, item);
  else
    PyList_SET_ITEM(*all, i, item);
}

// ---- what an array is

PyObject* shape(Args a, Py_ssize_t) { return ours(a[0]) ? tuple_of(layout(a[0])->shape, layout(a[0])->ndim) : nullptr; }
PyObject* ndim(Args a, Py_ssize_t) { return ours(a[0]) ? PyLong_FromLong(layout(a[0])->ndim) : nullptr; }
PyObject* size(Args a, Py_ssize_t) {
  return ours(a[0]) && not_given(a[1]) ? PyLong_FromLongLong(layout(a[0])->size) : nullptr;
}

bool is_complex(PyObject* array) { return kind(view(array).dtype) == Kind::complex; }
PyObject* iscomplexobj(Args a, Py_ssize_t) { return ours(a[0]) ? PyBool_FromLong(is_complex(a[0])) : nullptr; }
PyObject* isrealobj(Args a, Py_ssize_t) { return ours(a[0]) ? PyBool_FromLong(!is_complex(a[0])) : nullptr; }

// ---- other shapes

PyObject* ravel(Args a, Py_ssize_t) { return ours(a[0]) && is_row_major(a[1]) ? raveled(a[0]) : nullptr; }

PyObject* reshape(Args a, Py_ssize_t) {  // shape order copy
  int nd;
  int64_t extents[kMaxDims];
  bool usual = ours(a[0]) && a[1] && as_shape(a[1], &nd, extents) && is_row_major(a[2]) && not_given(a[3]);
  return usual ? reshaped(a[0], nd, extents) : nullptr;
}

PyObject* squeeze(Args a, Py_ssize_t) { return ours(a[0]) ? squeezed(a[0], a[1]) : nullptr; }
PyObject* expand_dims(Args a, Py_ssize_t) { return ours(a[0]) && a[1] ? expanded(a[0], a[1]) : nullptr; }

template <int least>
PyObject* atleast(Args a, Py_ssize_t n) {
  if (n == 1) return ours(a[0]) ? at_least(a[0], least) : nullptr;
  for (Py_ssize_t i = 0; i < n; ++i)
    if (!is_array(a[i])) return nullptr;
  PyObject* all = PyTuple_New(n);
  for (Py_ssize_t i = 0; all && i < n; ++i) {
    put(&all, i, at_least(a[i], least));
  }
  return all;
}

PyObject* ix_(Args a, Py_ssize_t n) {
  if (n > kMaxDims) return nullptr;
  for (Py_ssize_t i = 0; i < n; ++i)
    if (!is_array(a[i]) || layout(a[i])->ndim != 1 || view(a[i]).dtype == DType::b1) return nullptr;
  PyObject* all = PyTuple_New(n);
  for (Py_ssize_t i = 0; all && i < n; ++i) {
    int64_t extents[kMaxDims];
    std::fill(extents, extents + n, 1);
    extents[i] = layout(a[i])->size;
    put(&all, i, reshaped(a[i], static_cast<int>(n), extents));
  }
  return all;
}

PyObject* broadcast_to(Args a, Py_ssize_t) {
  int nd;
  int64_t extents[kMaxDims];
  return ours(a[0]) && a[1] && as_shape(a[1], &nd, extents) ? broadcast(view(a[0]), nd, extents, true) : nullptr;
}

PyObject* broadcast_arrays(Args a, Py_ssize_t n) {
  constexpr Py_ssize_t kMost = 16;
  const Layout* all[kMost];
  int nd;
  int64_t extents[kMaxDims];
  if (n == 0 || n > kMost) return nullptr;
  for (Py_ssize_t i = 0; i < n; ++i) {
    if (!is_array(a[i])) return nullptr;
    all[i] = layout(a[i]);
  }
  if (!broadcast_shapes(all, static_cast<int>(n), &nd, extents)) return nullptr;
  PyObject* made = PyTuple_New(n);
  for (Py_ssize_t i = 0; made && i < n; ++i) {
    bool same = all[i]->ndim == nd && std::equal(extents, extents + nd, all[i]->shape);
    put(&made, i, same ? Py_NewRef(a[i]) : broadcast(view(a[i]), nd, extents, false));
  }
  return made;
}

// ---- orders of axes

PyObject* transpose(Args a, Py_ssize_t) { return ours(a[0]) ? transposed(view(a[0]), a[1]) : nullptr; }

PyObject* matrix_transpose(Args a, Py_ssize_t) {
  int n = ours(a[0]) ? layout(a[0])->ndim : 0;
  return n < 2 ? nullptr : swapped(view(a[0]), n - 1, n - 2);
}

PyObject* swapaxes(Args a, Py_ssize_t) {
  int from, to, n = ours(a[0]) ? layout(a[0])->ndim : 0;
  bool given = n && a[1] && a[2] && as_axis(a[1], n, &from) && as_axis(a[2], n, &to);
  return given ? swapped(view(a[0]), from, to) : nullptr;
}

PyObject* moveaxis(Args a, Py_ssize_t) { return ours(a[0]) && a[1] && a[2] ? moved(view(a[0]), a[1], a[2]) : nullptr; }

PyObject* rollaxis(Args a, Py_ssize_t) { return ours(a[0]) && a[1] ? rolled(view(a[0]), a[1], a[2]) : nullptr; }

PyObject* flip(Args a, Py_ssize_t) {
  int axes[kMaxDims], count;
  if (!ours(a[0]) || layout(a[0])->ndim == 0) return nullptr;
  if (not_given(a[1])) return flipped(view(a[0]), ~0ull);
  if (PyList_Check(a[1]) || !as_axes(a[1], layout(a[0])->ndim, axes, &count)) return nullptr;
  uint64_t mask = 0;
  for (int i = 0; i < count; ++i) mask |= 1ull << axes[i];
  return flipped(view(a[0]), mask);
}

template <int axis>
PyObject* flip_axis(Args a, Py_ssize_t) {
  return ours(a[0]) && layout(a[0])->ndim > axis ? flipped(view(a[0]), 1ull << axis) : nullptr;
}

PyObject* rot90(Args a, Py_ssize_t) {
  int n = ours(a[0]) ? layout(a[0])->ndim : 0;
  int64_t times = 1;
  int axes[kMaxDims] = {0, 1}, count = 2;
  if (n < 2 || (a[1] && !as_index(a[1], &times)) || (a[2] && !as_axes(a[2], n, axes, &count)) || count != 2)
    return nullptr;
  return turned(view(a[0]), times, axes[0], axes[1]);
}

// ---- parts

PyObject* real(Args a, Py_ssize_t) {
  if (!ours(a[0])) return nullptr;
  return is_complex(a[0]) ? wrap(part(view(a[0]), 0)) : Py_NewRef(a[0]);
}

PyObject* imag(Args a, Py_ssize_t) { return ours(a[0]) && is_complex(a[0]) ? wrap(part(view(a[0]), 1)) : nullptr; }

PyObject* diagonal_of(Args a, Py_ssize_t) { return ours(a[0]) ? diagonal(view(a[0]), a[1], a[2], a[3]) : nullptr; }

PyObject* trace_of(Args a, Py_ssize_t) {
  return ours(a[0]) ? trace(view(a[0]), a[1], a[2], a[3], a[4], a[5]) : nullptr;
}

// A list of the parts of an array along an axis; at(i) is where the one after part i begins, as in a slice.
template <class At>
PyObject* parts(const View& v, int axis, Py_ssize_t count, At at) {
  PyObject* all = PyList_New(count);
  Py_ssize_t extent = v.layout->shape[axis];
  for (Py_ssize_t i = 0; all && i < count; ++i) {
    Py_ssize_t from = i > 0 ? at(i - 1) : 0, to = i + 1 < count ? at(i) : extent;
    Py_ssize_t length = PySlice_AdjustIndices(extent, &from, &to, 1);
    put(&all, i, slice(v, axis, from, from + length));
  }
  return all;
}

// array_split, and split where parts have to be equal.
PyObject* split_along(PyObject* array, PyObject* into, int axis, bool equal) {
  const View& v = view(array);
  int64_t extent = v.layout->shape[axis], sections;
  if (PyTuple_CheckExact(into) || PyList_CheckExact(into)) {
    Py_ssize_t n = PySequence_Fast_GET_SIZE(into);
    int64_t at;
    for (Py_ssize_t i = 0; i < n; ++i) {
      PyObject* place = PySequence_Fast_GET_ITEM(into, i);
      if (!PyLong_CheckExact(place) || !as_index(place, &at)) return nullptr;
    }
    return parts(v, axis, n + 1, [&](Py_ssize_t i) {
      as_index(PySequence_Fast_GET_ITEM(into, i), &at);
      return at;
    });
  }
  if (!PyLong_CheckExact(into) || !as_index(into, &sections) || sections <= 0 || (equal && extent % sections != 0))
    return nullptr;
  int64_t each = extent / sections, longer = extent % sections;
  return parts(v, axis, sections, [&](Py_ssize_t i) { return (i + 1) * each + std::min<int64_t>(i + 1, longer); });
}

template <bool equal>
PyObject* split(Args a, Py_ssize_t) {
  int axis = 0, n = ours(a[0]) ? layout(a[0])->ndim : 0;
  bool usual = n && a[1] && (!a[2] || as_axis(a[2], n, &axis));
  return usual ? split_along(a[0], a[1], axis, equal) : nullptr;
}

template <int axis>
PyObject* split_axis(Args a, Py_ssize_t) {  // hsplit splits an array of one axis along that
  int n = ours(a[0]) ? layout(a[0])->ndim : 0;
  bool usual = a[1] && (axis == 1 ? n > 0 : n > std::max(axis, 1));
  return usual ? split_along(a[0], a[1], std::min(axis, n - 1), true) : nullptr;
}

PyObject* unstack(Args a, Py_ssize_t) {
  int axis = 0, n = ours(a[0]) ? layout(a[0])->ndim : 0;
  if (n < 2 || (a[1] && !as_axis(a[1], n, &axis))) return nullptr;
  const View& v = view(a[0]);
  int64_t extents[kMaxDims], strides[kMaxDims];
  for (int i = 0, k = 0; i < n; ++i) {
    if (i == axis) continue;
    extents[k] = v.layout->shape[i];
    strides[k++] = v.layout->strides[i];
  }
  const Layout* rest = layouts().intern(n - 1, extents, strides);
  PyObject* all = PyTuple_New(v.layout->shape[axis]);
  for (int64_t i = 0; all && i < v.layout->shape[axis]; ++i) {
    put(&all, i, wrap(v.with(rest, v.offset + i * v.layout->strides[axis])));
  }
  return all;
}

// ---- reductions by the axes and keepdims; nothing else given

bool left_out(PyObject* o) { return !o || o == no_value(); }

struct Reduction {
  uint64_t axes;
  bool keepdims;
};

bool reduction(PyObject* array, PyObject* axis, PyObject* keepdims, Reduction* out) {
  int axes[kMaxDims], count, n = layout(array)->ndim;
  if (!left_out(keepdims) && !PyBool_Check(keepdims)) return false;
  *out = {~0ull, keepdims == Py_True};
  if (not_given(axis)) return true;
  if (PyList_Check(axis) || !as_axes(axis, n, axes, &count)) return false;
  out->axes = 0;
  for (int i = 0; i < count; ++i) out->axes |= 1ull << axes[i];
  return true;
}

// What any() and all() say of one truth value.
PyObject* truth_of(Args a, Py_ssize_t n) {
  bool alone = a[0] && PyArray_IsScalar(a[0], Bool);
  for (Py_ssize_t i = 1; alone && i < n; ++i) alone = not_given(a[i]);
  return alone ? Py_NewRef(a[0]) : nullptr;
}

template <Op op, bool typed>
PyObject* reduced(Args a, Py_ssize_t n) {  // axis [dtype] out keepdims [initial] where
  constexpr int out = typed ? 3 : 2;
  Reduction how;
  if (op == Op::logical_or || op == Op::logical_and) {
    if (PyObject* r = truth_of(a, n)) return r;
  }
  if (!ours(a[0]) || (typed && !not_given(a[2])) || !not_given(a[out])) return nullptr;
  for (Py_ssize_t i = out + 2; i < n; ++i)
    if (!left_out(a[i])) return nullptr;
  if (!reduction(a[0], a[1], a[out + 1], &how)) return nullptr;
  Fading fading(a[0]);
  return reduce(op, a[0], how.axes, how.keepdims, nullptr, nullptr, nullptr);
}

PyObject* mean(Args a, Py_ssize_t) {  // axis dtype out keepdims where
  Reduction how;
  if (!ours(a[0]) || !not_given(a[2]) || !not_given(a[3]) || !left_out(a[5]) || g_lazy_scalars) return nullptr;
  if (view(a[0]).dtype == DType::f16 || !reduction(a[0], a[1], a[4], &how)) return nullptr;
  const Layout* l = layout(a[0]);
  int64_t count = 1;
  for (int i = 0; i < l->ndim; ++i)
    if (how.axes >> i & 1) count *= l->shape[i];
  if (count == 0) return nullptr;  // of which NumPy warns
  Kind k = kind(view(a[0]).dtype);
  DType sums = DType::f64;
  bool as_it_is = k == Kind::real || k == Kind::complex;
  Fading fading(a[0]);
  PyObject* sum = reduce(Op::add, a[0], how.axes, how.keepdims, nullptr, as_it_is ? nullptr : &sums, nullptr);
  PyObject* number = sum ? PyLong_FromLongLong(count) : nullptr;
  PyObject* r = number ? PyNumber_TrueDivide(sum, number) : nullptr;
  Py_XDECREF(sum);
  Py_XDECREF(number);
  return r;
}

PyObject* nonzeros(Args a, Py_ssize_t) { return ours(a[0]) && layout(a[0])->ndim > 0 ? nonzero(a[0]) : nullptr; }

PyObject* count_nonzeros(Args a, Py_ssize_t) {  // axis * keepdims
  return ours(a[0]) && not_given(a[1]) && !a[2] ? count_nonzero(a[0]) : nullptr;
}

template <bool greatest>
PyObject* arg_extreme_of(Args a, Py_ssize_t) {  // axis out * keepdims
  Reduction how;
  int axis, n = ours(a[0]) ? layout(a[0])->ndim : 0;
  if (n == 0 || layout(a[0])->size == 0 || !not_given(a[2])) return nullptr;
  if (!not_given(a[1])) {
    bool usual = reduction(a[0], nullptr, a[3], &how) && as_axis(a[1], n, &axis);
    return usual ? arg_extreme(a[0], greatest, axis, how.keepdims) : nullptr;
  }
  PyObject* flat = left_out(a[3]) ? raveled(a[0]) : nullptr;
  PyObject* r = flat ? arg_extreme(flat, greatest, 0, false) : nullptr;
  Py_XDECREF(flat);
  return r;
}

// ---- the table

constexpr char kTyped[] = "a axis dtype out keepdims initial where", kUntyped[] = "a axis out keepdims initial where",
               kTruth[] = "a axis out keepdims * where", kMean[] = "a axis dtype out keepdims * where",
               kSplit[] = "ary indices_or_sections axis", kSections[] = "ary indices_or_sections",
               kArg[] = "a axis out * keepdims", kArgMethod[] = "self / axis out * keepdims";

}  // namespace

const QuickRow quick_views[] = {
    {"shape", shape, "a"},
    {"ndim", ndim, "a"},
    {"size", size, "a axis"},
    {"iscomplexobj", iscomplexobj, "x"},
    {"isrealobj", isrealobj, "x"},
    {"ravel", ravel, "a order"},
    {"reshape", reshape, "a / shape order * copy"},
    {"squeeze", squeeze, "a axis"},
    {"expand_dims", expand_dims, "a axis"},
    {"atleast_1d", atleast<1>, "*arys"},
    {"atleast_2d", atleast<2>, "*arys"},
    {"atleast_3d", atleast<3>, "*arys"},
    {"ix_", ix_, "*args"},
    {"broadcast_to", broadcast_to, "array shape subok"},
    {"broadcast_arrays", broadcast_arrays, "*args subok"},
    {"transpose", transpose, "a axes"},
    {"permute_dims", transpose, "a axes"},
    {"matrix_transpose", matrix_transpose, "x /"},
    {"swapaxes", swapaxes, "a axis1 axis2"},
    {"moveaxis", moveaxis, "a source destination"},
    {"rollaxis", rollaxis, "a axis start"},
    {"flip", flip, "m axis"},
    {"flipud", flip_axis<0>, "m"},
    {"fliplr", flip_axis<1>, "m"},
    {"rot90", rot90, "m k axes"},
    {"real", real, "val"},
    {"imag", imag, "val"},
    {"diagonal", diagonal_of, "a offset axis1 axis2"},
    {"trace", trace_of, "a offset axis1 axis2 dtype out"},
    {"array_split", split<false>, kSplit},
    {"split", split<true>, kSplit},
    {"hsplit", split_axis<1>, kSections},
    {"vsplit", split_axis<0>, kSections},
    {"dsplit", split_axis<2>, kSections},
    {"unstack", unstack, "x / * axis"},
    {"sum", reduced<Op::add, true>, kTyped},
    {"prod", reduced<Op::multiply, true>, kTyped},
    {"max", reduced<Op::maximum, false>, kUntyped},
    {"amax", reduced<Op::maximum, false>, kUntyped},
    {"min", reduced<Op::minimum, false>, kUntyped},
    {"amin", reduced<Op::minimum, false>, kUntyped},
    {"any", reduced<Op::logical_or, false>, kTruth},
    {"all", reduced<Op::logical_and, false>, kTruth},
    {"argmax", arg_extreme_of<true>, kArg},
    {"argmin", arg_extreme_of<false>, kArg},
    {"nonzero", nonzeros, "a"},
    {"count_nonzero", count_nonzeros, "a axis * keepdims"},
    {"mean", mean, kMean},
    {"ndarray.mean", mean, "self / axis dtype out keepdims * where"},
    {"ndarray.nonzero", nonzeros, "self /"},
    {"ndarray.argmax", arg_extreme_of<true>, kArgMethod},
    {"ndarray.argmin", arg_extreme_of<false>, kArgMethod},
    {},
};

bool is_row_major(PyObject* order) {
  return !order || (PyUnicode_Check(order) && PyUnicode_CompareWithASCIIString(order, "C") == 0);
}

bool is_here(PyObject* device) {
  return not_given(device) || (PyUnicode_Check(device) && PyUnicode_CompareWithASCIIString(device, "cpu") == 0);
}

const QuickFunction* quick_function(const char* path) {
  for (const QuickRow* table : {quick_views, quick_new, quick_searches, quick_fills})
    for (const QuickRow* row = table; row->path; ++row)
      if (strcmp(row->path, path) == 0) return new QuickFunction{row->call, Parameters(row->parameters)};  // for good
  return nullptr;
}

std::vector<std::pair<std::string, std::string>> quick_functions() {
  std::vector<std::pair<std::string, std::string>> all;
  for (const QuickRow* table : {quick_views, quick_new, quick_searches, quick_fills})
    for (const QuickRow* row = table; row->path; ++row) all.emplace_back(row->path, row->parameters);
  return all;
}

}  // namespace lnp::py
