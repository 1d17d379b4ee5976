// The LLVM function of a segment.
#pragma once
#include "codegen/scalars.h"

namespace lnp {

// Adds to `module` the function `name` (a NativeFn), with vectors of about vector_bytes bytes.
llvm::Function* build_segment(const Segment& segment, const Scalars& scalars, int vector_bytes, llvm::Module& module,
                              const char* name);

}  // namespace lnp
