// How kernels run: in a group that becomes a task, as a task by themselves, or in every process.
#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "engine/legion/ends.h"
#include "engine/legion/placing.h"
#include "engine/legion/tasks.h"

namespace lnp::legion {
namespace {

constexpr size_t kMostInFlight = size_t{256} << 20;

// One that writes nothing is run for its warnings.
bool distributable(const Kernel& k) {
  std::vector<char> stored = with_stores(k);
  auto some = std::count_if(k.instrs.begin(), k.instrs.end(), reduces);
  auto all = std::count_if(k.instrs.begin(), k.instrs.end(), [&](const Instr& i) { return reduces_all(k, i); });
  return (all == 0 || all == some) && std::any_of(stored.begin(), stored.end(), [](char s) { return s; });
}

// Extents and strides of a reduction's result along the axes of the box that are kept.
std::pair<std::vector<int64_t>, std::vector<int64_t>> kept_axes(const Kernel& kernel, const Instr& reduction) {
  const Layout* l = kernel.accesses[static_cast<size_t>(reduction.store)].layout;
  bool keepdims = l->ndim == kernel.box->ndim;
  std::vector<int64_t> extents, strides;
  int own = 0;
  for (int d = 0; d < kernel.box->ndim; ++d) {
    bool gone = reduction.axes >> d & 1;
    if (!gone) {
      extents.push_back(l->shape[own]);
      strides.push_back(l->strides[own]);
    }
    if (!gone || keepdims) ++own;
  }
  return {extents, strides};
}

}  // namespace

void Placing::run(const Executable& e, const Place* places, const Immediate* immediates, uint8_t* flags) {
  Visit visit(context_);
  const auto& prepared = static_cast<const Prepared&>(e);
  std::vector<uint8_t*> to;
  for (size_t i = 0; i < prepared.instrs; ++i) to.push_back(flags + i);
  run(prepared, places, immediates, to);
}

bool Placing::reports(const Instr& i) const {
  const OpInfo& op = host_.loops->ops[i.op];
  return i.kind == InstrKind::cast ? i.dtype != DType::b1 : reports_flags(op, op.loops[i.loop]);
}

bool Placing::awaits(const Prepared& prepared, const Place* places) const {
  return std::any_of(places, places + prepared.accesses, [&](const Place& p) {
    return std::find(awaited_.begin(), awaited_.end(), p.storage) != awaited_.end();
  });
}

// Large ones are, and small ones on arrays that are partitioned already: the walls of a grid.
bool Placing::worth_a_task(const Prepared& prepared, const Place* places) const {
  if (!prepared.task || forked_) return false;
  if (prepared.kernel->box->size >= host_.min_task_elements) return true;
  return std::any_of(places, places + prepared.accesses, [this](const Place& p) {
    const Held* held = movable(p);
    return held && (held->root || (group_ && group_->planned(held)));
  });
}

std::unique_ptr<Executable> Placing::prepare(const Kernel& kernel) {
  auto prepared = std::make_unique<Prepared>();
  prepared->local = host_.local->prepare(kernel);
  prepared->accesses = kernel.accesses.size();
  prepared->instrs = kernel.instrs.size();
  auto copy = std::make_shared<Kernel>(kernel);
  for (Instr& i : copy->instrs)
    for (int k = 0; k < i.nin; ++k)
      if (i.in[k].kind == SourceKind::immediate) {
        prepared->immediates.push_back(i.in[k].index);
        i.in[k].index = static_cast<uint32_t>(prepared->immediates.size() - 1);
      }
  for (const Instr& i : copy->instrs) {
    prepared->reports |= reports(i);
    prepared->to_scalars |= reduces_all(*copy, i);
  }
  prepared->stored = with_stores(*copy);
  prepared->kernel = copy;
  if (distributable(kernel)) prepared->task = task_kernel(*copy);
  return prepared;
}

void Placing::run(const Prepared& prepared, const Place* places, const Immediate* immediates,
                  const std::vector<uint8_t*>& flags) {
  if (in_flight_bytes_ > kMostInFlight || awaits(prepared, places)) settle();
  for (size_t a = 0; a < prepared.accesses; ++a)
    if (places[a].storage && places[a].fixed) fetch(places[a].storage);
  if (!worth_a_task(prepared, places) || !may_await(prepared, places))
    return run_everywhere(prepared, places, immediates, flags);
  if (join(prepared, places)) return complete(prepared, places, immediates, flags);
  // The walls of a grid are often one kernel, of which each lies on the frame by itself.
  if (uses_group(prepared, places) && run_pieces(prepared, places, immediates, flags)) return;
  submit();
  if (begin(prepared, places)) {
    complete(prepared, places, immediates, flags);
    if (group_->in_part()) combine(prepared, places, flags);
    return;
  }
  if (run_pieces(prepared, places, immediates, flags)) return;
  if (run_alone(prepared, places, immediates, flags) || run_on_copies(prepared, places, immediates, flags)) return;
  if (run_on_elements(prepared, places, immediates, flags)) return;
  run_everywhere(prepared, places, immediates, flags);
}

// A kernel as a task by itself, on views of its own shape; false where it has none.
bool Placing::run_alone(const Prepared& prepared, const Place* places, const Immediate* immediates,
                        const std::vector<uint8_t*>& flags) {
  auto on_box = fit_views(*prepared.kernel, prepared.stored, places, processors_);
  if (!on_box) return false;
  auto group = std::make_unique<Group>(std::move(on_box->frame));
  if (!group->add(prepared, on_box->fitted, places)) return false;
  group_ = std::move(group);
  complete(prepared, places, immediates, flags);
  submit();
  return true;
}

// A kernel of one point, in every process, on the elements that it reads.
bool Placing::run_on_elements(const Prepared& prepared, const Place* places, const Immediate* immediates,
                              const std::vector<uint8_t*>& flags) {
  const Kernel& kernel = *prepared.kernel;
  std::vector<size_t> in_stores;
  for (size_t a = 0; a < prepared.accesses; ++a) {
    const Held* held = movable(places[a]);
    if (held && held->root) in_stores.push_back(a);
  }
  bool possible = std::all_of(in_stores.begin(), in_stores.end(), [&](size_t a) {
    return !kernel.accesses[a].write && mover_.may_move(places[a], item_size(kernel.accesses[a].dtype), false);
  });
  if (kernel.box->size != 1 || !possible) return false;
  std::vector<Place> own_places(places, places + prepared.accesses);
  for (size_t a : in_stores) {
    size_t item = item_size(kernel.accesses[a].dtype);
    Storage* element = own_memory(static_cast<int64_t>(item), false);
    read(places[a].storage, places[a].offset, item, element->data);
    own_places[a] = {element, 0, places[a].base, false};
  }
  run_everywhere(prepared, own_places.data(), immediates, flags);
  for (size_t a : in_stores) unref(own_places[a].storage);
  return true;
}

// In every process, on all of the arrays.
void Placing::run_everywhere(const Prepared& prepared, const Place* places, const Immediate* immediates,
                             const std::vector<uint8_t*>& flags) {
  for (size_t a = 0; a < prepared.accesses; ++a)
    if (places[a].storage) fetch(places[a].storage);
  std::vector<uint8_t> raised(prepared.instrs, 0);
  host_.local->run(*prepared.local, places, immediates, raised.data());
  for (size_t i = 0; i < raised.size(); ++i) *flags[i] |= raised[i];
}

bool Placing::run_pieces(const Prepared& prepared, const Place* places, const Immediate* immediates,
                         const std::vector<uint8_t*>& flags) {
  if (!std::exchange(prepared.taken_apart, true)) {
    std::vector<AccessPlace> begins;
    for (size_t a = 0; a < prepared.accesses; ++a) begins.push_back({places[a].base, places[a].offset});
    std::vector<Part> parts = parts_of(*prepared.kernel, begins);
    for (Part& part : parts) {
      if (parts.size() == 1) break;
      prepared.renumber(&part.kernel);
      auto piece = prepare(part.kernel);
      prepared.pieces.push_back({std::move(part), std::move(piece)});
    }
  }
  for (const Prepared::Piece& piece : prepared.pieces) {
    std::vector<Place> own_places;
    std::vector<uint8_t*> own_flags;
    for (uint32_t a : piece.part.accesses) own_places.push_back(places[a]);
    for (uint32_t i : piece.part.instrs) own_flags.push_back(flags[i]);
    try {
      run(static_cast<const Prepared&>(*piece.prepared), own_places.data(), immediates, own_flags);
    } catch (const OutOfMemory& e) {
      if (&piece == &prepared.pieces.front()) throw;
      end_job(e);
    }
  }
  return !prepared.pieces.empty();
}

// Whether results of a kernel's reductions to single values may be awaited: they have their memory then.
bool Placing::may_await(const Prepared& prepared, const Place* places) {
  if (!prepared.to_scalars) return true;
  if (reduces_into_operand(prepared, places)) return false;
  // Before anything of this kernel is awaited: fetching hands out what is.
  for (const Instr& i : prepared.kernel->instrs)
    if (reduces(i)) fetch(places[i.store].storage);
  return true;
}

bool Placing::uses_group(const Prepared& prepared, const Place* places) const {
  return group_ && std::any_of(places, places + prepared.accesses,
                               [this](const Place& p) { return p.storage && group_->planned(p.storage); });
}

// Adds a kernel to the group that waits; false where it must not or cannot run with it.
bool Placing::join(const Prepared& prepared, const Place* places) {
  if (!group_) return false;
  auto fitted = fit(*prepared.kernel, prepared.stored, places, group_->frame(), host_.min_task_elements,
                    [this](const Storage* s) { return group_->planned(s); });
  return fitted && !fitted->in_part() && group_->add(prepared, *fitted, places);
}

// Begins a group with a kernel, after the one before; false where it lies on no frame.
bool Placing::begin(const Prepared& prepared, const Place* places) {
  for (std::vector<int64_t>& extents : possible_frames(*prepared.kernel, prepared.stored, places)) {
    Frame frame = frame_of(std::move(extents), processors_);
    auto fitted = fit(*prepared.kernel, prepared.stored, places, frame, host_.min_task_elements,
                      [](const Storage*) { return nullptr; });
    if (!fitted) continue;
    auto group = std::make_unique<Group>(std::move(frame));
    if (!group->add(prepared, *fitted, places) || (fitted->in_part() && group->has_halo())) continue;
    group_ = std::move(group);
    return true;
  }
  return false;
}

// The kernel that reduces over blocks what each of them has, so many of them, to where `prepared` writes.
const Prepared& Placing::combination(const Prepared& prepared, int64_t blocks) {
  Prepared::Combination& made = prepared.combinations[blocks];
  if (made.prepared) return static_cast<const Prepared&>(*made.prepared);
  const Kernel& kernel = *prepared.kernel;
  auto layout = [&](const std::vector<int64_t>& shape, const std::vector<int64_t>& strides) {
    made.layouts.push_back(std::make_unique<OwnLayout>(static_cast<int>(shape.size()), shape.data(), strides.data()));
    return made.layouts.back()->get();
  };
  Kernel combining{nullptr, {}, {}, {}};
  std::vector<Instr> reductions;
  std::copy_if(kernel.instrs.begin(), kernel.instrs.end(), std::back_inserter(reductions), reduces);
  for (size_t r = 0; r < reductions.size(); ++r) {
    const Access& to = kernel.accesses[static_cast<size_t>(reductions[r].store)];
    auto [extents, kept_strides] = kept_axes(kernel, reductions[r]);
    std::vector<int64_t> box{blocks};
    box.insert(box.end(), extents.begin(), extents.end());
    std::vector<int64_t> strides = compact_strides(box, item_size(to.dtype));
    combining.box = layout(box, strides);
    auto first = static_cast<uint32_t>(combining.accesses.size());
    combining.accesses.push_back({combining.box, 0, first, to.dtype, true, false});
    combining.accesses.push_back({layout(extents, kept_strides), to.offset, first + 1, to.dtype, false, true});
    Instr i = reductions[r];
    i.axes = 1;
    i.in[0] = {SourceKind::access, to.dtype, first};
    i.store = static_cast<int32_t>(first + 1);
    combining.instrs.push_back(i);
  }
  made.prepared = prepare(combining);
  return static_cast<const Prepared&>(*made.prepared);
}

// Runs the group's one kernel, which reduces over rows, and combines what its blocks have.
void Placing::combine(const Prepared& prepared, const Place* places, const std::vector<uint8_t*>& flags) {
  const Kernel& kernel = *prepared.kernel;
  auto [first, last] = group_->blocks_in_use();
  int64_t all = group_->frame().blocks;
  const Prepared& combining = combination(prepared, last - first + 1);
  std::vector<Place> own_places;
  std::vector<uint8_t*> own_flags;
  std::vector<legate::LogicalStore> partials;
  for (size_t n = 0; n < kernel.instrs.size(); ++n) {
    const Instr& i = kernel.instrs[n];
    if (!reduces(i)) continue;
    own_flags.push_back(flags[n]);
    std::vector<int64_t> extents = extents_of(combining.kernel->box);
    extents[0] = all;
    std::vector<int64_t> strides = compact_strides(extents, item_size(i.dtype));
    Held* part = new_held(all * strides[0], this);
    part->base = std::make_shared<OwnLayout>(static_cast<int>(extents.size()), extents.data(), strides.data());
    give_root(part, extents, item_size(i.dtype));
    part->lead.assign(extents.size(), 0);
    partials.push_back(*part->root);
    own_places.push_back({part, first * strides[0], part->base->get(), false});
    own_places.push_back(places[i.store]);
  }
  group_->reduce_to(std::move(partials));
  submit();
  try {
    if (!run_alone(combining, own_places.data(), nullptr, own_flags))
      run_everywhere(combining, own_places.data(), nullptr, own_flags);
  } catch (const OutOfMemory& e) {
    end_job(e);
  }
  for (size_t k = 0; k < own_places.size(); k += 2) unref(own_places[k].storage);
}

// What a kernel needs beside its place in the group.
void Placing::complete(const Prepared& prepared, const Place* places, const Immediate* immediates,
                       const std::vector<uint8_t*>& flags) {
  std::vector<Group::Copy> copies = provide(prepared, places);
  int64_t status = prepared.reports ? collector_.await_flags(flags) : kNoMemory;
  int64_t reductions = prepared.to_scalars ? await_reductions(*prepared.kernel, places, flags) : kNoMemory;
  group_->complete(immediates, status, reductions, std::move(copies));
}

// All memory that the newest kernel of the group needs, so that launching cannot fail; without it the kernel leaves the
// group.
std::vector<Group::Copy> Placing::provide(const Prepared& prepared, const Place* places) {
  try {
    require_room(group_->bytes_to_come() / ranks_, "arrays");
    for (size_t a = 0; a < prepared.accesses; ++a)
      if (group_->stays(a) && !group_->copy_of(places[a].storage))
        group_->keep_copy(places[a].storage, copy_of(places[a].storage));
    return copies(prepared, places);
  } catch (const OutOfMemory&) {
    group_->withdraw();
    if (group_->empty()) group_.reset();
    throw;
  }
}

// Of what the newest kernel of the group reads from a copy.
std::vector<Group::Copy> Placing::copies(const Prepared& prepared, const Place* places) {
  std::vector<Group::Copy> out(prepared.accesses, Group::Copy{kNoMemory, 0});
  for (size_t a = 0; a < out.size(); ++a) {
    if (!group_->copies(a)) continue;
    for (size_t other = 0; other < a && out[a].number == kNoMemory; ++other)
      if (places[other].storage == places[a].storage) out[a].number = out[other].number;
    if (out[a].number == kNoMemory) {
      Storage* copy = copy_of(places[a].storage);
      out[a].number = number_memory({copy->data, 1});
      in_flight_.push_back({out[a].number, copy});
      in_flight_bytes_ += copy->bytes;
    }
    out[a].offset = places[a].offset;
  }
  return out;
}

// Makes the group that waits a task.
void Placing::submit() {
  if (!group_) return;
  std::unique_ptr<Group> group = std::move(group_);
  make_room(group->bytes_to_come() + group->bytes_beside());
  try {
    group->launch(library_, [&](Storage* storage, const FittedAccess& access, bool has_content) {
      return root_of(*group, storage, access, has_content);
    });
  } catch (const std::exception& e) {
    internal_error(std::string("a task could not be launched: ") + e.what());
  }
  group->for_each_kernel([this](const auto& kernel) { kernels_in_flight_.insert(kernel); });
  counters_.tasks++;
  counters_.halo_bytes += static_cast<uint64_t>(group->halo_bytes());
}

// Whether a reduction's result goes to a storage that the kernel also has a store of.
bool Placing::reduces_into_operand(const Prepared& prepared, const Place* places) {
  for (const Instr& i : prepared.kernel->instrs)
    for (size_t a = 0; reduces(i) && a < prepared.accesses; ++a)
      if (prepared.stored[a] && places[a].storage == places[i.store].storage) return true;
  return false;
}

int64_t Placing::await_reductions(const Kernel& kernel, const Place* places, const std::vector<uint8_t*>& flags) {
  std::vector<Instr> reductions;
  std::vector<char*> results;
  std::vector<uint8_t*> own_flags;
  for (size_t n = 0; n < kernel.instrs.size(); ++n)
    if (const Instr& i = kernel.instrs[n]; reduces(i)) {
      const Place& place = places[i.store];
      reductions.push_back(i);
      own_flags.push_back(flags[n]);
      results.push_back(place.storage->data + place.offset);
      place.storage->refs++;
      awaited_.push_back(place.storage);
    }
  return collector_.await_reductions(std::move(reductions), std::move(results), std::move(own_flags));
}

}  // namespace lnp::legion
