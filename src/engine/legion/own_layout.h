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
    layout_.size = shape_size(ndim, shape);
    layout_.ndim = static_cast<uint16_t>(ndim);
    layout_.shape = shape_.data();
    layout_.strides = strides_.data();
    layout_.contiguous_item = contiguous_item(ndim, shape, strides, layout_.size);
  }
  OwnLayout(const OwnLayout&) = delete;
  OwnLayout& operator=(const OwnLayout&) = delete;
  const Layout* get() const { return &layout_; }

 private:
  std::vector<int64_t> shape_, strides_;
  Layout layout_;
};

}  // namespace lnp::legion
