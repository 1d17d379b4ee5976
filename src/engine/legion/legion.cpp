// The engine on Legate. A storage is in one of three places: nowhere yet, in this process (every process has the whole of it
// and computes it alike), or in a store of Legate's, which Legion partitions over the processes.
#include <cstring>
#include <exception>
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

size_t item_of(const Layout* base) {
  return static_cast<size_t>(base->ndim ? base->strides[base->ndim - 1] : 0);
}

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
  int64_t number = -1;                   // as a task; -1: too small or not of a kind that can be one
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
    if (kernel.box->size < host_.min_task_elements || !distributable(kernel)) return prepared;
    auto copy = std::make_shared<Kernel>(kernel);
    for (Instr& i : copy->instrs)
      for (int k = 0; k < i.nin; ++k)
        if (i.in[k].kind == SourceKind::immediate) {
          prepared->immediates.push_back(i.in[k].index);
          i.in[k].index = static_cast<uint32_t>(prepared->immediates.size() - 1);
        }
    prepared->kernel = copy;
    prepared->number = number_kernel(copy);
    return prepared;
  }

  void run(const Executable& e, const Place* places, const Immediate* immediates, uint8_t* flags) override {
    const auto& prepared = static_cast<const Prepared&>(e);
    if (prepared.number >= 0 && launch(prepared, places, immediates)) return;
    for (size_t a = 0; a < prepared.accesses; ++a)
      if (places[a].storage) fetch(places[a].storage);
    host_.local->run(*prepared.local, places, immediates, flags);
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
  static bool distributable(const Kernel& k) {
    for (const Instr& i : k.instrs)
      if (i.kind == InstrKind::reduce) return false;
    return true;
  }

  bool launch(const Prepared& prepared, const Place* places, const Immediate* immediates);
  legate::LogicalStore store_of(const Place& place, bool has_content);
  legate::LogicalStore publish(Storage* source, const Layout* base);
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
};

bool Placing::launch(const Prepared& prepared, const Place* places, const Immediate* immediates) {
  const Kernel& kernel = *prepared.kernel;
  std::vector<StoreView> views;
  for (size_t a = 0; a < kernel.accesses.size(); ++a) {
    const Place& place = places[a];
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
  legate_runtime()->submit(std::move(task));
  counters_.tasks++;
  return true;
}

// The store of a whole storage, made or moved there if need be. What nobody has written holds zeros where it may be read.
legate::LogicalStore Placing::store_of(const Place& place, bool has_content) {
  if (place.fixed || place.storage->release != release_held) return publish(place.storage, place.base);
  auto* held = static_cast<Held*>(place.storage);
  if (held->store) return *held->store;
  if (held->own) {
    held->store = publish(held, place.base);
    held->own = nullptr;  // the task in flight has it now
    held->data = nullptr;
  } else {
    held->store = new_store(place.base);
    if (has_content) legate_runtime()->issue_fill(*held->store, zero(item_of(place.base)));
  }
  held->base = place.base;
  place.base->refs++;
  return *held->store;
}

// A store with the content of memory that every process has.
legate::LogicalStore Placing::publish(Storage* source, const Layout* base) {
  auto store = new_store(base);
  Storage* memory = source->release == release_held ? static_cast<Held*>(source)->own : source;
  int64_t number = number_memory({source->data, item_of(base)});
  auto task = legate_runtime()->create_task(library_, legate::LocalTaskID{static_cast<int64_t>(TaskId::publish)});
  task.add_output(store);
  task.add_scalar_arg(legate::Scalar{number});
  task.add_scalar_arg(legate::Scalar{std::vector<int64_t>(base->shape, base->shape + base->ndim)});
  legate_runtime()->submit(std::move(task));
  counters_.publishes++;
  // What this engine owns is handed over to the task, other memory is kept.
  if (source->release != release_held) memory->refs++;
  in_flight_.push_back({number, memory});
  in_flight_bytes_ += memory->bytes;
  if (in_flight_bytes_ > kMostInFlight || source->release != release_held) settle();
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
