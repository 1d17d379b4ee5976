// Elementary functions of doubles without branches, for V a double or a vector of them. The loops and the code generator have them
// from here, so that an element has the same bits in both; what they leave in the floating-point status says at least that something
// is to be warned of, where something is. They need a fused multiply-add, which `fma(V, V, V)` is.
//
// Arguments are reduced as Cody and Waite do; the polynomials were fitted at Chebyshev's points or exchanged as Remez did, with 60
// digits. The greatest errors found are 0.75 ULP of exp, 0.73 of log10, 0.77 of tanh, 0.80 of cosh, 0.82 of sinh, 0.85 of log1p, 0.86 of log
// and log2, 0.91 of exp2, 0.92 of expm1, and 0.64 of power; tests/python/test_elementary.py holds them to 1.
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

template <class V>
LNP_INLINE V magnitude(V x) {
  return from_words<V>(words(x) & ~words(all<V>(-0.0)));
}
// x with y's sign, too; x is positive or has that sign.
template <class V>
LNP_INLINE V with_sign(V x, V y) {
  return from_words<V>(words(x) | (words(y) & words(all<V>(-0.0))));
}

LNP_INLINE double fma(double x, double y, double z) { return __builtin_fma(x, y, z); }
LNP_INLINE double truncate(double x) { return __builtin_trunc(x); }
LNP_INLINE double square_root(double x) { return __builtin_sqrt(x); }
// NaNs stay.
LNP_INLINE double at_most(double x, double limit) { return limit < x ? limit : x; }
LNP_INLINE double at_least(double x, double limit) { return limit > x ? limit : x; }
#if LNP_ISA_LEVEL == 1
LNP_INLINE __m256d fma(__m256d x, __m256d y, __m256d z) { return _mm256_fmadd_pd(x, y, z); }
LNP_INLINE __m256d truncate(__m256d x) { return _mm256_round_pd(x, _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC); }
// Whether all of x are positive, normal and finite, and whether all are numbers between -limit and limit. Where so, functions
// that take `kPlain` have less to do, and results have the same bits.
LNP_INLINE bool all_ordinary(__m256d x) {
  const __m256d least = _mm256_set1_pd(0x1p-1022), most = _mm256_set1_pd(0x1.fffffffffffffp+1023);
  const __m256d good = _mm256_and_pd(_mm256_cmp_pd(x, least, _CMP_GE_OQ), _mm256_cmp_pd(x, most, _CMP_LE_OQ));
  return _mm256_movemask_pd(good) == 0xf;
}
LNP_INLINE bool all_within(__m256d x, double limit) {
  return _mm256_movemask_pd(_mm256_cmp_pd(magnitude(x), _mm256_set1_pd(limit), _CMP_LT_OQ)) == 0xf;
}
LNP_INLINE __m256d square_root(__m256d x) { return _mm256_sqrt_pd(x); }
LNP_INLINE __m256d at_most(__m256d x, double limit) { return _mm256_min_pd(_mm256_set1_pd(limit), x); }
LNP_INLINE __m256d at_least(__m256d x, double limit) { return _mm256_max_pd(_mm256_set1_pd(limit), x); }
#elif LNP_ISA_LEVEL == 2
LNP_INLINE __m512d fma(__m512d x, __m512d y, __m512d z) { return _mm512_fmadd_pd(x, y, z); }
LNP_INLINE __m512d truncate(__m512d x) { return _mm512_roundscale_pd(x, _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC); }
LNP_INLINE bool all_ordinary(__m512d x) {
  const __m512i above = _mm512_sub_epi64(_mm512_castpd_si512(x), _mm512_set1_epi64(0x0010000000000000));
  return _mm512_cmpge_epu64_mask(above, _mm512_set1_epi64(0x7fe0000000000000)) == 0;
}
LNP_INLINE bool all_within(__m512d x, double limit) {
  return _mm512_cmp_pd_mask(magnitude(x), _mm512_set1_pd(limit), _CMP_LT_OQ) == 0xff;
}
LNP_INLINE __m512d square_root(__m512d x) { return _mm512_sqrt_pd(x); }
LNP_INLINE __m512d at_most(__m512d x, double limit) { return _mm512_min_pd(_mm512_set1_pd(limit), x); }
LNP_INLINE __m512d at_least(__m512d x, double limit) { return _mm512_max_pd(_mm512_set1_pd(limit), x); }
#endif
template <class V>
LNP_INLINE V between(V x, double low, double high) {
  return at_least(at_most(x, high), low);
}

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

// 2^(k + more) of an integer k to which kMagic was added, for -1022 <= k + more <= 1023.
template <class V>
LNP_INLINE V power_of_two(V magic, int more) {
  return from_words<V>((words(magic) + static_cast<uint64_t>(1023 + more)) << 52);
}

// x = k ln 2 + r + low with |r| <= ln(2) / 2, and k in the lowest bits of `magic`. cosh r is 1 + r^2 / 2 + r^4 even,
// sinh r is r + r^3 odd.
template <class V>
struct Reduced {
  V magic, r, low, square, even, odd;

  LNP_INLINE explicit Reduced(V x) {
    magic = fma(x, all<V>(kLog2E), all<V>(kMagic));
    const V k = magic - kMagic, first = fma(-k, all<V>(kLn2High), x);  // exact
    r = fma(-k, all<V>(kLn2Low), first);
    low = fma(-k, all<V>(kLn2Low), first - r);
    square = r * r;
    even = polynomial(square, 0x1.5555555555556p-5, 0x1.6c16c16c162d4p-10, 0x1.a01a01a6d889cp-16, 0x1.27e4db646b17ep-22,
                      0x1.1f730349868cep-29);
    odd = polynomial(square, 0x1.5555555555557p-3, 0x1.11111111100dcp-7, 0x1.a01a01abe7fe1p-13, 0x1.71de0231960ebp-19,
                     0x1.af4de97ca4194p-26);
  }
  LNP_INLINE V half_even() const { return fma(square, even, all<V>(0.5)); }
  // e^(r + low) = 1 + r + rest
  LNP_INLINE V rest() const { return fma(0.5 * r, r, fma(square, fma(odd, r, square * even), low)); }
};

// x 2^k. In two steps, since 2^k may be too large or too small for a number although the product is none of it. What is added is too
// small to count; it underflows where the product is subnormal, also where that is exact.
template <class V>
LNP_INLINE V scale(V x, V magic) {
  const Words<V> twice = words(magic) + uint64_t{2 * 1023}, half = twice >> 1;
  const V first = from_words<V>(half << 52), second = from_words<V>((twice - half) << 52);
  return fma(x * first, second, second * 0x1p-565);
}

// The same of a result that is a normal number.
template <bool kPlain, class V>
LNP_INLINE V scale_to(V x, V magic) {
  if constexpr (kPlain) return x * power_of_two(magic, 0);
  return scale(x, magic);
}

template <bool kPlain = false, class V>
LNP_INLINE V exp(V x) {
  const Reduced<V> e(kPlain ? x : between(x, -750, 710));
  const V high = 1 + e.r, low = 1 - high + e.r;
  return scale_to<kPlain>(high + (low + fma(e.square, fma(e.odd, e.r, e.half_even()), e.low)), e.magic);
}
template <bool kPlain = false, class V>
LNP_INLINE V exp2(V x) {
  if constexpr (!kPlain) x = between(x, -1080, 1025);
  const V magic = x + kMagic, r = x - (magic - kMagic);
  const V slope =
      polynomial(r, 0x1.62e42fefa39efp-1, 0x1.ebfbdff82c58fp-3, 0x1.c6b08d704a0c6p-5, 0x1.3b2ab6fba4e7dp-7,
                 0x1.5d87fe78a3f9bp-10, 0x1.430912f86a0dbp-13, 0x1.ffcbfc6da768bp-17, 0x1.62c022494aa9dp-20,
                 0x1.b524ebd01fb20p-24, 0x1.e4cef695e823fp-28, 0x1.e9ec218fa47a3p-32, 0x1.c4c8ceab0a73fp-36);
  return scale_to<kPlain>(fma(r, slope, all<V>(1)), magic);
}

// What is less than half a unit in the last place of 1 is e^x - 1 itself.
template <class V>
LNP_INLINE V expm1(V x) {
  const Reduced<V> e(between(x, -50, 710));
  // All halved, since 2^k may be too large.
  const V scale = power_of_two(e.magic, -1), less = scale - 0.5, lost = scale - less - 0.5;
  const V grown = scale * e.r, first = less + grown, rest = fma(scale, e.rest(), less - first + grown + lost);
  return select(magnitude(x) < 0x1p-54, x, 2 * (first + rest));
}

// With c = cosh(k ln 2) and s = sinh(k ln 2): cosh x = c cosh r + s sinh r, and sinh x = s cosh r + c sinh r. All halved, since 2^k
// may be too large.
template <class V>
struct Hyperbolic {
  V up, down;        // 2^k / 4, 2^-k / 4
  V r, rest, grown;  // sinh r = r + rest, cosh r = 1 + grown

  LNP_INLINE explicit Hyperbolic(V x) {
    const Reduced<V> e(at_most(x, 710.5));
    up = power_of_two(e.magic, -2);
    down = power_of_two(2 * kMagic - at_most(e.magic, kMagic + 1000), -2);
    r = e.r;
    rest = fma(e.square * r, e.odd, e.low);
    grown = fma(e.square, e.half_even(), r * e.low);
  }
  // x cosh r + y sinh r of x + x_low, more than y sinh r
  LNP_INLINE V sum(V x, V x_low, V y) const {
    const V product = y * r, lost = fma(y, r, -product), first = x + product;
    return 2 * (first + fma(x, grown, fma(y, rest, x - first + product + (lost + x_low))));
  }
};

template <class V>
LNP_INLINE V cosh(V x) {
  const Hyperbolic<V> h(magnitude(x));
  const V c = h.up + h.down;
  return h.sum(c, h.up - c + h.down, h.up - h.down);
}

template <class V>
LNP_INLINE V sinh(V x) {
  const V size = magnitude(x);
  const Hyperbolic<V> h(size);
  const V s = h.up - h.down;
  return select(size < 0x1p-54, x, with_sign(h.sum(s, h.up - s - h.down, h.up + h.down), x));
}

// x = 2^k (1 + f) with 1 + f between the roots of 1/2 and 2, for x > 0 that is not subnormal; k is `more` than x says.
template <class V>
struct Scaled {
  V k, half;  // f / 2
  Words<V> above;

  LNP_INLINE explicit Scaled(V x, V more = V{}) {
    constexpr uint64_t kRoot = 0x3fd6a09e667f3bcd;  // of 1/2, halved
    constexpr uint64_t kBias = 1024;                // keeps exponents positive while they are shifted
    above = words(x) + (((kBias - 1) << 52) - kRoot);
    k = from_words<V>((above >> 52) + words(more + (kMagic - kBias))) - kMagic;
    half = from_words<V>((above & uint64_t{0x000fffffffffffff}) + kRoot) - 0.5;
  }
  // 4 2^-k, which is a normal number
  LNP_INLINE V inverse_power() const {
    return from_words<V>((uint64_t{2049} << 52) - (above & uint64_t{0xfff0000000000000}));
  }
  // Of any x > 0.
  template <bool kPlain>
  static LNP_INLINE Scaled of(V x) {
    if constexpr (kPlain) return Scaled(x);
    const auto small = x < 0x1p-1022;
    return Scaled(select(small, x * 0x1p54, x), select(small, all<V>(-54), V{}));
  }
};

// With s = f / (2 + f), log(1 + f) = 2 s + s R(s^2) = f - f^2 / 2 + s (f^2 / 2 + R) = f - missing. What has no logarithm divides by zero.
template <class V>
struct Logarithm {
  V f, s, square, missing;

  LNP_INLINE Logarithm(V half, V sum) {
    f = half + half;
    s = half / sum;
    square = s * s;
    const V w = square * square;
    const V even =
        polynomial(w, 0x1.5555555555558p-1, 0x1.2492492e09d4dp-2, 0x1.7462bd8f7796ep-3, 0x1.2b6688a387e03p-3);
    const V odd = polynomial(w, 0x1.9999999995204p-2, 0x1.c71c62c639fdep-3, 0x1.39fd392179a95p-3);
    missing = fma(half, f, -s * fma(square, fma(odd, square, even), half * f));
  }
};

// `result`, but for what has no logarithm, since it is zero or negative, for infinity and NaNs.
template <class M, class V>
LNP_INLINE V known_log(V x, M exists, double pole, V result) {
  const V none = select(x == pole, all<V>(-__builtin_inf()), all<V>(__builtin_nan("")));
  return select(x == all<V>(__builtin_inf()), x, select(exists, result, none));
}

template <bool kPlain = false, class V>
LNP_INLINE V log(V x) {
  const auto exists = x > 0;
  const Scaled<V> n = Scaled<V>::template of<kPlain>(x);
  const Logarithm<V> l(n.half, kPlain ? 1 + n.half : select(exists, 1 + n.half, V{}));
  const V whole = n.k * kLn2High, first = whole + l.f;
  const V result = first + (fma(n.k, all<V>(kLn2Low), whole - first + l.f) - l.missing);
  if constexpr (kPlain) return result;
  return known_log(x, exists, 0, result);
}
// log(x) / log(base): k times step + step_low = log(2) / log(base), and 1 / log(base) = inverse + inverse_low; k step is exact.
template <bool kPlain, class V>
LNP_INLINE V log_to_base(V x, double step, double step_low, double inverse, double inverse_low) {
  const auto exists = x > 0;
  const Scaled<V> n = Scaled<V>::template of<kPlain>(x);
  const Logarithm<V> l(n.half, kPlain ? 1 + n.half : select(exists, 1 + n.half, V{}));
  const V high = l.f - l.missing, lost = l.f - high - l.missing;
  const V whole = n.k * step, part = high * inverse, first = whole + part;
  const V part_low = fma(high, all<V>(inverse_low), fma(lost, all<V>(inverse), fma(high, all<V>(inverse), -part)));
  const V low = whole - first + part + part_low;
  const V result = first + (step_low == 0 ? low : fma(n.k, all<V>(step_low), low));
  if constexpr (kPlain) return result;
  return known_log(x, exists, 0, result);
}
template <bool kPlain = false, class V>
LNP_INLINE V log2(V x) {
  return log_to_base<kPlain>(x, 1, 0, kLog2E, 0x1.777d0ffda0d24p-56);
}
template <bool kPlain = false, class V>
LNP_INLINE V log10(V x) {
  return log_to_base<kPlain>(x, 0x1.34413509f7800p-2, 0x1.fef311f12b358p-46, 0x1.bcb7b1526e50ep-2,
                             0x1.95355baaafad3p-57);
}
// x and what 1 lacks of 2^k are scaled first, so that f is exact but for what is added below. 1 / (1 + f) = 1 - 2 s + 2 s^2 + ...
template <bool kPlain = false, class V>
LNP_INLINE V log1p(V x) {
  const auto exists = x > -1;
  const Scaled<V> n(1 + x);
  const V quadruple = n.inverse_power();
  const V scaled = 0.25 * (x * quadruple), missing = fma(quadruple, all<V>(0.25), all<V>(-1)), f = scaled + missing;
  const V half = 0.5 * f;
  const Logarithm<V> l(half, kPlain ? 1 + half : select(exists, 1 + half, V{}));
  const V change = scaled - (f - missing), difference = l.square - l.s;
  const V whole = n.k * kLn2High, first = whole + f;
  const V rest = fma(change, 1 + (difference + difference), fma(n.k, all<V>(kLn2Low), whole - first + f));
  const V result = with_sign(first + (rest - l.missing), x);
  if constexpr (kPlain) return result;
  return known_log(x, exists, -1, result);
}
// log2 of x > 0, within 2^-65 of itself: with C = 2 / ln 2, log2(1 + f) = s (C + s^2 (C / 3 + s^2 P(s^2))), where all but P is twice as
// exact as numbers are.
template <class V>
struct ExactLog2 {
  V high, low;

  LNP_INLINE explicit ExactLog2(const Scaled<V>& n) {
    const V sum = 1 + n.half, inverse = 1 / sum, s = n.half * inverse;
    const V s_low = fma(-s, n.half - (sum - 1), fma(-s, sum, n.half)) * inverse;
    const V z = s * s, z_low = fma(s + s, s_low, fma(s, s, -z)), w = z * z;
    const V odd = polynomial(w, 0x1.a61762a7adef6p-2, 0x1.0c9a84b3ecc6fp-2, 0x1.89fde4a9b0319p-3, 0x1.59ec6a4ed2018p-3);
    const V even = polynomial(w, 0x1.484b13d7af286p-2, 0x1.c68f3573699edp-3, 0x1.59f151b883557p-3);
    constexpr double kC = 0x1.71547652b82fep+1, kLowC = 0x1.777d0ffda0d24p-55;
    constexpr double kThird = 0x1.ec709dc3a03fdp-1, kLowThird = 0x1.d27f05548af0cp-55;
    constexpr double kFifth = 0x1.2776c50ef9bfep-1, kLowFifth = 0x1.e4b29ccc535d4p-55;
    const V rest = w * fma(z, even, odd), series = fma(z, all<V>(kFifth), rest), third = kThird + series;
    const V series_low = fma(z, all<V>(kLowFifth), fma(z_low, all<V>(kFifth), fma(z, all<V>(kFifth), -series) + rest));
    const V third_low = kThird - third + series + (kLowThird + series_low);
    const V square = z * third, square_low = fma(z, third_low, fma(z_low, third, fma(z, third, -square)));
    const V factor = kC + square, factor_low = kC - factor + square + (square_low + kLowC);
    const V part = s * factor, part_low = fma(s, factor_low, fma(s_low, factor, fma(s, factor, -part)));
    high = n.k + part;
    low = n.k - high + part + part_low;
  }
};

// 2^(high + low)
template <bool kPlain, class V>
LNP_INLINE V exp2_of_sum(V high, V low) {
  const V magic = high + kMagic, r = high - (magic - kMagic), square = r * r;
  const V even = polynomial(square, 0x1.ebfbdff82c5a4p-3, 0x1.3b2ab6fba0188p-7, 0x1.4309130ed201bp-13,
                            0x1.62bfc798519afp-20, 0x1.e61b6fc3052f4p-28);
  const V odd = polynomial(square, 0x1.c6b08d704a0cfp-5, 0x1.5d87fe78a1debp-10, 0x1.ffcbfc78e217fp-17,
                           0x1.b524d3665dfe2p-24, 0x1.ea118d1c680b8p-32);
  constexpr double kLn2 = 0x1.62e42fefa39efp-1, kLowLn2 = 0x1.abc9e3b39803fp-56;
  const V line = r * kLn2, line_low = fma(r, all<V>(kLowLn2), fma(r, all<V>(kLn2), -line)), first = 1 + line;
  const V curve = fma(square, fma(odd, r, even), line_low);
  return scale_to<kPlain>(first + (1 - first + line + fma(low * kLn2, first + curve, curve)), magic);
}

// An infinity is as good as 1e300 as an exponent. 0 * infinity is invalid.
template <bool kPlain = false, class V>
LNP_INLINE V power(V x, V y) {
  if constexpr (kPlain) {
    const ExactLog2<V> l(Scaled<V>::template of<true>(x));
    const V e = y * l.high;
    return select(y == 2, x * x, exp2_of_sum<true>(e, fma(y, l.low, fma(y, l.high, -e))));
  }
  const V size = magnitude(x), infinity = all<V>(__builtin_inf());
  const ExactLog2<V> l(Scaled<V>::template of<false>(size));
  const V log = select(size < infinity, select(size == 0, -infinity, l.high), size);
  const V near = between(y, -1e300, 1e300), e = near * log;
  const V e_low = select(magnitude(e) > 1100, V{}, fma(near, l.low, fma(near, log, -e)));
  const V result = exp2_of_sum<false>(between(e, -1100, 1080), e_low);
  const V half = 0.5 * y;
  const auto whole = truncate(y) == y;
  const V sign = select(whole, select(truncate(half) == half, V{}, x), V{});
  const V wrong = select(whole, V{}, select(x < 0, select(size < infinity, infinity, V{}), V{}));
  const V signed_result = with_sign(fma(wrong, V{}, result), sign);
  return select(y == 2, x * x, select(x == 1, all<V>(1), select(y == 0, all<V>(1), signed_result)));
}
#if LNP_ISA_LEVEL > 0
// Of powers that are normal numbers, by a logarithm within 0.1: the bits of x, 2^40 times.
template <class V>
LNP_INLINE bool plain_power(V x, V y) {
  const V bits = from_words<V>((words(x) >> 12) | words(all<V>(0x1p52))) - (0x1p52 + 0x1p40 * 1023);
  return all_ordinary(x) & all_within(y, 1000) & all_within(bits * y, 900 * 0x1p40);
}
#endif

// E / (2 + E) with E = e^(2 |x|) - 1; what rounding leaves of E and of the denominator is carried along, since E is a small
// difference where 2 |x| is nearly ln 2.
template <class V>
LNP_INLINE V tanh(V x) {
  const Reduced<V> e(2 * at_most(magnitude(x), 20));
  const V scale = power_of_two(e.magic, 0), less = scale - 1;
  const V grown = scale * e.r, first = less + grown, rest = fma(scale, e.rest(), less - first + grown);
  const V numerator = first + rest, left = first - numerator + rest;
  const V denominator = numerator + 2, two = denominator - numerator;
  const V missing = (numerator - (denominator - two)) + (2 - two) + left;
  const V inverse = 1 / denominator, quotient = numerator * inverse;
  const V error = fma(-quotient, denominator, numerator) + fma(-quotient, missing, left);
  return with_sign(fma(error, inverse, quotient), x);
}

}  // namespace el
}  // namespace
}  // namespace lnp::LNP_ISA
