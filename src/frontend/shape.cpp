#include "frontend/shape.h"

#include <algorithm>

namespace lnp {

bool broadcast_shapes(const Layout* const* in, int n, int* ndim, int64_t* shape) {
  int nd = 0;
  for (int i = 0; i < n; ++i) nd = in[i]->ndim > nd ? in[i]->ndim : nd;
  for (int d = 0; d < nd; ++d) shape[d] = 1;
  for (int i = 0; i < n; ++i) {
    int shift = nd - in[i]->ndim;
    for (int d = 0; d < in[i]->ndim; ++d) {
      int64_t e = in[i]->shape[d];
      int64_t& s = shape[d + shift];
      if (s == 1)
        s = e;
      else if (e != 1 && e != s)
        return false;
    }
  }
  *ndim = nd;
  return true;
}

const Layout* broadcast_to(const Layout* l, int ndim, const int64_t* shape) {
  int64_t strides[kMaxDims];
  int shift = ndim - l->ndim;
  for (int d = 0; d < ndim; ++d) {
    bool own = d >= shift && l->shape[d - shift] == shape[d];
    strides[d] = own ? l->strides[d - shift] : 0;
  }
  return layouts().intern(ndim, shape, strides);
}

const Layout* reshape_view(const Layout* l, int ndim, const int64_t* shape, size_t item) {
  if (l->contiguous(item)) return layouts().contiguous(ndim, shape, item);
  // Old axes (without those of extent 1) are taken in groups that one group of new axes covers; each group of old axes
  // must be contiguous within itself.
  int64_t old_shape[kMaxDims], old_strides[kMaxDims], strides[kMaxDims];
  int old_nd = 0;
  for (int d = 0; d < l->ndim; ++d)
    if (l->shape[d] != 1) {
      old_shape[old_nd] = l->shape[d];
      old_strides[old_nd++] = l->strides[d];
    }
  int oi = 0, ni = 0;
  while (oi < old_nd && ni < ndim) {
    int oj = oi + 1, nj = ni + 1;
    int64_t old_size = old_shape[oi], new_size = shape[ni];
    while (old_size != new_size) {
      if (new_size < old_size)
        new_size *= shape[nj++];
      else
        old_size *= old_shape[oj++];
    }
    for (int k = oi; k + 1 < oj; ++k)
      if (old_strides[k] != old_shape[k + 1] * old_strides[k + 1]) return nullptr;
    int64_t step = old_strides[oj - 1];
    for (int k = nj - 1; k >= ni; --k) {
      strides[k] = step;
      step *= shape[k];
    }
    oi = oj;
    ni = nj;
  }
  int64_t last = ni > 0 ? strides[ni - 1] : static_cast<int64_t>(item);
  for (; ni < ndim; ++ni) strides[ni] = last;
  return layouts().intern(ndim, shape, strides);
}

const Layout* regroup_view(const Layout* l, size_t from, size_t to, const char** why) {
  if (from == to) return l;
  int last = l->ndim - 1;
  auto old_item = static_cast<int64_t>(from), item = static_cast<int64_t>(to);
  if (last < 0) {
    *why = "Changing the dtype of a 0d array is only supported if the itemsize is unchanged";
  } else if (l->shape[last] != 1 && l->size != 0 && l->strides[last] != old_item) {
    *why = "To change to a dtype of a different size, the last axis must be contiguous";
  } else if (item < old_item && old_item % item != 0) {
    *why = "When changing to a smaller dtype, its size must be a divisor of the size of original dtype";
  } else if (l->shape[last] * old_item % item != 0) {
    *why =
        "When changing to a larger dtype, its size must be a divisor of the total size in bytes of the last axis of "
        "the array.";
  } else {
    int64_t shape[kMaxDims], strides[kMaxDims];
    std::copy(l->shape, l->shape + l->ndim, shape);
    std::copy(l->strides, l->strides + l->ndim, strides);
    shape[last] = l->shape[last] * old_item / item;
    strides[last] = item;
    return layouts().intern(l->ndim, shape, strides);
  }
  return nullptr;
}

}  // namespace lnp
