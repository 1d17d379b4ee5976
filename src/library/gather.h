// Reading and writing at positions given by index arrays or masks, on memory of this process.
#pragma once
#include <cstdint>
#include <vector>

#include "core/buffer.h"
#include "core/parallel.h"

namespace lnp {

// The first index that does not fit its axis.
struct IndexFault {
  int64_t index, extent;
  int axis;
};

// Adds index[i] * stride to offsets[i] for every i, negative indices counting from the end. False with `fault` filled
// (axis left alone) when an index is out of [-extent, extent).
bool add_offsets(const int64_t* index, int64_t n, int64_t extent, int64_t stride, int64_t* offsets, IndexFault* fault,
                 Parallel& workers);

// Number of true elements of n contiguous bools.
int64_t count_true(const char* mask, int64_t n, Parallel& workers);

// out[k] = the k-th element of `from` (contiguous, `item` bytes each) whose mask is true; out holds count_true of them.
void compress(const char* mask, const char* from, int64_t n, size_t item, char* out, Parallel& workers);

// Flat positions of the true elements.
void true_positions(const char* mask, int64_t n, int64_t* out, Parallel& workers);

// For every i the elements at base + offsets[i] + inner positions, to consecutive places of `out` (C order of inner).
void gather(const char* base, const int64_t* offsets, int64_t n, const Layout* inner, size_t item, char* out,
            Parallel& workers);

// The reverse; where offsets repeat, the last one stays, as in NumPy. `values` are contiguous.
void scatter(char* base, const int64_t* offsets, int64_t n, const Layout* inner, size_t item, const char* values);

}  // namespace lnp
