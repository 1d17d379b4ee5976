#include "engine/legion/mover.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "engine/legion/tasks.h"
#include "engine/legion/view.h"

namespace lnp::legion {

std::optional<legate::LogicalStore> store_of(const ArrayAt& array) {
  auto* held = static_cast<Held*>(array.first.storage);
  const Layout* base = held->base->get();
  if (item_of(base) != item_size(array.dtype)) return {};
  Access access{array.layout, array.first.offset, 0, array.dtype};
  auto walked = walk(access, array.layout, 0, base, array.first.offset);
  auto view = walked ? view_of(*walked, array.layout, base) : std::nullopt;
  if (!view) return {};
  return apply(*view, held->store());
}

// Where an array of a move is; numbers its memory.
std::optional<Operand> Mover::operand(const ArrayAt& array) {
  Held* held = movable(array.first);
  if (held && held->root) {
    auto store = store_of(array);
    if (!store) return {};
    return Operand{std::move(store), kNoMemory};
  }
  if (!array.layout->contiguous(item_size(array.dtype))) return {};
  memories_.push_back(number_memory({array.first.storage->data + array.first.offset, item_size(array.dtype)}));
  return Operand{{}, memories_.back()};
}

std::optional<Move> Mover::described(const Chosen& chosen, const ArrayAt& other, bool push) {
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
         push && other.layout->ndim == 0,
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

// Gives what is fresh and all of its storage a store that tasks may write who share it along that axis: of its own shape, but
// for a second row where there is one. False where it is not that.
bool Mover::give_store(const ArrayAt& array, int split) const {
  Held* held = movable(array.first);
  const Layout* l = array.layout;
  bool fresh = held && !held->data && array.first.offset == 0 && array.first.base->size == l->size;
  if (!fresh || l->ndim == 0 || l->ndim > kMaxStoreDims || !l->contiguous(item_size(array.dtype))) return false;
  if (held->root) return false;
  std::vector<int64_t> shape = extents_of(l), strides = compact_strides(shape, item_size(array.dtype));
  held->base = std::make_shared<OwnLayout>(l->ndim, shape.data(), strides.data());
  if (processors_ > 1) shape[static_cast<size_t>(split)] = std::max<int64_t>(2, shape[static_cast<size_t>(split)]);
  held->root = new_root(shape, item_size(array.dtype));
  held->lead.assign(shape.size(), 0);
  held->zeros = false;
  held->reads = 0;
  return true;
}

Outcome Mover::take(const Chosen& from, const ArrayAt& to, OutOfBounds* fault) {
  auto move = described(from, to, false);
  if (!move || !give_store(to, move->box.split)) {
    forget_memories();
    return Outcome::not_here;
  }
  move->here.store = *static_cast<Held*>(to.first.storage)->root;
  return run(&*move, fault);
}

Outcome Mover::put(const Chosen& to, const ArrayAt& values, OutOfBounds* fault) {
  auto move = described(to, values, true);
  auto here = move ? operand(values) : std::nullopt;
  bool written = move && (processors_ == 1 || has_blocks(*move->there.store, move->blocks->split, move->blocks->rows));
  if (!here || !written || (here->store && move->one_value)) {
    forget_memories();
    return Outcome::not_here;
  }
  move->here = *here;
  return run(&*move, fault);
}

// On all processes: the faults of all of them decide.
Outcome Mover::run(Move* move, OutOfBounds* fault) {
  IndexFaults faults;
  memories_.push_back(number_memory({reinterpret_cast<char*>(&faults), 0}));
  launch_move(library_, *move, processors_, memories_.back());
  legate::Runtime::get_runtime()->issue_execution_fence(true);
  forget_memories();
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
  return give_store(to, 0) ? run(MaskUse::compress, mask, &from, {to}) : Outcome::not_here;
}

Outcome Mover::expand(const ArrayAt& mask, const ArrayAt& values, const ArrayAt& to) {
  return run(MaskUse::expand, mask, &to, {values});
}

Outcome Mover::true_places(const ArrayAt& mask, const std::vector<ArrayAt>& to) {
  for (const ArrayAt& array : to)
    if (!give_store(array, 0)) return Outcome::not_here;
  return run(mask.layout->ndim > 1 && to.size() == 1 ? MaskUse::numbers : MaskUse::indices, mask, nullptr, to);
}

// What is written in blocks; operands that are read may be one.
std::optional<Operand> Mover::whole_root(const ArrayAt& fresh) {
  return Operand{*static_cast<Held*>(fresh.first.storage)->root, kNoMemory};
}

Outcome Mover::run(MaskUse use, const ArrayAt& mask, const ArrayAt* from, const std::vector<ArrayAt>& to) {
  const Layout* l = mask.layout;
  bool expands = use == MaskUse::expand;
  uint64_t but_first = (1ull << l->ndim) - 2;
  SharedBox box(extents_of(l), processors_, but_first);
  std::vector<std::optional<Operand>> operands{operand(mask)};
  if (from) operands.push_back(operand(*from));
  for (const ArrayAt& array : to) operands.push_back(expands ? operand(array) : whole_root(array));
  bool all = std::all_of(operands.begin(), operands.end(), [](const auto& o) { return o.has_value(); });
  bool written = !expands || processors_ == 1 || box.rows < l->shape[0];
  Outcome outcome = Outcome::not_here;
  if (all && written) {
    MaskWork work{use, box, *operands[0], {}, item_size(to[0].dtype), to[0].layout->size, {}, to[0].layout->ndim == 0};
    size_t next = 1;
    if (from) work.from = *operands[next++];
    for (; next < operands.size(); ++next) work.to.push_back(*operands[next]);
    launch_mask(library_, work, processors_);
    legate::Runtime::get_runtime()->issue_execution_fence(true);
    outcome = Outcome::done;
  }
  forget_memories();
  return outcome;
}

void Mover::forget_memories() {
  for (int64_t number : std::exchange(memories_, {})) forget_memory(number);
}

}  // namespace lnp::legion
