// Finding and ordering elements: which are not zero, which is the greatest, which comes first.
#pragma once
#include <vector>

#include "library/take.h"
#include "python/array.h"

namespace lnp::py {

PyObject* nonzero(PyObject* array);        // one index array for each axis (there is at least one); a tuple
PyObject* count_nonzero(PyObject* array);  // a NumPy integer

// Positions of the greatest or least elements along `axis`, which counts from the start. The array is not empty.
PyObject* arg_extreme(PyObject* array, bool greatest, int axis, bool keepdims);

// Of a contiguous mask on which nothing is pending: how many elements are true, and a tuple of their indices, an array for each
// axis. False or null with an exception set.
bool count_places(PyObject* mask, int64_t* count);
PyObject* places_of(PyObject* mask);

// In place; `axis` counts from the start. False with an exception set.
bool sort(PyObject* array, int axis, bool stable);

// The positions along `axis`, as an array.
PyObject* argsort(PyObject* array, int axis);

// The array partitioned along `axis`, which counts from the start, at the positions `kth`, which ascend: in `out`, which may be the
// array itself, or a new one if it is null. The positions of its elements in such an order.
PyObject* partition(PyObject* array, int axis, const std::vector<int64_t>& kth, PyObject* out);
PyObject* argpartition(PyObject* array, int axis, const std::vector<int64_t>& kth);

// Along an axis, which counts from the start: the elements that indices (whole numbers) choose, or a scalar; and each element as
// often as counts, one or as many as there are elements, say, which are `total` then. None where the array may be elsewhere.
PyObject* take(PyObject* array, PyObject* indices, int axis, OutOfRange mode);
PyObject* repeat(PyObject* array, PyObject* counts, int64_t total, int axis);

// Eight elements along an axis, each as true or false, as the bits of a byte, the first one the lowest if `little`; and the first
// `n` bits of the bytes along an axis, which there need not be, as bytes.
PyObject* pack_bits(PyObject* array, int axis, bool little);
PyObject* unpack_bits(PyObject* array, int axis, int64_t n, bool little);

// Where keys belong among the elements of an array of one axis, which `order` sorts (null: which is sorted): an array, or
// a scalar. None where `order`, which has as many integers, leads out of the array.
PyObject* searchsorted(PyObject* array, PyObject* keys, bool right, PyObject* order);

// Of an array of one axis: 1 rising, -1 falling, 0 neither or an exception is set.
int monotonicity(PyObject* array);

// How often each number up to the greatest occurs in an array, which is not empty, or the sums of their weights (if not
// null); None where a number is negative.
PyObject* bincount(PyObject* array, PyObject* weights, int64_t least_bins);

// At x the function that is linear between the points (xp, fp), of which there is one at least. `left` and `right`, its
// values outside of them: numbers, or None.
PyObject* interp(PyObject* x, PyObject* xp, PyObject* fp, PyObject* left, PyObject* right, bool complex);

}  // namespace lnp::py
