#include "library/correlate.h"

#include <algorithm>
#include <complex>
#include <optional>
#include <type_traits>

#include "library/blas.h"
#include "library/order_keys.h"

namespace lnp {
namespace {

constexpr int64_t kWorth = 1 << 15;  // products from which several threads pay
constexpr int64_t kShort = 11;       // factors up to which NumPy sums one after the other
constexpr int64_t kTogether = 32;    // sums that grow side by side

struct Truth {
  bool value;
};

template <class T>
void add_product(T& sum, T a, T v) {
  using Wide = std::common_type_t<std::make_unsigned_t<T>, unsigned>;  // integers wrap
  sum = static_cast<T>(static_cast<Wide>(sum) + static_cast<Wide>(a) * static_cast<Wide>(v));
}
void add_product(float& sum, float a, float v) { sum += a * v; }
void add_product(double& sum, double a, double v) { sum += a * v; }
void add_product(Truth& sum, Truth a, Truth v) { sum.value |= a.value & v.value; }
template <class F>
void add_product(std::complex<F>& sum, std::complex<F> a, std::complex<F> v) {
  sum = {sum.real() + (a.real() * v.real() - a.imag() * v.imag()),
         sum.imag() + (a.real() * v.imag() + a.imag() * v.real())};
}

template <class T>
class Sliding {
 public:
  Sliding(DType t, const View& a, const View& v, int64_t start)
      : dtype_(t),
        a_(reinterpret_cast<const T*>(a.data())),
        v_(reinterpret_cast<const T*>(v.data())),
        extent_(a.layout->size),
        factors_(v.layout->size),
        start_(start),
        blas_(has_blas() && (kind(t) == Kind::real || kind(t) == Kind::complex)) {}

  void run(T* out, int64_t begin, int64_t end) const {
    int64_t whole = std::clamp(-start_, begin, end), past = std::clamp(extent_ - factors_ + 1 - start_, whole, end);
    for (int64_t i = begin; i < whole; ++i) out[i] = one(i);
    if (blas_ && (factors_ > kShort || kind(dtype_) == Kind::complex))
      blas_sliding_dots(dtype_, past - whole, factors_, a_ + start_ + whole, v_, out + whole);
    else
      many(out, whole, past);
    for (int64_t i = past; i < end; ++i) out[i] = one(i);
  }

 private:
  T one(int64_t i) const {
    int64_t at = start_ + i, first = std::max<int64_t>(0, -at), n = std::min(factors_, extent_ - at) - first;
    const T *a = a_ + at + first, *v = v_ + first;
    T sum{};
    if (blas_)
      blas_dot(dtype_, n, a, 1, v, 1, &sum);
    else
      for (int64_t k = 0; k < n; ++k) add_product(sum, a[k], v[k]);
    return sum;
  }

  void many(T* out, int64_t begin, int64_t end) const {
    for (; begin + kTogether <= end; begin += kTogether) {
      T sums[kTogether] = {};
      const T* a = a_ + start_ + begin;
      for (int64_t k = 0; k < factors_; ++k)
        for (int64_t j = 0; j < kTogether; ++j) add_product(sums[j], a[k + j], v_[k]);
      std::copy_n(sums, kTogether, out + begin);
    }
    for (; begin < end; ++begin) {
      T sum{};
      for (int64_t k = 0; k < factors_; ++k) add_product(sum, a_[start_ + begin + k], v_[k]);
      out[begin] = sum;
    }
  }

  DType dtype_;
  const T *a_, *v_;
  int64_t extent_, factors_, start_;
  bool blas_;
};

}  // namespace

void correlate(const View& out, const View& a, const View& v, int64_t start, Parallel& workers) {
  std::optional<SingleThreadedBlas> alone;
  if (workers.threads() > 1) alone.emplace();
  auto slide = [&](auto type) {
    using T = decltype(type);
    const Sliding<T> sliding(out.dtype, a, v, start);
    T* to = reinterpret_cast<T*>(out.data());
    parallel_for(workers, out.layout->size, std::max<int64_t>(2, kWorth / v.layout->size),
                 [&](int64_t begin, int64_t end) { sliding.run(to, begin, end); });
  };
  if (out.dtype == DType::b1) return slide(Truth{});
  with_type(out.dtype, [&](auto type) {
    if constexpr (!std::is_same_v<decltype(type), Half>) slide(type);
  });
}

}  // namespace lnp
