// A kernel's access as a view of a store: slices, projections, transpositions and promotions of the whole array.
#pragma once
#include <legate.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "engine/engine.h"
#include "engine/legion/own_layout.h"

namespace lnp::legion {

// How to get there from the store of a whole buffer.
struct StoreView {
  struct Range {
    int32_t dim;
    int64_t start, stop;
  };
  struct Fixed {
    int32_t dim;
    int64_t index;
  };
  struct Promoted {
    int32_t dim;
    size_t extent;
  };
  std::vector<Range> slices;       // dims of the buffer
  std::vector<Fixed> fixed;        // the same, highest first
  std::vector<int32_t> order;      // the remaining dims in the view's order; empty when they are in order
  std::vector<Promoted> promoted;  // dims of the kernel's box along which the view repeats itself, lowest first
  bool whole;                      // every element of the buffer once
};

// Nothing where the view is not of that kind: steps other than 1, another item size, more dims than Legate has.
std::optional<StoreView> view_of(const Access& access, const Layout* box, const Place& place);

// The C-contiguous shape of the whole buffer that an access' strides suggest: the buffer's own may be one long dim. Null
// where they suggest none.
std::shared_ptr<const OwnLayout> suggested_base(const Access& access, const Layout* base);

legate::LogicalStore apply(const StoreView& view, legate::LogicalStore store);

}  // namespace lnp::legion
