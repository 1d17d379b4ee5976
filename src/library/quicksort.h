// Quicksort of signed numbers over the pieces in simd_sort.h.
#pragma once
#include <algorithm>
#include <cstdint>
#include <limits>

#include "core/parallel.h"
#include "library/simd_sort.h"

namespace lnp {

template <class T>
class QuickSort {
 public:
  explicit QuickSort(Parallel& workers) : workers_(workers) {}

  // The result is in `numbers`; `spare` has room for as many.
  void operator()(T* numbers, T* spare, int64_t n) {
    int depth = 4;
    for (int64_t rest = n; rest > 1; rest /= 2) depth += 2;
    sort(numbers, spare, numbers, n, depth);
  }

 private:
  static constexpr int64_t kFew = sizeof(T) == 4 ? kFew32 : kFew64, kWorth = 1 << 15;

  // from[0..n), into `to`: `from` or `other`.
  void sort(T* from, T* other, T* to, int64_t n, int depth) {
    if (n <= kFew) return sort_few(from, to, n);
    if (depth == 0) {  // pivots that misled us again and again
      if (from != to) std::copy(from, from + n, to);
      std::sort(to, to + n);
      return;
    }
    T pivot = middle(from, n);
    int64_t low = split(from, other, n, pivot);
    if (low == n) {  // nothing is above: what equals the pivot is in its place
      if (pivot == std::numeric_limits<T>::min()) return fill(other, to, n);
      low = split(other, from, n, pivot - 1);
      std::fill(to + low, to + n, pivot);
      sort(from, other, to, low, depth - 1);
      return;
    }
    auto half = [&](int which) {
      int64_t begin = which ? low : 0, end = which ? n : low;
      sort(other + begin, from + begin, to + begin, end - begin, depth - 1);
    };
    if (workers_.threads() > 1 && n >= kWorth) {
      workers_.pair([](void* f, int which) { (*static_cast<decltype(half)*>(f))(which); }, &half);
    } else {
      half(0);
      half(1);
    }
  }

  static void fill(const T* from, T* to, int64_t n) {
    if (from != to) std::copy(from, from + n, to);
  }

  static T middle(T a, T b, T c) { return std::max(std::min(a, b), std::min(std::max(a, b), c)); }

  static T middle_of_nine(const T* p, int64_t step) {
    return middle(middle(p[0], p[step], p[2 * step]), middle(p[3 * step], p[4 * step], p[5 * step]),
                  middle(p[6 * step], p[7 * step], p[8 * step]));
  }

  // Near the middle of the numbers.
  static T middle(const T* p, int64_t n) {
    if (n < 1024) return middle_of_nine(p, n / 9);
    int64_t step = n / 27;
    return middle(middle_of_nine(p, step), middle_of_nine(p + 9 * step, step), middle_of_nine(p + 18 * step, step));
  }

  Parallel& workers_;
};

}  // namespace lnp
