// The part of a store that a task sees, as bytes in memory.
#pragma once
#include <legate.h>

#include <cstdint>

namespace lnp::legion {

inline constexpr int kMaxStoreDims = 6;  // what Legate is built for

struct Tile {
  char* data = nullptr;  // the element at `low`; null when the tile is empty
  int ndim = 0;
  int64_t low[kMaxStoreDims], extent[kMaxStoreDims], stride[kMaxStoreDims];  // strides in bytes
};

Tile tile_of(const legate::PhysicalStore& store);

}  // namespace lnp::legion
