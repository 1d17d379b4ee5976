// Part of an array that a task has, as a view for code that knows nothing of tasks.
#pragma once
#include "core/buffer.h"
#include "engine/legion/own_layout.h"

namespace lnp::legion {

class TileView {
 public:
  TileView(char* data, int ndim, const int64_t* shape, const int64_t* strides, DType dtype)
      : layout_(ndim, shape, strides), view_{&buffer_, layout_.get(), 0, dtype} {
    storage_.data = data;
    buffer_.storage = &storage_;
  }
  TileView(const TileView&) = delete;
  TileView& operator=(const TileView&) = delete;
  const View& get() const { return view_; }

 private:
  Storage storage_{};
  Buffer buffer_{};
  OwnLayout layout_;
  View view_;
};

}  // namespace lnp::legion
