// A line of which each task of a launch has a part: sorted, and searched for the greatest or the least.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "core/buffer.h"
#include "engine/legion/exchange.h"

namespace lnp::legion {

// A part of a line, and where in the whole line its elements came from, if that is asked for.
struct LinePart {
  DType dtype;
  std::vector<char> elements;
  std::optional<std::vector<int64_t>> positions;  // of all elements
};

// Sorts all parts together: each task has as many elements as before, and those of one task come before those of the next.
// Equal elements keep their order where that is asked for, and where there are positions.
void sort_line(const Exchange& exchange, bool stable, LinePart* part);

// Where in the whole line its first greatest or least element is; this task's part begins with its element `first`.
int64_t extreme_of_line(const Exchange& exchange, bool greatest, const View& part, int64_t first);

}  // namespace lnp::legion
