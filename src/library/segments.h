// Reductions of the segments of lanes (ufunc.reduceat), on memory of this process.
#pragma once
#include "core/buffer.h"
#include "core/loops.h"
#include "core/parallel.h"

namespace lnp {

// out[..., s, ...] = the reduction of in[..., starts[s]:starts[s + 1], ...] along `axis`, the last one to the end; of a
// segment without elements, its first. Each has the bits of NumPy's reduceat: the first element, and then a reduction of
// the others. `out` has as many elements along the axis as there are starts, which are in range; both views have the
// loop's type, and do not overlap. Returns the floating-point status that was raised, bits as in FpEvent.
uint8_t reduce_segments(const Loop& loop, const View& out, const View& in, int axis, const int64_t* starts,
                        Parallel& workers);

}  // namespace lnp
