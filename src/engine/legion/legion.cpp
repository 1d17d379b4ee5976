// The engine on Legate. A storage is in one of three places: nowhere yet, in this process (every process has the whole of it
// and computes it alike), or in a store of Legate's, which Legion partitions over the processes.
#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

#include "core/errors.h"
#include "engine/legion/host.h"
#include "engine/legion/tasks.h"
#include "engine/legion/view.h"

namespace lnp::legion {
namespace {

// A storage that this engine may move. `data` is own->data, or null.
struct Held : Storage {
  Storage* own = nullptr;                     // of the local engine
  std::optional<legate::LogicalStore> store;  // never beside `own`
  const Layout* base = nullptr;               // of the store
};

void release_held(Storage* s);

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

legate::Runtime* legate_runtime() { return legate::Runtime::get_runtime(); }

// A kernel for the local engine, and for tasks where it can be one.
struct Prepared final : Executable {
  ~Prepared() override {
    if (number >= 0) forget_kernel(number);
  }
  size_t accesses = 0;
  std::unique_ptr<Executable> local;
  std::shared_ptr<const Kernel> kernel;  // its immediates are numbered from 0 on
  std::vector<uint32_t> immediates;      // which of the stream's they are
  bool reports = false;                  // some instruction raises floating-point status that counts
  int64_t number = -1;                   // as a task; -1: not of a kind that can be one
};

class Placing final : public LegionEngine {
 public:
  explicit Placing(LegionHost host) : host_(std::move(host)), library_(library()) { set_host(&host_); }

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
    prepared->kernel = copy;
    prepared->number = number_kernel(copy);
    return prepared;
  }

  void run(const Executable& e, const Place* places, const Immediate* immediates, uint8_t* flags) override {
    const auto& prepared = static_cast<const Prepared&>(e);
    if (worth_a_task(prepared, places) && launch(prepared, places, immediates, flags)) return;
    for (size_t a = 0; a < prepared.accesses; ++a)
      if (places[a].storage) fetch(places[a].storage);
    host_.local->run(*prepared.local, places, immediates, flags);
  }

  void settle_flags() override {
    if (!flags_.empty()) settle();
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

  // Large ones are, and small ones on arrays that are partitioned already: the walls of a grid.
  bool worth_a_task(const Prepared& prepared, const Place* places) const {
    if (prepared.number < 0) return false;
    if (prepared.kernel->box->size >= host_.min_task_elements) return true;
    return std::any_of(places, places + prepared.accesses, [](const Place& p) {
      return p.storage && p.storage->release == release_held && static_cast<const Held*>(p.storage)->store;
    });
  }

  // A kernel that writes nothing is run for its warnings alone.
  static bool distributable(const Kernel& k) {
    for (const Instr& i : k.instrs)
      if (i.kind == InstrKind::reduce) return false;
    return std::any_of(k.accesses.begin(), k.accesses.end(), [](const Access& a) { return a.write; });
  }

  bool launch(const Prepared& prepared, const Place* places, const Immediate* immediates, uint8_t* flags);
  legate::LogicalStore store_of(const Place& place, bool has_content);
  legate::LogicalStore publish(Storage* memory, const Layout* base, bool keep);
  void settle();

  // What a task still reads of this process's memory.
  struct InFlight {
    int64_t number;
    Storage* source;
  };

  LegionHost host_;
  legate::Library library_;
  LegionCounters counters_;
  std::vector<InFlight> in_flight_;
  size_t in_flight_bytes_ = 0;
  std::vector<int64_t> flags_;  // where tasks in flight note floating-point status, as numbered memory
};

bool Placing::launch(const Prepared& prepared, const Place* places, const Immediate* immediates, uint8_t* flags) {
  const Kernel& kernel = *prepared.kernel;
  std::vector<StoreView> views;
  for (size_t a = 0; a < kernel.accesses.size(); ++a) {
    const Place& place = places[a];
    if (!touched(kernel.accesses[a])) {
      views.emplace_back();
      continue;
    }
    bool movable = place.storage && place.storage->release == release_held && !place.fixed;
    if (!place.storage || (kernel.accesses[a].write && !movable)) return false;
    auto view = view_of(kernel.accesses[a], kernel.box, place);
    if (!view) return false;
    views.push_back(std::move(*view));
  }
  auto task = legate_runtime()->create_task(library_, legate::LocalTaskID{static_cast<int64_t>(TaskId::kernel)});
  std::vector<legate::Variable> parts;
  for (size_t a = 0; a < views.size(); ++a) {
    const Access& access = kernel.accesses[a];
    if (!touched(access)) continue;
    auto store = apply(views[a], store_of(places[a], access.read || !views[a].whole));
    if (access.read) parts.push_back(task.add_input(store));
    if (access.write) parts.push_back(task.add_output(store));
  }
  for (size_t i = 1; i < parts.size(); ++i) task.add_constraint(legate::align(parts[0], parts[i]));
  std::vector<int8_t> values(prepared.immediates.size() * sizeof(Immediate));
  for (size_t i = 0; i < prepared.immediates.size(); ++i)
    std::memcpy(&values[i * sizeof(Immediate)], &immediates[prepared.immediates[i]], sizeof(Immediate));
  task.add_scalar_arg(legate::Scalar{prepared.number});
  task.add_scalar_arg(legate::Scalar{values});
  int64_t noted = kNoMemory;
  if (prepared.reports) flags_.push_back(noted = number_memory({reinterpret_cast<char*>(flags), 1}));
  task.add_scalar_arg(legate::Scalar{noted});
  legate_runtime()->submit(std::move(task));
  counters_.tasks++;
  return true;
}

// The store of a whole storage, made or moved there if need be. What nobody has written holds zeros where it may be read.
legate::LogicalStore Placing::store_of(const Place& place, bool has_content) {
  if (place.fixed || place.storage->release != release_held) return publish(place.storage, place.base, true);
  auto* held = static_cast<Held*>(place.storage);
  if (held->store) return *held->store;
  if (held->own) {
    held->data = nullptr;
    held->store = publish(std::exchange(held->own, nullptr), place.base, false);
  } else {
    held->store = new_store(place.base);
    if (has_content) legate_runtime()->issue_fill(*held->store, zero(item_of(place.base)));
  }
  held->base = place.base;
  place.base->refs++;
  return *held->store;
}

// A store with the content of memory that every process has. The task in flight takes the memory over, or, where it is to
// be kept as it is, has read it before this returns.
legate::LogicalStore Placing::publish(Storage* memory, const Layout* base, bool keep) {
  auto store = new_store(base);
  int64_t number = number_memory({memory->data, item_of(base)});
  auto task = legate_runtime()->create_task(library_, legate::LocalTaskID{static_cast<int64_t>(TaskId::publish)});
  task.add_output(store);
  task.add_scalar_arg(legate::Scalar{number});
  task.add_scalar_arg(legate::Scalar{std::vector<int64_t>(base->shape, base->shape + base->ndim)});
  legate_runtime()->submit(std::move(task));
  counters_.publishes++;
  if (keep) memory->refs++;
  in_flight_.push_back({number, memory});
  in_flight_bytes_ += memory->bytes;
  if (keep || in_flight_bytes_ > kMostInFlight) settle();
  return store;
}

// Waits for all tasks, and gives back what they have read.
void Placing::settle() {
  legate_runtime()->issue_execution_fence(true);
  for (const InFlight& f : in_flight_) {
    forget_memory(f.number);
    unref(f.source);
  }
  in_flight_.clear();
  in_flight_bytes_ = 0;
  for (int64_t number : flags_) forget_memory(number);
  flags_.clear();
}

void Placing::fetch(Storage* storage) {
  if (storage->data || storage->release != release_held) return;
  auto* held = static_cast<Held*>(storage);
  held->own = host_.local->allocate(static_cast<int64_t>(held->bytes));
  held->data = held->own->data;
  if (!held->store) return;
  const Layout* base = held->base;
  int64_t number = number_memory({held->data, item_of(base)});
  auto machine = legate_runtime()->get_machine();
  auto processors = static_cast<uint64_t>(machine.count(legate::mapping::TaskTarget::CPU));
  auto processes = static_cast<uint64_t>(legate_runtime()->node_count());
  auto task = legate_runtime()->create_task(library_, legate::LocalTaskID{static_cast<int64_t>(TaskId::fetch)},
                                            legate::tuple<std::uint64_t>{processors});
  task.add_input(*held->store);
  task.add_scalar_arg(legate::Scalar{number});
  task.add_scalar_arg(legate::Scalar{std::vector<int64_t>(base->shape, base->shape + base->ndim)});
  task.add_scalar_arg(legate::Scalar{static_cast<int64_t>(processors / processes)});
  legate_runtime()->submit(std::move(task));
  counters_.fetches++;
  settle();
  forget_memory(number);
  held->store.reset();
  base->refs--;
}

void release_held(Storage* s) {
  auto* held = static_cast<Held*>(s);
  if (held->own) unref(held->own);
  if (held->store) held->base->refs--;
  delete held;
}

}  // namespace
}  // namespace lnp::legion

extern "C" __attribute__((visibility("default"))) lnp::LegionEngine* lnp_make_legion_engine(lnp::LegionHost host) {
  return new lnp::legion::Placing(std::move(host));
}
