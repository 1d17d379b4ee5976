#include "passes/plan.h"

#include <algorithm>

namespace lnp {
namespace {

constexpr uint32_t kNone = ~0u;

bool live(const Buffer* b) { return b->handles != 0 || b->exports != 0; }

// Slots whose storage some live buffer has after the flush.
std::vector<char> held_slots(const Stream& stream, const NodeList& list) {
  std::vector<char> held(list.slots.size(), 0);
  for (uint32_t b = 0; b < stream.buffers(); ++b)
    if (live(stream.buffer(b))) held[list.final_slot[b]] = 1;
  return held;
}

bool stored_at_start(const Stream& stream, uint32_t slot) {
  return slot < stream.buffers() && stream.buffer(slot)->storage != nullptr;
}

}  // namespace

void drop_dead_stores(const Stream& stream, const NodeList& list, std::vector<Kernel>& kernels) {
  size_t n = list.slots.size();
  std::vector<uint32_t> only(n, kNone);  // the one kernel that uses the slot
  std::vector<char> keep = held_slots(stream, list);
  for (uint32_t k = 0; k < kernels.size(); ++k)
    for (const Access& a : kernels[k].accesses) {
      if (a.read || (only[a.buffer] != kNone && only[a.buffer] != k)) keep[a.buffer] = 1;
      only[a.buffer] = k;
    }
  for (Kernel& k : kernels)
    for (Instr& i : k.instrs) {
      if (i.store < 0 || i.kind == InstrKind::reduce) continue;
      Access& a = k.accesses[static_cast<size_t>(i.store)];
      if (keep[a.buffer] || stored_at_start(stream, a.buffer)) continue;
      i.store = -1;
      a.write = false;
    }
}

std::vector<PlanStep> schedule_memory(const Stream& stream, const NodeList& list, std::vector<Kernel> kernels) {
  size_t n = list.slots.size();
  std::vector<uint32_t> first(n, kNone), last(n, kNone);
  for (uint32_t k = 0; k < kernels.size(); ++k)
    for (const Access& a : kernels[k].accesses) {
      if (!a.read && !a.write) continue;
      if (first[a.buffer] == kNone) first[a.buffer] = k;
      last[a.buffer] = k;
    }
  std::vector<PlanStep> steps;
  for (Kernel& k : kernels) steps.push_back({std::move(k), {}, {}});
  std::vector<char> held = held_slots(stream, list);
  for (uint32_t s = 0; s < n; ++s) {
    if (first[s] == kNone) continue;
    if (!stored_at_start(stream, s)) steps[first[s]].allocate.push_back(s);
    if (!held[s]) steps[last[s]].release.push_back(s);
  }
  return steps;
}

Plan make_plan(const Stream& stream) {
  Plan plan;
  plan.list = elide_copies(stream);
  split_overlaps(&plan.list);
  std::vector<Kernel> kernels = fuse(plan.list);
  drop_dead_stores(stream, plan.list, kernels);
  for (Kernel& k : kernels) forward_copies(k);
  plan.steps = schedule_memory(stream, plan.list, std::move(kernels));
  plan.completed_by.assign(plan.list.nodes.size(), 0);
  for (uint32_t s = 0; s < plan.steps.size(); ++s)
    for (uint32_t node : plan.steps[s].kernel.nodes) plan.completed_by[node] = s;
  return plan;
}

}  // namespace lnp
