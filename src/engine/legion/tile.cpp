#include "engine/legion/tile.h"

#include <algorithm>

namespace lnp::legion {

Tile tile_of(const legate::PhysicalStore& store) {
  Tile t;
  auto domain = store.domain();
  t.ndim = domain.get_dim();
  bool empty = domain.empty();
  for (int d = 0; d < t.ndim; ++d) {
    t.low[d] = domain.lo()[d];
    t.extent[d] = std::max<int64_t>(0, domain.hi()[d] - domain.lo()[d] + 1);
    empty = empty || t.extent[d] == 0;
  }
  if (empty) return t;
  auto memory = store.get_inline_allocation();
  t.data = static_cast<char*>(memory.ptr);
  for (int d = 0; d < t.ndim; ++d) t.stride[d] = static_cast<int64_t>(memory.strides[d]);
  return t;
}

}  // namespace lnp::legion
