// Stable radix sort of words by their bytes, from the lowest to the highest; what all words share costs nothing.
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "core/parallel.h"

namespace lnp {

template <class W>
unsigned byte_of(const W& w, int at) {
  return reinterpret_cast<const unsigned char*>(&w)[at];  // little-endian
}

// By the bytes [kFirst, kLast), of which the last is the highest. Words that are equal there stay in order; the
// operator < gives the same order.
template <class W, int kFirst = 0, int kLast = sizeof(W)>
class RadixSort {
 public:
  explicit RadixSort(Parallel& workers) : workers_(workers) {}

  // The result is in `words`; `spare` has room for as many.
  void operator()(W* words, W* spare, int64_t n) {
    if (n <= kSmall) {
      std::sort(words, words + n);
      return;
    }
    bool several = workers_.threads() > 1 && n >= kWorth;
    chunks_ = several ? 4 * workers_.threads() : 1;
    counts_.resize(static_cast<size_t>(chunks_) * kBytes);
    count_all(words, n);
    W *from = words, *to = spare;
    for (int at = kFirst; at < kLast; ++at) {
      if (shared(at, n)) continue;
      if (several) count(from, n, at);
      move(from, to, n, at);
      std::swap(from, to);
    }
    if (from != words)
      for_chunks(n, [&](int64_t, int64_t begin, int64_t end) { std::copy(from + begin, from + end, words + begin); });
  }

 private:
  static constexpr int kBytes = kLast - kFirst;
  static constexpr int64_t kSmall = 256, kWorth = 1 << 15;
  using Counts = std::array<int64_t, 256>;

  Counts& counts(int64_t chunk, int at) { return counts_[static_cast<size_t>(chunk * kBytes + at - kFirst)]; }

  template <class F>
  void for_chunks(int64_t n, F f) {
    parallel_for(workers_, chunks_, 2, [&](int64_t begin, int64_t end) {
      for (int64_t c = begin; c < end; ++c) f(c, n / chunks_ * c, c + 1 == chunks_ ? n : n / chunks_ * (c + 1));
    });
  }

  void count_all(const W* words, int64_t n) {
    for_chunks(n, [&](int64_t c, int64_t begin, int64_t end) {
      for (int at = kFirst; at < kLast; ++at) counts(c, at).fill(0);
      Counts* mine = &counts(c, kFirst);
      for (int64_t i = begin; i < end; ++i)
        for (int at = kFirst; at < kLast; ++at) mine[at - kFirst][byte_of(words[i], at)]++;
    });
  }

  void count(const W* words, int64_t n, int at) {
    for_chunks(n, [&](int64_t c, int64_t begin, int64_t end) {
      Counts& mine = counts(c, at);
      mine.fill(0);
      for (int64_t i = begin; i < end; ++i) mine[byte_of(words[i], at)]++;
    });
  }

  // Whether all words have the same byte there.
  bool shared(int at, int64_t n) {
    for (int b = 0; b < 256; ++b) {
      int64_t total = 0;
      for (int64_t c = 0; c < chunks_; ++c) total += counts(c, at)[static_cast<size_t>(b)];
      if (total != 0) return total == n;
    }
    return true;
  }

  void move(const W* from, W* to, int64_t n, int at) {
    int64_t next = 0;
    for (size_t b = 0; b < 256; ++b)
      for (int64_t c = 0; c < chunks_; ++c) next += std::exchange(counts(c, at)[b], next);
    for_chunks(n, [&](int64_t c, int64_t begin, int64_t end) {
      int64_t* place = counts(c, at).data();
      for (int64_t i = begin; i < end; ++i) to[place[byte_of(from[i], at)]++] = from[i];
    });
  }

  Parallel& workers_;
  int64_t chunks_ = 1;
  std::vector<Counts> counts_;
};

}  // namespace lnp
