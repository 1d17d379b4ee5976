// Reading and writing at positions given by index arrays, on memory of this process.
#pragma once
#include <cstdint>
#include <vector>

#include "core/buffer.h"
#include "core/parallel.h"

namespace lnp {

// The first index that does not fit its axis.
struct IndexFault {
  int64_t index, extent;
};

// One axis of memory that an index array selects from: element i is at base + i * stride.
struct Axis {
  char* base;
  int64_t extent, stride;
};

// ---- one element for each index ----
// Negative indices count from the end. Where an index is out of [-extent, extent) these give false and fill `fault`.

bool check_indices(const int64_t* index, int64_t n, int64_t extent, IndexFault* fault, Parallel& workers);

// out[i] = the element that index[i] selects.
bool gather_one(const Axis& from, const int64_t* index, int64_t n, size_t item, char* out, IndexFault* fault,
                Parallel& workers);

// Writes values[i], or the one value there is, to the element that index[i] selects; where indices repeat, the last one
// stays, as in NumPy. The indices have been checked.
void scatter_one(const Axis& to, const int64_t* index, int64_t n, size_t item, const char* values, bool one_value);

// ---- several index arrays, or runs of elements ----

// Adds index[i] * stride to offsets[i] for every i, negative indices counting from the end. False with `fault` filled
// when an index is out of [-extent, extent).
bool add_offsets(const int64_t* index, int64_t n, int64_t extent, int64_t stride, int64_t* offsets, IndexFault* fault,
                 Parallel& workers);

// For every i the elements at base + offsets[i] + inner positions, to consecutive places of `out` (C order of inner).
void gather(const char* base, const int64_t* offsets, int64_t n, const Layout* inner, size_t item, char* out,
            Parallel& workers);

// The reverse; where offsets repeat, the last one stays, as in NumPy. `values` are contiguous.
void scatter(char* base, const int64_t* offsets, int64_t n, const Layout* inner, size_t item, const char* values);

// Byte offsets of the elements of `inner`, relative to its first.
std::vector<int64_t> inner_offsets(const Layout* inner);

}  // namespace lnp
