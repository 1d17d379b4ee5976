#include "core/dtype.h"

namespace lnp {
namespace {

// Bytes of the integer that a float type holds exactly: f16 takes 8-bit integers, f32 16-bit, f64 any (NumPy's rule).
constexpr int kFloatHolds[3] = {1, 2, 8};

int float_rank(DType t) {  // f16 0, f32/c64 1, f64/c128 2
  switch (t) {
    case DType::f16: return 0;
    case DType::f32:
    case DType::c64: return 1;
    default: return 2;
  }
}

bool safe(DType from, DType to) {
  if (from == to) return true;
  Kind f = kind(from), t = kind(to);
  size_t fs = item_size(from), ts = item_size(to);
  if (f == Kind::boolean) return true;
  switch (t) {
    case Kind::boolean: return false;
    case Kind::signed_int: return (f == Kind::signed_int && fs <= ts) || (f == Kind::unsigned_int && fs < ts);
    case Kind::unsigned_int: return f == Kind::unsigned_int && fs <= ts;
    case Kind::real:
      if (f == Kind::real) return fs <= ts;
      return (f == Kind::signed_int || f == Kind::unsigned_int) && static_cast<int>(fs) <= kFloatHolds[float_rank(to)];
    case Kind::complex:
      if (f == Kind::complex) return fs <= ts;
      if (f == Kind::real) return float_rank(from) <= float_rank(to);
      return static_cast<int>(fs) <= kFloatHolds[float_rank(to)];
  }
  return false;
}

// NumPy orders kinds bool < unsigned < signed < real < complex for same_kind.
int kind_order(Kind k) {
  constexpr int order[] = {0, 2, 1, 3, 4};
  return order[static_cast<int>(k)];
}

}  // namespace

bool dtype_from_char(char c, DType* out) {
  if (c == 'q') c = 'l';
  if (c == 'Q') c = 'L';
  for (int i = 0; i < kDTypes; ++i)
    if (kDTypeChars[i] == c) {
      *out = static_cast<DType>(i);
      return true;
    }
  return false;
}

DType promote(DType a, DType b) {
  // The smallest type both cast to safely; the list is in order of preference.
  for (int i = 0; i < kDTypes; ++i) {
    DType t = static_cast<DType>(i);
    if (safe(a, t) && safe(b, t)) return t;
  }
  return DType::c128;
}

bool can_cast(DType from, DType to, Casting casting) {
  switch (casting) {
    case Casting::no:
    case Casting::equiv: return from == to;
    case Casting::safe: return safe(from, to);
    case Casting::same_kind: return safe(from, to) || kind_order(kind(from)) <= kind_order(kind(to));
    case Casting::unsafe: return true;
  }
  return false;
}

}  // namespace lnp
