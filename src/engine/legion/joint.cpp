#include "engine/legion/joint.h"

#include <algorithm>
#include <utility>

namespace lnp::legion {

SharedBox::SharedBox(std::vector<int64_t> extents, int64_t tasks, uint64_t whole) {
  Frame frame = frame_of(std::move(extents), tasks, whole);
  shape = std::move(frame.extents);
  split = frame.split;
  rows = frame.rows;
}

bool has_blocks(const legate::LogicalStore& store, int split, int64_t rows) {
  return extents_of(store)[static_cast<size_t>(split)] > rows;
}

JointLaunch::JointLaunch(legate::Library library, TaskId id, const SharedBox& box, int64_t tasks)
    : task_(
          legate::Runtime::get_runtime()->create_task(library, legate::LocalTaskID{static_cast<int64_t>(id)},
                                                      legate::tuple<std::uint64_t>{static_cast<std::uint64_t>(tasks)})),
      split_(box.split),
      rows_(box.rows),
      tasks_(tasks) {
  packet << static_cast<int64_t>(box.shape.size()) << box.split << box.rows;
  for (int64_t extent : box.shape) packet << extent;
  task_.add_communicator("cpu");
}

void JointLaunch::operand(const Operand& array, int axes, bool in, bool out) {
  packet << array.memory << axes;
  if (array.store) blocks(*array.store, split_, rows_, in, out);
}

void JointLaunch::blocks(const legate::LogicalStore& store, int split, int64_t rows, bool in, bool out) {
  packet << in << out;
  auto parts = cut(store, split, rows, tasks_);
  std::vector<legate::SymbolicExpr> of_task(store.dim(), legate::constant(0));
  of_task[static_cast<size_t>(split)] = legate::dimension(0);
  if (in) task_.add_input(parts, legate::SymbolicPoint{of_task});
  if (out) task_.add_output(parts, legate::SymbolicPoint{of_task});
}

void JointLaunch::submit() {
  task_.add_scalar_arg(legate::Scalar{packet.numbers()});
  legate::Runtime::get_runtime()->submit(std::move(task_));
}

JointLeaf::JointLeaf(const legate::TaskContext& context)
    : context_(context),
      exchange_(context),
      numbers_(context.scalar(0).values<int64_t>()),
      packet_(numbers_.data(), numbers_.size()) {
  ndim_ = static_cast<int>(packet_.next());
  auto split = static_cast<size_t>(packet_.next());
  int64_t rows = packet_.next();
  for (int d = 0; d < ndim_; ++d) box_[d] = extent_[d] = packet_.next();
  first_[split] = std::min(exchange_.me() * rows, box_[split]);
  extent_[split] = std::min(rows, box_[split] - first_[split]);
}

Tile JointLeaf::next_tile(bool in, bool out) {
  Tile tile;
  if (in) tile = tile_of(context_.input(inputs_++).data());
  if (out) tile = tile_of(context_.output(outputs_++).data());
  return tile;
}

Tile JointLeaf::next_blocks() {
  bool in = packet_.next(), out = packet_.next();
  return next_tile(in, out);
}

JointLeaf::Walking JointLeaf::next_operand() {
  int64_t memory = packet_.next();
  auto axes = static_cast<int>(packet_.next());
  Walking w;
  if (memory == kNoMemory) {
    Tile tile = next_blocks();
    w.data = tile.data;
    std::copy_n(tile.stride, tile.ndim, w.stride);
    return w;
  }
  OwnMemory own = find_memory(memory);
  w.data = own.data;
  auto step = static_cast<int64_t>(own.item);
  for (int d = axes; d-- > 0; step *= box_[d]) {
    w.stride[d] = step;
    w.data += first_[d] * step;
  }
  return w;
}

int64_t JointLeaf::points() const {
  int64_t n = 1;
  for (int d = 0; d < ndim_; ++d) n *= extent_[d];
  return n;
}

}  // namespace lnp::legion
