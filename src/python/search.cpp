#include "python/search.h"

#include "library/arg.h"
#include "library/mask.h"
#include "library/sort.h"

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

bool computed(PyObject* array) {
  Buffer* b = view(array).buffer;
  return flush_for_read(b) && ensure_storage(b);
}

// A tuple of uninitialised index arrays, and where their elements are.
PyObject* index_arrays(int n, int64_t count, int64_t** data) {
  PyObject* arrays = PyTuple_New(n);
  for (int d = 0; arrays && d < n; ++d) {
    PyObject* a = new_array(layouts().contiguous(1, &count, sizeof(int64_t)), DType::i64);
    if (!a || !ensure_storage(view(a).buffer)) {
      Py_XDECREF(a);
      Py_CLEAR(arrays);
      break;
    }
    data[d] = reinterpret_cast<int64_t*>(view(a).data());
    PyTuple_SET_ITEM(arrays, d, a);
  }
  return arrays;
}

}  // namespace

PyObject* nonzero(PyObject* array) {
  PyObject* mask = truth(array);
  PyObject* r = nullptr;
  if (mask && computed(mask)) {
    const View& m = view(mask);
    Parallel& workers = runtime().engine().workers();
    int64_t* indices[kMaxDims];
    r = index_arrays(m.layout->ndim, count_true(m.data(), m.layout->size, workers), indices);
    if (r) true_indices(m.data(), m.layout->ndim, m.layout->shape, indices, workers);
  }
  Py_XDECREF(mask);
  return r;
}

PyObject* count_nonzero(PyObject* array) {
  PyObject* mask = truth(array);
  if (!mask) return nullptr;
  if (mask == array && computed(mask)) {
    const View& m = view(mask);
    int64_t count = count_true(m.data(), m.layout->size, runtime().engine().workers());
    Py_DECREF(mask);
    return scalar_object(DType::i64, &count);
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
  if (!computed(array)) return nullptr;
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
  if (!r || !computed(r)) {
    Py_XDECREF(r);
    return nullptr;
  }
  lnp::arg_extreme(greatest, v, axis, reinterpret_cast<int64_t*>(view(r).data()), runtime().engine().workers());
  if (nd == 0) Py_SETREF(r, element(view(r), 0));
  return r;
}

bool sort(PyObject* array, int axis, bool stable) {
  const View& v = view(array);
  if (!flush_for_write(v.buffer) || !ensure_storage(v.buffer)) return false;
  lnp::sort(v, axis, stable, runtime().engine().workers());
  v.buffer->version++;
  return true;
}

PyObject* argsort(PyObject* array, int axis) {
  if (!computed(array)) return nullptr;
  const View& v = view(array);
  PyObject* r = new_array(layouts().compact(v.layout, sizeof(int64_t)), DType::i64);
  if (!r || !computed(r)) {
    Py_XDECREF(r);
    return nullptr;
  }
  lnp::argsort(v, axis, reinterpret_cast<int64_t*>(view(r).data()), runtime().engine().workers());
  return r;
}

}  // namespace lnp::py
