// Partitions, on memory of this process.
#pragma once
#include <cstdint>
#include <vector>

#include "core/buffer.h"
#include "core/parallel.h"

namespace lnp {

// Whether there is a selection for elements of this type. (Those of one byte are sorted as fast.)
inline bool can_select(DType t) { return item_size(t) > 1; }

// Every lane of `in` along `axis` to the lane of `out` (the same memory, or apart), so that the elements at the positions
// `kth`, which ascend, are those that sort() would put there, with none before them that is greater and none after them
// that is less.
void partition(const View& out, const View& in, int axis, const std::vector<int64_t>& kth, Parallel& workers);

// Likewise the positions of the elements in their lane, int64, apart from them.
void argpartition(const View& out, const View& in, int axis, const std::vector<int64_t>& kth, Parallel& workers);

}  // namespace lnp
