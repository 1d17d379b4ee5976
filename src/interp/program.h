// A kernel lowered for the interpreter: dims permuted and collapsed, registers assigned, loops looked up.
//
// The interpreter walks the box in tiles of at most kTileElements and runs every instruction on a tile before it goes
// to the next, so that temporaries stay in the first-level cache. Tiles are independent of each other.
#pragma once
#include <cstdint>
#include <memory>
#include <vector>

#include "core/loops.h"
#include "core/parallel.h"
#include "interp/native.h"
#include "interp/operand.h"
#include "ir/kernel.h"
#include "ir/stream.h"

namespace lnp {

inline constexpr int64_t kTileElements = 2048;
inline constexpr double kParallelNs = 20000;    // estimated work below which one thread is faster than waking others
inline constexpr int64_t kLeafBytes = 1 << 18;  // of a reduction that needs no registers
inline constexpr int64_t kUnitRows = 32;        // at least, that a reduction over rows adds up in order
inline constexpr int64_t kUnitColumns = 2048;   // of such a tile that needs no registers
inline constexpr int kMaxProgramAccesses =
    128;  // what 64 instructions write and 32 views that they read, and some more

struct Op1 {  // one instruction of a program
  Tile tile;  // steps and rows of a full tile; the pointers are filled in when it runs
  LoopFn fn;
  uint8_t nargs;     // output and inputs
  bool check_flags;  // floating-point status after it counts
  uint32_t instr;    // kernel instruction that it serves, for warnings
  Ref args[kMaxArgs];
  SegmentStep what;       // for native code: the loop, the cast, or for a move, a load
  DType types[kMaxArgs];  // of the arguments
};

struct ReduceSpec {
  LoopFn combine;  // acc <- op(acc, value)
  ReduceFn reduce;
  bool check_flags;
  bool from_zero;  // the identity is zero, and NumPy starts with it: sums of -0.0, hypot of one value
  uint32_t instr;
  Ref value;     // of a tile
  uint32_t out;  // access written
  uint32_t item;
  DType dtype;
  Grouping grouping;
  bool in_blocks;    // rows are reduced, in an order that native code has
  SegmentStep what;  // for it
};

struct Program {
  // The box, outermost first; the last two dims are the rows and columns of tiles. A reduction keeps its reduced dims
  // apart (see reduce.cpp); `reduced` marks them.
  std::vector<int64_t> shape;
  std::vector<char> reduced;
  std::vector<std::vector<int64_t>> strides;  // [access][dim], bytes
  std::vector<Op1> ops;
  std::vector<ReduceSpec> reductions;
  int run_step = 8;     // halves of a run are rounded down to multiples of this
  int settled_by = -1;  // a truth value that ends the program's one reduction (any, all); -1: every element counts
  uint32_t registers = 0;
  uint32_t register_bytes = 0;
  int64_t tile_rows = 1, tile_cols = 1;
  int64_t unit_rows = 1;      // whole tiles' rows, which a reduction combines before it combines what they come to
  double ns_per_element = 0;  // rough estimate for the choice between one thread and many
  int64_t size = 0;
  bool streams = false;  // what it touches is gone from the caches before anything reads it
  int row_dim = -1;      // the dim that is the axis which lower() was asked to keep
  std::shared_ptr<NativeSlot> native = std::make_shared<NativeSlot>();

  // Whether it is one pass over memory, which keeps nothing in the cache: only calls and threads count for its tiles.
  bool one_pass() const { return ops.size() == 1 && registers == 0 && reductions.empty(); }
  double cost_ns() const { return ns_per_element * static_cast<double>(size); }  // estimated, on one thread
};

// `row_axis` of the box stays a dim of its own, so that its rows can be run apart; -1: none.
Program lower(const Kernel& kernel, const LoopTable& table, int row_axis = -1);

// Status bits per instruction index that a run noticed, as in fenv.h's FE_* on x86.
struct FlagRecord {
  uint32_t instr;
  uint8_t flags;
};

struct RunArgs {
  char* const* bases;  // per access: its first element
  const Immediate* immediates;
  uint8_t* flags;  // per kernel instruction, or-ed into
};

void run_program(const Program& program, const RunArgs& args, Parallel& parallel);

// Rows [from, to) of a program without reductions that was lowered with a row axis, on this thread.
void run_rows(const Program& program, const RunArgs& args, int64_t from, int64_t to);

}  // namespace lnp
