#include "library/polynomial.h"

#include <complex>
#include <utility>
#include <vector>

#include "library/status.h"

namespace lnp {
namespace {

template <class T>
T product(T x, T y) {
  return x * y;
}
// As NumPy multiplies: without a second look at infinities.
template <class T>
std::complex<T> product(std::complex<T> x, std::complex<T> y) {
  return {x.real() * y.real() - x.imag() * y.imag(), x.real() * y.imag() + x.imag() * y.real()};
}

template <class F>
void with_float(DType t, F f) {
  switch (t) {
    case DType::f32: return f(float{});
    case DType::f64: return f(double{});
    case DType::c64: return f(std::complex<float>{});
    default: return f(std::complex<double>{});
  }
}

template <class T>
T* elements(const View& v) {
  return reinterpret_cast<T*>(v.data());
}

// next (n + 1) = polynomial (n) times (x - zero)
template <class T>
void multiply(T* __restrict next, const T* __restrict polynomial, int64_t n, T zero) {
  next[0] = polynomial[0];
  for (int64_t k = 1; k < n; ++k) next[k] = product(polynomial[k - 1], -zero) + polynomial[k];
  next[n] = T{} + product(polynomial[n - 1], -zero);
}

template <class T>
void subtract_multiple(T* __restrict rest, const T* __restrict divisor, int64_t n, T factor) {
  for (int64_t k = 0; k < n; ++k) rest[k] -= product(factor, divisor[k]);
}

}  // namespace

void expand_zeros(const View& coefficients, const View& zeros) {
  with_float(zeros.dtype, [&](auto type) {
    using T = decltype(type);
    const int64_t n = zeros.layout->size;
    std::vector<T> before(static_cast<size_t>(n + 1));
    T *polynomial = before.data(), *next = elements<T>(coefficients);
    if (n % 2 == 0) std::swap(polynomial, next);  // the last one is the result
    polynomial[0] = T(1);
    for (int64_t k = 0; k < n; ++k) {
      multiply(next, polynomial, k + 1, elements<T>(zeros)[k]);
      std::swap(polynomial, next);
    }
  });
}

uint8_t divide_polynomial(const View& quotient, const View& rest, const View& divisor, const View& scale) {
  std::atomic<uint8_t> raised{0};
  with_float(rest.dtype, [&](auto type) {
    using T = decltype(type);
    Status status(raised);
    for (int64_t k = 0; k < quotient.layout->size; ++k) {
      T* from = elements<T>(rest) + k;
      const T factor = elements<T>(quotient)[k] = product(*elements<T>(scale), *from);
      subtract_multiple(from, elements<T>(divisor), divisor.layout->size, factor);
    }
  });
  return raised;
}

}  // namespace lnp
