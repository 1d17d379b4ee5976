// Complex arithmetic as NumPy does it: naive products, Smith's division, lexicographic order, and C's elementary
// functions.
#pragma once
#include "interp/loops_scalar.h"

namespace lnp::LNP_ISA {
namespace {

template <class T>
LNP_INLINE cx<T> operator+(cx<T> x, cx<T> y) {
  return {x.re + y.re, x.im + y.im};
}
template <class T>
LNP_INLINE cx<T> operator-(cx<T> x, cx<T> y) {
  return {x.re - y.re, x.im - y.im};
}
template <class T>
LNP_INLINE cx<T> operator-(cx<T> x) {
  return {-x.re, -x.im};
}
// The barrier keeps g++ 12 from fusing the product with the sum (its fmaddsub pattern ignores -ffp-contract=off).
template <class T>
LNP_INLINE T product(T x, T y) {
  return __builtin_assoc_barrier(x * y);
}
template <class T>
LNP_INLINE cx<T> operator*(cx<T> x, cx<T> y) {
  return {product(x.re, y.re) - product(x.im, y.im), product(x.re, y.im) + product(x.im, y.re)};
}
template <class T>
LNP_INLINE bool operator==(cx<T> x, cx<T> y) {
  return (x.re == y.re) & (x.im == y.im);
}

// x >= y and x < y by instructions that raise the invalid flag for NaN, as NumPy's division does.
LNP_INLINE bool loud_ge(float x, float y) { return _mm_comige_ss(_mm_set_ss(x), _mm_set_ss(y)); }
LNP_INLINE bool loud_ge(double x, double y) { return _mm_comige_sd(_mm_set_sd(x), _mm_set_sd(y)); }
// (g++ 12 takes unordered operands for less in the comparisons called "lt".)
LNP_INLINE bool loud_lt(float x, float y) { return _mm_comigt_ss(_mm_set_ss(y), _mm_set_ss(x)); }
LNP_INLINE bool loud_lt(double x, double y) { return _mm_comigt_sd(_mm_set_sd(y), _mm_set_sd(x)); }

// Smith's division, with every choice made on operands, so that no branch computes what is not wanted and flags are
// right. A zero divisor divides by its absolute value, which gives infinities and NaNs. Never inlined: where the divisor
// is the same for a whole row, the compiler would divide both ways before the loop, and raise the other way's flags.
template <class T>
__attribute__((noinline)) cx<T> operator/(cx<T> x, cx<T> y) {
  const bool im_larger = !loud_ge(m::fabs(y.re), m::fabs(y.im));
  const T larger = im_larger ? y.im : y.re, smaller = im_larger ? y.re : y.im;
  const bool zero = (y.re == 0) & (y.im == 0);
  const T big = zero ? T(1) : larger, re = zero ? T(0) : x.re, im = zero ? T(0) : x.im;
  const T ratio = smaller / big, scale = T(1) / (big + product(smaller, ratio));
  const T a = im_larger ? re : im, b = im_larger ? im : re;
  const T d = product(b, ratio), im_sum = im_larger ? d - re : im - d;
  const T r_re = (b + product(a, ratio)) * scale, r_im = im_sum * scale;
  const T divisor = zero ? T(0) : T(1);
  return {(zero ? x.re : r_re) / divisor, (zero ? x.im : r_im) / divisor};
}

namespace m {

template <class T>
LNP_INLINE bool is_nan(cx<T> x) {
  return m::is_nan(x.re) | m::is_nan(x.im);
}
template <class T>
LNP_INLINE bool is_inf(cx<T> x) {
  return m::is_inf(x.re) | m::is_inf(x.im);
}
template <class T>
LNP_INLINE bool is_finite(cx<T> x) {
  return m::is_finite(x.re) & m::is_finite(x.im);
}
template <class T>
LNP_INLINE bool truth(cx<T> x) {
  return (x.re != 0) | (x.im != 0);
}

// Lexicographic. A comparison with NaN raises the invalid flag, but imaginary parts are compared only where the real
// ones are equal; the compiler would not vectorise that without comparing them everywhere.
template <class T>
LNP_INLINE bool less(cx<T> x, cx<T> y) {
  if (loud_lt(x.re, y.re)) return !m::is_nan(x.im) && !m::is_nan(y.im);
  return x.re == y.re && loud_lt(x.im, y.im);
}
template <class T>
LNP_INLINE bool less_equal(cx<T> x, cx<T> y) {
  if (loud_lt(x.re, y.re)) return !m::is_nan(x.im) && !m::is_nan(y.im);
  return x.re == y.re && loud_ge(y.im, x.im);
}
template <class T>
LNP_INLINE cx<T> maximum(cx<T> x, cx<T> y) {
  return is_nan(x) || less_equal(y, x) ? x : y;
}
template <class T>
LNP_INLINE cx<T> minimum(cx<T> x, cx<T> y) {
  return is_nan(x) || less_equal(x, y) ? x : y;
}
template <class T>
LNP_INLINE cx<T> fmax(cx<T> x, cx<T> y) {
  return is_nan(y) || less_equal(y, x) ? x : y;
}
template <class T>
LNP_INLINE cx<T> fmin(cx<T> x, cx<T> y) {
  return is_nan(y) || less_equal(x, y) ? x : y;
}
template <class T>
LNP_INLINE cx<T> clip(cx<T> x, cx<T> low, cx<T> high) {
  cx<T> t = is_nan(x) || (!is_nan(low) && !less(x, low)) ? x : low;
  return is_nan(t) || (!is_nan(high) && !less(high, t)) ? t : high;
}

// The squares of floats and their sum are normal doubles, so the result is as good as rounded once.
LNP_INLINE float absolute(cx<float> x) {
  const double re = x.re, im = x.im;
  const bool infinite = is_inf(x.re) | is_inf(x.im);
  return static_cast<float>(infinite ? double(__builtin_inf()) : m::sqrt(re * re + im * im));
}
// Scaled so that the squares neither overflow nor underflow; the relative error is below 2 units of roundoff (half of one from each
// square and the sum, by the root; one from the root), that is 2 ULP at most. Without branches and without comparisons of
// doubles, which would raise the invalid flag for NaNs: words of numbers that are not negative have their order.
LNP_INLINE double absolute(cx<double> x) {
  constexpr uint64_t kExponent = uint64_t{1} << 52, kInfinity = 0x7ff * kExponent;
  const uint64_t re = __builtin_bit_cast(uint64_t, m::fabs(x.re)), im = __builtin_bit_cast(uint64_t, m::fabs(x.im));
  const uint64_t large = re > im ? re : im, other = re > im ? im : re;
  const uint64_t small = other + 60 * kExponent < large ? 0 : other;  // what does not count might underflow
  const bool huge = large >= (1023 + 500) * kExponent, tiny = large < (1023 - 400) * kExponent;
  const double scale = huge ? 0x1p-600 : tiny ? 0x1p600 : 1, back = huge ? 0x1p600 : tiny ? 0x1p-600 : 1;
  const double a = __builtin_bit_cast(double, large) * scale, b = __builtin_bit_cast(double, small) * scale;
  const double root = m::sqrt(a * a + b * b) * back;
  return (re == kInfinity) | (im == kInfinity) ? __builtin_inf() : root;
}
template <class T>
LNP_INLINE cx<T> sign(cx<T> x) {
  T a = m::hypot(x.re, x.im);
  if (is_inf(x.re) != is_inf(x.im))
    return is_inf(x.re) ? cx<T>{m::copysign(T(1), x.re), 0} : cx<T>{0, m::copysign(T(1), x.im)};
  if (is_nan(x) || is_inf(x)) return {T(__builtin_nan("")), T(__builtin_nan(""))};
  return a == 0 ? cx<T>{0, 0} : cx<T>{x.re / a, x.im / a};
}
template <class T>
LNP_INLINE cx<T> reciprocal(cx<T> x) {
  // Only what is needed is divided: a compiler that computes both branches would raise the other one's flags.
  const bool wide = loud_ge(m::fabs(x.re), m::fabs(x.im));
  T large = wide ? x.re : x.im, small = wide ? x.im : x.re;
  T ratio = small / large, d = large + small * ratio;
  T one = T(1) / d, rest = ratio / d;
  return wide ? cx<T>{one, -rest} : cx<T>{rest, -one};
}
template <class T>
LNP_INLINE cx<T> conjugate(cx<T> x) {
  return {x.re, -x.im};
}
template <class T>
LNP_INLINE cx<T> rint(cx<T> x) {
  return {m::rint(x.re), m::rint(x.im)};
}

// C's functions. `_Complex` is GNU C++'s spelling of C's complex types.
LNP_INLINE _Complex double to_c(cx<double> x) {
  _Complex double c;
  __real__ c = x.re;
  __imag__ c = x.im;
  return c;
}
LNP_INLINE _Complex float to_c(cx<float> x) {
  _Complex float c;
  __real__ c = x.re;
  __imag__ c = x.im;
  return c;
}
LNP_INLINE cx<double> from_c(_Complex double x) { return {__real__ x, __imag__ x}; }
LNP_INLINE cx<float> from_c(_Complex float x) { return {__real__ x, __imag__ x}; }
#define LNP_COMPLEX1(name, c)                                                          \
  LNP_INLINE cx<float> name(cx<float> x) { return from_c(__builtin_##c##f(to_c(x))); } \
  LNP_INLINE cx<double> name(cx<double> x) { return from_c(__builtin_##c(to_c(x))); }
// clang-format off
LNP_COMPLEX1(cexp, cexp) LNP_COMPLEX1(clog, clog) LNP_COMPLEX1(csqrt, csqrt)
LNP_COMPLEX1(csin, csin) LNP_COMPLEX1(ccos, ccos) LNP_COMPLEX1(ctan, ctan)
LNP_COMPLEX1(carcsin, casin) LNP_COMPLEX1(carccos, cacos) LNP_COMPLEX1(carctan, catan)
LNP_COMPLEX1(csinh, csinh) LNP_COMPLEX1(ccosh, ccosh) LNP_COMPLEX1(ctanh, ctanh)
LNP_COMPLEX1(carcsinh, casinh) LNP_COMPLEX1(carccosh, cacosh) LNP_COMPLEX1(carctanh, catanh)
    // clang-format on

    template <class T>
    LNP_INLINE cx<T> scaled(cx<T> x, double factor) {
  return {x.re * T(factor), x.im * T(factor)};
}
template <class T>
LNP_INLINE cx<T> clog2(cx<T> x) {
  return scaled(clog(x), M_LOG2E);
}
template <class T>
LNP_INLINE cx<T> clog10(cx<T> x) {
  return scaled(clog(x), M_LOG10E);
}
template <class T>
LNP_INLINE cx<T> cexp2(cx<T> x) {
  return cexp(scaled(x, M_LN2));
}
template <class T>
LNP_INLINE cx<T> cexpm1(cx<T> x) {
  T a = m::sin(x.im / 2), e = m::exp(x.re);
  return {m::expm1(x.re) * m::cos(x.im) - 2 * a * a, e * m::sin(x.im)};
}
template <class T>
LNP_INLINE cx<T> clog1p(cx<T> x) {
  return {m::log(m::hypot(x.re + 1, x.im)), m::atan2(x.im, x.re + 1)};
}

LNP_INLINE cx<float> cpow(cx<float> x, cx<float> y) { return from_c(__builtin_cpowf(to_c(x), to_c(y))); }
LNP_INLINE cx<double> cpow(cx<double> x, cx<double> y) { return from_c(__builtin_cpow(to_c(x), to_c(y))); }
// Small integer exponents by squaring, as in NumPy.
template <class T>
LNP_INLINE cx<T> cpower(cx<T> x, cx<T> y) {
  constexpr T kNan = T(__builtin_nan(""));
  if (y.re == 0 && y.im == 0) return {1, 0};
  if (x.re == 0 && x.im == 0) {
    if (y.re > 0) return {0, 0};
    raise_flags(kInvalid);
    return {kNan, kNan};
  }
  if (y.im == 0 && y.re != y.re) raise_flags(kInvalid);
  if (y.im == 0 && y.re == m::rint(y.re) && m::fabs(y.re) < 100) {
    int n = static_cast<int>(y.re);
    if (n == 1) return x;
    if (n == 2) return x * x;
    if (n == 3) return x * (x * x);
    cx<T> result{1, 0}, p = x;
    for (unsigned k = n < 0 ? -n : n;;) {
      if (k & 1) result = result * p;
      k >>= 1;
      if (!k) break;
      p = p * p;
    }
    return n < 0 ? cx<T>{1, 0} / result : result;
  }
  return m::cpow(x, y);
}

}  // namespace m
}  // namespace
}  // namespace lnp::LNP_ISA
