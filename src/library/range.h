// Arithmetic progressions, as numpy.arange fills them.
#pragma once
#include <cstdint>

#include "core/dtype.h"
#include "core/parallel.h"

namespace lnp {

// Fills elements 2 to n - 1 of `data` from its first two: element i is first + i * (second - first) in the type's own
// arithmetic, integers modulo their range and halves in single precision. `t` is not bool.
void continue_range(DType t, char* data, int64_t n, Parallel& workers);

}  // namespace lnp
