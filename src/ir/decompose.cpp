#include "ir/decompose.h"

#include <cstdlib>
#include <numeric>

namespace lnp {
namespace {

// The buffer axis that a byte stride walks: the outermost one whose own stride divides it within the axis' extent.
int axis_of(const Layout* base, int64_t stride, int64_t extent) {
  int64_t s = std::llabs(stride);
  for (int k = 0; k < base->ndim; ++k) {
    int64_t unit = base->strides[k];
    if (base->shape[k] > 1 && s >= unit && s % unit == 0 && (s / unit) * (extent - 1) < base->shape[k]) return k;
  }
  return -1;
}

// The indices that a decomposed view takes on one buffer axis, as an arithmetic progression.
struct Progression {
  int64_t first, step, count;  // step > 0
};

Progression on_axis(const Decomposition& d, int axis) {
  for (int i = 0; i < d.ndim; ++i) {
    const BoxAxis& a = d.axes[i];
    if (a.axis != axis) continue;
    int64_t first = a.step > 0 ? a.start : a.start + a.step * (a.extent - 1);
    return {first, std::llabs(a.step), a.extent};
  }
  return {d.origin[axis], 1, 1};
}

bool disjoint(const Progression& a, const Progression& b) {
  int64_t a_last = a.first + a.step * (a.count - 1), b_last = b.first + b.step * (b.count - 1);
  if (a_last < b.first || b_last < a.first) return true;
  int64_t g = std::gcd(a.count > 1 ? a.step : 0, b.count > 1 ? b.step : 0);
  return g > 1 && (a.first - b.first) % g != 0;
}

}  // namespace

bool decompose(const Layout* base, const Layout* layout, int64_t offset, size_t item, Decomposition* out) {
  if (!base->contiguous(item) || layout->size == 0 || offset < 0) return false;
  int64_t rest = offset;
  for (int k = 0; k < base->ndim; ++k) {
    int64_t unit = base->strides[k];
    out->origin[k] = unit > 0 ? rest / unit : 0;
    if (out->origin[k] >= base->shape[k]) return false;
    rest -= out->origin[k] * unit;
  }
  if (rest != 0) return false;
  out->ndim = layout->ndim;
  uint64_t used = 0;
  for (int i = 0; i < layout->ndim; ++i) {
    int64_t extent = layout->shape[i], stride = layout->strides[i];
    if (extent == 1) {
      out->axes[i] = {-1, 0, 1, 1};
      continue;
    }
    int k = axis_of(base, stride, extent);
    if (k < 0 || (used >> k & 1)) return false;
    used |= 1ull << k;
    int64_t step = stride / base->strides[k], start = out->origin[k], end = start + step * (extent - 1);
    if (end < 0 || end >= base->shape[k]) return false;
    out->axes[i] = {k, start, step, extent};
  }
  return true;
}

void byte_range(const Layout* layout, int64_t offset, size_t item, int64_t* first, int64_t* last) {
  *first = *last = offset;
  for (int i = 0; i < layout->ndim; ++i) {
    int64_t reach = layout->strides[i] * (layout->shape[i] - 1);
    *(reach < 0 ? first : last) += reach;
  }
  *last += static_cast<int64_t>(item);
}

Relation relation(const Layout* base, const Layout* a, int64_t a_offset, size_t a_item, const Layout* b,
                  int64_t b_offset, size_t b_item) {
  if (a == b && a_offset == b_offset && a_item == b_item) return Relation::identical;
  if (a->size == 0 || b->size == 0) return Relation::disjoint;
  int64_t a_first, a_last, b_first, b_last;
  byte_range(a, a_offset, a_item, &a_first, &a_last);
  byte_range(b, b_offset, b_item, &b_first, &b_last);
  if (a_last <= b_first || b_last <= a_first) return Relation::disjoint;
  Decomposition da, db;
  if (a_item != b_item || !decompose(base, a, a_offset, a_item, &da) || !decompose(base, b, b_offset, b_item, &db))
    return Relation::overlapping;
  for (int k = 0; k < base->ndim; ++k)
    if (disjoint(on_axis(da, k), on_axis(db, k))) return Relation::disjoint;
  return Relation::overlapping;
}

}  // namespace lnp
