// Pass 6: consecutive kernels become waves (ir/wave.h) where that lets them find in the cache what others have read or written:
// the sweeps of a relaxation, or the stages of a time step.
#pragma once
#include <cstdint>
#include <utility>
#include <vector>

#include "ir/wave.h"
#include "passes/fuse.h"

namespace lnp {

struct PlannedWave {
  Wave wave;
  uint32_t first;  // kernel; the others follow it
  // A slot that is first written in the wave, and one that is last used there, whose storage it may have: in this order.
  std::vector<std::pair<uint32_t, uint32_t>> shares;
};

// Kernels whose instructions have nothing to do with each other are taken apart where a wave needs it: a grid's first row is written
// long before its last one.
std::vector<PlannedWave> find_waves(const NodeList& list, Waves waves, std::vector<Kernel>* kernels);

}  // namespace lnp
