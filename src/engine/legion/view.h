// A kernel's access as a walk over the buffer it views, and as a view of a store: slices, projections, transpositions and
// promotions of the whole array.
#pragma once
#include <legate.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "engine/engine.h"
#include "engine/legion/own_layout.h"
#include "engine/legion/tile.h"

namespace lnp::legion {

// Where an access begins in its buffer, and along which of the buffer's axes each axis of the kernel's box goes.
struct Walked {
  int64_t origin[kMaxStoreDims];
  int axis[kMaxStoreDims];  // -1 where the access repeats itself along that axis of the box
  int64_t step[kMaxStoreDims];
  int64_t
      part;  // where in each element what the access has of it begins, in bytes: the imaginary part of a complex number
  bool whole;  // every element of the buffer once
};

// `reduced` are axes of the box that an output of a reduction lacks, as bits. Nothing where the view is no box of its
// buffer, or has more dims than Legate has.
std::optional<Walked> walk(const Access& access, const Layout* box, uint64_t reduced, const Layout* base,
                           int64_t offset);

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
};

// Nothing for a single element and for steps other than 1.
std::optional<StoreView> view_of(const Walked& walked, const Layout* box, const Layout* base);

// The C-contiguous shape of the whole buffer that an access' strides suggest: the buffer's own may be one long dim. Null
// where they suggest none.
std::shared_ptr<const OwnLayout> suggested_base(const Access& access, const Layout* base);

legate::LogicalStore apply(const StoreView& view, legate::LogicalStore store);

}  // namespace lnp::legion
