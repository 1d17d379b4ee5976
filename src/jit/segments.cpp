#include "jit/segments.h"

#include <algorithm>
#include <map>

#include "core/loops.h"

namespace lnp {
namespace {

bool has_type(DType t) { return t != DType::f16 && kind(t) != Kind::complex; }

bool can_do(const Op1& op, const Abilities& abilities) {
  for (int k = 0; k < op.nargs; ++k)
    if (!has_type(op.types[k])) return false;
  switch (op.what.kind) {
    case StepKind::loop: return abilities.has_loop(op.what.op, op.what.loop);
    case StepKind::cast: return abilities.has_cast(op.types[1], op.types[0]);
    default: return true;
  }
}

class Builder {
 public:
  explicit Builder(uint32_t first) { made_.run.first = first; }

  bool may_add(const Op1& op) const {
    return made_.run.args.size() + op.nargs + live_.size() <= kMaxSegmentArgs && !overlaps(op.args[0]);
  }

  void add(const Op1& op) {
    int value;
    if (op.what.kind == StepKind::load) {
      value = read(op.args[1], op.types[1]);
    } else {
      SegmentStep step = op.what;
      for (int k = 0; k < step.nin; ++k) step.in[k] = static_cast<uint16_t>(read(op.args[k + 1], op.types[k + 1]));
      value = compute(step);
      ++computed_;
    }
    write(op.args[0], op.types[0], value);
    made_.run.reports |= op.check_flags;
    ++made_.run.count;
  }

  // Reductions that the code generator knows go on from the last instructions.
  void reduce(const std::vector<ReduceSpec>& reductions, const Abilities& abilities) {
    for (uint32_t k = 0; k < reductions.size(); ++k) {
      const ReduceSpec& r = reductions[k];
      size_t room = kMaxSegmentArgs - live_.size() - results_.size() - 2;
      if (!r.in_blocks || !has_type(r.dtype) || !abilities.has_loop(r.what.op, r.what.loop)) continue;
      if (made_.run.args.size() >= room) break;
      SegmentStep step = r.what;
      step.in[0] = static_cast<uint16_t>(read(r.value, r.dtype));
      results_.push_back(step);
      made_.run.reductions.push_back(k);
      made_.run.reports |= r.check_flags;
      if (r.grouping == Grouping::pairwise) made_.run.block_points = kPairwiseBlock;
      ++computed_;
    }
  }

  bool reduces(uint32_t k) const {
    return std::find(made_.run.reductions.begin(), made_.run.reductions.end(), k) != made_.run.reductions.end();
  }

  // Registers that `needed` says are read afterwards are stored.
  template <class Needed>
  void finish(Needed needed) {
    for (auto& [reg, value] : live_)
      if (value.computed && needed(reg)) store(value.ref, value.type, value.step);
    for (uint32_t k = 0; k < loaded_.size(); ++k)
      if (loaded_[k] && stored_[k]) made_.run.overwritten.push_back(k);
    std::vector<SegmentArg>& args = made_.segment.args;
    for (SegmentStep& step : results_) {
      step.arg = static_cast<uint16_t>(args.size());
      args.push_back({ArgKind::results, step.dtype});
      push(step);
    }
    if (!results_.empty()) args.push_back({ArgKind::blocks, DType::b1});
  }

  bool is_all_of(size_t count) const { return made_.run.count == count; }

  // What is only written goes past the caches, if it is as wide as anything is: vectors of it are whole ones then.
  void stream() {
    size_t widest = made_.segment.widest();
    for (uint32_t k = 0; k < stored_.size(); ++k) {
      SegmentArg& a = made_.segment.args[k];
      if (stored_[k] && !loaded_[k] && a.kind == ArgKind::contiguous && item_size(a.dtype) == widest)
        a.kind = ArgKind::streamed;
    }
  }

  bool worth_it() const { return computed_ > 1 || (computed_ == 1 && strided_); }

  // Whether a step that may raise something computes what nobody needs: compilers leave such steps out.
  bool has_unused() const {
    std::vector<bool> used(steps().size());
    for (const SegmentStep& x : steps())
      for (int k = 0; k < x.nin; ++k) used[x.in[k]] = true;
    for (size_t k = 0; k < steps().size(); ++k)
      if (!used[k] && (steps()[k].kind == StepKind::loop || steps()[k].kind == StepKind::cast)) return true;
    return false;
  }

  SegmentRun take() { return std::move(made_); }

 private:
  struct Value {
    Ref ref;
    DType type;
    int step;
    bool computed;  // in this segment; else the register holds it
  };

  // Whether an operand lies in a register that this segment reads elements of another size from: the interpreter is through with
  // those of the whole tile when it writes the register again, native code is not.
  bool overlaps(const Ref& out) const {
    return std::any_of(made_.run.args.begin(), made_.run.args.end(), [&](const Ref& r) {
      return out.kind == RefKind::reg && r.kind == RefKind::reg && r.index == out.index && r.item != out.item;
    });
  }

  const std::vector<SegmentStep>& steps() const { return made_.segment.steps; }

  int push(const SegmentStep& step) {
    made_.segment.steps.push_back(step);
    return static_cast<int>(steps().size()) - 1;
  }

  // The value of a step that may have been computed before.
  int compute(const SegmentStep& step) {
    auto same = [&](const SegmentStep& x) {
      return x.kind == step.kind && x.op == step.op && x.loop == step.loop && x.dtype == step.dtype &&
             std::equal(x.in, x.in + 3, step.in);
    };
    auto it = std::find_if(steps().begin(), steps().end(), same);
    return it == steps().end() ? push(step) : static_cast<int>(it - steps().begin());
  }

  uint16_t argument(const Ref& ref, DType t, bool written) {
    auto& args = made_.run.args;
    auto it = std::find_if(args.begin(), args.end(), [&](const Ref& r) { return r == ref; });
    auto k = static_cast<uint16_t>(it - args.begin());
    if (it == args.end()) {
      args.push_back(ref);
      bool close = ref.step == ref.item;
      ArgKind kind = ref.kind == RefKind::immediate ? ArgKind::immediate
                     : close                        ? ArgKind::contiguous
                     : ref.step == 0                ? ArgKind::repeated
                     : ref.step == 2 * ref.item     ? ArgKind::alternate
                                                    : ArgKind::strided;
      made_.segment.args.push_back({kind, t});
      loaded_.push_back(false);
      stored_.push_back(false);
    }
    SegmentArg& arg = made_.segment.args[k];
    if (written && arg.kind == ArgKind::repeated) arg.kind = ArgKind::strided;
    strided_ |= in_steps(arg);
    (written ? stored_ : loaded_)[k] = true;
    return k;
  }

  int load(const Ref& ref, DType t) {
    return push({.kind = StepKind::load, .arg = argument(ref, t, false), .dtype = t});
  }

  void store(const Ref& ref, DType t, int value) {
    SegmentStep step{.kind = StepKind::store, .nin = 1, .arg = argument(ref, t, true), .dtype = t};
    step.in[0] = static_cast<uint16_t>(value);
    push(step);
  }

  int read(const Ref& ref, DType t) {
    auto& known = ref.kind == RefKind::reg ? live_ : ref.kind == RefKind::memory ? memory_ : immediates_;
    auto it = known.find(ref.index);
    if (it == known.end()) it = known.emplace(ref.index, Value{ref, t, load(ref, t), false}).first;
    return it->second.step;
  }

  void write(const Ref& ref, DType t, int value) {
    (ref.kind == RefKind::reg ? live_ : memory_)[ref.index] = {ref, t, value, true};
    if (ref.kind == RefKind::memory) store(ref, t, value);
  }

  SegmentRun made_{};
  std::vector<SegmentStep> results_;                      // reductions
  std::map<uint32_t, Value> live_, memory_, immediates_;  // what registers, accesses and immediates hold
  std::vector<bool> loaded_, stored_;                     // arguments
  int computed_ = 0;
  bool strided_ = false;
};

// Whether any instruction from `from` on reads what a register holds by then, or a reduction that is not the segment's.
bool read_later(uint32_t reg, size_t from, const std::vector<Op1>& ops, const std::vector<ReduceSpec>& reductions,
                const Builder& segment) {
  for (size_t i = from; i < ops.size(); ++i) {
    for (int k = 1; k < ops[i].nargs; ++k)
      if (ops[i].args[k].kind == RefKind::reg && ops[i].args[k].index == reg) return true;
    if (ops[i].args[0].kind == RefKind::reg && ops[i].args[0].index == reg) return false;
  }
  for (uint32_t k = 0; k < reductions.size(); ++k)
    if (reductions[k].value.kind == RefKind::reg && reductions[k].value.index == reg && !segment.reduces(k))
      return true;
  return false;
}

}  // namespace

std::vector<SegmentRun> find_segments(const std::vector<Op1>& ops, const std::vector<ReduceSpec>& reductions,
                                      const Abilities& abilities, bool all, bool stream) {
  std::vector<SegmentRun> found;
  for (size_t i = 0; i < ops.size();) {
    if (!can_do(ops[i], abilities)) {
      ++i;
      continue;
    }
    Builder b(static_cast<uint32_t>(i));
    for (; i < ops.size() && can_do(ops[i], abilities) && b.may_add(ops[i]); ++i) b.add(ops[i]);
    if (i == ops.size()) b.reduce(reductions, abilities);
    b.finish([&](uint32_t reg) { return read_later(reg, i, ops, reductions, b); });
    if (stream && b.is_all_of(ops.size()) && reductions.empty()) b.stream();
    if ((all || b.worth_it()) && !b.has_unused()) found.push_back(b.take());
  }
  return found;
}

}  // namespace lnp
