#include "engine/legion/masks.h"

#include <algorithm>
#include <cstring>
#include <numeric>

#include "engine/legion/tasks.h"

namespace lnp::legion {
namespace {

constexpr int64_t kPiece = int64_t{1} << 18;  // points whose elements travel at once

class MaskLeaf : JointLeaf {
 public:
  explicit MaskLeaf(const legate::TaskContext& context) : JointLeaf(context) {
    use_ = static_cast<MaskUse>(packet_.next());
    item_ = static_cast<size_t>(packet_.next());
    rows_ = packet_.next();
    mask_ = next_operand();
    if (use_ != MaskUse::indices) from_ = next_operand();
    for (auto n = packet_.next(); n-- > 0;) {
      int64_t memory = packet_.next();
      to_.push_back(memory == kNoMemory ? next_blocks() : Tile{find_memory(memory).data, 1, {0}, {0}, {0}});
      in_memory_ = memory != kNoMemory;
      single_ = in_memory_ && packet_.next();
    }
  }

  // Piece by piece of the tasks' points, all tasks at once. A true element has a place by its number among all of them.
  void run() {
    std::vector<int64_t> counts = counts_of_pieces();
    std::vector<int64_t> all = exchange_.all(std::accumulate(counts.begin(), counts.end(), int64_t{0}));
    std::vector<int64_t> pieces = exchange_.all(static_cast<int64_t>(counts.size()));
    int64_t before = 0;
    for (int64_t n : all) {
      places_.push_back({before, before});
      before += n;
    }
    auto most = static_cast<size_t>(*std::max_element(pieces.begin(), pieces.end()));
    for (size_t k = 0; k < most; ++k) {
      std::vector<int64_t> of_piece = exchange_.all(k < counts.size() ? counts[k] : 0);
      for (size_t t = 0; t < places_.size(); ++t) places_[t] = {places_[t].end, places_[t].end + of_piece[t]};
      begin_ = std::min(static_cast<int64_t>(k) * kPiece, points());
      end_ = std::min(begin_ + kPiece, points());
      if (use_ == MaskUse::expand)
        expand();
      else
        write(exchange_.swap(use_ == MaskUse::compress ? chosen() : numbers()));
    }
  }

 private:
  struct Range {
    int64_t begin, end;
    int64_t size() const { return std::max<int64_t>(0, end - begin); }
  };

  std::vector<int64_t> counts_of_pieces() const {
    std::vector<int64_t> counts;
    for (int64_t at = 0; at < points(); at += kPiece) {
      int64_t n = 0;
      for_points(at, std::min(at + kPiece, points()), {mask_}, [&](char* const* p) { n += *p[0] != 0; });
      counts.push_back(n);
    }
    return counts;
  }

  const Range& mine() const { return places_[static_cast<size_t>(exchange_.me())]; }

  // Those of some places that a task has.
  Range owned(int task, const Range& places) const {
    return {std::max(places.begin, task * rows_), std::min(places.end, (task + 1) * rows_)};
  }

  // The chosen elements go to those who have their places.
  Parcels chosen() const {
    Parcels out = addressed(item_);
    char* to = out.bytes.data();
    for_points(begin_, end_, {mask_, from_}, [&](char* const* p) {
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
    number += begin_;
    for_points(begin_, end_, {mask_}, [&](char* const* p) {
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
      out.sizes.push_back(owned(t, mine()).size() * static_cast<int64_t>(item));
    out.bytes.resize(static_cast<size_t>(mine().size()) * item);
    return out;
  }

  void write(const Parcels& got) const {
    const char* p = got.bytes.data();
    for (const Range& places : places_) {
      Range own = owned(exchange_.me(), places);
      for (int64_t k = own.begin; k < own.end; ++k)
        if (use_ == MaskUse::compress) {
          std::memcpy(place(0, k), p, item_);
          p += item_;
        } else {
          write_indices(k, p);
          p += sizeof(int64_t);
        }
    }
  }

  void write_indices(int64_t k, const char* from) const {
    int64_t number;
    std::memcpy(&number, from, sizeof number);
    for (size_t d = to_.size(); d-- > 0; number /= box_[d]) {
      int64_t index = number % box_[d];
      std::memcpy(place(d, k), &index, sizeof index);
    }
  }

  char* place(size_t array, int64_t k) const {
    return to_[array].data + (k - exchange_.me() * rows_) * to_[array].stride[0];
  }

  void expand() const {
    Parcels values;
    const char* p;
    size_t step = single_ ? 0 : item_;
    if (in_memory_) {
      p = to_[0].data + static_cast<size_t>(mine().begin) * step;
    } else {
      values = exchange_.swap(values_for_all());
      p = values.bytes.data();
    }
    for_points(begin_, end_, {mask_, from_}, [&](char* const* at) {
      if (*at[0] == 0) return;
      std::memcpy(at[1], p, item_);
      p += step;
    });
  }

  // The values that this task has, to those who have their places.
  Parcels values_for_all() const {
    Parcels out;
    for (const Range& places : places_) {
      Range own = owned(exchange_.me(), places);
      out.sizes.push_back(own.size() * static_cast<int64_t>(item_));
      for (int64_t k = own.begin; k < own.end; ++k) out.bytes.insert(out.bytes.end(), place(0, k), place(0, k) + item_);
    }
    return out;
  }

  MaskUse use_;
  size_t item_;
  int64_t rows_;  // elements of `to_` that each task has, but the last
  Walking mask_, from_;
  std::vector<Tile> to_;
  bool in_memory_ = false, single_ = false;
  int64_t begin_ = 0, end_ = 0;  // points of the piece in hand,
  std::vector<Range> places_;    // and the places of its true elements, by task
};

}  // namespace

void launch_mask(legate::Library library, const MaskWork& work, int64_t tasks) {
  bool expands = work.use == MaskUse::expand;
  SharedBox places({work.count}, tasks);
  int axes = static_cast<int>(work.box.shape.size());
  JointLaunch launch(library, TaskId::mask, work.box, tasks);
  launch.packet << static_cast<int64_t>(work.use) << static_cast<int64_t>(work.item) << places.rows;
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
