// Storages that this engine may move, and where their content is.
#pragma once
#include <legate.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "engine/engine.h"
#include "engine/legion/own_layout.h"

namespace lnp::legion {

// In one of three places: nowhere yet, in this process (every process has the whole of it and computes it alike), or in a
// store of Legate's, which Legion partitions over the processes. `data` is own->data, or null.
struct Held : Storage {
  Storage* own = nullptr;                    // of the local engine
  std::optional<legate::LogicalStore> root;  // never beside `own`; may be larger than the content
  std::shared_ptr<const OwnLayout> base;     // of the content
  std::vector<int64_t> lead;                 // where in the root the content begins, by dim of `base`
  bool zeros = false;                        // all zero, until something is written
  int reads = 0;                             // of single elements since the root is there

  // The content alone.
  legate::LogicalStore store() const;
};

Held* new_held(int64_t bytes, void* owner);

// The storage of a place, if the engine may move it; else null.
Held* movable(const Place& place);

// Whether a storage is one of these.
bool is_held(const Storage* storage);

// Bytes of an element of a contiguous layout.
size_t item_of(const Layout* base);

// Uninitialised, of a type that has the size of an element, whatever it means.
legate::LogicalStore new_store(const std::vector<int64_t>& extents, size_t item);

// Gives a storage a root of that shape. Roots of storages that are gone are used again: to give one back, all processes must
// agree, and wait for each other.
void give_root(Held* held, const std::vector<int64_t>& extents, size_t item);

// The storages that have roots.
std::vector<Held*> all_with_roots();

// What roots take of Legion's memory, on all processes together, and what they may take. Roots that are kept to be used
// again give way to new ones.
size_t bytes_of_roots();
size_t most_bytes_of_roots();
void make_room(size_t bytes);  // for what is no root

// A root is no more, and not to be used again.
void forget_root(Held* held);

// All bits zero.
legate::Scalar zero(size_t item);

// Of a C-contiguous array, in bytes.
std::vector<int64_t> compact_strides(const std::vector<int64_t>& shape, size_t item);

std::vector<int64_t> extents_of(const Layout* base);
std::vector<int64_t> extents_of(const legate::LogicalStore& store);

}  // namespace lnp::legion
