#include "engine/runtime.h"

#include <algorithm>
#include <chrono>
#include <cstring>

#include "core/memory.h"
#include "interp/program.h"
#include "ops_gen.h"

namespace lnp {
namespace {

constexpr size_t kPlanBytes = size_t{64} << 20;  // of keys; past it all plans are forgotten
constexpr int64_t kPagesPay = 4 << 20;  // bytes from which memory from the system, which is zero, may save a fill

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

// A type of this size whose copy moves bits.
DType bits_type(size_t item) {
  switch (item) {
    case 1: return DType::u8;
    case 2: return DType::u16;
    case 4: return DType::u32;
    case 8: return DType::u64;
    default: return DType::c128;
  }
}

}  // namespace

struct Runtime::Cached {
  std::vector<unsigned char> nodes;  // with `buffers`, the key: the stream's bytes
  std::vector<BufferKey> buffers;
  std::vector<const Layout*> layouts;  // kept alive: the key names them by address
  Plan plan;
  std::vector<std::unique_ptr<Executable>> executables;  // of the steps; of a wave's, null until one is needed
  std::vector<std::unique_ptr<Executable>> waves;
  size_t instrs = 0;              // of all kernels
  double cost_ns = 0;             // of a run
  std::vector<uint32_t> stored;   // slots that have storage at some time; most belong to values that are never stored
  std::vector<uint32_t> changed;  // buffers that have storage before or after

  void find_stored(size_t stream_buffers);
  ~Cached() {
    for (const Layout* l : layouts) l->refs--;
  }
};

struct Runtime::Flush {
  Cached* cached;
  std::vector<Storage*> storages;  // by slot
  size_t steps_done = 0, waves_done = 0;
  std::vector<uint8_t> flags;      // of the plan's instructions, step after step
  uint8_t* next_flags = nullptr;   // of the step that comes
  const Buffer* fading = nullptr;  // not stored,
  std::vector<uint32_t> recipe;    // but computed again by these nodes of the stream
  bool out_of_memory = false;
  std::string message;
  Site site{};  // of what memory was lacking for

  void fail(const OutOfMemory& e, Site where) {
    out_of_memory = true;
    message = e.what();
    site = where;
  }
};

Runtime::Runtime(std::unique_ptr<Engine> engine)
    : engine_(std::move(engine)), byte_bound_(physical_memory()), flush_(std::make_unique<Flush>()) {}
Runtime::~Runtime() = default;

void Runtime::Cached::find_stored(size_t stream_buffers) {
  std::vector<char> is(plan.list.slots.size(), 0);
  for (size_t b = 0; b < stream_buffers; ++b) is[b] = buffers[b].stored;
  for (const PlanStep& step : plan.steps)
    for (uint32_t s : step.allocate) is[s] = 1;
  for (const WaveStep& wave : plan.waves) {
    for (uint32_t s : wave.allocate) is[s] = 1;
    for (auto [slot, from] : wave.planned.shares) is[slot] = 1;
  }
  for (uint32_t s = 0; s < is.size(); ++s)
    if (is[s]) stored.push_back(s);
  for (uint32_t b = 0; b < stream_buffers; ++b)
    if (is[b] || is[plan.list.final_slot[b]]) changed.push_back(b);
}

BufferKey Runtime::key_of(const Buffer* b) const {
  return {b->base, b->live() && b != flush_->fading, b->storage != nullptr};
}

// Whether a plan was made for what the pending stream says, and for buffers in such states.
bool Runtime::serves(const Cached& c) const {
  size_t size = stream_.size();
  if (c.nodes.size() != size || std::memcmp(c.nodes.data(), stream_.bytes(), size) != 0) return false;
  for (uint32_t i = 0; i < stream_.buffers(); ++i)
    if (key_of(stream_.buffer(i)) != c.buffers[i]) return false;
  return true;
}

// The plan that served the last stream of the pending one's length and last operation.
Runtime::Cached*& Runtime::recent() {
  return recent_[(stream_.size() / 8 + stream_.header(stream_.nodes() - 1).op * 7u) % kRecent];
}

Runtime::Cached* Runtime::find_plan() {
  if (Cached* likely = recent(); likely && serves(*likely)) {
    counters_.plan_hits++;
    return last_ = likely;
  }
  last_ = look_up_plan();
  return recent() = last_;
}

Runtime::Cached* Runtime::look_up_plan() {
  const unsigned char* bytes = stream_.bytes();
  size_t size = stream_.size(), n = stream_.buffers();
  uint64_t states = 0;
  for (uint32_t i = 0; i < n; ++i) {
    BufferKey key = key_of(stream_.buffer(i));
    states = states * 5 + key.live * 2 + key.stored;
  }
  uint64_t h = hash_bytes(bytes, size) ^ states;
  auto [lo, hi] = plans_.equal_range(h);
  for (auto it = lo; it != hi; ++it) {
    if (serves(*it->second)) {
      counters_.plan_hits++;
      return it->second.get();
    }
  }
  counters_.plans++;
  if (plan_bytes_ >= kPlanBytes) forget_plans();
  auto fresh = std::make_unique<Cached>();
  fresh->nodes.assign(bytes, bytes + size);
  for (uint32_t i = 0; i < n; ++i) fresh->buffers.push_back(key_of(stream_.buffer(i)));
  fresh->plan = make_plan(stream_, flush_->fading, engine_->waves());
  auto keep = [&](const Layout* l) {
    l->refs++;
    fresh->layouts.push_back(l);
  };
  for (size_t i = 0; i < stream_.nodes(); ++i)
    for (int k = 0; k <= stream_.header(i).nin; ++k)
      if (!stream_.operands(i)[k].immediate()) keep(stream_.operands(i)[k].layout);
  for (const PlanNode& node : fresh->plan.list.nodes)
    for (int k = 0; k <= node.header.nin; ++k)
      if (!node.operands[k].immediate()) keep(node.operands[k].layout);
  for (const Slot& s : fresh->plan.list.slots) keep(s.base);
  const std::vector<PlanStep>& steps = fresh->plan.steps;
  fresh->executables.resize(steps.size());
  std::vector<char> in_wave(steps.size(), 0);
  for (const WaveStep& w : fresh->plan.waves) {
    std::vector<const Kernel*> kernels;
    for (uint32_t s = w.first(); s < w.first() + w.count(); ++s) {
      kernels.push_back(&steps[s].kernel);
      in_wave[s] = 1;
    }
    fresh->waves.push_back(engine_->prepare_wave(w.planned.wave, kernels));
  }
  for (size_t s = 0; s < steps.size(); ++s) {
    if (!in_wave[s]) fresh->executables[s] = engine_->prepare(steps[s].kernel);
    fresh->instrs += steps[s].kernel.instrs.size();
  }
  for (const auto* all : {&fresh->executables, &fresh->waves})
    for (const auto& e : *all)
      if (e) fresh->cost_ns += e->cost_ns();
  fresh->find_stored(n);
  plan_bytes_ += size;
  return plans_.emplace(h, std::move(fresh))->second.get();
}

void Runtime::forget_plans() {
  plans_.clear();
  last_ = nullptr;
  std::fill(std::begin(recent_), std::end(recent_), nullptr);
  plan_bytes_ = 0;
}

bool Runtime::cut_before(Site site) {
  constexpr size_t farther = 2;  // bounds after which it is not the best place any more that matters
  constexpr auto farthest = static_cast<int64_t>(kHardBound / kSoftBound);
  if (stream_.nodes() >= kHardBound || promised_ >= byte_bound_ * farthest) return true;
  if (!cut_chosen_) {
    bool again = replayed_ && first_ == cut_;
    cut_ = again || promised_ >= byte_bound_ ? first_ : place_to_cut();
    cut_chosen_ = true;
  }
  return site == cut_ || (site == first_ && stream_.nodes() >= farther * kSoftBound);
}

// Of loops within loops a stream should hold whole turns of the outermost one: where it began in the middle of an inner one, the next
// streams would begin at any of its turns, each with a plan of its own. The places that the program came back to least often are in
// that loop (the last time no longer ago than it takes): the one where the stream began if it is one of them, or else the first.
Site Runtime::place_to_cut() const {
  struct Hash {
    size_t operator()(const Site& s) const {
      return reinterpret_cast<size_t>(s.code) * 31 + static_cast<size_t>(s.instruction);
    }
  };
  struct Visits {
    size_t count = 0, last = 0, longest = 0;  // longest: nodes between two
  };
  std::unordered_map<Site, Visits, Hash> visits;
  size_t nodes = stream_.nodes();
  for (size_t i = 0; i < nodes; ++i) {
    Visits& v = visits[stream_.site(i)];
    if (v.count++ > 0) v.longest = std::max(v.longest, i - v.last);
    v.last = i;
  }
  auto comes_back = [&](const Visits& v) { return v.count > 1 && nodes - v.last <= v.longest; };
  Site best = first_;
  size_t least =
      comes_back(visits[first_]) ? visits[first_].count - 1 : nodes;  // less one: its last turn has only begun
  for (size_t i = 0; i < nodes; ++i)
    if (const Visits& v = visits[stream_.site(i)]; comes_back(v) && v.count < least) {
      best = stream_.site(i);
      least = v.count;
    }
  return best;
}

Runtime::Flush* Runtime::begin() {
  counters_.flushes++;
  uint64_t planned = counters_.plans;
  flush_->recipe.clear();
  if (fading_) find_recipe(fading_, &flush_->recipe);
  flush_->fading = flush_->recipe.empty() ? nullptr : fading_;
  left_ = nullptr;
  Cached* cached = find_plan();
  replayed_ = counters_.plans == planned;
  flush_->cached = cached;
  flush_->steps_done = flush_->waves_done = 0;
  flush_->out_of_memory = false;
  flush_->storages.assign(cached->plan.list.slots.size(), nullptr);
  for (uint32_t b : cached->changed) flush_->storages[b] = stream_.buffer(b)->storage;
  return flush_.get();
}

const Plan* Runtime::last_plan() const { return last_ ? &last_->plan : nullptr; }

// What the offsets of a slot's operands are relative to.
int64_t Runtime::origin(const NodeList& list, uint32_t slot) const {
  return slot < stream_.buffers() ? stream_.buffer(slot)->origin : list.slots[slot].origin;
}

// The same of all slots, for when a new stream gives buffers others.
std::vector<int64_t> Runtime::origins(const NodeList& list) const {
  std::vector<int64_t> all;
  for (uint32_t s = 0; s < list.slots.size(); ++s) all.push_back(origin(list, s));
  return all;
}

double Runtime::cost_ns(const Flush* f) const { return f->cached->cost_ns; }

// Whether all that a step does is to set a large new slot to zero: fresh pages are zero already, and many are never used.
bool Runtime::only_clears(const Flush* f, const PlanStep& step) const {
  const Kernel& k = step.kernel;
  if (k.instrs.size() != 1 || k.accesses.size() != 1 || step.allocate.size() != 1) return false;
  const Instr& i = k.instrs[0];
  const Access& to = k.accesses[0];
  int64_t bytes = f->cached->plan.list.slots[to.buffer].bytes;
  if (bytes < kPagesPay || f->storages[to.buffer]) return false;
  if (i.kind != InstrKind::loop || i.op != static_cast<uint16_t>(Op::_copy)) return false;
  size_t item = item_size(to.dtype);
  bool whole = to.layout->contiguous(item) && to.layout->size * static_cast<int64_t>(item) == bytes;
  if (!whole || i.in[0].kind != SourceKind::immediate || i.in[0].dtype != to.dtype) return false;
  const Immediate& value = stream_.immediates()[i.in[0].index];
  return std::all_of(value.bytes, value.bytes + item, [](unsigned char b) { return b == 0; });
}

// Where the instruction was recorded that writes a slot.
Site Runtime::writer(const PlanStep& step, uint32_t slot) const {
  const Kernel& k = step.kernel;
  for (const Instr& i : k.instrs)
    if (i.store >= 0 && k.accesses[static_cast<size_t>(i.store)].buffer == slot)
      return stream_.site(last_->plan.list.nodes[i.node].node);
  return {};
}

// Storage for what a step writes first; false when memory runs out. `cleared`, where it would do, is set if the storage is zero.
bool Runtime::allocate(Flush* f, const PlanStep& step, bool* cleared) {
  for (uint32_t s : step.allocate) {
    if (f->storages[s]) continue;
    int64_t bytes = f->cached->plan.list.slots[s].bytes;
    try {
      if (cleared) f->storages[s] = engine_->allocate_zeros(bytes);
      if (f->storages[s])
        *cleared = true;
      else
        f->storages[s] = engine_->allocate(bytes);
    } catch (const OutOfMemory& e) {
      f->fail(e, writer(step, s));
      return false;
    }
  }
  return true;
}

void Runtime::find_places(const Flush* f, const Kernel& kernel, Place* places) const {
  const NodeList& list = f->cached->plan.list;
  for (size_t a = 0; a < kernel.accesses.size(); ++a) {
    uint32_t s = kernel.accesses[a].buffer;
    bool fixed = s < stream_.buffers() && stream_.buffer(s)->eager();
    places[a] = {f->storages[s], origin(list, s) + kernel.accesses[a].offset, list.slots[s].base, fixed};
  }
}

// Runs a step's kernel; false when memory runs out.
bool Runtime::run(Flush* f, const PlanStep& step, uint8_t* flags) {
  const NodeList& list = f->cached->plan.list;
  const Kernel& kernel = step.kernel;
  Place places[kMaxProgramAccesses];
  find_places(f, kernel, places);
  uint64_t before = engine_->gathered();
  try {
    engine_->run(*f->cached->executables[f->steps_done], places, stream_.immediates(), flags);
    if (uint64_t arrays = engine_->gathered() - before)
      gathered_.push_back({stream_.site(list.nodes[kernel.instrs[0].node].node), arrays});
  } catch (const OutOfMemory& e) {
    f->fail(e, stream_.site(list.nodes[kernel.instrs[0].node].node));
    return false;
  }
  return true;
}

// The next step; false when memory runs out.
bool Runtime::run_step(Flush* f) {
  const PlanStep& step = f->cached->plan.steps[f->steps_done];
  auto& executable = f->cached->executables[f->steps_done];
  if (!executable) executable = engine_->prepare(step.kernel);  // of a wave that there is no memory for
  bool cleared = false;
  if (!allocate(f, step, only_clears(f, step) ? &cleared : nullptr)) return false;
  if (!cleared && !run(f, step, f->next_flags)) return false;
  for (uint32_t s : step.release)
    if (Storage* dead = std::exchange(f->storages[s], nullptr)) unref(dead);
  f->next_flags += step.kernel.instrs.size();
  ++f->steps_done;
  counters_.kernels++;
  return true;
}

// Storage for what a wave writes first. Throws OutOfMemory with nothing changed.
void Runtime::allocate(Flush* f, const WaveStep& wave) {
  std::vector<uint32_t> made;
  try {
    for (uint32_t s : wave.allocate) {
      if (f->storages[s]) continue;
      f->storages[s] = engine_->allocate(f->cached->plan.list.slots[s].bytes);
      made.push_back(s);
    }
  } catch (const OutOfMemory&) {
    for (uint32_t s : made) unref(std::exchange(f->storages[s], nullptr));
    throw;
  }
  for (auto [slot, from] : wave.planned.shares) f->storages[slot] = f->storages[from];
}

// False, with nothing done, when there is no memory for a wave: its steps one after the other need less.
bool Runtime::run_wave(Flush* f, size_t number) {
  const WaveStep& wave = f->cached->plan.waves[number];
  try {
    allocate(f, wave);
  } catch (const OutOfMemory&) {
    return false;
  }
  std::vector<Place> places;
  size_t instrs = 0;
  for (uint32_t s = wave.first(); s < wave.first() + wave.count(); ++s) {
    const Kernel& kernel = f->cached->plan.steps[s].kernel;
    size_t at = places.size();
    places.resize(at + kernel.accesses.size());
    find_places(f, kernel, places.data() + at);
    instrs += kernel.instrs.size();
  }
  engine_->run_wave(*f->cached->waves[number], places.data(), stream_.immediates(), f->next_flags);
  for (auto [slot, from] : wave.planned.shares) f->storages[from] = nullptr;
  for (uint32_t s : wave.release)
    if (Storage* dead = std::exchange(f->storages[s], nullptr)) unref(dead);
  f->next_flags += instrs;
  f->steps_done += wave.count();
  counters_.kernels += wave.count();
  counters_.waves++;
  return true;
}

// The next step, or the wave that begins there; false when memory runs out.
bool Runtime::run_next(Flush* f) {
  const std::vector<WaveStep>& waves = f->cached->plan.waves;
  bool wave = f->waves_done < waves.size() && waves[f->waves_done].first() == f->steps_done;
  return (wave && run_wave(f, f->waves_done++)) || run_step(f);
}

void Runtime::note_time(const Flush* f, size_t first, size_t waves, double ns) {
  bool wave = f->waves_done > waves && f->steps_done == first + f->cached->plan.waves[waves].count();
  const auto& executable = wave ? f->cached->waves[waves] : f->cached->executables[first];
  timed_.push_back({first, f->steps_done - first, ns, executable->tier()});
}

void Runtime::execute(Flush* f, bool (*stop)()) {
  const Plan& plan = f->cached->plan;
  f->flags.assign(f->cached->instrs, 0);
  f->next_flags = f->flags.data();
  timed_.clear();
  while (f->steps_done < plan.steps.size()) {
    if (stop && stop()) break;
    if (!timing_) {
      if (!run_next(f)) break;
      continue;
    }
    size_t first = f->steps_done, waves = f->waves_done;
    auto start = std::chrono::steady_clock::now();
    if (!run_next(f)) break;
    note_time(f, first, waves,
              std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - start).count());
  }
  engine_->settle_flags();
  note_events(f);
}

void Runtime::note_events(const Flush* f) {
  if (std::none_of(f->flags.begin(), f->flags.end(), [](uint8_t raised) { return raised != 0; })) return;
  const Plan& plan = f->cached->plan;
  const uint8_t* flags = f->flags.data();
  for (size_t s = 0; s < f->steps_done; ++s)
    for (const Instr& in : plan.steps[s].kernel.instrs)
      if (uint8_t raised = *flags++) {
        uint32_t node = plan.list.nodes[in.node].node;
        events_.push_back({stream_.site(node), node, in.op, in.kind, raised});
      }
}

// The two outputs of a ufunc are two nodes, one after the other, of one place in the program: the first stands for both.
void Runtime::join_pair(FpEvent* e) const {
  auto is = [&](uint32_t node, Op op) {
    return node < stream_.nodes() && stream_.header(node).op == static_cast<uint16_t>(op) &&
           stream_.site(node).code == e->site.code && stream_.site(node).instruction == e->site.instruction;
  };
  for (int8_t i = 0; i < kMultiOps; ++i) {
    bool first = is(e->node, kMultiOp[i].parts[0]) && is(e->node + 1, kMultiOp[i].parts[1]);
    bool second = e->node > 0 && is(e->node - 1, kMultiOp[i].parts[0]) && is(e->node, kMultiOp[i].parts[1]);
    if (!first && !second) continue;
    e->pair = i;
    e->node -= second;
  }
}

// In program order, and each status of an operation once, whichever of its instructions raised it.
void Runtime::order_events() {
  if (events_.size() == ordered_) return;
  auto begin = events_.begin() + static_cast<std::ptrdiff_t>(ordered_);
  for (auto e = begin; e != events_.end(); ++e) join_pair(&*e);
  std::stable_sort(begin, events_.end(), [](const FpEvent& a, const FpEvent& b) { return a.node < b.node; });
  size_t kept = ordered_;
  for (size_t i = ordered_; i < events_.size(); ++i) {
    if (kept > ordered_ && events_[kept - 1].node == events_[i].node)
      events_[kept - 1].flags |= events_[i].flags;
    else
      events_[kept++] = events_[i];
  }
  events_.resize(kept);
  ordered_ = kept;
}

bool Runtime::finish(Flush* f) {
  order_events();
  promised_ = beside_ = beside_bytes_ = 0;
  left_ = nullptr;
  if (f->steps_done < f->cached->plan.steps.size()) {
    keep_undone(f);
    if (f->out_of_memory) throw OutOfMemoryAt(f->message, f->site);
    return false;
  }
  hand_over(f);
  if (f->fading) {
    stream_.prepare(&rest_);
    append_recipe(f, origins(f->cached->plan.list), &rest_);
    stream_.become(&rest_);
    left_ = f->fading;
    left_nodes_ = stream_.nodes();
  } else {
    stream_.clear();
  }
  layouts().sweep();
  return true;
}

// Nodes that compute a pending array once the stream has run, in order; none where they need what is gone or changed by then.
void Runtime::find_recipe(const Buffer* b, std::vector<uint32_t>* recipe) const {
  if (b->handles != 1 || b->eager() || b->storage || !stream_.pending_write(b)) return;
  enum : uint8_t { unknown, needed, changed };
  std::vector<uint8_t> state(stream_.buffers(), unknown);  // by what comes later
  state[b->number] = needed;
  for (size_t i = stream_.nodes(); i-- > 0;) {
    const Operand* ops = stream_.operands(i);
    if (state[ops[0].buffer] != needed) {
      state[ops[0].buffer] = changed;
      continue;
    }
    recipe->push_back(static_cast<uint32_t>(i));
    for (int k = 1; k <= stream_.header(i).nin; ++k) {
      if (ops[k].immediate()) continue;
      const Buffer* in = stream_.buffer(ops[k].buffer);
      bool stays = in->live() && in != b;
      if (stays ? state[in->number] == changed : in->storage != nullptr) return recipe->clear();
      if (!stays) state[in->number] = needed;
    }
  }
  std::reverse(recipe->begin(), recipe->end());
}

// A node of this stream, or of its plan, becomes one of another stream. `owner` is the buffer of each slot.
template <class Owner>
void Runtime::append_again(const std::vector<int64_t>& origins, const NodeHeader& h, const Operand* ops, Site site,
                           Owner owner, Stream* to) const {
  View views[kMaxArgs];
  Input in[kMaxArgs - 1];
  for (int k = 0; k <= h.nin; ++k) {
    const Operand& op = ops[k];
    if (!op.immediate()) views[k] = View{owner(op.buffer), op.layout, op.offset + origins[op.buffer], op.dtype};
    if (k == 0) continue;
    in[k - 1] = op.immediate() ? Input{nullptr, &stream_.immediates()[op.offset], op.dtype}
                               : Input{&views[k], nullptr, op.dtype};
  }
  to->append(h, views[0], in, site);
}

void Runtime::append_recipe(const Flush* f, const std::vector<int64_t>& origins, Stream* rest) const {
  for (uint32_t i : f->recipe)
    append_again(
        origins, stream_.header(i), stream_.operands(i), stream_.site(i),
        [&](uint32_t slot) { return stream_.buffer(slot); }, rest);
}

bool Runtime::gone(const Buffer* b) {
  if (b != left_) return false;
  left_ = nullptr;  // another buffer may get its address
  if (stream_.nodes() != left_nodes_) return false;
  stream_.clear();
  return true;
}

// Every buffer gets the storage of its final slot.
void Runtime::hand_over(Flush* f) {
  const NodeList& list = f->cached->plan.list;
  for (uint32_t b : f->cached->changed)
    stream_.buffer(b)->storage = std::exchange(f->storages[list.final_slot[b]], nullptr);
  for (uint32_t s : f->cached->stored)
    if (Storage* left = f->storages[s]) unref(left);
}

// A flush that stopped half way: what has not run becomes the new stream. Its nodes name slots, so slots beyond the
// stream's buffers get buffers of their own; copies at the end bring each final slot to the buffer it belongs to.
void Runtime::keep_undone(Flush* f) {
  const Plan& plan = f->cached->plan;
  const NodeList& list = plan.list;
  size_t n = stream_.buffers();
  std::vector<Buffer*> owner;
  std::vector<int64_t> origins = this->origins(list);
  for (uint32_t s = 0; s < list.slots.size(); ++s) {
    owner.push_back(s < n ? stream_.buffer(s) : new_buffer(list.slots[s].base, list.slots[s].bytes));
    owner[s]->storage = f->storages[s];
  }
  stream_.prepare(&rest_);
  for (size_t i = 0; i < list.nodes.size(); ++i) {
    if (plan.completed_by[i] < f->steps_done) continue;
    const PlanNode& node = list.nodes[i];
    append_again(
        origins, node.header, node.operands, stream_.site(node.node), [&](uint32_t slot) { return owner[slot]; },
        &rest_);
  }
  append_final_copies(list, owner, &rest_);
  append_recipe(f, origins, &rest_);
  for (size_t s = n; s < owner.size(); ++s)
    if (!rest_.pending(owner[s])) free_buffer(owner[s]);
  stream_.become(&rest_);
}

void Runtime::append_final_copies(const NodeList& list, const std::vector<Buffer*>& owner, Stream* rest) {
  std::vector<uint32_t> moved;
  for (uint32_t b = 0; b < list.final_slot.size(); ++b)
    if (list.final_slot[b] != b) moved.push_back(b);
  // A buffer may be overwritten once nobody else's final content lies in it.
  while (!moved.empty()) {
    auto ready = std::find_if(moved.begin(), moved.end(), [&](uint32_t b) {
      return std::none_of(moved.begin(), moved.end(), [&](uint32_t o) { return o != b && list.final_slot[o] == b; });
    });
    uint32_t b = *ready;  // exists: final slots are old slots of copied buffers or fresh ones, so there is no cycle
    moved.erase(ready);
    const Layout* base = owner[b]->base;
    DType t = bits_type(static_cast<size_t>(base->size ? owner[b]->bytes / base->size : 1));
    View to{owner[b], base, 0, t}, from{owner[list.final_slot[b]], base, 0, t};
    Input in{&from, nullptr, t};
    rest->append({static_cast<uint16_t>(Op::_copy), static_cast<uint8_t>(t), NodeKind::elementwise, 1, {}, 0}, to, &in,
                 {});
  }
}

}  // namespace lnp
