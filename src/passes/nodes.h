// The nodes that planning works on: the stream's, with buffers replaced by slots.
//
// A slot is one storage during a flush. Slot b < stream.buffers() is what buffer b has at the start; further slots are
// new storages. `final_slot[b]` is the one that buffer b has at the end. The two differ where a copy was elided.
#pragma once
#include <cstdint>
#include <vector>

#include "ir/decompose.h"
#include "ir/stream.h"

namespace lnp {

struct PlanNode {
  NodeHeader header;
  Operand operands[4];  // output first; `buffer` is a slot
  uint32_t node;        // the stream node that it stems from
};

struct Slot {
  const Layout* base;
  int64_t bytes;
  int64_t origin;       // what operand offsets are relative to, in bytes
  bool held = false;    // some live buffer has this storage after the flush
  bool stored = false;  // it has storage at the start
};

struct NodeList {
  std::vector<PlanNode> nodes;
  std::vector<Slot> slots;
  std::vector<uint32_t> final_slot;  // by stream buffer
};

// Pass 1: takes over the stream's nodes. `b = a.copy()` followed by writes that cover most of `a` copies only what they
// leave: b keeps a's storage, and a goes on in a new slot. A copy or fill whose own result is mostly overwritten before
// anything reads it makes only the rest.
// `fading` counts as a buffer without handles; null: none.
NodeList elide_copies(const Stream& stream, const Buffer* fading);

// Pass 2: a node whose output overlaps one of its own inputs in another place (`a[1:] += a[:-1]`) computes into a
// temporary slot, and a second node copies that out.
void split_overlaps(NodeList* list);

// How two operands on one slot touch.
inline Relation relate(const NodeList& list, const Operand& a, const Operand& b) {
  const Slot& s = list.slots[a.buffer];
  return relation(s.base, a.layout, a.offset + s.origin, item_size(a.dtype), b.layout, b.offset + s.origin,
                  item_size(b.dtype));
}

}  // namespace lnp
