#include "ir/parts.h"

#include <algorithm>
#include <numeric>

#include "ir/decompose.h"

namespace lnp {
namespace {

// Sets of instructions that share something.
class Sets {
 public:
  explicit Sets(size_t n) : parent_(n) { std::iota(parent_.begin(), parent_.end(), 0); }
  uint32_t find(uint32_t i) const {
    while (parent_[i] != i) i = parent_[i];
    return i;
  }
  // The first instruction stands for the set, so that sets are in program order.
  void join(uint32_t a, uint32_t b) {
    a = find(a);
    b = find(b);
    parent_[std::max(a, b)] = std::min(a, b);
  }

 private:
  std::vector<uint32_t> parent_;
};

template <class Body>
void for_each_access(const Instr& i, Body body) {
  for (int k = 0; k < i.nin; ++k)
    if (i.in[k].kind == SourceKind::access) body(i.in[k].index);
  if (i.store >= 0) body(static_cast<uint32_t>(i.store));
}

// Whether one of two accesses writes what the other one touches.
bool conflict(const Kernel& k, const std::vector<AccessPlace>& places, uint32_t a, uint32_t b) {
  const Access &x = k.accesses[a], &y = k.accesses[b];
  if (!(x.write || y.write)) return false;
  if (a == b) return true;
  if (x.buffer != y.buffer) return false;
  return relation(places[a].base, x.layout, places[a].offset, item_size(x.dtype), y.layout, places[b].offset,
                  item_size(y.dtype)) != Relation::disjoint;
}

bool share(const Kernel& k, const std::vector<AccessPlace>& places, const Instr& i, const Instr& j) {
  bool shared = false;
  for_each_access(
      i, [&](uint32_t a) { for_each_access(j, [&](uint32_t b) { shared = shared || conflict(k, places, a, b); }); });
  return shared;
}

Part part_of(const Kernel& k, std::vector<uint32_t> instrs) {
  Part p{{k.box, {}, {}, {}}, {}, std::move(instrs)};
  std::vector<int64_t> new_access(k.accesses.size(), -1), new_instr(k.instrs.size(), -1);
  auto access = [&](uint32_t a) {
    if (new_access[a] < 0) {
      new_access[a] = static_cast<int64_t>(p.accesses.size());
      p.accesses.push_back(a);
      p.kernel.accesses.push_back(k.accesses[a]);
    }
    return static_cast<uint32_t>(new_access[a]);
  };
  for (uint32_t i : p.instrs) {
    Instr in = k.instrs[i];
    for (int n = 0; n < in.nin; ++n) {
      if (in.in[n].kind == SourceKind::access) in.in[n].index = access(in.in[n].index);
      if (in.in[n].kind == SourceKind::value) in.in[n].index = static_cast<uint32_t>(new_instr[in.in[n].index]);
    }
    if (in.store >= 0) in.store = static_cast<int32_t>(access(static_cast<uint32_t>(in.store)));
    new_instr[i] = static_cast<int64_t>(p.kernel.instrs.size());
    p.kernel.instrs.push_back(in);
  }
  return p;
}

}  // namespace

std::vector<Part> parts_of(const Kernel& k, const std::vector<AccessPlace>& places) {
  auto n = static_cast<uint32_t>(k.instrs.size());
  Sets sets(n);
  for (uint32_t i = 0; i < n; ++i) {
    for (int in = 0; in < k.instrs[i].nin; ++in)
      if (k.instrs[i].in[in].kind == SourceKind::value) sets.join(i, k.instrs[i].in[in].index);
    for (uint32_t j = 0; j < i; ++j)
      if (sets.find(i) != sets.find(j) && share(k, places, k.instrs[i], k.instrs[j])) sets.join(i, j);
  }
  std::vector<Part> parts;
  for (uint32_t set = 0; set < n; ++set) {
    std::vector<uint32_t> instrs;
    for (uint32_t i = 0; i < n; ++i)
      if (sets.find(i) == set) instrs.push_back(i);
    if (!instrs.empty()) parts.push_back(part_of(k, std::move(instrs)));
  }
  return parts;
}

}  // namespace lnp
