// Native code for segments of a program, made by src/jit while the interpreter serves.
#pragma once
#include <atomic>
#include <memory>
#include <vector>

#include "interp/operand.h"
#include "ir/segment.h"

namespace lnp {

// Instructions [first, first + count) of a program as one function.
struct NativeRun {
  uint32_t first, count;
  NativeFn fn;
  std::vector<Ref> args;              // but for the results of reductions, and the blocks
  std::vector<int64_t> step, row;     // bytes between their neighbours and rows; rows of registers depend on the tile
  std::vector<uint32_t> overwritten;  // arguments that are read and written
  bool reports;                       // whether an instruction's floating-point status counts
  std::vector<uint32_t> reductions;   // of the program's, which of the blocks of rows it makes
  int64_t block_points = 0;           // at most, in a block; 0: blocks are rows
};

struct NativeProgram {
  std::vector<NativeRun> runs;  // in program order
  size_t saved_bytes = 0;       // of an element, for the most that one run overwrites
  bool whole = false;           // the one run is the program, and nothing has to be kept for running it again
};

// Where a program finds its native code once there is some.
class NativeSlot {
 public:
  const NativeProgram* get() const { return code_.load(std::memory_order_acquire); }
  void set(std::unique_ptr<const NativeProgram> code) {
    kept_ = std::move(code);
    code_.store(kept_.get(), std::memory_order_release);
  }

  // Tiles whose status has to be looked into run twice. Where most do, run after run, native code does not pay.
  void judge(int64_t tiles, int64_t run_twice) {
    if (4 * run_twice <= tiles) return;
    if (wasted_.fetch_add(1, std::memory_order_relaxed) >= kPatience) code_.store(nullptr, std::memory_order_release);
  }

  std::atomic<int> runs = 0;        // so far, until it was asked for
  std::atomic<bool> asked = false;  // for native code

 private:
  static constexpr int kPatience = 16;
  std::atomic<const NativeProgram*> code_{nullptr};
  std::unique_ptr<const NativeProgram> kept_;
  std::atomic<int> wasted_{0};
};

}  // namespace lnp
