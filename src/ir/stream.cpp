#include "ir/stream.h"

#include <cstring>

namespace lnp {

Stream::Stream() : epoch_(1) {
  bytes_.reserve(1 << 18);
  nodes_.reserve(1 << 12);
  sites_.reserve(1 << 12);
  buffers_.reserve(1 << 12);
  immediates_.reserve(1 << 12);
}

Operand Stream::operand(const View& v, bool write) {
  Buffer* b = v.buffer;
  if (b->epoch != epoch_) {
    b->epoch = epoch_;
    b->number = static_cast<uint32_t>(buffers_.size());
    b->origin = v.offset;
    b->written = false;
    buffers_.push_back(b);
  }
  if (write) {
    b->written = true;
    b->version++;
  }
  return Operand{v.layout, v.offset - b->origin, b->number, v.dtype, {}};
}

void Stream::append(NodeHeader header, const View& out, const View* in, const Immediate* const* immediates, Site site) {
  size_t at = bytes_.size(), size = sizeof(NodeHeader) + sizeof(Operand) * (1u + header.nin);
  bytes_.resize(at + size);
  unsigned char* p = &bytes_[at];
  std::memcpy(p, &header, sizeof header);
  auto* ops = reinterpret_cast<Operand*>(p + sizeof header);
  // Inputs are numbered before the output, so that `b = f(a)` names a first.
  for (int i = 0; i < header.nin; ++i) {
    if (in[i].buffer) {
      ops[1 + i] = operand(in[i], false);
    } else {
      ops[1 + i] = Operand{nullptr, static_cast<int64_t>(immediates_.size()), 0, in[i].dtype, {}};
      immediates_.push_back(**immediates++);
    }
  }
  ops[0] = operand(out, true);
  nodes_.push_back(static_cast<uint32_t>(at));
  sites_.push_back(site);
}

void Stream::clear() {
  for (Buffer* b : buffers_) {
    b->epoch = 0;
    if (b->handles == 0 && b->exports == 0) free_buffer(b);
  }
  bytes_.clear();
  nodes_.clear();
  sites_.clear();
  buffers_.clear();
  immediates_.clear();
  if (++epoch_ == 0) epoch_ = 1;
}

void Stream::keep_undone(const std::vector<char>& done) {
  Stream rest;
  std::vector<int64_t> origins;
  for (Buffer* b : buffers_) origins.push_back(b->origin);
  auto view = [&](const Operand& o) {
    return View{buffers_[o.buffer], o.layout, o.offset + origins[o.buffer], o.dtype};
  };
  rest.epoch_ = epoch_ + 1 ? epoch_ + 1 : 1;
  for (size_t i = 0; i < nodes(); ++i) {
    if (done[i]) continue;
    NodeHeader h = header(i);
    const Operand* ops = operands(i);
    View views[8];
    const Immediate* imm[8];
    int n_imm = 0;
    for (int k = 0; k <= h.nin; ++k) {
      views[k] = ops[k].immediate() ? View{nullptr, nullptr, 0, ops[k].dtype}
                                    : view(ops[k]);
      if (ops[k].immediate()) imm[n_imm++] = &immediates_[static_cast<size_t>(ops[k].offset)];
    }
    rest.append(h, views[0], views + 1, imm, sites_[i]);
  }
  for (Buffer* b : buffers_)
    if (b->epoch != rest.epoch_) {
      b->epoch = 0;
      if (b->handles == 0 && b->exports == 0) free_buffer(b);
    }
  *this = std::move(rest);
}

}  // namespace lnp
