#include "engine/legion/view.h"

#include <algorithm>
#include <functional>

#include "engine/legion/held.h"
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

std::optional<Walked> walk(const Access& access, const Layout* box, uint64_t reduced, const Layout* base,
                           int64_t offset) {
  const Layout* l = access.layout;
  if (box->ndim > kMaxStoreDims || base->ndim > kMaxStoreDims || base->ndim == 0) return {};
  Walked out{};
  std::vector<int64_t> shape, strides;
  std::vector<int> walking;  // axes of the box
  // The output of a reduction has the kept axes, or all with extent 1 for the reduced ones (keepdims).
  bool lacks = reduced != 0 && l->ndim < box->ndim;
  int own = lacks ? 0 : l->ndim - box->ndim;
  for (int d = 0; d < box->ndim; ++d) {
    out.axis[d] = -1;
    bool gone = reduced >> d & 1;
    if (gone && lacks) continue;
    if (!gone && own >= 0 && l->shape[own] > 1 && l->strides[own] != 0) {
      shape.push_back(l->shape[own]);
      strides.push_back(l->strides[own]);
      walking.push_back(d);
    }
    ++own;
  }
  size_t item = item_of(base), own_item = item_size(access.dtype);
  if (own_item > item) return {};
  out.part = offset % static_cast<int64_t>(item);
  OwnLayout walked(static_cast<int>(shape.size()), shape.data(), strides.data());
  Decomposition parts;
  if (!decompose(base, walked.get(), offset - out.part, item, &parts)) return {};
  std::copy_n(parts.origin, base->ndim, out.origin);
  bool ones = true;
  for (int i = 0; i < parts.ndim; ++i) {
    auto d = static_cast<size_t>(walking[static_cast<size_t>(i)]);
    out.axis[d] = parts.axes[i].axis;
    out.step[d] = parts.axes[i].step;
    ones = ones && parts.axes[i].step == 1;
  }
  out.whole = ones && own_item == item && walked.get()->size == base->size;
  return out;
}

std::optional<StoreView> view_of(const Walked& walked, const Layout* box, const Layout* base) {
  StoreView view;
  std::vector<int32_t> dims;
  for (int d = 0; d < box->ndim; ++d) {
    int axis = walked.axis[d];
    if (axis < 0) {
      view.promoted.push_back({d, static_cast<size_t>(box->shape[d])});
      continue;
    }
    if (walked.step[d] != 1) return {};
    dims.push_back(axis);
    if (box->shape[d] != base->shape[axis])
      view.slices.push_back({axis, walked.origin[axis], walked.origin[axis] + box->shape[d]});
  }
  for (int32_t d = base->ndim; d-- > 0;)
    if (std::find(dims.begin(), dims.end(), d) == dims.end()) view.fixed.push_back({d, walked.origin[d]});
  if (dims.empty()) return {};
  if (!in_order(dims)) view.order = ranks(dims);
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
