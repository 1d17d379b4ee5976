// Elementary functions of whole vectors, from SLEEF (at most 1 ULP), and the row kernel that applies them.
//
// A row's tail goes through the same vector function on a padded vector, so that an element's bits do not depend on
// where it stands. Where a SLEEF function is not good over its whole domain, those elements are computed by libm.
#pragma once
#include <sleef.h>

#include "interp/elementary.h"
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
  uint64_t part[sizeof(M) / 8], r = 0;
  memcpy(part, &mask, sizeof mask);
  for (uint64_t p : part) r |= p;
  return r != 0;
}

#define LNP_VECTOR1(name, sleef)                                      \
  LNP_INLINE vf64 name(vf64 x) { return LNP_SLEEF_D(sleef, u10)(x); } \
  LNP_INLINE vf32 name(vf32 x) { return LNP_SLEEF_F(sleef, u10)(x); }
// Of doubles, a function of ours where there is a fused multiply-add.
#if LNP_ISA_LEVEL == 0
#define LNP_OWN1(name) LNP_VECTOR1(name, name)
#else
#define LNP_OWN1(name)                                 \
  LNP_INLINE vf64 name(vf64 x) { return el::name(x); } \
  LNP_INLINE vf32 name(vf32 x) { return LNP_SLEEF_F(name, u10)(x); }
#endif
#define LNP_VECTOR2(name, sleef, u)                                            \
  LNP_INLINE vf64 name(vf64 x, vf64 y) { return LNP_SLEEF_D(sleef, u)(x, y); } \
  LNP_INLINE vf32 name(vf32 x, vf32 y) { return LNP_SLEEF_F(sleef, u)(x, y); }
// clang-format off
LNP_OWN1(exp) LNP_OWN1(log) LNP_OWN1(tanh) LNP_VECTOR1(exp2, exp2) LNP_VECTOR1(expm1, expm1)
LNP_VECTOR1(log2, log2) LNP_VECTOR1(log10, log10)
LNP_VECTOR1(arcsin, asin) LNP_VECTOR1(arccos, acos) LNP_VECTOR1(arctan, atan)
LNP_VECTOR1(arctanh, atanh) LNP_VECTOR1(cbrt, cbrt)
LNP_VECTOR1(sleef_sin, sin) LNP_VECTOR1(sleef_cos, cos) LNP_VECTOR1(sleef_tan, tan)
LNP_VECTOR1(sleef_log1p, log1p) LNP_VECTOR1(sleef_sinh, sinh) LNP_VECTOR1(sleef_cosh, cosh)
LNP_VECTOR1(sleef_arcsinh, asinh) LNP_VECTOR1(sleef_arccosh, acosh)
LNP_VECTOR2(arctan2, atan2, u10) LNP_VECTOR2(hypot, hypot, u05) LNP_VECTOR2(sleef_pow, pow, u10)
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

}  // namespace vm

template <class S>
LNP_INLINE vec<S> load_part(const S* p, int64_t n) {
  S part[sizeof(vec<S>) / sizeof(S)];
  for (int64_t j = 0; j < static_cast<int64_t>(sizeof(vec<S>) / sizeof(S)); ++j) part[j] = p[j < n ? j : n - 1];
  vec<S> v;
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

template <class F, class S>
struct VecMap1 {
  using R = S;
  using A = S;
  using B = None;
  using C = None;
  using V = vec<S>;
  static constexpr int64_t kLanes = sizeof(V) / sizeof(S);
  template <bool, bool, bool>
  static LNP_INLINE void row(S* o, const S* a, const B*, const C*, int64_t n) {
    OwnFlags own;
    Raised<V> raised;
    int64_t i = 0;
    for (; i + kLanes <= n; i += kLanes) {
      V x, r;
      memcpy(&x, a + i, sizeof x);
      r = F::f(x);
      F::flags(x, r, raised);
      memcpy(o + i, &r, sizeof r);
    }
    if (i < n) {
      V x = load_part(a + i, n - i), r = F::f(x);
      F::flags(x, r, raised);
      memcpy(o + i, &r, (n - i) * sizeof(S));
    }
    own.finish(raised.bits());
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
    if (n < kLanes) return load_part(p + i, n);
    V v;
    memcpy(&v, p + i, sizeof v);
    return v;
  }
  template <bool RA, bool RB, bool>
  static LNP_INLINE void row(S* o, const S* a, const S* b, const C*, int64_t n) {
    OwnFlags own;
    Raised<V> raised;
    const V first_a = vm::splat<V>(*a), first_b = vm::splat<V>(*b);
    for (int64_t i = 0; i < n; i += kLanes) {
      int64_t m = n - i < kLanes ? n - i : kLanes;
      V x = load<RA>(a, i, m, first_a), y = load<RB>(b, i, m, first_b), r = F::f(x, y);
      F::flags(x, y, r, raised);
      if (m == kLanes)
        memcpy(o + i, &r, sizeof r);
      else
        memcpy(o + i, &r, m * sizeof(S));
    }
    own.finish(raised.bits());
  }
};

}  // namespace
}  // namespace lnp::LNP_ISA
