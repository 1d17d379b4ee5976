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
// tile, or in steps of any size.
enum class ArgKind : uint8_t { contiguous, repeated, immediate, strided };

struct SegmentArg {
  ArgKind kind;
  DType dtype;
};

enum class StepKind : uint8_t { load, store, loop, cast };

// A step makes one value, but for a store. Its inputs are numbers of earlier steps.
struct SegmentStep {
  StepKind kind;
  uint8_t loop = 0;
  uint8_t nin = 0;
  uint16_t op = 0;   // loop: Op
  uint16_t arg = 0;  // load, store
  DType dtype{};     // of the value
  uint16_t in[3] = {};
};

struct Segment {
  std::vector<SegmentArg> args;
  std::vector<SegmentStep> steps;

  std::string text() const;
};

// Computes rows x n points. p[k] is argument k's first element; step[k] is in use for strided arguments, row[k], the bytes
// from row to row, for all but immediates.
using NativeFn = void (*)(char* const* p, const int64_t* step, const int64_t* row, int64_t n, int64_t rows);

}  // namespace lnp
