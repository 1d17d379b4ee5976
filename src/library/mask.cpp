#include "library/mask.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <vector>

#include "core/items.h"
#include "core/layout.h"
#include "library/simd.h"
#include "library/simd_mask.h"

namespace lnp {
namespace {

constexpr int64_t kChunk = 1 << 14;

typedef uint8_t Bytes __attribute__((vector_size(16)));

bool has_vectors(size_t item) { return has_avx2() && item >= 4; }

// A view of other memory as bools may hold any byte, so bytes are compared with zero, not added up.
int64_t count_chunk(const char* mask, int64_t n) {
  if (has_vectors(sizeof(int64_t))) return simd_count_nonzero(reinterpret_cast<const uint8_t*>(mask), n);
  constexpr int64_t kWidth = sizeof(Bytes), kRounds = 255;  // more could overflow a byte
  int64_t count = 0, i = 0;
  while (i + kWidth <= n) {
    Bytes sums{};
    for (int64_t stop = std::min(n - kWidth, i + (kRounds - 1) * kWidth); i <= stop; i += kWidth) {
      Bytes m;
      std::memcpy(&m, mask + i, sizeof m);
      sums -= reinterpret_cast<Bytes>(m != 0);  // a comparison gives 255, which is -1, where it holds
    }
    for (int64_t j = 0; j < kWidth; ++j) count += sums[j];
  }
  for (; i < n; ++i) count += mask[i] != 0;
  return count;
}

// Where each chunk's true elements go.
std::vector<int64_t> chunk_starts(const char* mask, int64_t n, Parallel& workers) {
  int64_t chunks = (n + kChunk - 1) / kChunk;
  std::vector<int64_t> starts(static_cast<size_t>(chunks) + 1, 0);
  parallel_for(workers, chunks, 64, [&](int64_t begin, int64_t end) {
    for (int64_t c = begin; c < end; ++c)
      starts[static_cast<size_t>(c) + 1] = count_chunk(mask + c * kChunk, std::min(kChunk, n - c * kChunk));
  });
  for (size_t c = 1; c < starts.size(); ++c) starts[c] += starts[c - 1];
  return starts;
}

// body(begin, end, at, stop) for pieces of the mask: true elements of [begin, end) have numbers from `at` to `stop`.
template <class Body>
void for_each_chunk(const char* mask, int64_t n, Parallel& workers, Body body) {
  std::vector<int64_t> starts = chunk_starts(mask, n, workers);
  parallel_for(workers, static_cast<int64_t>(starts.size()) - 1, 2, [&](int64_t begin, int64_t end) {
    for (int64_t c = begin; c < end; ++c)
      body(c * kChunk, std::min(n, (c + 1) * kChunk), starts[static_cast<size_t>(c)],
           starts[static_cast<size_t>(c) + 1]);
  });
}

// As far as there are vectors for it, groups(place, end, stop) follows a chunk. For the rest, masks of real programs
// come in runs: groups of eight elements that are all true are handed to whole(first, at), the elements of mixed ones to
// one(i, at, chosen), `at` being the number of the true element that comes next.
template <class Groups, class Whole, class One>
void for_each_group(const char* mask, int64_t n, size_t item, Parallel& workers, Groups groups, Whole whole, One one) {
  for_each_chunk(mask, n, workers, [&](int64_t begin, int64_t end, int64_t first, int64_t stop) {
    MaskPlace place{begin, first};
    if (has_vectors(item)) place = groups(place, end, stop);
    auto [i, at] = place;
    auto one_by_one = [&](int64_t from, int64_t last) {
      for (int64_t k = from; k < last && at < stop; ++k) {
        bool chosen = mask[k] != 0;
        one(k, at, chosen);
        at += chosen;
      }
    };
    for (; i + kMaskGroup <= end && at < stop; i += kMaskGroup) {
      uint64_t group;
      std::memcpy(&group, mask + i, kMaskGroup);
      if (group == 0) continue;
      if (group == 0x0101010101010101ull) {
        whole(i, at);
        at += kMaskGroup;
      } else {
        one_by_one(i, i + kMaskGroup);
      }
    }
    one_by_one(i, end);
  });
}

// In vectors: of a memcpy of as many bytes the compiler makes an instruction that takes long to begin.
template <class T>
void copy_group(T* to, const T* from) {
  constexpr size_t kBytes = sizeof(T) * kMaskGroup, kPart = std::min(kBytes, sizeof(Bytes));
  for (size_t at = 0; at < kBytes; at += kPart)
    std::memcpy(reinterpret_cast<char*>(to) + at, reinterpret_cast<const char*>(from) + at, kPart);
}

}  // namespace

int64_t count_true(const char* mask, int64_t n, Parallel& workers) { return chunk_starts(mask, n, workers).back(); }

namespace {

template <class T>
int64_t count_nonzero_type(const char* from, int64_t n, Parallel& workers) {
  constexpr int64_t kWorth = 1 << 16;
  std::atomic<int64_t> count{0};
  parallel_for(workers, n, kWorth, [&](int64_t begin, int64_t end) {
    count += simd_count_nonzero(reinterpret_cast<const T*>(from) + begin, end - begin);
  });
  return count;
}

}  // namespace

bool counts_nonzero(DType t) {
  return item_size(t) == 1 || (has_vectors(sizeof(int64_t)) && t != DType::f16 && kind(t) != Kind::complex);
}

int64_t count_nonzero(DType t, const char* from, int64_t n, Parallel& workers) {
  if (item_size(t) == 1) return count_true(from, n, workers);
  if (t == DType::f32) return count_nonzero_type<float>(from, n, workers);
  if (t == DType::f64) return count_nonzero_type<double>(from, n, workers);
  if (item_size(t) == 2) return count_nonzero_type<uint16_t>(from, n, workers);
  if (item_size(t) == 4) return count_nonzero_type<uint32_t>(from, n, workers);
  return count_nonzero_type<uint64_t>(from, n, workers);
}

void compress(const char* mask, const char* from, int64_t n, size_t item, char* out, Parallel& workers) {
  with_item(item, [&](auto type) {
    using T = decltype(type);
    const T* src = reinterpret_cast<const T*>(from);
    T* dst = reinterpret_cast<T*>(out);
    // Without a branch: a place is written until the true element comes that belongs there.
    for_each_group(
        mask, n, item, workers,
        [=](MaskPlace p, int64_t end, int64_t stop) { return compress_groups(mask, from, item, out, p, end, stop); },
        [=](int64_t i, int64_t at) { copy_group(dst + at, src + i); },
        [=](int64_t i, int64_t at, bool) { dst[at] = src[i]; });
  });
}

void expand(const char* mask, const char* values, int64_t n, size_t item, char* out, Parallel& workers) {
  with_item(item, [&](auto type) {
    using T = decltype(type);
    const T* src = reinterpret_cast<const T*>(values);
    T* dst = reinterpret_cast<T*>(out);
    // Without a branch: elements that are not chosen are written with what they hold.
    for_each_group(
        mask, n, item, workers,
        [=](MaskPlace p, int64_t end, int64_t stop) { return expand_groups(mask, values, item, out, p, end, stop); },
        [=](int64_t i, int64_t at) { copy_group(dst + i, src + at); },
        [=](int64_t i, int64_t at, bool chosen) { dst[i] = chosen ? src[at] : dst[i]; });
  });
}

namespace {

// What stands in the last axis' indices as positions in all elements becomes indices along each axis; they ascend, so that
// most are in the row of the one before.
void unravel(int ndim, const int64_t* shape, int64_t* const* indices, int64_t begin, int64_t end) {
  const int64_t last = ndim - 1, cols = shape[last];
  int64_t row = 0, row_begin = 0, row_end = 0, at[kMaxDims] = {};
  for (int64_t k = begin; k < end; ++k) {
    int64_t flat = indices[last][k];
    if (flat >= row_end) {
      row = flat / cols;
      row_begin = row * cols;
      row_end = row_begin + cols;
      for (int64_t d = last - 1, rest = row; d >= 0; --d) {
        at[d] = d > 0 ? rest % shape[d] : rest;
        rest /= shape[d];
      }
    }
    indices[last][k] = flat - row_begin;
    for (int64_t d = 0; d < last; ++d) indices[d][k] = at[d];
  }
}

}  // namespace

void true_indices(const char* mask, int ndim, const int64_t* shape, int64_t* const* indices, Parallel& workers) {
  int64_t n = 1;
  for (int d = 0; d < ndim; ++d) n *= shape[d];
  for_each_chunk(mask, n, workers, [&](int64_t begin, int64_t end, int64_t first, int64_t stop) {
    int64_t* flat = indices[ndim - 1];
    MaskPlace place{begin, first};
    if (has_vectors(sizeof(int64_t))) place = position_groups(mask, flat, place, end, stop);
    for (auto [i, at] = place; i < end && at < stop; ++i) {
      flat[at] = i;
      at += mask[i] != 0;
    }
    if (ndim > 1) unravel(ndim, shape, indices, first, stop);
  });
}

}  // namespace lnp
