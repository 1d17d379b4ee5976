// Pieces of a quicksort in AVX2, for CPUs that have it.
#pragma once
#include <cstdint>

namespace lnp {

// How many numbers sort_few() takes.
inline constexpr int64_t kFew32 = 128, kFew64 = 64;

// to[0..n) = the numbers of from[0..n) in order.
void sort_few(const int32_t* from, int32_t* to, int64_t n);
void sort_few(const int64_t* from, int64_t* to, int64_t n);

// Those of from[0..n) that are not above `pivot` become the first of to[0..n), the others the last. Returns how many
// are first.
int64_t split(const int32_t* from, int32_t* to, int64_t n, int32_t pivot);
int64_t split(const int64_t* from, int64_t* to, int64_t n, int64_t pivot);

}  // namespace lnp
