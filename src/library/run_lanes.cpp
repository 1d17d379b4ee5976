#include "library/run_lanes.h"

#include "library/arg.h"
#include "library/scan.h"
#include "library/sort.h"

namespace lnp {

uint8_t run_lanes(const LaneWork& work, const LoopTable& loops, const View& out, const View& in, Parallel& workers) {
  auto* positions = reinterpret_cast<int64_t*>(out.data());
  switch (work.op) {
    case LaneOp::sort: sort(out, work.axis, work.stable, workers); return 0;
    case LaneOp::argsort: argsort(in, work.axis, positions, workers); return 0;
    case LaneOp::greatest:
    case LaneOp::least: arg_extreme(work.op == LaneOp::greatest, in, work.axis, positions, workers); return 0;
    case LaneOp::scan: return scan(loops.ops[work.ufunc].loops[work.loop], out, in, work.axis, workers);
  }
  return 0;
}

}  // namespace lnp
