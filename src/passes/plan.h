// What a stream becomes: kernels in order, with the memory that each needs first and the memory that is free after it.
#pragma once
#include <cstdint>
#include <vector>

#include "passes/fuse.h"

namespace lnp {

struct PlanStep {
  Kernel kernel;
  std::vector<uint32_t> allocate;  // buffers that get storage before it runs
  std::vector<uint32_t> release;   // dead buffers whose storage goes back after it
};

struct Plan {
  std::vector<PlanStep> steps;
  std::vector<Temporary> temporaries;  // buffers numbered from `stream_buffers` on
  size_t stream_buffers;
};

// Runs the passes over the pending stream: fuse, drop_dead_stores, schedule_memory.
Plan make_plan(const Stream& stream);

// Pass 2: a buffer that nobody holds, that one kernel alone uses and does not read from memory, is never stored.
void drop_dead_stores(const Stream& stream, std::vector<Kernel>& kernels);

// Pass 3: storage is allocated by the first kernel that needs it, and dead buffers give it back after the last.
Plan schedule_memory(const Stream& stream, Fused fused);

}  // namespace lnp
