// Any operation on lanes, on memory of this process.
#pragma once
#include "core/buffer.h"
#include "core/lanes.h"
#include "core/loops.h"
#include "core/parallel.h"

namespace lnp {

// Returns the floating-point status that was raised, bits as in FpEvent.
uint8_t run_lanes(const LaneWork& work, const LoopTable& loops, const View& out, const View& in, Parallel& workers);

}  // namespace lnp
