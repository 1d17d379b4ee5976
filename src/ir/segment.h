// A segment: consecutive instructions of a lowered kernel that one native function may compute on a tile, so that what
// lies between them stays in registers. It is what the code generator gets, and by its text the key of what it made.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "core/dtype.h"

namespace lnp {

inline constexpr size_t kMaxSegmentArgs = 48;

// How neighbours of an operand in memory lie: side by side, all in one place (a row has one value), the same for the whole
// tile, in steps of any size, or of two elements (the real parts of complex numbers); or side by side, and only written, past
// the caches. Segments that reduce have results, an element a block, and their last argument is the blocks.
enum class ArgKind : uint8_t { contiguous, repeated, immediate, strided, alternate, streamed, results, blocks };

struct SegmentArg {
  ArgKind kind;
  DType dtype;
};

inline bool in_steps(const SegmentArg& a) { return a.kind == ArgKind::strided || a.kind == ArgKind::alternate; }

enum class StepKind : uint8_t { load, store, loop, cast, reduce };

// A step makes one value, but for a store and a reduction. Its inputs are numbers of earlier steps.
struct SegmentStep {
  StepKind kind;
  uint8_t loop = 0;
  uint8_t nin = 0;
  uint16_t op = 0;   // loop, reduce: Op
  uint16_t arg = 0;  // load, store, reduce
  DType dtype{};     // of the value
  uint16_t in[3] = {};
};

struct Segment {
  std::vector<SegmentArg> args;
  std::vector<SegmentStep> steps;

  std::string text() const;
  size_t widest() const;  // bytes of the widest type in it
};

// `count` points of a row of a tile. A segment that reduces makes one result of each: of each eight (or whole vector of)
// neighbours' accumulators, the first takes every eighth point, and so on, neighbours are combined pairwise, and the points that
// are left over follow in order. Sums of at most 128 points are NumPy's.
struct Block {
  int64_t row, first, count;  // count >= 1
};
inline constexpr int64_t kPairwiseBlock = 128;

// Computes rows x n points, or `rows` blocks. p[k] is argument k's first element; step[k] is in use for strided and alternate
// arguments, row[k], the bytes from row to row, for all that are operands but immediates.
using NativeFn = void (*)(char* const* p, const int64_t* step, const int64_t* row, int64_t n, int64_t rows);

}  // namespace lnp
