#include "engine/legion/view.h"

#include <algorithm>
#include <functional>

#include "engine/legion/tile.h"
#include "ir/decompose.h"

namespace lnp::legion {
namespace {

bool in_order(const std::vector<int32_t>& order) { return std::is_sorted(order.begin(), order.end()); }

// Buffer dims that the view walks, in its own order, become positions among the dims that are left of the buffer.
std::vector<int32_t> ranks(const std::vector<int32_t>& walked) {
  std::vector<int32_t> out;
  for (int32_t d : walked)
    out.push_back(static_cast<int32_t>(std::count_if(walked.begin(), walked.end(), [&](int32_t o) { return o < d; })));
  return out;
}

}  // namespace

std::optional<StoreView> view_of(const Access& access, const Layout* box, const Place& place) {
  const Layout *l = access.layout, *base = place.base;
  if (box->ndim > kMaxStoreDims || base->ndim > kMaxStoreDims || base->ndim == 0) return {};
  StoreView view;
  std::vector<int64_t> shape, strides;
  int shift = box->ndim - l->ndim;
  for (int d = 0; d < box->ndim; ++d) {
    int own = d - shift;
    if (own < 0 || l->shape[own] == 1 || l->strides[own] == 0) {
      view.promoted.push_back({d, static_cast<size_t>(box->shape[d])});
    } else {
      shape.push_back(l->shape[own]);
      strides.push_back(l->strides[own]);
    }
  }
  OwnLayout walked(static_cast<int>(shape.size()), shape.data(), strides.data());
  Decomposition parts;
  if (!decompose(base, walked.get(), place.offset, item_size(access.dtype), &parts)) return {};
  std::vector<int32_t> dims;
  for (int i = 0; i < parts.ndim; ++i) {
    const BoxAxis& axis = parts.axes[i];
    if (axis.axis < 0 || axis.step != 1) return {};
    dims.push_back(axis.axis);
    if (axis.extent != base->shape[axis.axis]) view.slices.push_back({axis.axis, axis.start, axis.start + axis.extent});
  }
  for (int32_t d = base->ndim; d-- > 0;)
    if (std::find(dims.begin(), dims.end(), d) == dims.end()) view.fixed.push_back({d, parts.origin[d]});
  if (dims.empty()) return {};  // a single element
  if (!in_order(dims)) view.order = ranks(dims);
  view.whole = view.slices.empty() && walked.get()->size == base->size;
  return view;
}

std::shared_ptr<const OwnLayout> suggested_base(const Access& access, const Layout* base) {
  auto item = static_cast<int64_t>(item_size(access.dtype));
  std::vector<int64_t> steps{base->size * item};
  for (int d = 0; d < access.layout->ndim; ++d)
    if (access.layout->shape[d] > 1 && access.layout->strides[d] > item) steps.push_back(access.layout->strides[d]);
  steps.push_back(item);
  std::sort(steps.begin(), steps.end(), std::greater<>());
  std::vector<int64_t> shape, strides;
  for (size_t i = 1; i < steps.size(); ++i) {
    if (steps[i - 1] == steps[i]) continue;
    if (steps[i - 1] % steps[i] != 0) return nullptr;
    shape.push_back(steps[i - 1] / steps[i]);
    strides.push_back(steps[i]);
  }
  if (shape.empty() || shape.size() > kMaxStoreDims) return nullptr;
  return std::make_shared<OwnLayout>(static_cast<int>(shape.size()), shape.data(), strides.data());
}

legate::LogicalStore apply(const StoreView& view, legate::LogicalStore store) {
  for (const auto& s : view.slices) store = store.slice(s.dim, legate::Slice{s.start, s.stop});
  for (const auto& f : view.fixed) store = store.project(f.dim, f.index);
  if (!view.order.empty()) store = store.transpose(std::vector<int32_t>(view.order));
  for (const auto& p : view.promoted) store = store.promote(p.dim, p.extent);
  return store;
}

}  // namespace lnp::legion
