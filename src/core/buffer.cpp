#include "core/buffer.h"

#include <vector>

namespace lnp {
namespace {

// Buffers come and go with every temporary; a free list makes that a few instructions.
std::vector<Buffer*>& spare() {
  static auto* list = new std::vector<Buffer*>;  // never destroyed: handles may outlive static destruction
  return *list;
}

}  // namespace

Buffer* new_buffer(const Layout* base, int64_t bytes) {
  auto& list = spare();
  Buffer* b;
  if (list.empty()) {
    b = new Buffer;
  } else {
    b = list.back();
    list.pop_back();
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
  spare().push_back(b);
}

}  // namespace lnp
