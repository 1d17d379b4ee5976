#include "library/scan.h"

#include <algorithm>
#include <vector>

namespace lnp {
namespace {

constexpr int64_t kWorth = 1 << 14;

}  // namespace

void scan(const Loop& loop, const View& out, const View& in, int axis, Parallel& workers) {
  const Layout *lo = out.layout, *li = in.layout;
  int64_t n = lo->shape[axis];
  if (lo->size == 0) return;
  std::vector<int> rest;
  int64_t lanes = 1;
  for (int d = 0; d < lo->ndim; ++d)
    if (d != axis) {
      rest.push_back(d);
      lanes *= lo->shape[d];
    }
  parallel_for(workers, lanes, std::max<int64_t>(2, kWorth / n), [&](int64_t begin, int64_t end) {
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
  });
}

}  // namespace lnp
