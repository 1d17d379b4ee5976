#include <algorithm>

#include "core/loops.h"
#include "ir/decompose.h"
#include "ops_gen.h"
#include "passes/nodes.h"

namespace lnp {
namespace {

constexpr size_t kMaxBoxes = 8;    // of a buffer's uncovered part; more are not worth the bookkeeping
constexpr size_t kMaxAhead = 256;  // how many nodes after the copy are looked at

// Half-open ranges on each axis of a buffer.
struct Box {
  int64_t lo[kMaxDims], hi[kMaxDims];
};

struct Region {
  int ndim;
  std::vector<Box> boxes;

  int64_t volume() const {
    int64_t sum = 0;
    for (const Box& b : boxes) {
      int64_t v = 1;
      for (int d = 0; d < ndim; ++d) v *= b.hi[d] - b.lo[d];
      sum += v;
    }
    return sum;
  }

  bool touches(const Box& x) const {
    return std::any_of(boxes.begin(), boxes.end(), [&](const Box& b) { return meets(b, x); });
  }

  bool meets(const Box& a, const Box& b) const {
    for (int d = 0; d < ndim; ++d)
      if (a.hi[d] <= b.lo[d] || b.hi[d] <= a.lo[d]) return false;
    return true;
  }

  // Each box that meets x falls apart into what lies before and after x, axis by axis.
  void subtract(const Box& x) {
    std::vector<Box> left;
    for (Box b : boxes) {
      if (!meets(b, x)) {
        left.push_back(b);
        continue;
      }
      for (int d = 0; d < ndim; ++d) {
        if (b.lo[d] < x.lo[d]) {
          Box before = b;
          before.hi[d] = x.lo[d];
          left.push_back(before);
          b.lo[d] = x.lo[d];
        }
        if (b.hi[d] > x.hi[d]) {
          Box after = b;
          after.lo[d] = x.hi[d];
          left.push_back(after);
          b.hi[d] = x.hi[d];
        }
      }
    }
    boxes.swap(left);
  }
};

// The box that a view is, if it is one without gaps.
bool box_of(const Layout* base, const Operand& op, int64_t origin, Box* out) {
  Decomposition d;
  if (!decompose(base, op.layout, op.offset + origin, item_size(op.dtype), &d)) return false;
  for (int k = 0; k < base->ndim; ++k) {
    out->lo[k] = d.origin[k];
    out->hi[k] = d.origin[k] + 1;
  }
  for (int i = 0; i < d.ndim; ++i) {
    const BoxAxis& a = d.axes[i];
    if (a.axis < 0) continue;
    if (a.step != 1 && a.step != -1) return false;
    out->lo[a.axis] = a.step > 0 ? a.start : a.start - a.extent + 1;
    out->hi[a.axis] = out->lo[a.axis] + a.extent;
  }
  return true;
}

class Elider {
 public:
  Elider(const Stream& s, const Buffer* fading) : stream_(s), fading_(fading), touched_(s.buffers(), 0) {
    for (uint32_t b = 0; b < s.buffers(); ++b) {
      const Buffer* buffer = s.buffer(b);
      list_.slots.push_back({buffer->base, buffer->bytes, buffer->origin, false, buffer->storage != nullptr});
      list_.final_slot.push_back(b);
    }
  }

  NodeList run() {
    for (uint32_t i = 0; i < stream_.nodes(); ++i) {
      const NodeHeader& h = stream_.header(i);
      const Operand* ops = stream_.operands(i);
      if (!elide(i, h, ops) && !shrink(i, h, ops)) take(i, h, ops);
      for (int k = 0; k <= h.nin; ++k)
        if (!ops[k].immediate()) touched_[ops[k].buffer] = 1;
    }
    for (uint32_t b = 0; b < stream_.buffers(); ++b) {
      const Buffer* buffer = stream_.buffer(b);
      if (buffer->live() && buffer != fading_) list_.slots[list_.final_slot[b]].held = true;
    }
    return std::move(list_);
  }

 private:
  void take(uint32_t node, const NodeHeader& h, const Operand* ops) {
    PlanNode n{h, {}, node};
    for (int k = 0; k <= h.nin; ++k) {
      n.operands[k] = ops[k];
      if (ops[k].immediate()) continue;
      uint32_t slot = list_.final_slot[ops[k].buffer];
      n.operands[k].buffer = slot;
      n.operands[k].offset += stream_.buffer(ops[k].buffer)->origin - list_.slots[slot].origin;
    }
    list_.nodes.push_back(n);
  }

  bool whole(const Operand& op) const {
    const Buffer* b = stream_.buffer(op.buffer);
    return op.layout == b->base && op.offset + b->origin == 0;
  }

  // A copy of a whole buffer into a fresh one.
  bool candidate(const NodeHeader& h, const Operand* ops) const {
    if (h.op != static_cast<uint16_t>(Op::_copy) || h.kind != NodeKind::elementwise || ops[1].immediate()) return false;
    const Operand &to = ops[0], &from = ops[1];
    return to.buffer != from.buffer && to.dtype == from.dtype && to.layout == from.layout && whole(to) && whole(from) &&
           !touched_[to.buffer] && !stream_.buffer(to.buffer)->storage;
  }

  // Whether so little of a buffer is left uncovered that copying just that pays.
  static bool pays(const Region& rest, int64_t size) {
    return rest.boxes.size() <= kMaxBoxes && rest.volume() * 2 <= size;
  }

  // A copy into a fresh buffer, or a fill of one, most of which is overwritten before anything reads it.
  bool shrink(uint32_t node, const NodeHeader& h, const Operand* ops) {
    const Operand &to = ops[0], &from = ops[1];
    if (h.op != static_cast<uint16_t>(Op::_copy) || h.kind != NodeKind::elementwise) return false;
    if (!whole(to) || touched_[to.buffer] || stream_.buffer(to.buffer)->storage) return false;
    if (!from.immediate() && !candidate(h, ops)) return false;
    Region rest = uncovered(node, to.buffer, to);
    if (!pays(rest, to.layout->size)) return false;
    uint32_t source = from.immediate() ? 0 : list_.final_slot[from.buffer];
    for (const Box& box : rest.boxes) {
      copy_box(node, h, to, box, source, to.buffer);
      if (from.immediate()) list_.nodes.back().operands[1] = from;
    }
    return true;
  }

  bool elide(uint32_t node, const NodeHeader& h, const Operand* ops) {
    if (!candidate(h, ops)) return false;
    uint32_t a = ops[1].buffer, b = ops[0].buffer;
    Region rest = uncovered(node, a, ops[1]);
    if (!pays(rest, ops[1].layout->size)) return false;
    uint32_t old_slot = list_.final_slot[a], fresh = static_cast<uint32_t>(list_.slots.size());
    list_.slots.push_back({stream_.buffer(a)->base, stream_.buffer(a)->bytes, stream_.buffer(a)->origin});
    list_.final_slot[b] = old_slot;
    list_.final_slot[a] = fresh;
    for (const Box& box : rest.boxes) copy_box(node, h, ops[1], box, old_slot, fresh);
    return true;
  }

  void copy_box(uint32_t node, const NodeHeader& h, const Operand& whole_view, const Box& box, uint32_t from,
                uint32_t to) {
    const Layout* l = whole_view.layout;
    int64_t shape[kMaxDims], offset = whole_view.offset;
    for (int d = 0; d < l->ndim; ++d) {
      shape[d] = box.hi[d] - box.lo[d];
      offset += box.lo[d] * l->strides[d];
    }
    Operand source = whole_view, target = whole_view;
    source.layout = target.layout = layouts().intern(l->ndim, shape, l->strides);
    source.offset = target.offset = offset;
    source.buffer = from;
    source.offset += list_.slots[to].origin - list_.slots[from].origin;
    target.buffer = to;
    list_.nodes.push_back({h, {target, source, {}, {}}, node});
  }

  // What of buffer `a` is not written after `node` before something reads it.
  Region uncovered(uint32_t node, uint32_t a, const Operand& whole_view) const {
    const Layout* base = whole_view.layout;
    int64_t origin = stream_.buffer(a)->origin;
    Region rest{base->ndim, {Box{}}};
    for (int d = 0; d < base->ndim; ++d) {
      rest.boxes[0].lo[d] = 0;
      rest.boxes[0].hi[d] = base->shape[d];
    }
    size_t last = std::min<size_t>(stream_.nodes(), node + kMaxAhead);
    for (size_t i = node + 1; i < last && !rest.boxes.empty() && rest.boxes.size() <= kMaxBoxes; ++i) {
      const Operand* ops = stream_.operands(i);
      for (int k = 1; k <= stream_.header(i).nin; ++k) {
        Box box;
        if (ops[k].immediate() || ops[k].buffer != a) continue;
        if (!box_of(base, ops[k], origin, &box) || rest.touches(box)) return rest;
      }
      Box box;
      if (ops[0].buffer == a && box_of(base, ops[0], origin, &box)) rest.subtract(box);
    }
    return rest;
  }

  const Stream& stream_;
  const Buffer* fading_;
  NodeList list_;
  std::vector<char> touched_;
};

}  // namespace

NodeList elide_copies(const Stream& stream, const Buffer* fading) { return Elider(stream, fading).run(); }

}  // namespace lnp
