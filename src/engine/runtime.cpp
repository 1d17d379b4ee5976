#include "engine/runtime.h"

#include <algorithm>
#include <cstring>

#include "core/errors.h"

namespace lnp {
namespace {

constexpr size_t kPlanBytes = size_t{64} << 20;  // of keys; past it all plans are forgotten

// Of a byte sequence whose length is a multiple of 8.
uint64_t hash_bytes(const unsigned char* p, size_t n) {
  uint64_t a = 0x9E3779B97F4A7C15ull, b = 0xC2B2AE3D27D4EB4Full;
  for (; n >= 16; p += 16, n -= 16) {
    uint64_t x, y;
    std::memcpy(&x, p, 8);
    std::memcpy(&y, p + 8, 8);
    a = (a ^ x) * 0xff51afd7ed558ccdull;
    b = (b ^ y) * 0xc4ceb9fe1a85ec53ull;
    a ^= a >> 32;
    b ^= b >> 29;
  }
  if (n >= 8) {
    uint64_t x;
    std::memcpy(&x, p, 8);
    a = (a ^ x) * 0xff51afd7ed558ccdull;
  }
  return a ^ (b << 1) ^ (b >> 31);
}

}  // namespace

struct Runtime::Cached {
  std::vector<unsigned char> nodes;  // with `buffers`, the key: the stream's bytes
  std::vector<BufferKey> buffers;
  std::vector<const Layout*> layouts;  // kept alive: the key names them by address
  Plan plan;
  std::vector<std::unique_ptr<Executable>> executables;
  std::vector<uint32_t> completed_by;  // per node: the step that completes it

  ~Cached() {
    for (const Layout* l : layouts) l->refs--;
  }
};

struct Runtime::Flush {
  Cached* cached;
  std::vector<Buffer*> temporaries;
  size_t steps_done = 0;
  bool out_of_memory = false;
  std::string message;
};

Runtime::Runtime(std::unique_ptr<Engine> engine) : engine_(std::move(engine)) {}
Runtime::~Runtime() = default;

Runtime::Cached* Runtime::find_plan() {
  const unsigned char* bytes = stream_.bytes();
  size_t size = stream_.size(), n = stream_.buffers();
  buffer_keys_.resize(n);
  uint64_t states = 0;
  for (uint32_t i = 0; i < n; ++i) {
    const Buffer* b = stream_.buffer(i);
    buffer_keys_[i] = {b->base, b->handles != 0 || b->exports != 0, b->storage != nullptr};
    states = states * 5 + buffer_keys_[i].live * 2 + buffer_keys_[i].stored;
  }
  uint64_t h = hash_bytes(bytes, size) ^ states;
  auto [lo, hi] = plans_.equal_range(h);
  for (auto it = lo; it != hi; ++it) {
    const Cached& c = *it->second;
    if (c.nodes.size() == size && std::memcmp(c.nodes.data(), bytes, size) == 0 && c.buffers == buffer_keys_) {
      counters_.plan_hits++;
      return it->second.get();
    }
  }
  counters_.plans++;
  evict();
  auto fresh = std::make_unique<Cached>();
  fresh->nodes.assign(bytes, bytes + size);
  fresh->buffers = buffer_keys_;
  fresh->plan = make_plan(stream_);
  fresh->completed_by.assign(stream_.nodes(), 0);
  auto keep = [&](const Layout* l) {
    l->refs++;
    fresh->layouts.push_back(l);
  };
  for (size_t i = 0; i < stream_.nodes(); ++i)
    for (int k = 0; k <= stream_.header(i).nin; ++k)
      if (!stream_.operands(i)[k].immediate()) keep(stream_.operands(i)[k].layout);
  for (const Temporary& t : fresh->plan.temporaries) keep(t.layout);
  for (uint32_t i = 0; i < n; ++i) keep(stream_.buffer(i)->base);
  for (uint32_t s = 0; s < fresh->plan.steps.size(); ++s) {
    fresh->executables.push_back(engine_->prepare(fresh->plan.steps[s].kernel));
    for (uint32_t node : fresh->plan.steps[s].kernel.nodes) fresh->completed_by[node] = s;
  }
  plan_bytes_ += size;
  return plans_.emplace(h, std::move(fresh))->second.get();
}

void Runtime::evict() {
  if (plan_bytes_ < kPlanBytes) return;
  plans_.clear();
  plan_bytes_ = 0;
}

Runtime::Flush* Runtime::begin() {
  counters_.flushes++;
  flush_ = std::make_unique<Flush>();
  flush_->cached = find_plan();
  last_plan_ = &flush_->cached->plan;
  for (const Temporary& t : flush_->cached->plan.temporaries)
    flush_->temporaries.push_back(new_buffer(t.layout, t.bytes));
  return flush_.get();
}

double Runtime::cost_ns(const Flush* f) const {
  double sum = 0;
  for (const auto& e : f->cached->executables) sum += engine_->cost_ns(*e);
  return sum;
}

void Runtime::execute(Flush* f, bool (*stop)()) {
  const Plan& plan = f->cached->plan;
  auto buffer = [&](uint32_t number) {
    return number < plan.stream_buffers ? stream_.buffer(number) : f->temporaries[number - plan.stream_buffers];
  };
  char* bases[64];
  uint8_t flags[128];
  for (; f->steps_done < plan.steps.size(); ++f->steps_done) {
    if (stop && stop()) return;
    const PlanStep& step = plan.steps[f->steps_done];
    try {
      for (uint32_t b : step.allocate)
        if (!buffer(b)->storage) buffer(b)->storage = engine_->allocate(buffer(b)->bytes);
    } catch (const OutOfMemory& e) {
      f->out_of_memory = true;
      f->message = e.what();
      return;
    }
    const auto& accesses = step.kernel.accesses;
    for (size_t a = 0; a < accesses.size(); ++a) {
      const Buffer* b = buffer(accesses[a].buffer);
      bases[a] = b->storage ? b->storage->data + b->origin + accesses[a].offset : nullptr;
    }
    size_t instrs = step.kernel.instrs.size();
    std::memset(flags, 0, instrs);
    engine_->run(*f->cached->executables[f->steps_done], bases, stream_.immediates(), flags);
    counters_.kernels++;
    for (size_t i = 0; i < instrs; ++i)
      if (flags[i]) {
        const Instr& in = step.kernel.instrs[i];
        events_.push_back({stream_.site(in.node), in.node, in.op, in.kind, flags[i]});
      }
    for (uint32_t b : step.release)
      if (Storage* s = std::exchange(buffer(b)->storage, nullptr)) unref(s);
  }
}

void Runtime::finish(Flush* f) {
  std::unique_ptr<Flush> done = std::move(flush_);
  std::stable_sort(events_.begin(), events_.end(), [](const FpEvent& a, const FpEvent& b) { return a.node < b.node; });
  // Temporaries live between two adjacent kernels of one node; a flush that stops between them redoes both.
  for (Buffer* b : f->temporaries) free_buffer(b);
  size_t nodes = stream_.nodes();
  if (f->steps_done == f->cached->plan.steps.size()) {
    stream_.clear();
    layouts().sweep();
    return;
  }
  std::vector<char> finished(nodes);
  for (size_t i = 0; i < nodes; ++i) finished[i] = f->cached->completed_by[i] < f->steps_done;
  stream_.keep_undone(finished);
  if (f->out_of_memory) throw OutOfMemory(f->message);
}

}  // namespace lnp
