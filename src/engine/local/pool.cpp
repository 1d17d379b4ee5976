#include "engine/local/pool.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <cstring>

#include "core/errors.h"
#include "core/memory.h"

namespace lnp {
namespace {

constexpr size_t kAlways = size_t{64} << 20;       // keep at least this much
constexpr size_t kWorthAsking = size_t{64} << 20;  // bytes from which asking how much memory is left costs little
constexpr size_t kPage = 4096, kHugePage = size_t{2} << 20;

// Sizes come in steps of a sixteenth, so that one that changes a little with the data finds the block of the last time,
// which may still be in the caches.
size_t round_up(size_t bytes) {
  size_t step = std::max<size_t>(64, std::bit_floor(bytes) / 16);
  return (std::max<size_t>(bytes, 1) + step - 1) / step * step;
}

// Gives the whole pages of a block back to the system, which has zeros there from then on; clears what is left.
void clear(char* data, size_t bytes) {
  static const auto page = static_cast<uintptr_t>(sysconf(_SC_PAGESIZE));
  auto start = reinterpret_cast<uintptr_t>(data), end = start + bytes;
  uintptr_t first = (start + page - 1) / page * page, last = end / page * page;
  if (first >= last || madvise(reinterpret_cast<void*>(first), last - first, MADV_DONTNEED) != 0) {
    std::memset(data, 0, bytes);
    return;
  }
  std::memset(data, 0, first - start);
  std::memset(reinterpret_cast<void*>(last), 0, end - last);
}

// Where blocks begin in their first page, in turns: arrays that all began alike would fight for the same lines of the caches, and a
// write a little past what is read next, in its page, would hold that read up.
constexpr size_t kPlaces = 4;

char* fresh(size_t bytes) {
  static size_t count = 0;
  if (bytes < kPlaces * kPage) return static_cast<char*>(std::aligned_alloc(64, bytes));
  void* first = nullptr;
  if (posix_memalign(&first, bytes >= kHugePage ? kHugePage : kPage, bytes + kPage) != 0) return nullptr;
  return static_cast<char*>(first) + count++ % kPlaces * (kPage / kPlaces);
}

void give_back(const Storage& s) {
  std::free(s.bytes < kPlaces * kPage ? s.data : s.data - reinterpret_cast<uintptr_t>(s.data) % kPage);
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
    throw OutOfMemory("Unable to allocate " + memory_text(static_cast<double>(wanted)) + ": " +
                          memory_text(static_cast<double>(most)) +
                          (limited ? " are allowed, and arrays take " : " are available, and arrays take ") +
                          memory_text(static_cast<double>(in_use_)),
                      limited && !fitting);
  }
  if (bytes >= 2 * kHugePage) madvise(data - reinterpret_cast<uintptr_t>(data) % kPage, bytes, MADV_HUGEPAGE);
  return new Storage{data, bytes, 1, release, shelf};
}

Storage* Pool::allocate_zeros(int64_t wanted) {
  Storage* s = allocate(wanted);
  clear(s->data, s->bytes);
  return s;
}

void Pool::release(Storage* s) {
  auto* shelf = static_cast<Shelf*>(s->owner);
  shelf->pool->keep(s, *shelf);
}

// As much as is in use may lie idle. Of what is too much, sizes that the program may have left behind go first.
void Pool::keep(Storage* s, Shelf& shelf) {
  in_use_ -= s->bytes;
  kept_ += s->bytes;
  shelf.spare.push_back(s);
  size_t most = std::max(kAlways, in_use_);
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
