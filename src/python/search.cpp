#include "python/search.h"

#include <algorithm>
#include <cstring>
#include <functional>
#include <limits>
#include <map>
#include <mutex>
#include <type_traits>
#include <utility>
#include <vector>

#include "library/bits.h"
#include "library/count.h"
#include "library/mask.h"
#include "library/search.h"
#include "library/select.h"
#include "python/at_once.h"
#include "python/load_engine.h"

namespace lnp::py {
namespace {

bool is_contiguous_mask(const View& v) { return v.dtype == DType::b1 && v.contiguous(); }

// Whether each element is not zero, as a contiguous array: recorded, or the array itself. New reference.
PyObject* truth(PyObject* array) {
  const View& v = view(array);
  if (is_contiguous_mask(v)) return Py_NewRef(array);
  PyObject* r = new_array(layouts().contiguous(v.layout->ndim, v.layout->shape, 1), DType::b1);
  if (r && !assign_view(view(r), v)) Py_CLEAR(r);
  return r;
}

bool is_here(const Buffer* b) { return b->storage && b->storage->data; }

// By a reduction, which need not bring the mask here.
bool sum_of_mask(PyObject* mask, int64_t* count) {
  PyObject* sum = new_array(layouts().scalar(), DType::i64);
  PyObject* r = sum ? reduce(Op::add, mask, ~0ull, false, sum, nullptr, nullptr) : nullptr;
  bool ok = r && flush_for_read(view(sum).buffer) && ensure_storage(view(sum).buffer);
  if (ok) std::memcpy(count, view(sum).data(), sizeof *count);
  Py_XDECREF(r);
  Py_XDECREF(sum);
  return ok;
}

bool fill_places(const View& mask, PyObject* const* arrays) {
  if (mask.layout->ndim > 0 && view(arrays[0]).layout->size > 0) {
    auto outcome = ask_engine(mask.layout->hash, [&](Engine& engine) {
      std::vector<ArrayAt> to;
      for (int d = 0; d < mask.layout->ndim; ++d) to.push_back(array_at(view(arrays[d])));
      return engine.true_places(array_at(mask), to);
    });
    if (outcome != Outcome::not_here) return outcome.has_value();
  }
  if (!ensure_storage(mask.buffer)) return false;
  int64_t* data[kMaxDims];
  for (int d = 0; d < mask.layout->ndim; ++d) {
    if (!ensure_storage(view(arrays[d]).buffer)) return false;
    data[d] = reinterpret_cast<int64_t*>(view(arrays[d]).data());
  }
  true_indices(mask.data(), mask.layout->ndim, mask.layout->shape, data, runtime().engine().workers());
  return true;
}

// The array itself if it has this dtype and, where that is asked for, is contiguous; else such a copy. New reference.
PyObject* as_dtype(PyObject* array, DType t, bool contiguous) {
  const View& v = view(array);
  if (v.dtype == t && (!contiguous || v.contiguous())) return Py_NewRef(array);
  PyObject* r = new_array(layouts().contiguous(v.layout->ndim, v.layout->shape, item_size(t)), t);
  if (r && !assign_view(view(r), v)) Py_CLEAR(r);
  return r;
}

// A new array of a's shape.
PyObject* new_like(const View& a, DType t) {
  return new_array(layouts().contiguous(a.layout->ndim, a.layout->shape, item_size(t)), t);
}

// With nothing pending that writes it, or has to do with it.
bool settled_to_read(const Ref& a) { return a && flush_for_read(a.v().buffer); }
bool settled_to_write(const Ref& a) { return a && flush_for_write(a.v().buffer); }

// By the engine, on parts of arrays of one shape.
std::optional<Outcome> by_parts(const std::vector<const Ref*>& in, const Ref* out, const PartFunction& function) {
  const Layout* l = in[0]->v().layout;
  if (l->ndim == 0 || l->size == 0) return Outcome::not_here;
  return ask_engine(l->hash, [&](Engine& engine) {
    std::vector<ArrayAt> arrays;
    for (const Ref* a : in) arrays.push_back(array_at(a->v()));
    if (!out) return engine.by_parts(arrays, nullptr, function);
    ArrayAt to = array_at(out->v());
    return engine.by_parts(arrays, &to, function);
  });
}

// What tasks find in their parts, of which each process has some; `combine` adds what one has found to what those before it have.
template <class T>
class FoundByTasks {
 public:
  void note(int64_t task, std::vector<T> found) {
    std::lock_guard<std::mutex> lock(mutex_);
    of_tasks_.emplace(task, std::move(found));
  }

  // In the order of tasks, so that the result does not depend on who was first. `all` is as long, and neutral.
  template <class Combine>
  void combine(std::vector<T>* all, Combine combine) const {
    std::vector<T> here = *all;
    for (const auto& [task, found] : of_tasks_) combine(&here, found);
    const auto* bytes = reinterpret_cast<const char*>(here.data());
    for (const std::vector<char>& of_rank : gather({bytes, bytes + here.size() * sizeof(T)})) {
      std::vector<T> found(all->size());
      std::memcpy(found.data(), of_rank.data(), of_rank.size());
      combine(all, found);
    }
  }

 private:
  std::mutex mutex_;
  std::map<int64_t, std::vector<T>> of_tasks_;
};

// A number as so many doubles; null stands for the one that is given. False with an exception set.
bool number_parts(PyObject* o, int parts, const double* otherwise, double* out) {
  if (o == Py_None) {
    std::copy_n(otherwise, parts, out);
  } else if (parts == 1) {
    out[0] = PyFloat_AsDouble(o);
  } else {
    Py_complex c = PyComplex_AsCComplex(o);
    out[0] = c.real;
    out[1] = c.imag;
  }
  return !PyErr_Occurred();
}

template <class T>
void add_each(std::vector<T>* to, const std::vector<T>& one) {
  std::transform(to->begin(), to->end(), one.begin(), to->begin(), std::plus<>());
}

}  // namespace

bool count_places(PyObject* mask, int64_t* count) {
  const View& m = view(mask);
  if (may_be_elsewhere() && !is_here(m.buffer)) return sum_of_mask(mask, count);
  if (!ensure_storage(m.buffer)) return false;
  *count = count_true(m.data(), m.layout->size, runtime().engine().workers());
  return true;
}

PyObject* places_of(PyObject* mask) {
  const View& m = view(mask);
  int64_t count;
  PyObject* arrays = count_places(mask, &count) ? PyTuple_New(m.layout->ndim) : nullptr;
  for (int d = 0; arrays && d < m.layout->ndim; ++d) {
    PyObject* a = new_array(layouts().contiguous(1, &count, sizeof(int64_t)), DType::i64);
    if (a) PyTuple_SET_ITEM(arrays, d, a);
    if (!a || !flush_for_write(view(a).buffer)) Py_CLEAR(arrays);
  }
  if (arrays && !fill_places(m, PySequence_Fast_ITEMS(arrays))) Py_CLEAR(arrays);
  return arrays;
}

PyObject* nonzero(PyObject* array) {
  PyObject* mask = truth(array);
  PyObject* r = mask && flush_for_read(view(mask).buffer) ? places_of(mask) : nullptr;
  Py_XDECREF(mask);
  return r;
}

PyObject* count_nonzero(PyObject* array) {
  const View& v = view(array);
  bool computed = !may_be_elsewhere() && !runtime().stream().pending_write(v.buffer);
  if (computed && v.contiguous() && counts_nonzero(v.dtype)) {
    if (!ensure_storage(v.buffer)) return nullptr;
    int64_t count = lnp::count_nonzero(v.dtype, v.data(), v.layout->size, workers());
    return scalar_object(DType::i64, &count);
  }
  PyObject* mask = truth(array);
  if (!mask) return nullptr;
  if (mask == array && flush_for_read(view(mask).buffer)) {
    int64_t count;
    bool ok = count_places(mask, &count);
    Py_DECREF(mask);
    return ok ? scalar_object(DType::i64, &count) : nullptr;
  }
  // The mask is gone before anything runs, so that it is never stored.
  PyObject* count = new_array(layouts().scalar(), DType::i64);
  PyObject* r = count ? reduce(Op::add, mask, ~0ull, false, count, nullptr, nullptr) : nullptr;
  Py_DECREF(mask);
  if (r) Py_SETREF(r, element(view(r), view(r).offset));
  Py_XDECREF(count);
  return r;
}

PyObject* arg_extreme(PyObject* array, bool greatest, int axis, bool keepdims) {
  const View& v = view(array);
  int64_t shape[kMaxDims];
  int nd = 0;
  for (int d = 0; d < v.layout->ndim; ++d) {
    if (d != axis)
      shape[nd++] = v.layout->shape[d];
    else if (keepdims)
      shape[nd++] = 1;
  }
  PyObject* r = new_array(layouts().contiguous(nd, shape, sizeof(int64_t)), DType::i64);
  uint8_t raised;
  if (!r || !along_lanes({greatest ? LaneOp::greatest : LaneOp::least, axis}, view(r), v, &raised)) {
    Py_XDECREF(r);
    return nullptr;
  }
  if (nd == 0) Py_SETREF(r, element(view(r), 0));
  return r;
}

bool sort(PyObject* array, int axis, bool stable) {
  const View& v = view(array);
  uint8_t raised;
  if (!along_lanes({LaneOp::sort, axis, stable}, v, v, &raised)) return false;
  return true;
}

PyObject* argsort(PyObject* array, int axis) {
  const View& v = view(array);
  PyObject* r = new_array(layouts().compact(v.layout, sizeof(int64_t)), DType::i64);
  uint8_t raised;
  if (r && !along_lanes({LaneOp::argsort, axis}, view(r), v, &raised)) Py_CLEAR(r);
  return r;
}

PyObject* partition(PyObject* array, int axis, const std::vector<int64_t>& kth, PyObject* out) {
  PyObject* r = out ? Py_NewRef(out)
                    : new_array(layouts().compact(view(array).layout, item_size(view(array).dtype)), view(array).dtype);
  if (!r) return nullptr;
  const View &from = view(array), &to = view(r);
  // A sorted array is a partition at every element.
  bool sorts = may_be_elsewhere() || !can_select(from.dtype);
  bool ok = sorts ? (out == array || assign_view(to, from)) && sort(r, axis, false)
                  : flush_for_read(from.buffer) && flush_for_write(to.buffer) && ensure_storage(from.buffer) &&
                        ensure_storage(to.buffer);
  if (ok && !sorts) partition(to, from, axis, kth, workers());
  if (!ok) Py_CLEAR(r);
  return r;
}

PyObject* argpartition(PyObject* array, int axis, const std::vector<int64_t>& kth) {
  const View& v = view(array);
  if (may_be_elsewhere() || !can_select(v.dtype)) return argsort(array, axis);
  Ref positions(new_like(v, DType::i64));
  if (!positions || !flush_for_read(v.buffer) || !ensure_storage(v.buffer) || !writable(positions)) return nullptr;
  argpartition(positions.v(), v, axis, kth, workers());
  return positions.take();
}

namespace {

// A contiguous array in memory of this process, seen from one axis.
Runs runs_along(const View& v, int axis) {
  Runs r{v.data(), 1, v.layout->shape[axis], 1, item_size(v.dtype)};
  for (int d = 0; d < axis; ++d) r.outer *= v.layout->shape[d];
  for (int d = axis + 1; d < v.layout->ndim; ++d) r.run *= v.layout->shape[d];
  return r;
}

// A new array: this shape with `nd` extents in place of an axis.
PyObject* new_along(const Layout* l, DType t, int axis, int nd, const int64_t* extents) {
  int64_t shape[kMaxDims];
  if (l->ndim - 1 + nd > kMaxDims) {
    PyErr_SetString(PyExc_ValueError, "too many axes");
    return nullptr;
  }
  int64_t* end = std::copy_n(l->shape, axis, shape);
  end = std::copy_n(extents, nd, end);
  end = std::copy(l->shape + axis + 1, l->shape + l->ndim, end);
  return new_array(layouts().contiguous(static_cast<int>(end - shape), shape, item_size(t)), t);
}

}  // namespace

PyObject* take(PyObject* array, PyObject* indices, int axis, OutOfRange mode) {
  if (may_be_elsewhere()) Py_RETURN_NONE;
  const View &v = view(array), &i = view(indices);
  Ref from(as_dtype(array, v.dtype, true)), index(as_dtype(indices, DType::i64, true));
  Ref result(new_along(v.layout, v.dtype, axis, i.layout->ndim, i.layout->shape));
  if (!readable(from) || !readable(index) || !writable(result)) return nullptr;
  IndexFault fault;
  if (result.v().layout->size == 0) mode = OutOfRange::raise;
  bool ok = lnp::take(runs_along(from.v(), axis), index.data<int64_t>(), i.layout->size, mode, result.data<char>(),
                      &fault, workers());
  if (ok) return array_or_scalar(result);
  PyErr_Format(PyExc_IndexError, "index %lld is out of bounds for axis %d with size %lld",
               static_cast<long long>(fault.index), axis, static_cast<long long>(fault.extent));
  return nullptr;
}

PyObject* repeat(PyObject* array, PyObject* counts, int64_t total, int axis) {
  if (may_be_elsewhere()) Py_RETURN_NONE;
  const View& v = view(array);
  Ref from(as_dtype(array, v.dtype, true)), count(as_dtype(counts, DType::i64, true));
  Ref result(new_along(v.layout, v.dtype, axis, 1, &total));
  if (!readable(from) || !readable(count) || !writable(result)) return nullptr;
  bool same = count.v().layout->size == 1;
  if (result.v().layout->size > 0)
    lnp::repeat(runs_along(from.v(), axis), count.data<int64_t>(), same, result.data<char>(), workers());
  return result.take();
}

PyObject* pack_bits(PyObject* array, int axis, bool little) {
  const View& v = view(array);
  Ref bools(item_size(v.dtype) == 1 ? as_dtype(array, v.dtype, true) : truth(array));  // any byte that is not 0 is true
  int64_t n = v.layout->shape[axis], count = (n + 7) / 8;
  Ref result(new_along(v.layout, DType::u8, axis, 1, &count));
  if (!readable(bools) || !writable(result)) return nullptr;
  Runs r = runs_along(bools.v(), axis);
  if (r.outer * r.run > 0) lnp::pack_bits({r.outer, r.run, little}, r.from, n, result.data<uint8_t>(), workers());
  return result.take();
}

PyObject* unpack_bits(PyObject* array, int axis, int64_t n, bool little) {
  const View& v = view(array);
  Ref bytes(as_dtype(array, DType::u8, true)), result(new_along(v.layout, DType::u8, axis, 1, &n));
  if (!readable(bytes) || !writable(result)) return nullptr;
  Runs r = runs_along(bytes.v(), axis);
  if (r.outer * r.run > 0)
    lnp::unpack_bits({r.outer, r.run, little}, bytes.data<uint8_t>(), r.extent, n, result.data<char>(), workers());
  return result.take();
}

namespace {

// Keys that are fewer than the elements: what each of them comes after is the sum of what it comes after in every part.
std::optional<Outcome> search_parts(const Ref& elements, const Ref& keys, bool right, const Ref& out) {
  if (!settled_to_read(elements) || !readable(keys) || !writable(out)) return {};
  FoundByTasks<int64_t> found;
  std::vector<int64_t> all(static_cast<size_t>(keys.v().layout->size));
  auto outcome = by_parts({&elements}, nullptr, [&](int64_t task, const std::vector<const View*>& in, const View*) {
    OneThread alone;
    std::vector<int64_t> places(all.size());
    search_sorted(*in[0], keys.v(), right, places.data(), alone);
    found.note(task, std::move(places));
  });
  if (outcome != Outcome::done) return outcome;
  found.combine(&all, add_each<int64_t>);
  std::copy(all.begin(), all.end(), out.data<int64_t>());
  return outcome;
}

}  // namespace

PyObject* searchsorted(PyObject* array, PyObject* keys, bool right, PyObject* order) {
  DType t = promote(view(array).dtype, view(keys).dtype);
  Ref elements(as_dtype(array, t, false)), wanted(as_dtype(keys, t, true));
  Ref places(order ? as_dtype(order, DType::i64, true) : nullptr), found(new_like(view(keys), DType::i64));
  std::optional<Outcome> outcome = Outcome::not_here;
  if (!order && elements.v().layout->size > wanted.v().layout->size)
    outcome = search_parts(elements, wanted, right, found);
  if (outcome == Outcome::done) return array_or_scalar(found);
  bool ready = outcome && readable(elements) && (!order || readable(places)) && settled_to_read(wanted) &&
               settled_to_write(found);
  if (!ready) return nullptr;
  if (!order)
    outcome = by_parts({&wanted}, &found, [&](int64_t, const std::vector<const View*>& in, const View* out) {
      OneThread alone;
      search_sorted(elements.v(), *in[0], right, reinterpret_cast<int64_t*>(out->data()), alone);
    });
  if (outcome == Outcome::done) return array_or_scalar(found);
  if (!outcome || !readable(wanted) || !writable(found)) return nullptr;
  if (!order)
    search_sorted(elements.v(), wanted.v(), right, found.data<int64_t>(), workers());
  else if (!search_in_order(elements.v(), places.data<int64_t>(), wanted.v(), right, found.data<int64_t>(), workers()))
    Py_RETURN_NONE;
  return array_or_scalar(found);
}

int monotonicity(PyObject* array) {
  Ref x(as_dtype(array, DType::f64, true));
  return readable(x) ? lnp::monotonicity(x.data<double>(), x.v().layout->size) : 0;
}

namespace {

// The least and the greatest of whole numbers; false with an exception set. `elsewhere`: they are not in this process's memory.
bool extremes_of(const Ref& x, std::pair<int64_t, int64_t>* out, bool* elsewhere) {
  FoundByTasks<int64_t> found;
  auto outcome = by_parts({&x}, nullptr, [&](int64_t task, const std::vector<const View*>& in, const View*) {
    OneThread alone;
    auto [least, greatest] = extremes(reinterpret_cast<int64_t*>(in[0]->data()), in[0]->layout->size, alone);
    found.note(task, {least, greatest});
  });
  *elsewhere = outcome == Outcome::done;
  if (!outcome || (!*elsewhere && !readable(x))) return false;
  if (!*elsewhere) {
    *out = extremes(x.data<int64_t>(), x.v().layout->size, workers());
    return true;
  }
  std::vector<int64_t> all{std::numeric_limits<int64_t>::max(), std::numeric_limits<int64_t>::min()};
  found.combine(&all, [](std::vector<int64_t>* to, const std::vector<int64_t>& one) {
    *to = {std::min((*to)[0], one[0]), std::max((*to)[1], one[1])};
  });
  *out = {all[0], all[1]};
  return true;
}

// Counts, or sums of weights, of which each task has those of its own numbers.
template <class T>
bool count_by_parts(const Ref& x, const Ref* weights, const Ref& result) {
  FoundByTasks<T> found;
  int64_t bins = result.v().layout->size;
  auto outcome = by_parts(weights ? std::vector<const Ref*>{&x, weights} : std::vector<const Ref*>{&x}, nullptr,
                          [&](int64_t task, const std::vector<const View*>& in, const View*) {
                            OneThread alone;
                            std::vector<T> table(static_cast<size_t>(bins));
                            const auto* numbers = reinterpret_cast<const int64_t*>(in[0]->data());
                            int64_t n = in[0]->layout->size;
                            if constexpr (std::is_same_v<T, double>)
                              sum_each(numbers, reinterpret_cast<const double*>(in[1]->data()), n, bins, table.data());
                            else
                              count_each(numbers, n, bins, table.data(), alone);
                            found.note(task, std::move(table));
                          });
  if (!outcome) return false;
  std::vector<T> all(static_cast<size_t>(bins));
  found.combine(&all, add_each<T>);
  std::copy(all.begin(), all.end(), result.data<T>());
  return true;
}

}  // namespace

PyObject* bincount(PyObject* array, PyObject* weights, int64_t least_bins) {
  Ref x(as_dtype(array, DType::i64, true)), w(weights ? as_dtype(weights, DType::f64, true) : nullptr);
  std::pair<int64_t, int64_t> range;
  bool elsewhere;
  if (!settled_to_read(x) || (weights && !settled_to_read(w)) || !extremes_of(x, &range, &elsewhere)) return nullptr;
  if (range.first < 0) Py_RETURN_NONE;
  int64_t n = x.v().layout->size, bins = std::max(range.second + 1, least_bins);
  Ref result(new_vector(bins, weights ? DType::f64 : DType::i64));
  if (!writable(result)) return nullptr;
  if (elsewhere && bins <= n) {
    bool ok = weights ? count_by_parts<double>(x, &w, result) : count_by_parts<int64_t>(x, nullptr, result);
    return ok ? result.take() : nullptr;
  }
  if (!readable(x) || (weights && !readable(w))) return nullptr;
  if (weights)
    sum_each(x.data<int64_t>(), w.data<double>(), n, bins, result.data<double>());
  else
    count_each(x.data<int64_t>(), n, bins, result.data<int64_t>(), workers());
  return result.take();
}

PyObject* interp(PyObject* x, PyObject* xp, PyObject* fp, PyObject* left, PyObject* right, bool complex) {
  DType t = complex ? DType::c128 : DType::f64;
  int parts = complex ? 2 : 1;
  Ref at(as_dtype(x, DType::f64, true)), places(as_dtype(xp, DType::f64, true)), values(as_dtype(fp, t, true));
  if (!settled_to_read(at) || !readable(places) || !readable(values)) return nullptr;
  Points points{places.data<double>(), values.data<double>(), places.v().layout->size, parts, nullptr, nullptr};
  double low[2], high[2];
  if (!number_parts(left, parts, points.fp, low)) return nullptr;
  if (!number_parts(right, parts, points.fp + (points.n - 1) * parts, high)) return nullptr;
  points.left = low;
  points.right = high;
  Ref result(new_like(at.v(), t));
  if (!settled_to_write(result)) return nullptr;
  auto outcome = by_parts({&at}, &result, [&](int64_t, const std::vector<const View*>& in, const View* out) {
    OneThread alone;
    interpolate(points, reinterpret_cast<const double*>(in[0]->data()), in[0]->layout->size,
                reinterpret_cast<double*>(out->data()), alone);
  });
  if (outcome == Outcome::done) return array_or_scalar(result);
  if (!outcome || !readable(at) || !writable(result)) return nullptr;
  interpolate(points, at.data<double>(), at.v().layout->size, result.data<double>(), workers());
  return array_or_scalar(result);
}

}  // namespace lnp::py
