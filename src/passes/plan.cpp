#include "passes/plan.h"

#include <algorithm>
#include <utility>

namespace lnp {
namespace {

constexpr uint32_t kNone = ~0u;

// Accesses that nothing reads or writes any more leave the kernel.
void drop_unused_accesses(Kernel& k) {
  std::vector<uint32_t> renumbered(k.accesses.size());
  std::vector<Access> used;
  for (size_t a = 0; a < k.accesses.size(); ++a) {
    renumbered[a] = static_cast<uint32_t>(used.size());
    if (k.accesses[a].read || k.accesses[a].write) used.push_back(k.accesses[a]);
  }
  k.accesses = std::move(used);
  for (Instr& i : k.instrs) {
    if (i.store >= 0) i.store = static_cast<int32_t>(renumbered[static_cast<size_t>(i.store)]);
    for (int a = 0; a < i.nin; ++a)
      if (i.in[a].kind == SourceKind::access) i.in[a].index = renumbered[i.in[a].index];
  }
}

}  // namespace

void drop_dead_stores(const NodeList& list, std::vector<Kernel>& kernels) {
  size_t n = list.slots.size();
  std::vector<uint32_t> only(n, kNone);  // the one kernel that uses the slot
  std::vector<char> keep(n, 0);
  for (size_t s = 0; s < n; ++s) keep[s] = list.slots[s].held || list.slots[s].stored;
  for (uint32_t k = 0; k < kernels.size(); ++k)
    for (const Access& a : kernels[k].accesses) {
      if (a.read || (only[a.buffer] != kNone && only[a.buffer] != k)) keep[a.buffer] = 1;
      only[a.buffer] = k;
    }
  for (Kernel& k : kernels) {
    for (Instr& i : k.instrs) {
      if (i.store < 0 || i.kind == InstrKind::reduce) continue;
      Access& a = k.accesses[static_cast<size_t>(i.store)];
      if (keep[a.buffer]) continue;
      i.store = -1;
      a.write = false;
    }
    drop_unused_accesses(k);
  }
}

std::vector<PlanStep> schedule_memory(const NodeList& list, std::vector<Kernel> kernels) {
  size_t n = list.slots.size();
  std::vector<uint32_t> first(n, kNone), last(n, kNone);
  for (uint32_t k = 0; k < kernels.size(); ++k)
    for (const Access& a : kernels[k].accesses) {
      if (first[a.buffer] == kNone) first[a.buffer] = k;
      last[a.buffer] = k;
    }
  std::vector<PlanStep> steps;
  for (Kernel& k : kernels) steps.push_back({std::move(k), {}, {}});
  for (uint32_t s = 0; s < n; ++s) {
    if (first[s] == kNone) continue;
    if (!list.slots[s].stored) steps[first[s]].allocate.push_back(s);
    if (!list.slots[s].held) steps[last[s]].release.push_back(s);
  }
  return steps;
}

namespace {

// What its steps allocate and release, a wave does: storages that slots share are allocated and released once.
WaveStep wave_step(PlannedWave planned, const std::vector<PlanStep>& steps) {
  WaveStep w{std::move(planned), {}, {}};
  std::vector<uint32_t> allocate, release;
  for (uint32_t s = w.first(); s < w.first() + w.count(); ++s) {
    allocate.insert(allocate.end(), steps[s].allocate.begin(), steps[s].allocate.end());
    release.insert(release.end(), steps[s].release.begin(), steps[s].release.end());
  }
  auto shares = [&](uint32_t slot, bool as_source) {
    const auto& all = w.planned.shares;
    return std::any_of(all.begin(), all.end(), [&](const auto& x) { return (as_source ? x.second : x.first) == slot; });
  };
  for (uint32_t slot : allocate)
    if (!shares(slot, false)) w.allocate.push_back(slot);
  for (uint32_t slot : release)
    if (!shares(slot, true)) w.release.push_back(slot);
  return w;
}

}  // namespace

Plan make_plan(const Stream& stream, const Buffer* fading, Waves waves) {
  Plan plan;
  plan.list = elide_copies(stream, fading);
  split_overlaps(&plan.list);
  std::vector<Kernel> kernels = fuse(plan.list);
  drop_dead_stores(plan.list, kernels);
  for (Kernel& k : kernels) forward_copies(k);
  std::vector<PlannedWave> found = find_waves(plan.list, waves, &kernels);
  plan.steps = schedule_memory(plan.list, std::move(kernels));
  for (PlannedWave& w : found) plan.waves.push_back(wave_step(std::move(w), plan.steps));
  plan.completed_by.assign(plan.list.nodes.size(), 0);
  for (uint32_t s = 0; s < plan.steps.size(); ++s)
    for (uint32_t node : plan.steps[s].kernel.nodes) plan.completed_by[node] = s;
  return plan;
}

}  // namespace lnp
