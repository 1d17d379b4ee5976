// Layouts outside the table of layouts, which belongs to the process's main thread and to the core.
#pragma once
#include <cstdint>
#include <vector>

#include "core/layout.h"

namespace lnp::legion {

// Shape, strides, size and whether it is C-contiguous; nothing else of it is set.
class OwnLayout {
 public:
  OwnLayout(int ndim, const int64_t* shape, const int64_t* strides)
      : shape_(shape, shape + ndim), strides_(strides, strides + ndim) {
    layout_ = Layout{};
    layout_.size = 1;
    for (int64_t extent : shape_) layout_.size *= extent;
    layout_.ndim = static_cast<uint16_t>(ndim);
    layout_.shape = shape_.data();
    layout_.strides = strides_.data();
    layout_.contiguous_item = contiguous_item();
  }
  OwnLayout(const OwnLayout&) = delete;
  OwnLayout& operator=(const OwnLayout&) = delete;
  const Layout* get() const { return &layout_; }

 private:
  uint16_t contiguous_item() const {
    if (layout_.size <= 1) return Layout::kAnyItem;
    int64_t item = 0, expected = 0;
    for (size_t d = shape_.size(); d-- > 0;) {
      if (shape_[d] == 1) continue;
      if (item == 0) item = expected = strides_[d];
      if (strides_[d] != expected) return 0;
      expected *= shape_[d];
    }
    return static_cast<uint16_t>(item);
  }

  std::vector<int64_t> shape_, strides_;
  Layout layout_;
};

}  // namespace lnp::legion
