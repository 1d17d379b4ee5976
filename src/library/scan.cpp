#include "library/scan.h"

#include <xmmintrin.h>

#include <algorithm>
#include <atomic>
#include <vector>

namespace lnp {
namespace {

constexpr int64_t kWorth = 1 << 14;
constexpr unsigned kCounted = 0x1d;  // of MXCSR: invalid, divide by zero, overflow, underflow

}  // namespace

uint8_t scan(const Loop& loop, const View& out, const View& in, int axis, Parallel& workers) {
  const Layout *lo = out.layout, *li = in.layout;
  int64_t n = lo->shape[axis];
  if (lo->size == 0) return 0;
  std::atomic<uint8_t> raised{0};
  std::vector<int> rest;
  int64_t lanes = 1;
  for (int d = 0; d < lo->ndim; ++d)
    if (d != axis) {
      rest.push_back(d);
      lanes *= lo->shape[d];
    }
  parallel_for(workers, lanes, std::max<int64_t>(2, kWorth / n), [&](int64_t begin, int64_t end) {
    _mm_setcsr(_mm_getcsr() & ~0x3fu);
    for (int64_t lane = begin; lane < end; ++lane) {
      char* o = out.data();
      const char* i = in.data();
      int64_t at = lane;
      for (size_t k = rest.size(); k-- > 0;) {
        int64_t extent = lo->shape[rest[k]];
        o += at % extent * lo->strides[rest[k]];
        i += at % extent * li->strides[rest[k]];
        at /= extent;
      }
      loop.scan(o, i, n, lo->strides[axis], li->strides[axis]);
    }
    raised.fetch_or(static_cast<uint8_t>(_mm_getcsr() & kCounted));
  });
  return raised;
}

}  // namespace lnp
