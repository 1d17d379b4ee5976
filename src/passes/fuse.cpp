#include "passes/fuse.h"

#include <algorithm>

#include "interp/loops.h"
#include "ir/decompose.h"
#include "ops_gen.h"

namespace lnp {
namespace {

constexpr size_t kMaxInstrs = 64;    // keeps programs and their scratch in the first-level caches
constexpr size_t kMaxAccesses = 40;
constexpr size_t kLookBack = 16;     // how many kernels back a node may still join
constexpr size_t kMaxTouches = 64;   // per buffer; older ones are merged into one conservative entry

// An earlier access to a buffer, for dependence tests.
struct Touch {
  const Layout* layout;
  int64_t offset;
  DType dtype;
  bool write;
  bool pointwise;  // its view has the kernel's box, so that the identical view may be used in the same kernel
  uint32_t kernel;
};

struct History {
  std::vector<Touch> touches;
  uint32_t floor = 0;  // every access that was merged away lies in a kernel before this one
};

class Fuser {
 public:
  explicit Fuser(const Stream& s) : stream_(s), table_(loop_table()), history_(s.buffers()) {}

  Fused run() {
    for (size_t i = 0; i < stream_.nodes(); ++i) add(static_cast<uint32_t>(i));
    return std::move(fused_);
  }

 private:
  void add(uint32_t node);
  uint32_t earliest(const Operand& op, bool write, bool pointwise) const;
  uint32_t place(const Layout* box, uint32_t from, size_t accesses, uint64_t axes);
  void remember(const Operand& op, bool write, bool pointwise, uint32_t kernel);
  bool overlaps_itself(const Operand* ops, int nin, const Layout* box) const;
  void emit(uint32_t kernel, uint32_t node, const NodeHeader& h, const Operand* ops);
  void emit_copy_out(uint32_t node, const Operand& to, const Operand& from, const Layout* box);
  Source source(Kernel& k, uint32_t node, const Operand& op, DType wanted);
  Source cast(Kernel& k, uint32_t node, Source from, DType to);
  uint32_t access(Kernel& k, const Operand& op);

  Relation relate(const Operand& op, const Layout* layout, int64_t offset, DType dtype) const {
    const Buffer* b = stream_.buffer(op.buffer);
    return relation(b->base, op.layout, op.offset + b->origin, item_size(op.dtype), layout, offset + b->origin,
                    item_size(dtype));
  }

  const Stream& stream_;
  const LoopTable& table_;
  std::vector<History> history_;
  Fused fused_;
};

bool same_view(const Access& a, const Operand& op) {
  return a.buffer == op.buffer && a.layout == op.layout && a.offset == op.offset && a.dtype == op.dtype;
}

void Fuser::add(uint32_t node) {
  const NodeHeader& h = stream_.header(node);
  const Operand* ops = stream_.operands(node);
  bool reduce = h.kind == NodeKind::reduce;
  const Layout* box = reduce ? ops[1].layout : ops[0].layout;
  uint32_t from = earliest(ops[0], true, !reduce);
  for (int i = 1; i <= h.nin; ++i)
    if (!ops[i].immediate()) from = std::max(from, earliest(ops[i], false, ops[i].layout->same_shape(box)));

  if (overlaps_itself(ops, h.nin, box)) {
    Operand out = ops[0];
    out.buffer = static_cast<uint32_t>(stream_.buffers() + fused_.temporaries.size());
    out.layout = layouts().contiguous(ops[0].layout->ndim, ops[0].layout->shape, item_size(out.dtype));
    out.offset = 0;
    fused_.temporaries.push_back({out.layout, out.layout->size * static_cast<int64_t>(item_size(out.dtype))});
    Operand redirected[4] = {out, ops[1], ops[2], ops[3]};
    uint32_t k = place(box, from, 4, h.axes);
    emit(k, node, h, redirected);
    fused_.kernels[k].nodes.pop_back();  // the copy completes it
    for (int i = 1; i <= h.nin; ++i)
      if (!ops[i].immediate()) remember(ops[i], false, false, k);
    emit_copy_out(node, ops[0], out, ops[0].layout);
    return;
  }
  uint32_t k = place(box, from, 1u + h.nin, h.axes);
  emit(k, node, h, ops);
  for (int i = 1; i <= h.nin; ++i)
    if (!ops[i].immediate()) remember(ops[i], false, ops[i].layout->same_shape(box), k);
  remember(ops[0], true, !reduce, k);
}

void Fuser::emit_copy_out(uint32_t node, const Operand& to, const Operand& from, const Layout* box) {
  NodeHeader h{static_cast<uint16_t>(Op::_copy), static_cast<uint8_t>(to.dtype), NodeKind::elementwise, 1, {}, 0};
  Operand ops[4] = {to, from, {}, {}};
  fused_.kernels.push_back(Kernel{box, {}, {}, {}});
  uint32_t k = static_cast<uint32_t>(fused_.kernels.size()) - 1;
  emit(k, node, h, ops);
  remember(to, true, true, k);
}

bool Fuser::overlaps_itself(const Operand* ops, int nin, const Layout* box) const {
  for (int i = 1; i <= nin; ++i) {
    if (ops[i].immediate() || ops[i].buffer != ops[0].buffer) continue;
    Relation r = relate(ops[0], ops[i].layout, ops[i].offset, ops[i].dtype);
    if (r == Relation::overlapping) return true;
    if (r == Relation::identical && (box != ops[0].layout || ops[0].dtype != ops[i].dtype)) return true;
  }
  return false;
}

uint32_t Fuser::earliest(const Operand& op, bool write, bool pointwise) const {
  const History& hist = history_[op.buffer];
  uint32_t from = hist.floor;
  for (const Touch& t : hist.touches) {
    if ((!write && !t.write) || t.kernel + 1 <= from) continue;
    Relation r = relate(op, t.layout, t.offset, t.dtype);
    if (r == Relation::disjoint) continue;
    bool together = r == Relation::identical && pointwise && t.pointwise && t.dtype == op.dtype;
    from = std::max(from, together ? t.kernel : t.kernel + 1);
  }
  return from;
}

// All reductions of a kernel reduce the same axes; `axes` is 0 for an elementwise node, which may join any.
uint32_t Fuser::place(const Layout* box, uint32_t from, size_t accesses, uint64_t axes) {
  auto axes_fit = [axes](const Kernel& k) {
    for (const Instr& i : k.instrs)
      if (i.kind == InstrKind::reduce && axes != 0 && i.axes != axes) return false;
    return true;
  };
  size_t count = fused_.kernels.size();
  for (size_t k = std::max<size_t>(from, count > kLookBack ? count - kLookBack : 0); k < count; ++k) {
    const Kernel& c = fused_.kernels[k];
    if (c.box->same_shape(box) && c.instrs.size() < kMaxInstrs && c.accesses.size() + accesses <= kMaxAccesses &&
        axes_fit(c))
      return static_cast<uint32_t>(k);
  }
  fused_.kernels.push_back(Kernel{box, {}, {}, {}});
  return static_cast<uint32_t>(count);
}

void Fuser::remember(const Operand& op, bool write, bool pointwise, uint32_t kernel) {
  History& hist = history_[op.buffer];
  for (Touch& t : hist.touches)
    if (t.kernel == kernel && t.layout == op.layout && t.offset == op.offset && t.dtype == op.dtype) {
      t.write |= write;
      t.pointwise &= pointwise;
      return;
    }
  if (hist.touches.size() >= kMaxTouches) {
    for (const Touch& t : hist.touches) hist.floor = std::max(hist.floor, t.kernel + 1);
    hist.touches.clear();
  }
  hist.touches.push_back({op.layout, op.offset, op.dtype, write, pointwise, kernel});
}

uint32_t Fuser::access(Kernel& k, const Operand& op) {
  for (size_t i = 0; i < k.accesses.size(); ++i)
    if (same_view(k.accesses[i], op)) return static_cast<uint32_t>(i);
  k.accesses.push_back({op.layout, op.offset, op.buffer, op.dtype});
  return static_cast<uint32_t>(k.accesses.size() - 1);
}

Source Fuser::cast(Kernel& k, uint32_t node, Source from, DType to) {
  if (from.dtype == to) return from;
  Instr c{InstrKind::cast, stream_.header(node).op, 0, 1, to, node, 0, {from, {}, {}}, -1};
  k.instrs.push_back(c);
  return {SourceKind::value, to, static_cast<uint32_t>(k.instrs.size() - 1)};
}

Source Fuser::source(Kernel& k, uint32_t node, const Operand& op, DType wanted) {
  if (op.immediate()) return {SourceKind::immediate, wanted, static_cast<uint32_t>(op.offset)};
  uint32_t a = access(k, op);
  // A view written earlier in this kernel is read from the value, not from memory.
  for (size_t i = k.instrs.size(); i-- > 0;)
    if (k.instrs[i].store == static_cast<int32_t>(a))
      return cast(k, node, {SourceKind::value, op.dtype, static_cast<uint32_t>(i)}, wanted);
  k.accesses[a].read = true;
  return cast(k, node, {SourceKind::access, op.dtype, a}, wanted);
}

void Fuser::emit(uint32_t kernel, uint32_t node, const NodeHeader& h, const Operand* ops) {
  Kernel& k = fused_.kernels[kernel];
  const Loop& loop = table_.ops[h.op].loops[h.loop];
  bool reduce = h.kind == NodeKind::reduce;
  Instr instr{reduce ? InstrKind::reduce : InstrKind::loop, h.op, h.loop, h.nin, loop.out, node, h.axes, {}, -1};
  size_t before = k.instrs.size();
  for (int i = 0; i < h.nin; ++i) instr.in[i] = source(k, node, ops[1 + i], loop.in[i]);
  // A copy to another type is its cast.
  bool only_cast = h.op == static_cast<uint16_t>(Op::_copy) && k.instrs.size() > before;
  if (!only_cast) k.instrs.push_back(instr);
  if (!reduce && ops[0].dtype != loop.out)
    cast(k, node, {SourceKind::value, loop.out, static_cast<uint32_t>(k.instrs.size() - 1)}, ops[0].dtype);
  uint32_t out = access(k, ops[0]);
  // Only the last value of a view needs to reach memory.
  for (Instr& other : k.instrs)
    if (other.store == static_cast<int32_t>(out)) other.store = -1;
  k.instrs.back().store = static_cast<int32_t>(out);
  k.accesses[out].write = true;
  k.nodes.push_back(node);
}

}  // namespace

Fused fuse(const Stream& stream) { return Fuser(stream).run(); }

}  // namespace lnp
