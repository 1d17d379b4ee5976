#include "python/search.h"

#include <cstring>
#include <vector>

#include "library/mask.h"
#include "python/elsewhere.h"

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

}  // namespace lnp::py
