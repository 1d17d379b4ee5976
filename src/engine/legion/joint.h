// Tasks of one launch that share the points of a box, a block of rows each, and may exchange what they have.
#pragma once
#include <legate.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/legion/exchange.h"
#include "engine/legion/frame.h"
#include "engine/legion/packet.h"
#include "engine/legion/tasks.h"
#include "engine/legion/tile.h"

namespace lnp::legion {

struct SharedBox {
  std::vector<int64_t> shape;
  int split;     // the axis along which the tasks share it
  int64_t rows;  // of each task but the last; some may have none

  SharedBox(std::vector<int64_t> extents, int64_t tasks, uint64_t whole = 0);
};

// An array that goes with the first axes of a box: in a store, or in memory of that number that every process has,
// C-contiguous.
struct Operand {
  std::optional<legate::LogicalStore> store;
  int64_t memory = kNoMemory;
};

// Whether a store has more than one block: what has one only, Legate gives to all tasks, which must not write it.
bool has_blocks(const legate::LogicalStore& store, int split, int64_t rows);

// Launches such tasks, one for each processor.
class JointLaunch {
 public:
  JointLaunch(legate::Library library, TaskId id, const SharedBox& box, int64_t tasks);

  // What the leaf reads, in the same order.
  PacketWriter packet;

  // The next operand, of so many axes of the box; 0: one element for all points.
  void operand(const Operand& array, int axes, bool in, bool out);

  // A store cut otherwise than the box.
  void blocks(const legate::LogicalStore& store, int split, int64_t rows, bool in, bool out);

  void submit();

 private:
  legate::ManualTask task_;
  int split_;
  int64_t rows_, tasks_;
};

// One such task.
class JointLeaf {
 protected:
  explicit JointLeaf(const legate::TaskContext& context);

  // The operand's element at the task's first point, and bytes from one point to the next.
  struct Walking {
    char* data = nullptr;
    int64_t stride[kMaxStoreDims] = {};
  };
  Walking next_operand();
  // Of a store that is cut otherwise.
  Tile next_blocks();

  int64_t points() const;

  // body(pointers) for the task's points [begin, end) in C order; `operands` move along.
  template <size_t N, class Body>
  void for_points(int64_t begin, int64_t end, const Walking (&operands)[N], Body body) const;

  const legate::TaskContext& context_;
  const Exchange exchange_;

 private:
  Tile next_tile(bool in, bool out);

  legate::Span<const int64_t> numbers_;
  uint32_t inputs_ = 0, outputs_ = 0;

 protected:
  PacketReader packet_;
  int ndim_;
  int64_t box_[kMaxStoreDims], first_[kMaxStoreDims] = {}, extent_[kMaxStoreDims];  // of all; of this task
};

// The task of a leaf.
template <class Leaf, TaskId id>
struct JointTask : legate::LegateTask<JointTask<Leaf, id>> {
  static inline const auto TASK_CONFIG =
      legate::TaskConfig{legate::LocalTaskID{static_cast<int64_t>(id)}}.with_variant_options(
          legate::VariantOptions{}.with_concurrent(true));

  static void cpu_variant(legate::TaskContext context) { Leaf(context).run(); }
};

template <size_t N, class Body>
void JointLeaf::for_points(int64_t begin, int64_t end, const Walking (&operands)[N], Body body) const {
  if (begin >= end) return;
  int64_t at[kMaxStoreDims];
  for (int64_t d = ndim_, rest = begin; d-- > 0; rest /= extent_[d]) at[d] = rest % extent_[d];
  char* p[N];
  for (size_t k = 0; k < N; ++k) {
    p[k] = operands[k].data;
    for (int d = 0; d < ndim_; ++d) p[k] += operands[k].stride[d] * at[d];
  }
  for (;;) {
    body(p);
    if (++begin == end) return;
    for (int d = ndim_; d-- > 0;) {
      for (size_t k = 0; k < N; ++k) p[k] += operands[k].stride[d];
      if (++at[d] < extent_[d]) break;
      for (size_t k = 0; k < N; ++k) p[k] -= operands[k].stride[d] * extent_[d];
      at[d] = 0;
    }
  }
}

}  // namespace lnp::legion
