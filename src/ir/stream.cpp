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

Stream Stream::successor() const {
  Stream next;
  next.epoch_ = epoch_ + 1 ? epoch_ + 1 : 1;
  return next;
}

void Stream::become(Stream&& next) {
  for (Buffer* b : buffers_)
    if (b->epoch != next.epoch_) {
      b->epoch = 0;
      free_if_unused(b);
    }
  std::swap(epoch_, next.epoch_);
  bytes_ = std::move(next.bytes_);
  nodes_ = std::move(next.nodes_);
  buffers_ = std::move(next.buffers_);
  immediates_ = std::move(next.immediates_);
}

}  // namespace lnp
