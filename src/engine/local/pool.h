// Storage for the local engine. Freed blocks are kept for reuse, so that loops touch no new pages.
#pragma once
#include <cstdint>
#include <map>
#include <vector>

#include "core/buffer.h"

namespace lnp {

class Pool {
 public:
  Pool();
  Storage* allocate(int64_t bytes);  // 64-byte aligned; throws OutOfMemory
  // The same from the system, whose pages are zero and come when they are touched; null: there is a block that was in use, and
  // filling that takes less time.
  Storage* allocate_zeros(int64_t bytes);

 private:
  bool fits(size_t bytes) const;
  static void release(Storage* s);

  // Spare blocks of one size. Of a storage of that size, in use or not, it is the `owner`.
  struct Shelf {
    Pool* pool;
    std::vector<Storage*> spare;
  };
  Shelf* shelf_for(size_t bytes);
  void keep(Storage* s, Shelf& shelf);
  void drop_one(Shelf& shelf);
  void drop(Shelf& shelf);
  void drop_all();

  std::map<size_t, Shelf> shelves_;  // by size
  Shelf* last_ = nullptr;            // of last_bytes_: loops ask for one size again and again
  size_t last_bytes_ = 0;
  size_t kept_ = 0, in_use_ = 0;
};

}  // namespace lnp
