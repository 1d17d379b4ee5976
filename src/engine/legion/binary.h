// Binary loops of the op table over runs of elements that are neighbours, and what they raise.
#pragma once
#include <xmmintrin.h>

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

// The floating-point status that body() raises: invalid, divide by zero, overflow, underflow.
template <class Body>
uint8_t raised_by(Body body) {
  constexpr unsigned kCounted = 0x1d, kStatus = 0x3f;  // of MXCSR
  _mm_setcsr(_mm_getcsr() & ~kStatus);
  body();
  return static_cast<uint8_t>(_mm_getcsr() & kCounted);
}

}  // namespace lnp::legion
