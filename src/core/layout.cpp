#include "core/layout.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace lnp {

uint16_t contiguous_item(int ndim, const int64_t* shape, const int64_t* strides, int64_t size) {
  if (size <= 1) return Layout::kAnyItem;
  int64_t item = 0, expected = 0;
  for (int i = ndim - 1; i >= 0; --i) {
    if (shape[i] == 1) continue;
    if (item == 0) item = expected = strides[i];
    if (strides[i] != expected || expected == 0) return 0;
    expected *= shape[i];
  }
  return item > 0 && item <= 16 ? static_cast<uint16_t>(item) : 0;
}

namespace {

constexpr size_t kSweepAt = 8192;

uint64_t hash_dims(int ndim, const int64_t* shape, const int64_t* strides) {
  uint64_t h = 0x9E3779B97F4A7C15ull + static_cast<uint64_t>(ndim);
  for (int i = 0; i < ndim; ++i) {
    h = (h ^ static_cast<uint64_t>(shape[i])) * 0xff51afd7ed558ccdull;
    h = (h ^ static_cast<uint64_t>(strides[i]) ^ (h >> 29)) * 0xc4ceb9fe1a85ec53ull;
  }
  return h ^ (h >> 31);
}

bool c_order(int ndim, const int64_t* shape, const int64_t* strides) {
  int64_t outer = 0;  // stride of the last axis that has an order
  for (int d = 0; d < ndim; ++d) {
    int64_t stride = std::llabs(strides[d]);
    if (shape[d] == 1 || stride == 0) continue;
    if (outer != 0 && outer < stride) return false;
    outer = stride;
  }
  return true;
}

Layout* make(int ndim, const int64_t* shape, const int64_t* strides, uint64_t hash) {
  size_t dims = static_cast<size_t>(ndim) * sizeof(int64_t);
  void* memory = std::malloc(sizeof(Layout) + 2 * dims);
  auto* values = reinterpret_cast<int64_t*>(static_cast<char*>(memory) + sizeof(Layout));
  if (ndim > 0) {
    std::memcpy(values, shape, dims);
    std::memcpy(values + ndim, strides, dims);
  }
  int64_t size = shape_size(ndim, shape);
  return new (memory)
      Layout{hash,   size,          0,  static_cast<uint16_t>(ndim),  contiguous_item(ndim, shape, strides, size),
             values, values + ndim, {}, c_order(ndim, shape, strides)};
}

}  // namespace

int64_t shape_size(int ndim, const int64_t* shape) {
  int64_t size = 1;
  bool overflow = false;
  for (int i = 0; i < ndim; ++i) {
    if (shape[i] == 0) return 0;
    overflow |= __builtin_mul_overflow(size, shape[i], &size);
  }
  return overflow ? -1 : size;
}

LayoutTable::LayoutTable() : slots_(1024, nullptr), sweep_at_(kSweepAt) {}

LayoutTable::~LayoutTable() {
  for (Layout* l : slots_) std::free(l);
}

const Layout* LayoutTable::intern(int ndim, const int64_t* shape, const int64_t* strides) {
  uint64_t h = hash_dims(ndim, shape, strides);
  size_t mask = slots_.size() - 1, i = h & mask;
  for (; slots_[i]; i = (i + 1) & mask) {
    Layout* l = slots_[i];
    if (l->hash != h || l->ndim != ndim) continue;
    bool same = true;
    for (int d = 0; d < ndim; ++d) same &= l->shape[d] == shape[d] && l->strides[d] == strides[d];
    if (same) return l;
  }
  Layout* fresh = make(ndim, shape, strides, h);
  slots_[i] = fresh;
  if (++count_ * 2 > slots_.size()) grow(slots_.size() * 2);
  return fresh;
}

const Layout* LayoutTable::contiguous(int ndim, const int64_t* shape, size_t item) {
  int64_t strides[kMaxDims];
  int64_t step = static_cast<int64_t>(item);
  for (int i = ndim - 1; i >= 0; --i) {
    strides[i] = step;
    step *= shape[i] > 0 ? shape[i] : 1;
  }
  return intern(ndim, shape, strides);
}

void LayoutTable::grow(size_t slots) {
  std::vector<Layout*> old(slots, nullptr);
  old.swap(slots_);
  for (Layout* l : old) {
    if (!l) continue;
    size_t i = l->hash & (slots - 1);
    while (slots_[i]) i = (i + 1) & (slots - 1);
    slots_[i] = l;
  }
}

void LayoutTable::sweep() {
  if (count_ < sweep_at_) return;
  for (Layout* l : slots_)
    if (l) l->compact[0] = l->compact[1] = nullptr;
  for (Layout*& l : slots_)
    if (l && l->refs == 0) {
      std::free(l);
      l = nullptr;
      --count_;
    }
  grow(slots_.size());
  sweep_at_ = count_ * 2 > kSweepAt ? count_ * 2 : kSweepAt;
}

LayoutTable& g_layouts = *new LayoutTable;

bool overlaps_itself(const Layout* l, size_t item) {
  if (l->contiguous_item != 0 || l->size <= 1) return false;
  int order[kMaxDims];
  int n = 0;
  for (int d = 0; d < l->ndim; ++d)
    if (l->shape[d] > 1) order[n++] = d;
  std::sort(order, order + n, [&](int a, int b) { return std::llabs(l->strides[a]) < std::llabs(l->strides[b]); });
  auto reach = static_cast<int64_t>(item);
  for (int k = 0; k < n; ++k) {
    int64_t stride = std::llabs(l->strides[order[k]]);
    if (stride < reach) return true;
    reach += (l->shape[order[k]] - 1) * stride;
  }
  return false;
}

}  // namespace lnp
