// Elementary functions of whole vectors, our own or SLEEF's (at most 1 ULP), and the row kernel that applies them.
//
// A row's tail goes through the same vector function on a padded vector, so that an element's bits do not depend on
// where it stands. Where a SLEEF function is not good over its whole domain, those elements are computed by libm.
#pragma once
#include <sleef.h>

#include "interp/elementary_inverse.h"
#include "interp/loops_scalar.h"
#include "interp/loops_tile.h"

#if LNP_ISA_LEVEL == 2
#define LNP_SLEEF_D(name, u) Sleef_##name##d8_##u##avx512f
#define LNP_SLEEF_F(name, u) Sleef_##name##f16_##u##avx512f
#elif LNP_ISA_LEVEL == 1
#define LNP_SLEEF_D(name, u) Sleef_##name##d4_##u##avx2
#define LNP_SLEEF_F(name, u) Sleef_##name##f8_##u##avx2
#else
#define LNP_SLEEF_D(name, u) Sleef_##name##d2_##u##sse4
#define LNP_SLEEF_F(name, u) Sleef_##name##f4_##u##sse4
#endif

namespace lnp::LNP_ISA {
namespace {

#if LNP_ISA_LEVEL == 2
using vf64 = __m512d;
using vf32 = __m512;
#elif LNP_ISA_LEVEL == 1
using vf64 = __m256d;
using vf32 = __m256;
#else
using vf64 = __m128d;
using vf32 = __m128;
#endif

template <class S>
struct vector_of;
template <>
struct vector_of<float> {
  using type = vf32;
};
template <>
struct vector_of<double> {
  using type = vf64;
};
template <class S>
using vec = typename vector_of<S>::type;
template <class V>
struct lane_of {
  using type = V;
};
template <>
struct lane_of<vf32> {
  using type = float;
};
template <>
struct lane_of<vf64> {
  using type = double;
};
template <class V>
using lane = typename lane_of<V>::type;

namespace vm {

template <class V>
LNP_INLINE V splat(lane<V> s) {
  return s - V{};
}  // s - 0 keeps the sign of a zero
template <class V>
inline constexpr lane<V> kInf = __builtin_inf();
template <class V>
inline constexpr lane<V> kTiny = sizeof(lane<V>) == 8 ? 0x1p-1022 : 0x1p-126;
template <class V>
inline constexpr lane<V> kLogTiny = sizeof(lane<V>) == 8 ? 708.3964185322641 : 87.33654f;
template <class V>
inline constexpr lane<V> kLog2Tiny = sizeof(lane<V>) == 8 ? 1022 : 126;
LNP_INLINE float abs(float x) { return m::fabs(x); }
LNP_INLINE double abs(double x) { return m::fabs(x); }
LNP_INLINE vf32 abs(vf32 x) { return x < 0 ? -x : x; }
LNP_INLINE vf64 abs(vf64 x) { return x < 0 ? -x : x; }  // good enough to compare with

template <class M>
LNP_INLINE bool any(M mask) {
#if LNP_ISA_LEVEL == 2
  const auto words = __builtin_bit_cast(__m512i, mask);
  return _mm512_test_epi64_mask(words, words) != 0;
#elif LNP_ISA_LEVEL == 1
  const auto words = __builtin_bit_cast(__m256i, mask);
  return !_mm256_testz_si256(words, words);
#else
  const auto words = __builtin_bit_cast(__m128i, mask);
  return !_mm_testz_si128(words, words);
#endif
}

#define LNP_VECTOR1(name, sleef)                                      \
  LNP_INLINE vf64 name(vf64 x) { return LNP_SLEEF_D(sleef, u10)(x); } \
  LNP_INLINE vf32 name(vf32 x) { return LNP_SLEEF_F(sleef, u10)(x); }
// Of doubles, a function of ours where there is a fused multiply-add.
#if LNP_ISA_LEVEL == 0
#define LNP_OWN1(name, sleef) LNP_VECTOR1(name, sleef)
#else
#define LNP_OWN1(name, sleef)                          \
  LNP_INLINE vf64 name(vf64 x) { return el::name(x); } \
  LNP_INLINE vf32 name(vf32 x) { return LNP_SLEEF_F(sleef, u10)(x); }
#endif
#define LNP_VECTOR2(name, sleef, u)                                            \
  LNP_INLINE vf64 name(vf64 x, vf64 y) { return LNP_SLEEF_D(sleef, u)(x, y); } \
  LNP_INLINE vf32 name(vf32 x, vf32 y) { return LNP_SLEEF_F(sleef, u)(x, y); }
// clang-format off
LNP_OWN1(exp, exp) LNP_OWN1(exp2, exp2) LNP_OWN1(expm1, expm1) LNP_OWN1(log, log) LNP_OWN1(log2, log2)
LNP_OWN1(log10, log10) LNP_OWN1(tanh, tanh) LNP_OWN1(arcsin, asin) LNP_OWN1(arccos, acos) LNP_OWN1(arctan, atan)
LNP_OWN1(arctanh, atanh) LNP_OWN1(cbrt, cbrt)
LNP_VECTOR1(sleef_sin, sin) LNP_VECTOR1(sleef_cos, cos) LNP_VECTOR1(sleef_tan, tan)
LNP_VECTOR1(sleef_log1p, log1p) LNP_VECTOR1(sleef_sinh, sinh) LNP_VECTOR1(sleef_cosh, cosh)
LNP_VECTOR1(sleef_arcsinh, asinh) LNP_VECTOR1(sleef_arccosh, acosh)
LNP_VECTOR2(sleef_arctan2, atan2, u10) LNP_VECTOR2(hypot, hypot, u05) LNP_VECTOR2(sleef_pow, pow, u10)
    // clang-format on

    // Elements for which SLEEF's function is not made go to libm, one by one.
    template <class V, class M, class Scalar>
    __attribute__((noinline)) V by_libm(V r, M where, Scalar scalar) {
  for (unsigned i = 0; i < sizeof(V) / sizeof(lane<V>); ++i)
    if (where[i]) r[i] = scalar(i);
  return r;
}
#define LNP_PATCHED1(name, limit64, limit32)                                      \
  template <class V>                                                              \
  LNP_INLINE V name(V x) {                                                        \
    const V r = sleef_##name(x);                                                  \
    const auto far = abs(x) > splat<V>(sizeof(lane<V>) == 8 ? limit64 : limit32); \
    if (!any(far)) [[likely]]                                                     \
      return r;                                                                   \
    return by_libm(r, far, [&](unsigned i) { return m::name(lane<V>(x[i])); });   \
  }
LNP_PATCHED1(log1p, 1e300, 1e30f)
LNP_PATCHED1(sinh, 700.0, 80.0f)
LNP_PATCHED1(cosh, 700.0, 80.0f)
LNP_PATCHED1(arcsinh, 1e150, 1e15f)
LNP_PATCHED1(arccosh, 1e150, 1e15f)
#if LNP_ISA_LEVEL != 0
LNP_INLINE vf64 log1p(vf64 x) { return el::log1p(x); }
LNP_INLINE vf64 sinh(vf64 x) { return el::sinh(x); }
LNP_INLINE vf64 cosh(vf64 x) { return el::cosh(x); }
LNP_INLINE vf64 arcsinh(vf64 x) { return el::arcsinh(x); }
LNP_INLINE vf64 arccosh(vf64 x) { return el::arccosh(x); }
#endif

template <class V>
LNP_INLINE V arctan2(V y, V x) {
  return sleef_arctan2(y, x);
}
#if LNP_ISA_LEVEL != 0
LNP_INLINE vf64 arctan2(vf64 y, vf64 x) {
  return by_libm(el::arctan2(y, x), ~el::ordinary(y, x), [&](unsigned i) { return m::atan2(y[i], x[i]); });
}
LNP_INLINE bool plain_quotients(vf64 y, vf64 x) { return !any(~el::ordinary(y, x)); }

// Of angles up to 2^32.
LNP_INLINE auto near_a_quarter(vf64 x) { return el::Quadrant<vf64>(el::magnitude(x)).doubtful(); }
LNP_INLINE bool plain_angles(vf64 x) { return el::all_within(x, 0x1p32) & !any(near_a_quarter(x)); }
LNP_INLINE vf64 own_tan(vf64 x) {
  return by_libm(el::tan(x), near_a_quarter(x), [&](unsigned i) { return m::tan(x[i]); });
}
#endif

// SLEEF chooses how to reduce an angle by the largest one in the vector, so an element's bits would depend on its
// neighbours. Here each size of angle has a call of its own, in which every element is of that size. NaNs are huge.
#define LNP_TRIGONOMETRIC(name)                                                                      \
  template <class V>                                                                                 \
  LNP_INLINE V name(V x) {                                                                           \
    constexpr bool kDouble = sizeof(lane<V>) == 8;                                                   \
    const V medium = splat<V>(kDouble ? 15 : 125), huge = splat<V>(kDouble ? 1e14 : 39000);          \
    const auto is_small = abs(x) < medium;                                                           \
    const auto is_huge = ~(abs(x) < huge);                                                           \
    V r = sleef_##name(is_small ? x : V{});                                                          \
    if (!any(~is_small)) [[likely]]                                                                  \
      return r;                                                                                      \
    if (any(~is_small & ~is_huge)) r = is_small ? r : sleef_##name(is_small | is_huge ? medium : x); \
    if (any(is_huge)) r = is_huge ? sleef_##name(is_huge ? x : huge) : r;                            \
    return r;                                                                                        \
  }
LNP_TRIGONOMETRIC(sin)
LNP_TRIGONOMETRIC(cos)
LNP_TRIGONOMETRIC(tan)
#if LNP_ISA_LEVEL != 0
LNP_INLINE vf64 tan(vf64 x) {
  const auto far = ~(el::magnitude(x) < 0x1p32);
  return far ? tan<vf64>(far ? x : splat<vf64>(0x1p32)) : own_tan(far ? vf64{} : x);
}
#endif

// Squares are exact products, and libm decides what overflows.
template <class V>
LNP_INLINE V power(V x, V y) {
  V r = sleef_pow(x, y);
  r = y == 2 ? x * x : r;
  const auto doubtful = (abs(r) == kInf<V>)&(abs(x) < kInf<V>)&(abs(y) < kInf<V>);
  if (!any(doubtful)) [[likely]]
    return r;
  return by_libm(r, doubtful, [&](unsigned i) { return m::pow(lane<V>(x[i]), lane<V>(y[i])); });
}

#if LNP_ISA_LEVEL != 0
LNP_INLINE vf64 power(vf64 x, vf64 y) { return el::power(x, y); }
#endif

template <class V>
LNP_INLINE V logaddexp(V x, V y) {
  V distance = abs(x - y), high = x > y ? x : y;
  V r = high + log1p(exp(-distance));
  V equal = x + splat<V>(M_LN2);
  return x == y ? equal : (distance == distance ? r : distance);
}
template <class V>
LNP_INLINE V logaddexp2(V x, V y) {
  V distance = abs(x - y), high = x > y ? x : y;
  V r = high + splat<V>(M_LOG2E) * log1p(exp2(-distance));
  V equal = x + 1;
  return x == y ? equal : (distance == distance ? r : distance);
}

// ---- division with remainder, of vectors with small quotients ----

#if LNP_ISA_LEVEL == 2
LNP_INLINE vf64 rounded_down(vf64 x) { return _mm512_roundscale_pd(x, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC); }
LNP_INLINE vf32 rounded_down(vf32 x) { return _mm512_roundscale_ps(x, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC); }
LNP_INLINE vf64 fma(vf64 x, vf64 y, vf64 z) { return _mm512_fmadd_pd(x, y, z); }
LNP_INLINE vf32 fma(vf32 x, vf32 y, vf32 z) { return _mm512_fmadd_ps(x, y, z); }
#elif LNP_ISA_LEVEL == 1
LNP_INLINE vf64 rounded_down(vf64 x) { return _mm256_floor_pd(x); }
LNP_INLINE vf32 rounded_down(vf32 x) { return _mm256_floor_ps(x); }
LNP_INLINE vf64 fma(vf64 x, vf64 y, vf64 z) { return _mm256_fmadd_pd(x, y, z); }
LNP_INLINE vf32 fma(vf32 x, vf32 y, vf32 z) { return _mm256_fmadd_ps(x, y, z); }
#endif

#if LNP_ISA_LEVEL != 0
template <class V>
using SignedWords = decltype(V{} < V{});
template <class V>
inline constexpr SignedWords<V> kSign = __builtin_bit_cast(SignedWords<V>, -V{});
template <class V>
LNP_INLINE SignedWords<V> signs(V x) {
  return __builtin_bit_cast(SignedWords<V>, x) & kSign<V>;
}
template <class V>
LNP_INLINE V with_signs(V x, SignedWords<V> s) {
  return __builtin_bit_cast(V, __builtin_bit_cast(SignedWords<V>, x) | s);
}

// Whether all of x / y are far below the numbers that have no fractions, and nothing on the way there overflows or underflows.
template <class V>
LNP_INLINE bool small_quotients(V x, V y) {
  using S = lane<V>;
  using W = __typeof__(kSign<V>[0] + 0);
  constexpr bool kDouble = sizeof(S) == 8;
  constexpr W kDigits = kDouble ? 52 : 23, kBias = kDouble ? 1023 : 127, kRange = kDouble ? 400 : 50;
  constexpr W kLow = (kBias - kRange) << kDigits, kHigh = (kBias + kRange) << kDigits, kMost = (kDigits - 1) << kDigits;
  const auto a = __builtin_bit_cast(SignedWords<V>, x) & ~kSign<V>,
             b = __builtin_bit_cast(SignedWords<V>, y) & ~kSign<V>;
  const auto limit = b + kMost;
  return !any(~((b >= kLow) & (b < kHigh) & (a < limit) & ((a >= kLow) | (a == 0))));
}

// What is left is exact; a quotient that was rounded up to a whole number leaves too little.
template <class V>
LNP_INLINE V fmod(V x, V y) {
  const auto sign = signs(x);
  const V a = with_signs(V{}, __builtin_bit_cast(SignedWords<V>, x) ^ sign);
  const V b = with_signs(V{}, __builtin_bit_cast(SignedWords<V>, y) & ~kSign<V>);
  const V left = fma(-rounded_down(a / b), b, a);
  return with_signs(left < 0 ? left + b : left, sign);
}
template <class V>
LNP_INLINE V remainder(V x, V y) {
  const V r = fmod(x, y);
  return r == 0 ? with_signs(V{}, signs(y)) : (signs(r) != signs(y) ? r + y : r);
}
template <class V>
LNP_INLINE V floor_divide(V x, V y) {
  const V r = fmod(x, y), whole = (x - r) / y;
  const V q = (r != 0) & (signs(r) != signs(y)) ? whole - 1 : whole;
  const V down = rounded_down(q);
  return q == 0 ? with_signs(V{}, signs(x) ^ signs(y)) : (q - down > splat<V>(0.5) ? down + 1 : down);
}
#endif

}  // namespace vm

template <class S>
LNP_INLINE vec<S> load_part(const S* p, int64_t n) {
  vec<S> v;
  if (n >= static_cast<int64_t>(sizeof v / sizeof(S))) {
    memcpy(&v, p, sizeof v);
    return v;
  }
  S part[sizeof(vec<S>) / sizeof(S)];
  for (int64_t j = 0; j < static_cast<int64_t>(sizeof(vec<S>) / sizeof(S)); ++j) part[j] = p[j < n ? j : n - 1];
  memcpy(&v, part, sizeof v);
  return v;
}

// F::f(V...) computes a vector, F::flags(V..., V result, Raised&) notes what NumPy would warn of.
template <class V>
struct Raised {
  decltype(V{} < V{}) invalid{}, divide{}, overflow{}, underflow{};
  LNP_INLINE unsigned bits() const {
    return (vm::any(invalid) ? kInvalid : 0) | (vm::any(divide) ? kDivide : 0) | (vm::any(overflow) ? kOverflow : 0) |
           (vm::any(underflow) ? kUnderflow : 0);
  }
};

// Blocks of a row are computed first, and what they raised is looked for afterwards: always, or with functions of our own where the
// status says that there is something.
inline constexpr int64_t kStatusBlock = 512;
template <class F, class S>
inline constexpr bool kOwn = LNP_ISA_LEVEL > 0 && F::kOwn && sizeof(S) == 8;
// A block of an operand, for later where the result takes its place.
template <class S>
LNP_INLINE const S* kept_if(bool replaced, S* kept, const S* p, int64_t n) {
  return replaced ? static_cast<const S*>(memcpy(kept, p, n * sizeof(S))) : p;
}

// Of whole vectors of doubles for which less has to be done: F::plain says so, F::fast does it.
template <class F, class S>
inline constexpr bool kPlain = LNP_ISA_LEVEL > 0 && F::kPlain && sizeof(S) == 8;

// One by one: an array of them would be memory.
template <class S>
LNP_INLINE void store_pair(S* o, vec<S> r, vec<S> r2) {
  memcpy(o, &r, sizeof r);
  memcpy(o + sizeof r / sizeof(S), &r2, sizeof r2);
}

// Two vectors at a time, since functions are long chains of instructions that wait for each other.
template <class F, class S>
struct VecMap1 {
  using R = S;
  using A = S;
  using B = None;
  using C = None;
  using V = vec<S>;
  static constexpr int64_t kLanes = sizeof(V) / sizeof(S);

  static LNP_INLINE void pair(S* o, V x, V x2) {
    if constexpr (kPlain<F, S>)
      if (F::plain(x) & F::plain(x2)) [[likely]]
        return store_pair(o, F::fast(x), F::fast(x2));
    store_pair(o, F::f(x), F::f(x2));
  }
  static LNP_INLINE void values(S* o, const S* a, int64_t n) {
    int64_t i = 0;
    for (; i + 2 * kLanes <= n; i += 2 * kLanes)
      pair(o + i, load_part(a + i, kLanes), load_part(a + i + kLanes, kLanes));
    for (; i < n; i += kLanes) {
      const int64_t m = n - i < kLanes ? n - i : kLanes;
      const V r = F::f(load_part(a + i, m));
      memcpy(o + i, &r, m * sizeof(S));
    }
  }
  static LNP_INLINE unsigned raised(const S* o, const S* a, int64_t n) {
    Raised<V> raised;
    for (int64_t i = 0; i < n; i += kLanes) F::flags(load_part(a + i, n - i), load_part(o + i, n - i), raised);
    return raised.bits();
  }

  template <bool, bool, bool>
  static LNP_INLINE void row(S* o, const S* a, const B*, const C*, int64_t n) {
    constexpr bool kSure = kOwn<F, S>;
    OwnFlags own;
    unsigned found = 0;
    S kept[kStatusBlock];
    for (int64_t i = 0; i < n; i += kStatusBlock) {
      const int64_t m = n - i < kStatusBlock ? n - i : kStatusBlock;
      const S* x = kept_if(o == a, kept, a + i, m);
      if constexpr (kSure) write_flags(own.before & ~kAnyFlag);
      values(o + i, x, m);
      if (!kSure || (read_flags() & kAnyFlag)) found |= raised(o + i, x, m);
    }
    own.finish(found);
  }
};

template <class F, class S>
struct VecMap2 {
  using R = S;
  using A = S;
  using B = S;
  using C = None;
  using V = vec<S>;
  static constexpr int64_t kLanes = sizeof(V) / sizeof(S);
  template <bool Repeated>
  static LNP_INLINE V load(const S* p, int64_t i, int64_t n, V first) {
    if constexpr (Repeated) return first;
    return load_part(p + i, n);
  }
  static LNP_INLINE void pair(S* o, V x, V y, V x2, V y2) {
    if constexpr (kPlain<F, S>)
      if (F::plain(x, y) & F::plain(x2, y2)) [[likely]]
        return store_pair(o, F::fast(x, y), F::fast(x2, y2));
    store_pair(o, F::f(x, y), F::f(x2, y2));
  }
  template <bool RA, bool RB>
  static LNP_INLINE void values(S* o, const S* a, const S* b, int64_t n) {
    const V first_a = vm::splat<V>(*a), first_b = vm::splat<V>(*b);
    int64_t i = 0;
    for (; i + 2 * kLanes <= n; i += 2 * kLanes) {
      const V x = load<RA>(a, i, kLanes, first_a), y = load<RB>(b, i, kLanes, first_b);
      const V x2 = load<RA>(a, i + kLanes, kLanes, first_a), y2 = load<RB>(b, i + kLanes, kLanes, first_b);
      pair(o + i, x, y, x2, y2);
    }
    for (; i < n; i += kLanes) {
      const int64_t m = n - i < kLanes ? n - i : kLanes;
      const V r = F::f(load<RA>(a, i, m, first_a), load<RB>(b, i, m, first_b));
      memcpy(o + i, &r, m * sizeof(S));
    }
  }
  template <bool RA, bool RB>
  static LNP_INLINE unsigned raised(const S* o, const S* a, const S* b, int64_t n) {
    const V first_a = vm::splat<V>(*a), first_b = vm::splat<V>(*b);
    Raised<V> raised;
    for (int64_t i = 0; i < n; i += kLanes) {
      const V x = load<RA>(a, i, n - i, first_a), y = load<RB>(b, i, n - i, first_b);
      F::flags(x, y, load_part(o + i, n - i), raised);
    }
    return raised.bits();
  }

  template <bool RA, bool RB, bool>
  static LNP_INLINE void row(S* o, const S* a, const S* b, const C*, int64_t n) {
    constexpr bool kSure = kOwn<F, S>;
    OwnFlags own;
    unsigned found = 0;
    S kept_a[kStatusBlock], kept_b[kStatusBlock];
    const S one_a = *a, one_b = *b;
    for (int64_t i = 0; i < n; i += kStatusBlock) {
      const int64_t m = n - i < kStatusBlock ? n - i : kStatusBlock;
      const S* x = RA ? &one_a : kept_if(o == a, kept_a, a + i, m);
      const S* y = RB ? &one_b : kept_if(o == b, kept_b, b + i, m);
      if constexpr (kSure) write_flags(own.before & ~kAnyFlag);
      values<RA, RB>(o + i, x, y, m);
      if (!kSure || (read_flags() & kAnyFlag)) found |= raised<RA, RB>(o + i, x, y, m);
    }
    own.finish(found);
  }
};

// F::f(S, S) computes an element, F::small(V, V) a vector with small quotients.
#if LNP_ISA_LEVEL == 0
template <class F, class S>
using QuotientMap = Map<F, S, S, S>;
#else
template <class F, class S>
struct QuotientMap : VecMap2<F, S> {
  using V = vec<S>;
  using VecMap2<F, S>::kLanes;
  template <bool RA, bool RB, bool>
  static LNP_INLINE void row(S* o, const S* a, const S* b, const None*, int64_t n) {
    const V first_a = vm::splat<V>(*a), first_b = vm::splat<V>(*b);
    for (int64_t i = 0; i < n; i += kLanes) {
      const int64_t m = n - i < kLanes ? n - i : kLanes;
      const V x = VecMap2<F, S>::template load<RA>(a, i, m, first_a);
      const V y = VecMap2<F, S>::template load<RB>(b, i, m, first_b);
      V r;
      if (vm::small_quotients(x, y)) [[likely]]
        r = F::small(x, y);
      else
        for (int64_t j = 0; j < m; ++j) r[j] = F::f(S(x[j]), S(y[j]));
      memcpy(o + i, &r, m * sizeof(S));
    }
  }
};
#endif

}  // namespace
}  // namespace lnp::LNP_ISA
