// The true elements of boolean arrays, on memory of this process.
#pragma once
#include <cstddef>
#include <cstdint>

#include "core/dtype.h"
#include "core/parallel.h"

namespace lnp {

// Number of true elements of n contiguous bools.
int64_t count_true(const char* mask, int64_t n, Parallel& workers);

// Number of elements that are not zero, of n contiguous ones; for types that counts_nonzero() has.
bool counts_nonzero(DType t);
int64_t count_nonzero(DType t, const char* from, int64_t n, Parallel& workers);

// out[k] = the k-th element of `from` (contiguous, `item` bytes each) whose mask is true; out holds count_true of them.
void compress(const char* mask, const char* from, int64_t n, size_t item, char* out, Parallel& workers);

// The inverse: the k-th true element's place in `out` (contiguous, n elements of `item` bytes) gets the k-th of `values`.
void expand(const char* mask, const char* values, int64_t n, size_t item, char* out, Parallel& workers);

// Where the true elements of a contiguous mask of this shape (ndim >= 1) are, in C order: indices[d], which holds
// count_true numbers, gets their indices along axis d.
void true_indices(const char* mask, int ndim, const int64_t* shape, int64_t* const* indices, Parallel& workers);

}  // namespace lnp
