#include "library/blas.h"

#include <dlfcn.h>

#include <complex>
#include <mutex>
#include <string>
#include <type_traits>

namespace lnp {
namespace {

enum : int { kRowMajor = 101, kColumnMajor = 102, kAsIs = 111, kTransposed = 112, kLower = 122 };

template <class T>
using Gemm = void (*)(int, int, int, int64_t, int64_t, int64_t, T, const void*, int64_t, const void*, int64_t, T, void*,
                      int64_t);
template <class T>
using Syrk = void (*)(int, int, int, int64_t, int64_t, T, const void*, int64_t, T, void*, int64_t);
template <class T>
using Gemv = void (*)(int, int, int64_t, int64_t, T, const void*, int64_t, const void*, int64_t, T, void*, int64_t);
template <class T>
using Dot = T (*)(int64_t, const void*, int64_t, const void*, int64_t);
using ComplexDot = void (*)(int64_t, const void*, int64_t, const void*, int64_t, void*);

// Scalar: how alpha and beta are passed.
template <class Scalar, class DotFn>
struct Functions {
  Gemm<Scalar> gemm;
  Syrk<Scalar> syrk;
  Gemv<Scalar> gemv;
  DotFn dot;
};

struct Blas {
  Functions<float, Dot<float>> s;
  Functions<double, Dot<double>> d;
  Functions<const void*, ComplexDot> c, z;
  ComplexDot conjugated_c, conjugated_z;
  int (*get_threads)();
  void (*set_threads)(int);
};
Blas g_blas;
bool g_found = false;

std::mutex g_mutex;
int g_users = 0, g_numpys_threads = 0;

template <class F>
bool look_up(void* library, const std::string& name, F* f) {
  *f = reinterpret_cast<F>(dlsym(library, ("scipy_" + name + "64_").c_str()));
  return *f != nullptr;
}

template <class Functions>
bool look_up_type(void* library, char letter, const char* dot, Functions* f) {
  std::string prefix = std::string("cblas_") + letter;
  return look_up(library, prefix + "gemm", &f->gemm) && look_up(library, prefix + "syrk", &f->syrk) &&
         look_up(library, prefix + "gemv", &f->gemv) && look_up(library, prefix + dot, &f->dot);
}

// f(functions of the type, one, zero)
template <class F>
void with_type(DType t, F f) {
  static const std::complex<float> one_c = 1, zero_c = 0;
  static const std::complex<double> one_z = 1, zero_z = 0;
  switch (t) {
    case DType::f32: return f(g_blas.s, 1.0f, 0.0f);
    case DType::f64: return f(g_blas.d, 1.0, 0.0);
    case DType::c64: return f(g_blas.c, &one_c, &zero_c);
    default: return f(g_blas.z, &one_z, &zero_z);
  }
}

int transposition(const BlasMatrix& m) { return m.by_columns ? kTransposed : kAsIs; }

}  // namespace

void find_blas(const char* module) {
  void* library = dlopen(module, RTLD_LAZY | RTLD_NOLOAD);
  if (!library) return;
  g_found = look_up_type(library, 's', "dot", &g_blas.s) && look_up_type(library, 'd', "dot", &g_blas.d) &&
            look_up_type(library, 'c', "dotu_sub", &g_blas.c) && look_up_type(library, 'z', "dotu_sub", &g_blas.z) &&
            look_up(library, "cblas_cdotc_sub", &g_blas.conjugated_c) &&
            look_up(library, "cblas_zdotc_sub", &g_blas.conjugated_z) &&
            look_up(library, "openblas_get_num_threads", &g_blas.get_threads) &&
            look_up(library, "openblas_set_num_threads", &g_blas.set_threads);
}

bool has_blas() { return g_found; }

void blas_gemm(DType t, int64_t m, int64_t n, int64_t k, BlasMatrix a, BlasMatrix b, void* c, int64_t c_step) {
  with_type(t, [&](const auto& f, auto one, auto zero) {
    f.gemm(kRowMajor, transposition(a), transposition(b), m, n, k, one, a.p, a.step, b.p, b.step, zero, c, c_step);
  });
}

void blas_syrk(DType t, int64_t m, int64_t k, BlasMatrix a, void* c, int64_t c_step) {
  with_type(t, [&](const auto& f, auto one, auto zero) {
    f.syrk(kRowMajor, kLower, transposition(a), m, k, one, a.p, a.step, zero, c, c_step);
  });
}

void blas_gemv(DType t, int64_t m, int64_t k, BlasMatrix a, const void* x, int64_t x_step, void* y, int64_t y_step) {
  with_type(t, [&](const auto& f, auto one, auto zero) {
    int order = a.by_columns ? kColumnMajor : kRowMajor;
    f.gemv(order, kAsIs, m, k, one, a.p, a.step, x, x_step, zero, y, y_step);
  });
}

void blas_dot(DType t, int64_t n, const void* x, int64_t x_step, const void* y, int64_t y_step, void* out,
              bool conjugated) {
  switch (t) {
    case DType::f32: *static_cast<float*>(out) = g_blas.s.dot(n, x, x_step, y, y_step); break;
    case DType::f64: *static_cast<double*>(out) = g_blas.d.dot(n, x, x_step, y, y_step); break;
    case DType::c64: (conjugated ? g_blas.conjugated_c : g_blas.c.dot)(n, x, x_step, y, y_step, out); break;
    default: (conjugated ? g_blas.conjugated_z : g_blas.z.dot)(n, x, x_step, y, y_step, out);
  }
}

void blas_sliding_dots(DType t, int64_t count, int64_t n, const void* x, const void* y, void* out) {
  auto slide = [=](auto dot, auto type) {
    using T = decltype(type);
    const T* from = static_cast<const T*>(x);
    T* to = static_cast<T*>(out);
    for (int64_t i = 0; i < count; ++i)
      if constexpr (std::is_same_v<decltype(dot), ComplexDot>)
        dot(n, from + i, 1, y, 1, to + i);
      else
        to[i] = dot(n, from + i, 1, y, 1);
  };
  switch (t) {
    case DType::f32: return slide(g_blas.s.dot, float{});
    case DType::f64: return slide(g_blas.d.dot, double{});
    case DType::c64: return slide(g_blas.c.dot, std::complex<float>{});
    default: return slide(g_blas.z.dot, std::complex<double>{});
  }
}

SingleThreadedBlas::SingleThreadedBlas() {
  std::lock_guard<std::mutex> lock(g_mutex);
  if (!g_found || g_users++ > 0) return;
  g_numpys_threads = g_blas.get_threads();
  if (g_numpys_threads != 1) g_blas.set_threads(1);
}

SingleThreadedBlas::~SingleThreadedBlas() {
  std::lock_guard<std::mutex> lock(g_mutex);
  if (!g_found || --g_users > 0) return;
  if (g_numpys_threads != 1) g_blas.set_threads(g_numpys_threads);
}

}  // namespace lnp
