#include "engine/legion/lanes.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <numeric>
#include <vector>

#include "core/parallel.h"
#include "engine/legion/binary.h"
#include "engine/legion/collect.h"
#include "engine/legion/line.h"
#include "engine/legion/tile_view.h"

namespace lnp::legion {
namespace {

class LanesLeaf : JointLeaf {
 public:
  explicit LanesLeaf(const legate::TaskContext& context) : JointLeaf(context) {
    work_.op = static_cast<LaneOp>(packet_.next());
    work_.axis = static_cast<int>(packet_.next());
    work_.stable = packet_.next();
    work_.ufunc = static_cast<uint16_t>(packet_.next());
    work_.loop = static_cast<uint8_t>(packet_.next());
    in_dtype_ = static_cast<DType>(packet_.next());
    out_dtype_ = static_cast<DType>(packet_.next());
    cut_ = packet_.next();
    raised_ = packet_.next();
    found_ = packet_.next();
    in_ = next_operand();
    if (work_.op != LaneOp::sort && found_ == kNoMemory) out_ = next_blocks();
  }

  void run() {
    if (found_ != kNoMemory) return find();
    if (cut_ && work_.op != LaneOp::scan) return sort_parts();
    uint8_t raised = 0;
    if (points() > 0) raised = run_here();
    if (cut_) add_those_before(&raised);
    if (raised && raised_ != kNoMemory)
      reinterpret_cast<std::atomic<uint8_t>*>(find_memory(raised_).data)->fetch_or(raised);
  }

 private:
  uint8_t run_here() const {
    OneThread alone;
    TileView in(in_.data, ndim_, extent_, in_.stride, in_dtype_);
    const LegionHost& core = host();
    if (work_.op == LaneOp::sort) return core.run_lanes(work_, *core.loops, in.get(), in.get(), alone);
    if (work_.op == LaneOp::scan) {
      TileView out(out_.data, ndim_, extent_, out_.stride, out_dtype_);
      return core.run_lanes(work_, *core.loops, out.get(), in.get(), alone);
    }
    // Positions come one after the other.
    std::vector<int64_t> positions(static_cast<size_t>(points()));
    auto* data = reinterpret_cast<char*>(positions.data());
    std::vector<int64_t> strides = compact_strides(std::vector<int64_t>(extent_, extent_ + ndim_), sizeof(int64_t));
    TileView out(data, ndim_, extent_, strides.data(), DType::i64);
    uint8_t raised = core.run_lanes(work_, *core.loops, out.get(), in.get(), alone);
    store(positions.data());
    return raised;
  }

  // The only lane's extreme. Tasks of one process write the same.
  void find() const {
    TileView in(in_.data, ndim_, extent_, in_.stride, in_dtype_);
    int64_t position = extreme_of_line(exchange_, work_.op == LaneOp::greatest, in.get(), first_[0]);
    reinterpret_cast<std::atomic<int64_t>*>(find_memory(found_).data)->store(position);
  }

  // The only lane, of which this task has a part.
  void sort_parts() const {
    size_t item = item_size(in_dtype_);
    auto n = static_cast<size_t>(points());
    LinePart part{in_dtype_, std::vector<char>(n * item), {}};
    for (size_t k = 0; k < n; ++k)
      std::memcpy(&part.elements[k * item], in_.data + static_cast<int64_t>(k) * in_.stride[0], item);
    if (work_.op == LaneOp::argsort) {
      part.positions.emplace(n);
      std::iota(part.positions->begin(), part.positions->end(), first_[0]);
    }
    sort_line(exchange_, work_.stable, &part);
    if (n > 0 && part.positions) store(part.positions->data());
    for (size_t k = 0; k < n && !part.positions; ++k)
      std::memcpy(in_.data + static_cast<int64_t>(k) * in_.stride[0], &part.elements[k * item], item);
  }

  // To the output's block, in C order.
  void store(const int64_t* positions) const {
    int64_t at[kMaxStoreDims] = {};
    for (;;) {
      char* p = out_.data;
      for (int d = 0; d < out_.ndim; ++d) p += at[d] * out_.stride[d];
      std::memcpy(p, positions++, sizeof(int64_t));
      int d = out_.ndim - 1;
      while (d >= 0 && ++at[d] == out_.extent[d]) at[d--] = 0;
      if (d < 0) return;
    }
  }

  // Lanes that are cut: what the tasks before this one come to is combined with each element.
  void add_those_before(uint8_t* raised) const {
    const Loop& loop = host().loops->ops[work_.ufunc].loops[work_.loop];
    auto item = static_cast<int64_t>(item_size(out_dtype_));
    int64_t lanes = 1;
    for (int d = 0; d < ndim_; ++d) lanes *= d == work_.axis ? 1 : box_[d];
    std::vector<char> mine(static_cast<size_t>(lanes * item));
    if (points() > 0) copy_ends(mine.data(), item);
    std::vector<int64_t> sizes = exchange_.all(points());
    Parcels ends = exchange_.spread(mine.data(), lanes * item);
    char* carry = nullptr;
    for (int t = 0; t < exchange_.me(); ++t) {
      char* end = ends.bytes.data() + t * lanes * item;
      if (sizes[static_cast<size_t>(t)] == 0) continue;
      if (carry) apply_binary(loop.fn, end, carry, item, end, lanes, item);
      carry = end;
    }
    if (!carry || points() == 0) return;
    *raised |= raised_by([&] {
      for_each_row([&](char* row, int64_t lane) {
        int64_t step = work_.axis == ndim_ - 1 ? 0 : item;
        apply_binary(loop.fn, row, carry + lane * item, step, row, extent_[ndim_ - 1], item);
      });
    });
  }

  // The last element of each lane here, lanes in C order.
  void copy_ends(char* to, int64_t item) const {
    int64_t at[kMaxStoreDims] = {};
    const char* end = out_.data + (extent_[work_.axis] - 1) * out_.stride[work_.axis];
    for (int d = 0; d >= 0; to += item) {
      const char* p = end;
      for (int k = 0; k < ndim_; ++k) p += at[k] * out_.stride[k];
      std::memcpy(to, p, static_cast<size_t>(item));
      for (d = ndim_ - 1; d >= 0; at[d--] = 0)
        if (d != work_.axis && ++at[d] < extent_[d]) break;
    }
  }

  // body(first element of the output's row along the last axis, the number of its lane)
  template <class Body>
  void for_each_row(Body body) const {
    int64_t at[kMaxStoreDims] = {};
    for (int d = 0; d >= 0;) {
      char* row = out_.data;
      int64_t lane = 0;
      for (int k = 0; k < ndim_; ++k) {
        row += at[k] * out_.stride[k];
        if (k != work_.axis) lane = lane * extent_[k] + at[k];
      }
      body(row, lane);
      for (d = ndim_ - 2; d >= 0; at[d--] = 0)
        if (++at[d] < extent_[d]) break;
    }
  }

  LaneWork work_{};
  DType in_dtype_, out_dtype_;
  bool cut_;
  int64_t raised_, found_;
  Walking in_;
  Tile out_;
};

}  // namespace

void launch_lanes(legate::Library library, const LanesOnBlocks& l, int64_t tasks) {
  bool sorts = l.work.op == LaneOp::sort;
  JointLaunch launch(library, TaskId::lanes, l.box, tasks);
  launch.packet << static_cast<int64_t>(l.work.op) << l.work.axis << l.work.stable << l.work.ufunc << l.work.loop
                << static_cast<int64_t>(l.in_dtype) << static_cast<int64_t>(l.out_dtype) << (l.box.split == l.work.axis)
                << l.raised << l.found;
  launch.operand(l.in, static_cast<int>(l.box.shape.size()), true, sorts);
  if (l.out.store) launch.blocks(*l.out.store, l.out_split, l.box.rows, false, true);
  launch.submit();
}

void register_lanes_task(legate::Library library) { JointTask<LanesLeaf, TaskId::lanes>::register_variants(library); }

}  // namespace lnp::legion
