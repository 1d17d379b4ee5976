// Where storages are: stores made, filled, brought to every process and waited for.
#include <cstring>
#include <string>
#include <utility>

#include "core/memory.h"
#include "engine/legion/ends.h"
#include "engine/legion/placing.h"
#include "engine/legion/tasks.h"

namespace lnp::legion {
namespace {

constexpr int kMostReads = 16;  // of single elements, before the whole array is fetched

std::string text(size_t bytes) { return memory_text(static_cast<double>(bytes)); }

}  // namespace

std::string arrays_take() {
  size_t ranks = legate::Runtime::get_runtime()->node_count();
  return "arrays take " + text(bytes_of_roots() / ranks) + " of " + text(most_bytes_of_roots() / ranks) + " there";
}

// Throws OutOfMemory where every process needs so many bytes of Legion's memory more than it can have. Legion may need
// more than that, for halos, and ends the process where it lacks that.
void Placing::require_room(size_t bytes, const char* what) const {
  if (bytes_of_roots() + bytes * ranks_ <= most_bytes_of_roots()) return;
  throw OutOfMemory("Unable to allocate " + text(bytes) + " of Legion's memory in every process for " + what + ": " +
                        arrays_take() + "; --sysmem MIB gives it more",
                    true);
}

// Memory of this process. All processes take it alike, so where this one alone has none, the job ends.
Storage* Placing::own_memory(int64_t bytes, bool zeros) {
  try {
    Storage* s = zeros ? host_.local->allocate_zeros(bytes) : nullptr;
    if (s) return s;
    s = host_.local->allocate(bytes);
    if (zeros) std::memset(s->data, 0, s->bytes);
    return s;
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
  std::vector<int64_t> extents;
  for (int g : access.axes) extents.push_back(g == kNowhere ? 1 : group.frame().extents[static_cast<size_t>(g)]);
  if (access.axes.empty() || held->own) extents = extents_of(base);
  move_to_store(held, extents, access.base, access.lead, has_content);
  return *held->root;
}

// Makes a store of that shape the place of a storage's content, which begins at a lead in it.
void Placing::move_to_store(Held* held, const std::vector<int64_t>& extents, std::shared_ptr<const OwnLayout> base,
                            std::vector<int64_t> lead, bool has_content) {
  size_t item = item_of(base->get());
  give_root(held, extents, item);
  if (held->own) {
    held->data = nullptr;
    publish(std::exchange(held->own, nullptr), base->get(), *held->root);
  } else if (has_content || held->zeros) {
    legate::Runtime::get_runtime()->issue_fill(*held->root, zero(item));
  }
  held->base = std::move(base);
  held->lead = std::move(lead);
  held->zeros = false;
  held->reads = 0;
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
  kernels_in_flight_.clear();
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

bool Placing::partitioned(const ArrayAt& array) const {
  const Held* held = movable(array.first);
  return held && held->root;
}

// Content that is nowhere yet comes to be, for what reads it from memory where it is in no store.
void Placing::in_memory_or_store(const ArrayAt& array) {
  if (!partitioned(array)) fetch(array.first.storage);
}

void Placing::in_store(const ArrayAt& array) {
  if (partitioned(array)) return;
  const Layout* base = array.first.base;
  require_room(array.first.storage->bytes / ranks_, "arrays");
  move_to_store(static_cast<Held*>(array.first.storage), extents_of(base),
                std::make_shared<OwnLayout>(base->ndim, base->shape, base->strides),
                std::vector<int64_t>(base->ndim, 0), true);
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

}  // namespace lnp::legion
