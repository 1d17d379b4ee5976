#include "engine/legion/mover.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <utility>

#include "engine/legion/tasks.h"
#include "engine/legion/view.h"

namespace lnp::legion {
namespace {

// What is written in place.
std::optional<Operand> target(const ArrayAt& array) {
  auto store = store_of(array);
  if (!store) return {};
  return Operand{std::move(store), kNoMemory};
}

}  // namespace

bool is_fresh(const ArrayAt& array) {
  Held* held = movable(array.first);
  const Layout* l = array.layout;
  return held && !held->data && !held->root && array.first.offset == 0 && array.first.base->size == l->size &&
         l->ndim > 0 && l->ndim <= kMaxStoreDims && l->contiguous(item_size(array.dtype));
}

std::optional<legate::LogicalStore> store_of(const ArrayAt& array) {
  auto* held = static_cast<Held*>(array.first.storage);
  const Layout* base = held->base->get();
  size_t item = item_size(array.dtype);
  if (item_of(base) != item) return {};
  bool whole = array.first.offset == 0 && array.layout->same_shape(base) && array.layout->contiguous(item);
  if (whole) return held->store();
  Access access{array.layout, array.first.offset, 0, array.dtype};
  auto walked = walk(access, array.layout, 0, base, array.first.offset);
  auto view = walked ? view_of(*walked, array.layout, base) : std::nullopt;
  if (!view) return {};
  return apply(*view, held->store());
}

// A store that has the elements of an array which has one: a view of it, or a copy where there is none.
std::optional<legate::LogicalStore> Mover::view_or_copy(const ArrayAt& array) {
  if (auto view = store_of(array)) return view;
  const Layout* l = array.layout;
  size_t item = item_size(array.dtype);
  std::vector<int64_t> strides = compact_strides(extents_of(l), item);
  OwnLayout compact(l->ndim, l->shape, strides.data());
  Held* copy = new_held(l->size * static_cast<int64_t>(item), nullptr);
  copies_.push_back(copy);
  ArrayAt to{{copy, 0, compact.get(), false}, compact.get(), array.dtype};
  auto move = described({array, {}}, false, false);
  if (!move) return {};
  move->here = give_store(to, move->box.split);
  launch_move(library_, *move, processors_, kNoMemory);
  return copy->store();
}

// Where an array is that is only read; numbers its memory.
std::optional<Operand> Mover::operand(const ArrayAt& array) {
  Held* held = movable(array.first);
  if (held && held->root) {
    auto store = view_or_copy(array);
    if (!store) return {};
    return Operand{std::move(store), kNoMemory};
  }
  if (!array.layout->contiguous(item_size(array.dtype))) return {};
  memories_.push_back(number_memory({array.first.storage->data + array.first.offset, item_size(array.dtype)}));
  return Operand{{}, memories_.back()};
}

std::optional<Move> Mover::described(const Chosen& chosen, bool push, bool one_value) {
  const ArrayAt& inner = chosen.inner;
  const Layout* of_index = chosen.indices.empty() ? nullptr : chosen.indices[0].array.layout;
  int index_axes = of_index ? of_index->ndim : 0;
  std::vector<int64_t> shape = of_index ? extents_of(of_index) : std::vector<int64_t>{}, stride(shape.size(), 0);
  uint64_t whole = 0;  // index arrays are cut as the rest is
  for (int d = 0; d < inner.layout->ndim; ++d) {
    if (of_index) whole |= 1ull << shape.size();
    shape.push_back(inner.layout->shape[d]);
    stride.push_back(inner.layout->strides[d]);
  }
  bool empty = shape_size(static_cast<int>(shape.size()), shape.data()) == 0;
  if (shape.empty() || shape.size() > kMaxStoreDims || empty || (of_index && index_axes == 0)) return {};
  Move m{push,
         item_size(inner.dtype),
         SharedBox(std::move(shape), processors_, whole),
         std::move(stride),
         inner.first.offset,
         {},
         {},
         {},
         one_value,
         {},
         index_axes};
  Held* there = movable(inner.first);
  if (there && there->root) {
    if (item_of(there->base->get()) != m.item) return {};
    m.there.store = *there->root;
    m.blocks = blocks_of(*there, processors_);
  } else {
    memories_.push_back(number_memory({inner.first.storage->data, m.item}));
    m.there.memory = memories_.back();
  }
  for (const Chosen::Index& i : chosen.indices) {
    auto array = operand(i.array);
    if (!array) return {};
    m.indices.push_back({*array, i.extent, i.stride});
  }
  return m;
}

// Gives a fresh one a store that tasks may write who share it along that axis: of its own shape, but for a second row where
// there is one.
Operand Mover::give_store(const ArrayAt& array, int split) const {
  auto* held = static_cast<Held*>(array.first.storage);
  std::vector<int64_t> shape = extents_of(array.layout), strides = compact_strides(shape, item_size(array.dtype));
  held->base = std::make_shared<OwnLayout>(array.layout->ndim, shape.data(), strides.data());
  if (processors_ > 1) shape[static_cast<size_t>(split)] = std::max<int64_t>(2, shape[static_cast<size_t>(split)]);
  give_root(held, shape, item_size(array.dtype));
  held->lead.assign(shape.size(), 0);
  held->zeros = false;
  held->reads = 0;
  return Operand{*held->root, kNoMemory};
}

Outcome Mover::take(const Chosen& from, const ArrayAt& to, OutOfBounds* fault) {
  Operands operands(this);
  auto move = described(from, false, false);
  if (!move || !is_fresh(to)) return Outcome::not_here;
  move->here = give_store(to, move->box.split);
  return run(&*move, fault);
}

Outcome Mover::put(const Chosen& to, const ArrayAt& values, OutOfBounds* fault) {
  Operands operands(this);
  auto move = described(to, true, values.layout->ndim == 0);
  auto here = move ? operand(values) : std::nullopt;
  if (!here || !may_move(to.inner.first, move->item, true) || (here->store && move->one_value))
    return Outcome::not_here;
  move->here = *here;
  return run(&*move, fault);
}

bool Mover::may_move(const Place& place, size_t item, bool write) const {
  const Held* held = movable(place);
  if (!held || !held->root || item_of(held->base->get()) != item) return false;
  Blocks blocks = blocks_of(*held, processors_);
  return !write || processors_ == 1 || has_blocks(*held->root, blocks.split, blocks.rows);
}

// On all processes: the faults of all of them decide.
Outcome Mover::run(Move* move, OutOfBounds* fault) {
  IndexFaults faults;
  bool waits = !memories_.empty() || !move->indices.empty();
  if (!move->indices.empty()) memories_.push_back(number_memory({reinterpret_cast<char*>(&faults), 0}));
  launch_move(library_, *move, processors_, move->indices.empty() ? kNoMemory : memories_.back());
  if (waits) wait();
  if (move->indices.empty()) return Outcome::done;
  auto* bytes = reinterpret_cast<const char*>(&faults.first);
  IndexFault first;
  for (const auto& of_rank : collector_->gather({bytes, bytes + sizeof first})) {
    IndexFault other;
    std::memcpy(&other, of_rank.data(), sizeof other);
    first.note(other);
  }
  if (first.array < 0) return Outcome::done;
  *fault = {static_cast<size_t>(first.array), first.value};
  return Outcome::out_of_bounds;
}

Outcome Mover::compress(const ArrayAt& mask, const ArrayAt& from, const ArrayAt& to) {
  return run(MaskUse::compress, mask, &from, {to});
}

Outcome Mover::expand(const ArrayAt& mask, const ArrayAt& values, const ArrayAt& to) {
  return run(MaskUse::expand, mask, &to, {values});
}

Outcome Mover::true_places(const ArrayAt& mask, const std::vector<ArrayAt>& to) {
  return run(MaskUse::indices, mask, nullptr, to);
}

Outcome Mover::run(MaskUse use, const ArrayAt& mask, const ArrayAt* from, const std::vector<ArrayAt>& to) {
  Operands operands(this);
  const Layout* l = mask.layout;
  if (l->ndim == 0 || l->ndim > kMaxStoreDims) return Outcome::not_here;
  bool expands = use == MaskUse::expand;
  uint64_t but_first = (1ull << l->ndim) - 2;
  SharedBox box(extents_of(l), processors_, but_first);
  std::optional<Operand> on_mask = operand(mask), moving{Operand{}}, values{Operand{}};
  if (from) moving = expands ? target(*from) : operand(*from);
  if (expands) values = operand(to[0]);
  bool may_write = expands ? processors_ == 1 || box.rows < l->shape[0] : std::all_of(to.begin(), to.end(), is_fresh);
  if (on_mask && moving && values && may_write) {
    MaskWork work{use, box, *on_mask, *moving, item_size(to[0].dtype), to[0].layout->size, {}, to[0].layout->ndim == 0};
    for (const ArrayAt& array : to) work.to.push_back(expands ? *values : give_store(array, 0));
    launch_mask(library_, work, processors_);
    wait();
    return Outcome::done;
  }
  return Outcome::not_here;
}

Outcome Mover::lanes(const LaneWork& work, const ArrayAt& out, const ArrayAt& in, bool reports, uint8_t* raised) {
  Operands operands(this);
  int ndim = in.layout->ndim;
  if (ndim == 0 || ndim > kMaxStoreDims) return Outcome::not_here;
  bool scans = work.op == LaneOp::scan, sorts = work.op == LaneOp::sort;
  bool may_cut = scans ? work.associative : ndim == 1;
  if (ndim == 1 && !may_cut) return Outcome::not_here;
  bool finds = ndim == 1 && (work.op == LaneOp::greatest || work.op == LaneOp::least);
  SharedBox box(extents_of(in.layout), processors_, may_cut ? 0 : 1ull << work.axis);
  bool one_block = box.rows >= box.shape[static_cast<size_t>(box.split)];
  auto store = sorts ? store_of(in) : view_or_copy(in);
  bool may_write = finds || (sorts ? processors_ == 1 || !one_block : is_fresh(out));
  if (!store || !may_write) return Outcome::not_here;
  bool dropped = out.layout->ndim < ndim;
  int out_split = box.split - (dropped && box.split > work.axis ? 1 : 0);
  LanesOnBlocks l{work, box, in.dtype, out.dtype, {std::move(store), kNoMemory}, {}, out_split};
  if (!sorts && !finds) l.out = give_store(out, out_split);
  std::atomic<uint8_t> status{0};
  std::atomic<int64_t> position{0};
  if (finds) memories_.push_back(l.found = number_memory({reinterpret_cast<char*>(&position), sizeof position}));
  if (reports) memories_.push_back(l.raised = number_memory({reinterpret_cast<char*>(&status), 1}));
  launch_lanes(library_, l, processors_);
  if (reports || finds) wait();
  if (finds) std::memcpy(out.first.storage->data + out.first.offset, &position, sizeof position);
  if (reports) *raised |= gathered(status);
  return Outcome::done;
}

// The floating-point status of all processes.
uint8_t Mover::gathered(uint8_t status) const {
  uint8_t all = 0;
  for (const auto& of_rank : collector_->gather({static_cast<char>(status)})) all |= static_cast<uint8_t>(of_rank[0]);
  return all;
}

std::optional<Matrix> Mover::matrix(const ArrayAt& array) {
  const Layout* l = array.layout;
  Matrix m{{}, kNoMemory, {l->strides[0], l->strides[1]}};
  const Held* held = movable(array.first);
  if (held && held->root) {
    m.store = view_or_copy(array);
    if (!m.store) return {};
    return m;
  }
  memories_.push_back(number_memory({array.first.storage->data + array.first.offset, item_size(array.dtype)}));
  m.memory = memories_.back();
  return m;
}

Outcome Mover::product(const ArrayAt& out, const ArrayAt& a, const ArrayAt& b, uint8_t add, uint8_t* raised) {
  Operands operands(this);
  auto first = matrix(a), second = matrix(b);
  if (!first || !second || !is_fresh(out)) return Outcome::not_here;
  std::atomic<uint8_t> status{0};
  memories_.push_back(number_memory({reinterpret_cast<char*>(&status), 1}));
  const int64_t *rows = a.layout->shape, *cols = b.layout->shape;
  Product p{out.dtype, add, rows[0], cols[1], cols[0], *first, *second, *give_store(out, 0).store, memories_.back()};
  launch_product(library_, p, processors_);
  wait();
  *raised |= gathered(status);
  return Outcome::done;
}

Outcome Mover::by_parts(const std::vector<ArrayAt>& in, const ArrayAt* out, const PartFunction& function) {
  Operands operands(this);
  const Layout* l = in[0].layout;
  if (l->ndim == 0 || l->ndim > kMaxStoreDims || (out && !is_fresh(*out))) return Outcome::not_here;
  PartsWork work{SharedBox(extents_of(l), processors_), {}, {}, kNoMemory};
  for (const ArrayAt& array : in) {
    auto on_array = operand(array);
    if (!on_array) return Outcome::not_here;
    work.in.push_back({*on_array, array.dtype});
  }
  if (out) work.out = {give_store(*out, work.box.split), out->dtype};
  auto* memory = const_cast<char*>(reinterpret_cast<const char*>(&function));
  memories_.push_back(work.function = number_memory({memory, sizeof function}));
  launch_parts(library_, work, processors_);
  wait();
  return Outcome::done;
}

void Mover::wait() {
  counters_->waits++;
  legate::Runtime::get_runtime()->issue_execution_fence(true);
}

void Mover::forget_operands() {
  for (int64_t number : std::exchange(memories_, {})) forget_memory(number);
  for (Storage* copy : std::exchange(copies_, {})) unref(copy);
}

}  // namespace lnp::legion
