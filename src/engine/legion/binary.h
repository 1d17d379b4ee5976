// Binary loops of the op table over runs of elements that are neighbours.
#pragma once
#include <algorithm>
#include <cstdint>

#include "core/loops.h"

namespace lnp::legion {

// out[i] = op(a[i], b[i]) for n elements of one size; `a` may be one value (a_step 0), and `out` may be `a` or `b`.
inline void apply_binary(LoopFn op, char* out, const char* a, int64_t a_step, const char* b, int64_t n, int64_t item) {
  constexpr int64_t kPiece = 4096;  // elements of a tile, as the interpreter's
  for (int64_t k = 0; k < n; k += kPiece) {
    lnp::Tile t{};
    t.p[0] = out + k * item;
    t.p[1] = const_cast<char*>(a) + k * a_step;
    t.p[2] = const_cast<char*>(b) + k * item;
    t.step[0] = t.step[2] = item;
    t.step[1] = a_step;
    t.n = std::min(kPiece, n - k);
    t.rows = 1;
    op(t);
  }
}

}  // namespace lnp::legion
