// Operations that are no kernels, in the form that they have on blocks.
#include <algorithm>
#include <cstring>

#include "engine/legion/placing.h"
#include "ops_gen.h"

namespace lnp::legion {
namespace {

// Whether an array has a store or could have one.
bool storable(const ArrayAt& array) {
  const Held* held = movable(array.first);
  int ndim = array.first.base->ndim;
  return held && (held->root || (ndim > 0 && ndim <= kMaxStoreDims));
}

size_t bytes_of(const ArrayAt& whole) { return whole.first.storage->bytes; }

}  // namespace

// What waits is submitted first: it may give arrays their stores.
bool Placing::none_partitioned(std::initializer_list<const ArrayAt*> arrays, const Chosen* chosen) {
  submit();
  if (forked_) return true;
  bool one = std::any_of(arrays.begin(), arrays.end(), [this](const ArrayAt* a) { return partitioned(*a); });
  return !one && (!chosen || std::none_of(chosen->indices.begin(), chosen->indices.end(),
                                          [this](const auto& i) { return partitioned(i.array); }));
}

// Results that are awaited are there, and what is in no store is in memory.
void Placing::prepare_to_read(std::initializer_list<const ArrayAt*> arrays, const Chosen* chosen) {
  settle();
  for (const ArrayAt* a : arrays) in_memory_or_store(*a);
  if (!chosen) return;
  for (const Chosen::Index& i : chosen->indices) in_memory_or_store(i.array);
}

// Counts what `run` does, which makes arrays of so many bytes.
template <class Run>
Outcome Placing::make(size_t bytes, Run run) {
  require_room(bytes / ranks_, "arrays");
  Outcome outcome = run();
  counters_.tasks += outcome != Outcome::not_here;
  return outcome;
}

// A single element that indices without axes name.
Outcome Placing::take_element(const Chosen& from, const ArrayAt& to, OutOfBounds* fault) {
  int64_t at = from.inner.first.offset;
  for (size_t k = 0; k < from.indices.size(); ++k) {
    const Chosen::Index& index = from.indices[k];
    fetch(index.array.first.storage);
    int64_t value;
    std::memcpy(&value, index.array.first.storage->data + index.array.first.offset, sizeof value);
    int64_t inside = value < 0 ? value + index.extent : value;
    if (inside < 0 || inside >= index.extent) {
      *fault = {k, value};
      return Outcome::out_of_bounds;
    }
    at += inside * index.stride;
  }
  fetch(to.first.storage);
  read(from.inner.first.storage, at, item_size(to.dtype), to.first.storage->data + to.first.offset);
  return Outcome::done;
}

Outcome Placing::take(const Chosen& from, const ArrayAt& to, OutOfBounds* fault) {
  Visit visit(context_);
  if (none_partitioned({&from.inner, &to}, &from)) return Outcome::not_here;
  if (to.layout->ndim == 0) return take_element(from, to, fault);
  prepare_to_read({&from.inner}, &from);
  return make(bytes_of(to), [&] { return mover_.take(from, to, fault); });
}

Outcome Placing::put(const Chosen& to, const ArrayAt& values, OutOfBounds* fault) {
  Visit visit(context_);
  if (none_partitioned({&to.inner, &values}, &to) || !storable(to.inner)) return Outcome::not_here;
  prepare_to_read({&values}, &to);
  in_store(to.inner);
  return make(0, [&] { return mover_.put(to, values, fault); });
}

Outcome Placing::compress(const ArrayAt& mask, const ArrayAt& from, const ArrayAt& to) {
  Visit visit(context_);
  if (none_partitioned({&mask, &from})) return Outcome::not_here;
  prepare_to_read({&mask, &from});
  return make(bytes_of(to), [&] { return mover_.compress(mask, from, to); });
}

Outcome Placing::expand(const ArrayAt& mask, const ArrayAt& values, const ArrayAt& to) {
  Visit visit(context_);
  if (none_partitioned({&mask, &values, &to}) || !storable(to)) return Outcome::not_here;
  prepare_to_read({&mask, &values});
  in_store(to);
  return make(0, [&] { return mover_.expand(mask, values, to); });
}

Outcome Placing::true_places(const ArrayAt& mask, const std::vector<ArrayAt>& to) {
  Visit visit(context_);
  if (none_partitioned({&mask})) return Outcome::not_here;
  return make(to.size() * bytes_of(to[0]), [&] { return mover_.true_places(mask, to); });
}

Outcome Placing::lanes(const LaneWork& work, const ArrayAt& out, const ArrayAt& in, uint8_t* raised) {
  Visit visit(context_);
  if (none_partitioned({&in})) return Outcome::not_here;
  const OpInfo& op = host_.loops->ops[work.ufunc];
  bool reports = work.op == LaneOp::scan && reports_flags(op, op.loops[work.loop]);
  bool finds = work.op == LaneOp::greatest || work.op == LaneOp::least;
  if (finds && in.layout->ndim == 1) fetch(out.first.storage);  // a single position, in memory
  auto run = [&] { return mover_.lanes(work, out, in, reports, raised); };
  return make(work.op == LaneOp::sort ? 0 : bytes_of(out), run);
}

Outcome Placing::by_parts(const std::vector<ArrayAt>& in, const ArrayAt* out, const PartFunction& function) {
  Visit visit(context_);
  submit();
  if (forked_ || std::none_of(in.begin(), in.end(), [this](const ArrayAt& a) { return partitioned(a); }))
    return Outcome::not_here;
  settle();
  for (const ArrayAt& a : in) in_memory_or_store(a);
  return make(out ? bytes_of(*out) : 0, [&] { return mover_.by_parts(in, out, function); });
}

// Sums of halves are summed in single precision, which their parts cannot be.
Outcome Placing::product(const ArrayAt& out, const ArrayAt& a, const ArrayAt& b, uint8_t* raised) {
  Visit visit(context_);
  bool empty = out.layout->size == 0 || a.layout->size == 0;
  if (none_partitioned({&a, &b}) || out.layout->ndim != 2 || empty || out.dtype == DType::f16) return Outcome::not_here;
  const OpInfo& add = host_.loops->ops[static_cast<size_t>(Op::add)];
  uint8_t loop = 0;
  while (add.loops[loop].in[0] != out.dtype || add.loops[loop].out != out.dtype) ++loop;
  prepare_to_read({&a, &b});
  return make(bytes_of(out), [&] { return mover_.product(out, a, b, loop, raised); });
}

}  // namespace lnp::legion
