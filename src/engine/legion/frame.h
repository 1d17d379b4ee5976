// How a kernel lies on arrays that are split into blocks of rows.
//
// All arrays of a task share a frame: a shape of which one axis, the split one, is cut into equal blocks of rows, one for
// each processor. An array is tied to the frame by its store: of the frame's own shape (the content may begin at a lead, so
// that the interior of a grid lies where the grid's own interior does), or of fewer axes and repeated along the others.
// A point of the kernel belongs to the processor that has its row; an access a few rows off needs a halo.
#pragma once
#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "engine/legion/held.h"
#include "engine/legion/tile.h"
#include "engine/legion/view.h"
#include "ir/kernel.h"

namespace lnp::legion {

struct Frame {
  std::vector<int64_t> extents;
  int split;       // the axis that is cut
  int64_t blocks;  // into so many
  int64_t rows;    // of each but the last

  int64_t block_of(int64_t row) const { return row / rows; }
};

// `whole` are axes that must not be cut, as bits; not all of them.
Frame frame_of(std::vector<int64_t> extents, int64_t processors, uint64_t whole = 0);

inline constexpr int kNowhere = -1;

// What an access walks: the index of the kernel's first point, and for each axis of its box where it goes from there.
struct Walk {
  int64_t at[kMaxStoreDims];    // by axis of the frame
  int8_t along[kMaxStoreDims];  // by axis of the box: an axis of the frame, or kNowhere
  int64_t step[kMaxStoreDims];  // by axis of the box
};

enum class Source : uint8_t {
  none,     // a value that is never stored, or the result of a reduction over all axes
  store,    // a view of a store in the frame
  memory,   // small and known to every process: read from a copy
  partial,  // a reduction's result over the rows of a block alone
};

struct FittedAccess {
  Source source = Source::none;
  Walk walk{};
  std::vector<int> axes;                  // of the frame, by axis of the store; kNowhere for those of extent 1
  std::shared_ptr<const OwnLayout> base;  // of the content
  std::vector<int64_t> lead;              // of the content in the store, by axis
  int64_t shift = 0;                      // rows from the point's own
  int64_t part = 0;                       // of each element: where it begins, in bytes
  bool whole = false;                     // every element of the content once
  bool stays = false;                     // the storage is not to be moved: the store is a copy
  std::optional<StoreView> view;          // of the content, where the frame is the kernel's box (see fit_views)
};

// A kernel on a frame. Its point with index i along `rows_along` belongs to row first_row + i * row_step; without such an
// axis all of it belongs to the first row.
struct Fitted {
  int rows_along = kNowhere;
  int64_t first_row = 0, row_step = 1;
  std::vector<FittedAccess> accesses;

  // Whether all that it does is on one row.
  bool single_row() const { return rows_along == kNowhere; }

  // Whether it reduces over the rows: each block has a result, and they are to be combined.
  bool in_part() const {
    return std::any_of(accesses.begin(), accesses.end(),
                       [](const FittedAccess& f) { return f.source == Source::partial; });
  }
};

// Frames that a kernel might have, best first.
std::vector<std::vector<int64_t>> possible_frames(const Kernel& kernel, const std::vector<char>& stored,
                                                  const Place* places);

// How a storage lies that will get its store when the kernels before this one are run; null for others.
using Planned = std::function<const FittedAccess*(const Storage*)>;

// Nothing where the kernel is not of that kind. What only is read and has fewer elements than `small` is copied.
std::optional<Fitted> fit(const Kernel& kernel, const std::vector<char>& stored, const Place* places,
                          const Frame& frame, int64_t small, const Planned& planned);

// The same for a kernel by itself, whose box is the frame: the accesses become views of that shape, from wherever they are.
struct OnItsBox {
  Frame frame;
  Fitted fitted;
};
std::optional<OnItsBox> fit_views(const Kernel& kernel, const std::vector<char>& stored, const Place* places,
                                  int64_t processors);

// The accesses that fit_views finds no view for: copies of them would have one.
std::vector<size_t> without_view(const Kernel& kernel, const std::vector<char>& stored, const Place* places);

}  // namespace lnp::legion
