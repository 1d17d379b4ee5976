// Shapes: broadcasting, and the views that basic indexing, reshape and transpose make.
#pragma once
#include <cstdint>

#include "core/buffer.h"

namespace lnp {

// The broadcast shape of layouts, or false when they do not fit. `shape` has room for kMaxDims.
bool broadcast_shapes(const Layout* const* in, int n, int* ndim, int64_t* shape);

// A view with the given shape on which `v` repeats (strides 0); the shapes must fit.
const Layout* broadcast_to(const Layout* l, int ndim, const int64_t* shape);

// The layout of v reshaped to `shape` without a copy, or null when its strides do not allow one.
const Layout* reshape_view(const Layout* l, int ndim, const int64_t* shape, size_t item);

// The layout of items of `from` bytes seen as items of `to` bytes; null, with NumPy's words, where that cannot be.
const Layout* regroup_view(const Layout* l, size_t from, size_t to, const char** why);

}  // namespace lnp
