#include "library/segments.h"

#include <xmmintrin.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstring>

#include "library/lanes.h"

namespace lnp {
namespace {

constexpr int64_t kWorth = 1 << 14;  // elements from which several threads pay
constexpr int64_t kSideBySide = 16;
constexpr unsigned kCounted = 0x1d;  // of MXCSR: invalid, divide by zero, overflow, underflow

// One run of elements, `step` bytes apart.
struct Run {
  char* out;
  const char* in;
  int64_t n, step;
};

// The first element plus the pairwise sum of the others. The sum of others that are all -0.0 is not 0.0, as the loop has it.
template <class T>
void add_first(const Run& run, int parts) {
  for (int k = 0; k < parts; ++k) {
    auto part = [&](int64_t i) { return reinterpret_cast<const T*>(run.in + i * run.step)[k]; };
    auto negative_zero = [](T x) { return x == 0 && std::signbit(x); };
    T* out = reinterpret_cast<T*>(run.out) + k;
    int64_t i = 0;
    while (i < run.n && negative_zero(part(i))) ++i;
    *out = i == run.n ? part(0) : part(0) + *out;
  }
}

void reduce_run(const Loop& loop, const Run& run) {
  bool pairwise = loop.grouping == Grouping::pairwise;
  if (run.n == 1) {
    std::memcpy(run.out, run.in, item_size(loop.out));
    return;
  }
  loop.reduce(run.out, pairwise ? run.in + run.step : run.in, pairwise ? run.n - 1 : run.n, run.step);
  if (!pairwise) return;
  int parts = kind(loop.out) == Kind::complex ? 2 : 1;
  loop.out == DType::f32 || loop.out == DType::c64 ? add_first<float>(run, parts) : add_first<double>(run, parts);
}

}  // namespace

uint8_t reduce_segments(const Loop& loop, const View& out, const View& in, int axis, const int64_t* starts,
                        Parallel& workers) {
  int64_t count = out.layout->shape[axis], extent = in.layout->shape[axis];
  int64_t out_step = out.layout->strides[axis], in_step = in.layout->strides[axis];
  if (out.layout->size == 0) return 0;
  std::atomic<uint8_t> raised{0};
  const Lanes to(out.layout, axis), from(in.layout, axis);
  // Lanes that lie side by side share lines of the cache: some of them are reduced segment by segment.
  int64_t blocks = (from.cols + kSideBySide - 1) / kSideBySide;
  int64_t pieces = from.rows * blocks * count, worth = in.layout->size < kWorth ? pieces + 1 : 2;
  parallel_for(workers, pieces, worth, [&](int64_t begin, int64_t end) {
    _mm_setcsr(_mm_getcsr() & ~0x3fu);
    for (int64_t at = begin; at < end;) {
      int64_t row = at / count / blocks, col = at / count % blocks * kSideBySide, s = at % count;
      int64_t cols = std::min(kSideBySide, from.cols - col), stop = std::min(count, s + end - at);
      char* result = out.data() + to.row(row) + col * to.col_step;
      const char* first = in.data() + from.row(row) + col * from.col_step;
      for (at += stop - s; s < stop; ++s) {
        int64_t n = (s + 1 < count ? starts[s + 1] : extent) - starts[s];
        Run run{result + s * out_step, first + starts[s] * in_step, std::max<int64_t>(1, n), in_step};
        for (int64_t c = 0; c < cols; ++c, run.out += to.col_step, run.in += from.col_step) reduce_run(loop, run);
      }
    }
    raised.fetch_or(static_cast<uint8_t>(_mm_getcsr() & kCounted));
  });
  return raised;
}

}  // namespace lnp
