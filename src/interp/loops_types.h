// Element types and small helpers of the generated loops.
//
// Every generated unit is compiled once for each instruction set. Everything here lives in an anonymous namespace of
// the unit, so that the linker can never pick the AVX-512 copy of an inline function for the base table. For the same
// reason the loops use compiler built-ins and C functions, never templates of the standard library that emit code.
#pragma once
#include <immintrin.h>
#include <stdint.h>

#include "core/loops.h"

#ifndef LNP_ISA
#error "LNP_ISA (base, avx2 or avx512) and LNP_ISA_LEVEL (0, 1, 2) come from the build"
#endif

#define LNP_INLINE inline __attribute__((always_inline))

namespace lnp::LNP_ISA {
namespace {

inline constexpr int kVectorBytes = 16 << LNP_ISA_LEVEL;

struct half {
  uint16_t bits;
};

template <class T>
struct cx {
  T re, im;
};

// What a type is computed in: half in float, anything else in itself.
template <class T>
struct wide_of {
  using type = T;
};
template <>
struct wide_of<half> {
  using type = float;
};
template <class T>
using wide = typename wide_of<T>::type;

template <class T>
inline constexpr bool is_half = false;
template <>
inline constexpr bool is_half<half> = true;

template <class T>
struct bits_of;
template <>
struct bits_of<float> {
  using type = uint32_t;
};
template <>
struct bits_of<double> {
  using type = uint64_t;
};
template <class T>
using bits = typename bits_of<T>::type;

template <class To, class From>
LNP_INLINE To bit_as(From x) {
  static_assert(sizeof(To) == sizeof(From));
  return __builtin_bit_cast(To, x);
}

// Sticky floating-point flags, as they lie in MXCSR.
inline constexpr unsigned kInvalid = 1, kDivide = 4, kOverflow = 8, kUnderflow = 16;
inline constexpr unsigned kAnyFlag = kInvalid | kDivide | kOverflow | kUnderflow;

LNP_INLINE unsigned read_flags() {
  unsigned csr;
  asm volatile("stmxcsr %0" : "=m"(csr) : : "memory");
  return csr;
}
LNP_INLINE void write_flags(unsigned csr) { asm volatile("ldmxcsr %0" : : "m"(csr) : "memory"); }
LNP_INLINE void raise_flags(unsigned flags) {
  if (flags) write_flags(read_flags() | flags);
}

// Arithmetic of a loop whose flags are decided by the table: whatever the arithmetic raised is dropped.
struct OwnFlags {
  unsigned before = read_flags();
  LNP_INLINE void finish(unsigned raised) { write_flags(before | raised); }
};

}  // namespace
}  // namespace lnp::LNP_ISA
