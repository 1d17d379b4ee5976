// From a function of one element to instructions for several: each scalar instruction becomes the same one on vectors.
#include <llvm/ADT/DenseMap.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/IntrinsicInst.h>

#include "codegen/scalars.h"

namespace lnp {
namespace {

using namespace llvm;

// Intrinsics that every target computes on vectors without calling a library. (A fused multiply-add is only in functions that
// CPUs without it do not get, see jit/abilities.cpp.)
bool plain_intrinsic(Intrinsic::ID id) {
  switch (id) {
    case Intrinsic::fabs:
    case Intrinsic::sqrt:
    case Intrinsic::fma:
    case Intrinsic::floor:
    case Intrinsic::ceil:
    case Intrinsic::trunc:
    case Intrinsic::rint:
    case Intrinsic::copysign:
    case Intrinsic::abs:
    case Intrinsic::smax:
    case Intrinsic::smin:
    case Intrinsic::umax:
    case Intrinsic::umin:
    case Intrinsic::ctpop: return true;
    default: return false;
  }
}

bool plain_binary(unsigned opcode) {
  switch (opcode) {
    case Instruction::FAdd:
    case Instruction::FSub:
    case Instruction::FMul:
    case Instruction::FDiv:
    case Instruction::Add:
    case Instruction::Sub:
    case Instruction::Mul:
    case Instruction::And:
    case Instruction::Or:
    case Instruction::Xor:
    case Instruction::Shl:
    case Instruction::LShr:
    case Instruction::AShr: return true;
    default: return false;  // integer division traps, the remainder of floats is a library's
  }
}

// Conversions of floats to integers are left out: LLVM has no defined result where NumPy's is the CPU's.
bool plain_cast(unsigned opcode) {
  switch (opcode) {
    case Instruction::Trunc:
    case Instruction::ZExt:
    case Instruction::SExt:
    case Instruction::FPTrunc:
    case Instruction::FPExt:
    case Instruction::SIToFP:
    case Instruction::UIToFP:
    case Instruction::BitCast: return true;
    default: return false;
  }
}

bool plain(const Instruction& i) {
  if (isa<BinaryOperator>(i)) return plain_binary(i.getOpcode());
  if (isa<CastInst>(i)) return plain_cast(i.getOpcode());
  if (const auto* call = dyn_cast<IntrinsicInst>(&i)) return plain_intrinsic(call->getIntrinsicID());
  return isa<UnaryOperator>(i) || isa<CmpInst>(i) || isa<SelectInst>(i) || isa<FreezeInst>(i) || isa<ReturnInst>(i);
}

class Widener {
 public:
  Widener(unsigned lanes, IRBuilderBase& b) : lanes_(lanes), b_(b) {}

  void set(const Value* scalar, Value* wide) { values_[scalar] = wide; }

  Value* get(const Value* v) {
    if (auto it = values_.find(v); it != values_.end()) return it->second;
    auto* c = cast<Constant>(const_cast<Value*>(v));
    return lanes_ == 1 ? c : ConstantVector::getSplat(ElementCount::getFixed(lanes_), c);
  }

  Value* instruction(const Instruction& i) {
    if (const auto* x = dyn_cast<BinaryOperator>(&i))
      return b_.CreateBinOp(x->getOpcode(), get(x->getOperand(0)), get(x->getOperand(1)));
    if (const auto* x = dyn_cast<UnaryOperator>(&i)) return b_.CreateUnOp(x->getOpcode(), get(x->getOperand(0)));
    if (const auto* x = dyn_cast<CmpInst>(&i))
      return b_.CreateCmp(x->getPredicate(), get(x->getOperand(0)), get(x->getOperand(1)));
    if (const auto* x = dyn_cast<SelectInst>(&i))
      return b_.CreateSelect(get(x->getCondition()), get(x->getTrueValue()), get(x->getFalseValue()));
    if (const auto* x = dyn_cast<CastInst>(&i))
      return b_.CreateCast(x->getOpcode(), get(x->getOperand(0)), wide_type(x->getType(), lanes_));
    if (isa<FreezeInst>(i)) return b_.CreateFreeze(get(i.getOperand(0)));
    return intrinsic(cast<IntrinsicInst>(i));
  }

 private:
  Value* intrinsic(const IntrinsicInst& call) {
    std::vector<Value*> args;
    bool flag =
        call.getIntrinsicID() == Intrinsic::abs;  // its second operand is an immediate: whether the least is poison
    for (const Use& arg : call.args()) args.push_back(flag && arg.getOperandNo() == 1 ? b_.getFalse() : get(arg));
    return b_.CreateIntrinsic(call.getIntrinsicID(), {wide_type(call.getType(), lanes_)}, args);
  }

  unsigned lanes_;
  IRBuilderBase& b_;
  DenseMap<const Value*, Value*> values_;
};

}  // namespace

Type* wide_type(Type* t, unsigned lanes) { return lanes == 1 ? t : FixedVectorType::get(t, lanes); }

bool can_widen(const Function& f) {
  if (f.size() != 1) return false;
  for (const Instruction& i : instructions(f)) {
    if (!plain(i)) return false;
    if (!i.getType()->isVoidTy() && !i.getType()->isIntegerTy() && !i.getType()->isFloatingPointTy()) return false;
  }
  return true;
}

Value* widen(const Function& f, ArrayRef<Value*> arguments, unsigned lanes, IRBuilderBase& b) {
  Widener w(lanes, b);
  for (const Argument& a : f.args()) w.set(&a, arguments[a.getArgNo()]);
  for (const Instruction& i : f.front()) {
    if (const auto* ret = dyn_cast<ReturnInst>(&i)) return w.get(ret->getReturnValue());
    w.set(&i, w.instruction(i));
  }
  return nullptr;
}

}  // namespace lnp
