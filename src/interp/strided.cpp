#include "interp/strided.h"

#include <cstring>

namespace lnp {
namespace {

struct Pair {
  uint64_t half[2];
};

template <class T>
void move(const Tile& t) {
  for (int64_t r = 0; r < t.rows; ++r) {
    char* to = t.p[0] + r * t.row[0];
    const char* from = t.p[1] + r * t.row[1];
    for (int64_t i = 0; i < t.n; ++i, to += t.step[0], from += t.step[1]) std::memcpy(to, from, sizeof(T));
  }
}

// One side contiguous is known at compile time, which lets the compiler unroll the address arithmetic.
template <class T>
void gather(const Tile& t) {
  if (t.n == 1 && t.rows > 1) {  // a column: walk the rows as if they were the elements
    move<T>(Tile{{t.p[0], t.p[1]}, {t.row[0], t.row[1]}, {0, 0}, t.rows, 1});
    return;
  }
  for (int64_t r = 0; r < t.rows; ++r) {
    char* to = t.p[0] + r * t.row[0];
    const char* from = t.p[1] + r * t.row[1];
    int64_t step = t.step[1];
    if (step == sizeof(T)) {
      std::memcpy(to, from, static_cast<size_t>(t.n) * sizeof(T));
      continue;
    }
    for (int64_t i = 0; i < t.n; ++i) std::memcpy(to + i * static_cast<int64_t>(sizeof(T)), from + i * step, sizeof(T));
  }
}

template <class T>
void scatter(const Tile& t) {
  if (t.n == 1 && t.rows > 1) {
    move<T>(Tile{{t.p[0], t.p[1]}, {t.row[0], t.row[1]}, {0, 0}, t.rows, 1});
    return;
  }
  for (int64_t r = 0; r < t.rows; ++r) {
    char* to = t.p[0] + r * t.row[0];
    const char* from = t.p[1] + r * t.row[1];
    int64_t step = t.step[0];
    if (step == sizeof(T)) {
      std::memcpy(to, from, static_cast<size_t>(t.n) * sizeof(T));
      continue;
    }
    for (int64_t i = 0; i < t.n; ++i) std::memcpy(to + i * step, from + i * static_cast<int64_t>(sizeof(T)), sizeof(T));
  }
}

}  // namespace

LoopFn gather_loop(size_t item) {
  switch (item) {
    case 1: return gather<uint8_t>;
    case 2: return gather<uint16_t>;
    case 4: return gather<uint32_t>;
    case 8: return gather<uint64_t>;
    default: return gather<Pair>;
  }
}

LoopFn scatter_loop(size_t item) {
  switch (item) {
    case 1: return scatter<uint8_t>;
    case 2: return scatter<uint16_t>;
    case 4: return scatter<uint32_t>;
    case 8: return scatter<uint64_t>;
    default: return scatter<Pair>;
  }
}

}  // namespace lnp
