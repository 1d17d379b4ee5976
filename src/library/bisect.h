// Bisection of a sorted array, for several keys at a time.
#pragma once
#include <algorithm>
#include <cstdint>
#include <type_traits>

#include "library/order_keys.h"

namespace lnp {

// n sorted elements, `step` bytes apart; NaNs come last.
template <class T>
struct SortedLane {
  const char* first;
  int64_t step, n;

  T at(int64_t i) const { return *reinterpret_cast<const T*>(first + i * step); }
};

// How many elements come before a key: those that are less or, with `right`, those that are not greater.
template <class T, bool right>
class Bisection {
  // Numbers are compared as they are, which is right for all but NaNs; the others by their ranks.
  static constexpr bool kPlain = std::is_arithmetic_v<T>;

 public:
  explicit Bisection(SortedLane<T> lane) : lane_(lane) {
    if constexpr (!right && std::is_floating_point_v<T>) {
      int64_t end = lane.n;  // of the numbers
      for (before_nan_ = 0; before_nan_ < end;) {
        int64_t middle = before_nan_ + (end - before_nan_) / 2;
        bool number = lane.at(middle) == lane.at(middle);
        (number ? before_nan_ : end) = number ? middle + 1 : middle;
      }
    }
  }

  void find(const T* keys, int64_t count, int64_t* out) const {
    constexpr int64_t kBlock = 256, kTogether = 8;
    for (int64_t i = 0, block = 0; i < count;) {
      block = std::min(count, i + kBlock);
      Part part = part_for(keys + i, block - i);
      for (; i + kTogether <= block; i += kTogether) find_some<kTogether>(part, keys + i, out + i);
      for (; i < block; ++i) find_some<1>(part, keys + i, out + i);
    }
  }

 private:
  static auto key(T x) {
    if constexpr (kPlain)
      return x;
    else
      return OrderKey<T>::rank(x);
  }
  using Key = decltype(key(T{}));

  bool before(int64_t i, Key k) const {
    Key e = key(lane_.at(i));
    return right ? e <= k : e < k;
  }

  struct Part {
    int64_t begin, n;
  };

  // Where to look for these keys: if they are some and ascend, between the places of the first and the last one.
  Part part_for(const T* keys, int64_t count) const {
    if (count < 16) return {0, lane_.n};
    for (int64_t i = 1; i < count; ++i)
      if (!(key(keys[i - 1]) <= key(keys[i]))) return {0, lane_.n};
    T ends[2] = {keys[0], keys[count - 1]};
    int64_t found[2];
    find_some<2>({0, lane_.n}, ends, found);
    return {found[0], found[1] - found[0]};
  }

  // Without a branch, and side by side, so that the CPU waits for several elements at once.
  template <int count>
  void find_some(Part part, const T* keys, int64_t* out) const {
    Key key_of[count];
    int64_t at[count];
    for (int k = 0; k < count; ++k) {
      key_of[k] = key(keys[k]);
      at[k] = part.begin;
    }
    for (int64_t left = part.n; left > 1;) {
      int64_t half = left / 2;
      for (int k = 0; k < count; ++k) at[k] += before(at[k] + half - 1, key_of[k]) ? half : 0;
      left -= half;
    }
    for (int k = 0; k < count; ++k) {
      out[k] = part.n > 0 ? at[k] + before(at[k], key_of[k]) : at[k];
      if constexpr (std::is_floating_point_v<T>) out[k] = keys[k] != keys[k] ? before_nan_ : out[k];
    }
  }

  SortedLane<T> lane_;
  int64_t before_nan_ = lane_.n;
};

}  // namespace lnp
