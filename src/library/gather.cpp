#include "library/gather.h"

#include <algorithm>
#include <atomic>
#include <cstring>
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

bool add_offsets(const int64_t* index, int64_t n, int64_t extent, int64_t stride, int64_t* offsets, IndexFault* fault,
                 Parallel& workers) {
  auto add = [](const int64_t* from, int64_t i, int64_t end, int64_t size, int64_t step, int64_t* to) {
    for (; i < end; ++i) {
      uint64_t at = settled(from[i], size);
      if (at >= static_cast<uint64_t>(size)) return i;
      to[i] += static_cast<int64_t>(at) * step;
    }
    return end;
  };
  return unless_out_of_range(index, n, extent, fault, workers, [&](int64_t begin, int64_t end, auto fail) {
    int64_t bad = add(index, begin, end, extent, stride, offsets);
    if (bad < end) fail(bad);
  });
}

void gather(const char* base, const int64_t* offsets, int64_t n, const Layout* inner, size_t item, char* out,
            Parallel& workers) {
  int64_t run = inner->size;
  if (run == 0) return;
  if (inner->contiguous(item) && run > 1) {
    size_t bytes = static_cast<size_t>(run) * item;
    parallel_for(workers, n, std::max<int64_t>(2, kWorth / run), [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) std::memcpy(out + static_cast<size_t>(i) * bytes, base + offsets[i], bytes);
    });
    return;
  }
  std::vector<int64_t> within = inner_offsets(inner);
  with_item(item, [&](auto type) {
    using T = decltype(type);
    parallel_for(workers, n, std::max<int64_t>(2, kWorth / run), [&](int64_t begin, int64_t end) {
      // Some of each run at a time, which may be far apart: others are beside them.
      constexpr int64_t kTogether = 64 / sizeof(T);
      for (int64_t first = 0; first < run; first += kTogether)
        for (int64_t i = begin; i < end; ++i) {
          T* dst = reinterpret_cast<T*>(out) + i * run;
          for (int64_t k = first; k < std::min(run, first + kTogether); ++k)
            std::memcpy(dst + k, base + offsets[i] + within[static_cast<size_t>(k)], sizeof(T));
        }
    });
  });
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
