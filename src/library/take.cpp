#include "library/take.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <numeric>
#include <vector>

#include "core/items.h"

namespace lnp {
namespace {

constexpr int64_t kWorth = 1 << 15;  // elements from which several threads pay

// An index counted from the start, or -1.
template <OutOfRange mode>
int64_t settled(int64_t index, int64_t extent) {
  if (static_cast<uint64_t>(index) < static_cast<uint64_t>(extent)) return index;
  if constexpr (mode == OutOfRange::clip) return index < 0 ? 0 : extent - 1;
  if constexpr (mode == OutOfRange::wrap) {
    int64_t rest = index % extent;
    return rest < 0 ? rest + extent : rest;
  }
  index += index < 0 ? extent : 0;
  return static_cast<uint64_t>(index) < static_cast<uint64_t>(extent) ? index : -1;
}

// Positions [begin, end) of one line of elements; gives where it stopped.
template <OutOfRange mode, class T>
int64_t take_elements(const T* from, int64_t extent, const int64_t* index, int64_t begin, int64_t end, T* out) {
  for (int64_t i = begin; i < end; ++i) {
    int64_t at = settled<mode>(index[i], extent);
    if (mode == OutOfRange::raise && at < 0) return i;
    out[i] = from[at];
  }
  return end;
}

template <OutOfRange mode>
int64_t take_runs(const char* from, int64_t extent, size_t bytes, const int64_t* index, int64_t begin, int64_t end,
                  char* out) {
  for (int64_t i = begin; i < end; ++i) {
    int64_t at = settled<mode>(index[i], extent);
    if (mode == OutOfRange::raise && at < 0) return i;
    std::memcpy(out + static_cast<size_t>(i) * bytes, from + static_cast<size_t>(at) * bytes, bytes);
  }
  return end;
}

template <OutOfRange mode>
bool take_all(const Runs& r, const int64_t* index, int64_t n, char* out, IndexFault* fault, Parallel& workers) {
  std::atomic<int64_t> first_bad{n};
  size_t bytes = static_cast<size_t>(r.run) * r.item;
  auto line = [&](int64_t o, int64_t begin, int64_t end) {
    const char* from = r.from + static_cast<size_t>(o * r.extent) * bytes;
    char* to = out + static_cast<size_t>(o * n) * bytes;
    int64_t stop = end;
    if (r.run == 1)
      with_item(r.item, [&](auto type) {
        using T = decltype(type);
        stop = take_elements<mode>(reinterpret_cast<const T*>(from), r.extent, index, begin, end,
                                   reinterpret_cast<T*>(to));
      });
    else
      stop = take_runs<mode>(from, r.extent, bytes, index, begin, end, to);
    for (int64_t seen = first_bad; stop < end && stop < seen && !first_bad.compare_exchange_weak(seen, stop);) {
    }
  };
  // Pieces are of indices where there are many of them, else of lines.
  bool by_index = r.outer < workers.threads();
  int64_t each = std::max<int64_t>(1, by_index ? r.run : r.run * n);
  parallel_for(workers, by_index ? n : r.outer, std::max<int64_t>(2, kWorth / each), [&](int64_t begin, int64_t end) {
    for (int64_t o = by_index ? 0 : begin; o < (by_index ? r.outer : end); ++o)
      line(o, by_index ? begin : 0, by_index ? end : n);
  });
  if (first_bad == n) return true;
  *fault = {index[first_bad], r.extent};
  return false;
}

template <class T>
void repeat_elements(const T* from, int64_t begin, int64_t end, const int64_t* counts, bool same, T* to) {
  if (same && *counts == 2) {
    for (int64_t i = begin; i < end; ++i, to += 2) to[0] = to[1] = from[i];
    return;
  }
  if (same && *counts == 3) {
    for (int64_t i = begin; i < end; ++i, to += 3) to[0] = to[1] = to[2] = from[i];
    return;
  }
  // Without a branch for the first copies, which some later ones may replace.
  constexpr int64_t kFirst = 4;
  int64_t left = 0, i = begin;
  for (int64_t k = begin; k < end; ++k) left += counts[same ? 0 : k];
  for (T* last = to + left - kFirst; i < end && to <= last; ++i) {
    T x = from[i];
    for (int64_t k = 0; k < kFirst; ++k) to[k] = x;
    int64_t count = counts[same ? 0 : i];
    for (int64_t k = kFirst; k < count; ++k) to[k] = x;
    to += count;
  }
  for (; i < end; ++i) to = std::fill_n(to, counts[same ? 0 : i], from[i]);
}

void repeat_runs(const char* from, size_t bytes, int64_t begin, int64_t end, const int64_t* counts, bool same,
                 char* to) {
  for (int64_t i = begin; i < end; ++i)
    for (int64_t k = counts[same ? 0 : i]; k > 0; --k, to += bytes)
      std::memcpy(to, from + static_cast<size_t>(i) * bytes, bytes);
}

}  // namespace

bool take(const Runs& runs, const int64_t* index, int64_t n, OutOfRange mode, char* out, IndexFault* fault,
          Parallel& workers) {
  auto take_in_mode = mode == OutOfRange::raise  ? take_all<OutOfRange::raise>
                      : mode == OutOfRange::clip ? take_all<OutOfRange::clip>
                                                 : take_all<OutOfRange::wrap>;
  return take_in_mode(runs, index, n, out, fault, workers);
}

void repeat(const Runs& r, const int64_t* counts, bool same, char* out, Parallel& workers) {
  // Where the copies of each run of a line begin, if they are not equally many.
  std::vector<int64_t> starts;
  if (!same) {
    starts.resize(static_cast<size_t>(r.extent) + 1);
    std::partial_sum(counts, counts + r.extent, starts.begin() + 1);
  }
  int64_t total = same ? r.extent * *counts : starts.back();
  size_t bytes = static_cast<size_t>(r.run) * r.item;
  auto part = [&](int64_t o, int64_t begin, int64_t end) {
    int64_t at = o * total + (same ? begin * *counts : starts[static_cast<size_t>(begin)]);
    const char* from = r.from + static_cast<size_t>(o * r.extent) * bytes;
    char* to = out + static_cast<size_t>(at) * bytes;
    if (r.run > 1) return repeat_runs(from, bytes, begin, end, counts, same, to);
    with_item(r.item, [&](auto type) {
      using T = decltype(type);
      repeat_elements(reinterpret_cast<const T*>(from), begin, end, counts, same, reinterpret_cast<T*>(to));
    });
  };
  bool by_index = r.outer < workers.threads();
  int64_t each = std::max<int64_t>(1, (by_index ? 1 : r.extent) * r.run);
  parallel_for(workers, by_index ? r.extent : r.outer, std::max<int64_t>(2, kWorth / each),
               [&](int64_t begin, int64_t end) {
                 for (int64_t o = by_index ? 0 : begin; o < (by_index ? r.outer : end); ++o)
                   part(o, by_index ? begin : 0, by_index ? end : r.extent);
               });
}

}  // namespace lnp
