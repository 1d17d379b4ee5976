#include "ops_gen.h"
#include "passes/nodes.h"

namespace lnp {
namespace {

bool overlaps_itself(const NodeList& list, const PlanNode& n) {
  const Operand& out = n.operands[0];
  for (int i = 1; i <= n.header.nin; ++i) {
    const Operand& in = n.operands[i];
    if (in.immediate() || in.buffer != out.buffer) continue;
    Relation r = relate(list, out, in);
    bool pointwise = n.header.kind == NodeKind::elementwise && out.dtype == in.dtype;
    if (r == Relation::overlapping || (r == Relation::identical && !pointwise)) return true;
  }
  return false;
}

}  // namespace

void split_overlaps(NodeList* list) {
  std::vector<PlanNode> nodes;
  nodes.reserve(list->nodes.size());
  for (PlanNode& n : list->nodes) {
    if (!overlaps_itself(*list, n)) {
      nodes.push_back(n);
      continue;
    }
    Operand out = n.operands[0], temporary = out;
    size_t item = item_size(out.dtype);
    temporary.layout = layouts().contiguous(out.layout->ndim, out.layout->shape, item);
    temporary.offset = 0;
    temporary.buffer = static_cast<uint32_t>(list->slots.size());
    list->slots.push_back({temporary.layout, out.layout->size * static_cast<int64_t>(item), 0});
    n.operands[0] = temporary;
    nodes.push_back(n);
    NodeHeader copy{static_cast<uint16_t>(Op::_copy), static_cast<uint8_t>(out.dtype), NodeKind::elementwise, 1, {}, 0};
    nodes.push_back({copy, {out, temporary, {}, {}}, n.node});
  }
  list->nodes = std::move(nodes);
}

}  // namespace lnp
