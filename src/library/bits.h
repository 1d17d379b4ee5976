// Truth values as bits of bytes, on memory of this process.
#pragma once
#include <cstdint>

#include "core/parallel.h"

namespace lnp {

// Arrays of `outer` times lines of elements, each `inner` times side by side: [outer, line, inner], contiguous.
struct BitLines {
  int64_t outer, inner;
  bool little;  // the first element of eight is the lowest bit
};

// Each eight bools of a line, of `n`, as a byte; what is missing in the last byte is false.
void pack_bits(const BitLines& lines, const char* from, int64_t n, uint8_t* out, Parallel& workers);

// The first `n` bits of each line of `count` bytes as bytes that are 0 or 1; 0 where there are not as many bits.
void unpack_bits(const BitLines& lines, const uint8_t* from, int64_t count, int64_t n, char* out, Parallel& workers);

}  // namespace lnp
