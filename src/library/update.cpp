#include "library/update.h"

#include <xmmintrin.h>

#include <complex>
#include <type_traits>
#include <vector>

#include "library/order_keys.h"

namespace lnp {
namespace {

constexpr unsigned kCounted = 0x1d;  // of MXCSR: invalid, divide by zero, overflow, underflow

// ---- operations of two operands of one type, with the loops' results ----

template <class T>
constexpr bool kWhole = std::is_integral_v<T>;
template <class T>
constexpr bool kReal = std::is_floating_point_v<T>;
template <class T>
constexpr bool kPlain = kWhole<T> || kReal<T>;

template <class T, class F>
T wrapped(T x, T y, F f) {
  if constexpr (kWhole<T>) {
    using Wide = std::common_type_t<std::make_unsigned_t<T>, unsigned>;  // does not overflow
    return static_cast<T>(f(static_cast<Wide>(x), static_cast<Wide>(y)));
  } else {
    return f(x, y);
  }
}

// Without branches: which of two is the greater one is nothing that could be predicted.
template <class T>
T greater(T x, T y) {
  const T r = y > x ? y : x;
  return y != y && x == x ? y : r;
}
template <class T>
T less(T x, T y) {
  const T r = y < x ? y : x;
  return y != y && x == x ? y : r;
}

#define LNP_UPDATE(name, types, result) \
  struct name {                         \
    template <class T>                  \
    static constexpr bool fits = types; \
    template <class T>                  \
    static T of(T x, T y) {             \
      return result;                    \
    }                                   \
  };
LNP_UPDATE(Sum, (!std::is_same_v<T, Half>), wrapped(x, y, [](auto a, auto b) { return a + b; }))
LNP_UPDATE(Difference, (!std::is_same_v<T, Half>), wrapped(x, y, [](auto a, auto b) { return a - b; }))
LNP_UPDATE(Product, kPlain<T>, wrapped(x, y, [](auto a, auto b) { return a * b; }))
LNP_UPDATE(Quotient, kReal<T>, x / y)
LNP_UPDATE(Greater, kPlain<T>, greater(x, y))
LNP_UPDATE(Less, kPlain<T>, less(x, y))
LNP_UPDATE(And, kWhole<T>, static_cast<T>(x& y))
LNP_UPDATE(Or, kWhole<T>, static_cast<T>(x | y))
LNP_UPDATE(Xor, kWhole<T>, static_cast<T>(x ^ y))
#undef LNP_UPDATE

// An index counted from the start.
int64_t settled(int64_t index, int64_t extent) { return index + (index < 0 ? extent : 0); }

// ---- in memory ----

// The values of a selection, `step` elements apart.
template <class T>
struct Values {
  const T* first;
  int64_t step;
};

template <class F, class T>
void update_all(Selected s, const std::vector<int64_t>& within, Values<T> values) {
  const T* value = values.first;
  const auto [base, extent, stride] = s.to;  // not in memory, which the elements written could be
  const int64_t *index = s.index, n = s.n, step = values.step;
  if (within.size() == 1) {
    for (int64_t i = 0; i < n; ++i, value += step) {
      T* x = reinterpret_cast<T*>(base + settled(index[i], extent) * stride);
      *x = F::of(*x, *value);
    }
    return;
  }
  for (int64_t i = 0; i < n; ++i)
    for (int64_t w : within) {
      T* x = reinterpret_cast<T*>(base + settled(index[i], extent) * stride + w);
      *x = F::of(*x, *value);
      value += step;
    }
}

template <class F>
bool update_types(DType held, const Selected& s, const std::vector<int64_t>& within, const char* values,
                  bool one_value) {
  bool known = false;
  with_type(held, [&](auto type) {
    using T = decltype(type);
    if constexpr (F::template fits<T>) {
      known = held != DType::b1;
      if (known) update_all<F, T>(s, within, {reinterpret_cast<const T*>(values), one_value ? 0 : 1});
    }
  });
  return known;
}

// Whether there is a loop for these types; it is done then.
bool update_plain(Op op, DType held, const Selected& s, const std::vector<int64_t>& within, const char* values,
                  bool one_value) {
  auto with = [&](auto operation) { return update_types<decltype(operation)>(held, s, within, values, one_value); };
  switch (op) {
    case Op::add: return with(Sum{});
    case Op::subtract: return with(Difference{});
    case Op::multiply: return with(Product{});
    case Op::divide: return with(Quotient{});
    case Op::maximum: return with(Greater{});
    case Op::minimum: return with(Less{});
    case Op::bitwise_and: return with(And{});
    case Op::bitwise_or: return with(Or{});
    case Op::bitwise_xor: return with(Xor{});
    default: return false;
  }
}

// By the operation's loop, element by element.
void update_each(const Loop& loop, DType held, const Selected& s, const std::vector<int64_t>& within,
                 const char* values, bool one_value) {
  const LoopTable& loops = loop_table();
  bool same = loop.in[0] == held && loop.out == held;
  alignas(16) char x[16], r[16];
  auto size = [](DType t) { return static_cast<int64_t>(item_size(t)); };
  auto cast = [&](DType from, DType to, char* in, char* out) {
    loops.cast[static_cast<int>(from)][static_cast<int>(to)](Tile{{out, in}, {size(to), size(from)}, {0, 0}, 1, 1});
  };
  Tile t{};
  t.n = t.rows = 1;
  t.p[0] = r;
  t.p[1] = x;
  t.p[2] = const_cast<char*>(values);
  t.step[0] = size(loop.out);
  t.step[1] = size(loop.in[0]);
  t.step[2] = size(loop.in[1]);
  for (int64_t i = 0; i < s.n; ++i)
    for (int64_t w : within) {
      char* at = s.to.base + settled(s.index[i], s.to.extent) * s.to.stride + w;
      if (same) {
        t.p[0] = t.p[1] = at;
        loop.fn(t);
      } else {
        cast(held, loop.in[0], at, x);
        loop.fn(t);
        cast(loop.out, held, r, at);
      }
      if (values && !one_value) t.p[2] += t.step[2];
    }
}

}  // namespace

uint8_t update(Op op, const Loop& loop, DType held, const Selected& selected, const char* values, bool one_value) {
  std::vector<int64_t> within = inner_offsets(selected.inner);
  _mm_setcsr(_mm_getcsr() & ~0x3fu);
  bool same = values && loop.in[0] == held && loop.in[1] == held && loop.out == held;
  if (!same || !update_plain(op, held, selected, within, values, one_value))
    update_each(loop, held, selected, within, values, one_value);
  return static_cast<uint8_t>(_mm_getcsr() & kCounted);
}

}  // namespace lnp
