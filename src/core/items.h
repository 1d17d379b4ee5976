// Moving elements without looking at their type: by the number of their bytes.
#pragma once
#include <cstddef>
#include <cstdint>

namespace lnp {

struct PairOfWords {
  uint64_t half[2];
};

// Calls f with a value of a plain type that is `item` bytes wide.
template <class F>
void with_item(size_t item, F f) {
  switch (item) {
    case 1: return f(uint8_t{});
    case 2: return f(uint16_t{});
    case 4: return f(uint32_t{});
    case 8: return f(uint64_t{});
    default: return f(PairOfWords{});
  }
}

}  // namespace lnp
