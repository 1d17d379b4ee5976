#include "engine/legion/blocks.h"

#include <algorithm>

namespace lnp::legion {

Blocks::Spot Blocks::find(int64_t element) const {
  if (ndim == 1) {
    int64_t i = element + lead[0], block = i / rows;
    return {block, i - block * rows};
  }
  int64_t index[kMaxStoreDims];
  for (int d = ndim; d-- > 0; element /= shape[d]) index[d] = element % shape[d] + lead[d];
  Spot spot{index[split] / rows, 0};
  for (int d = 0; d < ndim; ++d) {
    if (d != split) {
      spot.at = spot.at * extent[d] + index[d];
      continue;
    }
    int64_t first = spot.block * rows;
    spot.at = spot.at * std::min(rows, extent[d] - first) + index[d] - first;
  }
  return spot;
}

char* Blocks::address(const Tile& tile, int64_t at) {
  if (tile.ndim == 1) return tile.data + at * tile.stride[0];
  char* p = tile.data;
  for (int d = tile.ndim; d-- > 0; at /= tile.extent[d]) p += at % tile.extent[d] * tile.stride[d];
  return p;
}

Blocks blocks_of(const Held& held, int64_t processors) {
  Frame frame = frame_of(extents_of(*held.root), processors);
  Blocks b;
  b.ndim = static_cast<int>(frame.extents.size());
  b.split = frame.split;
  b.rows = frame.rows;
  for (int d = 0; d < b.ndim; ++d) {
    b.extent[d] = frame.extents[static_cast<size_t>(d)];
    b.shape[d] = held.base->get()->shape[d];
    b.lead[d] = held.lead[static_cast<size_t>(d)];
  }
  return b;
}

PacketWriter& operator<<(PacketWriter& to, const Blocks& b) {
  to << b.ndim << b.split << b.rows;
  for (int d = 0; d < b.ndim; ++d) to << b.extent[d] << b.shape[d] << b.lead[d];
  return to;
}

Blocks next_blocks_shape(PacketReader* from) {
  Blocks b;
  b.ndim = static_cast<int>(from->next());
  b.split = static_cast<int>(from->next());
  b.rows = from->next();
  for (int d = 0; d < b.ndim; ++d) {
    b.extent[d] = from->next();
    b.shape[d] = from->next();
    b.lead[d] = from->next();
  }
  return b;
}

}  // namespace lnp::legion
