// Operations on lanes, on blocks that hold whole lanes; on a single lane, and scans, also on parts of lanes.
#pragma once
#include <legate.h>

#include <cstdint>

#include "core/lanes.h"
#include "engine/legion/joint.h"

namespace lnp::legion {

struct LanesOnBlocks {
  LaneWork work;
  SharedBox box;  // the input's; cut along work.axis for a scan and for an only axis
  DType in_dtype, out_dtype;
  Operand in, out;  // `out` of a sort: none, and where the only lane's extreme is found
  int out_split;    // the axis of `out` that goes with the one that is cut
  // Numbers of memory, or kNoMemory: an std::atomic<uint8_t> that gets the floating-point status, and an
  // std::atomic<int64_t> that gets the position of the only lane's extreme.
  int64_t raised = kNoMemory, found = kNoMemory;
};

void launch_lanes(legate::Library library, const LanesOnBlocks& lanes, int64_t tasks);

void register_lanes_task(legate::Library library);

}  // namespace lnp::legion
