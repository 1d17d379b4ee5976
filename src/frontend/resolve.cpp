#include "frontend/resolve.h"

namespace lnp {
namespace {

constexpr int kCodes = kDTypes + 4;  // dtypes, then weak kinds

int code(const InputType& t) {
  return t.weak == Weak::none ? static_cast<int>(t.dtype) : kDTypes + static_cast<int>(t.weak);
}

DType weak_default(Weak w) {
  switch (w) {
    case Weak::integer: return DType::i64;
    case Weak::real: return DType::f64;
    default: return DType::c128;
  }
}

// The dtype of a weak scalar that meets strong operands of common type `strong`.
DType weak_with(Weak w, DType strong) {
  Kind k = kind(strong);
  switch (w) {
    case Weak::integer: return k == Kind::boolean ? DType::i64 : strong;
    case Weak::real: return k == Kind::real || k == Kind::complex ? strong : DType::f64;
    default:
      if (k == Kind::complex) return strong;
      return strong == DType::f16 || strong == DType::f32 ? DType::c64 : DType::c128;
  }
}

// Whether a weak scalar becomes a value of any dtype of kind `k`.
bool weak_takes(Weak w, Kind k) {
  switch (w) {
    case Weak::none: return false;
    case Weak::integer: return k != Kind::boolean;
    case Weak::real: return k == Kind::real || k == Kind::complex;
    default: return k == Kind::complex;
  }
}

// The loops of ops with one or two operands, and 2 more; 0 where nobody has searched yet.
int16_t g_found[kOps][kCodes][kCodes];

bool is_integral(DType t) { return kind(t) != Kind::real && kind(t) != Kind::complex; }

// Operations that NumPy refuses for booleans alone, although an integer loop could take them.
bool refuses_booleans(Op op) {
  switch (op) {
    case Op::subtract:
    case Op::negative:
    case Op::positive:
    case Op::sign:
    case Op::gcd:
    case Op::lcm: return true;
    default: return false;
  }
}

int search(Op op, const InputType* in, int nin) {
  const OpInfo& info = loop_table().ops[static_cast<int>(op)];
  DType types[3];
  DType common = common_type(in, nin);
  if (common == DType::b1 && refuses_booleans(op)) return -1;
  for (int i = 0; i < nin; ++i) types[i] = in[i].weak == Weak::none ? in[i].dtype : common;
  // The exponent has a type of its own: beside an array a Python int is what the first loop takes.
  if (op == Op::ldexp && in[1].weak == Weak::integer) {
    types[0] = common_type(in, 1);
    types[1] = in[0].weak == Weak::none ? DType::i8 : DType::i64;
  }
  // NumPy divides integers of every size as float64.
  if (op == Op::divide && is_integral(types[0]) && is_integral(types[1])) types[0] = types[1] = DType::f64;
  for (int l = 0; l < info.nloops; ++l) {
    bool fits = true;
    for (int i = 0; i < nin; ++i) fits = fits && can_cast(types[i], info.loops[l].in[i], Casting::safe);
    if (fits) return l;
  }
  return -1;
}

}  // namespace

DType common_type(const InputType* in, int n) {
  bool strong = false;
  DType t = DType::b1;
  Weak weakest = Weak::none;
  for (int i = 0; i < n; ++i) {
    if (in[i].weak != Weak::none) {
      weakest = in[i].weak > weakest ? in[i].weak : weakest;
      continue;
    }
    t = strong ? promote(t, in[i].dtype) : in[i].dtype;
    strong = true;
  }
  if (weakest == Weak::none) return t;
  return strong ? weak_with(weakest, t) : weak_default(weakest);
}

int resolve_loop(Op op, const InputType* in, int nin) {
  if (nin > 2) return search(op, in, nin);
  int16_t& found = g_found[static_cast<int>(op)][code(in[0])][nin == 2 ? code(in[1]) : 0];
  if (found == 0) found = static_cast<int16_t>(search(op, in, nin) + 2);
  return found - 2;
}

int resolve_loop(Op op, DType a, DType b) {
  int16_t found = g_found[static_cast<int>(op)][static_cast<int>(a)][static_cast<int>(b)];
  if (found != 0) return found - 2;
  InputType in[2] = {{a}, {b}};
  return resolve_loop(op, in, 2);
}

int resolve_loop_for_output(Op op, const InputType* in, int nin, DType out, Casting casting) {
  const OpInfo& info = loop_table().ops[static_cast<int>(op)];
  auto fits = [&](int l) {
    if (info.loops[l].out != out) return false;
    for (int i = 0; i < nin; ++i) {
      DType from = in[i].weak == Weak::none ? in[i].dtype : common_type(in, nin), to = info.loops[l].in[i];
      // The result's type says nothing of an exponent of ldexp.
      bool apart = op == Op::ldexp && i == 1;
      if (!weak_takes(in[i].weak, kind(to)) && !can_cast(from, to, apart ? Casting::safe : casting)) return false;
    }
    return true;
  };
  // Where the usual loop gives that type (comparisons always do), it is the one.
  int usual = resolve_loop(op, in, nin);
  if (usual >= 0 && fits(usual)) return usual;
  for (int l = 0; l < info.nloops; ++l)
    if (fits(l)) return l;
  return -1;
}

}  // namespace lnp
