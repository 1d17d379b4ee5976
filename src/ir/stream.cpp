#include "ir/stream.h"

#include <utility>

namespace lnp {
namespace {

void free_if_unused(Buffer* b) {
  if (b->handles == 0 && b->exports == 0) free_buffer(b);
}

}  // namespace

void Stream::clear() {
  for (Buffer* b : buffers_) {
    b->epoch = 0;
    free_if_unused(b);
  }
  bytes_.clear();
  nodes_.clear();
  sites_.clear();
  buffers_.clear();
  immediates_.clear();
  if (++epoch_ == 0) epoch_ = 1;
}

void Stream::keep_undone(const std::vector<char>& done) {
  std::vector<int64_t> origins;
  for (Buffer* b : buffers_) origins.push_back(b->origin);
  Stream rest;
  rest.epoch_ = epoch_ + 1 ? epoch_ + 1 : 1;
  for (size_t i = 0; i < nodes(); ++i) {
    if (done[i]) continue;
    const NodeHeader& h = header(i);
    const Operand* ops = operands(i);
    View views[4];
    Input in[3];
    for (int k = 0; k <= h.nin; ++k) {
      bool immediate = ops[k].immediate();
      if (!immediate)
        views[k] = View{buffers_[ops[k].buffer], ops[k].layout, ops[k].offset + origins[ops[k].buffer], ops[k].dtype};
      if (k > 0)
        in[k - 1] = Input{immediate ? nullptr : &views[k],
                          immediate ? &immediates_[static_cast<size_t>(ops[k].offset)] : nullptr, ops[k].dtype};
    }
    rest.append(h, views[0], in, sites_[i]);
  }
  for (Buffer* b : buffers_)
    if (b->epoch != rest.epoch_) {
      b->epoch = 0;
      free_if_unused(b);
    }
  std::swap(epoch_, rest.epoch_);
  bytes_ = std::move(rest.bytes_);
  nodes_ = std::move(rest.nodes_);
  sites_ = std::move(rest.sites_);
  buffers_ = std::move(rest.buffers_);
  immediates_ = std::move(rest.immediates_);
}

}  // namespace lnp
