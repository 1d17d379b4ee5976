// Compiled for AVX2: no header here may have inline functions that other files share.
#include <immintrin.h>

#include "library/simd_mask.h"

namespace lnp {
namespace {

// For each choice of a vector's lanes, in 32-bit units: `pack` has the chosen ones first, `spread` brings as many first
// ones to the chosen.
template <int kLanes>
struct Orders {
  alignas(32) int32_t pack[1 << kLanes][8], spread[1 << kLanes][8], chosen[1 << kLanes][8];
  constexpr Orders() : pack(), spread(), chosen() {
    constexpr int kUnits = 8 / kLanes;
    for (int mask = 0; mask < 1 << kLanes; ++mask)
      for (int lane = 0, at = 0; lane < kLanes; ++lane) {
        if (!(mask >> lane & 1)) continue;
        for (int u = 0; u < kUnits; ++u) {
          pack[mask][at * kUnits + u] = lane * kUnits + u;
          spread[mask][lane * kUnits + u] = at * kUnits + u;
          chosen[mask][lane * kUnits + u] = -1;
        }
        ++at;
      }
  }
};
template <int kLanes>
constexpr Orders<kLanes> kOrders{};

__m256i load(const void* p) { return _mm256_loadu_si256(static_cast<const __m256i*>(p)); }
void store(void* p, __m256i v) { _mm256_storeu_si256(static_cast<__m256i*>(p), v); }

// A bit for each of a group's bools, which may be any byte but zero where they are true.
unsigned bits_of(const char* mask) {
  __m128i bytes = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(mask));
  return ~static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_setzero_si128()))) & 0xff;
}

// body(i, at, bits) for each vector of lanes of each group in which any is chosen.
template <int kLanes, class Body>
MaskPlace for_each_vector(const char* mask, MaskPlace place, int64_t end, int64_t stop, Body body) {
  auto [i, at] = place;
  for (; i + kMaskGroup <= end && at + kMaskGroup <= stop; i += kMaskGroup) {
    unsigned group = bits_of(mask + i);
    if (group == 0) continue;
    for (int lane = 0; lane < kMaskGroup; lane += kLanes)
      body(i + lane, at + __builtin_popcount(group & ((1u << lane) - 1)), group >> lane & ((1u << kLanes) - 1));
    at += __builtin_popcount(group);
  }
  return {i, at};
}

template <int kLanes>
MaskPlace compress_lanes(const char* mask, const char* from, char* out, MaskPlace place, int64_t end, int64_t stop) {
  constexpr int64_t kItem = 32 / kLanes;
  return for_each_vector<kLanes>(mask, place, end, stop, [=](int64_t i, int64_t at, unsigned bits) {
    store(out + at * kItem, _mm256_permutevar8x32_epi32(load(from + i * kItem), load(kOrders<kLanes>.pack[bits])));
  });
}

template <int kLanes>
MaskPlace expand_lanes(const char* mask, const char* values, char* out, MaskPlace place, int64_t end, int64_t stop) {
  constexpr int64_t kItem = 32 / kLanes;
  return for_each_vector<kLanes>(mask, place, end, stop, [=](int64_t i, int64_t at, unsigned bits) {
    const Orders<kLanes>& orders = kOrders<kLanes>;
    __m256i spread = _mm256_permutevar8x32_epi32(load(values + at * kItem), load(orders.spread[bits]));
    store(out + i * kItem, _mm256_blendv_epi8(load(out + i * kItem), spread, load(orders.chosen[bits])));
  });
}

constexpr int64_t kBytes = 4;  // whose bits are a vector of bools

// Bytes of each half of a vector: those of a group of eight in order, or the other way round.
__m256i group_order(bool little) {
  return little ? _mm256_setr_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
                                   10, 11, 12, 13, 14, 15)
                : _mm256_setr_epi8(7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 15, 14,
                                   13, 12, 11, 10, 9, 8);
}

}  // namespace

MaskPlace position_groups(const char* mask, int64_t* out, MaskPlace place, int64_t end, int64_t stop) {
  const __m256i steps = _mm256_setr_epi64x(0, 1, 2, 3);
  return for_each_vector<4>(mask, place, end, stop, [=](int64_t i, int64_t at, unsigned bits) {
    __m256i positions = _mm256_add_epi64(_mm256_set1_epi64x(i), steps);
    store(out + at, _mm256_permutevar8x32_epi32(positions, load(kOrders<4>.pack[bits])));
  });
}

template <class T>
int64_t simd_count_nonzero(const T* from, int64_t n) {
  typedef T Vector __attribute__((vector_size(32)));
  constexpr int64_t kWidth = sizeof(Vector) / sizeof(T), kTogether = 4, kBlock = kTogether * kWidth;
  constexpr int64_t kRounds = sizeof(T) == 1 ? 127 : 1 << 14;  // more could overflow the counts
  int64_t count = 0, i = 0;
  while (i + kBlock <= n) {
    decltype(Vector{} != Vector{}) found[kTogether]{};
    for (int64_t stop = i + kRounds * kBlock; i + kBlock <= n && i < stop; i += kBlock)
      for (int64_t k = 0; k < kTogether; ++k) {
        Vector v;
        __builtin_memcpy(&v, from + i + k * kWidth, sizeof v);
        found[k] += v != 0;  // -1 where it holds
      }
    for (const auto& f : found)
      for (int64_t j = 0; j < kWidth; ++j) count -= f[j];
  }
  for (; i < n; ++i) count += from[i] != 0;
  return count;
}
template int64_t simd_count_nonzero(const uint8_t*, int64_t);
template int64_t simd_count_nonzero(const uint16_t*, int64_t);
template int64_t simd_count_nonzero(const uint32_t*, int64_t);
template int64_t simd_count_nonzero(const uint64_t*, int64_t);
template int64_t simd_count_nonzero(const float*, int64_t);
template int64_t simd_count_nonzero(const double*, int64_t);

int64_t pack_bits(const char* bools, int64_t count, bool little, uint8_t* bytes) {
  const __m256i order = group_order(little), zero = _mm256_setzero_si256();
  int64_t k = 0;
  for (; k + kBytes <= count; k += kBytes) {
    __m256i group = _mm256_shuffle_epi8(load(bools + 8 * k), order);
    int bits = ~_mm256_movemask_epi8(_mm256_cmpeq_epi8(group, zero));
    __builtin_memcpy(bytes + k, &bits, sizeof bits);
  }
  return k;
}

int64_t unpack_bits(const uint8_t* bytes, int64_t count, bool little, char* bools) {
  const __m256i each =
      _mm256_setr_epi8(0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3);
  const __m256i bit = _mm256_set1_epi64x(little ? int64_t(0x8040201008040201ull) : 0x0102040810204080ll);
  const __m256i one = _mm256_set1_epi8(1);
  int64_t k = 0;
  for (; k + kBytes <= count; k += kBytes) {
    int four;
    __builtin_memcpy(&four, bytes + k, sizeof four);
    __m256i chosen = _mm256_and_si256(_mm256_shuffle_epi8(_mm256_set1_epi32(four), each), bit);
    store(bools + 8 * k, _mm256_and_si256(_mm256_cmpeq_epi8(chosen, bit), one));
  }
  return k;
}

MaskPlace compress_groups(const char* mask, const char* from, size_t item, char* out, MaskPlace place, int64_t end,
                          int64_t stop) {
  switch (item) {
    case 4: return compress_lanes<8>(mask, from, out, place, end, stop);
    case 8: return compress_lanes<4>(mask, from, out, place, end, stop);
    default: return compress_lanes<2>(mask, from, out, place, end, stop);
  }
}

MaskPlace expand_groups(const char* mask, const char* values, size_t item, char* out, MaskPlace place, int64_t end,
                        int64_t stop) {
  switch (item) {
    case 4: return expand_lanes<8>(mask, values, out, place, end, stop);
    case 8: return expand_lanes<4>(mask, values, out, place, end, stop);
    default: return expand_lanes<2>(mask, values, out, place, end, stop);
  }
}

}  // namespace lnp
