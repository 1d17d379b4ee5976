// What a stream becomes: kernels in order, with the memory that each needs first and the memory that is free after it.
#pragma once
#include <cstdint>
#include <vector>

#include "passes/fuse.h"
#include "passes/waves.h"

namespace lnp {

struct PlanStep {
  Kernel kernel;
  std::vector<uint32_t> allocate;  // slots that get storage before it runs
  std::vector<uint32_t> release;   // slots whose storage goes back after it
};

// A wave that runs instead of so many steps, one after the other.
struct WaveStep {
  PlannedWave planned;
  std::vector<uint32_t> allocate, release;  // slots, as above
  uint32_t first() const { return planned.first; }
  uint32_t count() const { return static_cast<uint32_t>(planned.wave.members.size()); }
};

struct Plan {
  std::vector<PlanStep> steps;
  std::vector<WaveStep> waves;  // in the order of their steps
  NodeList list;
  std::vector<uint32_t> completed_by;  // per node of the list: the step that completes it
};

// Runs the passes over the pending stream: elide_copies, split_overlaps, fuse, drop_dead_stores, forward_copies, find_waves,
// schedule_memory.
// `fading` has a handle, but will be computed again if somebody needs it; null: none.
Plan make_plan(const Stream& stream, const Buffer* fading, Waves waves);

// Pass 4: a slot that nobody will hold, that one kernel alone uses and does not read from memory, is never stored.
void drop_dead_stores(const NodeList& list, std::vector<Kernel>& kernels);

// Pass 5: an instruction writes the view that its value is only copied to.
void forward_copies(Kernel& kernel);

// Pass 7: storage is allocated by the first kernel that needs it, and given back after the last if nobody will hold it.
std::vector<PlanStep> schedule_memory(const NodeList& list, std::vector<Kernel> kernels);

}  // namespace lnp
