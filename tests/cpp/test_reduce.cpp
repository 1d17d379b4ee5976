// Reductions: right, and with the same bits on any number of threads.
#include <cmath>

#include "recording.h"

namespace lnp {
namespace {

std::vector<double> noise(size_t n) {
  std::minstd_rand engine(7);
  std::vector<double> out(n);
  for (double& x : out) x = std::ldexp(static_cast<double>(engine()) - 0x1p30, static_cast<int>(engine() % 20) - 40);
  return out;
}

Shape kept(const Shape& shape, uint64_t axes) {
  Shape out;
  for (size_t d = 0; d < shape.size(); ++d)
    if (!(axes >> d & 1)) out.push_back(shape[d]);
  return out;
}

std::vector<double> sums(int threads, const Shape& shape, uint64_t axes, bool transposed) {
  Recording r(threads);
  View a = r.filled(shape, noise(static_cast<size_t>(c_layout(shape, DType::f64)->size)));
  Shape seen = shape;
  if (transposed) {
    Shape strides(a.layout->strides, a.layout->strides + a.layout->ndim);
    std::swap(seen.front(), seen.back());
    std::swap(strides.front(), strides.back());
    a.layout = layouts().intern(static_cast<int>(seen.size()), seen.data(), strides.data());
  }
  View out = r.array(kept(seen, axes)), doubled = r.array(seen);
  r.apply(Op::multiply, doubled, a, 1.1);
  r.reduce(Op::add, out, doubled, axes);
  r.drop(doubled);
  return r.values(out);
}

struct Case {
  Shape shape;
  uint64_t axes;
};

const Case kCases[] = {
    {{1}, 1},          {{7}, 1},          {{2049}, 1},       {{200003}, 1},   {{400, 401}, 3},
    {{400, 401}, 1},   {{400, 401}, 2},   {{3, 50000}, 2},   {{50000, 3}, 1}, {{50000, 3}, 2},
    {{50, 60, 40}, 5}, {{50, 60, 40}, 2}, {{50, 60, 40}, 6}, {{2, 3, 4}, 7},  {{50, 1, 9000}, 3},
};

TEST(Reduce, HasTheSameBitsOnAnyNumberOfThreads) {
  for (const Case& c : kCases)
    for (bool transposed : {false, true}) {
      std::vector<double> one = sums(1, c.shape, c.axes, transposed);
      for (int threads : {2, 3, 4}) EXPECT_EQ(sums(threads, c.shape, c.axes, transposed), one);
    }
}

TEST(Reduce, IsWithinTheBoundOfPairwiseSummation) {
  for (const Case& c : kCases) {
    size_t n = static_cast<size_t>(c_layout(c.shape, DType::f64)->size);
    std::vector<double> values = noise(n), got = sums(1, c.shape, c.axes, false);
    std::vector<long double> exact(got.size(), 0), size(got.size(), 0);
    for (size_t i = 0; i < n; ++i) {
      size_t rest = i, at = 0, step = 1;
      for (size_t d = c.shape.size(); d-- > 0;) {
        size_t extent = static_cast<size_t>(c.shape[d]);
        if (!(c.axes >> d & 1)) {
          at += rest % extent * step;
          step *= extent;
        }
        rest /= extent;
      }
      double x = values[i] * 1.1;
      exact[at] += x;
      size[at] += std::fabs(x);
    }
    long double depth = 32 + std::log2(static_cast<long double>(n));
    for (size_t i = 0; i < got.size(); ++i)
      EXPECT_LE(std::fabs(static_cast<long double>(got[i]) - exact[i]), depth * 0x1p-53L * size[i]);
  }
}

TEST(Reduce, SeveralOfOneKernelDoNotMix) {
  Recording r(4);
  View a = r.ramp({300, 400}), low = r.array({400}), high = r.array({400}), sum = r.array({400});
  r.reduce(Op::minimum, low, a, 1);
  r.reduce(Op::maximum, high, a, 1);
  r.reduce(Op::add, sum, a, 1);
  r.flush();
  EXPECT_EQ(r.kernels(), 1u);
  EXPECT_EQ(r.values(low)[17], 17);
  EXPECT_EQ(r.values(high)[17], 299 * 400 + 17);
  EXPECT_EQ(r.values(sum)[17], 300 * 17 + 400.0 * 299 * 300 / 2);
}

}  // namespace
}  // namespace lnp
