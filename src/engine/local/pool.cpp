#include "engine/local/pool.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstdlib>

#include "core/errors.h"

namespace lnp {
namespace {

constexpr size_t kAlways = size_t{64} << 20;  // keep at least this much
constexpr size_t kHugePage = size_t{2} << 20;

size_t round_up(size_t bytes) { return (std::max<size_t>(bytes, 1) + 63) & ~size_t{63}; }

}  // namespace

Pool::Pool() = default;

Storage* Pool::allocate(int64_t wanted) {
  size_t bytes = round_up(static_cast<size_t>(wanted));
  if (bytes != last_bytes_) {
    last_ = &spare_[bytes];
    last_bytes_ = bytes;
  }
  in_use_ += bytes;
  if (!last_->empty()) {
    Storage* s = last_->back();
    last_->pop_back();
    kept_ -= bytes;
    s->refs = 1;
    return s;
  }
  size_t alignment = bytes >= kHugePage ? kHugePage : 64;
  size_t rounded = (bytes + alignment - 1) / alignment * alignment;
  void* data = std::aligned_alloc(alignment, rounded);
  if (!data) {
    drop_all();
    data = std::aligned_alloc(alignment, rounded);
  }
  if (!data) {
    in_use_ -= bytes;
    throw OutOfMemory("cannot allocate " + std::to_string(wanted) + " bytes");
  }
  if (bytes >= 2 * kHugePage) madvise(data, bytes, MADV_HUGEPAGE);
  return new Storage{static_cast<char*>(data), bytes, 1, release, this};
}

void Pool::release(Storage* s) { static_cast<Pool*>(s->owner)->keep(s); }

void Pool::keep(Storage* s) {
  in_use_ -= s->bytes;
  kept_ += s->bytes;
  spare_[s->bytes].push_back(s);
  // Half as much as is in use may lie idle; a program whose sizes keep changing does not hoard them all.
  if (kept_ > std::max(kAlways, in_use_ / 2)) drop_all();
}

void Pool::drop_all() {
  for (auto& [bytes, list] : spare_) {
    for (Storage* s : list) {
      std::free(s->data);
      delete s;
    }
    list.clear();
  }
  kept_ = 0;
}

}  // namespace lnp
