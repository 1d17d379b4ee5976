#include "ir/stream.h"

#include <utility>

namespace lnp {
namespace {

void free_if_unused(Buffer* b) {
  if (!b->live()) free_buffer(b);
}

}  // namespace

void Stream::clear() {
  for (Buffer* b : buffers_) {
    b->epoch = 0;
    free_if_unused(b);
  }
  bytes_.clear();
  nodes_.clear();
  buffers_.clear();
  immediates_.clear();
  if (++epoch_ == 0) epoch_ = 1;
}

void Stream::prepare(Stream* next) const {
  next->bytes_.clear();
  next->nodes_.clear();
  next->buffers_.clear();
  next->immediates_.clear();
  next->epoch_ = epoch_ + 1 ? epoch_ + 1 : 1;
}

void Stream::become(Stream* next) {
  for (Buffer* b : buffers_)
    if (b->epoch != next->epoch_) {
      b->epoch = 0;
      free_if_unused(b);
    }
  std::swap(*this, *next);
}

}  // namespace lnp
