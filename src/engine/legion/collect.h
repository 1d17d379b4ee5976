// What tasks find out and every process must know: floating-point status, and the partial results of full reductions. It
// is gathered once for all that is outstanding.
#pragma once
#include <legate.h>

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "engine/legion/host.h"

namespace lnp::legion {

inline constexpr size_t kReducedItem = 16;  // bytes that hold one element of any type

// The results of one process's blocks, a value for each reduction of the kernel.
struct Partials {
  using Values = std::vector<std::array<char, kReducedItem>>;
  std::mutex mutex;
  std::vector<std::pair<int64_t, Values>> of_blocks;  // by the block's first row
};

class Collector {
 public:
  Collector(const LoopTable* loops, legate::Library library) : loops_(loops), library_(library) {}

  bool empty() const { return flags_.empty() && reductions_.empty(); }

  // Numbers of memory to which tasks write: status bytes, or-ed to these in the end ...
  int64_t await_flags(std::vector<uint8_t*> flags);
  // ... and Partials of these reductions, whose results go to `results`, and what combining raised to `flags`.
  int64_t await_reductions(std::vector<Instr> reductions, std::vector<char*> results, std::vector<uint8_t*> flags);

  // After all tasks have run: hands out what they found, on all processes the same.
  void hand_out();

  // What every process brings, as many bytes each, in the order of ranks.
  std::vector<std::vector<char>> gather(const std::vector<char>& mine) const;

 private:
  struct Flags {
    int64_t number;
    std::vector<uint8_t*> out;
    std::vector<uint8_t> noted;
  };
  struct Reduction {
    int64_t number;
    std::vector<Instr> reductions;
    std::vector<char*> results;
    std::vector<uint8_t*> flags;
    std::unique_ptr<Partials> partials;
  };
  struct Combined {
    Partials::Values values;
    std::vector<uint8_t> raised;
  };

  void combine(const Instr& reduction, char* result, const char* value, uint8_t* raised) const;
  Combined of_this_process(const Reduction& r) const;
  std::vector<char> payload() const;

  const LoopTable* loops_;
  legate::Library library_;
  std::vector<std::unique_ptr<Flags>> flags_;
  std::vector<Reduction> reductions_;
};

}  // namespace lnp::legion
