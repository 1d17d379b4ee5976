// On a CPU: rows, and in each row: vectors, several at a time where the body is short. The last vector ends with the row, so it overlaps
// the one before; rows shorter than a vector are single elements. Operands that do not change along a row are loaded before it,
// immediates before the first row. On a GPU every thread has its rows and its points of a row.
//
// Segments that reduce: blocks, and in each block: groups of points, each of which has its accumulator. On a GPU every thread has its
// blocks.
#include "codegen/segment_ir.h"

#include <llvm/Analysis/VectorUtils.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/InlineAsm.h>
#include <llvm/IR/IntrinsicsX86.h>
#include <llvm/TargetParser/Triple.h>

#include <algorithm>
#include <numeric>

namespace lnp {
namespace {

using namespace llvm;

constexpr size_t kShortBody = 6, kMiddleBody = 14;  // steps
constexpr unsigned kLongStep = 16;                  // instructions
constexpr unsigned kLongTogether = 2;               // vectors
constexpr unsigned kGroup = 8;                      // accumulators of NumPy's pairwise sum

Type* element_type(DType t, IRBuilderBase& b) {
  switch (t) {
    case DType::f32: return b.getFloatTy();
    case DType::f64: return b.getDoubleTy();
    default: return b.getIntNTy(static_cast<unsigned>(8 * item_size(t)));
  }
}

// Bytes of the type of which a vector has as many as fit: the widest; but among integers a narrower one, whose values the wide ones are
// often made of (the sum of a mask), as long as a wide value is no more than so many vectors.
size_t unit_bytes(const Segment& s) {
  constexpr size_t kVectors = 8;
  size_t widest = s.widest(), narrowest = 8;
  bool real = false;
  auto look = [&](DType t) {
    narrowest = std::min(narrowest, item_size(t));
    real |= kind(t) == Kind::real;
  };
  for (const SegmentArg& a : s.args)
    if (a.kind != ArgKind::blocks) look(a.dtype);
  for (const SegmentStep& x : s.steps)
    if (x.kind != StepKind::store) look(x.dtype);
  return real ? widest : std::max(narrowest, widest / kVectors);
}

class Builder {
  using Values = std::vector<std::vector<Value*>>;  // of all steps, vector by vector

 public:
  Builder(const Segment& s, const Scalars& scalars, int vector_bytes, Module& m, const char* name)
      : s_(s), scalars_(scalars), b_(m.getContext()) {
    i64_ = b_.getInt64Ty();
    Triple triple(m.getTargetTriple());
    x86_ = triple.isX86();
    keeps_ = x86_ ? "x" : triple.isAArch64() ? "w" : nullptr;
    ptr_ = b_.getPtrTy();
    Type* params[] = {ptr_, ptr_, ptr_, i64_, i64_};
    f_ = Function::Create(FunctionType::get(b_.getVoidTy(), params, false), Function::ExternalLinkage, name, m);
    f_->setDoesNotThrow();
    gpu_ = triple.isNVPTX();
    if (gpu_) f_->setCallingConv(CallingConv::PTX_Kernel);
    for (size_t k = 0; k < s.args.size(); ++k)
      if (s.args[k].kind == ArgKind::streamed) streamed_.push_back(k);
    for (const SegmentStep& x : s.steps) {
      if (x.kind != StepKind::reduce) continue;
      reductions_.push_back(&x);
      pairwise_ |= kind(x.dtype) == Kind::real;
    }
    lanes_ = std::max(1u, static_cast<unsigned>(vector_bytes / unit_bytes(s)));
    bool strided =
        std::any_of(s.args.begin(), s.args.end(), [](const SegmentArg& a) { return a.kind == ArgKind::strided; });
    if (pairwise_ || strided) lanes_ = std::min(lanes_, kGroup);  // strided elements are loaded one by one anyway
    if (gpu_) lanes_ = 1;
    bool wide = lanes_ * s.widest() > static_cast<size_t>(vector_bytes);
    long_steps_ = std::any_of(s.steps.begin(), s.steps.end(), [&](const SegmentStep& x) { return is_long(x); });
    unroll_ = wide                            ? 1
              : long_steps_                   ? kLongTogether
              : s.steps.size() <= kShortBody  ? 4
              : s.steps.size() <= kMiddleBody ? 2
                                              : 1;
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
      if (in_steps(s_.args[k])) step_[k] = fixed_load(i64_, f_->getArg(1), k);
      if (s_.args[k].kind == ArgKind::immediate)
        constant_[k] = b_.CreateLoad(element_type(s_.args[k].dtype, b_), at_[k]);
      else if (is_operand(k))
        row_[k] = fixed_load(i64_, f_->getArg(2), k);
    }
    count_ = f_->getArg(3);
    Value* rows = f_->getArg(4);
    auto row = [&](Value* i) { one_row(i); };
    auto block = [&](Value* i) { one_block(i); };
    if (!reductions_.empty())
      gpu_ ? loop(rows, threads(), block, thread()) : loop(rows, b_.getInt64(1), block);
    else
      gpu_ ? loop(rows, special("nctaid.y"), row, special("ctaid.y")) : loop(rows, b_.getInt64(1), row);
    // What went past the caches is seen by other threads in order again.
    if (!streamed_.empty() && x86_) b_.CreateIntrinsic(Intrinsic::x86_sse_sfence, {}, {});
    b_.CreateRetVoid();
    return f_;
  }

 private:
  // Whether a step is a chain of many instructions, each of which waits for the one before.
  bool is_long(const SegmentStep& x) const {
    return x.kind == StepKind::loop && scalars_.of(x, s_)->getInstructionCount() >= kLongStep;
  }

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

  Value* threads() { return b_.CreateMul(special("nctaid.x"), special("ntid.x")); }
  Value* thread() { return b_.CreateAdd(b_.CreateMul(special("ctaid.x"), special("ntid.x")), special("tid.x")); }

  bool is_operand(size_t k) const { return s_.args[k].kind != ArgKind::results && s_.args[k].kind != ArgKind::blocks; }

  // for (i = from; i < end; i += step) body(i). What is `carried` has other values afterwards if the body changes it.
  template <class Body>
  void loop(Value* end, Value* step, Body body, Value* from = nullptr, std::vector<Value*>* carried = nullptr) {
    std::vector<Value*> none;
    if (!from) from = b_.getInt64(0);
    if (!carried) carried = &none;
    BasicBlock *before = b_.GetInsertBlock(), *head = block("loop"), *after = block("done");
    b_.CreateCondBr(b_.CreateICmpSLT(from, end), head, after);
    b_.SetInsertPoint(head);
    PHINode* i = b_.CreatePHI(i64_, 2);
    i->addIncoming(from, before);
    std::vector<Value*> first = *carried;
    std::vector<PHINode*> current;
    for (Value*& v : *carried) {
      current.push_back(b_.CreatePHI(v->getType(), 2));
      v = current.back();
    }
    body(i);
    Value* next = b_.CreateAdd(i, step, "", true, true);
    BasicBlock* last = b_.GetInsertBlock();
    i->addIncoming(next, last);
    b_.CreateCondBr(b_.CreateICmpSLT(next, end), head, after);
    b_.SetInsertPoint(after);
    for (size_t k = 0; k < first.size(); ++k) {
      Value*& v = (*carried)[k];
      current[k]->addIncoming(first[k], before);
      current[k]->addIncoming(v, last);
      v = merge(first[k], before, v, last);
    }
  }

  Value* merge(Value* a, BasicBlock* from_a, Value* b, BasicBlock* from_b) {
    PHINode* phi = b_.CreatePHI(a->getType(), 2);
    phi->addIncoming(a, from_a);
    phi->addIncoming(b, from_b);
    return phi;
  }

  // Goes to point `first` of a row.
  void start(Value* row, Value* first) {
    start_.assign(s_.args.size(), nullptr);
    repeated_.assign(s_.args.size(), nullptr);
    for (size_t k = 0; k < s_.args.size(); ++k) {
      if (s_.args[k].kind == ArgKind::immediate) {
        repeated_[k] = constant_[k];
        continue;
      }
      if (!is_operand(k)) continue;
      start_[k] = b_.CreatePtrAdd(at_[k], b_.CreateMul(row, row_[k]));
      if (s_.args[k].kind == ArgKind::repeated)
        repeated_[k] = b_.CreateLoad(element_type(s_.args[k].dtype, b_), start_[k]);
      else if (first)
        start_[k] = address(k, first);
    }
  }

  // A block of the table that the last argument points to.
  void one_block(Value* i) {
    Value* block = b_.CreateInBoundsGEP(ArrayType::get(i64_, 3), at_.back(), i);
    Value* row = fixed_load(i64_, block, 0);
    Value* first = fixed_load(i64_, block, 1);
    count_ = fixed_load(i64_, block, 2);
    start(row, first);
    std::vector<Value*> sums = reduce();
    for (size_t k = 0; k < sums.size(); ++k) {
      const SegmentStep& x = *reductions_[k];
      Type* t = element_type(x.dtype, b_);
      b_.CreateAlignedStore(sums[k], b_.CreateInBoundsGEP(t, at_[x.arg], i), Align(item_size(x.dtype)));
    }
  }

  std::vector<Value*> reduce() {
    unsigned group = std::max(kGroup, lanes_);
    BasicBlock *many = block("many"), *few = block("few"), *rest = block("rest");
    b_.CreateCondBr(b_.CreateICmpUGE(count_, b_.getInt64(group)), many, few);

    b_.SetInsertPoint(many);
    splat(lanes_);
    Value* whole = b_.CreateAnd(count_, b_.getInt64(~uint64_t{group - 1}));
    Value* at = b_.CreateSub(count_, b_.getInt64(group));
    Values last;
    if (!pairwise_) last = group_at(at, group);
    std::vector<Value*> accumulators = reduced(stored(b_.getInt64(0), group_at(b_.getInt64(0), group)));
    auto add_group = [&](Value* i) { combine(accumulators, reduced(stored(i, group_at(i, group)))); };
    loop(whole, b_.getInt64(group), add_group, b_.getInt64(group), &accumulators);
    if (!pairwise_) add_points_from(b_.CreateSub(whole, at), accumulators, reduced(stored(at, last)));
    std::vector<Value*> sums;
    for (size_t k = 0; k < reductions_.size(); ++k) sums.push_back(fold(k, accumulators));
    many = b_.GetInsertBlock();
    b_.CreateBr(rest);

    b_.SetInsertPoint(few);
    splat(1);
    std::vector<Value*> first = reduced({body(b_.getInt64(0), 1)});
    b_.CreateBr(rest);

    b_.SetInsertPoint(rest);
    for (size_t k = 0; k < sums.size(); ++k) sums[k] = merge(sums[k], many, first[k], few);
    Value* done = merge(pairwise_ ? whole : count_, many, b_.getInt64(1), few);
    auto add_one = [&](Value* i) { combine(sums, reduced({body(i, 1)})); };
    loop(count_, b_.getInt64(1), add_one, done, &sums);
    return sums;
  }

  // The values of all steps at a group's points, vector by vector.
  Values group_at(Value* i, unsigned group) {
    Values values;
    for (unsigned at = 0; at < group; at += lanes_) values.push_back(values_at(nth(i, at), lanes_));
    return values;
  }

  const Values& stored(Value* i, const Values& group) {
    for (unsigned k = 0; k < group.size(); ++k) store_all(nth(i, k * lanes_), lanes_, group[k]);
    return group;
  }

  // What is to be reduced, reduction by reduction.
  std::vector<Value*> reduced(const Values& group) {
    std::vector<Value*> out;
    for (const SegmentStep* x : reductions_)
      for (const std::vector<Value*>& values : group) out.push_back(values[x->in[0]]);
    return out;
  }

  // The points of a group from number `first` on; those before are in the accumulators already.
  void add_points_from(Value* first, std::vector<Value*>& accumulators, const std::vector<Value*>& values) {
    std::vector<Value*> with = accumulators;
    combine(with, values);
    size_t parts = with.size() / reductions_.size();
    Value* from = b_.CreateTrunc(first, b_.getInt8Ty());
    if (lanes_ > 1) from = b_.CreateVectorSplat(lanes_, from);
    for (size_t k = 0; k < with.size(); ++k) {
      Value* is_new = b_.CreateICmpUGE(numbers(static_cast<uint8_t>(k % parts * lanes_)), from);
      accumulators[k] = b_.CreateSelect(is_new, with[k], accumulators[k]);
    }
  }

  // first, first + 1 and so on, in a vector.
  Value* numbers(uint8_t first) {
    if (lanes_ == 1) return b_.getInt8(first);
    std::vector<uint8_t> n(lanes_);
    std::iota(n.begin(), n.end(), first);
    return ConstantDataVector::get(b_.getContext(), n);
  }

  // Each vector with the one of the same number.
  void combine(std::vector<Value*>& into, const std::vector<Value*>& values) {
    size_t parts = into.size() / reductions_.size();
    for (size_t k = 0; k < into.size(); ++k) into[k] = combine(*reductions_[k / parts], into[k], values[k]);
  }

  Value* combine(const SegmentStep& reduction, Value* x, Value* y) {
    auto* v = dyn_cast<FixedVectorType>(x->getType());
    return fenced(widen(*scalars_.of(reduction, s_), {x, y}, v ? v->getNumElements() : 1, b_));
  }

  // One value of a reduction's accumulators: neighbours, then neighbours of these. Vectors of less than 16 bytes are not used,
  // since the CPU would compute something in the rest of its register, too, and warn of it.
  Value* fold(size_t reduction, const std::vector<Value*>& accumulators) {
    const SegmentStep& x = *reductions_[reduction];
    size_t parts = accumulators.size() / reductions_.size();
    ArrayRef<Value*> mine(&accumulators[reduction * parts], parts);
    std::vector<Value*> items(mine.begin(), mine.end());
    if (lanes_ > 1) {
      Value* all = concatenateVectors(b_, mine);
      auto lanes = static_cast<unsigned>(parts * lanes_);
      for (; lanes * item_size(x.dtype) > 16; lanes /= 2) {
        Value* even = b_.CreateShuffleVector(all, createStrideMask(0, 2, lanes / 2));
        all = combine(x, even, b_.CreateShuffleVector(all, createStrideMask(1, 2, lanes / 2)));
      }
      items.clear();
      for (unsigned lane = 0; lane < lanes; ++lane) items.push_back(b_.CreateExtractElement(all, uint64_t{lane}));
    }
    for (; items.size() > 1; items.resize(items.size() / 2))
      for (size_t k = 0; 2 * k + 1 < items.size(); ++k) items[k] = combine(x, items[2 * k], items[2 * k + 1]);
    return items[0];
  }

  void one_row(Value* row) {
    start(row, nullptr);
    if (gpu_) {
      splat(1);
      loop(count_, threads(), [&](Value* i) { body(i, 1); }, thread());
      return;
    }
    if (streamed_.empty() || lanes_ == 1) {
      points(b_.getInt64(0));
      return;
    }
    BasicBlock *alike = block("alike"), *apart = block("apart"), *after = block("row_done");
    b_.CreateCondBr(aligned_alike(), alike, apart);
    b_.SetInsertPoint(alike);
    Value* first = b_.CreateBinaryIntrinsic(Intrinsic::smin, count_, points_before_alignment());
    splat(1);
    loop(first, b_.getInt64(1), [&](Value* i) { body(i, 1); });
    points(first, true);
    b_.CreateBr(after);
    b_.SetInsertPoint(apart);
    points(b_.getInt64(0));
    b_.CreateBr(after);
    b_.SetInsertPoint(after);
  }

  // Stores past the caches are of whole aligned vectors.
  Value* misalignment(size_t k) {
    return b_.CreateAnd(b_.CreatePtrToInt(start_[k], i64_), b_.getInt64(streamed_bytes() - 1));
  }

  uint64_t streamed_bytes() const { return lanes_ * item_size(s_.args[streamed_[0]].dtype); }

  Value* aligned_alike() {
    Value* all = b_.getTrue();
    for (size_t k : streamed_) all = b_.CreateAnd(all, b_.CreateICmpEQ(misalignment(k), misalignment(streamed_[0])));
    return all;
  }

  Value* points_before_alignment() {
    Value* missing = b_.CreateAnd(b_.CreateNeg(misalignment(streamed_[0])), b_.getInt64(streamed_bytes() - 1));
    return b_.CreateUDiv(missing, b_.getInt64(item_size(s_.args[streamed_[0]].dtype)));
  }

  // The points of a row from `first` on. What the last vector comes to is computed before any point is stored, since a row may be
  // computed in place, and stored after all others. `aligned`: so is what is streamed at `first`.
  void points(Value* first, bool aligned = false) {
    if (lanes_ == 1) return single_points(first);
    BasicBlock *vectors = block("vectors"), *few = block("few"), *after = block("points_done");
    Value* count = b_.CreateSub(count_, first);
    b_.CreateCondBr(b_.CreateICmpSGE(count, b_.getInt64(lanes_)), vectors, few);

    b_.SetInsertPoint(vectors);
    splat(lanes_);
    Value* at = b_.CreateSub(count_, b_.getInt64(lanes_));
    std::vector<Value*> last = values_at(at, lanes_);
    streaming_ = aligned;
    Value* next = unroll_ > 1 ? vectors_before_last(unroll_, first) : first;
    vectors_before_last(1, next);
    streaming_ = false;
    store_all(at, lanes_, last);
    b_.CreateBr(after);

    b_.SetInsertPoint(few);
    single_points(first);
    b_.CreateBr(after);
    b_.SetInsertPoint(after);
  }

  // As many whole vectors from `first` on, `together` at a time, as leave the row's last point out; returns what comes next.
  Value* vectors_before_last(unsigned together, Value* first) {
    uint64_t wide = static_cast<uint64_t>(lanes_) * together;
    Value* left = b_.CreateSub(b_.CreateSub(count_, b_.getInt64(1)), first);
    Value* end = b_.CreateAdd(first, b_.CreateAnd(left, b_.getInt64(~(wide - 1))));
    auto some = [&](Value* i) {
      if (long_steps_) return bodies_in_step(i, together);
      for (unsigned u = 0; u < together; ++u) body(nth_vector(i, u), lanes_);
    };
    loop(end, b_.getInt64(wide), some, first);
    return end;
  }

  void single_points(Value* first) {
    splat(1);
    loop(count_, b_.getInt64(1), [&](Value* i) { body(i, 1); }, first);
  }

  void splat(unsigned lanes) {
    splat_.assign(s_.args.size(), nullptr);
    for (size_t k = 0; k < s_.args.size(); ++k)
      if (repeated_[k]) splat_[k] = lanes == 1 ? repeated_[k] : b_.CreateVectorSplat(lanes, repeated_[k]);
  }

  // The values of all steps at `lanes` points from i on.
  std::vector<Value*> body(Value* i, unsigned lanes) {
    std::vector<Value*> values(s_.steps.size());
    for (size_t x = 0; x < s_.steps.size(); ++x) {
      compute(x, i, lanes, values);
      store_value(x, i, lanes, values);
    }
    return values;
  }

  // The same in two steps: first all that is loaded, then all that is stored.
  std::vector<Value*> values_at(Value* i, unsigned lanes) {
    std::vector<Value*> values(s_.steps.size());
    for (size_t x = 0; x < s_.steps.size(); ++x) compute(x, i, lanes, values);
    return values;
  }

  void store_all(Value* i, unsigned lanes, const std::vector<Value*>& values) {
    for (size_t x = 0; x < s_.steps.size(); ++x) store_value(x, i, lanes, values);
  }

  // Each step for all the vectors: what one of them waits for, the CPU spends on another.
  void bodies_in_step(Value* i, unsigned together) {
    std::vector<std::vector<Value*>> values(together, std::vector<Value*>(s_.steps.size()));
    for (size_t x = 0; x < s_.steps.size(); ++x)
      for (unsigned u = 0; u < together; ++u) {
        compute(x, nth_vector(i, u), lanes_, values[u]);
        store_value(x, nth_vector(i, u), lanes_, values[u]);
      }
  }

  Value* nth_vector(Value* i, unsigned u) {
    return u ? b_.CreateAdd(i, b_.getInt64(static_cast<uint64_t>(u) * lanes_), "", true, true) : i;
  }

  void compute(size_t x, Value* i, unsigned lanes, std::vector<Value*>& values) {
    const SegmentStep& step = s_.steps[x];
    switch (step.kind) {
      case StepKind::load: values[x] = load(step.arg, i, lanes); break;
      case StepKind::store:
      case StepKind::reduce: break;
      default: {
        Value* in[3];
        for (int k = 0; k < step.nin; ++k) in[k] = values[step.in[k]];
        values[x] = fenced(widen(*scalars_.of(step, s_), ArrayRef<Value*>(in, step.nin), lanes, b_));
        keep_operands(step, in, values[x]);
      }
    }
  }

  void store_value(size_t x, Value* i, unsigned lanes, const std::vector<Value*>& values) {
    const SegmentStep& step = s_.steps[x];
    if (step.kind == StepKind::store) store(step.arg, i, lanes, values[step.in[0]]);
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
    if (in_steps(s_.args[k])) return b_.CreatePtrAdd(start_[k], b_.CreateMul(i, step_[k]));
    return b_.CreateInBoundsGEP(element_type(s_.args[k].dtype, b_), start_[k], i);
  }

  Value* nth(Value* i, unsigned lane) { return lane ? b_.CreateAdd(i, b_.getInt64(lane)) : i; }

  Value* load(size_t k, Value* i, unsigned lanes) {
    if (splat_[k]) return splat_[k];
    Type* t = element_type(s_.args[k].dtype, b_);
    Align align(item_size(s_.args[k].dtype));
    if (lanes == 1 || s_.args[k].kind == ArgKind::contiguous)
      return b_.CreateAlignedLoad(wide_type(t, lanes), address(k, i), align);
    if (s_.args[k].kind == ArgKind::alternate) return load_alternate(wide_type(t, lanes), t, address(k, i), align);
    Value* v = PoisonValue::get(wide_type(t, lanes));
    for (unsigned lane = 0; lane < lanes; ++lane)
      v = b_.CreateInsertElement(v, b_.CreateAlignedLoad(t, address(k, nth(i, lane)), align), uint64_t{lane});
    return v;
  }

  // Every second element of two vectors that overlap in one: what follows the last of them may be no memory of ours.
  Value* load_alternate(Type* wide, Type* t, Value* at, Align align) {
    int lanes = static_cast<int>(cast<FixedVectorType>(wide)->getNumElements());
    Value* low = b_.CreateAlignedLoad(wide, at, align);
    Value* high =
        b_.CreateAlignedLoad(wide, b_.CreateConstInBoundsGEP1_64(t, at, static_cast<uint64_t>(lanes - 1)), align);
    SmallVector<int> even;
    for (int lane = 0; lane < lanes; ++lane) even.push_back(2 * lane < lanes ? 2 * lane : 2 * lane + 1);
    return b_.CreateShuffleVector(low, high, even);
  }

  void store(size_t k, Value* i, unsigned lanes, Value* v) {
    Align align(item_size(s_.args[k].dtype));
    bool streams = s_.args[k].kind == ArgKind::streamed;
    if (lanes == 1 || streams || s_.args[k].kind == ArgKind::contiguous) {
      bool past_caches = streams && streaming_ && lanes > 1;
      StoreInst* made = b_.CreateAlignedStore(v, address(k, i), past_caches ? Align(streamed_bytes()) : align);
      if (past_caches)
        made->setMetadata(LLVMContext::MD_nontemporal,
                          MDNode::get(b_.getContext(), ConstantAsMetadata::get(b_.getInt32(1))));
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
  bool gpu_, x86_, long_steps_;
  bool pairwise_ = false;  // whether a reduction's order matters
  const char* keeps_;  // constraint of inline assembly for a register of real numbers; null: a GPU, which has no status
  Value* count_ = nullptr;
  std::vector<const SegmentStep*> reductions_;
  std::vector<size_t> streamed_;  // arguments
  bool streaming_ = false;        // whether their vectors are aligned here
  std::vector<Value*> at_, step_, row_, constant_, start_, repeated_, splat_;
};

}  // namespace

Function* build_segment(const Segment& s, const Scalars& scalars, int vector_bytes, Module& m, const char* name) {
  return Builder(s, scalars, vector_bytes, m, name).run();
}

}  // namespace lnp
