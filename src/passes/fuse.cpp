#include "passes/fuse.h"

#include <algorithm>

#include "core/loops.h"
#include "ir/decompose.h"
#include "ops_gen.h"

namespace lnp {
namespace {

constexpr uint32_t kNone = ~0u;
constexpr size_t kMaxInstrs = 64;    // keeps programs and their scratch in the first-level caches
constexpr size_t kMaxMemory = 32;    // views read from memory or surely written to it
constexpr size_t kLookBack = 16;     // how many kernels back a node may still join
constexpr int64_t kLarge = 1 << 20;  // bytes of memory from which it matters how long it is in use
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
  uint32_t floor = 0;      // every access that was merged away lies in a kernel before this one
  uint32_t first = kNone;  // the first kernel that uses the buffer
};

class Fuser {
 public:
  explicit Fuser(const NodeList& list) : list_(list), table_(loop_table()), history_(list.slots.size()) {}

  std::vector<Kernel> run() {
    for (size_t i = 0; i < list_.nodes.size(); ++i) add(static_cast<uint32_t>(i));
    return std::move(kernels_);
  }

 private:
  void add(uint32_t node);
  uint32_t earliest(const Operand& op, bool write, bool pointwise) const;
  bool is_part_of_large(const Operand& op) const;
  uint32_t place(const Layout* box, uint32_t from, uint64_t axes);
  bool has_room(const Kernel& k) const;
  void remember(const Operand& op, bool write, bool pointwise, uint32_t kernel);
  void emit(uint32_t kernel, uint32_t node, const NodeHeader& h, const Operand* ops);
  Source source(Kernel& k, uint32_t node, const Operand& op, DType wanted);
  Source cast(Kernel& k, uint32_t node, Source from, DType to);
  uint32_t access(Kernel& k, const Operand& op);

  const NodeList& list_;
  const LoopTable& table_;
  std::vector<History> history_;
  std::vector<Kernel> kernels_;
};

bool same_view(const Access& a, const Operand& op) {
  return a.buffer == op.buffer && a.layout == op.layout && a.offset == op.offset && a.dtype == op.dtype;
}

void Fuser::add(uint32_t node) {
  const NodeHeader& h = list_.nodes[node].header;
  const Operand* ops = list_.nodes[node].operands;
  bool reduce = h.kind == NodeKind::reduce;
  const Layout* box = reduce ? ops[1].layout : ops[0].layout;
  uint32_t from = earliest(ops[0], true, !reduce);
  for (int i = 1; i <= h.nin; ++i)
    if (!ops[i].immediate()) from = std::max(from, earliest(ops[i], false, ops[i].layout->same_shape(box)));
  if (is_part_of_large(ops[0]) && !kernels_.empty()) {
    // The borders of a grid's next states could all be copied in one early kernel, which would keep all states in memory.
    uint32_t first = history_[ops[0].buffer].first;
    from = std::max(from, first == kNone ? static_cast<uint32_t>(kernels_.size() - 1) : first);
  }

  uint32_t k = place(box, from, h.axes);
  emit(k, node, h, ops);
  for (int i = 1; i <= h.nin; ++i)
    if (!ops[i].immediate()) remember(ops[i], false, ops[i].layout->same_shape(box), k);
  remember(ops[0], true, !reduce, k);
}

// Whether a write to a large piece of new memory leaves some of it to others.
bool Fuser::is_part_of_large(const Operand& op) const {
  const Slot& slot = list_.slots[op.buffer];
  return slot.bytes >= kLarge && !slot.stored && op.layout->size < slot.base->size;
}

uint32_t Fuser::earliest(const Operand& op, bool write, bool pointwise) const {
  const History& hist = history_[op.buffer];
  uint32_t from = hist.floor;
  for (const Touch& t : hist.touches) {
    if ((!write && !t.write) || t.kernel + 1 <= from) continue;
    Relation r = relate(list_, op, Operand{t.layout, t.offset, op.buffer, t.dtype, {}});
    if (r == Relation::disjoint) continue;
    bool together = r == Relation::identical && pointwise && t.pointwise && t.dtype == op.dtype;
    from = std::max(from, together ? t.kernel : t.kernel + 1);
  }
  return from;
}

// All reductions of a kernel reduce the same axes; `axes` is 0 for an elementwise node, which may join any.
uint32_t Fuser::place(const Layout* box, uint32_t from, uint64_t axes) {
  auto axes_fit = [axes](const Kernel& k) {
    for (const Instr& i : k.instrs)
      if (i.kind == InstrKind::reduce && axes != 0 && i.axes != axes) return false;
    return true;
  };
  // The newest kernel that fits: what a program computes one after the other, it uses together.
  size_t count = kernels_.size(), oldest = std::max<size_t>(from, count > kLookBack ? count - kLookBack : 0);
  for (size_t k = count; k-- > oldest;)
    if (kernels_[k].box->same_shape(box) && has_room(kernels_[k]) && axes_fit(kernels_[k]))
      return static_cast<uint32_t>(k);
  kernels_.push_back(Kernel{box, {}, {}, {}});
  return static_cast<uint32_t>(count);
}

bool Fuser::has_room(const Kernel& k) const {
  size_t memory = 0;
  for (const Access& a : k.accesses) memory += a.read || list_.slots[a.buffer].held || list_.slots[a.buffer].stored;
  return k.instrs.size() < kMaxInstrs && memory < kMaxMemory;
}

void Fuser::remember(const Operand& op, bool write, bool pointwise, uint32_t kernel) {
  History& hist = history_[op.buffer];
  hist.first = std::min(hist.first, kernel);
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
  Instr c{InstrKind::cast, list_.nodes[node].header.op, 0, 1, to, node, 0, {from, {}, {}}, -1};
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
  Kernel& k = kernels_[kernel];
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

std::vector<Kernel> fuse(const NodeList& list) { return Fuser(list).run(); }

}  // namespace lnp
