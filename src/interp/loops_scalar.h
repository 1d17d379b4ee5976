// The scalar functions that the expressions of ops/ufuncs.toml use, for booleans, integers and real numbers.
// Signed overflow wraps (the units are compiled with -fwrapv).
#pragma once
#include <math.h>

#include <type_traits>

#include "interp/loops_half.h"

namespace lnp::LNP_ISA {
namespace {
namespace m {

#define LNP_REAL1(name)                                             \
  LNP_INLINE float name(float x) { return __builtin_##name##f(x); } \
  LNP_INLINE double name(double x) { return __builtin_##name(x); }
#define LNP_REAL2(name)                                                         \
  LNP_INLINE float name(float x, float y) { return __builtin_##name##f(x, y); } \
  LNP_INLINE double name(double x, double y) { return __builtin_##name(x, y); }
// clang-format off
LNP_REAL1(fabs) LNP_REAL1(sqrt) LNP_REAL1(floor) LNP_REAL1(ceil) LNP_REAL1(trunc) LNP_REAL1(rint)
LNP_REAL1(exp) LNP_REAL1(expm1) LNP_REAL1(log) LNP_REAL1(log1p)
LNP_REAL1(sin) LNP_REAL1(cos) LNP_REAL1(tan) LNP_REAL1(sinh) LNP_REAL1(cosh)
LNP_REAL2(copysign) LNP_REAL2(fmod) LNP_REAL2(hypot) LNP_REAL2(atan2) LNP_REAL2(pow)
    // clang-format on
    LNP_INLINE float arcsinh(float x) {
  return ::asinhf(x);
}
LNP_INLINE double arcsinh(double x) { return ::asinh(x); }
LNP_INLINE float arccosh(float x) { return ::acoshf(x); }
LNP_INLINE double arccosh(double x) { return ::acosh(x); }

template <class T>
LNP_INLINE bool is_nan(T x) {
  return x != x;
}
// By their bits: comparing a NaN may raise a flag.
template <class T>
LNP_INLINE bits<T> magnitude_bits(T x) {
  return bit_as<bits<T>>(x) << 1 >> 1;
}
template <class T>
inline constexpr bits<T> kInfinityBits = sizeof(T) == 8 ? 0x7ff0000000000000u : 0x7f800000u;
template <class T>
inline constexpr bits<T> kTinyBits = sizeof(T) == 8 ? 0x0010000000000000u : 0x00800000u;
template <class T>
LNP_INLINE bool is_inf(T x) {
  return magnitude_bits(x) == kInfinityBits<T>;
}
template <class T>
LNP_INLINE bool is_finite(T x) {
  return magnitude_bits(x) < kInfinityBits<T>;
}
LNP_INLINE bool signbit(float x) { return bit_as<uint32_t>(x) >> 31; }
LNP_INLINE bool signbit(double x) { return bit_as<uint64_t>(x) >> 63; }
template <class T>
LNP_INLINE bool truth(T x) {
  return x != 0;
}

// ---- order ----

// On a tie (two zeros) the second operand; a NaN wins, the first one before the second.
template <class T>
LNP_INLINE T maximum(T x, T y) {
  return x != x ? x : (x > y ? x : y);
}
template <class T>
LNP_INLINE T minimum(T x, T y) {
  return x != x ? x : (x < y ? x : y);
}
template <class T>
LNP_INLINE T fmax(T x, T y) {
  return y != y ? x : (x > y ? x : y);
}
template <class T>
LNP_INLINE T fmin(T x, T y) {
  return y != y ? x : (x < y ? x : y);
}
template <class T>
LNP_INLINE T clip(T x, T low, T high) {
  T t = (x < low) | (low != low) ? low : x;
  return (t > high) | (high != high) ? high : t;
}
template <class T>
LNP_INLINE T sign(T x) {
  return x > 0 ? T(1) : (x < 0 ? T(-1) : (x == 0 ? T(0) : x));
}
template <class T>
LNP_INLINE T heaviside(T x, T at_zero) {
  return x != x ? x : (x == 0 ? at_zero : (x < 0 ? T(0) : T(1)));
}

LNP_INLINE float per_degree(float) { return static_cast<float>(M_PI) / 180.0f; }
LNP_INLINE double per_degree(double) { return M_PI / 180; }
LNP_INLINE float per_radian(float) { return 180.0f / static_cast<float>(M_PI); }
LNP_INLINE double per_radian(double) { return 180 / M_PI; }

LNP_INLINE bool less_mixed(int64_t x, uint64_t y) { return x < 0 || static_cast<uint64_t>(x) < y; }
LNP_INLINE bool less_mixed(uint64_t x, int64_t y) { return y >= 0 && x < static_cast<uint64_t>(y); }
LNP_INLINE bool equal_mixed(int64_t x, uint64_t y) { return x >= 0 && static_cast<uint64_t>(x) == y; }
LNP_INLINE bool equal_mixed(uint64_t x, int64_t y) { return equal_mixed(y, x); }

// ---- integers ----

template <class T>
inline constexpr bool is_signed = T(-1) < T(0);

template <class T>
LNP_INLINE uint64_t magnitude(T x) {
  return x < 0 ? 0 - static_cast<uint64_t>(x) : static_cast<uint64_t>(x);
}

// Ones among the bits of the magnitude: in steps that vectors have as well, where these are long enough to be faster than the
// instruction that counts one element's.
template <class T>
LNP_INLINE uint8_t bit_count(T x) {
  using U = std::make_unsigned_t<T>;
  U n = static_cast<U>(x < 0 ? U(0) - static_cast<U>(x) : static_cast<U>(x));
#if LNP_ISA_LEVEL == 0
  return static_cast<uint8_t>(__builtin_popcountll(n));
#else
  constexpr U kAll = static_cast<U>(~U(0));
  n = static_cast<U>(n - (n >> 1 & kAll / 3));
  n = static_cast<U>((n & kAll / 5) + (n >> 2 & kAll / 5));
  n = static_cast<U>((n + (n >> 4)) & kAll / 17);
  if constexpr (sizeof(U) > 1) n = static_cast<U>(n + (n >> 8));
  if constexpr (sizeof(U) > 2) n = static_cast<U>(n + (n >> 16));
  if constexpr (sizeof(U) > 4) n = static_cast<U>(n + (n >> 32));
  return static_cast<uint8_t>(n & 127);
#endif
}

// Division by zero gives zero, the smallest number over -1 itself; both raise a flag, as in NumPy.
template <class T>
LNP_INLINE bool division_is_special(T x, T y, T* result) {
  if (y == 0) {
    raise_flags(kDivide);
    *result = 0;
    return true;
  }
  if constexpr (is_signed<T>) {
    constexpr T kMin = static_cast<T>(uint64_t{1} << (8 * sizeof(T) - 1));
    if (y == -1 && x == kMin) {
      raise_flags(kOverflow);
      *result = kMin;
      return true;
    }
  }
  return false;
}
template <class T>
LNP_INLINE T floor_divide(T x, T y) {
  T special;
  if (division_is_special(x, y, &special)) return special;
  T q = x / y;
  if constexpr (is_signed<T>)
    if ((x ^ y) < 0 && q * y != x) --q;
  return q;
}
template <class T>
LNP_INLINE T integer_fmod(T x, T y) {
  if (y == 0) {
    raise_flags(kDivide);
    return 0;
  }
  if constexpr (is_signed<T>)
    if (y == -1) return 0;
  return x % y;
}
template <class T>
LNP_INLINE T integer_remainder(T x, T y) {
  T r = integer_fmod(x, y);
  if constexpr (is_signed<T>)
    if (r != 0 && (r ^ y) < 0) r += y;
  return r;
}
template <class T>
LNP_INLINE T integer_reciprocal(T x) {
  if (x == 0) {
    raise_flags(kDivide | kInvalid);  // an infinity, converted to an integer
    return is_signed<T> && sizeof(T) >= 4 ? static_cast<T>(uint64_t{1} << (8 * sizeof(T) - 1)) : T(0);
  }
  return T(1) / x;
}
template <class T>
LNP_INLINE T left_shift(T x, T y) {
  constexpr uint64_t kWidth = 8 * sizeof(T);
  return static_cast<uint64_t>(y) < kWidth ? static_cast<T>(x << (y & (kWidth - 1))) : T(0);
}
template <class T>
LNP_INLINE T right_shift(T x, T y) {
  constexpr uint64_t kWidth = 8 * sizeof(T);
  return static_cast<uint64_t>(y) < kWidth ? static_cast<T>(x >> (y & (kWidth - 1))) : T(x < 0 ? -1 : 0);
}
// By squaring; a negative exponent is rejected before it comes here.
template <class T>
LNP_INLINE T integer_power(T x, T y) {
  T result = 1;
  for (; y > 0; y >>= 1) {
    if (y & 1) result = static_cast<T>(result * x);
    x = static_cast<T>(x * x);
  }
  return result;
}
template <class T>
LNP_INLINE uint64_t gcd(T x, T y) {
  uint64_t a = magnitude(x), b = magnitude(y);
  while (b) {
    uint64_t r = a % b;
    a = b;
    b = r;
  }
  return a;
}
template <class T>
LNP_INLINE T lcm(T x, T y) {
  uint64_t g = gcd(x, y);
  return g ? static_cast<T>(magnitude(x) / g * magnitude(y)) : T(0);
}

// ---- real division with remainder: the quotient is rounded down ----

// Comparisons by sign bit and equality only, because an ordered comparison with NaN would raise a flag.
template <class T>
LNP_INLINE bool opposite(T x, T y) {
  return m::signbit(x) != m::signbit(y);
}
template <class T>
LNP_INLINE T remainder(T x, T y) {
  T r = m::fmod(x, y);
  if (y == 0) return r;
  if (r == 0) return m::copysign(T(0), y);
  return r == r && opposite(y, r) ? r + y : r;
}
template <class T>
LNP_INLINE T floor_divide_real(T x, T y) {
  if (y == 0) return x / y;
  T r = m::fmod(x, y);
  if (r != r) return r;
  T q = (x - r) / y;
  if (r != 0 && opposite(y, r)) q -= 1;
  if (q == 0) return m::copysign(T(0), x / y);
  T down = m::floor(q);
  return q - down > T(0.5) ? down + 1 : down;
}
LNP_INLINE float floor_divide(float x, float y) { return floor_divide_real(x, y); }
LNP_INLINE double floor_divide(double x, double y) { return floor_divide_real(x, y); }

// ---- parts and neighbours of real numbers ----

template <class T>
LNP_INLINE T modf_int(T x) {
  return m::trunc(x);
}
template <class T>
LNP_INLINE T modf_frac(T x) {
  return m::copysign(is_inf(x) ? T(0) : x - m::trunc(x), x);
}
LNP_INLINE int clamp_int(int64_t e) { return e > 100000 ? 100000 : (e < -100000 ? -100000 : static_cast<int>(e)); }
LNP_INLINE float ldexp(float x, int64_t e) { return ::ldexpf(x, clamp_int(e)); }
LNP_INLINE double ldexp(double x, int64_t e) { return ::ldexp(x, clamp_int(e)); }
// By bits: what is subnormal is scaled first; zero, infinities and NaNs have the exponent 0.
template <class T>
struct Frexp {
  static constexpr int kDigits = sizeof(T) == 8 ? 52 : 23, kBias = sizeof(T) == 8 ? 1022 : 126;
  bits<T> scaled;
  int more;
  bool whole;  // has no parts

  LNP_INLINE explicit Frexp(T x) {
    const bits<T> magnitude = magnitude_bits(x);
    const bool small = magnitude < kTinyBits<T>;
    const T tiny = (small ? x : T(0)) * static_cast<T>(bits<T>{1} << kDigits);  // no other number may overflow
    scaled = bit_as<bits<T>>(small ? tiny : x);
    more = small ? -kDigits - kBias : -kBias;
    whole = (magnitude == 0) | (magnitude >= kInfinityBits<T>);
  }
};
template <class T>
LNP_INLINE T frexp_mantissa(T x) {
  const Frexp<T> parts(x);
  const bits<T> exponent = bits<T>{Frexp<T>::kBias} << Frexp<T>::kDigits;
  return parts.whole ? x : bit_as<T>((parts.scaled & ~kInfinityBits<T>) | exponent);
}
template <class T>
LNP_INLINE int frexp_exponent(T x) {
  const Frexp<T> parts(x);
  const int exponent = static_cast<int>(parts.scaled << 1 >> (Frexp<T>::kDigits + 1));
  return parts.whole ? 0 : exponent + parts.more;
}
template <class T>
LNP_INLINE T spacing(T x) {
  const bits<T> magnitude = magnitude_bits(x);
  if (magnitude >= kInfinityBits<T>) return T(__builtin_nan(""));
  if (magnitude + 1 == kInfinityBits<T>) raise_flags(kOverflow);
  if (magnitude == 0) return bit_as<T>(bits<T>{1});
  if (magnitude + 1 < kTinyBits<T>) raise_flags(kUnderflow);
  return bit_as<T>(bit_as<bits<T>>(x) + 1) - x;
}
// Real numbers of one sign are in the order of their bits.
template <class T>
LNP_INLINE T nextafter(T x, T y) {
  if ((x != x) | (y != y)) return x + y;
  if (x == y) return y;
  const bits<T> toward = bit_as<bits<T>>(x) + (((x < y) == (x > 0)) ? 1 : bits<T>(-1));
  const T next = x == 0 ? m::copysign(bit_as<T>(bits<T>{1}), y) : bit_as<T>(toward);
  if (is_inf(next)) raise_flags(kOverflow);
  if (magnitude_bits(next) < kTinyBits<T>) raise_flags(kUnderflow);
  return next;
}
// Halves count in their own grid.
LNP_INLINE half nextafter(half x, half y) {
  float a = to_float(x), b = to_float(y);
  if (a != a) return x;
  if (b != b || a == b) return b != b ? y : x;
  if (a == 0) return half{static_cast<uint16_t>((y.bits & 0x8000) | 1)};
  const half next{static_cast<uint16_t>((a < b) == (a > 0) ? x.bits + 1 : x.bits - 1)};
  if ((next.bits & 0x7fff) == 0x7c00) raise_flags(kOverflow);
  return next;
}
// The distance to the next number upwards, as in NumPy; other real numbers look away from zero.
LNP_INLINE half spacing(half x) {
  const uint16_t magnitude = x.bits & 0x7fff;
  if (magnitude >= 0x7c00) {
    raise_flags(kInvalid);
    return half{0x7e00};
  }
  if (magnitude == 0) return half{1};
  const bool negative = x.bits >> 15;
  const half next{static_cast<uint16_t>(negative ? x.bits - 1 : x.bits + 1)};
  if (next.bits == 0x7c00) raise_flags(kOverflow);
  return to_half(to_float(next) - to_float(x));
}

// What rounding took from the product p = x y, exactly; nothing overflows or underflows. Without fma: Dekker, "A floating-point
// technique for extending the available precision" (1971).
LNP_INLINE double product_error(double x, double y, double p) {
#ifdef __FMA__
  return __builtin_fma(x, y, -p);
#else
  auto high = [](double a) {
    const double c = 134217729 * a;
    return c - (c - a);
  };
  const double xh = high(x), yh = high(y), xl = x - xh, yl = y - yh;
  return ((xh * yh - p) + xh * yl + xl * yh) + xl * yl;
#endif
}
// x^3 within 0.51 units in the last place: rounded once, with the errors of both products. Where those may not be exact, out there
// where the result overflows or nearly vanishes, the plain product.
LNP_INLINE double cube(double x) {
  const auto bits = bit_as<int64_t>(x), magnitude = bits & INT64_MAX;
  const int64_t least = 0x2d00000000000000, most = 0x5300000000000000;  // 2^-303, 2^305
  const int64_t near = magnitude < least ? least : magnitude > most ? most : magnitude;
  const double c = bit_as<double>(near | (bits & INT64_MIN)), square = c * c, product = square * c;
  const double error = product_error(square, c, product) + product_error(c, c, square) * c;
  return near == magnitude ? product + error : x * x * x;
}
LNP_INLINE float cube(float x) {
  const double wide = x;
  return static_cast<float>(wide * wide * wide);
}

}  // namespace m
}  // namespace
}  // namespace lnp::LNP_ISA
