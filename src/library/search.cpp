#include "library/search.h"

#include <algorithm>
#include <atomic>

#include "library/bisect.h"

namespace lnp {
namespace {

constexpr int64_t kWorth = 1 << 10;  // keys from which several threads pay

template <class T>
SortedLane<T> lane_of(const View& v) {
  return {v.data(), v.layout->strides[0], v.layout->shape[0]};
}

template <class T, bool right>
void search_type(SortedLane<T> lane, const T* keys, int64_t count, int64_t* out, Parallel& workers) {
  const Bisection<T, right> bisection(lane);
  parallel_for(workers, count, kWorth,
               [&](int64_t begin, int64_t end) { bisection.find(keys + begin, end - begin, out + begin); });
}

template <class T>
class Ordered {
  using Key = OrderKey<T>;

 public:
  Ordered(SortedLane<T> lane, const int64_t* order, bool right) : lane_(lane), order_(order), right_(right) {}

  // -1 when the order leads out of the array.
  int64_t find(T x) const {
    auto rank = Key::rank(x);
    int64_t begin = 0, end = lane_.n;
    while (begin < end) {
      int64_t middle = begin + (end - begin) / 2, i = order_[middle];
      if (i < 0 || i >= lane_.n) return -1;
      auto found = Key::rank(lane_.at(i));
      if (right_ ? found <= rank : found < rank)
        begin = middle + 1;
      else
        end = middle;
    }
    return begin;
  }

 private:
  SortedLane<T> lane_;
  const int64_t* order_;
  bool right_;
};

// A value of the function between points j and j + 1. Where it is no number seen from one point it may be one seen from the
// other.
double between(const Points& p, int64_t j, int part, double x) {
  double width = p.xp[j + 1] - p.xp[j], low = p.fp[j * p.parts + part], high = p.fp[(j + 1) * p.parts + part];
  double slope = p.parts == 1 ? (high - low) / width : (high - low) * (1.0 / width);  // bits as in NumPy
  double y = slope * (x - p.xp[j]) + low;
  if (y == y) return y;
  y = slope * (x - p.xp[j + 1]) + high;
  return y != y && low == high ? low : y;
}

// `before`: how many points are not to the right of x. Points that are no numbers are nowhere: nothing is outside of them.
void value_at(const Points& p, int64_t before, double x, double* out) {
  int64_t j = std::max<int64_t>(before - 1, 0), last = p.n - 1;
  if (x != x && last > 0) {
    out[0] = x;
    if (p.parts == 2) out[1] = 0;
    return;
  }
  const double* outside = x > p.xp[last] ? p.right : x < p.xp[0] ? p.left : nullptr;
  bool inside = !outside && j < last && p.xp[j] != x;
  const double* y = outside ? outside : p.fp + j * p.parts;
  for (int part = 0; part < p.parts; ++part) out[part] = inside ? between(p, j, part, x) : y[part];
}

}  // namespace

void search_sorted(const View& elements, const View& keys, bool right, int64_t* out, Parallel& workers) {
  with_type(elements.dtype, [&](auto type) {
    using T = decltype(type);
    const T* key = reinterpret_cast<const T*>(keys.data());
    auto search = right ? search_type<T, true> : search_type<T, false>;
    search(lane_of<T>(elements), key, keys.layout->size, out, workers);
  });
}

bool search_in_order(const View& elements, const int64_t* order, const View& keys, bool right, int64_t* out,
                     Parallel& workers) {
  std::atomic<bool> inside{true};
  with_type(elements.dtype, [&](auto type) {
    using T = decltype(type);
    const T* key = reinterpret_cast<const T*>(keys.data());
    const Ordered<T> ordered(lane_of<T>(elements), order, right);
    parallel_for(workers, keys.layout->size, kWorth, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        out[i] = ordered.find(key[i]);
        if (out[i] < 0) inside.store(false, std::memory_order_relaxed);
      }
    });
  });
  return inside;
}

int monotonicity(const double* x, int64_t n) {
  const double* end = x + n;
  x = std::adjacent_find(x, end, [](double a, double b) { return a != b; });
  if (end - x < 2) return 1;
  if (x[0] < x[1]) return std::adjacent_find(x, end, [](double a, double b) { return a > b; }) == end ? 1 : 0;
  return std::adjacent_find(x, end, [](double a, double b) { return a < b; }) == end ? -1 : 0;
}

void interpolate(const Points& points, const double* x, int64_t count, double* out, Parallel& workers) {
  const Bisection<double, true> bisection({reinterpret_cast<const char*>(points.xp), sizeof(double), points.n});
  parallel_for(workers, count, kWorth, [&](int64_t begin, int64_t end) {
    constexpr int64_t kBlock = 256;
    int64_t before[kBlock];
    for (int64_t i = begin; i < end; i += kBlock) {
      int64_t n = std::min(kBlock, end - i);
      bisection.find(x + i, n, before);
      for (int64_t k = 0; k < n; ++k) value_at(points, before[k], x[i + k], out + (i + k) * points.parts);
    }
  });
}

}  // namespace lnp
