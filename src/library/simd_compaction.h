// How the lanes of a vector are brought together, for files that are compiled for AVX2.
#pragma once
#include <immintrin.h>

#include <cstdint>

namespace lnp {
namespace {

// For each mask, the permutation that puts the lanes that are not in it first and those in it last, in 32-bit units.
template <int kLanes>
struct Compaction {
  alignas(32) int32_t order[1 << kLanes][8];
  constexpr Compaction() : order() {
    constexpr int kUnits = 8 / kLanes;
    for (int mask = 0; mask < 1 << kLanes; ++mask) {
      int at = 0;
      for (int last = 0; last < 2; ++last)
        for (int lane = 0; lane < kLanes; ++lane)
          if ((mask >> lane & 1) == last)
            for (int u = 0; u < kUnits; ++u) order[mask][at++] = lane * kUnits + u;
    }
  }
};
template <int kLanes>
constexpr Compaction<kLanes> kCompaction{};

// A vector of 32 bytes with its lanes in that order.
template <int kLanes, class V>
inline __attribute__((always_inline)) V brought_together(V v, unsigned last) {
  __m256i order = _mm256_load_si256(reinterpret_cast<const __m256i*>(kCompaction<kLanes>.order[last]));
  return reinterpret_cast<V>(_mm256_permutevar8x32_epi32(reinterpret_cast<__m256i>(v), order));
}

}  // namespace
}  // namespace lnp
