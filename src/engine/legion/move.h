// Elements that index arrays or strides choose of one array, moved to or from another one, block by block.
#pragma once
#include <legate.h>

#include <cstdint>
#include <mutex>
#include <optional>
#include <vector>

#include "engine/legion/blocks.h"
#include "engine/legion/joint.h"

namespace lnp::legion {

// The array `here` has a place for each point of a box; the point's element `there` begins at the sum of
// `offset`, index times `stride` over the axes of the box, and value times stride over the index arrays. Strides and
// offset are in bytes of the whole array there.
struct Move {
  bool push;  // from here to there; else from there to here
  size_t item;
  SharedBox box;
  std::vector<int64_t> stride;
  int64_t offset;
  Operand there, here;
  std::optional<Blocks> blocks;  // of `there`, where it is in a store
  bool one_value = false;        // `here` is a single element
  struct Index {
    Operand array;  // int64, of the first axes of the box; negative ones count from the end
    int64_t extent, stride;
  };
  std::vector<Index> indices;
  int index_axes = 0;
};

// What is wrong with index arrays: the first element, in NumPy's order, that does not fit its axis.
struct IndexFault {
  int64_t array = -1, position = 0, value = 0;  // array -1: none

  void note(const IndexFault& other);
};
struct IndexFaults {
  std::mutex mutex;
  IndexFault first;
};

// `faults` is the number of memory that holds IndexFaults. A push with faults changes nothing.
void launch_move(legate::Library library, const Move& move, int64_t tasks, int64_t faults);

void register_move_task(legate::Library library);

}  // namespace lnp::legion
