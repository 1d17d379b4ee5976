#include "engine/local/pool.h"

#include <sys/mman.h>

#include <algorithm>
#include <bit>
#include <cstdlib>

#include "core/errors.h"
#include "core/memory.h"

namespace lnp {
namespace {

constexpr size_t kLeastKept = size_t{64} << 20, kMostKept = size_t{1} << 30;
constexpr int kKeptShare = 32;
constexpr size_t kWorthAsking = size_t{64} << 20;  // bytes from which asking how much memory is left costs little
constexpr size_t kPage = 4096, kHugePage = size_t{2} << 20;

// What may lie idle whatever is in use: a loop that works on arrays that are not ours (NumPy's, say) and lets go of its results
// before it makes the next ones has nothing in use in between.
size_t always_kept() {
  static const size_t bytes = std::clamp(static_cast<size_t>(physical_memory()) / kKeptShare, kLeastKept, kMostKept);
  return bytes;
}

// Sizes come in steps of a sixteenth, so that one that changes a little with the data finds the block of the last time,
// which may still be in the caches.
size_t round_up(size_t bytes) {
  size_t step = std::max<size_t>(64, std::bit_floor(bytes) / 16);
  return (std::max<size_t>(bytes, 1) + step - 1) / step * step;
}

// Where blocks begin in their first page, in turns: arrays that all began alike would fight for the same lines of the caches, and a
// write a little past what is read next, in its page, would hold that read up.
constexpr size_t kPlaces = 4;

constexpr size_t kMapped = 2 * kHugePage;  // bytes from which a block is the system's own mapping

// Memory from the system, in huge pages, which is zero.
char* map(size_t bytes) {
  size_t room = bytes + kHugePage;
  void* p = mmap(nullptr, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (p == MAP_FAILED) return nullptr;
  char *all = static_cast<char*>(p),
       *first = all + (kHugePage - reinterpret_cast<uintptr_t>(all) % kHugePage) % kHugePage;
  if (first > all) munmap(all, static_cast<size_t>(first - all));
  if (first < all + kHugePage) munmap(first + bytes, static_cast<size_t>(all + kHugePage - first));
  madvise(first, bytes, MADV_HUGEPAGE);
  return first;
}

// What a block of many pages takes, with room for its place in the first one. A huge page at its end is had whole, unless little
// of it is used: all pages that a block is alone on come, and go, as huge ones.
size_t taken(size_t bytes) {
  size_t all = (bytes + 2 * kPage - 1) / kPage * kPage, rest = all % kHugePage;
  return bytes >= kMapped && rest >= kHugePage / 4 ? all - rest + kHugePage : all;
}

char* fresh(size_t bytes) {
  static size_t count = 0;
  if (bytes < kPlaces * kPage) return static_cast<char*>(std::aligned_alloc(64, bytes));
  char* first = bytes >= kMapped ? map(taken(bytes)) : static_cast<char*>(std::aligned_alloc(kPage, taken(bytes)));
  return first ? first + count++ % kPlaces * (kPage / kPlaces) : nullptr;
}

void give_back(const Storage& s) {
  char* first = s.bytes < kPlaces * kPage ? s.data : s.data - reinterpret_cast<uintptr_t>(s.data) % kPage;
  if (s.bytes >= kMapped)
    munmap(first, taken(s.bytes));
  else
    std::free(first);
}

}  // namespace

Pool::Pool() = default;

// Whether a new block may be had, which is in use already. The system promises more than it has and ends the process when
// the promise is taken up, so large blocks are held against what is left.
bool Pool::fits(size_t bytes) const {
  if (memory_limit() != kNoLimit) return in_use_ + kept_ <= static_cast<size_t>(memory_limit());
  return bytes < kWorthAsking || static_cast<int64_t>(bytes) <= available_memory();
}

// That of blocks of that size, or if there are none spare, of the next size of which there are, where it is not much larger: fresh
// memory takes longer than what is computed in it.
Pool::Shelf* Pool::shelf_for(size_t bytes) {
  if (bytes != last_bytes_) {
    last_ = &shelves_.try_emplace(bytes, Shelf{this, {}}).first->second;
    last_bytes_ = bytes;
  }
  if (!last_->spare.empty()) return last_;
  for (auto it = shelves_.upper_bound(bytes); it != shelves_.end() && it->first <= bytes + bytes / 2; ++it)
    if (!it->second.spare.empty()) return &it->second;
  return last_;
}

Storage* Pool::allocate(int64_t wanted) {
  size_t bytes = round_up(static_cast<size_t>(wanted));
  Shelf* shelf = shelf_for(bytes);
  if (!shelf->spare.empty()) {
    Storage* s = shelf->spare.back();
    shelf->spare.pop_back();
    kept_ -= s->bytes;
    in_use_ += s->bytes;
    s->refs = 1;
    return s;
  }
  in_use_ += bytes;
  if (!fits(bytes)) drop_all();
  bool fitting = fits(bytes);
  char* data = fitting ? fresh(bytes) : nullptr;
  if (fitting && !data) {
    drop_all();
    data = fresh(bytes);
  }
  if (!data) {
    in_use_ -= bytes;
    bool limited = memory_limit() != kNoLimit;
    int64_t most = limited ? memory_limit() : available_memory();
    throw OutOfMemory(
        "Unable to allocate " + memory_text(static_cast<double>(wanted)) + ": " +
            memory_text(static_cast<double>(most)) +
            (limited ? " are allowed (LEGATE_NUMPY_MEMORY), and arrays take " : " are available, and arrays take ") +
            memory_text(static_cast<double>(in_use_)),
        limited && !fitting);
  }
  return new Storage{data, bytes, 1, release, shelf};
}

Storage* Pool::allocate_zeros(int64_t wanted) {
  size_t bytes = round_up(static_cast<size_t>(wanted));
  return bytes < kMapped || !shelf_for(bytes)->spare.empty() ? nullptr : allocate(wanted);
}

void Pool::release(Storage* s) {
  auto* shelf = static_cast<Shelf*>(s->owner);
  shelf->pool->keep(s, *shelf);
}

// As much as is in use may lie idle, or some of the machine's memory. Of what is too much, sizes that the program may have left behind go first.
void Pool::keep(Storage* s, Shelf& shelf) {
  in_use_ -= s->bytes;
  kept_ += s->bytes;
  shelf.spare.push_back(s);
  size_t most = std::max(always_kept(), in_use_);
  if (kept_ <= most) return;
  for (auto& [bytes, other] : shelves_)
    if (&other != &shelf) drop(other);
  while (kept_ > most) drop_one(shelf);
}

void Pool::drop_one(Shelf& shelf) {
  Storage* s = shelf.spare.back();
  shelf.spare.pop_back();
  kept_ -= s->bytes;
  give_back(*s);
  delete s;
}

void Pool::drop(Shelf& shelf) {
  while (!shelf.spare.empty()) drop_one(shelf);
}

void Pool::drop_all() {
  for (auto& [bytes, shelf] : shelves_) drop(shelf);
}

}  // namespace lnp
