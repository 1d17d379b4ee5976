#include "library/gather.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <utility>
#include <vector>

#include "core/items.h"

namespace lnp {
namespace {

constexpr int64_t kWorth = 1 << 15;  // elements from which several threads pay

// Calls f(begin, end, fail) on pieces of [0, n); a piece that meets an index that does not fit calls fail(its position)
// and stops. False, with the first of them in `fault`, if there was one.
template <class F>
bool unless_out_of_range(const int64_t* index, int64_t n, int64_t extent, IndexFault* fault, Parallel& workers, F f) {
  std::atomic<int64_t> first_bad{n};
  auto fail = [&](int64_t i) {
    int64_t seen = first_bad.load();
    while (i < seen && !first_bad.compare_exchange_weak(seen, i)) {
    }
  };
  parallel_for(workers, n, kWorth, [&](int64_t begin, int64_t end) { f(begin, end, fail); });
  if (first_bad == n) return true;
  *fault = {index[first_bad], extent};
  return false;
}

// An index counted from the start; not below `extent` if it does not fit.
uint64_t settled(int64_t index, int64_t extent) {
  return static_cast<uint64_t>(index) + static_cast<uint64_t>(index < 0 ? extent : 0);
}

// Elements [begin, end) of a gather, as far as their indices fit: up to which.
template <class T, bool kDense>
int64_t take(const Axis& from, const int64_t* index, int64_t begin, int64_t end, T* out) {
  const auto [base, extent, stride] = from;  // not in memory, which the elements written could be
  const T* first = reinterpret_cast<const T*>(base);
  for (int64_t i = begin; i < end; ++i) {
    uint64_t at = settled(index[i], extent);
    if (at >= static_cast<uint64_t>(extent)) return i;
    out[i] = kDense ? first[at] : *reinterpret_cast<const T*>(base + static_cast<int64_t>(at) * stride);
  }
  return end;
}

// Adds the offsets of n indices, or of one for all of them; false where one is out of range.
bool add_places(const IndexArray& a, const int64_t* index, int64_t n, int64_t* out) {
  bool fit = true;
  for (int64_t i = 0; i < n; ++i) {
    uint64_t at = settled(index[i], a.extent);
    fit &= at < static_cast<uint64_t>(a.extent);
    out[i] += static_cast<int64_t>(at) * a.stride;
  }
  return fit;
}

bool add_place(const IndexArray& a, int64_t index, int64_t n, int64_t* out) {
  uint64_t at = settled(index, a.extent);
  for (int64_t i = 0; i < n; ++i) out[i] += static_cast<int64_t>(at) * a.stride;
  return at < static_cast<uint64_t>(a.extent);
}

// The elements `within` each of n places, one place after the other.
template <class T>
void gather_elements(const char* base, const int64_t* offsets, int64_t n, const std::vector<int64_t>& within, T* out) {
  if (within.size() == 1) {
    for (int64_t i = 0; i < n; ++i) std::memcpy(out + i, base + offsets[i] + within[0], sizeof(T));
    return;
  }
  // Some of each place at a time, which may be far apart: others are beside them.
  constexpr size_t kTogether = 64 / sizeof(T);
  for (size_t first = 0; first < within.size(); first += kTogether)
    for (int64_t i = 0; i < n; ++i) {
      T* to = out + static_cast<size_t>(i) * within.size();
      for (size_t k = first; k < std::min(within.size(), first + kTogether); ++k)
        std::memcpy(to + k, base + offsets[i] + within[k], sizeof(T));
    }
}

}  // namespace

std::vector<int64_t> inner_offsets(const Layout* inner) {
  std::vector<int64_t> offsets{0};
  for (int d = 0; d < inner->ndim; ++d) {
    std::vector<int64_t> next;
    next.reserve(offsets.size() * static_cast<size_t>(inner->shape[d]));
    for (int64_t o : offsets)
      for (int64_t i = 0; i < inner->shape[d]; ++i) next.push_back(o + i * inner->strides[d]);
    offsets.swap(next);
  }
  return offsets;
}

bool check_indices(const int64_t* index, int64_t n, int64_t extent, IndexFault* fault, Parallel& workers) {
  return unless_out_of_range(index, n, extent, fault, workers, [=](int64_t begin, int64_t end, auto fail) {
    for (int64_t i = begin; i < end; ++i)
      if (settled(index[i], extent) >= static_cast<uint64_t>(extent)) return fail(i);
  });
}

bool gather_one(const Axis& from, const int64_t* index, int64_t n, size_t item, char* out, IndexFault* fault,
                Parallel& workers) {
  bool ok = false;
  with_item(item, [&](auto type) {
    using T = decltype(type);
    ok = unless_out_of_range(index, n, from.extent, fault, workers, [&](int64_t begin, int64_t end, auto fail) {
      int64_t bad = from.stride == sizeof(T) ? take<T, true>(from, index, begin, end, reinterpret_cast<T*>(out))
                                             : take<T, false>(from, index, begin, end, reinterpret_cast<T*>(out));
      if (bad < end) fail(bad);
    });
  });
  return ok;
}

void scatter_one(const Axis& to, const int64_t* index, int64_t n, size_t item, const char* values, bool one_value) {
  const auto [base, extent, stride] = to;
  with_item(item, [=](auto type) {
    using T = decltype(type);
    const T* value = reinterpret_cast<const T*>(values);
    for (int64_t i = 0; i < n; ++i, value += !one_value)
      *reinterpret_cast<T*>(base + static_cast<int64_t>(settled(index[i], extent)) * stride) = *value;
  });
}

Places::Places(int ndim, const int64_t* shape, std::vector<IndexArray> arrays)
    : shape_(shape, shape + ndim), arrays_(std::move(arrays)), count_(1) {
  for (int64_t extent : shape_) count_ *= extent;
  if (shape_.empty()) shape_.push_back(1);
  join_axes();
}

// The last axis and those before it become one, as long as all arrays go on alike.
void Places::join_axes() {
  while (shape_.size() > 1) {
    size_t last = shape_.size() - 1;
    auto goes_on = [&](const IndexArray& a) { return a.steps[last - 1] == a.steps[last] * shape_[last]; };
    if (!std::all_of(arrays_.begin(), arrays_.end(), goes_on)) return;
    for (IndexArray& a : arrays_) a.steps[last - 1] = a.steps[last];
    shape_[last - 1] *= shape_[last];
    shape_.pop_back();
  }
}

bool Places::offsets(int64_t begin, int64_t end, int64_t* out) const {
  const size_t last = shape_.size() - 1;
  while (begin < end) {
    int64_t row = begin / shape_[last], column = begin % shape_[last], n = std::min(shape_[last] - column, end - begin);
    std::fill_n(out, n, 0);
    for (const IndexArray& a : arrays_) {
      const int64_t* from = a.index + column * a.steps[last];
      for (size_t d = last, rest = static_cast<size_t>(row); d-- > 0; rest /= static_cast<size_t>(shape_[d]))
        from += static_cast<int64_t>(rest % static_cast<size_t>(shape_[d])) * a.steps[d];
      if (!(a.steps[last] ? add_places(a, from, n, out) : add_place(a, *from, n, out))) return false;
    }
    begin += n;
    out += n;
  }
  return true;
}

bool Places::offsets(int64_t* out, Parallel& workers) const {
  std::atomic<bool> fit{true};
  parallel_for(workers, count_, kWorth, [&](int64_t begin, int64_t end) {
    if (!offsets(begin, end, out + begin)) fit = false;
  });
  return fit;
}

bool gather(const char* base, const Places& places, const Layout* inner, size_t item, char* out, Parallel& workers) {
  const int64_t run = inner->size;
  const size_t bytes = static_cast<size_t>(run) * item;
  const bool whole = inner->contiguous(item) && run > 1;
  const std::vector<int64_t> within = whole ? std::vector<int64_t>{} : inner_offsets(inner);
  std::atomic<bool> fit{true};
  parallel_for(workers, places.count(), std::max<int64_t>(2, kWorth / std::max<int64_t>(1, run)),
               [&](int64_t begin, int64_t end) {
                 constexpr int64_t kSome = 1024;
                 int64_t offsets[kSome];
                 for (; begin < end; begin += kSome) {
                   int64_t n = std::min(kSome, end - begin);
                   if (!places.offsets(begin, begin + n, offsets)) fit = false;
                   if (!fit) return;
                   char* to = out + static_cast<size_t>(begin) * bytes;
                   if (whole)
                     for (int64_t i = 0; i < n; ++i)
                       std::memcpy(to + static_cast<size_t>(i) * bytes, base + offsets[i], bytes);
                   else
                     with_item(item, [&](auto type) {
                       gather_elements(base, offsets, n, within, reinterpret_cast<decltype(type)*>(to));
                     });
                 }
               });
  return fit;
}

void scatter(char* base, const int64_t* offsets, int64_t n, const Layout* inner, size_t item, const char* values) {
  if (inner->contiguous(item) && inner->size > 1) {
    size_t bytes = static_cast<size_t>(inner->size) * item;
    for (int64_t i = 0; i < n; ++i, values += bytes) std::memcpy(base + offsets[i], values, bytes);
    return;
  }
  std::vector<int64_t> within = inner_offsets(inner);
  with_item(item, [&](auto type) {
    using T = decltype(type);
    const T* src = reinterpret_cast<const T*>(values);
    for (int64_t i = 0; i < n; ++i)
      for (int64_t w : within) std::memcpy(base + offsets[i] + w, src++, sizeof(T));
  });
}

}  // namespace lnp
