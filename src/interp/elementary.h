// Elementary functions of doubles without branches, for V a double or a vector of them. The loops and the code generator have them
// from here, so that an element has the same bits in both; what they leave in the floating-point status says at least that something
// is to be warned of, where something is. They need a fused multiply-add, which `fma(V, V, V)` is.
//
// Arguments are reduced as Cody and Waite do; the polynomials were fitted at Chebyshev's points with 60 digits. The greatest errors
// found with 200 bits are 0.80 ULP of log, 0.69 of tanh, and 0.60 of exp; tests/python/test_elementary.py holds them to 0.85.
#pragma once
#include "interp/loops_types.h"

namespace lnp::LNP_ISA {
namespace {
namespace el {

// Integers as wide as V's elements.
template <class V>
struct words_of {
  typedef uint64_t type __attribute__((vector_size(sizeof(V))));
};
template <>
struct words_of<double> {
  using type = uint64_t;
};
template <class V>
using Words = typename words_of<V>::type;

template <class V>
LNP_INLINE Words<V> words(V x) {
  return __builtin_bit_cast(Words<V>, x);
}
template <class V>
LNP_INLINE V from_words(Words<V> x) {
  return __builtin_bit_cast(V, x);
}
template <class V>
LNP_INLINE V all(double x) {
  return x - V{};
}

template <class M, class V>
LNP_INLINE V select(M mask, V x, V y) {
  return mask ? x : y;
}
// Of a condition in arithmetic, compilers make no branch.
LNP_INLINE double select(bool condition, double x, double y) {
  const uint64_t mask = -uint64_t{condition};
  return from_words<double>((words(x) & mask) | (words(y) & ~mask));
}

LNP_INLINE double fma(double x, double y, double z) { return __builtin_fma(x, y, z); }
#if LNP_ISA_LEVEL == 1
LNP_INLINE __m256d fma(__m256d x, __m256d y, __m256d z) { return _mm256_fmadd_pd(x, y, z); }
#elif LNP_ISA_LEVEL == 2
LNP_INLINE __m512d fma(__m512d x, __m512d y, __m512d z) { return _mm512_fmadd_pd(x, y, z); }
#endif

template <class V>
LNP_INLINE V polynomial(V, double c) {
  return all<V>(c);
}
template <class V, class... C>
LNP_INLINE V polynomial(V x, double c, C... higher) {
  return fma(polynomial(x, higher...), x, all<V>(c));
}

// Adding it leaves a number's nearest integer in the lowest bits.
inline constexpr double kMagic = 0x1.8p52;
inline constexpr double kLog2E = 0x1.71547652b82fep+0;
inline constexpr double kLn2High =
    0x1.62e42fefa3800p-1;  // ends with 11 zero bits: its product with a small integer is exact
inline constexpr double kLn2Low = 0x1.ef35793c76730p-45;

// 2^k of an integer to which kMagic was added, for -1022 <= k <= 1023.
template <class V>
LNP_INLINE V power_of_two(V magic) {
  return from_words<V>((words(magic) + uint64_t{1023}) << 52);
}

// x = k ln 2 + r + low with |r| <= ln(2) / 2, and e^(r + low) = 1 + r + r^2 / 2 + low + cubic.
template <class V>
struct Reduced {
  V k, r, low, cubic;

  LNP_INLINE explicit Reduced(V x) {
    k = fma(x, all<V>(kLog2E), all<V>(kMagic)) - kMagic;
    const V first = fma(-k, all<V>(kLn2High), x);  // exact
    r = fma(-k, all<V>(kLn2Low), first);
    low = fma(-k, all<V>(kLn2Low), first - r);
    const V square = r * r;
    // (e^r - 1 - r - r^2 / 2) / r^2, even and odd powers apart
    const V even = polynomial(square, 0x1.5555555555556p-5, 0x1.6c16c16c162d4p-10, 0x1.a01a01a6d889cp-16,
                              0x1.27e4db646b17ep-22, 0x1.1f730349868cep-29);
    const V odd = polynomial(square, 0x1.5555555555557p-3, 0x1.11111111100dcp-7, 0x1.a01a01abe7fe1p-13,
                             0x1.71de0231960ebp-19, 0x1.af4de97ca4194p-26);
    cubic = square * fma(even, square, odd * r);
  }
};

// In two steps, since 2^k may be too large or too small for a number although e^x is none of it.
template <class V>
LNP_INLINE V exp(V x) {
  x = select(x > 710, all<V>(710), x);
  x = select(x < -750, all<V>(-750), x);
  const Reduced<V> e(x);
  const V half = fma(e.k, all<V>(0.5), all<V>(kMagic)), rest = e.k - (half - kMagic);
  const V high = 1 + e.r, low = 1 - high + e.r;
  return (high + (low + fma(0.5 * e.r, e.r, e.low + e.cubic))) * power_of_two(half) * power_of_two(rest + kMagic);
}

// x = 2^k (1 + f) with 1 + f between the roots of 1/2 and 2; with s = f / (2 + f), log(1 + f) = 2 s + s R(s^2).
template <class V>
LNP_INLINE V log(V x) {
  const auto small = x < 0x1p-1022;
  const V scaled = select(small, x * 0x1p54, x);
  constexpr uint64_t kRoot = 0x3fe6a09e667f3bcd;  // of 1/2
  constexpr uint64_t kBias = 1024;                // keeps exponents positive while they are shifted
  const Words<V> above = words(scaled) - kRoot, exponent = (above + (kBias << 52)) >> 52;
  const V k = from_words<V>(exponent + (words(kMagic) - kBias)) - kMagic - select(small, all<V>(54), V{});
  const V f = from_words<V>((above & uint64_t{0x000fffffffffffff}) + kRoot) - 1;
  // Of zero and of negative numbers the quotient is the result, with its status.
  const auto none = x <= 0;
  const V s = select(none, select(x == 0, all<V>(-1), V{}), f) / select(none, V{}, 2 + f);
  const V z = s * s, w = z * z;
  const V even = polynomial(w, 0x1.5555555555558p-1, 0x1.2492492e09d4dp-2, 0x1.7462bd8f7796ep-3, 0x1.2b6688a387e03p-3);
  const V odd = polynomial(w, 0x1.9999999995204p-2, 0x1.c71c62c639fdep-3, 0x1.39fd392179a95p-3);
  const V series = z * fma(odd, z, even), half_square = 0.5 * f * f;
  const V rest = fma(s, half_square + series, k * kLn2Low);
  const V result = fma(k, all<V>(kLn2High), f - (half_square - rest));
  return select(none, s, select(x < all<V>(__builtin_inf()), result, x));
}

// E / (2 + E) with E = e^(2 |x|) - 1; what rounding leaves of E and of the denominator is carried along, since E is a small
// difference where 2 |x| is nearly ln 2.
template <class V>
LNP_INLINE V tanh(V x) {
  const Words<V> sign = words(x) & words(all<V>(-0.0));
  const V magnitude = from_words<V>(words(x) ^ sign);
  const Reduced<V> e(2 * select(magnitude > 20, all<V>(20), magnitude));
  const V scale = power_of_two(e.k + kMagic), less = scale - 1;
  const V half_square = 0.5 * e.r * e.r, high = e.r + half_square;
  const V low = (e.r - high + half_square) + (fma(0.5 * e.r, e.r, -half_square) + e.low + e.cubic);
  const V grown = scale * high, first = less + grown, rest = fma(scale, low, less - first + grown);
  const V numerator = first + rest, left = first - numerator + rest;
  const V denominator = numerator + 2, two = denominator - numerator;
  const V missing = (numerator - (denominator - two)) + (2 - two) + left;
  const V inverse = 1 / denominator, quotient = numerator * inverse;
  const V error = fma(-quotient, denominator, numerator) + fma(-quotient, missing, left);
  return from_words<V>(words(fma(error, inverse, quotient)) | sign);
}

}  // namespace el
}  // namespace
}  // namespace lnp::LNP_ISA
