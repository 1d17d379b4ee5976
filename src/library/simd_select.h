// Steps of a selection in AVX2, for CPUs that have it: for whole numbers of 16 to 64 bits, float and double. A NaN is
// neither below nor equal to anything.
#pragma once
#include <cstdint>

namespace lnp {

// Of some elements: how many are below a value, and how many are below or equal to it.
struct Around {
  int64_t below, upto;
};

// Where elements below, equal to and not comparing so with a value go: nothing is written from an end on.
template <class T>
struct Piles {
  T* at[3];
  T* end[3];
};

// How many elements sort_tiny() takes.
inline constexpr int64_t kTiny = 16;

template <class T>
struct SelectSteps {
  // The elements in order, NaNs last, to `to`, which is apart or the same.
  void (*sort_tiny)(const T* from, T* to, int64_t n);

  Around (*around)(const T* from, int64_t n, T value);

  // The elements between two values, of which neither counts, to `out`, of which n elements are written to; returns how
  // many are not above `low`, and how many these and those between are.
  Around (*between)(const T* from, int64_t n, T low, T high, T* out);

  // Each element, or its position counted from `first`, to its pile; in order.
  void (*deal)(const T* from, int64_t n, T value, Piles<T> piles);
  void (*deal_positions)(const T* from, int64_t n, T value, int64_t first, Piles<int64_t> piles);
};

template <class T>
SelectSteps<T> simd_select_steps();

}  // namespace lnp
