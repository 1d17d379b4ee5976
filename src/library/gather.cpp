#include "library/gather.h"

#include <algorithm>
#include <atomic>
#include <cstring>

namespace lnp {
namespace {

constexpr int64_t kWorth = 1 << 15;  // elements from which several threads pay
constexpr int64_t kChunk = 1 << 14;

struct Pair {
  uint64_t half[2];
};

// Calls f with a value of the unsigned type that is `item` bytes wide.
template <class F>
void with_item(size_t item, F f) {
  switch (item) {
    case 1: return f(uint8_t{});
    case 2: return f(uint16_t{});
    case 4: return f(uint32_t{});
    case 8: return f(uint64_t{});
    default: return f(Pair{});
  }
}

int64_t count_chunk(const char* mask, int64_t n) {
  int64_t count = 0;
  for (int64_t i = 0; i < n; ++i) count += mask[i] != 0;
  return count;
}

// Where each chunk's true elements go.
std::vector<int64_t> chunk_starts(const char* mask, int64_t n, Parallel& workers) {
  int64_t chunks = (n + kChunk - 1) / kChunk;
  std::vector<int64_t> starts(static_cast<size_t>(chunks) + 1, 0);
  parallel_for(workers, chunks, 2, [&](int64_t begin, int64_t end) {
    for (int64_t c = begin; c < end; ++c)
      starts[static_cast<size_t>(c) + 1] = count_chunk(mask + c * kChunk, std::min(kChunk, n - c * kChunk));
  });
  for (size_t c = 1; c < starts.size(); ++c) starts[c] += starts[c - 1];
  return starts;
}

template <class Body>
void for_each_chunk(const char* mask, int64_t n, Parallel& workers, Body body) {
  std::vector<int64_t> starts = chunk_starts(mask, n, workers);
  parallel_for(workers, static_cast<int64_t>(starts.size()) - 1, 2, [&](int64_t begin, int64_t end) {
    for (int64_t c = begin; c < end; ++c)
      body(c * kChunk, std::min(n, (c + 1) * kChunk), starts[static_cast<size_t>(c)], starts[static_cast<size_t>(c) + 1]);
  });
}

// Byte offsets of the elements of `inner`, relative to its first.
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

}  // namespace

bool add_offsets(const int64_t* index, int64_t n, int64_t extent, int64_t stride, int64_t* offsets, IndexFault* fault,
                 Parallel& workers) {
  std::atomic<int64_t> first_bad{n};
  parallel_for(workers, n, kWorth, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      int64_t x = index[i];
      if (x < -extent || x >= extent) {
        int64_t seen = first_bad.load();
        while (i < seen && !first_bad.compare_exchange_weak(seen, i)) {
        }
        return;
      }
      offsets[i] += (x < 0 ? x + extent : x) * stride;
    }
  });
  if (first_bad == n) return true;
  fault->index = index[first_bad];
  fault->extent = extent;
  return false;
}

int64_t count_true(const char* mask, int64_t n, Parallel& workers) { return chunk_starts(mask, n, workers).back(); }

void compress(const char* mask, const char* from, int64_t n, size_t item, char* out, Parallel& workers) {
  with_item(item, [&](auto type) {
    using T = decltype(type);
    for_each_chunk(mask, n, workers, [&](int64_t begin, int64_t end, int64_t at, int64_t stop) {
      const T* src = reinterpret_cast<const T*>(from);
      T* dst = reinterpret_cast<T*>(out);
      // Every element is written and the position moves on for true ones only; the last place is guarded by `stop`.
      for (int64_t i = begin; i < end && at < stop; ++i) {
        dst[at] = src[i];
        at += mask[i] != 0;
      }
    });
  });
}

void true_positions(const char* mask, int64_t n, int64_t* out, Parallel& workers) {
  for_each_chunk(mask, n, workers, [&](int64_t begin, int64_t end, int64_t at, int64_t stop) {
    for (int64_t i = begin; i < end && at < stop; ++i) {
      out[at] = i;
      at += mask[i] != 0;
    }
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
      T* dst = reinterpret_cast<T*>(out) + begin * run;
      for (int64_t i = begin; i < end; ++i)
        for (int64_t w : within) std::memcpy(dst++, base + offsets[i] + w, sizeof(T));
    });
  });
}

void scatter(char* base, const int64_t* offsets, int64_t n, const Layout* inner, size_t item, const char* values) {
  std::vector<int64_t> within = inner_offsets(inner);
  with_item(item, [&](auto type) {
    using T = decltype(type);
    const T* src = reinterpret_cast<const T*>(values);
    for (int64_t i = 0; i < n; ++i)
      for (int64_t w : within) std::memcpy(base + offsets[i] + w, src++, sizeof(T));
  });
}

}  // namespace lnp
