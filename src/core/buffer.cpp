#include "core/buffer.h"

namespace lnp {

static_assert(sizeof(Buffer) == 64);

Buffer* g_spare_buffers = nullptr;

// None is ever given back: handles may outlive static destruction.
Buffer* more_buffers() {
  constexpr int kTogether = 64;
  auto* made = new Buffer[kTogether]{};
  for (int i = 0; i + 1 < kTogether; ++i) made[i].owner = &made[i + 1];
  return made;
}

}  // namespace lnp
