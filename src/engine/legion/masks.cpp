#include "engine/legion/masks.h"

#include <algorithm>
#include <cstring>
#include <numeric>

#include "engine/legion/tasks.h"

namespace lnp::legion {
namespace {

class MaskLeaf : JointLeaf {
 public:
  explicit MaskLeaf(const legate::TaskContext& context) : JointLeaf(context) {
    use_ = static_cast<MaskUse>(packet_.next());
    item_ = static_cast<size_t>(packet_.next());
    rows_ = packet_.next();
    here_ = shared(exchange_.me(), 0, packet_.next());
    mask_ = next_operand();
    if (moves()) from_ = next_operand();
    for (auto n = packet_.next(); n-- > 0;) {
      int64_t memory = packet_.next();
      to_.push_back(memory == kNoMemory ? next_blocks() : Tile{find_memory(memory).data, 1, {0}, {0}, {0}});
      in_memory_ = memory != kNoMemory;
      single_ = in_memory_ && packet_.next();
    }
  }

  void run() {
    std::vector<int64_t> counts = exchange_.all(count());
    counts_ = counts[static_cast<size_t>(exchange_.me())];
    before_ = std::accumulate(counts.begin(), counts.begin() + exchange_.me(), int64_t{0});
    if (use_ == MaskUse::expand)
      expand(counts);
    else
      write(exchange_.swap(use_ == MaskUse::compress ? chosen() : numbers()));
  }

 private:
  bool moves() const { return use_ == MaskUse::compress || use_ == MaskUse::expand; }

  int64_t count() const {
    int64_t n = 0;
    for_each_point({mask_}, [&](char* const* p) { n += *p[0] != 0; });
    return n;
  }

  // How many of the places [begin, end) belong to a task.
  int64_t shared(int task, int64_t begin, int64_t end) const {
    return std::max<int64_t>(0, std::min(end, (task + 1) * rows_) - std::max(begin, task * rows_));
  }

  // The chosen elements go to those who have their places, of which there are so many from `before_` on.
  Parcels chosen() const {
    Parcels out = addressed(item_);
    char* to = out.bytes.data();
    for_each_point({mask_, from_}, [&](char* const* p) {
      if (*p[0] == 0) return;
      std::memcpy(to, p[1], item_);
      to += item_;
    });
    return out;
  }

  Parcels numbers() const {
    Parcels out = addressed(sizeof(int64_t));
    char* to = out.bytes.data();
    int64_t number = first_[0];  // of the task's first point: it has whole rows
    for (int d = 1; d < ndim_; ++d) number *= box_[d];
    for_each_point({mask_}, [&](char* const* p) {
      if (*p[0] != 0) {
        std::memcpy(to, &number, sizeof number);
        to += sizeof number;
      }
      ++number;
    });
    return out;
  }

  Parcels addressed(size_t item) const {
    Parcels out;
    for (int t = 0; t < exchange_.tasks(); ++t)
      out.sizes.push_back(shared(t, before_, before_ + counts_) * static_cast<int64_t>(item));
    out.bytes.resize(static_cast<size_t>(counts_) * item);
    return out;
  }

  // What has come lies in the order of its places.
  void write(const Parcels& got) const {
    const char* p = got.bytes.data();
    if (use_ == MaskUse::compress) {
      for (int64_t k = 0; k < here_; ++k, p += item_) std::memcpy(place(0, k), p, item_);
      return;
    }
    for (int64_t k = 0; k < here_; ++k, p += sizeof(int64_t)) {
      int64_t number;
      std::memcpy(&number, p, sizeof number);
      for (size_t d = to_.size(); d-- > 0;) {
        int64_t index = number % box_[d];
        std::memcpy(place(d, k), &index, sizeof index);
        number /= box_[d];
      }
    }
  }

  char* place(size_t array, int64_t k) const { return to_[array].data + k * to_[array].stride[0]; }

  void expand(const std::vector<int64_t>& counts) const {
    Parcels values;
    const char* p;
    size_t step = single_ ? 0 : item_;
    if (in_memory_) {
      p = to_[0].data + static_cast<size_t>(before_) * step;
    } else {
      values = exchange_.swap(values_for(counts));
      p = values.bytes.data();
    }
    for_each_point({mask_, from_}, [&](char* const* at) {
      if (*at[0] == 0) return;
      std::memcpy(at[1], p, item_);
      p += step;
    });
  }

  // The values that this task has, to those who have their places.
  Parcels values_for(const std::vector<int64_t>& counts) const {
    Parcels out;
    int64_t begin = 0;
    for (int64_t n : counts) {
      out.sizes.push_back(shared(exchange_.me(), begin, begin + n) * static_cast<int64_t>(item_));
      begin += n;
    }
    for (int64_t k = 0; k < here_; ++k) out.bytes.insert(out.bytes.end(), place(0, k), place(0, k) + item_);
    return out;
  }

  MaskUse use_;
  size_t item_;
  int64_t rows_, here_;  // elements of `to_`: for each task but the last; for this one
  Walking mask_, from_;
  std::vector<Tile> to_;
  bool in_memory_ = false, single_ = false;
  int64_t counts_ = 0, before_ = 0;  // true elements of this task, and of those before it
};

}  // namespace

void launch_mask(legate::Library library, const MaskWork& work, int64_t tasks) {
  bool expands = work.use == MaskUse::expand;
  SharedBox places({work.count}, tasks);
  int axes = static_cast<int>(work.box.shape.size());
  JointLaunch launch(library, TaskId::mask, work.box, tasks);
  launch.packet << static_cast<int64_t>(work.use) << static_cast<int64_t>(work.item) << places.rows << work.count;
  launch.operand(work.mask, axes, true, false);
  if (expands || work.use == MaskUse::compress) launch.operand(work.from, axes, true, expands);
  launch.packet << static_cast<int64_t>(work.to.size());
  for (const Operand& array : work.to) {
    launch.packet << array.memory;
    if (array.store)
      launch.blocks(*array.store, 0, places.rows, expands, !expands);
    else
      launch.packet << work.single;
  }
  launch.submit();
}

void register_mask_task(legate::Library library) { JointTask<MaskLeaf, TaskId::mask>::register_variants(library); }

}  // namespace lnp::legion
