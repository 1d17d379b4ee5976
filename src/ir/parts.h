// A kernel of instructions that have nothing to do with each other, taken apart.
#pragma once
#include <cstdint>
#include <vector>

#include "ir/kernel.h"

namespace lnp {

// Where an access begins: so many bytes into a storage of this layout.
struct AccessPlace {
  const Layout* base;
  int64_t offset;
};

struct Part {
  Kernel kernel;
  std::vector<uint32_t> accesses;  // which of the whole kernel's they are
  std::vector<uint32_t> instrs;    // the same
};

// In an order in which they may run one after the other; a single part when all instructions belong together. `places` has one
// for each access.
std::vector<Part> parts_of(const Kernel& kernel, const std::vector<AccessPlace>& places);

}  // namespace lnp
