// Runs the instructions of a program on one tile, on the calling thread.
#pragma once
#include "interp/program.h"

namespace lnp {

class TileRunner {
 public:
  TileRunner(const Program& p, const RunArgs& args);

  // `start` is the tile's first index in the program's box; rows and cols count from there in the last two dims.
  void run(const int64_t* start, int64_t rows, int64_t cols);

  // Where operand `r` of the tile that ran last lies, as argument k of a loop call.
  void resolve(const Ref& r, int64_t cols, int k, Tile* t) const;

  void note_flags(uint32_t instr);  // status raised since the last look belongs to `instr`
  static void clear_flags();

 private:
  char* pointer(const Ref& r) const;
  static char* thread_scratch(size_t bytes);

  const Program& p_;
  const RunArgs& args_;
  char* scratch_;
  char* at_[kMaxProgramAccesses];
};

void run_reduction(const Program& p, const RunArgs& args, Parallel& parallel);

}  // namespace lnp
