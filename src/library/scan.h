// Running reductions along one axis (ufunc.accumulate), on memory of this process.
#pragma once
#include "core/buffer.h"
#include "core/loops.h"
#include "core/parallel.h"

namespace lnp {

// out[..., i, ...] = op(out[..., i-1, ...], in[..., i, ...]) along `axis`, from left to right as NumPy does. Both views
// have the loop's type and the same shape, and do not overlap unless they are identical. Returns the floating-point status
// that was raised, bits as in FpEvent.
uint8_t scan(const Loop& loop, const View& out, const View& in, int axis, Parallel& workers);

}  // namespace lnp
