// The lanes of a view along one axis: its one-dimensional parts, numbered in C order of the axes that stay.
#pragma once
#include <algorithm>
#include <cstdint>
#include <vector>

#include "core/layout.h"
#include "core/parallel.h"

namespace lnp {

// Lanes lie side by side along the innermost axis that stays: `rows` times `cols` of them.
class Lanes {
 public:
  Lanes(const Layout* layout, int axis) : layout_(layout) {
    for (int d = 0; d < layout->ndim; ++d)
      if (d != axis) kept_.push_back(d);
    if (kept_.empty()) return;
    cols = layout->shape[kept_.back()];
    col_step = layout->strides[kept_.back()];
    kept_.pop_back();
    for (int d : kept_) rows *= layout->shape[d];
  }

  int64_t count() const { return rows * cols; }

  // Byte offset of the first lane of a row.
  int64_t row(int64_t r) const {
    int64_t at = 0;
    for (size_t k = kept_.size(); k-- > 0; r /= layout_->shape[kept_[k]])
      at += r % layout_->shape[kept_[k]] * layout_->strides[kept_[k]];
    return at;
  }

  int64_t lane(int64_t i) const { return rows == 1 ? i * col_step : row(i / cols) + i % cols * col_step; }

  int64_t rows = 1, cols = 1, col_step = 0;

 private:
  const Layout* layout_;
  std::vector<int> kept_;
};

// f(work, number of the lane): threads share the lanes of n elements, each with a Work(n, workers) of its own, or each lane
// where lanes are few.
template <class Work, class F>
void for_lanes(int64_t lanes, int64_t n, Parallel& workers, F f) {
  constexpr int64_t kWorth = 1 << 13;  // elements from which several threads pay
  if (lanes < workers.threads() && n >= kWorth) {
    Work work(n, workers);
    for (int64_t i = 0; i < lanes; ++i) f(work, i);
    return;
  }
  parallel_for(workers, lanes, std::max<int64_t>(2, kWorth / n), [&](int64_t begin, int64_t end) {
    OneThread alone;
    Work work(n, alone);
    for (int64_t i = begin; i < end; ++i) f(work, i);
  });
}

}  // namespace lnp
