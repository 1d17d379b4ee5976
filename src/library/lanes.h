// The lanes of a view along one axis: its one-dimensional parts, numbered in C order of the axes that stay.
#pragma once
#include <cstdint>
#include <vector>

#include "core/layout.h"

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

  int64_t lane(int64_t i) const { return row(i / cols) + i % cols * col_step; }

  int64_t rows = 1, cols = 1, col_step = 0;

 private:
  const Layout* layout_;
  std::vector<int> kept_;
};

}  // namespace lnp
