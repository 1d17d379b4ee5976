// Operations that treat each lane of an array along one axis by itself.
#pragma once
#include <cstdint>

namespace lnp {

enum class LaneOp : uint8_t {
  sort,     // in place: input and output are the same
  argsort,  // positions, int64, C-contiguous
  greatest,  // the position of the first greatest element, or least: int64, C-contiguous, without the axis or of extent 1
  least,
  scan,  // a ufunc's running results
};

struct LaneWork {
  LaneOp op;
  int axis;
  bool stable = false;  // sort
  // scan: the op and which of its loops; whether lanes may be cut and their parts combined
  uint16_t ufunc = 0;
  uint8_t loop = 0;
  bool associative = false;
};

}  // namespace lnp
