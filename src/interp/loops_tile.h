// Tile drivers: from a Tile (rows x n elements, each operand contiguous or repeated along a row) to row kernels.
//
// A row kernel K has types K::R, K::A, K::B, K::C and `row<RA, RB, RC>(out, a, b, c, n)`; RA says that the operand is
// one value repeated. Adjacent rows become one long row.
#pragma once
#include <string.h>

#include "interp/loops_half.h"

namespace lnp::LNP_ISA {
namespace {

struct None {};

template <class K>
inline constexpr int arity = 1 + !__is_same(typename K::B, None) + !__is_same(typename K::C, None);

template <bool Repeated, class T>
LNP_INLINE T pick(const T* p, int64_t i, T first) {
  if constexpr (Repeated)
    return first;
  else
    return p[i];
}

// The row kernel of a scalar function; the compiler vectorises it. Output and inputs are the same memory or apart,
// which is what ivdep promises.
template <class F, class R_, class A_, class B_ = None, class C_ = None>
struct Map {
  using R = R_;
  using A = A_;
  using B = B_;
  using C = C_;
  template <bool RA, bool RB, bool RC>
  static LNP_INLINE void row(R* o, const A* a, const B* b, const C* c, int64_t n) {
    if constexpr (__is_same(C, None) && __is_same(B, None)) {
      const A x = *a;
#pragma GCC ivdep
      for (int64_t i = 0; i < n; ++i) o[i] = static_cast<R>(F::f(pick<RA>(a, i, x)));
    } else if constexpr (__is_same(C, None)) {
      const A x = *a;
      const B y = *b;
#pragma GCC ivdep
      for (int64_t i = 0; i < n; ++i) o[i] = static_cast<R>(F::f(pick<RA>(a, i, x), pick<RB>(b, i, y)));
    } else {
      const A x = *a;
      const B y = *b;
      const C z = *c;
#pragma GCC ivdep
      for (int64_t i = 0; i < n; ++i)
        o[i] = static_cast<R>(F::f(pick<RA>(a, i, x), pick<RB>(b, i, y), pick<RC>(c, i, z)));
    }
  }
};

// Half precision: blocks go through the float kernel.
inline constexpr int64_t kHalfBlock = 256;

template <class T, bool Repeated>
struct Widened {  // a block of an operand in its wide type
  LNP_INLINE const T* get(const T* p, int64_t i, int64_t) { return p + (Repeated ? 0 : i); }
};
template <bool Repeated>
struct Widened<half, Repeated> {
  float block[Repeated ? 1 : kHalfBlock];
  LNP_INLINE const float* get(const half* p, int64_t i, int64_t n) {
    if constexpr (Repeated)
      block[0] = to_float(*p);
    else
      widen(block, p + i, n);
    return block;
  }
};

template <class K, class R_, class A_, class B_ = None, class C_ = None>
struct Half {
  using R = R_;
  using A = A_;
  using B = B_;
  using C = C_;
  template <bool RA, bool RB, bool RC>
  static LNP_INLINE void row(R* o, const A* a, const B* b, const C* c, int64_t n) {
    Widened<A, RA> wa;
    Widened<B, RB> wb;
    Widened<C, RC> wc;
    float result[kHalfBlock];
    for (int64_t i = 0; i < n; i += kHalfBlock) {
      int64_t m = n - i < kHalfBlock ? n - i : kHalfBlock;
      const auto* x = wa.get(a, i, m);
      const auto* y = wb.get(b, i, m);
      const auto* z = wc.get(c, i, m);
      if constexpr (is_half<R>) {
        K::template row<RA, RB, RC>(result, x, y, z, m);
        narrow(o + i, result, m);
      } else {
        K::template row<RA, RB, RC>(o + i, x, y, z, m);
      }
    }
  }
};

// ---- drivers ----

LNP_INLINE bool adjacent(const Tile& t, int operands, const int64_t* size) {
  for (int k = 0; k < operands; ++k)
    if (t.row[k] != (t.step[k] ? t.n * size[k] : 0)) return false;
  return true;
}

template <class K, bool RA, bool RB, bool RC>
__attribute__((noinline, noclone)) void rows(const Tile& t, int64_t n, int64_t count) {
  using R = typename K::R;
  const char *a = t.p[1], *b = t.p[2], *c = t.p[3];
  char* o = t.p[0];
  for (int64_t r = 0; r < count; ++r) {
    K::template row<RA, RB, RC>(reinterpret_cast<R*>(o), reinterpret_cast<const typename K::A*>(a),
                                reinterpret_cast<const typename K::B*>(b), reinterpret_cast<const typename K::C*>(c),
                                n);
    o += t.row[0];
    a += t.row[1];
    if constexpr (arity<K> > 1) b += t.row[2];
    if constexpr (arity<K> > 2) c += t.row[3];
  }
}

// Every operand is repeated: one value a row.
template <class K>
void repeated_rows(const Tile& t, int64_t n, int64_t count) {
  Tile one = t;
  for (int64_t r = 0; r < count; ++r) {
    rows<K, false, false, false>(one, 1, 1);
    auto* o = reinterpret_cast<typename K::R*>(one.p[0]);
    const auto value = *o;
    for (int64_t i = 1; i < n; ++i) o[i] = value;
    for (int k = 0; k <= arity<K>; ++k) one.p[k] += t.row[k];
  }
}

template <class K>
void tile(const Tile& t) {
  constexpr int kIn = arity<K>;
  constexpr int64_t kSize[kMaxArgs] = {sizeof(typename K::R), sizeof(typename K::A), sizeof(typename K::B),
                                       sizeof(typename K::C)};
  int64_t n = t.n, count = t.rows;
  if (count > 1 && adjacent(t, kIn + 1, kSize)) {
    n *= count;
    count = 1;
  }
  const bool ra = !t.step[1], rb = kIn > 1 && !t.step[2], rc = kIn > 2 && !t.step[3];
  if (ra && (kIn < 2 || rb) && (kIn < 3 || rc)) return repeated_rows<K>(t, n, count);
  if constexpr (kIn == 1) {
    rows<K, false, false, false>(t, n, count);
  } else if constexpr (kIn == 2) {
    if (ra)
      rows<K, true, false, false>(t, n, count);
    else if (rb)
      rows<K, false, true, false>(t, n, count);
    else
      rows<K, false, false, false>(t, n, count);
  } else {
    switch (ra | rb << 1 | rc << 2) {
      case 0: return rows<K, false, false, false>(t, n, count);
      case 1: return rows<K, true, false, false>(t, n, count);
      case 2: return rows<K, false, true, false>(t, n, count);
      case 3: return rows<K, true, true, false>(t, n, count);
      case 4: return rows<K, false, false, true>(t, n, count);
      case 5: return rows<K, true, false, true>(t, n, count);
      case 6: return rows<K, false, true, true>(t, n, count);
    }
  }
}

}  // namespace
}  // namespace lnp::LNP_ISA
