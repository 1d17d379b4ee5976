// What the legion engine, a library of its own that is loaded where the package `legate` is, gets from the core that
// loads it: the interpreter and an engine for what stays in this process. Both are built together.
#pragma once
#include <cstdint>
#include <memory>
#include <vector>

#include "engine/engine.h"
#include "interp/program.h"

namespace lnp {

struct LegionHost {
  std::unique_ptr<Engine> local;
  const LoopTable* loops;
  Program (*lower)(const Kernel&, const LoopTable&, int row_axis);
  void (*run_program)(const Program&, const RunArgs&, Parallel&);
  uint8_t (*run_lanes)(const LaneWork&, const LoopTable&, const View& out, const View& in, Parallel&);
  void (*search_sorted)(const View& elements, const View& keys, bool right, int64_t* out, Parallel&);
  uint8_t (*matmul)(const View& out, const View& a, const View& b, Parallel&);
  int64_t min_task_elements;  // kernels of fewer points run in every process on its own copy of the data
};

struct LegionCounters {
  uint64_t tasks = 0;            // launched
  uint64_t waits = 0;            // for all tasks, on all processes
  uint64_t fetches = 0;          // arrays gathered to every process
  uint64_t fetched_bytes = 0;    // that went from one process to others for it
  uint64_t reads = 0;            // single elements sent to every process
  uint64_t publishes = 0;        // arrays handed to Legion from the processes' own copies
  uint64_t exchanged_bytes = 0;  // that tasks of this process sent to others' for what is no kernel
  uint64_t halo_bytes = 0;       // that blocks of rows needed of each other
};

class LegionEngine : public Engine {
 public:
  virtual const LegionCounters& counters() const = 0;

  // What every process brings, in the order of ranks; all must call it, with the same number of bytes.
  virtual std::vector<std::vector<char>> gather(const std::vector<char>& mine) = 0;
};

// Exported by the library under this name.
using MakeLegionEngine = LegionEngine* (*)(LegionHost host);
inline constexpr const char* kMakeLegionEngine = "lnp_make_legion_engine";

}  // namespace lnp
