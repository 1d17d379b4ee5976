#include "passes/plan.h"

#include <algorithm>

namespace lnp {
namespace {

bool live(const Buffer* b) { return b->handles != 0 || b->exports != 0; }

constexpr uint32_t kNone = ~0u;

}  // namespace

void drop_dead_stores(const Stream& stream, std::vector<Kernel>& kernels) {
  size_t n = stream.buffers();
  std::vector<uint32_t> only(n, kNone);  // the one kernel that uses the buffer
  std::vector<char> keep(n, 0);
  for (size_t b = 0; b < n; ++b) keep[b] = live(stream.buffer(static_cast<uint32_t>(b))) || stream.buffer(static_cast<uint32_t>(b))->storage;
  for (uint32_t k = 0; k < kernels.size(); ++k)
    for (const Access& a : kernels[k].accesses) {
      if (a.buffer >= n) continue;
      if (a.read || (only[a.buffer] != kNone && only[a.buffer] != k)) keep[a.buffer] = 1;
      only[a.buffer] = k;
    }
  for (Kernel& k : kernels)
    for (Instr& i : k.instrs) {
      if (i.store < 0 || i.kind == InstrKind::reduce) continue;
      Access& a = k.accesses[static_cast<size_t>(i.store)];
      if (a.buffer >= n || keep[a.buffer]) continue;
      i.store = -1;
      a.write = false;
    }
}

Plan schedule_memory(const Stream& stream, Fused fused) {
  size_t n = stream.buffers();
  Plan plan;
  plan.stream_buffers = n;
  plan.temporaries = std::move(fused.temporaries);
  std::vector<uint32_t> first(n + plan.temporaries.size(), kNone), last(first.size(), kNone);
  for (uint32_t k = 0; k < fused.kernels.size(); ++k)
    for (const Access& a : fused.kernels[k].accesses) {
      if (!a.read && !a.write) continue;
      if (first[a.buffer] == kNone) first[a.buffer] = k;
      last[a.buffer] = k;
    }
  for (Kernel& k : fused.kernels) plan.steps.push_back({std::move(k), {}, {}});
  for (uint32_t b = 0; b < first.size(); ++b) {
    if (first[b] == kNone) continue;
    const Buffer* buffer = b < n ? stream.buffer(b) : nullptr;
    if (!buffer || !buffer->storage) plan.steps[first[b]].allocate.push_back(b);
    if (!buffer || !live(buffer)) plan.steps[last[b]].release.push_back(b);
  }
  return plan;
}

Plan make_plan(const Stream& stream) {
  Fused fused = fuse(stream);
  drop_dead_stores(stream, fused.kernels);
  return schedule_memory(stream, std::move(fused));
}

}  // namespace lnp
