// Views as boxes of their buffer, and what two views of one buffer have in common.
#pragma once
#include <cstdint>

#include "core/buffer.h"

namespace lnp {

// Per view axis: which buffer axis it walks, from where, in which steps. Buffer axes that no view axis walks are
// fixed at `origin`. Steps are in elements of the buffer's base layout, never 0 where extent > 1.
struct BoxAxis {
  int axis;  // -1 for view axes of extent 1
  int64_t start, step, extent;
};
struct Decomposition {
  int ndim;
  BoxAxis axes[kMaxDims];
  int64_t origin[kMaxDims];  // the view's first element, as an index into the buffer
};

// False when the view is not a box of its buffer: another item size, ravel of a transpose, diagonals, broadcasts.
bool decompose(const Layout* base, const Layout* layout, int64_t offset, size_t item, Decomposition* out);

enum class Relation : uint8_t { disjoint, identical, overlapping };

// How two views of one buffer touch. `overlapping` is the safe answer and may be given for disjoint views.
Relation relation(const Layout* base, const Layout* a, int64_t a_offset, size_t a_item, const Layout* b,
                  int64_t b_offset, size_t b_item);

// First and one-past-last byte that a view touches, relative to its buffer's storage.
void byte_range(const Layout* layout, int64_t offset, size_t item, int64_t* first, int64_t* last);

}  // namespace lnp
