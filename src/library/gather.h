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

// One of some index arrays that are broadcast to a common shape.
struct IndexArray {
  const int64_t* index;
  int64_t steps[kMaxDims];  // elements of it from a position to the next along each axis of the common shape
  int64_t extent, stride;   // of the axis that it selects from
};

// The places that index arrays select together, in C order of their common shape.
class Places {
 public:
  Places(int ndim, const int64_t* shape, std::vector<IndexArray> arrays);
  int64_t count() const { return count_; }

  // Byte offsets of places [begin, end), the sums of each array's index times its stride, negative indices counting from
  // the end. False where an index is out of [-extent, extent).
  bool offsets(int64_t begin, int64_t end, int64_t* out) const;
  bool offsets(int64_t* out, Parallel& workers) const;  // of all

 private:
  void join_axes();

  std::vector<int64_t> shape_;  // one axis at least
  std::vector<IndexArray> arrays_;
  int64_t count_;
};

// For every place the elements at base + its offset + inner positions, to consecutive ones of `out` (C order of inner).
// False where an index is out of range.
bool gather(const char* base, const Places& places, const Layout* inner, size_t item, char* out, Parallel& workers);

// The reverse; where offsets repeat, the last one stays, as in NumPy. `values` are contiguous.
void scatter(char* base, const int64_t* offsets, int64_t n, const Layout* inner, size_t item, const char* values);

// Byte offsets of the elements of `inner`, relative to its first.
std::vector<int64_t> inner_offsets(const Layout* inner);

}  // namespace lnp
