// Compressing and expanding by a mask, and masks as bits, in AVX2, for CPUs that have it.
#pragma once
#include <cstddef>
#include <cstdint>

namespace lnp {

inline constexpr int64_t kMaskGroup = 8;  // elements that are chosen from in one step

// How far a mask has been followed: to its element i, which is the first of a group, with `at` true elements before it.
struct MaskPlace {
  int64_t i, at;
};

// Follow a mask group by group from `place` on, up to element `end` and to at most `stop` true elements, for items of
// 4, 8 or 16 bytes: out[at] = from[i], or out[i] = values[at], for the true ones. Places of `out` that come later, up
// to `stop`, may be written before; elements that are not chosen may be written with what they hold. They give how far
// they came: less than a group before one of the bounds.
MaskPlace compress_groups(const char* mask, const char* from, size_t item, char* out, MaskPlace place, int64_t end,
                          int64_t stop);
MaskPlace expand_groups(const char* mask, const char* values, size_t item, char* out, MaskPlace place, int64_t end,
                        int64_t stop);

// The positions of the true elements: out[at] = i, likewise.
MaskPlace position_groups(const char* mask, int64_t* out, MaskPlace place, int64_t end, int64_t stop);

// How many of n elements are not zero: whole numbers without a sign, float, double.
template <class T>
int64_t simd_count_nonzero(const T* from, int64_t n);

// Each eight bools as the bits of a byte, the first one the lowest if `little`, and the reverse, bools being 0 or 1. They give
// how many bytes they have done of `count`: all but a few.
int64_t pack_bits(const char* bools, int64_t count, bool little, uint8_t* bytes);
int64_t unpack_bits(const uint8_t* bytes, int64_t count, bool little, char* bools);

}  // namespace lnp
