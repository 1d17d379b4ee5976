// The true elements of a mask, on blocks: what they choose is brought together in C order, or taken apart again.
#pragma once
#include <legate.h>

#include <cstdint>
#include <vector>

#include "engine/legion/joint.h"

namespace lnp::legion {

enum class MaskUse : int64_t {
  compress,  // to[k] = the element of `from` at the k-th true element
  expand,    // the reverse: to[k] is read
  indices,   // to[d][k] = its index along axis d
};

struct MaskWork {
  MaskUse use;
  SharedBox box;  // of the mask; cut along its first axis
  Operand mask;
  Operand from;  // compress and expand: of the mask's shape
  size_t item;   // of what moves
  int64_t count;
  std::vector<Operand> to;  // `count` elements each; of expand maybe in memory,
  bool single = false;      // and maybe one for all
};

void launch_mask(legate::Library library, const MaskWork& work, int64_t tasks);

void register_mask_task(legate::Library library);

}  // namespace lnp::legion
