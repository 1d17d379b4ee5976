#include "engine/legion/line.h"

#include <algorithm>
#include <cstring>
#include <numeric>

#include "core/lanes.h"
#include "core/parallel.h"
#include "engine/legion/tasks.h"
#include "engine/legion/tile_view.h"

namespace lnp::legion {
namespace {

// Contiguous elements, as a view.
class LineView : public TileView {
 public:
  LineView(const char* elements, int64_t n, DType t) : LineView(elements, n, t, static_cast<int64_t>(item_size(t))) {}

 private:
  LineView(const char* elements, int64_t n, DType t, int64_t step)
      : TileView(const_cast<char*>(elements), 1, &n, &step, t) {}
};

int64_t elements_in(const std::vector<char>& bytes, DType t) {
  return static_cast<int64_t>(bytes.size() / item_size(t));
}

void run(LaneOp op, bool stable, const View& out, const View& in) {
  OneThread alone;
  host().run_lanes({op, 0, stable}, *host().loops, out, in, alone);
}

std::vector<int64_t> sorted_order(const std::vector<char>& elements, DType t) {
  int64_t n = elements_in(elements, t);
  std::vector<int64_t> order(static_cast<size_t>(n));
  if (n == 0) return order;
  run(LaneOp::argsort, true, LineView(reinterpret_cast<char*>(order.data()), n, DType::i64).get(),
      LineView(elements.data(), n, t).get());
  return order;
}

// Sorts what one task has.
void sort_part(bool stable, LinePart* part) {
  if (part->elements.empty()) return;
  if (!part->positions) {
    LineView line(part->elements.data(), elements_in(part->elements, part->dtype), part->dtype);
    return run(LaneOp::sort, stable, line.get(), line.get());
  }
  std::vector<int64_t> order = sorted_order(part->elements, part->dtype);
  LinePart sorted = *part;
  size_t item = item_size(part->dtype);
  for (size_t k = 0; k < order.size(); ++k) {
    auto from = static_cast<size_t>(order[k]);
    std::memcpy(&sorted.elements[k * item], &part->elements[from * item], item);
    (*sorted.positions)[k] = (*part->positions)[from];
  }
  *part = std::move(sorted);
}

// Finds where in the sorted parts those elements begin that each task will have. For each such place every task knows a range
// of its part in which the place is. In each turn the tasks compare their parts with one element for each place, which
// at least a quarter of what is left of all ranges is on either side of: the median of the ranges' middles.
class Places {
 public:
  Places(const Exchange& exchange, const LinePart& sorted)
      : exchange_(exchange),
        sorted_(sorted.elements.data()),
        dtype_(sorted.dtype),
        item_(item_size(sorted.dtype)),
        n_(elements_in(sorted.elements, sorted.dtype)),
        line_(sorted_, n_, dtype_) {}

  // Of the elements for task t: [places[t], places[t + 1]).
  std::vector<int64_t> find() {
    int64_t before = 0;
    std::vector<int64_t> all = exchange_.all(n_);
    for (size_t t = 0; t + 1 < all.size(); ++t) places_.push_back({before += all[t], 0, n_, -1});
    while (std::any_of(places_.begin(), places_.end(), [](const Place& p) { return p.found < 0; })) take_turn();
    std::vector<int64_t> out{0};
    for (const Place& p : places_) out.push_back(p.found);
    out.push_back(n_);
    return out;
  }

 private:
  struct Place {
    int64_t before;     // elements of the whole line
    int64_t low, high;  // of this part
    int64_t found;      // -1: not yet
  };
  struct Middle {
    int64_t weight;  // elements in the range
    char element[sizeof(double) * 2];
  };
  struct Around {
    int64_t below, up_to;  // elements less than the one compared with; with those that equal it
  };

  void take_turn() {
    std::vector<Middle> mine(places_.size());
    for (size_t b = 0; b < places_.size(); ++b) {
      const Place& p = places_[b];
      mine[b].weight = p.found < 0 ? p.high - p.low : 0;
      if (mine[b].weight > 0)
        std::memcpy(mine[b].element, sorted_ + static_cast<size_t>((p.low + p.high) / 2) * item_, item_);
    }
    std::vector<Middle> all = of_all(mine);
    std::vector<char> compared(places_.size() * item_);
    for (size_t b = 0; b < places_.size(); ++b)
      if (places_[b].found < 0 && !median(all, b, &compared[b * item_])) places_[b].found = places_[b].low;
    narrow(of_all(around(compared)));
  }

  template <class T>
  std::vector<T> of_all(const std::vector<T>& mine) const {
    Parcels all =
        exchange_.spread(reinterpret_cast<const char*>(mine.data()), static_cast<int64_t>(mine.size() * sizeof(T)));
    std::vector<T> out(all.bytes.size() / sizeof(T));
    std::memcpy(out.data(), all.bytes.data(), all.bytes.size());
    return out;
  }

  // Of the middles of the ranges for place b, by the ranges' sizes; false where all of them are empty: the place is where they
  // begin.
  bool median(const std::vector<Middle>& all, size_t b, char* out) const {
    std::vector<char> middles;
    std::vector<int64_t> weights;
    for (; b < all.size(); b += places_.size()) {
      if (all[b].weight == 0) continue;
      middles.insert(middles.end(), all[b].element, all[b].element + item_);
      weights.push_back(all[b].weight);
    }
    int64_t half = std::accumulate(weights.begin(), weights.end(), int64_t{0}) / 2;
    for (int64_t i : sorted_order(middles, dtype_)) {
      half -= weights[static_cast<size_t>(i)];
      if (half > 0) continue;
      std::memcpy(out, &middles[static_cast<size_t>(i) * item_], item_);
      return true;
    }
    return false;
  }

  std::vector<Around> around(const std::vector<char>& compared) const {
    OneThread alone;
    std::vector<int64_t> below(places_.size()), up_to(places_.size());
    LineView keys(compared.data(), static_cast<int64_t>(places_.size()), dtype_);
    if (n_ > 0) {
      host().search_sorted(line_.get(), keys.get(), false, below.data(), alone);
      host().search_sorted(line_.get(), keys.get(), true, up_to.data(), alone);
    }
    std::vector<Around> out;
    for (size_t b = 0; b < places_.size(); ++b) out.push_back({below[b], up_to[b]});
    return out;
  }

  // Of equal elements at a place, those of the first tasks come before it.
  void narrow(const std::vector<Around>& all) {
    auto me = static_cast<size_t>(exchange_.me());
    for (size_t b = 0; b < places_.size(); ++b) {
      Place& p = places_[b];
      if (p.found >= 0) continue;
      int64_t below = 0, up_to = 0, equal_before = 0;
      for (size_t t = 0, k = b; k < all.size(); ++t, k += places_.size()) {
        below += all[k].below;
        up_to += all[k].up_to;
        if (t < me) equal_before += all[k].up_to - all[k].below;
      }
      const Around& mine = all[me * places_.size() + b];
      if (p.before < below)
        p.high = mine.below;
      else if (p.before > up_to)
        p.low = mine.up_to;
      else
        p.found = mine.below + std::clamp<int64_t>(p.before - below - equal_before, 0, mine.up_to - mine.below);
    }
  }

  const Exchange& exchange_;
  const char* sorted_;
  const DType dtype_;
  const size_t item_;
  const int64_t n_;
  const LineView line_;
  std::vector<Place> places_;  // by task, but the first
};

// Each task's elements to it, from `bytes` of so many for each element.
std::vector<char> dealt(const Exchange& exchange, const std::vector<int64_t>& places, std::vector<char> bytes,
                        size_t item) {
  Parcels out{std::move(bytes), {}};
  for (size_t t = 0; t + 1 < places.size(); ++t)
    out.sizes.push_back((places[t + 1] - places[t]) * static_cast<int64_t>(item));
  return exchange.swap(out).bytes;
}

}  // namespace

// The parts are sorted, then dealt out, and what each task has got is sorted: the parts come in the order of tasks.
void sort_line(const Exchange& exchange, bool stable, LinePart* part) {
  sort_part(stable, part);
  if (exchange.tasks() == 1) return;
  std::vector<int64_t> places = Places(exchange, *part).find();
  part->elements = dealt(exchange, places, std::move(part->elements), item_size(part->dtype));
  if (part->positions) {
    const auto* bytes = reinterpret_cast<const char*>(part->positions->data());
    std::vector<char> mine(bytes, bytes + part->positions->size() * sizeof(int64_t));
    mine = dealt(exchange, places, std::move(mine), sizeof(int64_t));
    std::memcpy(part->positions->data(), mine.data(), mine.size());
  }
  sort_part(stable, part);
}

int64_t extreme_of_line(const Exchange& exchange, bool greatest, const View& part, int64_t first) {
  struct Found {
    int64_t position;  // -1: a task without elements
    char element[sizeof(double) * 2];
  } mine{-1, {}};
  LaneOp op = greatest ? LaneOp::greatest : LaneOp::least;
  size_t item = item_size(part.dtype);
  auto search = [&](const View& in) {
    int64_t position = 0;
    run(op, false, LineView(reinterpret_cast<char*>(&position), 1, DType::i64).get(), in);
    return position;
  };
  if (part.layout->size > 0) {
    int64_t position = search(part);
    std::memcpy(mine.element, part.data() + position * part.layout->strides[0], item);
    mine.position = first + position;
  }
  Parcels all = exchange.spread(reinterpret_cast<const char*>(&mine), sizeof mine);
  std::vector<char> elements;
  std::vector<int64_t> positions;
  for (int t = 0; t < exchange.tasks(); ++t) {
    Found found;
    std::memcpy(&found, &all.bytes[static_cast<size_t>(t) * sizeof found], sizeof found);
    if (found.position < 0) continue;
    elements.insert(elements.end(), found.element, found.element + item);
    positions.push_back(found.position);
  }
  LineView line(elements.data(), static_cast<int64_t>(positions.size()), part.dtype);
  return positions[static_cast<size_t>(search(line.get()))];
}

}  // namespace lnp::legion
