// A kernel of instructions that have nothing to do with each other, taken apart.
#pragma once
#include <cstdint>
#include <vector>

#include "engine/engine.h"
#include "ir/kernel.h"

namespace lnp::legion {

struct Part {
  Kernel kernel;
  std::vector<uint32_t> accesses;  // which of the whole kernel's they are
  std::vector<uint32_t> instrs;    // the same
};

// In an order in which they may run one after the other; a single part when all instructions belong together.
std::vector<Part> parts_of(const Kernel& kernel, const Place* places);

}  // namespace lnp::legion
