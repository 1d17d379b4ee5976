#include "library/mask.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "library/items.h"

namespace lnp {
namespace {

constexpr int64_t kChunk = 1 << 14;

typedef uint8_t Bytes __attribute__((vector_size(16)));

// A view of other memory as bools may hold any byte, so bytes are compared with zero, not added up.
int64_t count_chunk(const char* mask, int64_t n) {
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

}  // namespace

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

void true_indices(const char* mask, int ndim, const int64_t* shape, int64_t* const* indices, Parallel& workers) {
  int64_t n = 1;
  for (int d = 0; d < ndim; ++d) n *= shape[d];
  for_each_chunk(mask, n, workers, [&](int64_t begin, int64_t end, int64_t first, int64_t stop) {
    int64_t* flat = indices[ndim - 1];
    for (int64_t i = begin, at = first; i < end && at < stop; ++i) {
      flat[at] = i;
      at += mask[i] != 0;
    }
    for (int64_t k = first; k < stop && ndim > 1; ++k) {
      int64_t rest = flat[k];
      for (int d = ndim - 1; d > 0; --d) {
        int64_t above = rest / shape[d];
        indices[d][k] = rest - above * shape[d];
        rest = above;
      }
      indices[0][k] = rest;
    }
  });
}

}  // namespace lnp
