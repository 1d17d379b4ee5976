// Positions of the greatest and least elements, on memory of this process.
#pragma once
#include <cstdint>

#include "core/buffer.h"
#include "core/parallel.h"

namespace lnp {

// For every lane of `in` along `axis` (none of its extents is 0), in C order: the position of its first greatest, or
// least, element. A NaN counts as both.
void arg_extreme(bool greatest, const View& in, int axis, int64_t* out, Parallel& workers);

// The positions of the first greatest and the first least of n > 0 elements, of which NaNs are the greatest. For whole numbers of 16 to 64 bits, float, double.
template <class T>
int64_t first_greatest(const T* p, int64_t n, Parallel& workers);
template <class T>
int64_t first_least(const T* p, int64_t n, Parallel& workers);

}  // namespace lnp
