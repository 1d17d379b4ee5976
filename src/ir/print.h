// Kernels as text, for people and tests.
#pragma once
#include <string>

#include "ir/kernel.h"

namespace lnp {

// One line for the box, one for each instruction:
//   kernel over (39, 39)
//     %0 = add b0[d strides (328, 8) + 0], b0[d strides (328, 8) + 16]
// A view is its slot (b<number>), dtype character, byte strides, and byte offset from the first use of the buffer.
std::string to_string(const Kernel& kernel);

}  // namespace lnp
