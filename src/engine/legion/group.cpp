#include "engine/legion/group.h"

#include <algorithm>
#include <optional>

#include "engine/legion/packet.h"
#include "engine/legion/tasks.h"

namespace lnp::legion {
namespace {

constexpr size_t kMostArguments = 24, kMostMembers = 48;
constexpr size_t kNoArgument = ~size_t{0};

bool lies_alike(const FittedAccess& one, const FittedAccess& other) {
  return one.lead == other.lead && one.axes == other.axes &&
         extents_of(one.base->get()) == extents_of(other.base->get());
}

// Whether the store of an access has the frame's axis that is split; else every block has the whole of it.
bool is_cut(const FittedAccess& f, int split) {
  if (!f.view) return std::find(f.axes.begin(), f.axes.end(), split) != f.axes.end();
  return std::none_of(f.view->promoted.begin(), f.view->promoted.end(), [&](const auto& p) { return p.dim == split; });
}

}  // namespace

Group::~Group() {
  for (const Argument& a : arguments_) unref(a.storage);
  for (const auto& [of, copy] : copies_) unref(copy);
}

// Whether what a member accesses so many rows from its points lies on their own block.
bool Group::local(const Fitted& member, int64_t shift) const {
  if (frame_.blocks == 1 || shift == 0) return true;
  return member.single_row() && frame_.block_of(member.first_row) == frame_.block_of(member.first_row + shift);
}

const FittedAccess* Group::planned(const Storage* storage) const {
  auto it = std::find_if(arguments_.begin(), arguments_.end(), [&](const Argument& a) { return a.storage == storage; });
  return it == arguments_.end() ? nullptr : &it->first;
}

// The number of the argument that an access uses, a new one if need be; kNoArgument where it lies otherwise than another
// access has it.
size_t Group::argument_of(Storage* storage, const FittedAccess& access, size_t item) {
  for (size_t i = 0; i < arguments_.size() && !access.view; ++i)
    if (arguments_[i].storage == storage) return lies_alike(arguments_[i].first, access) ? i : kNoArgument;
  arguments_.push_back({storage, access, item});
  return arguments_.size() - 1;
}

// Notes what an access does to its argument; false where another block would notice.
bool Group::reads(Argument* argument, const FittedAccess& access, bool here) {
  if (!here && argument->out) return false;
  if (!here) {
    argument->low = std::max(argument->low, -access.shift);
    argument->high = std::max(argument->high, access.shift);
  }
  argument->in = argument->in || !argument->out;
  return true;
}

bool Group::writes(Argument* argument, const FittedAccess& access, bool here) {
  if (!here || argument->has_halo()) return false;
  auto* held = static_cast<Held*>(argument->storage);
  bool has_content = held->data || held->root || held->zeros;
  // Views of an array are apart in Legion's eyes, and what they do not cover must be there.
  if (!argument->out && !access.whole && (has_content || access.view)) argument->in = true;
  argument->out = true;
  return true;
}

bool Group::may_run_here(Member* member, const Place* places) {
  const Kernel& kernel = member->kernel->get();
  member->argument.assign(kernel.accesses.size(), kNoArgument);
  for (bool writing : {false, true})  // at a point, what is read is read first
    for (size_t a = 0; a < kernel.accesses.size(); ++a) {
      const Access& access = kernel.accesses[a];
      const FittedAccess& f = member->fitted.accesses[a];
      if (f.source != Source::store || !(writing ? access.write : access.read)) continue;
      size_t& number = member->argument[a];
      if (number == kNoArgument) number = argument_of(places[a].storage, f, item_size(access.dtype));
      if (number == kNoArgument) return false;
      bool here = local(member->fitted, f.shift);
      Argument* argument = &arguments_[number];
      if (!(writing ? writes(argument, f, here) : reads(argument, f, here))) return false;
    }
  return arguments_.size() <= kMostArguments && anchor() != kNoArgument;
}

// An argument whose blocks are those of the frame: cut, and without halo.
size_t Group::anchor() const {
  for (size_t i = 0; i < arguments_.size(); ++i)
    if (is_cut(arguments_[i].first, frame_.split) && !arguments_[i].has_halo()) return i;
  return kNoArgument;
}

bool Group::add(const Prepared& prepared, const Fitted& fitted, const Place* places) {
  if (members_.size() == kMostMembers) return false;
  Member member{prepared.task, fitted, {}, prepared.immediates, {}, kNoMemory, kNoMemory, {}};
  before_ = arguments_;
  if (!may_run_here(&member, places)) {
    arguments_ = std::move(before_);
    return false;
  }
  for (size_t i = before_.size(); i < arguments_.size(); ++i) arguments_[i].storage->refs++;
  members_.push_back(std::move(member));
  return true;
}

void Group::withdraw() {
  for (size_t i = before_.size(); i < arguments_.size(); ++i) unref(arguments_[i].storage);
  arguments_ = std::move(before_);
  members_.pop_back();
}

Storage* Group::copy_of(const Storage* storage) const {
  auto it = std::find_if(copies_.begin(), copies_.end(), [&](const auto& c) { return c.first == storage; });
  return it == copies_.end() ? nullptr : it->second;
}

size_t Group::bytes_to_come() const {
  size_t bytes = 0;
  for (size_t i = 0; i < arguments_.size(); ++i) {
    const Argument& a = arguments_[i];
    bool seen = std::any_of(arguments_.begin(), arguments_.begin() + static_cast<std::ptrdiff_t>(i),
                            [&](const Argument& other) { return other.storage == a.storage; });
    if (a.first.stays || (!seen && !static_cast<Held*>(a.storage)->root)) bytes += a.storage->bytes;
  }
  return bytes;
}

size_t Group::bytes_beside() const {
  size_t bytes = 0;
  for (const Argument& a : arguments_)
    if (a.has_halo() || a.first.view) bytes += a.storage->bytes;
  return bytes;
}

void Group::complete(const Immediate* immediates, int64_t flags, int64_t reductions, std::vector<Copy> copies) {
  Member& m = members_.back();
  for (uint32_t i : m.immediate_numbers) m.immediates.push_back(immediates[i]);
  m.flags = flags;
  m.reductions = reductions;
  m.copies = std::move(copies);
}

bool Group::has_halo() const {
  return std::any_of(arguments_.begin(), arguments_.end(), [](const Argument& a) { return a.has_halo(); });
}

std::pair<int64_t, int64_t> Group::blocks_in_use() const {
  const Member& m = members_.back();
  int64_t first = m.fitted.first_row;
  int64_t last = first + m.fitted.row_step * (m.kernel->get().box->shape[m.fitted.rows_along] - 1);
  return std::minmax({frame_.block_of(first), frame_.block_of(last)});
}

// What KernelTask reads.
std::vector<int64_t> Group::packet() const {
  PacketWriter out;
  out << static_cast<int64_t>(frame_.extents.size()) << frame_.split << static_cast<int64_t>(anchor())
      << static_cast<int64_t>(arguments_.size() + partials_.size());
  for (const Argument& a : arguments_) out << a.in << a.out;
  for (size_t i = 0; i < partials_.size(); ++i) out << 0 << 1;
  auto partial = static_cast<int64_t>(arguments_.size());
  for (const Member& m : members_) {
    const Layout* box = m.kernel->get().box;
    out << static_cast<int64_t>(m.kernel->hash()) << m.flags << m.reductions
        << static_cast<int64_t>(m.immediates.size()) << m.fitted.rows_along << m.fitted.first_row << m.fitted.row_step
        << box->ndim;
    for (int d = 0; d < box->ndim; ++d) out << box->shape[d];
    for (size_t a = 0; a < m.argument.size(); ++a) {
      const FittedAccess& f = m.fitted.accesses[a];
      out << static_cast<int64_t>(f.source);
      if (f.source == Source::partial) out << partial++;
      if (f.source == Source::memory) out << m.copies[a].number << m.copies[a].offset;
      if (f.source != Source::store) continue;
      out << static_cast<int64_t>(m.argument[a]) << f.part;
      for (size_t g = 0; g < frame_.extents.size(); ++g) out << f.walk.at[g];
      for (int d = 0; d < box->ndim; ++d) out << f.walk.along[d] << f.walk.step[d];
    }
  }
  return out.numbers();
}

// An argument's store, of the frame's shape.
legate::LogicalStore Group::in_frame(const Argument& argument, const Root& root) const {
  const FittedAccess& f = argument.first;
  legate::LogicalStore store = root(argument.storage, f, argument.in);
  if (f.view) return apply(*f.view, f.stays ? store : static_cast<Held*>(argument.storage)->store());
  for (auto d = static_cast<int32_t>(f.axes.size()); d-- > 0;)
    if (f.axes[static_cast<size_t>(d)] == kNowhere) store = store.project(d, 0);
  for (int g = 0; g < static_cast<int>(frame_.extents.size()); ++g)
    if (std::find(f.axes.begin(), f.axes.end(), g) == f.axes.end())
      store = store.promote(g, static_cast<size_t>(frame_.extents[static_cast<size_t>(g)]));
  return store;
}

// Blocks of rows, the same for all arguments, with halos for some.
void Group::constrain(legate::AutoTask* task, const std::vector<legate::Variable>& parts) {
  size_t a0 = anchor(), ndim = frame_.extents.size();
  cut_only(task, parts[a0], static_cast<uint32_t>(ndim), frame_.split);
  for (size_t i = 0; i < parts.size(); ++i) {
    const Argument& a = arguments_[i];
    if (i == a0) continue;
    if (!a.has_halo()) {
      task->add_constraint(legate::align(parts[a0], parts[i]));
      continue;
    }
    std::vector<uint64_t> low(ndim, 0), high(ndim, 0);
    low[static_cast<size_t>(frame_.split)] = static_cast<uint64_t>(a.low);
    high[static_cast<size_t>(frame_.split)] = static_cast<uint64_t>(a.high);
    task->add_constraint(legate::bloat(parts[a0], parts[i], legate::Span<const uint64_t>{low.data(), ndim},
                                       legate::Span<const uint64_t>{high.data(), ndim}));
  }
}

int64_t Group::halo_bytes(const Argument& argument) const {
  auto bytes = static_cast<int64_t>(argument.item);
  for (int g : argument.first.axes)
    if (g != kNowhere)
      bytes *= g == frame_.split ? argument.low + argument.high : frame_.extents[static_cast<size_t>(g)];
  return argument.has_halo() ? bytes * (frame_.blocks - 1) : 0;
}

int64_t Group::halo_bytes() const {
  int64_t bytes = 0;
  for (const Argument& a : arguments_) bytes += halo_bytes(a);
  return bytes;
}

template <class Task>
void Group::tell(Task* task) const {
  std::vector<int8_t> values;
  for (const Member& m : members_) {
    auto* bytes = reinterpret_cast<const int8_t*>(m.immediates.data());
    values.insert(values.end(), bytes, bytes + m.immediates.size() * sizeof(Immediate));
  }
  task->add_scalar_arg(legate::Scalar{packet()});
  task->add_scalar_arg(legate::Scalar{values});
}

void Group::launch(legate::Library library, const Root& root) {
  std::vector<legate::LogicalStore> stores;
  for (const Argument& a : arguments_) stores.push_back(in_frame(a, root));
  if (!partials_.empty()) return launch_in_part(library, stores);
  auto* runtime = legate::Runtime::get_runtime();
  auto task = runtime->create_task(library, legate::LocalTaskID{static_cast<int64_t>(TaskId::kernel)});
  std::vector<legate::Variable> parts;
  for (size_t i = 0; i < stores.size(); ++i) {
    std::optional<legate::Variable> part;
    if (arguments_[i].in) part = task.add_input(stores[i]);
    if (arguments_[i].out) part = part ? task.add_output(stores[i], *part) : task.add_output(stores[i]);
    parts.push_back(*part);
  }
  constrain(&task, parts);
  tell(&task);
  runtime->submit(std::move(task));
}

// The blocks are Legate's own of such a frame, given by hand: results of blocks cannot be aligned with rows.
void Group::launch_in_part(legate::Library library, const std::vector<legate::LogicalStore>& stores) {
  auto* runtime = legate::Runtime::get_runtime();
  size_t ndim = frame_.extents.size();
  auto split = static_cast<size_t>(frame_.split);
  std::vector<uint64_t> colors(ndim, 1);
  colors[split] = static_cast<uint64_t>(frame_.blocks);
  auto task = runtime->create_task(library, legate::LocalTaskID{static_cast<int64_t>(TaskId::kernel)},
                                   legate::Span<const uint64_t>{colors.data(), ndim});
  for (size_t i = 0; i < stores.size(); ++i) {
    auto blocks = cut(stores[i], frame_.split, frame_.rows, frame_.blocks);
    if (arguments_[i].in) task.add_input(blocks);
    if (arguments_[i].out) task.add_output(blocks);
  }
  for (const legate::LogicalStore& store : partials_) {
    std::vector<legate::SymbolicExpr> of_block(store.dim(), legate::constant(0));
    of_block[0] = legate::dimension(static_cast<uint32_t>(split));
    task.add_output(cut(store, 0, 1, frame_.blocks), legate::SymbolicPoint{of_block});
  }
  tell(&task);
  runtime->submit(std::move(task));
}

}  // namespace lnp::legion
