#include "library/matmul.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <memory>
#include <vector>

#include "core/items.h"
#include "core/loops.h"
#include "library/blas.h"
#include "library/dots.h"
#include "library/status.h"

namespace lnp {
namespace {

constexpr int64_t kWorth = 1 << 17;           // multiplications from which several threads pay
constexpr int64_t kAligned = 48;              // rows of a piece: a multiple of what any kernel of OpenBLAS has at once
constexpr int64_t kDepth = 64, kWide = 1024;  // of the second operand, what our own loops go over again and again

// Steps in bytes.
struct Matrix {
  char* p;
  int64_t rows, cols, row_step, col_step;

  Matrix transposed() const { return {p, cols, rows, col_step, row_step}; }
  Matrix some_rows(int64_t begin, int64_t end) const {
    return {p + begin * row_step, end - begin, cols, row_step, col_step};
  }
  Matrix some_cols(int64_t begin, int64_t end) const {
    return {p + begin * col_step, rows, end - begin, row_step, col_step};
  }
};

void copy(const Matrix& to, const Matrix& from, size_t item, Parallel& workers) {
  if (to.rows == 0 || to.cols == 0) return;
  with_item(item, [&](auto type) {
    using T = decltype(type);
    parallel_for(workers, to.rows, std::max<int64_t>(2, (1 << 15) / to.cols), [&](int64_t begin, int64_t end) {
      constexpr int64_t kTile = 16;  // so that a cache line of either is used whole
      for (int64_t i0 = begin; i0 < end; i0 += kTile)
        for (int64_t j0 = 0; j0 < to.cols; j0 += kTile)
          for (int64_t i = i0; i < std::min(end, i0 + kTile); ++i)
            for (int64_t j = j0; j < std::min(to.cols, j0 + kTile); ++j)
              std::memcpy(to.p + i * to.row_step + j * to.col_step, from.p + i * from.row_step + j * from.col_step,
                          sizeof(T));
    });
  });
}

// A matrix by rows in memory of its own.
struct Packed {
  Packed(int64_t rows, int64_t cols, size_t item)
      : memory(new char[static_cast<size_t>(rows * cols) * item]),
        matrix{memory.get(), rows, cols, cols * static_cast<int64_t>(item), static_cast<int64_t>(item)} {}
  Packed(const Matrix& m, size_t item, Parallel& workers) : Packed(m.rows, m.cols, item) {
    copy(matrix, m, item, workers);
  }
  std::unique_ptr<char[]> memory;
  Matrix matrix;
};

// ---- through BLAS

class BlasProduct {
 public:
  BlasProduct(DType t, Parallel& workers, std::atomic<uint8_t>& raised)
      : type_(t), item_(static_cast<int64_t>(item_size(t))), workers_(workers), raised_(raised) {}

  void operator()(Matrix c, Matrix a, Matrix b) {
    // The longer side of the result is cut, and its rows are what lies apart.
    if (c.rows < c.cols) {
      std::swap(a, b);
      a = a.transposed(), b = b.transposed(), c = c.transposed();
    }
    a = readable(a), b = readable(b);
    if (!by_rows(c) && !by_rows(c.transposed())) {
      Packed result(c.rows, c.cols, static_cast<size_t>(item_));
      multiply(result.matrix, a, b);
      copy(c, result.matrix, static_cast<size_t>(item_), workers_);
    } else {
      multiply(c, a, b);
    }
  }

 private:
  bool by_rows(const Matrix& m) const {
    bool far = m.row_step >= m.cols * item_ && m.row_step % item_ == 0;
    return (m.cols == 1 || m.col_step == item_) && (m.rows == 1 || far);
  }

  Matrix readable(const Matrix& m) {
    if (by_rows(m) || by_rows(m.transposed())) return m;
    copies_.emplace_back(m, static_cast<size_t>(item_), workers_);
    return copies_.back().matrix;
  }

  BlasMatrix for_blas(const Matrix& m) const {
    bool rows = by_rows(m);
    int64_t step = (rows ? m.row_step : m.col_step) / item_, least = rows ? m.cols : m.rows;
    return {m.p, std::max({step, least, int64_t{1}}), !rows};
  }

  void multiply(const Matrix& c, const Matrix& a, const Matrix& b) {
    if (c.rows == 1 && c.cols == 1) {
      Status status(raised_);
      return dot(type_, a.cols, {a.p, step(a.col_step)}, {b.p, step(b.row_step)}, false, c.p, workers_, raised_);
    }
    if (c.cols > 1 && is_transpose(a, b)) return multiply_by_transpose(by_rows(c) ? c : c.transposed(), a, b);
    // Pieces of whole kernels: an element is computed alike whatever piece it is in.
    int64_t each = (c.rows + workers_.threads() - 1) / workers_.threads();
    each = (each + kAligned - 1) / kAligned * kAligned;
    bool one = c.rows * c.cols * a.cols < kWorth;
    if (one) each = c.rows;
    parallel_for(workers_, (c.rows + each - 1) / each, 2, [&](int64_t begin, int64_t end) {
      Status status(raised_);
      for (int64_t i = begin; i < end; ++i) {
        int64_t from = i * each, to = std::min(c.rows, from + each);
        piece(c.some_rows(from, to), a.some_rows(from, to), b);
      }
    });
  }

  static bool is_transpose(const Matrix& a, const Matrix& b) {
    return a.p == b.p && a.rows == b.cols && a.row_step == b.col_step && a.col_step == b.row_step;
  }

  // c = a a^T: what is below the diagonal is computed, and mirrored.
  void multiply_by_transpose(const Matrix& c, const Matrix& a, const Matrix& b) {
    constexpr int64_t kBlock = 4 * kAligned;
    bool one = c.rows * c.cols * a.cols < kWorth;
    int64_t blocks = (c.rows + kBlock - 1) / kBlock;
    parallel_for(workers_, blocks, one ? blocks + 1 : 2, [&](int64_t begin, int64_t end) {
      Status status(raised_);
      for (int64_t i = begin; i < end; ++i) {
        int64_t from = i * kBlock, to = std::min(c.rows, from + kBlock);
        Matrix rows = c.some_rows(from, to), factor = a.some_rows(from, to);
        if (from > 0) piece(rows.some_cols(0, from), factor, b.some_cols(0, from));
        Matrix square = rows.some_cols(from, to);
        blas_syrk(type_, square.rows, a.cols, for_blas(factor), square.p, for_blas(square).step);
        OneThread alone;
        copy(c.some_rows(0, from).some_cols(from, to), rows.some_cols(0, from).transposed(), static_cast<size_t>(item_),
             alone);
        for (int64_t k = from; k + 1 < to; ++k)
          copy(c.some_rows(k, k + 1).some_cols(k + 1, to), c.some_rows(k + 1, to).some_cols(k, k + 1).transposed(),
               static_cast<size_t>(item_), alone);
      }
    });
  }

  void piece(const Matrix& c, const Matrix& a, const Matrix& b) {
    if (c.cols == 1) {
      blas_gemv(type_, c.rows, a.cols, for_blas(a), b.p, step(b.row_step), c.p, step(c.row_step));
    } else if (by_rows(c)) {
      blas_gemm(type_, c.rows, c.cols, a.cols, for_blas(a), for_blas(b), c.p, for_blas(c).step);
    } else {
      BlasMatrix at = for_blas(a.transposed()), bt = for_blas(b.transposed());
      blas_gemm(type_, c.cols, c.rows, a.cols, bt, at, c.p, for_blas(c.transposed()).step);
    }
  }

  int64_t step(int64_t bytes) const { return std::max<int64_t>(1, bytes / item_); }

  const DType type_;
  const int64_t item_;
  Parallel& workers_;
  std::atomic<uint8_t>& raised_;
  std::vector<Packed> copies_;
};

// ---- our own loops

template <class T>
void add_product(T& sum, T x, T y) {
  if constexpr (std::is_floating_point_v<T>)
    sum += x * y;
  else
    sum = static_cast<T>(sum + static_cast<uint64_t>(x) * y);
}

// c (by rows, zero) += a b (by rows). Each element is summed over k from the first to the last.
template <class T>
void accumulate(const Matrix& c, const Matrix& a, const Matrix& b) {
  for (int64_t k0 = 0; k0 < a.cols; k0 += kDepth)
    for (int64_t j0 = 0; j0 < c.cols; j0 += kWide) {
      int64_t k1 = std::min(a.cols, k0 + kDepth), width = std::min(kWide, c.cols - j0);
      for (int64_t i = 0; i < c.rows; ++i) {
        T* __restrict sums = reinterpret_cast<T*>(c.p + i * c.row_step) + j0;
        for (int64_t k = k0; k < k1; ++k) {
          T x = *reinterpret_cast<const T*>(a.p + i * a.row_step + k * a.col_step);
          const T* __restrict y = reinterpret_cast<const T*>(b.p + k * b.row_step) + j0;
          for (int64_t j = 0; j < width; ++j) add_product(sums[j], x, y[j]);
        }
      }
    }
}

// The same where c and b have one column, whose elements lie next to each other.
template <class T>
void accumulate_column(const Matrix& c, const Matrix& a, const Matrix& b) {
  const T* y = reinterpret_cast<const T*>(b.p);
  for (int64_t i = 0; i < c.rows; ++i) {
    T sum{};
    const char* x = a.p + i * a.row_step;
    if (a.col_step == sizeof(T))
      for (int64_t k = 0; k < a.cols; ++k) add_product(sum, reinterpret_cast<const T*>(x)[k], y[k]);
    else
      for (int64_t k = 0; k < a.cols; ++k) add_product(sum, *reinterpret_cast<const T*>(x + k * a.col_step), y[k]);
    *reinterpret_cast<T*>(c.p + i * c.row_step) = sum;
  }
}

template <class T>
void own_product(const Matrix& c, const Matrix& a, const Matrix& b, Parallel& workers, std::atomic<uint8_t>& raised) {
  auto dense = [](const Matrix& m) { return m.cols == 1 ? m.row_step == sizeof(T) : m.col_step == sizeof(T); };
  Packed right(0, 0, sizeof(T)), result(0, 0, sizeof(T));
  if (!dense(b)) right = Packed(b, sizeof(T), workers);
  if (!dense(c)) result = Packed(c.rows, c.cols, sizeof(T));
  const Matrix &y = dense(b) ? b : right.matrix, &to = dense(c) ? c : result.matrix;
  int64_t row_cost = std::max<int64_t>(1, a.cols * c.cols);
  parallel_for(workers, c.rows, std::max<int64_t>(2, kWorth / row_cost), [&](int64_t begin, int64_t end) {
    Status status(raised);
    Matrix sums = to.some_rows(begin, end), x = a.some_rows(begin, end);
    if (c.cols == 1) return accumulate_column<T>(sums, x, y);
    for (int64_t i = 0; i < sums.rows; ++i)
      std::memset(sums.p + i * sums.row_step, 0, static_cast<size_t>(sums.cols) * sizeof(T));
    accumulate<T>(sums, x, y);
  });
  if (!dense(c)) copy(c, result.matrix, sizeof(T), workers);
}

// Sixty-four steps of k are one word; most products of bools are all true soon.
void bool_product(const Matrix& c, const Matrix& a, const Matrix& b, Parallel& workers) {
  constexpr int64_t kBits = 64;
  int64_t row_cost = std::max<int64_t>(1, a.cols * c.cols / kBits);
  parallel_for(workers, c.rows, std::max<int64_t>(2, kWorth / row_cost), [&](int64_t begin, int64_t end) {
    std::vector<uint64_t> words(static_cast<size_t>(c.cols));
    std::vector<uint8_t> found(static_cast<size_t>((end - begin) * c.cols));
    for (int64_t k0 = 0; k0 < a.cols && std::memchr(found.data(), 0, found.size()); k0 += kBits) {
      int64_t k1 = std::min(a.cols, k0 + kBits);
      std::fill(words.begin(), words.end(), 0);
      for (int64_t k = k0; k < k1; ++k)
        for (int64_t j = 0; j < c.cols; ++j)
          words[static_cast<size_t>(j)] |= uint64_t{b.p[k * b.row_step + j * b.col_step] != 0} << (k - k0);
      for (int64_t i = begin; i < end; ++i) {
        uint64_t word = 0;
        const char* x = a.p + i * a.row_step;
        for (int64_t k = k0; k < k1; ++k) word |= uint64_t{x[k * a.col_step] != 0} << (k - k0);
        uint8_t* to = found.data() + (i - begin) * c.cols;
        for (int64_t j = 0; j < c.cols; ++j) to[j] |= (word & words[static_cast<size_t>(j)]) != 0;
      }
    }
    for (int64_t i = begin; i < end; ++i)
      for (int64_t j = 0; j < c.cols; ++j)
        c.p[i * c.row_step + j * c.col_step] = static_cast<char>(found[static_cast<size_t>((i - begin) * c.cols + j)]);
  });
}

void cast(const Matrix& to, DType t, const Matrix& from, DType f) {
  Tile tile{{to.p, from.p}, {to.col_step, from.col_step}, {to.row_step, from.row_step}, to.cols, to.rows};
  loop_table().cast[static_cast<int>(f)][static_cast<int>(t)](tile);
}

// float16 as float32, in memory of its own.
Packed widened(const Matrix& m, Parallel& workers) {
  const size_t half = item_size(DType::f16);
  if (m.col_step != static_cast<int64_t>(half) && m.row_step == static_cast<int64_t>(half)) {
    Packed turned = widened(m.transposed(), workers);
    turned.matrix = turned.matrix.transposed();
    return turned;
  }
  Packed wide(m.rows, m.cols, item_size(DType::f32));
  if (m.col_step == static_cast<int64_t>(half))
    cast(wide.matrix, DType::f32, m, DType::f16);
  else
    cast(wide.matrix, DType::f32, Packed(m, half, workers).matrix, DType::f16);
  return wide;
}

void half_product(const Matrix& c, const Matrix& a, const Matrix& b, Parallel& workers, std::atomic<uint8_t>& raised) {
  Packed rounded(c.rows, c.cols, item_size(DType::f16)), sums(c.rows, c.cols, item_size(DType::f32));
  Packed x = widened(a, workers), y = widened(b, workers);
  own_product<float>(sums.matrix, x.matrix, y.matrix, workers, raised);
  Status status(raised);
  cast(rounded.matrix, DType::f16, sums.matrix, DType::f32);
  copy(c, rounded.matrix, item_size(DType::f16), workers);
}

void product(DType t, const Matrix& c, const Matrix& a, const Matrix& b, Parallel& workers,
             std::atomic<uint8_t>& raised) {
  switch (t) {
    case DType::b1: return bool_product(c, a, b, workers);
    case DType::i8:
    case DType::u8: return own_product<uint8_t>(c, a, b, workers, raised);
    case DType::i16:
    case DType::u16: return own_product<uint16_t>(c, a, b, workers, raised);
    case DType::i32:
    case DType::u32: return own_product<uint32_t>(c, a, b, workers, raised);
    case DType::i64:
    case DType::u64: return own_product<uint64_t>(c, a, b, workers, raised);
    case DType::f16: return half_product(c, a, b, workers, raised);
    default: BlasProduct(t, workers, raised)(c, a, b);
  }
}

// The i-th matrix of a stack, counted in C order.
Matrix matrix_at(const View& v, int64_t i) {
  const Layout* l = v.layout;
  int rows = l->ndim - 2, cols = l->ndim - 1;
  char* p = v.data();
  for (int d = rows; d-- > 0; i /= l->shape[d]) p += i % l->shape[d] * l->strides[d];
  return {p, l->shape[rows], l->shape[cols], l->strides[rows], l->strides[cols]};
}

void fill_zero(const Matrix& m, size_t item) {
  for (int64_t i = 0; i < m.rows; ++i)
    for (int64_t j = 0; j < m.cols; ++j) std::memset(m.p + i * m.row_step + j * m.col_step, 0, item);
}

}  // namespace

bool can_multiply(DType t) {
  bool blas = t == DType::f32 || t == DType::f64 || t == DType::c64 || t == DType::c128;
  return !blas || has_blas();
}

uint8_t matmul(const View& out, const View& a, const View& b, Parallel& workers) {
  if (out.layout->size == 0) return 0;
  std::atomic<uint8_t> raised{0};
  const Matrix first = matrix_at(out, 0);
  int64_t depth = a.layout->shape[a.layout->ndim - 1], count = out.layout->size / (first.rows * first.cols);
  auto multiply = [&](int64_t i, Parallel& threads) {
    if (depth == 0)
      fill_zero(matrix_at(out, i), item_size(out.dtype));
    else
      product(out.dtype, matrix_at(out, i), matrix_at(a, i), matrix_at(b, i), threads, raised);
  };
  SingleThreadedBlas single;
  if (count < workers.threads()) {
    for (int64_t i = 0; i < count; ++i) multiply(i, workers);
  } else {
    int64_t cost = std::max<int64_t>(1, first.rows * first.cols * depth);
    parallel_for(workers, count, std::max<int64_t>(2, kWorth / cost), [&](int64_t begin, int64_t end) {
      OneThread alone;
      for (int64_t i = begin; i < end; ++i) multiply(i, alone);
    });
  }
  return raised;
}

}  // namespace lnp
