// The BLAS inside NumPy: the wheel's OpenBLAS (64-bit integers), which is in the process already.
#pragma once
#include <cstdint>

#include "core/dtype.h"

namespace lnp {

// Looks for the functions in the shared library `module` and in what it is linked to. Once; before anybody multiplies.
void find_blas(const char* module);

bool has_blas();

// A matrix for BLAS: `step` elements from a row to the next, or from a column to the next if `by_columns`.
struct BlasMatrix {
  const void* p;
  int64_t step;
  bool by_columns;
};

// float32, float64, complex64 or complex128; steps of vectors in elements. They leave floating-point status on the
// calling thread.

// c (m x n, by rows) = a (m x k) b (k x n)
void blas_gemm(DType t, int64_t m, int64_t n, int64_t k, BlasMatrix a, BlasMatrix b, void* c, int64_t c_step);
// The lower half of c (m x m, by rows) = a (m x k) a^T
void blas_syrk(DType t, int64_t m, int64_t k, BlasMatrix a, void* c, int64_t c_step);
// y (m) = a (m x k) x (k)
void blas_gemv(DType t, int64_t m, int64_t k, BlasMatrix a, const void* x, int64_t x_step, void* y, int64_t y_step);
// *out = the sum of x[i] y[i], or of the conjugates of x[i] by y[i]
void blas_dot(DType t, int64_t n, const void* x, int64_t x_step, const void* y, int64_t y_step, void* out,
              bool conjugated = false);
// out[i] = the sum over n elements of x[i + k] y[k] for i in [0, count), all side by side
void blas_sliding_dots(DType t, int64_t count, int64_t n, const void* x, const void* y, void* out);

// While one lives, BLAS runs on the calling thread alone; NumPy gets its threads back after the last.
class SingleThreadedBlas {
 public:
  SingleThreadedBlas();
  ~SingleThreadedBlas();
  SingleThreadedBlas(const SingleThreadedBlas&) = delete;
  SingleThreadedBlas& operator=(const SingleThreadedBlas&) = delete;
};

}  // namespace lnp
