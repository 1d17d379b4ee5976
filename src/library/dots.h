// Sums of products along lines, on memory of this process, by a BLAS: float32, float64 or complex numbers.
#pragma once
#include <atomic>

#include "core/buffer.h"
#include "core/parallel.h"

namespace lnp {

// Some elements of a BLAS's type, `step` of them from one to the next.
struct Line {
  const char* p;
  int64_t step;
};

// *out = the sum of the products of `n` elements, or of the conjugates of x by y, in pieces whose number does not depend on
// that of threads. What other threads raise is in `raised`; what this one does, in its floating-point status.
void dot(DType t, int64_t n, Line x, Line y, bool conjugated, char* out, Parallel& workers,
         std::atomic<uint8_t>& raised);

// out[...] = the sum of conj(a) b over the last axis. All three have the dtype; `out` is contiguous, the leading extents of
// `a` and `b` are its own, and along their last axis they go forwards by whole elements. Returns the floating-point status that
// was raised, bits as in FpEvent.
uint8_t conjugated_dots(const View& out, const View& a, const View& b, Parallel& workers);

}  // namespace lnp
