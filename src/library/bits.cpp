#include "library/bits.h"

#include <algorithm>
#include <cstring>

#include "library/simd.h"
#include "library/simd_mask.h"

namespace lnp {
namespace {

constexpr int64_t kWorth = 1 << 15;  // bytes from which several threads pay

int place_of(int64_t i, bool little) { return static_cast<int>(little ? i & 7 : 7 - (i & 7)); }

// Bytes [begin, end) of a line without neighbours.
void pack_line(const char* from, int64_t n, bool little, int64_t begin, int64_t end, uint8_t* out) {
  int64_t k = begin, whole = std::min(end, n / 8);
  if (has_avx2() && k < whole) k += pack_bits(from + 8 * k, whole - k, little, out + k);
  for (; k < end; ++k) {
    unsigned byte = 0;
    for (int64_t i = 8 * k; i < std::min(n, 8 * k + 8); ++i)
      byte |= static_cast<unsigned>(from[i] != 0) << place_of(i, little);
    out[k] = static_cast<uint8_t>(byte);
  }
}

// Bytes [begin, end) of lines side by side, row by row.
void pack_columns(const char* from, int64_t n, int64_t inner, bool little, int64_t begin, int64_t end, uint8_t* out) {
  for (int64_t k = begin; k < end; ++k) {
    uint8_t* row = out + k * inner;
    std::memset(row, 0, static_cast<size_t>(inner));
    for (int64_t i = 8 * k; i < std::min(n, 8 * (k + 1)); ++i) {
      const char* bools = from + i * inner;
      auto bit = static_cast<uint8_t>(1u << place_of(i, little));
      for (int64_t j = 0; j < inner; ++j) row[j] = static_cast<uint8_t>(row[j] | (bools[j] != 0 ? bit : 0));
    }
  }
}

// Bits [8 begin, 8 end) of a line, of which `n` are wanted.
void unpack_line(const uint8_t* from, int64_t n, bool little, int64_t begin, int64_t end, char* out) {
  int64_t k = begin, whole = std::min(end, n / 8);
  if (has_avx2() && k < whole) k += unpack_bits(from + k, whole - k, little, out + 8 * k);
  for (int64_t i = 8 * k; i < std::min(n, 8 * end); ++i)
    out[i] = static_cast<char>(from[i / 8] >> place_of(i, little) & 1);
}

void unpack_columns(const uint8_t* from, int64_t n, int64_t inner, bool little, int64_t begin, int64_t end, char* out) {
  for (int64_t i = 8 * begin; i < std::min(n, 8 * end); ++i) {
    const uint8_t* row = from + i / 8 * inner;
    int shift = place_of(i, little);
    for (int64_t j = 0; j < inner; ++j) out[i * inner + j] = static_cast<char>(row[j] >> shift & 1);
  }
}

// f(line, begin, end) for parts of all lines' `count` bytes.
template <class F>
void for_parts(const BitLines& lines, int64_t count, Parallel& workers, F f) {
  bool by_byte = lines.outer < workers.threads();
  int64_t each = std::max<int64_t>(1, 8 * lines.inner * (by_byte ? 1 : count));
  parallel_for(workers, by_byte ? count : lines.outer, std::max<int64_t>(2, kWorth / each),
               [&](int64_t begin, int64_t end) {
                 for (int64_t o = by_byte ? 0 : begin; o < (by_byte ? lines.outer : end); ++o)
                   f(o, by_byte ? begin : 0, by_byte ? end : count);
               });
}

}  // namespace

void pack_bits(const BitLines& lines, const char* from, int64_t n, uint8_t* out, Parallel& workers) {
  int64_t count = (n + 7) / 8, inner = lines.inner;
  for_parts(lines, count, workers, [&](int64_t o, int64_t begin, int64_t end) {
    const char* line = from + o * n * inner;
    uint8_t* to = out + o * count * inner;
    if (inner == 1)
      pack_line(line, n, lines.little, begin, end, to);
    else
      pack_columns(line, n, inner, lines.little, begin, end, to);
  });
}

void unpack_bits(const BitLines& lines, const uint8_t* from, int64_t count, int64_t n, char* out, Parallel& workers) {
  int64_t inner = lines.inner, there = std::min(n, 8 * count);
  for_parts(lines, count, workers, [&](int64_t o, int64_t begin, int64_t end) {
    const uint8_t* line = from + o * count * inner;
    char* to = out + o * n * inner;
    if (inner == 1)
      unpack_line(line, there, lines.little, begin, end, to);
    else
      unpack_columns(line, there, inner, lines.little, begin, end, to);
  });
  for (int64_t o = 0; there < n && o < lines.outer; ++o)
    std::memset(out + (o * n + there) * inner, 0, static_cast<size_t>((n - there) * inner));
}

}  // namespace lnp
