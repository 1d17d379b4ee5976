// a * b + c and its sum by hand: C++ with oneTBB, one pass over memory. The sum is blocked, as NumPy's is pairwise.
// usage: arithmetic ELEMENTS store|sum THREADS; prints seconds a run and the sum.
#include <tbb/blocked_range.h>
#include <tbb/global_control.h>
#include <tbb/parallel_for.h>
#include <tbb/parallel_reduce.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <vector>

namespace {

using Range = tbb::blocked_range<long>;
constexpr long kGrain = 1 << 14, kLanes = 16;

double sum_of(const double* a, const double* b, const double* c, long n) {
  double lanes[kLanes] = {};
  long i = 0;
  for (; i + kLanes <= n; i += kLanes)
    for (long k = 0; k < kLanes; ++k) lanes[k] += a[i + k] * b[i + k] + c[i + k];
  double all = 0;
  for (double lane : lanes) all += lane;
  for (; i < n; ++i) all += a[i] * b[i] + c[i];
  return all;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return std::fprintf(stderr, "usage: %s ELEMENTS store|sum THREADS\n", argv[0]), 2;
  long n = std::atol(argv[1]), runs = std::max(3L, 20'000'000 / n);
  bool store = std::strcmp(argv[2], "store") == 0;
  tbb::global_control threads(tbb::global_control::max_allowed_parallelism, static_cast<size_t>(std::atoi(argv[3])));
  std::vector<double> a(n, 1.5), b(n, 2.5), c(n, 3.5), d(n);
  double best = 1e9, sum = 0;
  for (int round = 0; round < 7; ++round) {
    auto start = std::chrono::steady_clock::now();
    for (long k = 0; k < runs; ++k) {
      if (store)
        tbb::parallel_for(Range(0, n, kGrain), [&](const Range& r) {
          for (long i = r.begin(); i < r.end(); ++i) d[i] = a[i] * b[i] + c[i];
        });
      else
        sum += tbb::parallel_reduce(
            Range(0, n, kGrain), 0.0,
            [&](const Range& r, double s) {
              return s + sum_of(&a[r.begin()], &b[r.begin()], &c[r.begin()], r.end() - r.begin());
            },
            std::plus<>());
    }
    best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() / runs);
  }
  std::printf("{\"seconds\": %.9f, \"sum\": %.17g}\n", best, sum + d[n / 2]);
}
