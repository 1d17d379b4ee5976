#include "engine/legion/held.h"

#include <algorithm>
#include <atomic>
#include <limits>
#include <map>
#include <unordered_set>
#include <utility>

namespace lnp::legion {
namespace {

// Bytes that Legion has for arrays on all processes together, where each has as much as the one that has least (--sysmem).
size_t legions_memory() {
  std::map<Realm::AddressSpace, size_t> of_process;
  Realm::Machine::MemoryQuery memories(Realm::Machine::get_machine());
  for (Realm::Memory m : memories.only_kind(Realm::Memory::SYSTEM_MEM)) of_process[m.address_space()] += m.capacity();
  auto least = std::numeric_limits<size_t>::max();
  for (const auto& [process, bytes] : of_process) least = std::min(least, bytes);
  return least * legate::Runtime::get_runtime()->node_count();
}

// Stores without a storage, by shape and size of an element. What is kept depends on what the program did alone, so that
// it is the same in every process.
class SpareStores {
 public:
  void keep(legate::LogicalStore store) {
    note_end(store);
    kept_ += bytes_of(store);
    spare_[{extents_of(store), store.type().size()}].push_back(std::move(store));
  }

  // Keeping is no call of Legate's, so that storages may go at any time; dropping what is too much is one.
  void trim() {
    if (kept_ > std::max(kAlways, in_use_.load() / 2)) drop_all();
  }

  std::optional<legate::LogicalStore> take(const std::vector<int64_t>& extents, size_t item) {
    auto found = spare_.find({extents, item});
    if (found == spare_.end() || found->second.empty()) return {};
    legate::LogicalStore store = std::move(found->second.back());
    found->second.pop_back();
    kept_ -= bytes_of(store);
    return store;
  }

  // Before `bytes` more are taken.
  void make_room(size_t bytes) {
    if (kept_ > 0 && in_use_ + kept_ + bytes > most_) drop_all();
  }

  void note_use(const legate::LogicalStore& store) { in_use_ += bytes_of(store); }
  void note_end(const legate::LogicalStore& store) { in_use_ -= bytes_of(store); }
  size_t in_use() const { return in_use_; }
  size_t most() const { return most_; }

 private:
  static constexpr size_t kAlways = size_t{64} << 20;

  static size_t bytes_of(const legate::LogicalStore& store) { return store.volume() * store.type().size(); }

  void drop_all() {
    spare_.clear();
    kept_ = 0;
  }

  std::map<std::pair<std::vector<int64_t>, size_t>, std::vector<legate::LogicalStore>> spare_;
  const size_t most_ = legions_memory();
  size_t kept_ = 0;                 // bytes
  std::atomic<size_t> in_use_ = 0;  // Legate's threads ask for it
};

SpareStores& spare_stores() {
  static auto& spare = *new SpareStores;  // never destroyed: Legate may have gone before
  return spare;
}

std::unordered_set<Held*>& with_roots() {
  static auto& all = *new std::unordered_set<Held*>;
  return all;
}

void release_held(Storage* s) {
  auto* held = static_cast<Held*>(s);
  if (held->own) unref(held->own);
  if (held->root) {
    with_roots().erase(held);
    spare_stores().keep(std::move(*held->root));
  }
  delete held;
}

legate::Type bits_type(size_t item) {
  switch (item) {
    case 1: return legate::uint8();
    case 2: return legate::uint16();
    case 4: return legate::uint32();
    case 8: return legate::uint64();
    default: return legate::complex128();
  }
}

}  // namespace

legate::LogicalStore Held::store() const {
  legate::LogicalStore content = *root;
  for (int d = 0; d < base->get()->ndim; ++d) {
    int64_t from = lead[static_cast<size_t>(d)];
    content = content.slice(d, legate::Slice{from, from + base->get()->shape[d]});
  }
  return content;
}

Held* new_held(int64_t bytes, void* owner) {
  auto* s = new Held{};
  s->bytes = static_cast<size_t>(bytes);
  s->refs = 1;
  s->release = release_held;
  s->owner = owner;
  return s;
}

bool is_held(const Storage* storage) { return storage->release == release_held; }

Held* movable(const Place& place) {
  return place.storage && is_held(place.storage) && !place.fixed ? static_cast<Held*>(place.storage) : nullptr;
}

size_t item_of(const Layout* base) { return static_cast<size_t>(base->ndim ? base->strides[base->ndim - 1] : 0); }

legate::LogicalStore new_store(const std::vector<int64_t>& extents, size_t item) {
  std::vector<uint64_t> shape(extents.begin(), extents.end());
  return legate::Runtime::get_runtime()->create_store(legate::Shape{shape}, bits_type(item));
}

void give_root(Held* held, const std::vector<int64_t>& extents, size_t item) {
  auto store = spare_stores().take(extents, item);
  spare_stores().trim();
  if (!store) {
    size_t bytes = item;
    for (int64_t extent : extents) bytes *= static_cast<size_t>(extent);
    make_room(bytes);
    store = new_store(extents, item);
  }
  spare_stores().note_use(*store);
  held->root = std::move(store);
  with_roots().insert(held);
}

std::vector<Held*> all_with_roots() { return {with_roots().begin(), with_roots().end()}; }

size_t bytes_of_roots() { return spare_stores().in_use(); }
size_t most_bytes_of_roots() { return spare_stores().most(); }
void make_room(size_t bytes) { spare_stores().make_room(bytes); }

void forget_root(Held* held) {
  with_roots().erase(held);
  spare_stores().note_end(*held->root);
  held->root.reset();
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

std::vector<int64_t> compact_strides(const std::vector<int64_t>& shape, size_t item) {
  std::vector<int64_t> strides(shape.size());
  auto step = static_cast<int64_t>(item);
  for (size_t d = shape.size(); d-- > 0; step *= shape[d]) strides[d] = step;
  return strides;
}

std::vector<int64_t> extents_of(const Layout* base) { return {base->shape, base->shape + base->ndim}; }

std::vector<int64_t> extents_of(const legate::LogicalStore& store) {
  auto extents = store.extents();
  return {extents.data().begin(), extents.data().end()};
}

}  // namespace lnp::legion
