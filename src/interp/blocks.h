// The blocks that native code reduces, and the tree that makes one value of their results.
#pragma once
#include <cstdint>
#include <vector>

#include "core/dtype.h"
#include "ir/segment.h"

namespace lnp {

// A tile's rows cut into blocks as NumPy's pairwise sum cuts a run: halves, rounded down to multiples of eight.
struct BlockTable {
  int64_t rows, cols, most;  // of a tile; points of a block at most, 0: blocks are rows
  std::vector<Block> blocks;
  std::vector<uint8_t> merges;  // of one row: how many sums of the tree end with each of its blocks

  // The sum of a row whose blocks have these sums, of float or double.
  void sum(DType t, const char* sums, char* out) const;
};

// Kept by this thread until it has asked for a few others.
const BlockTable& block_table(int64_t rows, int64_t cols, int64_t most);

}  // namespace lnp
