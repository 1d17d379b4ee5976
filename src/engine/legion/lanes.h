// Operations on lanes, on blocks that hold whole lanes; a scan also on parts of lanes, which are combined.
#pragma once
#include <legate.h>

#include <cstdint>

#include "core/lanes.h"
#include "engine/legion/joint.h"

namespace lnp::legion {

struct LanesOnBlocks {
  LaneWork work;
  SharedBox box;  // the input's; cut along work.axis for a scan only
  DType in_dtype, out_dtype;
  Operand in, out;  // `out` of a sort: none
  int out_split;    // the axis of `out` that goes with the one that is cut
  int64_t raised;   // number of memory, an std::atomic<uint8_t> that gets the floating-point status; or kNoMemory
};

void launch_lanes(legate::Library library, const LanesOnBlocks& lanes, int64_t tasks);

void register_lanes_task(legate::Library library);

}  // namespace lnp::legion
