// Sorting, on memory of this process.
#pragma once
#include <cstdint>

#include "core/buffer.h"
#include "core/parallel.h"

namespace lnp {

// Sorts every lane of `data` along `axis`, in place. NaNs come last; complex numbers are ordered by their real, then by
// their imaginary part, those with a NaN last. `stable`: 0.0 and -0.0, which are equal, keep their order.
void sort(const View& data, int axis, bool stable, Parallel& workers);

// For every element of the sorted lanes of `in`: its position in its lane. Always stable. `out` has room for as many
// positions as `in` has elements, and gets them in C order of in's shape.
void argsort(const View& in, int axis, int64_t* out, Parallel& workers);

}  // namespace lnp
