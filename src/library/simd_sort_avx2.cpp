// Compiled for AVX2: no header here may have inline functions that other files share.
#include <immintrin.h>

#include "library/simd_compaction.h"
#include "library/simd_sort.h"

namespace lnp {
namespace {

typedef int64_t Longs __attribute__((vector_size(32)));
typedef int32_t Ints __attribute__((vector_size(32)));

template <class T>
struct Lanes;
template <>
struct Lanes<int64_t> {
  using Vector = Longs;
  static constexpr int kCount = 4;
  static constexpr int64_t kLargest = INT64_MAX;
  static unsigned bits(Longs m) { return static_cast<unsigned>(_mm256_movemask_pd(reinterpret_cast<__m256d>(m))); }
};
template <>
struct Lanes<int32_t> {
  using Vector = Ints;
  static constexpr int kCount = 8;
  static constexpr int32_t kLargest = INT32_MAX;
  static unsigned bits(Ints m) { return static_cast<unsigned>(_mm256_movemask_ps(reinterpret_cast<__m256>(m))); }
};

template <class V>
V load(const void* p) {
  return reinterpret_cast<V>(_mm256_loadu_si256(static_cast<const __m256i*>(p)));
}
template <class V>
void store(void* p, V v) {
  _mm256_storeu_si256(static_cast<__m256i*>(p), reinterpret_cast<__m256i>(v));
}

template <class V>
inline __attribute__((always_inline)) void exchange(V& low, V& high) {
  auto wrong = low > high;
  V least = wrong ? high : low;
  high = wrong ? low : high;
  low = least;
}

// Lanes whose bit `distance` is set take from `b`.
template <int kDistance>
inline __attribute__((always_inline)) Longs choose(Longs a, Longs b) {
  constexpr int kMask = kDistance == 1 ? 0xcc : 0xf0;
  return reinterpret_cast<Longs>(_mm256_blend_epi32(reinterpret_cast<__m256i>(a), reinterpret_cast<__m256i>(b), kMask));
}
template <int kDistance>
inline __attribute__((always_inline)) Ints choose(Ints a, Ints b) {
  constexpr int kMask = kDistance == 1 ? 0xaa : kDistance == 2 ? 0xcc : 0xf0;
  return reinterpret_cast<Ints>(_mm256_blend_epi32(reinterpret_cast<__m256i>(a), reinterpret_cast<__m256i>(b), kMask));
}

// Lane i of the result is lane i ^ kFlip.
template <int kFlip>
inline __attribute__((always_inline)) Longs flipped(Longs v) {
  return __builtin_shuffle(v, Longs{0 ^ kFlip, 1 ^ kFlip, 2 ^ kFlip, 3 ^ kFlip});
}
template <int kFlip>
inline __attribute__((always_inline)) Ints flipped(Ints v) {
  return __builtin_shuffle(
      v, Ints{0 ^ kFlip, 1 ^ kFlip, 2 ^ kFlip, 3 ^ kFlip, 4 ^ kFlip, 5 ^ kFlip, 6 ^ kFlip, 7 ^ kFlip});
}

// A network of kRows registers sorts the numbers in the order of columns: lane 0 of all rows, then lane 1, and so on. It
// is made of bitonic merges whose first step compares mirror images, so that all runs ascend.

template <int kRows, class V>
inline __attribute__((always_inline)) void merge_rows(V* v, int first) {
#pragma GCC unroll 8
  for (int distance = first; distance > 0; distance /= 2)
#pragma GCC unroll 16
    for (int r = 0; r < kRows; ++r)
      if (!(r & distance)) exchange(v[r], v[r + distance]);
}

template <int kRows, class V>
inline __attribute__((always_inline)) void sort_columns(V* v) {
#pragma GCC unroll 4
  for (int run = 2; run <= kRows; run *= 2) {
#pragma GCC unroll 16
    for (int r = 0; r < kRows; ++r)
      if ((r & (run - 1)) < run / 2) exchange(v[r], v[(r & ~(run - 1)) + run - 1 - (r & (run - 1))]);
    merge_rows<kRows>(v, run / 4);
  }
}

// Columns that are kDistance apart hold runs that become one.
template <int kRows, int kDistance, class V>
inline __attribute__((always_inline)) void merge_mirrored(V* v) {
  constexpr int kMirror = 2 * kDistance - 1;
#pragma GCC unroll 8
  for (int r = 0; r < kRows / 2; ++r) {
    V a = v[r], b = flipped<kMirror>(v[kRows - 1 - r]);
    exchange(a, b);
    v[r] = choose<kDistance>(a, b);
    v[kRows - 1 - r] = flipped<kMirror>(choose<kDistance>(b, a));
  }
}
template <int kRows, int kDistance, class V>
inline __attribute__((always_inline)) void merge_lanes(V* v) {
#pragma GCC unroll 16
  for (int r = 0; r < kRows; ++r) {
    V a = v[r], b = flipped<kDistance>(a);
    exchange(a, b);
    v[r] = choose<kDistance>(a, b);
  }
}

template <int kRows>
inline __attribute__((always_inline)) void merge_columns(Longs* v) {
  merge_mirrored<kRows, 1>(v);
  merge_rows<kRows>(v, kRows / 2);
  merge_mirrored<kRows, 2>(v);
  merge_lanes<kRows, 1>(v);
  merge_rows<kRows>(v, kRows / 2);
}
template <int kRows>
inline __attribute__((always_inline)) void merge_columns(Ints* v) {
  merge_mirrored<kRows, 1>(v);
  merge_rows<kRows>(v, kRows / 2);
  merge_mirrored<kRows, 2>(v);
  merge_lanes<kRows, 1>(v);
  merge_rows<kRows>(v, kRows / 2);
  merge_mirrored<kRows, 4>(v);
  merge_lanes<kRows, 2>(v);
  merge_lanes<kRows, 1>(v);
  merge_rows<kRows>(v, kRows / 2);
}

template <int kRows, class T>
void sort_few_of(const T* from, T* to, int64_t n) {
  using L = Lanes<T>;
  constexpr int kAll = kRows * L::kCount;
  alignas(32) T table[kAll];
  int64_t i = 0;
  for (; i + L::kCount <= n; i += L::kCount) store(table + i, load<typename L::Vector>(from + i));
  for (; i < n; ++i) table[i] = from[i];
  for (; i < kAll; ++i) table[i] = L::kLargest;
  typename L::Vector v[kRows];
  for (int r = 0; r < kRows; ++r) v[r] = load<typename L::Vector>(table + r * L::kCount);
  sort_columns<kRows>(v);
  merge_columns<kRows>(v);
  for (int r = 0; r < kRows; ++r) store(table + r * L::kCount, v[r]);
  for (int64_t lane = 0; lane * kRows < n; ++lane) {
    int64_t rows = n - lane * kRows < kRows ? n - lane * kRows : kRows;
    for (int64_t r = 0; r < rows; ++r) to[lane * kRows + r] = table[r * L::kCount + lane];
  }
}

template <class T>
int64_t split_of(const T* from, T* to, int64_t n, T pivot) {
  using L = Lanes<T>;
  using V = typename L::Vector;
  T *low = to, *high = to + n;
  const V limit = pivot - V{};
  for (; n % L::kCount != 0; --n, ++from) {
    if (*from > pivot)
      *--high = *from;
    else
      *low++ = *from;
  }
  // A vector is stored at both ends of what is still free, which is a whole number of vectors: they are the same place
  // or apart.
  for (int64_t i = 0; i < n; i += L::kCount) {
    V v = load<V>(from + i);
    unsigned above = L::bits(v > limit);
    V parted = brought_together<L::kCount>(v, above);
    int count = __builtin_popcount(above);
    store(low, parted);
    store(high - L::kCount, parted);
    low += L::kCount - count;
    high -= count;
  }
  return low - to;
}

}  // namespace

void sort_few(const int32_t* from, int32_t* to, int64_t n) {
  n <= kFew32 / 2 ? sort_few_of<8>(from, to, n) : sort_few_of<16>(from, to, n);
}
void sort_few(const int64_t* from, int64_t* to, int64_t n) {
  n <= kFew64 / 2 ? sort_few_of<8>(from, to, n) : sort_few_of<16>(from, to, n);
}
int64_t split(const int32_t* from, int32_t* to, int64_t n, int32_t pivot) { return split_of(from, to, n, pivot); }
int64_t split(const int64_t* from, int64_t* to, int64_t n, int64_t pivot) { return split_of(from, to, n, pivot); }

}  // namespace lnp
