// The generated loops: tiles of every shape, tails, repeated operands, reductions, scans, casts and warnings.
#include <gtest/gtest.h>
#include <xmmintrin.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>
#include <vector>

#include "core/loops.h"
#include "ops_gen.h"

namespace lnp {
namespace {

const OpInfo& info(Op op) { return loop_table().ops[static_cast<int>(op)]; }

const Loop& loop(Op op, DType in) {
  const OpInfo& i = info(op);
  for (int l = 0; l < i.nloops; ++l)
    if (i.loops[l].in[i.nin - 1] == in) return i.loops[l];
  throw std::runtime_error(std::string("no such loop of ") + i.name);
}

template <class T>
constexpr DType dtype_of() {
  if constexpr (std::is_same_v<T, float>)
    return DType::f32;
  else if constexpr (std::is_same_v<T, double>)
    return DType::f64;
  else if constexpr (std::is_same_v<T, int64_t>)
    return DType::i64;
  else if constexpr (std::is_same_v<T, int32_t>)
    return DType::i32;
  else
    return DType::u8;
}

template <class T>
char* bytes(std::vector<T>& v) {
  return reinterpret_cast<char*>(v.data());
}

template <class T>
std::vector<T> ramp(int64_t n, T start) {
  std::vector<T> v(n);
  std::iota(v.begin(), v.end(), start);
  return v;
}

// The flags that `f` raises.
template <class F>
unsigned flags_of(F f) {
  const unsigned before = _mm_getcsr();
  _mm_setcsr(before & ~0x3fu);
  f();
  const unsigned raised = _mm_getcsr() & 0x1du;  // invalid, divide, overflow, underflow
  _mm_setcsr(before);
  return raised;
}
constexpr unsigned kInvalid = 1, kDivide = 4, kOverflow = 8;

template <class T>
T one(Op op, T x) {
  T out{};
  Tile t{{reinterpret_cast<char*>(&out), reinterpret_cast<char*>(&x)}, {sizeof(T), sizeof(T)}, {}, 1, 1};
  loop(op, dtype_of<T>()).fn(t);
  return out;
}
template <class T>
T one(Op op, T x, T y) {
  T out{};
  Tile t{{reinterpret_cast<char*>(&out), reinterpret_cast<char*>(&x), reinterpret_cast<char*>(&y)},
         {sizeof(T), sizeof(T), sizeof(T)},
         {},
         1,
         1};
  loop(op, dtype_of<T>()).fn(t);
  return out;
}

enum class Layout { contiguous, repeated_value, repeated_row };

// a - b over rows x n, with a gap between rows, for one choice of layouts.
template <class T>
void check_subtract(int64_t n, int64_t rows, Layout la, Layout lb, int64_t gap) {
  const int64_t pitch = n + gap;
  std::vector<T> a = ramp<T>(rows * pitch, T(100)), b = ramp<T>(rows * pitch, T(3)), out(rows * pitch, T(7));
  auto step = [](Layout l) { return l == Layout::repeated_value ? 0 : int64_t(sizeof(T)); };
  auto row = [&](Layout l) { return l == Layout::repeated_row ? 0 : pitch * int64_t(sizeof(T)); };
  Tile t{{bytes(out), bytes(a), bytes(b)},
         {sizeof(T), step(la), step(lb)},
         {pitch * int64_t(sizeof(T)), row(la), row(lb)},
         n,
         rows};
  loop(Op::subtract, dtype_of<T>()).fn(t);
  auto at = [&](const std::vector<T>& v, Layout l, int64_t r, int64_t i) {
    return v[(l == Layout::repeated_row ? 0 : r * pitch) + (l == Layout::repeated_value ? 0 : i)];
  };
  for (int64_t r = 0; r < rows; ++r)
    for (int64_t i = 0; i < pitch; ++i)
      ASSERT_EQ(out[r * pitch + i], i < n ? T(at(a, la, r, i) - at(b, lb, r, i)) : T(7))
          << "n " << n << " rows " << rows << " at " << r << ", " << i;
}

template <class T>
class Tiles : public testing::Test {};
using TileTypes = testing::Types<uint8_t, int32_t, float, double>;
TYPED_TEST_SUITE(Tiles, TileTypes);

TYPED_TEST(Tiles, EveryShapeAndLayout) {
  constexpr Layout kAll[] = {Layout::contiguous, Layout::repeated_value, Layout::repeated_row};
  for (int64_t n : {1, 2, 3, 7, 8, 15, 16, 17, 31, 39, 64, 100})
    for (int64_t rows : {1, 2, 39})
      for (int64_t gap : {0, 2})
        for (Layout la : kAll)
          for (Layout lb : kAll) check_subtract<TypeParam>(n, rows, la, lb, gap);
}

TEST(Loops, OutputMayBeAnInput) {
  for (int64_t n : {1, 5, 16, 33}) {
    std::vector<double> a = ramp<double>(n, 1), b = ramp<double>(n, 10);
    Tile t{{bytes(a), bytes(a), bytes(b)}, {8, 8, 8}, {}, n, 1};
    loop(Op::multiply, DType::f64).fn(t);
    for (int64_t i = 0; i < n; ++i) EXPECT_EQ(a[i], (1.0 + i) * (10.0 + i));
  }
}

TEST(Loops, WherePicksBytes) {
  std::vector<uint8_t> c = {1, 0, 2, 0, 1};
  std::vector<double> x = {1, 2, 3, 4, 5}, y = {-1, -2, -3, -4, -5}, out(5);
  Tile t{{bytes(out), bytes(c), bytes(x), bytes(y)}, {8, 1, 8, 8}, {}, 5, 1};
  loop(Op::_where, DType::f64).fn(t);
  EXPECT_EQ(out, (std::vector<double>{1, -2, 3, -4, 5}));
  t.step[2] = t.step[3] = 0;
  loop(Op::_where, DType::f64).fn(t);
  EXPECT_EQ(out, (std::vector<double>{1, -1, 1, -1, 1}));
}

// An element's bits do not depend on its place, on the tail, or on its neighbours.
TEST(Loops, BitsDoNotDependOnPosition) {
  std::vector<double> x;
  for (int i = 0; i < 300; ++i) x.push_back((i % 2 ? -1 : 1) * std::pow(10.0, i % 37 - 18) * (1 + i * 0.013));
  x[17] = std::numeric_limits<double>::infinity();
  x[101] = std::numeric_limits<double>::quiet_NaN();
  for (int op = 0; op < kOps; ++op) {
    const OpInfo& o = loop_table().ops[op];
    for (int l = 0; l < o.nloops; ++l) {
      if (o.nin != 1 || o.loops[l].in[0] != DType::f64 || o.loops[l].out != DType::f64) continue;
      std::vector<double> whole(x.size());
      Tile t{{bytes(whole), bytes(x)}, {8, 8}, {}, int64_t(x.size()), 1};
      o.loops[l].fn(t);
      for (size_t i = 0; i < x.size(); ++i) {
        double alone;
        Tile single{{reinterpret_cast<char*>(&alone), reinterpret_cast<char*>(&x[i])}, {8, 8}, {}, 1, 1};
        o.loops[l].fn(single);
        if (std::isnan(alone) && std::isnan(whole[i])) continue;
        EXPECT_EQ(std::memcmp(&alone, &whole[i], 8), 0) << o.name << "(" << x[i] << ")";
      }
    }
  }
}

// NumPy's pairwise sum, written plainly.
double pairwise(const double* p, int64_t n, int64_t stride) {
  if (n < 8) {
    double sum = -0.0;
    for (int64_t i = 0; i < n; ++i) sum += p[i * stride];
    return sum;
  }
  if (n <= 128) {
    double r[8];
    for (int j = 0; j < 8; ++j) r[j] = p[j * stride];
    int64_t i = 8;
    for (; i < n - n % 8; i += 8)
      for (int j = 0; j < 8; ++j) r[j] += p[(i + j) * stride];
    double sum = ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]));
    for (; i < n; ++i) sum += p[i * stride];
    return sum;
  }
  int64_t half = n / 2;
  half -= half % 8;
  return pairwise(p, half, stride) + pairwise(p + half * stride, n - half, stride);
}

TEST(Reduce, SumIsPairwise) {
  std::vector<double> x;
  for (int i = 0; i < 3000; ++i) x.push_back(std::sin(i * 1.7) * std::pow(10.0, i % 9));
  for (int64_t n : {1, 7, 8, 9, 127, 128, 129, 255, 1000})
    for (int64_t stride : {1, 3}) {
      double sum;
      loop(Op::add, DType::f64).reduce(reinterpret_cast<char*>(&sum), bytes(x), n, 8 * stride);
      EXPECT_EQ(sum, pairwise(x.data(), n, stride)) << n << " by " << stride;
    }
}

TEST(Reduce, ExtremesFindEveryPlace) {
  for (int64_t n : {1, 31, 64, 65, 200}) {
    for (int64_t place = 0; place < n; ++place) {
      std::vector<double> x(n, 1.0);
      x[place] = 2.0;
      double most;
      loop(Op::maximum, DType::f64).reduce(reinterpret_cast<char*>(&most), bytes(x), n, 8);
      EXPECT_EQ(most, 2.0);
      x[place] = std::numeric_limits<double>::quiet_NaN();
      loop(Op::maximum, DType::f64).reduce(reinterpret_cast<char*>(&most), bytes(x), n, 8);
      EXPECT_TRUE(std::isnan(most));
      loop(Op::fmax, DType::f64).reduce(reinterpret_cast<char*>(&most), bytes(x), n, 8);
      EXPECT_EQ(std::isnan(most), n == 1);
    }
  }
}

TEST(Reduce, AnyAndAll) {
  for (int64_t n : {1, 100, 2048, 5000})
    for (int64_t place : {int64_t(0), n / 2, n - 1}) {
      std::vector<uint8_t> x(n, 0);
      uint8_t any = 1, all = 1;
      loop(Op::logical_or, DType::b1).reduce(reinterpret_cast<char*>(&any), bytes(x), n, 1);
      EXPECT_EQ(any, 0);
      x[place] = 1;
      loop(Op::logical_or, DType::b1).reduce(reinterpret_cast<char*>(&any), bytes(x), n, 1);
      loop(Op::logical_and, DType::b1).reduce(reinterpret_cast<char*>(&all), bytes(x), n, 1);
      EXPECT_EQ(any, 1);
      EXPECT_EQ(all, n == 1);
    }
}

TEST(Reduce, NotCommutative) {
  std::vector<int64_t> x = {100, 7, 5, 1};
  int64_t r;
  loop(Op::subtract, DType::i64).reduce(reinterpret_cast<char*>(&r), bytes(x), 4, 8);
  EXPECT_EQ(r, 87);
  EXPECT_EQ(loop(Op::equal, DType::i64).reduce, nullptr);
}

TEST(Scan, RunningSum) {
  std::vector<int32_t> x = ramp<int32_t>(20, 1), out(40, -1);
  loop(Op::add, DType::i32).scan(bytes(out), bytes(x), 20, 8, 4);
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(out[2 * i], (i + 1) * (i + 2) / 2);
    EXPECT_EQ(out[2 * i + 1], -1);
  }
}

TEST(Integers, DivisionByZeroAndOverflow) {
  static constexpr int64_t kMin = std::numeric_limits<int64_t>::min();
  EXPECT_EQ(flags_of([] { EXPECT_EQ(one<int64_t>(Op::floor_divide, 5, 0), 0); }), kDivide);
  EXPECT_EQ(flags_of([] { EXPECT_EQ(one<int64_t>(Op::remainder, 5, 0), 0); }), kDivide);
  EXPECT_EQ(flags_of([] { EXPECT_EQ(one<int64_t>(Op::floor_divide, kMin, -1), kMin); }), kOverflow);
  EXPECT_EQ(flags_of([] { EXPECT_EQ(one<int64_t>(Op::floor_divide, -7, 2), -4); }), 0u);
  EXPECT_EQ(one<int64_t>(Op::remainder, -7, 2), 1);
  EXPECT_EQ(one<int64_t>(Op::fmod, -7, 2), -1);
  EXPECT_EQ(one<int64_t>(Op::left_shift, 1, 64), 0);
  EXPECT_EQ(one<int64_t>(Op::right_shift, -1, 64), -1);
  EXPECT_EQ(one<int64_t>(Op::add, std::numeric_limits<int64_t>::max(), 1), kMin);
  EXPECT_EQ(one<int32_t>(Op::power, 3, 5), 243);
}

TEST(Warnings, AreNumPys) {
  constexpr double kInf = std::numeric_limits<double>::infinity(), kNan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(flags_of([] { one<double>(Op::log, 0.0); }), kDivide);
  EXPECT_EQ(flags_of([] { one<double>(Op::log, -1.0); }), kInvalid);
  EXPECT_EQ(flags_of([] { one<double>(Op::exp, 1000.0); }), kOverflow);
  EXPECT_EQ(flags_of([] { one<double>(Op::sin, kInf); }), kInvalid);
  EXPECT_EQ(flags_of([] { one<double>(Op::divide, 1.0, 0.0); }), kDivide);
  EXPECT_EQ(flags_of([] { one<double>(Op::remainder, 1.0, 0.0); }), kInvalid);
  for (Op op : {Op::exp, Op::log, Op::sin, Op::sqrt, Op::tanh, Op::arccosh})
    EXPECT_EQ(flags_of([op] { one<double>(op, kNan); }), 0u) << info(op).name;
}

TEST(Casts, OutOfRangeAsTheCpuDoes) {
  auto cast = [](double x, DType to) {
    int64_t out = 0;
    Tile t{{reinterpret_cast<char*>(&out), reinterpret_cast<char*>(&x)}, {int64_t(item_size(to)), 8}, {}, 1, 1};
    loop_table().cast[int(DType::f64)][int(to)](t);
    return out;
  };
  EXPECT_EQ(cast(-1.9, DType::i64), -1);
  EXPECT_EQ(cast(300.0, DType::u8), 44);
  EXPECT_EQ(cast(1e300, DType::i64), std::numeric_limits<int64_t>::min());
  EXPECT_EQ(static_cast<uint64_t>(cast(1e19, DType::u64)), 10000000000000000000u);
  EXPECT_EQ(cast(std::nan(""), DType::b1), 1);
  EXPECT_EQ(cast(65519.99, DType::f16), 0x7bff);
  EXPECT_EQ(cast(65520.0, DType::f16), 0x7c00);
  EXPECT_EQ(cast(1 + 0x1p-11 + 0x1p-40, DType::f16), 0x3c01);  // two roundings would give 0x3c00
  EXPECT_EQ(flags_of([&] { cast(1e300, DType::i32); }), kInvalid);
  EXPECT_EQ(flags_of([&] { cast(1e300, DType::f32); }), kOverflow);
}

}  // namespace
}  // namespace lnp
