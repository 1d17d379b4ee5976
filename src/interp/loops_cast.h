// Casts between all types, with the results of NumPy's unsafe casts on x86-64.
#pragma once
#include "interp/loops_complex.h"
#include "interp/loops_tile.h"

namespace lnp::LNP_ISA {
namespace {

// Distinct from uint8_t, which is also the type that booleans are stored in.
struct boolean {
  uint8_t value;
};

template <class T>
inline constexpr bool is_cx = false;
template <class T>
inline constexpr bool is_cx<cx<T>> = true;
template <class T>
inline constexpr bool is_real = false;
template <>
inline constexpr bool is_real<float> = true;
template <>
inline constexpr bool is_real<double> = true;

// A number that does not fit gives what the CPU's conversion to int32 or int64 gives, cut to size. Written out for
// every type, because vector conversions to unsigned types would saturate instead.
template <class To, class From>
LNP_INLINE To real_to_integer(From x) {
  if constexpr (__is_same(To, uint64_t)) {
    bool big = x >= From(0x1p63);
    From part = big ? x - From(0x1p63) : x;
    return static_cast<uint64_t>(static_cast<int64_t>(part)) ^ (static_cast<uint64_t>(big) << 63);
  } else if constexpr (sizeof(To) == 8 || __is_same(To, uint32_t)) {
    return static_cast<To>(static_cast<int64_t>(x));
  } else {
    return static_cast<To>(static_cast<int32_t>(x));
  }
}

template <class To, class From>
LNP_INLINE To convert(From x) {
  if constexpr (__is_same(From, boolean)) {
    return convert<To>(static_cast<uint8_t>(x.value != 0));
  } else if constexpr (is_cx<From>) {
    if constexpr (is_cx<To>)
      return {convert<decltype(To{}.re)>(x.re), convert<decltype(To{}.re)>(x.im)};
    else if constexpr (__is_same(To, boolean))
      return boolean{m::truth(x)};
    else
      return convert<To>(x.re);
  } else if constexpr (is_cx<To>) {
    return {convert<decltype(To{}.re)>(x), 0};
  } else if constexpr (__is_same(To, boolean)) {
    if constexpr (is_half<From>)
      return boolean{(x.bits & 0x7fff) != 0};
    else
      return boolean{x != 0};
  } else if constexpr (is_half<To>) {
    if constexpr (is_half<From>)
      return x;
    else if constexpr (__is_same(From, double))
      return to_half(x);
    else
      return to_half(static_cast<float>(x));
  } else if constexpr (is_half<From>) {
    return convert<To>(to_float(x));
  } else if constexpr (is_real<From> && !is_real<To>) {
    return real_to_integer<To>(x);
  } else {
    return static_cast<To>(x);
  }
}

template <class To, class From>
struct CastTo {
  static LNP_INLINE To f(From x) { return convert<To>(x); }
};

template <class To, class From>
void cast(const Tile& t) {
  tile<Map<CastTo<To, From>, To, From>>(t);
}

}  // namespace
}  // namespace lnp::LNP_ISA
