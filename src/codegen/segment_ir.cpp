// On a CPU: rows, and in each row: vectors, several at a time where the body is short; then single elements. Operands that do not
// change along a row are loaded before it, immediates before the first row. On a GPU every thread has its rows and its points of a row.
#include "codegen/segment_ir.h"

#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/InlineAsm.h>
#include <llvm/TargetParser/Triple.h>

#include <algorithm>

namespace lnp {
namespace {

using namespace llvm;

constexpr size_t kShortBody = 6, kMiddleBody = 14;  // steps

Type* element_type(DType t, IRBuilderBase& b) {
  switch (t) {
    case DType::f32: return b.getFloatTy();
    case DType::f64: return b.getDoubleTy();
    default: return b.getIntNTy(static_cast<unsigned>(8 * item_size(t)));
  }
}

class Builder {
 public:
  Builder(const Segment& s, const Scalars& scalars, int vector_bytes, Module& m, const char* name)
      : s_(s), scalars_(scalars), b_(m.getContext()) {
    i64_ = b_.getInt64Ty();
    Triple triple(m.getTargetTriple());
    keeps_ = triple.isX86() ? "x" : triple.isAArch64() ? "w" : nullptr;
    ptr_ = b_.getPtrTy();
    Type* params[] = {ptr_, ptr_, ptr_, i64_, i64_};
    f_ = Function::Create(FunctionType::get(b_.getVoidTy(), params, false), Function::ExternalLinkage, name, m);
    f_->setDoesNotThrow();
    gpu_ = Triple(m.getTargetTriple()).isNVPTX();
    if (gpu_) f_->setCallingConv(CallingConv::PTX_Kernel);
    size_t widest = 1;
    for (const SegmentArg& a : s.args) widest = std::max(widest, item_size(a.dtype));
    for (const SegmentStep& x : s.steps) widest = std::max(widest, item_size(x.dtype));
    lanes_ = std::max(1u, static_cast<unsigned>(vector_bytes) / static_cast<unsigned>(widest));
    unroll_ = s.steps.size() <= kShortBody ? 4 : s.steps.size() <= kMiddleBody ? 2 : 1;
  }

  Function* run() {
    b_.SetInsertPoint(block("entry"));
    size_t n = s_.args.size();
    at_.resize(n);
    step_.resize(n);
    row_.resize(n);
    constant_.resize(n);
    for (size_t k = 0; k < n; ++k) {
      at_[k] = fixed_load(ptr_, f_->getArg(0), k);
      if (s_.args[k].kind == ArgKind::strided) step_[k] = fixed_load(i64_, f_->getArg(1), k);
      if (s_.args[k].kind == ArgKind::immediate)
        constant_[k] = b_.CreateLoad(element_type(s_.args[k].dtype, b_), at_[k]);
      else
        row_[k] = fixed_load(i64_, f_->getArg(2), k);
    }
    count_ = f_->getArg(3);
    Value* rows = f_->getArg(4);
    if (gpu_)
      loop(rows, special("nctaid.y"), [&](Value* row) { one_row(row); }, special("ctaid.y"));
    else
      loop(rows, b_.getInt64(1), [&](Value* row) { one_row(row); });
    b_.CreateRetVoid();
    return f_;
  }

 private:
  BasicBlock* block(const char* name) { return BasicBlock::Create(b_.getContext(), name, f_); }

  Value* fixed_load(Type* t, Value* base, size_t k) {
    auto* load = b_.CreateLoad(t, b_.CreateConstInBoundsGEP1_64(t, base, k));
    load->setMetadata(LLVMContext::MD_invariant_load, MDNode::get(b_.getContext(), {}));
    return load;
  }

  // One of NVPTX's special registers.
  Value* special(const std::string& name) {
    std::string intrinsic = "llvm.nvvm.read.ptx.sreg." + name;
    FunctionCallee f = f_->getParent()->getOrInsertFunction(intrinsic, b_.getInt32Ty());
    return b_.CreateZExt(b_.CreateCall(f), i64_);
  }

  // for (i = from; i < end; i += step) body(i).
  template <class Body>
  void loop(Value* end, Value* step, Body body, Value* from = nullptr) {
    if (!from) from = b_.getInt64(0);
    BasicBlock *before = b_.GetInsertBlock(), *head = block("loop"), *after = block("done");
    b_.CreateCondBr(b_.CreateICmpSLT(from, end), head, after);
    b_.SetInsertPoint(head);
    PHINode* i = b_.CreatePHI(i64_, 2);
    i->addIncoming(from, before);
    body(i);
    Value* next = b_.CreateAdd(i, step, "", true, true);
    i->addIncoming(next, b_.GetInsertBlock());
    b_.CreateCondBr(b_.CreateICmpSLT(next, end), head, after);
    b_.SetInsertPoint(after);
  }

  void one_row(Value* row) {
    start_.assign(s_.args.size(), nullptr);
    repeated_.assign(s_.args.size(), nullptr);
    for (size_t k = 0; k < s_.args.size(); ++k) {
      if (s_.args[k].kind == ArgKind::immediate) {
        repeated_[k] = constant_[k];
        continue;
      }
      start_[k] = b_.CreatePtrAdd(at_[k], b_.CreateMul(row, row_[k]));
      if (s_.args[k].kind == ArgKind::repeated)
        repeated_[k] = b_.CreateLoad(element_type(s_.args[k].dtype, b_), start_[k]);
    }
    if (gpu_) {
      splat(1);
      Value* threads = b_.CreateMul(special("nctaid.x"), special("ntid.x"));
      Value* first = b_.CreateAdd(b_.CreateMul(special("ctaid.x"), special("ntid.x")), special("tid.x"));
      loop(count_, threads, [&](Value* i) { body(i, 1); }, first);
      return;
    }
    Value* done = b_.getInt64(0);
    for (unsigned together : {unroll_, 1u}) {
      if (lanes_ == 1 || (together == 1 && unroll_ == 1 && done != b_.getInt64(0))) break;
      uint64_t wide = static_cast<uint64_t>(lanes_) * together;
      Value* end = b_.CreateAnd(count_, b_.getInt64(~(wide - 1)));
      splat(lanes_);
      loop(
          end, b_.getInt64(wide),
          [&](Value* i) {
            for (unsigned u = 0; u < together; ++u)
              body(u ? b_.CreateAdd(i, b_.getInt64(static_cast<uint64_t>(u) * lanes_), "", true, true) : i, lanes_);
          },
          done);
      done = end;
      if (unroll_ == 1) break;
    }
    splat(1);
    loop(count_, b_.getInt64(1), [&](Value* i) { body(i, 1); }, done);
  }

  void splat(unsigned lanes) {
    splat_.assign(s_.args.size(), nullptr);
    for (size_t k = 0; k < s_.args.size(); ++k)
      if (repeated_[k]) splat_[k] = lanes == 1 ? repeated_[k] : b_.CreateVectorSplat(lanes, repeated_[k]);
  }

  void body(Value* i, unsigned lanes) {
    std::vector<Value*> value(s_.steps.size());
    for (size_t x = 0; x < s_.steps.size(); ++x) {
      const SegmentStep& step = s_.steps[x];
      switch (step.kind) {
        case StepKind::load: value[x] = load(step.arg, i, lanes); break;
        case StepKind::store: store(step.arg, i, lanes, value[step.in[0]]); break;
        default: {
          Value* in[3];
          for (int k = 0; k < step.nin; ++k) in[k] = value[step.in[k]];
          value[x] = fenced(widen(*scalars_.of(step, s_), ArrayRef<Value*>(in, step.nin), lanes, b_));
          keep_operands(step, in, value[x]);
        }
      }
    }
  }

  // Whatever becomes of x < y (t ^ t is zero without a look at t), x and y are computed: a use that costs nothing.
  void keep_operands(const SegmentStep& step, Value* const* in, Value* result) {
    if (result->getType()->isFPOrFPVectorTy() || !keeps_) return;
    for (int k = 0; k < step.nin; ++k) {
      Type* t = in[k]->getType();
      StepKind from = s_.steps[step.in[k]].kind;
      if (!t->isFPOrFPVectorTy() || (from != StepKind::loop && from != StepKind::cast)) continue;
      b_.CreateCall(InlineAsm::get(FunctionType::get(b_.getVoidTy(), t, false), "", keeps_, true), in[k]);
    }
  }

  // NumPy computes, and warns of, what where() does not choose, too: no step may become a part of the next one. For the same
  // reason no pass looks at the function that knows that a step's value does not matter.
  Value* fenced(Value* v) { return v->getType()->isFPOrFPVectorTy() ? b_.CreateArithmeticFence(v, v->getType()) : v; }

  Value* address(size_t k, Value* i) {
    if (s_.args[k].kind == ArgKind::strided) return b_.CreatePtrAdd(start_[k], b_.CreateMul(i, step_[k]));
    return b_.CreateInBoundsGEP(element_type(s_.args[k].dtype, b_), start_[k], i);
  }

  Value* nth(Value* i, unsigned lane) { return lane ? b_.CreateAdd(i, b_.getInt64(lane)) : i; }

  Value* load(size_t k, Value* i, unsigned lanes) {
    if (splat_[k]) return splat_[k];
    Type* t = element_type(s_.args[k].dtype, b_);
    Align align(item_size(s_.args[k].dtype));
    if (lanes == 1 || s_.args[k].kind == ArgKind::contiguous)
      return b_.CreateAlignedLoad(wide_type(t, lanes), address(k, i), align);
    Value* v = PoisonValue::get(wide_type(t, lanes));
    for (unsigned lane = 0; lane < lanes; ++lane)
      v = b_.CreateInsertElement(v, b_.CreateAlignedLoad(t, address(k, nth(i, lane)), align), uint64_t{lane});
    return v;
  }

  void store(size_t k, Value* i, unsigned lanes, Value* v) {
    Align align(item_size(s_.args[k].dtype));
    if (lanes == 1 || s_.args[k].kind == ArgKind::contiguous) {
      b_.CreateAlignedStore(v, address(k, i), align);
      return;
    }
    for (unsigned lane = 0; lane < lanes; ++lane)
      b_.CreateAlignedStore(b_.CreateExtractElement(v, uint64_t{lane}), address(k, nth(i, lane)), align);
  }

  const Segment& s_;
  const Scalars& scalars_;
  IRBuilder<> b_;
  Function* f_;
  Type *i64_, *ptr_;
  unsigned lanes_, unroll_;
  bool gpu_;
  const char* keeps_;  // constraint of inline assembly for a register of real numbers; null: a GPU, which has no status
  Value* count_ = nullptr;
  std::vector<Value*> at_, step_, row_, constant_, start_, repeated_, splat_;
};

}  // namespace

Function* build_segment(const Segment& s, const Scalars& scalars, int vector_bytes, Module& m, const char* name) {
  return Builder(s, scalars, vector_bytes, m, name).run();
}

}  // namespace lnp
