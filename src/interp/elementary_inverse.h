// Inverse functions, the tangent and the cube root of doubles without branches, by the rules of elementary.h.
//
// Quotients and roots carry what rounding took from them where that counts (Dekker, "A floating-point technique for extending the
// available precision", 1971); the polynomials were exchanged as Remez did, with 50 digits. The greatest errors found are 0.51 ULP of
// cbrt, 0.58 of arccosh, 0.67 of arcsinh, 0.71 of arctan and arccos, 0.72 of arctan2, 0.74 of tan, 0.77 of arcsin and 0.85 of arctanh;
// tests/python/test_elementary.py holds them to 1.
#pragma once
#include "interp/elementary.h"

namespace lnp::LNP_ISA {
namespace {
namespace el {

inline constexpr double kHalfPi = 0x1.921fb54442d18p+0, kLowHalfPi = 0x1.1a62633145c07p-54;

// About 1 / (2 x), within an eighth of itself, of a normal x > 0: to correct what is nearly right. Of zero, a large number.
template <class V>
LNP_INLINE V half_inverse(V x) {
  return from_words<V>(uint64_t{0x7fce623822fc16e6} - words(x));
}

// The angle of the point (n, d) for 0 <= n <= d, turned by `turns` quarters and mirrored where that is `back`: arctan t = t + t^3 P(t^2)
// of t = n / d up to 1/2, and above, arctan t = pi / 4 + arctan((n - d) / (n + d)). What rounding takes from the quotient counts, too.
template <class V>
struct Angle {
  V t, rest, base;  // base + t + rest, with base in quarters of pi

  LNP_INLINE Angle(V n, V d) {
    const auto far = n + n > d;
    const V more = select(far, n, V{}), less = select(far, d, V{}), sum = d + more, difference = n - less;
    const V inverse = 1 / sum;
    t = difference * inverse;
    const V t_low = fma(-t, d - sum + more, fma(-t, sum, difference)) * inverse;
    const V z = t * t, w = z * z;
    const V even = polynomial(w, -0x1.5555555555516p-2, -0x1.249249215dc0bp-3, -0x1.745cf4c9f6db3p-4,
                              -0x1.10f31e51e8294p-4, -0x1.a39833452cc93p-5, -0x1.c17dd8f8b47ffp-6);
    const V odd = polynomial(w, 0x1.999999999113dp-3, 0x1.c71c7090dc410p-4, 0x1.3b113dad7c560p-4, 0x1.dfe96cdb5cc72p-5,
                             0x1.56f530abba423p-5, 0x1.4b812439d3e18p-7);
    rest = fma(t * z, fma(odd, z, even), fma(-t_low, z, t_low));
    base = select(far, all<V>(1), V{});
  }
  // quarters pi / 4 + t + rest, where that is not negative, with the sign of `y`
  LNP_INLINE V plus(V quarters, V sign_of_t, V y) const {
    const V minus = from_words<V>(words(sign_of_t) & words(all<V>(-0.0)));
    const V whole = from_words<V>(words(base) ^ words(minus)) + quarters, first = whole * (0.5 * kHalfPi);
    const V part = from_words<V>(words(t) ^ words(minus)), part_rest = from_words<V>(words(rest) ^ words(minus));
    const V result = first + part;
    return with_sign(result + (first - result + part + fma(whole, all<V>(0.5 * kLowHalfPi), part_rest)), y);
  }
};

// Beyond 1, pi / 2 - arctan(1 / x).
template <class V>
LNP_INLINE V arctan(V x) {
  const V size = at_most(magnitude(x), 0x1p1000);
  const auto steep = size > 1;
  const Angle<V> a(select(steep, all<V>(1), size), select(steep, size, all<V>(1)));
  return a.plus(select(steep, all<V>(2), V{}), select(steep, all<V>(-1), V{}), x);
}

// The angle of the point (x, y), for which see `ordinary`.
template <class V>
LNP_INLINE V arctan2(V y, V x) {
  const V a = magnitude(y), b = magnitude(x);
  const auto steep = a > b;
  const Angle<V> angle(select(steep, b, a), select(steep, a, b));
  const V left = from_words<V>(words(x) & words(all<V>(-0.0)));
  const V turned = from_words<V>(words(left) ^ words(select(steep, all<V>(-0.0), V{})));
  const V quarters = select(steep, all<V>(2), select(words(left) != 0, all<V>(4), V{}));
  return angle.plus(quarters, turned, y);
}
// Whether a quotient and what rounding takes from it are normal numbers (or the quotient is zero).
template <class V>
LNP_INLINE auto ordinary(V y, V x) {
  const V a = magnitude(y), b = magnitude(x);
  const auto steep = a > b;
  const V large = select(steep, a, b), small = select(steep, b, a);
  return (large > 0x1p-450) & (large < 0x1p450) & ((small > 0x1p-450) | (small == 0));
}

// arcsin s = s + s^3 P(s^2) for 0 <= s <= 1/2, and above, arcsin x = pi / 2 - 2 arcsin(sqrt((1 - x) / 2)).
template <class V>
struct Arcsine {
  V s, rest;

  template <class M>
  LNP_INLINE Arcsine(V size, M far) {
    const V z = select(far, fma(size, all<V>(-0.5), all<V>(0.5)), size * size), root = square_root(z), w = z * z;
    s = select(far, root, size);
    const V even = polynomial(w, 0x1.5555555555390p-3, 0x1.6db6db4278decp-5, 0x1.6e89f4327ee92p-6, 0x1.c6fdae32e7dcep-7,
                              0x1.abca5389b9894p-8, -0x1.09d9248690db1p-6);
    const V odd = polynomial(w, 0x1.333333336e82dp-4, 0x1.f1c72c397dc15p-6, 0x1.1c6be28b28081p-6, 0x1.8ec387afedb99p-7,
                             0x1.3ff84ee34c689p-6, 0x1.056f8cd3782c0p-5);
    const V lost = fma(-root, root, z) * half_inverse(root);
    rest = fma(s * z, fma(odd, z, even), select(far, lost, V{}));
  }
};

template <class V>
LNP_INLINE V arcsin(V x) {
  const V size = magnitude(x);
  const auto far = size > 0.5;
  const Arcsine<V> a(size, far);
  const V base = select(far, all<V>(kHalfPi), V{}), base_low = select(far, all<V>(kLowHalfPi), V{});
  const V scale = select(far, all<V>(-2), all<V>(1)), s = scale * a.s, first = base + s;
  return with_sign(first + (base - first + s + fma(scale, a.rest, base_low)), x);
}

template <class V>
LNP_INLINE V arccos(V x) {
  const V size = magnitude(x);
  const auto far = size > 0.5;
  const Arcsine<V> a(size, far);
  const auto left = x < 0;
  const V base = select(far, select(left, all<V>(2 * kHalfPi), V{}), all<V>(kHalfPi));
  const V base_low = select(far, select(left, all<V>(2 * kLowHalfPi), V{}), all<V>(kLowHalfPi));
  const V slope = select(far, all<V>(2), all<V>(-1)),
          scale = from_words<V>(words(slope) ^ (words(x) & words(all<V>(-0.0))));
  const V s = scale * a.s, first = base + s;
  return first + (base - first + s + fma(scale, a.rest, base_low));
}

// k ln 2 + 2 artanh((n + n_low) / (d + d_low)), of a quotient within +-0.1716.
template <class V>
LNP_INLINE V log_of_quotient(V k, V n, V n_low, V d, V d_low) {
  const V inverse = 1 / d, s = n * inverse, s_low = fma(-s, d_low, fma(-s, d, n) + n_low) * inverse;
  const V z = s * s, w = z * z, twice = s + s, whole = k * kLn2High, first = whole + twice;
  const V even = polynomial(w, 0x1.5555555555592p-2, 0x1.24924941e1178p-3, 0x1.74663d1ef9dc1p-4, 0x1.2f04354f4e0d9p-4);
  const V odd = polynomial(w, 0x1.999999997ff23p-3, 0x1.c71c5213ffcbep-4, 0x1.39a1e0391c3f2p-4);
  const V carried = whole - first + twice + (s_low + s_low);
  return first + fma(twice * z, fma(odd, z, even), fma(k, all<V>(kLn2Low), carried));
}

// t = 2^k (1 + f) with 1 + f between the roots of 1/2 and 2, by an eighth of t, so that nothing overflows.
template <class V>
struct Nearest {
  V k, power;  // k, 2^k / 8

  LNP_INLINE explicit Nearest(V eighth) {
    constexpr uint64_t kRoot = 0x3fb6a09e667f3bcd;  // of 1/2, an eighth
    const Words<V> above = words(eighth) + ((uint64_t{1024} << 52) - kRoot);
    k = from_words<V>((above >> 52) + words(all<V>(kMagic - 1024))) - kMagic;
    power = from_words<V>((above & uint64_t{0xfff0000000000000}) - (uint64_t{4} << 52));
  }
};

// log(x + r) with r = sqrt(x^2 +- 1); where that is less than the root of 2, 2 artanh of `near` / `near_d`, since the sum's
// logarithm would lose it.
template <class V>
LNP_INLINE V log_of_sum(V x, V r, V r_low, V near, V near_low, V greater, V less, V near_d_low) {
  const V part = fma(x, all<V>(0.125), 0.125 * r);
  const Nearest<V> n(part);
  const auto is_near = n.k == 0;
  const V part_low = fma(less, all<V>(0.125), fma(greater, all<V>(0.125), -part)) + 0.125 * r_low;
  const V high = select(is_near, greater, part), low = select(is_near, all<V>(1), n.power), d = high + low;
  const V d_low = low - d + high + select(is_near, near_d_low, part_low);
  return log_of_quotient(n.k, select(is_near, near, part - n.power), select(is_near, near_low, part_low), d, d_low);
}

inline constexpr double kSquarable = 0x1p500;

// s = x / (1 + r) with r = sqrt(x^2 + 1), where x + r is nearly 1.
template <class V>
LNP_INLINE V arcsinh(V x) {
  const V size = magnitude(x), part = at_most(size, kSquarable);
  const V q = fma(part, part, all<V>(1)), root = square_root(q);
  const V root_low = (fma(-root, root, q) + fma(part, part, 1 - q)) * half_inverse(root);
  const V r = select(size > kSquarable, size, root);
  const V result = log_of_sum(size, r, root_low, size, V{}, r, size, root_low);
  return with_sign(select(size == all<V>(__builtin_inf()), size, result), x);
}

// s = r / (1 + x) with r = sqrt(x^2 - 1), where x + r is nearly 1.
template <class V>
LNP_INLINE V arccosh(V x) {
  const V d = at_most(x, kSquarable) - 1, twice = d + d;
  const V q = select(x < 1, all<V>(-1), fma(d, d, twice)), root = square_root(q);
  const V root_low = (fma(-root, root, q) + fma(d, d, twice - q)) * half_inverse(root);
  const V r = select(x > kSquarable, x, root);
  const V result = log_of_sum(x, r, root_low, r, root_low, x, r, V{});
  return select(x == all<V>(__builtin_inf()), x, result);
}

// 2 artanh x = log((1 + x) / (1 - x)), of which 2^k is taken out, so that s is a quotient again; near zero it is x. What 1 has no
// logarithm of divides by zero.
template <class V>
LNP_INLINE V arctanh(V x) {
  const V size = magnitude(x), more = 1 + size, less = 1 - size;
  const Words<V> quotient = words(more) - words(less) + (uint64_t{0x3ff8} << 48);
  const auto near = size < 0.3;
  const V magic = select(near, all<V>(kMagic), from_words<V>((quotient >> 52) + words(all<V>(kMagic - 1023))));
  const V k = magic - kMagic, scaled = power_of_two(magic, 0) * less;
  const V more_low = size - (more - 1), less_low = 1 - less - size;
  const V n = select(near, size, more - scaled), d = select(near, all<V>(1), more + scaled);
  const V n_low = select(near, V{}, fma(-power_of_two(magic, 0), less_low, more_low));
  const auto exists = size < 1;
  const V inverse = 1 / select(exists, d, V{}), s = n * inverse, s_low = (fma(-s, d, n) + n_low) * inverse;
  const V z = s * s, w = z * z, whole = k * (0.5 * kLn2High), first = whole + s;
  const V even = polynomial(w, 0x1.55555555555dbp-2, 0x1.24924935c5d38p-3, 0x1.745ebc9700beap-4, 0x1.13944ef2cca89p-4,
                            0x1.47d01a1617697p-4);
  const V odd = polynomial(w, 0x1.999999997cb12p-3, 0x1.c71c67c273d52p-4, 0x1.3aea139510fa1p-4, 0x1.b3cd616a444fdp-5);
  const V result = first + fma(s * z, fma(odd, z, even), fma(k, all<V>(0.5 * kLn2Low), whole - first + s + s_low));
  const V none = select(size == 1, all<V>(__builtin_inf()), all<V>(__builtin_nan("")));
  return with_sign(select(exists, result, none), x);
}

// x = k pi / 2 + r + low. Not for large angles, of which k would be too large for a difference without error; nor for those so near
// to a multiple of pi / 2 that what its first part leaves of x is less than twice the second part.
template <class V>
struct Quadrant {
  V magic, left, part, r, low;

  LNP_INLINE explicit Quadrant(V x) {
    constexpr double kLowPart = kLowHalfPi;
    magic = fma(x, all<V>(0x1.45f306dc9c883p-1), all<V>(kMagic));
    const V k = magic - kMagic;
    left = fma(-k, all<V>(kHalfPi), x);  // exact
    part = k * kLowPart;
    r = left - part;
    low = left - r - part - fma(k, all<V>(kLowPart), -part);
  }
  LNP_INLINE auto doubtful() const { return magnitude(left) < magnitude(part + part); }
};

// tan r = u / (1 - u^2 / 4) with u = 2 tan(r / 2) = r + r^3 P(r^2) for |r| <= pi / 4, and -1 / tan r a quadrant further on.
template <class V>
LNP_INLINE V tan(V x) {
  const Quadrant<V> q(magnitude(x));
  const V z = q.r * q.r, w = z * z;
  const V even = polynomial(w, 0x1.5555555555574p-4, 0x1.ba1ba1bf868b2p-11, 0x1.226e907f1becap-17,
                            0x1.7f22ffacebbd1p-24, 0x1.58b289b6cc9e8p-30);
  const V odd =
      polynomial(w, 0x1.111111110d2e6p-7, 0x1.664f46a985770p-14, 0x1.d6beb23860fa5p-21, 0x1.252407d9b99ecp-27);
  const V rest = q.r * z * fma(odd, z, even), u = q.r + rest;
  const V cosine = fma(-0.25 * u, u, all<V>(1)), versine = 1 - cosine;
  const V u_low = q.r - u + rest + fma(versine, q.low, q.low);
  const V cosine_low = fma(-0.5 * u, u_low, fma(-0.25 * u, u, versine));
  const Words<V> sign = words(q.magic) << 63;
  const auto turned = sign != 0;
  const V n = select(turned, cosine, u), n_low = select(turned, cosine_low, u_low);
  const V d = select(turned, u, cosine), d_low = select(turned, u_low, cosine_low);
  const V inverse = 1 / d, result = n * inverse;
  const V tangent = fma(fma(-result, d_low, fma(-result, d, n) + n_low), inverse, result);
  return from_words<V>(words(tangent) ^ sign ^ (words(x) & words(all<V>(-0.0))));
}

// The bits of a number are nearly its logarithm, so that a third of them, taken from a constant, is a guess y of 1 / cbrt x. With
// e = 1 - x y^3, y (1 - e)^(-1/3) is better: by a polynomial fitted to the guess, and then by two terms. c = x y^2 is the
// cube root, and c^3 - x tells what it lacks.
template <class V>
LNP_INLINE V cbrt(V x) {
  const V size = magnitude(x);
  const auto small = size < 0x1p-900;
  const V a = select(small, size * 0x1p300, size);
  const V bits = from_words<V>((words(a) >> 12) | words(all<V>(0x1p52)));
  const V guess = from_words<V>(words(fma(bits, all<V>(-0x1.5555555555555p-2), all<V>(0x1.aa943ece2a534p+52))) << 12);
  const V e = fma(-a * guess, guess * guess, all<V>(1));
  const V y = fma(guess * e, polynomial(e, 0x1.55546e6fffbd9p-2, 0x1.c970664012fccp-3, 0x1.6557c05523c65p-3), guess);
  const V left = fma(-a * y, y * y, all<V>(1));
  const V inverse = fma(y * left, fma(left, all<V>(0x1.c71c71c71c71cp-3), all<V>(0x1.5555555555555p-2)), y);
  const V square = inverse * inverse, c = a * square, c2 = c * c, c2_low = fma(c, c, -c2);
  const V excess = fma(c2_low, c, fma(c2, c, -a));
  const V root = fma(excess * square, all<V>(-0x1.5555555555555p-2), c);
  const V result = select(small, root * 0x1p-100, root);
  return with_sign(select(size < all<V>(__builtin_inf()), result, size), x);
}

}  // namespace el
}  // namespace
}  // namespace lnp::LNP_ISA
