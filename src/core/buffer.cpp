#include "core/buffer.h"

#include <vector>

namespace lnp {
namespace {

// Buffers come and go with every temporary; a free list makes that a few instructions. Never destroyed: handles may
// outlive static destruction.
std::vector<Buffer*>& g_spare = *new std::vector<Buffer*>;

}  // namespace

Buffer* new_buffer(const Layout* base, int64_t bytes) {
  Buffer* b;
  if (g_spare.empty()) {
    b = new Buffer;
  } else {
    b = g_spare.back();
    g_spare.pop_back();
  }
  *b = Buffer{};
  b->base = base;
  base->refs++;
  b->bytes = bytes;
  return b;
}

void free_buffer(Buffer* b) {
  if (b->storage) unref(b->storage);
  b->base->refs--;
  g_spare.push_back(b);
}

}  // namespace lnp
