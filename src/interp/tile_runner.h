// Runs the instructions of a program on one tile, on the calling thread.
#pragma once
#include "interp/blocks.h"
#include "interp/program.h"

namespace lnp {

// Elements of a tile that native code computes whole, or that is one pass: it keeps nothing in memory, so that only calls and
// threads count.
inline constexpr int64_t kWholeTile = 16384;

class TileRunner {
 public:
  TileRunner(const Program& p, const RunArgs& args);
  ~TileRunner();

  // `start` is the tile's first index in the program's box; rows and cols count from there in the last two dims. The tile has
  // no more than the program's tile_rows and tile_cols, unless native code computes it whole or the program is one pass.
  void run(const int64_t* start, int64_t rows, int64_t cols);

  // The same, natively, of any number of columns. False: there is no such code for the whole program, or the tile has to be
  // looked into in smaller ones.
  bool run_whole(const int64_t* start, int64_t rows, int64_t cols);

  // Reduces row `row` of the tile that ran last.
  void reduce(const ReduceSpec& r, int64_t row, int64_t cols, char* out) const;

  // Where operand `r` of the tile that ran last lies, as argument k of a loop call.
  void resolve(const Ref& r, int64_t cols, int k, Tile* t) const;

  void note_flags(uint32_t instr);  // status raised since the last look belongs to `instr`
  static void clear_flags();

 private:
  void move_to(const int64_t* start);
  void run_instructions(int64_t rows, int64_t cols);
  void run_parts(const int64_t* start, int64_t rows, int64_t cols);
  void interpret(const Op1& op, int64_t rows, int64_t cols);
  bool run_native(const NativeRun& run, int64_t rows, int64_t cols);
  void reduce_blocks(const NativeRun& run, char** p, const int64_t* step, const int64_t* row, int64_t rows,
                     int64_t cols);
  size_t results_bytes() const { return blocks_->blocks.size() * sizeof(uint64_t); }  // room for those of one reduction
  int64_t row_of(const Ref& r, int64_t cols) const;                                   // bytes between rows
  char* pointer(const Ref& r) const;
  static char* thread_scratch(size_t bytes);
  static char* thread_results(size_t bytes);

  const Program& p_;
  const RunArgs& args_;
  const NativeProgram* native_;  // null: everything is interpreted
  int64_t tiles_ = 0, run_twice_ = 0;
  char* scratch_;
  char* at_[kMaxProgramAccesses];
  const NativeRun* reducer_ = nullptr;  // has reduced the blocks of the last tile
  const BlockTable* blocks_ = nullptr;
  char* results_ = nullptr;  // of the blocks, reduction by reduction
};

void run_reduction(const Program& p, const RunArgs& args, Parallel& parallel);

}  // namespace lnp
