#include "library/arg.h"

#include <algorithm>
#include <complex>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <type_traits>
#include <vector>

#include "core/loops.h"
#include "library/lanes.h"
#include "library/simd.h"
#include "library/simd_arg.h"
#include "ops_gen.h"

namespace lnp {
namespace {

constexpr int64_t kChunk = 1 << 14;  // of a lane: one piece of work, and what is searched again for the position
constexpr int64_t kWorth = 1 << 16;  // elements from which several threads pay
constexpr int64_t kNever = std::numeric_limits<int64_t>::max();

// ---- how elements compare ----

struct Truth {
  uint8_t byte;
};
struct Half {
  uint16_t bits;
};

template <class T>
bool is_nan(T x) {
  if constexpr (std::is_floating_point_v<T>) return x != x;
  return false;
}
bool is_nan(Half x) { return (x.bits & 0x7fff) > 0x7c00; }
template <class T>
bool is_nan(std::complex<T> x) {
  return is_nan(x.real()) || is_nan(x.imag());
}

template <class T>
bool below(T x, T y) {
  return x < y;
}
bool below(Truth x, Truth y) { return x.byte == 0 && y.byte != 0; }
int magnitude(Half x) { return x.bits & 0x8000 ? -(x.bits & 0x7fff) : x.bits; }
bool below(Half x, Half y) { return magnitude(x) < magnitude(y); }
template <class T>
bool below(std::complex<T> x, std::complex<T> y) {
  return x.real() < y.real() || (x.real() == y.real() && x.imag() < y.imag());
}

template <class T>
bool same(T x, T y) {
  if constexpr (std::is_arithmetic_v<T>) return x == y;
  return !below(x, y) && !below(y, x);
}

// Whether x takes the place of `best`, which comes before it.
template <bool kGreatest, class T>
bool wins(T x, T best) {
  return !is_nan(best) && (is_nan(x) || (kGreatest ? below(best, x) : below(x, best)));
}

// ---- searching ----

ReduceFn reduction(Op name, DType t) {
  const OpInfo& op = loop_table().ops[static_cast<int>(name)];
  for (int l = 0; l < op.nloops; ++l)
    if (op.loops[l].out == t) return op.loops[l].reduce;
  return nullptr;
}

template <bool kGreatest, class T>
class Search {
 public:
  // `op` finds the extreme value.
  Search(Op op, DType t, Parallel& workers)
      : reduce_(reduction(op, t)), plain_(op == Op::maximum || op == Op::minimum), workers_(workers) {}
  Search(DType t, Parallel& workers) : Search(kGreatest ? Op::maximum : Op::minimum, t, workers) {}

  // One lane. `worth`: chunks from which several threads pay.
  int64_t lane(const char* p, int64_t n, int64_t step, int64_t worth) const {
    if (n <= kChunk) return run(p, n, step);
    if (std::is_same_v<T, Truth> && decides(p, step)) return run(p, kChunk, step);
    int64_t chunks = (n + kChunk - 1) / kChunk;
    std::vector<T> best(static_cast<size_t>(chunks));
    parallel_for(workers_, chunks, worth, [&](int64_t begin, int64_t end) {
      for (int64_t c = begin; c < end; ++c)
        best[static_cast<size_t>(c)] = extreme(p + c * kChunk * step, std::min(kChunk, n - c * kChunk), step);
    });
    int64_t at = run(reinterpret_cast<const char*>(best.data()), chunks, sizeof(T)) * kChunk;
    return at + run(p + at * step, std::min(kChunk, n - at), step);
  }

  // Several lanes side by side, row by row.
  static constexpr int64_t kColumns = kArgColumns;
  void columns(const char* p, int64_t rows, int64_t row_step, int64_t cols, int64_t col_step, int64_t* out) const {
    if constexpr (std::is_arithmetic_v<T> && sizeof(T) >= 4)
      if (has_avx2() && col_step == sizeof(T) && rows <= std::numeric_limits<int32_t>::max())
        return simd_arg_columns<T>(kGreatest, p, rows, row_step, cols, out);
    T best[kColumns];
    for (int64_t j = 0; j < cols; ++j) {
      best[j] = at(p, j, col_step);
      out[j] = 0;
    }
    for (int64_t i = 1; i < rows; ++i)
      for (int64_t j = 0; j < cols; ++j) {
        T x = at(p + i * row_step, j, col_step);
        bool better = wins<kGreatest>(x, best[j]);
        best[j] = better ? x : best[j];
        out[j] = better ? i : out[j];
      }
  }

 private:
  static T at(const char* p, int64_t i, int64_t step) { return *reinterpret_cast<const T*>(p + i * step); }

  // The extreme value first, by the vectorised reduction; then the first place that it does not beat.
  int64_t run(const char* p, int64_t n, int64_t step) const {
    T best = extreme(p, n, step);
    int64_t i = 0;
    if (is_nan(best)) {
      while (!is_nan(at(p, i, step))) ++i;
      return i;
    }
    if constexpr (std::is_arithmetic_v<T>)
      if (step == sizeof(T) && has_avx2()) return simd_first_equal(reinterpret_cast<const T*>(p), n, best);
    while (!same(at(p, i, step), best)) ++i;
    return i;
  }

  T extreme(const char* p, int64_t n, int64_t step) const {
    if constexpr (std::is_arithmetic_v<T>)
      if (has_avx2() && plain_ && step == sizeof(T)) return simd_extreme(kGreatest, reinterpret_cast<const T*>(p), n);
    T best;
    reduce_(reinterpret_cast<char*>(&best), p, n, step);
    return best;
  }

  // Whether the first chunk has the truth value that is looked for.
  bool decides(const char* p, int64_t step) const {
    char found;
    reduce_(&found, p, kChunk, step);
    return (found != 0) == kGreatest;
  }

  ReduceFn reduce_;
  bool plain_;  // NaNs count
  Parallel& workers_;
};

template <bool kGreatest, class T>
void search(const View& in, int axis, int64_t* out, Parallel& workers) {
  const Layout* l = in.layout;
  const Search<kGreatest, T> s(in.dtype, workers);
  const Lanes lanes(l, axis);
  int64_t n = l->shape[axis], step = l->strides[axis];
  bool side_by_side = lanes.cols >= 8 && std::llabs(lanes.col_step) < std::llabs(step);
  bool few = lanes.count() < workers.threads();  // threads share each lane then
  int64_t width = side_by_side ? s.kColumns : 1, blocks = (lanes.cols + width - 1) / width;
  parallel_for(workers, lanes.rows * blocks, few || l->size < kWorth ? kNever : 2, [&](int64_t begin, int64_t end) {
    for (int64_t b = begin; b < end; ++b) {
      int64_t row = b / blocks, col = b % blocks * width;
      const char* p = in.data() + lanes.row(row) + col * lanes.col_step;
      int64_t* to = out + row * lanes.cols + col;
      if (side_by_side)
        s.columns(p, n, step, std::min(width, lanes.cols - col), lanes.col_step, to);
      else
        *to = s.lane(p, n, step, few ? kWorth / kChunk : kNever);
    }
  });
}

template <bool kGreatest>
void search_type(const View& in, int axis, int64_t* out, Parallel& workers) {
  switch (in.dtype) {
    case DType::b1: return search<kGreatest, Truth>(in, axis, out, workers);
    case DType::i8: return search<kGreatest, int8_t>(in, axis, out, workers);
    case DType::u8: return search<kGreatest, uint8_t>(in, axis, out, workers);
    case DType::i16: return search<kGreatest, int16_t>(in, axis, out, workers);
    case DType::u16: return search<kGreatest, uint16_t>(in, axis, out, workers);
    case DType::i32: return search<kGreatest, int32_t>(in, axis, out, workers);
    case DType::u32: return search<kGreatest, uint32_t>(in, axis, out, workers);
    case DType::i64: return search<kGreatest, int64_t>(in, axis, out, workers);
    case DType::u64: return search<kGreatest, uint64_t>(in, axis, out, workers);
    case DType::f16: return search<kGreatest, Half>(in, axis, out, workers);
    case DType::f32: return search<kGreatest, float>(in, axis, out, workers);
    case DType::f64: return search<kGreatest, double>(in, axis, out, workers);
    case DType::c64: return search<kGreatest, std::complex<float>>(in, axis, out, workers);
    case DType::c128: return search<kGreatest, std::complex<double>>(in, axis, out, workers);
  }
}

template <class T>
constexpr DType kDTypeOf = std::is_same_v<T, double>     ? DType::f64
                           : std::is_same_v<T, float>    ? DType::f32
                           : std::is_same_v<T, int64_t>  ? DType::i64
                           : std::is_same_v<T, uint64_t> ? DType::u64
                           : std::is_same_v<T, int32_t>  ? DType::i32
                           : std::is_same_v<T, uint32_t> ? DType::u32
                           : std::is_same_v<T, int16_t>  ? DType::i16
                                                         : DType::u16;

}  // namespace

template <class T>
int64_t first_greatest(const T* p, int64_t n, Parallel& workers) {
  return Search<true, T>(kDTypeOf<T>, workers).lane(reinterpret_cast<const char*>(p), n, sizeof(T), kWorth / kChunk);
}
template <class T>
int64_t first_least(const T* p, int64_t n, Parallel& workers) {
  return Search<false, T>(Op::fmin, kDTypeOf<T>, workers)
      .lane(reinterpret_cast<const char*>(p), n, sizeof(T), kWorth / kChunk);
}

#define LNP_FIRST(T)                                             \
  template int64_t first_greatest(const T*, int64_t, Parallel&); \
  template int64_t first_least(const T*, int64_t, Parallel&);
LNP_FIRST(int16_t)
LNP_FIRST(uint16_t)
LNP_FIRST(int32_t)
LNP_FIRST(uint32_t)
LNP_FIRST(int64_t)
LNP_FIRST(uint64_t)
LNP_FIRST(float)
LNP_FIRST(double)
#undef LNP_FIRST

void arg_extreme(bool greatest, const View& in, int axis, int64_t* out, Parallel& workers) {
  greatest ? search_type<true>(in, axis, out, workers) : search_type<false>(in, axis, out, workers);
}

}  // namespace lnp
