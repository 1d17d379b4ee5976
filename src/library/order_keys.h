// Elements as unsigned words whose order is NumPy's order of the elements.
#pragma once
#include <complex>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "core/dtype.h"

namespace lnp {

struct Half {
  uint16_t bits;
};

__extension__ using Word128 = unsigned __int128;

template <size_t bytes>
using WordOf = std::conditional_t<
    bytes == 1, uint8_t,
    std::conditional_t<bytes == 2, uint16_t,
                       std::conditional_t<bytes == 4, uint32_t, std::conditional_t<bytes == 8, uint64_t, Word128>>>>;

// word() and element() are each other's inverse. rank() is word(), but equal elements have one rank.
template <class T>
struct OrderKey {  // integers
  using Word = WordOf<sizeof(T)>;
  static constexpr Word kFlip = std::is_signed_v<T> ? Word{1} << (8 * sizeof(T) - 1) : Word{0};
  static constexpr bool kExact = true;

  static Word word(T x) { return static_cast<Word>(x) ^ kFlip; }
  static Word rank(T x) { return word(x); }
  static T element(Word w) { return static_cast<T>(w ^ kFlip); }
  static bool is_negative_zero(T) { return false; }
};

template <class T>
struct FloatKey {
  using Word = WordOf<sizeof(T)>;
  static constexpr Word kSign = Word{1} << (8 * sizeof(T) - 1), kNaN = static_cast<Word>(~Word{0});
  static constexpr Word kInfinity = sizeof(T) == 2   ? Word{0x7c00}
                                    : sizeof(T) == 4 ? static_cast<Word>(0x7f800000u)
                                                     : static_cast<Word>(0x7ff0000000000000ull);
  static constexpr bool kExact = true;  // but for the bits of a NaN

  static Word bits(T x) {
    Word w;
    std::memcpy(&w, &x, sizeof w);
    return w;
  }
  // All bits turned where the sign is set, else the sign alone; without a branch, which signs would mislead.
  static Word turned(Word w, bool sign) { return static_cast<Word>(w ^ (static_cast<Word>(-Word{sign}) | kSign)); }
  static Word from_bits(Word w) {
    Word turn = turned(w, w >> (8 * sizeof(T) - 1));
    return static_cast<Word>(w & ~kSign) > kInfinity ? kNaN : turn;
  }
  static Word word(T x) { return from_bits(bits(x)); }
  static Word rank(T x) { return from_bits(bits(x) == kSign ? Word{0} : bits(x)); }
  static T element(Word w) {
    Word turn = turned(w, !(w >> (8 * sizeof(T) - 1)));
    Word back = w == kNaN ? static_cast<Word>(kInfinity | kInfinity >> 1) : turn;
    T x;
    std::memcpy(&x, &back, sizeof x);
    return x;
  }
  static bool is_negative_zero(T x) { return bits(x) == kSign; }
};
template <>
struct OrderKey<Half> : FloatKey<Half> {};
template <>
struct OrderKey<float> : FloatKey<float> {};
template <>
struct OrderKey<double> : FloatKey<double> {};

// Those with a NaN in their imaginary part, in their real part, in both come after all others, in this order. No number's
// word is among the three largest, so they mark the three kinds.
template <class F>
struct OrderKey<std::complex<F>> {
  using Part = OrderKey<F>;
  using Word = WordOf<2 * sizeof(F)>;
  using Half = typename Part::Word;
  static constexpr int kBits = 8 * sizeof(F);
  static constexpr Half kBoth = Part::kNaN, kReal = kBoth - 1, kImaginary = kBoth - 2;
  static constexpr bool kExact = false;  // word() loses the signs of zeros, which decide nothing here

  static Word join(Half high, Half low) { return static_cast<Word>(high) << kBits | low; }
  static Word word(std::complex<F> x) {
    Half re = Part::rank(x.real()), im = Part::rank(x.imag());
    if (re != Part::kNaN && im != Part::kNaN) return join(re, im);
    if (re != Part::kNaN) return join(kImaginary, re);
    return im != Part::kNaN ? join(kReal, im) : join(kBoth, 0);
  }
  static Word rank(std::complex<F> x) { return word(x); }
  static std::complex<F> element(Word w) {
    Half high = static_cast<Half>(w >> kBits), low = static_cast<Half>(w);
    F nan = Part::element(Part::kNaN), x = Part::element(low);
    if (high < kImaginary) return {Part::element(high), x};
    if (high == kBoth) return {nan, nan};
    return high == kReal ? std::complex<F>{nan, x} : std::complex<F>{x, nan};
  }
  static bool is_negative_zero(std::complex<F> x) {
    return Part::is_negative_zero(x.real()) || Part::is_negative_zero(x.imag());
  }
};

// Calls f with a value of the type that orders elements of `t`: a bool is 0 or 1.
template <class F>
void with_type(DType t, F f) {
  switch (t) {
    case DType::b1:
    case DType::u8: return f(uint8_t{});
    case DType::i8: return f(int8_t{});
    case DType::i16: return f(int16_t{});
    case DType::u16: return f(uint16_t{});
    case DType::i32: return f(int32_t{});
    case DType::u32: return f(uint32_t{});
    case DType::i64: return f(int64_t{});
    case DType::u64: return f(uint64_t{});
    case DType::f16: return f(Half{});
    case DType::f32: return f(float{});
    case DType::f64: return f(double{});
    case DType::c64: return f(std::complex<float>{});
    case DType::c128: return f(std::complex<double>{});
  }
}

}  // namespace lnp
