#include "library/scan.h"

#include <xmmintrin.h>

#include <algorithm>
#include <atomic>

#include "library/lanes.h"

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
  const Lanes to(lo, axis), from(li, axis);
  parallel_for(workers, to.count(), std::max<int64_t>(2, kWorth / n), [&](int64_t begin, int64_t end) {
    _mm_setcsr(_mm_getcsr() & ~0x3fu);
    for (int64_t i = begin; i < end; ++i)
      loop.scan(out.data() + to.lane(i), in.data() + from.lane(i), n, lo->strides[axis], li->strides[axis]);
    raised.fetch_or(static_cast<uint8_t>(_mm_getcsr() & kCounted));
  });
  return raised;
}

}  // namespace lnp
