#include "passes/waves.h"

#include <algorithm>
#include <map>
#include <optional>

#include "core/loops.h"
#include "ir/parts.h"

namespace lnp {
namespace {

// What is worth being a wave.
struct Limits {
  int64_t bytes;  // of all arrays: fewer stay in the cache by themselves
  int64_t rows;   // of the axis that it goes along
  int64_t row;    // bytes
};
constexpr Limits kLarge{1 << 20, 16, 256}, kAny{0, 2, 0};

constexpr int64_t kNear = int64_t{1} << 17;  // bytes between two members that are still one wave,
constexpr int64_t kNearRows = 4;             // or so many rows
constexpr size_t kMostMembers = 1024;
constexpr int64_t kMostWork = int64_t{1} << 33;  // simple instructions on elements: a wave cannot be interrupted
constexpr int64_t kVectorWork = 32;              // of them make a mathematical function

// Rows of a slot that a member reads or writes. It touches row r at time r - lo + lag where it advances, and else the whole range
// at each of its times.
struct Touch {
  uint32_t member;
  int64_t lo, hi;
  bool advances, write;
};

struct Member {
  Kernel kernel;
  int axis;
  int64_t rows, lag;
  std::vector<std::pair<uint32_t, Touch>> touches;  // by slot

  int64_t first_row() const { return touches.empty() ? 0 : touches[0].second.lo; }
  int64_t phase() const { return lag - first_row(); }  // when it would be at row 0
};

// The least lag of `later` with which it touches rows after `earlier` has; nothing where they have no row in common.
std::optional<int64_t> lag_after(const Touch& earlier, const Member& of_earlier, const Touch& later) {
  int64_t lo = std::max(earlier.lo, later.lo), hi = std::min(earlier.hi, later.hi);
  if (lo >= hi) return {};
  int64_t last = of_earlier.rows - 1;
  if (earlier.advances && later.advances) return of_earlier.lag + later.lo - earlier.lo;
  if (earlier.advances) return of_earlier.lag + hi - 1 - earlier.lo;
  return of_earlier.lag + last - (later.advances ? lo - later.lo : 0);
}

bool reduces(const Kernel& k) {
  return std::any_of(k.instrs.begin(), k.instrs.end(), [](const Instr& i) { return i.kind == InstrKind::reduce; });
}

int64_t work_of(const Kernel& k) {
  int64_t each = 0;
  for (const Instr& i : k.instrs) each += i.kind == InstrKind::loop && loop_table().ops[i.op].vector ? kVectorWork : 1;
  return each * k.box->size;
}

class Finder {
 public:
  Finder(const NodeList& list, const Limits& limits, std::vector<Kernel>* kernels)
      : list_(list), limits_(limits), kernels_(*kernels) {
    uses_.resize(list.slots.size());
    for (uint32_t k = 0; k < kernels_.size(); ++k)
      for (const Access& a : kernels_[k].accesses) uses_[a.buffer].note(k);
  }

  std::vector<PlannedWave> run() {
    for (uint32_t k = 0; k < kernels_.size(); ++k) add(k);
    close();
    kernels_ = std::move(out_);
    return std::move(waves_);
  }

 private:
  struct Uses {
    uint32_t first = ~0u, last = 0;  // kernels
    void note(uint32_t k) {
      first = std::min(first, k);
      last = k;
    }
  };

  int row_axis(uint32_t slot) const {
    const Layout* base = list_.slots[slot].base;
    for (int d = 0; d < base->ndim; ++d)
      if (base->shape[d] >= limits_.rows) return d;
    return -1;
  }
  int64_t row_bytes(uint32_t slot) const {
    int d = row_axis(slot);
    return d < 0 ? list_.slots[slot].bytes : list_.slots[slot].base->strides[d];
  }

  bool box_of(const Access& a, Decomposition* d) const {
    const Slot& s = list_.slots[a.buffer];
    return decompose(s.base, a.layout, a.offset + s.origin, item_size(a.dtype), d);
  }

  Member member_of(Kernel kernel) const;
  Touch touch_of(const Member& m, const Access& a) const;
  std::vector<Kernel> taken_apart(const Kernel& k) const;
  bool fits(const Member& m) const;
  bool join(Member m);
  void add(uint32_t k);
  void close();
  bool worth_it() const;
  bool fits_memory(const PlannedWave& made) const;
  void emit(PlannedWave made);
  void share(PlannedWave* made) const;
  bool may_share(uint32_t slot, const std::vector<uint32_t>& before) const;
  bool is_inside(uint32_t slot) const { return uses_[slot].first >= first_ && uses_[slot].last < first_ + count_; }

  const NodeList& list_;
  const Limits limits_;
  std::vector<Kernel>& kernels_;
  std::vector<Uses> uses_;  // by slot
  std::vector<Kernel> out_;
  std::vector<PlannedWave> waves_;

  // The wave that grows.
  uint32_t first_ = 0, count_ = 0;  // of kernels_
  std::vector<Member> members_;
  int64_t phase_ = 0;  // the greatest of those that advance
  int64_t work_ = 0;
  std::map<uint32_t, std::vector<Touch>> touches_;  // by slot
};

Member Finder::member_of(Kernel kernel) const {
  Member m{std::move(kernel), -1, 1, 0, {}};
  for (const Access& a : m.kernel.accesses) {
    Decomposition d;
    if (!a.write || m.axis >= 0 || !box_of(a, &d)) continue;
    for (int i = 0; i < d.ndim; ++i)
      if (d.axes[i].axis >= 0 && d.axes[i].axis == row_axis(a.buffer) && d.axes[i].step == 1)
        m.axis = i + m.kernel.box->ndim - d.ndim;
  }
  if (m.axis >= 0) m.rows = m.kernel.box->shape[m.axis];
  for (const Access& a : m.kernel.accesses)
    if (a.write) m.touches.push_back({a.buffer, touch_of(m, a)});
  for (const Access& a : m.kernel.accesses)
    if (!a.write) m.touches.push_back({a.buffer, touch_of(m, a)});
  return m;
}

Touch Finder::touch_of(const Member& m, const Access& a) const {
  Touch t{0, 0, 1, false, a.write};
  int row = row_axis(a.buffer);
  if (row < 0) return t;
  Decomposition d;
  if (!box_of(a, &d)) {
    t.hi = list_.slots[a.buffer].base->shape[row];
    return t;
  }
  t.lo = d.origin[row];
  t.hi = t.lo + 1;
  for (int i = 0; i < d.ndim; ++i) {
    const BoxAxis& x = d.axes[i];
    if (x.axis != row) continue;
    int64_t last = x.start + x.step * (x.extent - 1);
    t.lo = std::min(x.start, last);
    t.hi = std::max(x.start, last) + 1;
    t.advances = x.step == 1 && i + m.kernel.box->ndim - d.ndim == m.axis;
  }
  return t;
}

// A kernel that goes along no rows, in parts that may run at different times.
std::vector<Kernel> Finder::taken_apart(const Kernel& k) const {
  std::vector<AccessPlace> places;
  for (const Access& a : k.accesses)
    places.push_back({list_.slots[a.buffer].base, a.offset + list_.slots[a.buffer].origin});
  std::vector<Kernel> out;
  for (Part& part : parts_of(k, places)) out.push_back(std::move(part.kernel));
  if (out.size() == 1) return {k};
  out.back().nodes = k.nodes;
  return out;
}

// Gives the member its lag, and says whether it stays near the others.
bool Finder::join(Member m) {
  // No sooner than the others get there, though it might: what it overwrites could not be shared.
  m.lag = phase_ + m.first_row();
  for (const auto& [slot, touch] : m.touches) {
    auto known = touches_.find(slot);
    if (known == touches_.end()) continue;
    for (const Touch& t : known->second)
      if (t.write || touch.write)
        if (auto least = lag_after(t, members_[t.member], touch)) m.lag = std::max(m.lag, *least);
  }
  int64_t away = m.phase() - phase_;
  if (m.axis >= 0 && !members_.empty() && away > kNearRows && away * row_bytes(m.touches[0].first) > kNear)
    return false;
  for (auto& [slot, touch] : m.touches) {
    touch.member = static_cast<uint32_t>(members_.size());
    touches_[slot].push_back(touch);
  }
  if (m.axis >= 0) phase_ = std::max(phase_, m.phase());
  members_.push_back(std::move(m));
  return true;
}

// Such a kernel may get its storage from the system, all zero, and not run at all.
bool is_fill(const Kernel& k) {
  return k.instrs.size() == 1 && k.instrs[0].nin == 1 && k.instrs[0].in[0].kind == SourceKind::immediate;
}

// Whether a kernel may be part of a wave at all: it goes along rows that are no shorter than calls are worth, or is no longer than
// a row itself.
bool Finder::fits(const Member& m) const {
  if (reduces(m.kernel) || (is_fill(m.kernel) && m.axis >= 0) || m.kernel.box->size == 0 || m.touches.empty())
    return false;
  int64_t row = row_bytes(m.touches[0].first);
  int row_at = row_axis(m.touches[0].first);
  bool only_axis = row_at >= 0 && row_at + 1 == list_.slots[m.touches[0].first].base->ndim;
  if (m.axis >= 0) return only_axis || row >= limits_.row;
  return m.kernel.box->size * static_cast<int64_t>(item_size(m.kernel.accesses[0].dtype)) <= 4 * row;
}

void Finder::add(uint32_t k) {
  if (members_.size() >= kMostMembers || work_ + work_of(kernels_[k]) > kMostWork) close();
  Member whole = member_of(kernels_[k]);
  if (!fits(whole)) {
    close();
    out_.push_back(std::move(kernels_[k]));
    first_ = k + 1;
    return;
  }
  std::vector<Member> parts;
  if (whole.axis >= 0)
    parts.push_back(std::move(whole));
  else
    for (Kernel& part : taken_apart(kernels_[k])) parts.push_back(member_of(std::move(part)));
  auto all_join = [&] { return std::all_of(parts.begin(), parts.end(), [&](const Member& m) { return join(m); }); };
  if (!all_join()) {  // only what goes along rows may stay away from the others, and that is one part
    close();
    all_join();
  }
  ++count_;
  work_ += work_of(kernels_[k]);
}

// Whether at least two members go through large arrays.
bool Finder::worth_it() const {
  int64_t bytes = 0;
  for (const auto& [slot, touches] : touches_) bytes += list_.slots[slot].bytes;
  auto large = std::count_if(members_.begin(), members_.end(), [&](const Member& m) {
    return m.axis >= 0 && m.rows >= limits_.rows && 4 * list_.slots[m.touches[0].first].bytes >= limits_.bytes &&
           m.kernel.box->size * 4 >= list_.slots[m.touches[0].first].base->size;
  });
  return bytes >= limits_.bytes && large >= 2;
}

void Finder::close() {
  PlannedWave made;
  bool worth = worth_it();
  if (worth) share(&made);
  if (worth && fits_memory(made))
    emit(std::move(made));
  else
    for (uint32_t k = first_; k < first_ + count_; ++k) out_.push_back(std::move(kernels_[k]));
  first_ += count_;
  count_ = 0;
  phase_ = work_ = 0;
  members_.clear();
  touches_.clear();
}

// A wave has all of its storages at once, kernels one after the other only those in use. Twice as much is the most.
bool Finder::fits_memory(const PlannedWave& made) const {
  int64_t before = 0, together = 0, now = 0, most = 0;  // bytes
  std::vector<int64_t> begun(count_, 0), ended(count_, 0);
  for (const auto& [slot, touches] : touches_) {
    const Slot& s = list_.slots[slot];
    bool fresh = uses_[slot].first >= first_ && !s.stored;
    (fresh ? together : before) += s.bytes;
    if (fresh) begun[uses_[slot].first - first_] += s.bytes;
    if (!s.held && uses_[slot].last < first_ + count_) ended[uses_[slot].last - first_] += s.bytes;
  }
  for (auto [slot, from] : made.shares) together -= list_.slots[slot].bytes;
  for (uint32_t k = 0; k < count_; ++k) {
    now += begun[k];
    most = std::max(most, now);
    now -= ended[k];
  }
  return before + together <= 2 * (before + most);
}

void Finder::emit(PlannedWave made) {
  made.first = static_cast<uint32_t>(out_.size());
  std::map<uint32_t, uint32_t> storage;  // by slot
  for (auto [slot, from] : made.shares) storage[slot] = storage.count(from) ? storage[from] : from;
  std::map<uint32_t, uint32_t> array;  // by storage
  for (Member& m : members_) {
    WaveMember out{m.axis, m.rows, m.lag, {}};
    for (const auto& [slot, touch] : m.touches) {
      auto [it, fresh] = array.try_emplace(storage.count(slot) ? storage[slot] : slot, array.size());
      if (fresh) made.wave.row_bytes.push_back(row_bytes(slot));
      if (std::find(out.arrays.begin(), out.arrays.end(), it->second) == out.arrays.end())
        out.arrays.push_back(it->second);
    }
    made.wave.members.push_back(std::move(out));
    out_.push_back(std::move(m.kernel));
  }
  waves_.push_back(std::move(made));
}

// Whether a slot may have the storage that others had, in this wave: each row is touched after they are through with it.
bool Finder::may_share(uint32_t slot, const std::vector<uint32_t>& before) const {
  for (uint32_t other : before)
    for (const Touch& earlier : touches_.at(other))
      for (const Touch& later : touches_.at(slot)) {
        if (earlier.member >= later.member) return false;
        auto lag = lag_after(earlier, members_[earlier.member], later);
        if (lag && members_[later.member].lag < *lag) return false;
      }
  return true;
}

void Finder::share(PlannedWave* made) const {
  std::vector<uint32_t> fresh;  // slots that the wave brings into being, by first use
  for (const Member& m : members_)
    for (const auto& [slot, touch] : m.touches)
      if (!list_.slots[slot].stored && uses_[slot].first >= first_ &&
          std::find(fresh.begin(), fresh.end(), slot) == fresh.end())
        fresh.push_back(slot);
  std::vector<std::vector<uint32_t>> chains;  // of slots that have one storage, one after the other
  for (uint32_t slot : fresh) {
    const Slot& s = list_.slots[slot];
    auto chain = std::find_if(chains.begin(), chains.end(), [&](const std::vector<uint32_t>& c) {
      const Slot& last = list_.slots[c.back()];
      return is_inside(c.back()) && !last.held && last.bytes == s.bytes && last.base == s.base && may_share(slot, c);
    });
    if (chain == chains.end()) {
      chains.push_back({slot});
      continue;
    }
    made->shares.push_back({slot, chain->back()});
    chain->push_back(slot);
  }
}

}  // namespace

std::vector<PlannedWave> find_waves(const NodeList& list, Waves waves, std::vector<Kernel>* kernels) {
  if (waves == Waves::none) return {};
  return Finder(list, waves == Waves::all ? kAny : kLarge, kernels).run();
}

}  // namespace lnp
