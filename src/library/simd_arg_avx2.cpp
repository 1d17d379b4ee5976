// Compiled for AVX2: no header here may have inline functions that other files share.
#include <immintrin.h>

#include "library/simd_arg.h"

namespace lnp {
namespace {

template <class T>
struct Vectors {
  typedef T Vector __attribute__((vector_size(32)));
  static constexpr int64_t kWidth = sizeof(Vector) / sizeof(T);
};

template <class V, class T>
V load(const T* p) {
  V v;
  __builtin_memcpy(&v, p, sizeof v);
  return v;
}

// Of vectors or of elements.
template <bool kGreatest, class V>
V better(V x, V best) {
  return (kGreatest ? x > best : x < best) ? x : best;
}

template <bool kGreatest, class T>
T extreme_of_few(const T* p, int64_t n) {
  T best = p[0];
  for (int64_t i = 1; i < n && best == best; ++i) best = p[i] != p[i] ? p[i] : better<kGreatest>(p[i], best);
  return best;
}

template <bool kGreatest, class T>
T extreme(const T* p, int64_t n) {
  using V = typename Vectors<T>::Vector;
  constexpr int64_t kWidth = Vectors<T>::kWidth, kTogether = 4, kBlock = kTogether * kWidth;
  if (n < kBlock) return extreme_of_few<kGreatest>(p, n);
  V best[kTogether];
  for (int64_t k = 0; k < kTogether; ++k) best[k] = load<V>(p + k * kWidth);
  auto nan = best[0] != best[0];
  auto take = [&](int64_t i) {
    for (int64_t k = 0; k < kTogether; ++k) {
      V v = load<V>(p + i + k * kWidth);
      if constexpr (T(0.5) != 0) nan |= v != v;
      best[k] = better<kGreatest>(v, best[k]);
    }
  };
  for (int64_t i = 0; i + kBlock <= n; i += kBlock) take(i);
  take(n - kBlock);
  if (!_mm256_testz_si256(reinterpret_cast<__m256i>(nan), reinterpret_cast<__m256i>(nan)))
    for (;; ++p)
      if (*p != *p) return *p;
  best[0] = better<kGreatest>(better<kGreatest>(best[0], best[1]), better<kGreatest>(best[2], best[3]));
  T last[kWidth];
  __builtin_memcpy(last, best, sizeof last);
  return extreme_of_few<kGreatest>(last, kWidth);
}

template <size_t bytes>
struct Index;
template <>
struct Index<4> {
  using Type = int32_t;
};
template <>
struct Index<8> {
  using Type = int64_t;
};

template <bool kGreatest, class T>
void arg_columns(const char* from, int64_t rows, int64_t step, int64_t count, int64_t* out) {
  using I = typename Index<sizeof(T)>::Type;
  using V = typename Vectors<T>::Vector;
  using P = typename Vectors<I>::Vector;
  constexpr int64_t kWidth = Vectors<T>::kWidth;
  alignas(32) T best[kArgColumns];
  alignas(32) I place[kArgColumns];
  __builtin_memcpy(best, from, static_cast<size_t>(count) * sizeof(T));
  for (int64_t j = 0; j < count; ++j) place[j] = 0;
  for (int64_t i = 1; i < rows; ++i) {
    const T* row = reinterpret_cast<const T*>(from + i * step);
    int64_t j = 0;
    for (; j + kWidth <= count; j += kWidth) {
      V x = load<V>(row + j), held = load<V>(best + j);
      P wins = (held == held) & ((x != x) | (kGreatest ? x > held : x < held));
      V kept = wins ? x : held;
      P at = wins ? static_cast<I>(i) - P{} : load<P>(place + j);
      __builtin_memcpy(best + j, &kept, sizeof kept);
      __builtin_memcpy(place + j, &at, sizeof at);
    }
    for (; j < count; ++j)
      if (best[j] == best[j] && (row[j] != row[j] || (kGreatest ? row[j] > best[j] : row[j] < best[j]))) {
        best[j] = row[j];
        place[j] = static_cast<I>(i);
      }
  }
  for (int64_t j = 0; j < count; ++j) out[j] = place[j];
}

}  // namespace

template <class T>
T simd_extreme(bool greatest, const T* from, int64_t n) {
  return greatest ? extreme<true>(from, n) : extreme<false>(from, n);
}

template <class T>
int64_t simd_first_equal(const T* from, int64_t n, T value) {
  using V = typename Vectors<T>::Vector;
  constexpr int64_t kWidth = Vectors<T>::kWidth, kBlock = 4 * kWidth;
  const V wanted = value - V{};
  int64_t i = 0;
  for (; i + kBlock <= n; i += kBlock) {
    __m256i found = _mm256_setzero_si256();
    for (int64_t j = 0; j < kBlock; j += kWidth)
      found = _mm256_or_si256(found, reinterpret_cast<__m256i>(load<V>(from + i + j) == wanted));
    if (!_mm256_testz_si256(found, found)) break;
  }
  while (i < n && from[i] != value) ++i;
  return i;
}

template <class T>
void simd_arg_columns(bool greatest, const char* from, int64_t rows, int64_t step, int64_t count, int64_t* out) {
  greatest ? arg_columns<true, T>(from, rows, step, count, out) : arg_columns<false, T>(from, rows, step, count, out);
}

#define LNP_ARG(T)                                  \
  template T simd_extreme(bool, const T*, int64_t); \
  template int64_t simd_first_equal(const T*, int64_t, T);
#define LNP_ARG_COLUMNS(T) \
  LNP_ARG(T)               \
  template void simd_arg_columns<T>(bool, const char*, int64_t, int64_t, int64_t, int64_t*);
LNP_ARG(int8_t)
LNP_ARG(uint8_t)
LNP_ARG(int16_t)
LNP_ARG(uint16_t)
LNP_ARG_COLUMNS(int32_t)
LNP_ARG_COLUMNS(uint32_t)
LNP_ARG_COLUMNS(int64_t)
LNP_ARG_COLUMNS(uint64_t)
LNP_ARG_COLUMNS(float)
LNP_ARG_COLUMNS(double)
#undef LNP_ARG_COLUMNS
#undef LNP_ARG

}  // namespace lnp
