#include "ir/segment.h"

#include <algorithm>

#include "ops_gen.h"

namespace lnp {

std::string Segment::text() const {
  std::string s;
  auto add = [&](auto... numbers) { ((s += std::to_string(static_cast<int>(numbers)) + ' '), ...); };
  for (const SegmentArg& a : args) add(a.kind, a.dtype);
  s += "| ";
  for (const SegmentStep& x : steps) {
    add(x.kind, x.op, x.loop, x.arg, x.dtype, x.nin);
    for (int k = 0; k < x.nin; ++k) add(x.in[k]);
    s += "; ";
  }
  return s;
}

size_t Segment::widest() const {
  size_t widest = 1;
  for (const SegmentArg& a : args) widest = std::max(widest, item_size(a.dtype));
  for (const SegmentStep& x : steps) widest = std::max(widest, item_size(x.dtype));
  return widest;
}

}  // namespace lnp
