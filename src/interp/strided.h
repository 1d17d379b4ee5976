// Moves tiles between strided memory and contiguous registers, so that the generated loops see contiguous rows only.
#pragma once
#include "core/loops.h"

namespace lnp {

LoopFn gather_loop(size_t item);   // p[1] strided -> p[0] contiguous
LoopFn scatter_loop(size_t item);  // p[1] contiguous -> p[0] strided

}  // namespace lnp
