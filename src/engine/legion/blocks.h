// An array as the tasks of an exchange know it: in blocks of rows, one for each task.
#pragma once
#include <legate.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/legion/frame.h"
#include "engine/legion/packet.h"
#include "engine/legion/tile.h"

namespace lnp::legion {

// Where an array's content is in its store, and how that is cut.
struct Blocks {
  int ndim = 0, split = 0;
  int64_t rows = 1;                                                          // of each block but the last
  int64_t extent[kMaxStoreDims], shape[kMaxStoreDims], lead[kMaxStoreDims];  // of the store; of the content in it

  // An element by its number in the content, C order: its block, and its number in the block's tile.
  struct Spot {
    int64_t block, at;
  };
  Spot find(int64_t element) const;

  // Where in a tile its element of that number is.
  static char* address(const Tile& tile, int64_t at);
};

// Of the whole store of a storage.
Blocks blocks_of(const Held& held, int64_t processors);

PacketWriter& operator<<(PacketWriter& to, const Blocks& blocks);
Blocks next_blocks_shape(PacketReader* from);

}  // namespace lnp::legion
