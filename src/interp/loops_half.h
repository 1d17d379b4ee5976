// Conversions between half precision and float or double, rounding to nearest even.
#pragma once
#include "interp/loops_types.h"

namespace lnp::LNP_ISA {
namespace {

#ifdef __F16C__

LNP_INLINE float to_float(half h) { return _cvtsh_ss(h.bits); }
LNP_INLINE half to_half(float x) { return half{static_cast<uint16_t>(_cvtss_sh(x, _MM_FROUND_TO_NEAREST_INT))}; }

#else

// Shifting the exponent and mantissa into place and scaling by 2^112 handles normal and subnormal numbers alike.
LNP_INLINE float to_float(half h) {
  uint32_t sign = static_cast<uint32_t>(h.bits & 0x8000) << 16;
  uint32_t rest = static_cast<uint32_t>(h.bits & 0x7fff) << 13;
  uint32_t value = bit_as<uint32_t>(bit_as<float>(rest) * 0x1p112f);
  uint32_t special = rest | 0x7f800000u | ((rest & 0x7fffffu) ? 0x400000u : 0u);
  return bit_as<float>(sign | (rest >= 0x0f800000u ? special : value));
}

LNP_INLINE half to_half(float x) {
  uint32_t u = bit_as<uint32_t>(x), sign = (u >> 16) & 0x8000u;
  u &= 0x7fffffffu;
  if (u > 0x7f800000u) return half{static_cast<uint16_t>(sign | 0x7e00u | ((u >> 13) & 0x3ffu))};
  if (u >= 0x477ff000u) {  // rounds to infinity
    if (u != 0x7f800000u) raise_flags(kOverflow);
    return half{static_cast<uint16_t>(sign | 0x7c00u)};
  }
  if (u < 0x38800000u) {  // subnormal: let the addition round at 2^-24
    float magnitude = bit_as<float>(u);
    float rounded = magnitude + 0.5f;
    if (rounded - 0.5f != magnitude) raise_flags(kUnderflow);
    return half{static_cast<uint16_t>(sign | (bit_as<uint32_t>(rounded) - 0x3f000000u))};
  }
  u += 0xfffu + ((u >> 13) & 1u);
  return half{static_cast<uint16_t>(sign | ((u - 0x38000000u) >> 13))};
}

#endif

// Rounds to odd at float's precision first, so that the second rounding sees whether anything was cut off.
LNP_INLINE half to_half(double x) {
  float f = static_cast<float>(x);
  uint32_t u = bit_as<uint32_t>(f);
  double back = f;
  bool finite = (u & 0x7f800000u) != 0x7f800000u;
  if (finite && back != x) {
    if (__builtin_fabs(back) > __builtin_fabs(x)) --u;
    u |= 1;
  }
  return to_half(bit_as<float>(u));
}

LNP_INLINE void widen(float* out, const half* in, int64_t n) {
  int64_t i = 0;
#ifdef __F16C__
  for (; i + 8 <= n; i += 8)
    _mm256_storeu_ps(out + i, _mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i*>(in + i))));
#endif
  for (; i < n; ++i) out[i] = to_float(in[i]);
}

LNP_INLINE void narrow(half* out, const float* in, int64_t n) {
  int64_t i = 0;
#ifdef __F16C__
  for (; i + 8 <= n; i += 8)
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out + i),
                     _mm256_cvtps_ph(_mm256_loadu_ps(in + i), _MM_FROUND_TO_NEAREST_INT));
#endif
  for (; i < n; ++i) out[i] = to_half(in[i]);
}

}  // namespace
}  // namespace lnp::LNP_ISA
