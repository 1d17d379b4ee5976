// Positions of the greatest and least elements, on memory of this process.
#pragma once
#include <cstdint>

#include "core/buffer.h"
#include "core/parallel.h"

namespace lnp {

// For every lane of `in` along `axis` (none of its extents is 0), in C order: the position of its first greatest, or
// least, element. A NaN counts as both.
void arg_extreme(bool greatest, const View& in, int axis, int64_t* out, Parallel& workers);

}  // namespace lnp
