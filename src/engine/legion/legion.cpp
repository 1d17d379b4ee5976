// The engine on Legate. A storage is in one of three places: nowhere yet, in this process (every process has the whole of it
// and computes it alike), or in a store of Legate's, which Legion partitions over the processes.
#include <algorithm>
#include <cstring>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "core/errors.h"
#include "engine/legion/collect.h"
#include "engine/legion/host.h"
#include "engine/legion/own_layout.h"
#include "engine/legion/tasks.h"
#include "engine/legion/view.h"

namespace lnp::legion {
namespace {

// A storage that this engine may move. `data` is own->data, or null.
struct Held : Storage {
  Storage* own = nullptr;                     // of the local engine
  std::optional<legate::LogicalStore> store;  // never beside `own`
  std::shared_ptr<const OwnLayout> base;      // of the store
};

void release_held(Storage* s);

// The storage of a place, if this engine may move it; else null.
Held* movable(const Place& place) {
  bool ours = place.storage && place.storage->release == release_held && !place.fixed;
  return ours ? static_cast<Held*>(place.storage) : nullptr;
}

// Stores hold bytes: of a type that has the size of an element, whatever it means.
legate::Type bits_type(size_t item) {
  switch (item) {
    case 1: return legate::uint8();
    case 2: return legate::uint16();
    case 4: return legate::uint32();
    case 8: return legate::uint64();
    default: return legate::complex128();
  }
}

size_t item_of(const Layout* base) { return static_cast<size_t>(base->ndim ? base->strides[base->ndim - 1] : 0); }

legate::Scalar zero(size_t item) {
  switch (item) {
    case 1: return legate::Scalar{uint8_t{0}};
    case 2: return legate::Scalar{uint16_t{0}};
    case 4: return legate::Scalar{uint32_t{0}};
    case 8: return legate::Scalar{uint64_t{0}};
    default: return legate::Scalar{legate::Complex<double>{0, 0}};
  }
}

legate::LogicalStore new_store(const Layout* base) {
  std::vector<uint64_t> extents(base->shape, base->shape + base->ndim);
  return legate::Runtime::get_runtime()->create_store(legate::Shape{extents}, bits_type(item_of(base)));
}

constexpr size_t kMostInFlight = size_t{256} << 20;

// A kernel for the local engine, and for tasks where it can be one.
struct Prepared final : Executable {
  ~Prepared() override {
    if (number >= 0) forget_kernel(number);
  }
  size_t accesses = 0;
  std::unique_ptr<Executable> local;
  std::shared_ptr<const Kernel> kernel;  // its immediates are numbered from 0 on
  std::vector<uint32_t> immediates;      // which of the stream's they are
  std::vector<char> stored;              // by access, whether a task has a store for it
  bool reports = false;                  // some instruction raises floating-point status that counts
  int64_t number = -1;                   // as a task; -1: not of a kind that can be one
};

class Placing final : public LegionEngine {
 public:
  explicit Placing(LegionHost host) : host_(std::move(host)), library_(library()), collector_(host_.loops, library_) {
    set_host(&host_);
  }

  Storage* allocate(int64_t bytes) override {
    auto* s = new Held{};
    s->bytes = static_cast<size_t>(bytes);
    s->refs = 1;
    s->release = release_held;
    s->owner = this;
    return s;
  }

  Storage* allocate_zeros(int64_t bytes) override {
    auto* s = static_cast<Held*>(allocate(bytes));
    s->own = host_.local->allocate_zeros(bytes);
    s->data = s->own->data;
    return s;
  }

  std::unique_ptr<Executable> prepare(const Kernel& kernel) override {
    auto prepared = std::make_unique<Prepared>();
    prepared->local = host_.local->prepare(kernel);
    prepared->accesses = kernel.accesses.size();
    if (!distributable(kernel)) return prepared;
    auto copy = std::make_shared<Kernel>(kernel);
    for (Instr& i : copy->instrs)
      for (int k = 0; k < i.nin; ++k)
        if (i.in[k].kind == SourceKind::immediate) {
          prepared->immediates.push_back(i.in[k].index);
          i.in[k].index = static_cast<uint32_t>(prepared->immediates.size() - 1);
        }
    for (const Instr& i : copy->instrs) prepared->reports |= reports(i);
    prepared->stored = with_stores(*copy);
    prepared->kernel = copy;
    prepared->number = number_kernel(copy);
    return prepared;
  }

  void run(const Executable& e, const Place* places, const Immediate* immediates, uint8_t* flags) override {
    const auto& prepared = static_cast<const Prepared&>(e);
    if (awaits(prepared, places)) settle();
    if (worth_a_task(prepared, places) && launch(prepared, places, immediates, flags)) return;
    for (size_t a = 0; a < prepared.accesses; ++a)
      if (places[a].storage) fetch(places[a].storage);
    host_.local->run(*prepared.local, places, immediates, flags);
  }

  bool runs_here() const override { return std::this_thread::get_id() == legates_; }

  void settle_flags() override {
    if (!collector_.empty()) settle();
  }
  void fetch(Storage* storage) override;

  double cost_ns(const Executable& e) const override {
    return host_.local->cost_ns(*static_cast<const Prepared&>(e).local);
  }
  Parallel& workers() override { return host_.local->workers(); }
  void set_threads(int n) override { host_.local->set_threads(n); }
  void after_fork_in_child() override { host_.local->after_fork_in_child(); }
  const LegionCounters& counters() const override { return counters_; }

 private:
  bool reports(const Instr& i) const {
    const OpInfo& op = host_.loops->ops[i.op];
    return i.kind == InstrKind::cast ? i.dtype != DType::b1 : reports_flags(op, op.loops[i.loop]);
  }

  bool awaits(const Prepared& prepared, const Place* places) const {
    return std::any_of(places, places + prepared.accesses, [&](const Place& p) {
      return std::find(awaited_.begin(), awaited_.end(), p.storage) != awaited_.end();
    });
  }

  // Large ones are, and small ones on arrays that are partitioned already: the walls of a grid.
  bool worth_a_task(const Prepared& prepared, const Place* places) const {
    if (prepared.number < 0) return false;
    if (prepared.kernel->box->size >= host_.min_task_elements) return true;
    return std::any_of(places, places + prepared.accesses, [](const Place& p) {
      const Held* held = movable(p);
      return held && held->store;
    });
  }

  // Reductions over all axes are; a kernel that writes nothing is run for its warnings alone, here.
  static bool distributable(const Kernel& k) {
    uint64_t all = k.box->ndim < 64 ? (1ull << k.box->ndim) - 1 : ~0ull;
    for (const Instr& i : k.instrs)
      if (reduces(i) && (i.axes & all) != all) return false;
    std::vector<char> stored = with_stores(k);
    bool writes = std::any_of(k.accesses.begin(), k.accesses.end(), [](const Access& a) { return a.write; });
    return writes && std::any_of(stored.begin(), stored.end(), [](char s) { return s; });
  }

  bool launch(const Prepared& prepared, const Place* places, const Immediate* immediates, uint8_t* flags);
  static bool reduces_into_operand(const Prepared& prepared, const Place* places);
  int64_t await_reductions(const Kernel& kernel, const Place* places);
  legate::LogicalStore store_of(const Place& place, std::shared_ptr<const OwnLayout> base, bool has_content);
  legate::LogicalStore publish(Storage* memory, const Layout* base, bool keep);
  void settle();

  // What a task still reads of this process's memory.
  struct InFlight {
    int64_t number;
    Storage* source;
  };

  const std::thread::id legates_ = std::this_thread::get_id();  // it started Legate, which serves no other thread
  LegionHost host_;
  legate::Library library_;
  LegionCounters counters_;
  std::vector<InFlight> in_flight_;
  size_t in_flight_bytes_ = 0;
  Collector collector_;
  std::vector<Storage*> awaited_;  // for results of reductions that are not there yet
};

// Views of an access for its task, and the base of the store that they start from.
struct Based {
  std::shared_ptr<const OwnLayout> base;
  StoreView view;
};

std::optional<Based> on_base(std::shared_ptr<const OwnLayout> base, const Access& access, const Layout* box,
                             Place place) {
  if (!base) return {};
  place.base = base->get();
  auto view = view_of(access, box, place);
  if (!view) return {};
  return Based{std::move(base), std::move(*view)};
}

// The base is that of the store, if there is one, or what another access of the kernel has chosen; else the buffer's own, or
// one that the view suggests, since programs reshape what they have made of one dim.
std::optional<Based> place_access(const Access& access, const Layout* box, const Place& place,
                                  std::shared_ptr<const OwnLayout> chosen) {
  const Held* held = movable(place);
  if (held && held->store) return on_base(held->base, access, box, place);
  if (chosen) return on_base(chosen, access, box, place);
  auto own = on_base(std::make_shared<OwnLayout>(place.base->ndim, place.base->shape, place.base->strides), access, box,
                     place);
  return own ? std::move(own) : on_base(suggested_base(access, place.base), access, box, place);
}

bool Placing::launch(const Prepared& prepared, const Place* places, const Immediate* immediates, uint8_t* flags) {
  const Kernel& kernel = *prepared.kernel;
  if (reduces_into_operand(prepared, places)) return false;
  std::vector<Based> views(kernel.accesses.size());
  for (size_t a = 0; a < views.size(); ++a) {
    const Place& place = places[a];
    if (!prepared.stored[a]) continue;
    if (!place.storage || (kernel.accesses[a].write && !movable(place))) return false;
    std::shared_ptr<const OwnLayout> chosen;
    for (size_t other = 0; other < a && !chosen; ++other)
      if (prepared.stored[other] && places[other].storage == place.storage) chosen = views[other].base;
    auto based = place_access(kernel.accesses[a], kernel.box, place, chosen);
    if (!based) return false;
    views[a] = std::move(*based);
  }
  // Before anything of this kernel is awaited: fetching hands out what is.
  for (const Instr& i : kernel.instrs)
    if (reduces(i)) fetch(places[i.store].storage);
  auto task =
      legate::Runtime::get_runtime()->create_task(library_, legate::LocalTaskID{static_cast<int64_t>(TaskId::kernel)});
  std::vector<legate::Variable> parts;
  for (size_t a = 0; a < views.size(); ++a) {
    const Access& access = kernel.accesses[a];
    if (!prepared.stored[a]) continue;
    auto store = apply(views[a].view, store_of(places[a], views[a].base, access.read || !views[a].view.whole));
    if (access.read) parts.push_back(task.add_input(store));
    if (access.write) parts.push_back(task.add_output(store));
  }
  for (size_t i = 1; i < parts.size(); ++i) task.add_constraint(legate::align(parts[0], parts[i]));
  std::vector<int8_t> values(prepared.immediates.size() * sizeof(Immediate));
  for (size_t i = 0; i < prepared.immediates.size(); ++i)
    std::memcpy(&values[i * sizeof(Immediate)], &immediates[prepared.immediates[i]], sizeof(Immediate));
  task.add_scalar_arg(legate::Scalar{prepared.number});
  task.add_scalar_arg(legate::Scalar{values});
  task.add_scalar_arg(
      legate::Scalar{prepared.reports ? collector_.await_flags(flags, kernel.instrs.size()) : kNoMemory});
  task.add_scalar_arg(legate::Scalar{await_reductions(kernel, places)});
  legate::Runtime::get_runtime()->submit(std::move(task));
  counters_.tasks++;
  return true;
}

// Whether a reduction's result goes to a storage that the kernel also has a store of.
bool Placing::reduces_into_operand(const Prepared& prepared, const Place* places) {
  for (const Instr& i : prepared.kernel->instrs)
    for (size_t a = 0; reduces(i) && a < prepared.accesses; ++a)
      if (prepared.stored[a] && places[a].storage == places[i.store].storage) return true;
  return false;
}

int64_t Placing::await_reductions(const Kernel& kernel, const Place* places) {
  std::vector<Instr> reductions;
  std::vector<char*> results;
  for (const Instr& i : kernel.instrs)
    if (reduces(i)) {
      const Place& place = places[i.store];
      reductions.push_back(i);
      results.push_back(place.storage->data + place.offset);
      place.storage->refs++;
      awaited_.push_back(place.storage);
    }
  return reductions.empty() ? kNoMemory : collector_.await_reductions(std::move(reductions), std::move(results));
}

// The store of a whole storage, made or moved there if need be. What nobody has written holds zeros where it may be read.
legate::LogicalStore Placing::store_of(const Place& place, std::shared_ptr<const OwnLayout> base, bool has_content) {
  Held* held = movable(place);
  if (!held) return publish(place.storage, base->get(), true);
  if (held->store) return *held->store;
  if (held->own) {
    held->data = nullptr;
    held->store = publish(std::exchange(held->own, nullptr), base->get(), false);
  } else {
    held->store = new_store(base->get());
    if (has_content) legate::Runtime::get_runtime()->issue_fill(*held->store, zero(item_of(base->get())));
  }
  held->base = std::move(base);
  return *held->store;
}

// A store with the content of memory that every process has. The task in flight takes the memory over, or, where it is to
// be kept as it is, has read it before this returns.
legate::LogicalStore Placing::publish(Storage* memory, const Layout* base, bool keep) {
  auto store = new_store(base);
  int64_t number = number_memory({memory->data, item_of(base)});
  auto task =
      legate::Runtime::get_runtime()->create_task(library_, legate::LocalTaskID{static_cast<int64_t>(TaskId::publish)});
  task.add_output(store);
  task.add_scalar_arg(legate::Scalar{number});
  task.add_scalar_arg(legate::Scalar{std::vector<int64_t>(base->shape, base->shape + base->ndim)});
  legate::Runtime::get_runtime()->submit(std::move(task));
  counters_.publishes++;
  if (keep) memory->refs++;
  in_flight_.push_back({number, memory});
  in_flight_bytes_ += memory->bytes;
  if (keep || in_flight_bytes_ > kMostInFlight) settle();
  return store;
}

// Waits for all tasks, and gives back what they have read.
void Placing::settle() {
  legate::Runtime::get_runtime()->issue_execution_fence(true);
  for (const InFlight& f : in_flight_) {
    forget_memory(f.number);
    unref(f.source);
  }
  in_flight_.clear();
  in_flight_bytes_ = 0;
  if (!collector_.empty()) collector_.hand_out();
  for (Storage* s : std::exchange(awaited_, {})) unref(s);
}

void Placing::fetch(Storage* storage) {
  if (storage->data || storage->release != release_held) return;
  auto* held = static_cast<Held*>(storage);
  held->own = host_.local->allocate(static_cast<int64_t>(held->bytes));
  held->data = held->own->data;
  if (!held->store) return;
  const Layout* base = held->base->get();
  int64_t number = number_memory({held->data, item_of(base)});
  launch_fetch(library_, *held->store, std::vector<int64_t>(base->shape, base->shape + base->ndim), number);
  counters_.fetches++;
  settle();
  forget_memory(number);
  held->store.reset();
}

void release_held(Storage* s) {
  auto* held = static_cast<Held*>(s);
  if (held->own) unref(held->own);
  delete held;
}

}  // namespace
}  // namespace lnp::legion

extern "C" __attribute__((visibility("default"))) lnp::LegionEngine* lnp_make_legion_engine(lnp::LegionHost host) {
  return new lnp::legion::Placing(std::move(host));
}
