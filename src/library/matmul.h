// Products of matrices, on memory of this process.
#pragma once
#include "core/buffer.h"
#include "core/parallel.h"

namespace lnp {

// Whether products of this type are computed here: those of float32, float64 and complex numbers take a BLAS.
bool can_multiply(DType t);

// out[..., i, j] = the sum over k of a[..., i, k] * b[..., k, j], as NumPy computes it: integers wrap, bools are or-ed
// and and-ed, float16 is summed in float32. All three views have the dtype and the number of axes (two at least), and
// the leading extents are equal. Any strides; `out` overlaps neither operand. Returns the floating-point status that
// was raised, bits as in FpEvent. The bits of the result do not depend on the number of threads.
uint8_t matmul(const View& out, const View& a, const View& b, Parallel& workers);

}  // namespace lnp
