// Sliding products, on memory of this process.
#pragma once
#include <cstdint>

#include "core/buffer.h"
#include "core/parallel.h"

namespace lnp {

// out[i] = the sum over k of a[start + i + k] * v[k], as far as there are such elements of a. All three are contiguous, with
// one axis and one dtype, which is not float16, and a is not shorter than v; bools are or-ed and and-ed. Floats have NumPy's
// bits where the sums are BLAS's in both; the bits do not depend on the number of threads.
void correlate(const View& out, const View& a, const View& v, int64_t start, Parallel& workers);

}  // namespace lnp
