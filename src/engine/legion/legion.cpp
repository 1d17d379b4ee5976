// The engine on Legate: where a kernel runs, and where storages are.
#include <dlfcn.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "core/errors.h"
#include "core/memory.h"
#include "engine/legion/collect.h"
#include "engine/legion/context.h"
#include "engine/legion/group.h"
#include "engine/legion/held.h"
#include "engine/legion/host.h"
#include "engine/legion/prepared.h"
#include "engine/legion/tasks.h"

namespace lnp::legion {
namespace {

constexpr size_t kMostInFlight = size_t{256} << 20;
constexpr int kMostReads = 16;  // of single elements, before the whole array is fetched

std::string text(size_t bytes) { return memory_text(static_cast<double>(bytes)); }

// What of Legion's memory this program's arrays take in a process.
std::string arrays_take() {
  size_t ranks = legate::Runtime::get_runtime()->node_count();
  return "arrays take " + text(bytes_of_roots() / ranks) + " of " + text(most_bytes_of_roots() / ranks) + " there";
}

// Legion has no memory for what a task needs, which is known when the task is about to run: too late for an exception.
// Where rank 0 lacks it, too, it speaks alone, and ends the job meanwhile.
[[noreturn]] void end_without_legions_memory() {
  uint32_t rank = legate::Runtime::get_runtime()->node_id();
  if (rank != 0) std::this_thread::sleep_for(std::chrono::seconds(4));
  std::fprintf(
      stderr,
      "legate.numpy: Legion's memory on rank %u has no place for what a task needs, and the job ends: %s, and rows "
      "of neighbours or other layouts are copies beside them; --sysmem MIB gives it more, more ranks need less "
      "of it each\n",
      rank, arrays_take().c_str());
  std::fflush(nullptr);
  std::_Exit(1);
}

class Placing final : public LegionEngine {
 public:
  explicit Placing(LegionHost host) : host_(std::move(host)), library_(library()), collector_(host_.loops, library_) {
    set_host(&host_);
    // The stand-in for Legate's abort_handler has it.
    if (auto* hook = static_cast<void (**)()>(dlsym(RTLD_DEFAULT, "lnp_out_of_memory")))
      *hook = end_without_legions_memory;
    legate::register_shutdown_callback([this]() noexcept { context_.take(); });
  }

  Storage* allocate(int64_t bytes) override { return new_held(bytes, this); }

  Storage* allocate_zeros(int64_t bytes) override {
    Held* s = new_held(bytes, this);
    s->zeros = true;
    return s;
  }

  std::unique_ptr<Executable> prepare(const Kernel& kernel) override;

  void run(const Executable& e, const Place* places, const Immediate* immediates, uint8_t* flags) override {
    Visit visit(context_);
    const auto& prepared = static_cast<const Prepared&>(e);
    std::vector<uint8_t*> to;
    for (size_t i = 0; i < prepared.instrs; ++i) to.push_back(flags + i);
    run(prepared, places, immediates, to);
  }

  const char* refusal() const override {
    if (forked_ && ranks_ > 1) return "a process that was forked from one of several ranks cannot use their arrays";
    if (ranks_ == 1 || std::this_thread::get_id() == main_) return nullptr;
    return "on several ranks, the thread that imported legate.numpy is the only one that may use arrays: others would "
           "be "
           "served in another order on each rank";
  }

  void settle_flags() override {
    Visit visit(context_);
    submit();
    if (!collector_.empty()) settle();
  }
  void fetch(Storage* storage) override;
  void read(Storage* storage, int64_t offset, size_t item, char* out) override;

  double cost_ns(const Executable& e) const override {
    return host_.local->cost_ns(*static_cast<const Prepared&>(e).local);
  }
  Parallel& workers() override { return host_.local->workers(); }
  void set_threads(int n) override { host_.local->set_threads(n); }
  bool may_fork() const override { return ranks_ == 1; }
  void before_fork() override {
    for (Held* held : all_with_roots()) fetch(held);
  }
  void after_fork_in_child() override {
    forked_ = true;
    context_.abandon();
    host_.local->after_fork_in_child();
  }
  const LegionCounters& counters() const override { return counters_; }
  uint64_t gathered() const override { return counters_.fetches; }
  std::vector<std::vector<char>> gather(const std::vector<char>& mine) override {
    Visit visit(context_);
    return collector_.gather(mine);
  }

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
    if (prepared.number < 0 || forked_) return false;
    if (prepared.kernel->box->size >= host_.min_task_elements) return true;
    return std::any_of(places, places + prepared.accesses, [this](const Place& p) {
      const Held* held = movable(p);
      return held && (held->root || (group_ && group_->planned(held)));
    });
  }

  void run(const Prepared& prepared, const Place* places, const Immediate* immediates,
           const std::vector<uint8_t*>& flags);
  void run_everywhere(const Prepared& prepared, const Place* places, const Immediate* immediates,
                      const std::vector<uint8_t*>& flags);
  bool run_pieces(const Prepared& prepared, const Place* places, const Immediate* immediates,
                  const std::vector<uint8_t*>& flags);
  bool may_await(const Prepared& prepared, const Place* places);
  bool uses_group(const Prepared& prepared, const Place* places) const;
  bool join(const Prepared& prepared, const Place* places);
  bool begin(const Prepared& prepared, const Place* places);
  static bool reduces_into_operand(const Prepared& prepared, const Place* places);
  bool run_alone(const Prepared& prepared, const Place* places, const Immediate* immediates,
                 const std::vector<uint8_t*>& flags);
  void complete(const Prepared& prepared, const Place* places, const Immediate* immediates,
                const std::vector<uint8_t*>& flags);
  std::vector<Group::Copy> copies(const Prepared& prepared, const Place* places);
  const Prepared& combination(const Prepared& prepared, int64_t blocks);
  void combine(const Prepared& prepared, const Place* places, const std::vector<uint8_t*>& flags);
  std::vector<Group::Copy> provide(const Prepared& prepared, const Place* places);
  void require_room(size_t bytes, const char* what) const;
  void submit();
  int64_t await_reductions(const Kernel& kernel, const Place* places);
  legate::LogicalStore root_of(const Group& group, Storage* storage, const FittedAccess& access, bool has_content);
  void publish(Storage* memory, const Layout* base, const legate::LogicalStore& store);
  Storage* own_memory(int64_t bytes, bool zeros);
  Storage* copy_of(const Storage* memory);
  void settle();

  // What tasks may still read of this process's memory.
  struct InFlight {
    int64_t number;
    Storage* source;
  };

  bool forked_ = false;  // from the process that Legate runs in: what it has of Legate's stays as it is, unused
  const std::thread::id main_ = std::this_thread::get_id();
  LegionHost host_;
  legate::Library library_;
  const int64_t processors_ =
      static_cast<int64_t>(legate::Runtime::get_runtime()->get_machine().count(legate::mapping::TaskTarget::CPU));
  const size_t ranks_ = legate::Runtime::get_runtime()->node_count();
  LegionCounters counters_;
  std::vector<InFlight> in_flight_;
  size_t in_flight_bytes_ = 0;
  Collector collector_;
  std::unique_ptr<Group> group_;  // kernels that wait for others to join them
  Context context_;
  std::vector<Storage*> awaited_;  // for results of reductions that are not there yet
};

// Memory has run out where a part of what was asked has run and the rest has not, which nobody can put right.
[[noreturn]] void end_job(const OutOfMemory& e) {
  std::fprintf(stderr, "legate.numpy: memory ran out in the middle of an operation, and the job ends: %s\n", e.what());
  std::fflush(nullptr);
  std::_Exit(1);
}

// A kernel that writes nothing is run for its warnings alone, here.
bool distributable(const Kernel& k) {
  std::vector<char> stored = with_stores(k);
  bool writes = std::any_of(k.accesses.begin(), k.accesses.end(), [](const Access& a) { return a.write; });
  auto some = std::count_if(k.instrs.begin(), k.instrs.end(), reduces);
  auto all = std::count_if(k.instrs.begin(), k.instrs.end(), [&](const Instr& i) { return reduces_all(k, i); });
  return writes && (all == 0 || all == some) && std::any_of(stored.begin(), stored.end(), [](char s) { return s; });
}

std::unique_ptr<Executable> Placing::prepare(const Kernel& kernel) {
  auto prepared = std::make_unique<Prepared>();
  prepared->local = host_.local->prepare(kernel);
  prepared->accesses = kernel.accesses.size();
  prepared->instrs = kernel.instrs.size();
  auto copy = std::make_shared<Kernel>(kernel);
  for (Instr& i : copy->instrs)
    for (int k = 0; k < i.nin; ++k)
      if (i.in[k].kind == SourceKind::immediate) {
        prepared->immediates.push_back(i.in[k].index);
        i.in[k].index = static_cast<uint32_t>(prepared->immediates.size() - 1);
      }
  for (const Instr& i : copy->instrs) {
    prepared->reports |= reports(i);
    prepared->to_scalars |= reduces_all(*copy, i);
  }
  prepared->stored = with_stores(*copy);
  prepared->kernel = copy;
  if (distributable(kernel)) prepared->number = number_kernel(copy);
  return prepared;
}

void Placing::run(const Prepared& prepared, const Place* places, const Immediate* immediates,
                  const std::vector<uint8_t*>& flags) {
  if (in_flight_bytes_ > kMostInFlight || awaits(prepared, places)) settle();
  for (size_t a = 0; a < prepared.accesses; ++a)
    if (places[a].storage && places[a].fixed) fetch(places[a].storage);
  if (!worth_a_task(prepared, places) || !may_await(prepared, places))
    return run_everywhere(prepared, places, immediates, flags);
  if (join(prepared, places)) return complete(prepared, places, immediates, flags);
  // The walls of a grid are often one kernel, of which each lies on the frame by itself.
  if (uses_group(prepared, places) && run_pieces(prepared, places, immediates, flags)) return;
  submit();
  if (begin(prepared, places)) {
    complete(prepared, places, immediates, flags);
    if (group_->in_part()) combine(prepared, places, flags);
    return;
  }
  if (run_pieces(prepared, places, immediates, flags)) return;
  if (!run_alone(prepared, places, immediates, flags)) run_everywhere(prepared, places, immediates, flags);
}

// A kernel as a task by itself, on views of its own shape; false where it has none.
bool Placing::run_alone(const Prepared& prepared, const Place* places, const Immediate* immediates,
                        const std::vector<uint8_t*>& flags) {
  auto on_box = fit_views(*prepared.kernel, prepared.stored, places, processors_);
  if (!on_box) return false;
  auto group = std::make_unique<Group>(std::move(on_box->frame));
  if (!group->add(prepared, on_box->fitted, places)) return false;
  group_ = std::move(group);
  complete(prepared, places, immediates, flags);
  submit();
  return true;
}

// In every process, on all of the arrays.
void Placing::run_everywhere(const Prepared& prepared, const Place* places, const Immediate* immediates,
                             const std::vector<uint8_t*>& flags) {
  for (size_t a = 0; a < prepared.accesses; ++a)
    if (places[a].storage) fetch(places[a].storage);
  std::vector<uint8_t> raised(prepared.instrs, 0);
  host_.local->run(*prepared.local, places, immediates, raised.data());
  for (size_t i = 0; i < raised.size(); ++i) *flags[i] |= raised[i];
}

bool Placing::run_pieces(const Prepared& prepared, const Place* places, const Immediate* immediates,
                         const std::vector<uint8_t*>& flags) {
  if (!std::exchange(prepared.taken_apart, true)) {
    std::vector<Part> parts = parts_of(*prepared.kernel, places);
    for (Part& part : parts) {
      if (parts.size() == 1) break;
      for (Instr& i : part.kernel.instrs)
        for (int k = 0; k < i.nin; ++k)
          if (i.in[k].kind == SourceKind::immediate) i.in[k].index = prepared.immediates[i.in[k].index];
      auto piece = prepare(part.kernel);
      prepared.pieces.push_back({std::move(part), std::move(piece)});
    }
  }
  for (const Prepared::Piece& piece : prepared.pieces) {
    std::vector<Place> own_places;
    std::vector<uint8_t*> own_flags;
    for (uint32_t a : piece.part.accesses) own_places.push_back(places[a]);
    for (uint32_t i : piece.part.instrs) own_flags.push_back(flags[i]);
    try {
      run(static_cast<const Prepared&>(*piece.prepared), own_places.data(), immediates, own_flags);
    } catch (const OutOfMemory& e) {
      if (&piece == &prepared.pieces.front()) throw;
      end_job(e);
    }
  }
  return !prepared.pieces.empty();
}

// Whether results of a kernel's reductions to single values may be awaited: they have their memory then.
bool Placing::may_await(const Prepared& prepared, const Place* places) {
  if (!prepared.to_scalars) return true;
  if (reduces_into_operand(prepared, places)) return false;
  // Before anything of this kernel is awaited: fetching hands out what is.
  for (const Instr& i : prepared.kernel->instrs)
    if (reduces(i)) fetch(places[i.store].storage);
  return true;
}

bool Placing::uses_group(const Prepared& prepared, const Place* places) const {
  return group_ && std::any_of(places, places + prepared.accesses,
                               [this](const Place& p) { return p.storage && group_->planned(p.storage); });
}

// Adds a kernel to the group that waits; false where it must not or cannot run with it.
bool Placing::join(const Prepared& prepared, const Place* places) {
  if (!group_) return false;
  auto fitted = fit(*prepared.kernel, prepared.stored, places, group_->frame(), host_.min_task_elements,
                    [this](const Storage* s) { return group_->planned(s); });
  return fitted && !fitted->in_part() && group_->add(prepared, *fitted, places);
}

// Begins a group with a kernel, after the one before; false where it lies on no frame.
bool Placing::begin(const Prepared& prepared, const Place* places) {
  for (std::vector<int64_t>& extents : possible_frames(*prepared.kernel, prepared.stored, places)) {
    Frame frame = frame_of(std::move(extents), processors_);
    auto fitted = fit(*prepared.kernel, prepared.stored, places, frame, host_.min_task_elements,
                      [](const Storage*) { return nullptr; });
    if (!fitted) continue;
    auto group = std::make_unique<Group>(std::move(frame));
    if (!group->add(prepared, *fitted, places) || (fitted->in_part() && group->has_halo())) continue;
    group_ = std::move(group);
    return true;
  }
  return false;
}

std::vector<int64_t> compact_strides(const std::vector<int64_t>& shape, size_t item) {
  std::vector<int64_t> strides(shape.size());
  auto step = static_cast<int64_t>(item);
  for (size_t d = shape.size(); d-- > 0; step *= shape[d]) strides[d] = step;
  return strides;
}

// Extents and strides of a reduction's result along the axes of the box that are kept.
std::pair<std::vector<int64_t>, std::vector<int64_t>> kept_axes(const Kernel& kernel, const Instr& reduction) {
  const Layout* l = kernel.accesses[static_cast<size_t>(reduction.store)].layout;
  bool keepdims = l->ndim == kernel.box->ndim;
  std::vector<int64_t> extents, strides;
  int own = 0;
  for (int d = 0; d < kernel.box->ndim; ++d) {
    bool gone = reduction.axes >> d & 1;
    if (!gone) {
      extents.push_back(l->shape[own]);
      strides.push_back(l->strides[own]);
    }
    if (!gone || keepdims) ++own;
  }
  return {extents, strides};
}

// The kernel that reduces over blocks what each of them has, so many of them, to where `prepared` writes.
const Prepared& Placing::combination(const Prepared& prepared, int64_t blocks) {
  Prepared::Combination& made = prepared.combinations[blocks];
  if (made.prepared) return static_cast<const Prepared&>(*made.prepared);
  const Kernel& kernel = *prepared.kernel;
  auto layout = [&](const std::vector<int64_t>& shape, const std::vector<int64_t>& strides) {
    made.layouts.push_back(std::make_unique<OwnLayout>(static_cast<int>(shape.size()), shape.data(), strides.data()));
    return made.layouts.back()->get();
  };
  Kernel combining{nullptr, {}, {}, {}};
  std::vector<Instr> reductions;
  std::copy_if(kernel.instrs.begin(), kernel.instrs.end(), std::back_inserter(reductions), reduces);
  for (size_t r = 0; r < reductions.size(); ++r) {
    const Access& to = kernel.accesses[static_cast<size_t>(reductions[r].store)];
    auto [extents, kept_strides] = kept_axes(kernel, reductions[r]);
    std::vector<int64_t> box{blocks};
    box.insert(box.end(), extents.begin(), extents.end());
    std::vector<int64_t> strides = compact_strides(box, item_size(to.dtype));
    combining.box = layout(box, strides);
    auto first = static_cast<uint32_t>(combining.accesses.size());
    combining.accesses.push_back({combining.box, 0, first, to.dtype, true, false});
    combining.accesses.push_back({layout(extents, kept_strides), to.offset, first + 1, to.dtype, false, true});
    Instr i = reductions[r];
    i.axes = 1;
    i.in[0] = {SourceKind::access, to.dtype, first};
    i.store = static_cast<int32_t>(first + 1);
    combining.instrs.push_back(i);
  }
  made.prepared = prepare(combining);
  return static_cast<const Prepared&>(*made.prepared);
}

// Runs the group's one kernel, which reduces over rows, and combines what its blocks have.
void Placing::combine(const Prepared& prepared, const Place* places, const std::vector<uint8_t*>& flags) {
  const Kernel& kernel = *prepared.kernel;
  auto [first, last] = group_->blocks_in_use();
  int64_t all = group_->frame().blocks;
  const Prepared& combining = combination(prepared, last - first + 1);
  std::vector<Place> own_places;
  std::vector<uint8_t*> own_flags;
  std::vector<legate::LogicalStore> partials;
  for (size_t n = 0; n < kernel.instrs.size(); ++n) {
    const Instr& i = kernel.instrs[n];
    if (!reduces(i)) continue;
    own_flags.push_back(flags[n]);
    std::vector<int64_t> extents = extents_of(combining.kernel->box);
    extents[0] = all;
    std::vector<int64_t> strides = compact_strides(extents, item_size(i.dtype));
    Held* part = new_held(all * strides[0], this);
    part->base = std::make_shared<OwnLayout>(static_cast<int>(extents.size()), extents.data(), strides.data());
    give_root(part, extents, item_size(i.dtype));
    part->lead.assign(extents.size(), 0);
    partials.push_back(*part->root);
    own_places.push_back({part, first * strides[0], part->base->get(), false});
    own_places.push_back(places[i.store]);
  }
  group_->reduce_to(std::move(partials));
  submit();
  try {
    if (!run_alone(combining, own_places.data(), nullptr, own_flags))
      run_everywhere(combining, own_places.data(), nullptr, own_flags);
  } catch (const OutOfMemory& e) {
    end_job(e);
  }
  for (size_t k = 0; k < own_places.size(); k += 2) unref(own_places[k].storage);
}

// What a kernel needs beside its place in the group.
void Placing::complete(const Prepared& prepared, const Place* places, const Immediate* immediates,
                       const std::vector<uint8_t*>& flags) {
  std::vector<Group::Copy> copies = provide(prepared, places);
  int64_t status = prepared.reports ? collector_.await_flags(flags) : kNoMemory;
  int64_t reductions = prepared.to_scalars ? await_reductions(*prepared.kernel, places) : kNoMemory;
  group_->complete(immediates, status, reductions, std::move(copies));
}

// All memory that the newest kernel of the group needs, so that launching cannot fail; without it the kernel leaves the
// group.
std::vector<Group::Copy> Placing::provide(const Prepared& prepared, const Place* places) {
  try {
    require_room(group_->bytes_to_come() / ranks_, "arrays");
    for (size_t a = 0; a < prepared.accesses; ++a)
      if (group_->stays(a) && !group_->copy_of(places[a].storage))
        group_->keep_copy(places[a].storage, copy_of(places[a].storage));
    return copies(prepared, places);
  } catch (const OutOfMemory&) {
    group_->withdraw();
    if (group_->empty()) group_.reset();
    throw;
  }
}

// Throws OutOfMemory where every process needs so many bytes of Legion's memory more than it can have. Legion may need
// more than that, for halos, and ends the process where it lacks that.
void Placing::require_room(size_t bytes, const char* what) const {
  if (bytes_of_roots() + bytes * ranks_ <= most_bytes_of_roots()) return;
  throw OutOfMemory("Unable to allocate " + text(bytes) + " of Legion's memory in every process for " + what + ": " +
                        arrays_take() + "; --sysmem MIB gives it more",
                    true);
}

// Of what the newest kernel of the group reads from a copy.
std::vector<Group::Copy> Placing::copies(const Prepared& prepared, const Place* places) {
  std::vector<Group::Copy> out(prepared.accesses, Group::Copy{kNoMemory, 0});
  for (size_t a = 0; a < out.size(); ++a) {
    if (!group_->copies(a)) continue;
    for (size_t other = 0; other < a && out[a].number == kNoMemory; ++other)
      if (places[other].storage == places[a].storage) out[a].number = out[other].number;
    if (out[a].number == kNoMemory) {
      Storage* copy = copy_of(places[a].storage);
      out[a].number = number_memory({copy->data, 1});
      in_flight_.push_back({out[a].number, copy});
      in_flight_bytes_ += copy->bytes;
    }
    out[a].offset = places[a].offset;
  }
  return out;
}

// Memory of this process. All processes take it alike, so where this one alone has none, the job ends.
Storage* Placing::own_memory(int64_t bytes, bool zeros) {
  try {
    return zeros ? host_.local->allocate_zeros(bytes) : host_.local->allocate(bytes);
  } catch (const OutOfMemory& e) {
    if (ranks_ == 1 || e.alike) throw;
    end_job(e);
  }
}

Storage* Placing::copy_of(const Storage* memory) {
  Storage* copy = own_memory(static_cast<int64_t>(memory->bytes), false);
  std::memcpy(copy->data, memory->data, memory->bytes);
  return copy;
}

// Makes the group that waits a task.
void Placing::submit() {
  if (!group_) return;
  std::unique_ptr<Group> group = std::move(group_);
  try {
    group->launch(library_, [&](Storage* storage, const FittedAccess& access, bool has_content) {
      return root_of(*group, storage, access, has_content);
    });
  } catch (const std::exception& e) {
    // Legate refuses what should never have been asked of it: what this process computes cannot be trusted any more.
    std::fprintf(stderr, "legate.numpy: internal error, please report it: a task could not be launched: %s\n",
                 e.what());
    std::abort();
  }
  counters_.tasks++;
  counters_.halo_bytes += static_cast<uint64_t>(group->halo_bytes());
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
  return collector_.await_reductions(std::move(reductions), std::move(results));
}

// The store that holds a storage's content, made or moved there if need be. What nobody has written holds zeros where it
// may be read.
legate::LogicalStore Placing::root_of(const Group& group, Storage* storage, const FittedAccess& access,
                                      bool has_content) {
  const Layout* base = access.base->get();
  if (access.stays) {
    auto store = new_store(extents_of(base), item_of(base));
    Storage* copy = group.copy_of(storage);
    copy->refs++;
    publish(copy, base, store);
    return store;
  }
  auto* held = static_cast<Held*>(storage);
  if (held->root) return *held->root;
  if (held->own) {
    held->data = nullptr;
    give_root(held, extents_of(base), item_of(base));
    publish(std::exchange(held->own, nullptr), base, *held->root);
  } else {
    std::vector<int64_t> extents;
    for (int g : access.axes) extents.push_back(g == kNowhere ? 1 : group.frame().extents[static_cast<size_t>(g)]);
    if (access.axes.empty()) extents = extents_of(base);
    give_root(held, extents, item_of(base));
    if (has_content || held->zeros) legate::Runtime::get_runtime()->issue_fill(*held->root, zero(item_of(base)));
  }
  held->base = access.base;
  held->lead = access.lead;
  held->zeros = false;
  held->reads = 0;
  return *held->root;
}

// Fills a store with the content of memory that every process has. The task in flight takes the memory over.
void Placing::publish(Storage* memory, const Layout* base, const legate::LogicalStore& store) {
  int64_t number = number_memory({memory->data, item_of(base)});
  launch_publish(library_, store, frame_of(extents_of(base), processors_).split, number);
  counters_.publishes++;
  in_flight_.push_back({number, memory});
  in_flight_bytes_ += memory->bytes;
}

// Waits for all tasks, and gives back what they have read.
void Placing::settle() {
  submit();
  counters_.waits++;
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
  Visit visit(context_);
  if (group_ && group_->planned(storage)) submit();
  if (storage->data || !is_held(storage)) return;
  auto* held = static_cast<Held*>(storage);
  if (held->root && forked_) throw Error("an array could not be brought here before this process was forked");
  auto bytes = static_cast<int64_t>(held->bytes);
  if (held->root && processors_ > 1) {
    require_room(held->bytes, "an array that one of them needs whole");
    make_room(held->bytes * ranks_);
  }
  held->own = own_memory(bytes, held->zeros && !held->root);
  held->data = held->own->data;
  held->zeros = false;
  if (!held->root) return;
  const Layout* base = held->base->get();
  int64_t number = number_memory({held->data, item_of(base)});
  submit();
  launch_fetch(library_, held->store(), extents_of(base), number);
  counters_.fetches++;
  counters_.fetched_bytes += held->bytes * (legate::Runtime::get_runtime()->node_count() - 1);
  settle();
  forget_memory(number);
  forget_root(held);  // Legion has memory for the whole of it in every process now
}

// A program that goes through an array element by element gets all of it in the end.
void Placing::read(Storage* storage, int64_t offset, size_t item, char* out) {
  Visit visit(context_);
  auto* held = is_held(storage) ? static_cast<Held*>(storage) : nullptr;
  bool apart = held && held->root && !forked_ && item == item_of(held->base->get()) && ++held->reads <= kMostReads;
  if (!apart) {
    fetch(storage);
    std::memcpy(out, storage->data + offset, item);
    return;
  }
  const Layout* base = held->base->get();
  legate::LogicalStore element = held->store();
  for (int d = 0; d < base->ndim; ++d) {
    int64_t index = offset / base->strides[d];
    offset %= base->strides[d];
    element = element.slice(d, legate::Slice{index, index + 1});
  }
  int64_t number = number_memory({out, item});
  submit();
  launch_fetch(library_, element, std::vector<int64_t>(static_cast<size_t>(base->ndim), 1), number);
  counters_.reads++;
  settle();
  forget_memory(number);
}

}  // namespace
}  // namespace lnp::legion

extern "C" __attribute__((visibility("default"))) lnp::LegionEngine* lnp_make_legion_engine(lnp::LegionHost host) {
  return new lnp::legion::Placing(std::move(host));
}
