#include "engine/legion/frame.h"

#include <algorithm>

#include "engine/legion/tasks.h"

namespace lnp::legion {
namespace {

constexpr int64_t kRowsEach = 8;      // fewer of them a processor, and a longer axis is cut instead
constexpr int64_t kMostPadding = 8;   // a store may be longer than its content by an eighth of it along an axis,
constexpr int64_t kLeastPadding = 4;  // or by this many elements
constexpr size_t kMostCopied = size_t{1} << 20;  // bytes of what tasks read from a copy

// Whether an access can be read from a copy: every process has all of it, and it is small.
bool copyable(const Access& access, const Place& place) {
  const Held* held = movable(place);
  return !access.write && !(held && !held->own) && place.storage->bytes <= kMostCopied;
}

// An access walked over the content that it views.
struct OnBase {
  std::shared_ptr<const OwnLayout> base;
  Walked walked;
};

std::optional<OnBase> on_base(std::shared_ptr<const OwnLayout> base, const Kernel& k, size_t a, int64_t offset) {
  if (!base) return {};
  auto walked = walk(k.accesses[a], k.box, reduced_axes(k, a), base->get(), offset);
  if (!walked) return {};
  return OnBase{std::move(base), *walked};
}

std::shared_ptr<const OwnLayout> own_base(const Place& place) {
  return std::make_shared<OwnLayout>(place.base->ndim, place.base->shape, place.base->strides);
}

// The base is that of the store, if there is one; else the buffer's own, or one that the view suggests, since programs
// reshape what they have made of one dim.
std::optional<OnBase> on_base(const Kernel& k, size_t a, const Place& place, const FittedAccess* planned) {
  const Held* held = movable(place);
  if (held && held->root) return on_base(held->base, k, a, place.offset);
  if (planned) return on_base(planned->base, k, a, place.offset);
  auto own = on_base(own_base(place), k, a, place.offset);
  return own ? std::move(own) : on_base(suggested_base(k.accesses[a], place.base), k, a, place.offset);
}

class Fitting {
 public:
  Fitting(const Kernel& kernel, const std::vector<char>& stored, const Place* places, const Frame& frame, int64_t small,
          const Planned& planned)
      : k_(kernel), stored_(stored), places_(places), frame_(frame), small_(small), planned_(planned) {}

  std::optional<Fitted> run() {
    if (k_.box->ndim > kMaxStoreDims) return {};
    out_.accesses.resize(k_.accesses.size());
    walked_.resize(k_.accesses.size());
    for (size_t a = 0; a < walked_.size(); ++a)
      if (stored_[a] && places_[a].storage) walked_[a] = on_base(k_, a, places_[a], planned_(places_[a].storage));
    if (!anchor()) return {};
    for (size_t a = 0; a < walked_.size(); ++a)
      if (stored_[a] && !place(a)) return {};
    return std::move(out_);
  }

 private:
  size_t ndim() const { return frame_.extents.size(); }
  const Held* held(size_t a) const { return movable(places_[a]); }

  // Where the content of an access lies in its store, by axis.
  std::vector<int64_t> lead(size_t a) const {
    if (has_store(a)) return held(a)->lead;
    if (const FittedAccess* f = planned_(places_[a].storage)) return f->lead;
    return std::vector<int64_t>(static_cast<size_t>(walked_[a]->base->get()->ndim), 0);
  }

  // Of the store, as it is or as it will be.
  std::vector<int64_t> root_extents(size_t a) const {
    if (has_store(a)) return extents_of(*held(a)->root);
    std::vector<int64_t> extents = extents_of(walked_[a]->base->get());
    if (const FittedAccess* f = planned_(places_[a].storage))
      for (size_t b = 0; b < extents.size(); ++b)
        if (f->axes[b] != kNowhere) extents[b] = frame_.extents[static_cast<size_t>(f->axes[b])];
    return extents;
  }

  // Whether an access may say which rows the kernel's points have: it is of the frame's shape.
  bool may_anchor(size_t a, bool write) const {
    return walked_[a] && k_.accesses[a].write == write && reduced_axes(k_, a) == 0 && root_extents(a) == frame_.extents;
  }

  int64_t row_of(size_t a) const {
    return walked_[a]->walked.origin[frame_.split] + lead(a)[static_cast<size_t>(frame_.split)];
  }

  // It is one that is written, or of those that are read the one in the middle.
  bool anchor() {
    for (bool write : {true, false}) {
      std::vector<size_t> able;
      for (size_t a = 0; a < walked_.size(); ++a)
        if (may_anchor(a, write)) able.push_back(a);
      if (able.empty()) continue;
      if (!write) std::stable_sort(able.begin(), able.end(), [&](size_t a, size_t b) { return row_of(a) < row_of(b); });
      anchor_at(able[write ? 0 : able.size() / 2]);
      return true;
    }
    return false;
  }

  void anchor_at(size_t a) {
    std::vector<int64_t> leads = lead(a);
    const Walked& w = walked_[a]->walked;
    for (size_t g = 0; g < ndim(); ++g) origin_[g] = w.origin[g] + leads[g];
    for (int d = 0; d < k_.box->ndim; ++d) axis_[d] = w.axis[d];
    out_.first_row = origin_[frame_.split];
    for (int d = 0; d < k_.box->ndim; ++d)
      if (axis_[d] == frame_.split) {
        out_.rows_along = d;
        out_.row_step = w.step[d];
      }
  }

  bool place(size_t a) {
    if (!places_[a].storage) return false;
    const Access& access = k_.accesses[a];
    uint64_t reduced = reduced_axes(k_, a);
    if (reduced != 0 && frame_.blocks > 1 && !out_.single_row() && (reduced >> out_.rows_along & 1)) {
      out_.accesses[a].source = Source::partial;
      return true;
    }
    if (access.write && !held(a)) return false;
    if (walked_[a] && stands(a)) return true;
    return copied(a);
  }

  bool has_store(size_t a) const { return held(a) && held(a)->root; }

  // As a view of a store: the one there is, or one that could be made.
  bool stands(size_t a) {
    FittedAccess& f = out_.accesses[a];
    const Walked& w = walked_[a]->walked;
    const Layout* base = walked_[a]->base->get();
    bool content = held(a) ? held(a)->own != nullptr : true, will_be = planned_(places_[a].storage) != nullptr;
    if (!has_store(a) && !will_be && content && !k_.accesses[a].write && base->size < small_) return false;
    if (!choose_axes(a, &f)) return false;
    f.source = Source::store;
    f.base = walked_[a]->base;
    f.part = w.part;
    f.whole = w.whole;
    f.stays = !held(a);
    if (has_store(a) || will_be)
      f.lead = lead(a);
    else if (!choose_lead(a, content, &f))
      return false;
    std::fill_n(f.walk.at, ndim(), 0);
    for (size_t b = 0; b < f.axes.size(); ++b)
      if (f.axes[b] != kNowhere) f.walk.at[f.axes[b]] = w.origin[b] + f.lead[b];
    for (int d = 0; d < k_.box->ndim; ++d) {
      f.walk.along[d] = w.axis[d] < 0 ? kNowhere : static_cast<int8_t>(f.axes[static_cast<size_t>(w.axis[d])]);
      f.walk.step[d] = w.step[d];
    }
    return on_rows(a, &f);
  }

  // Which axes of the frame the store's are: those of the same number, or, where it has fewer, those that the kernel
  // tells. Axes of extent 1 need none.
  bool choose_axes(size_t a, FittedAccess* f) const {
    const Walked& w = walked_[a]->walked;
    std::vector<int64_t> extents = root_extents(a);
    f->axes.assign(extents.size(), kNowhere);
    int last = -1;
    for (size_t b = 0; b < extents.size(); ++b) {
      int found = kNowhere;
      for (int d = 0; d < k_.box->ndim; ++d)
        if (w.axis[d] == static_cast<int>(b)) found = axis_[d];
      if (extents.size() == ndim() && (extents[b] > 1 || frame_.extents[b] == 1)) found = static_cast<int>(b);
      if (found == kNowhere && extents[b] == 1) continue;
      if (found <= last) return false;
      f->axes[b] = last = found;
      if (has_store(a) && extents[b] != frame_.extents[static_cast<size_t>(found)]) return false;
    }
    return true;
  }

  // Where new content begins in a store as long as the frame along its axes.
  bool choose_lead(size_t a, bool content, FittedAccess* f) const {
    const Walked& w = walked_[a]->walked;
    const Layout* base = walked_[a]->base->get();
    f->lead.assign(f->axes.size(), 0);
    for (size_t b = 0; b < f->axes.size(); ++b) {
      if (f->axes[b] == kNowhere) continue;
      auto g = static_cast<size_t>(f->axes[b]);
      int64_t extent = base->shape[b], room = frame_.extents[g] - extent;
      if (room < 0 || room > std::max(extent / kMostPadding, kLeastPadding)) return false;
      for (int d = 0; d < k_.box->ndim; ++d)
        if (w.axis[d] == static_cast<int>(b) && axis_[d] == static_cast<int>(g) && room > 0)
          f->lead[b] = origin_[g] - w.origin[b];
      if (f->lead[b] < 0 || f->lead[b] > room || (content && room > 0)) return false;
    }
    return true;
  }

  // Whether what a point accesses lies a fixed number of rows from it, on stores that are cut.
  bool on_rows(size_t a, FittedAccess* f) const {
    bool has_rows = std::find(f->axes.begin(), f->axes.end(), frame_.split) != f->axes.end();
    if (frame_.blocks == 1) return true;
    if (!has_rows) return !k_.accesses[a].write;
    int along = kNowhere;
    for (int d = 0; d < k_.box->ndim; ++d)
      if (f->walk.along[d] == frame_.split) along = d;
    if (along != out_.rows_along) return false;
    if (along != kNowhere && f->walk.step[along] != out_.row_step) return false;
    f->shift = f->walk.at[frame_.split] - out_.first_row;
    return std::abs(f->shift) < frame_.rows;
  }

  bool copied(size_t a) {
    if (!copyable(k_.accesses[a], places_[a]) || planned_(places_[a].storage)) return false;
    out_.accesses[a] = FittedAccess{};
    out_.accesses[a].source = Source::memory;
    return true;
  }

  const Kernel& k_;
  const std::vector<char>& stored_;
  const Place* places_;
  const Frame& frame_;
  int64_t small_;
  const Planned& planned_;
  std::vector<std::optional<OnBase>> walked_;
  Fitted out_;
  int64_t origin_[kMaxStoreDims] = {};  // of the kernel's first point, by axis of the frame
  int axis_[kMaxStoreDims] = {};        // of the frame, by axis of the box; -1: none
};

}  // namespace

Frame frame_of(std::vector<int64_t> extents, int64_t processors, uint64_t whole) {
  Frame f{std::move(extents), -1, 1, 0};
  for (int d = 0; d < static_cast<int>(f.extents.size()); ++d) {
    if (whole >> d & 1) continue;
    if (f.split < 0 || f.extents[static_cast<size_t>(d)] > f.extents[static_cast<size_t>(f.split)]) f.split = d;
    if (d == f.split && f.extents[static_cast<size_t>(d)] >= kRowsEach * processors) break;
  }
  int64_t extent = f.extents[static_cast<size_t>(f.split)];
  // Legate's own rule for one axis that may be cut.
  f.blocks = std::min(extent, processors);
  f.rows = (extent + f.blocks - 1) / f.blocks;
  return f;
}

std::vector<std::vector<int64_t>> possible_frames(const Kernel& kernel, const std::vector<char>& stored,
                                                  const Place* places) {
  std::vector<std::vector<int64_t>> out;
  auto add = [&](std::vector<int64_t> extents) {
    if (std::find(out.begin(), out.end(), extents) == out.end()) out.push_back(std::move(extents));
  };
  for (bool write : {true, false})
    for (size_t a = 0; a < kernel.accesses.size(); ++a) {
      const Held* held = stored[a] && kernel.accesses[a].write == write ? movable(places[a]) : nullptr;
      if (held && held->root && held->root->dim() > 0) add(extents_of(*held->root));
    }
  for (bool write : {true, false})
    for (size_t a = 0; a < kernel.accesses.size(); ++a)
      if (stored[a] && places[a].storage && kernel.accesses[a].write == write && reduced_axes(kernel, a) == 0)
        if (auto walked = on_base(kernel, a, places[a], nullptr)) add(extents_of(walked->base->get()));
  return out;
}

std::optional<Fitted> fit(const Kernel& kernel, const std::vector<char>& stored, const Place* places,
                          const Frame& frame, int64_t small, const Planned& planned) {
  return Fitting(kernel, stored, places, frame, small, planned).run();
}

std::vector<size_t> without_view(const Kernel& kernel, const std::vector<char>& stored, const Place* places) {
  std::vector<size_t> out;
  for (size_t a = 0; a < stored.size(); ++a) {
    if (!stored[a] || !places[a].storage) continue;
    auto walked = on_base(kernel, a, places[a], nullptr);
    bool has_view = walked && view_of(walked->walked, kernel.box, walked->base->get());
    if (!has_view && !copyable(kernel.accesses[a], places[a])) out.push_back(a);
  }
  return out;
}

std::optional<OnItsBox> fit_views(const Kernel& kernel, const std::vector<char>& stored, const Place* places,
                                  int64_t processors) {
  const Layout* box = kernel.box;
  uint64_t reduced = 0;
  for (size_t a = 0; a < stored.size(); ++a)
    if (stored[a]) reduced |= reduced_axes(kernel, a);
  if (box->ndim == 0 || box->ndim > kMaxStoreDims || reduced == (1ull << box->ndim) - 1) return {};
  OnItsBox out{frame_of(extents_of(box), processors, reduced), {}};
  out.fitted.rows_along = out.frame.split;
  out.fitted.accesses.resize(kernel.accesses.size());
  for (size_t a = 0; a < stored.size(); ++a) {
    if (!stored[a]) continue;
    if (!places[a].storage || (kernel.accesses[a].write && !movable(places[a]))) return {};
    auto walked = on_base(kernel, a, places[a], nullptr);
    auto view = walked ? view_of(walked->walked, box, walked->base->get()) : std::nullopt;
    FittedAccess& f = out.fitted.accesses[a];
    if (!view && !copyable(kernel.accesses[a], places[a])) return {};
    f.source = view ? Source::store : Source::memory;
    if (!view) continue;
    for (int d = 0; d < box->ndim; ++d) {
      f.walk.along[d] = static_cast<int8_t>(d);
      f.walk.step[d] = 1;
    }
    f.lead.assign(static_cast<size_t>(walked->base->get()->ndim), 0);
    f.base = std::move(walked->base);
    f.part = walked->walked.part;
    f.whole = walked->walked.whole;
    f.stays = !movable(places[a]);
    f.view = std::move(view);
    for (size_t other = 0; other < a; ++other)
      if (out.fitted.accesses[other].source == Source::store && places[other].storage == places[a].storage &&
          extents_of(out.fitted.accesses[other].base->get()) != extents_of(f.base->get()))
        return {};
  }
  return out;
}

}  // namespace lnp::legion
