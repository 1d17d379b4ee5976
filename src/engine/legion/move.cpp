#include "engine/legion/move.h"

#include <algorithm>
#include <cstring>
#include <numeric>
#include <tuple>

#include "core/items.h"
#include "engine/legion/ends.h"

namespace lnp::legion {
namespace {

constexpr int64_t kPiece = int64_t{1} << 18;       // runs that travel at once,
constexpr int64_t kPieceBytes = int64_t{1} << 20;  // or so many bytes of elements

void copy_bytes(char* to, const char* from, size_t bytes) {
  switch (bytes) {
    case 1:
    case 2:
    case 4:
    case 8:
    case 16: return with_item(bytes, [=](auto type) { std::memcpy(to, from, sizeof type); });
    default: std::memcpy(to, from, bytes);
  }
}

// A run of elements that are neighbours here and there.
struct Run {
  Blocks::Spot spot;
  char* here;
};

class MoveLeaf : JointLeaf {
 public:
  explicit MoveLeaf(const legate::TaskContext& context) : JointLeaf(context) {
    push_ = packet_.next();
    item_ = packet_.next();
    offset_ = packet_.next();
    run_ = packet_.next();
    int64_t faults = packet_.next();
    if (faults != kNoMemory) faults_ = reinterpret_cast<IndexFaults*>(find_memory(faults).data);
    for (int d = 0; d < ndim_; ++d) stride_[d] = packet_.next();
    next_there();
    here_ = next_operand();
    for (auto n = packet_.next(); n-- > 0;) {
      Index index{{}, packet_.next(), packet_.next()};
      index.array = next_operand();
      indices_.push_back(index);
    }
    check_runs();
  }

  void run() {
    if (push_)
      push();
    else
      pull();
  }

 private:
  struct Index {
    Walking array;
    int64_t extent, stride;
  };

  void next_there() {
    int64_t memory = packet_.next();
    if (memory != kNoMemory) {
      there_ = find_memory(memory).data;
      return;
    }
    blocks_ = next_blocks_shape(&packet_);
    tile_ = next_blocks();
  }

  // Runs are copied as they are: Legate's instances have neighbours of the last axis beside each other.
  void check_runs() const {
    bool beside = here_.stride[ndim_ - 1] == item_ && (there_ || tile_.stride[tile_.ndim - 1] == item_);
    if (run_ == 1 || points() == 0 || (!there_ && !tile_.data) || beside) return;
    internal_error("rows of an array are not contiguous");
  }

  void begin() {
    at_ = 0;
    std::fill_n(point_, ndim_, 0);
  }

  // The next run, in C order of the task's points; those whose index does not fit are left out, and noted.
  bool next(Run* run) {
    for (; at_ < points(); step()) {
      int64_t byte = offset_;
      char* here = here_.data;
      for (int d = 0; d < ndim_; ++d) {
        byte += (first_[d] + point_[d]) * stride_[d];
        here += point_[d] * here_.stride[d];
      }
      if (!add_indices(&byte)) continue;
      int64_t element = byte / item_;
      *run = {there_ ? Blocks::Spot{exchange_.me(), element} : blocks_.find(element), here};
      step();
      return true;
    }
    return false;
  }

  void step() {
    at_ += run_;
    for (int d = ndim_; d-- > 0;) {
      point_[d] += d == ndim_ - 1 ? run_ : 1;
      if (point_[d] < extent_[d]) return;
      point_[d] = 0;
    }
  }

  bool add_indices(int64_t* byte) {
    for (size_t k = 0; k < indices_.size(); ++k) {
      const Index& index = indices_[k];
      const char* p = index.array.data;
      for (int d = 0; d < ndim_; ++d) p += point_[d] * index.array.stride[d];
      int64_t value;
      std::memcpy(&value, p, sizeof value);
      int64_t at = value < 0 ? value + index.extent : value;
      if (at < 0 || at >= index.extent) {
        note_fault(static_cast<int64_t>(k), value);
        return false;
      }
      *byte += at * index.stride;
    }
    return true;
  }

  void note_fault(int64_t array, int64_t value) {
    int64_t position = 0;
    for (int d = 0; d < ndim_; ++d) position = position * box_[d] + first_[d] + point_[d];
    faulty_ = true;
    std::lock_guard<std::mutex> lock(faults_->mutex);
    faults_->first.note({array, position, value});
  }

  size_t run_bytes() const { return static_cast<size_t>(run_ * item_); }

  char* address(int64_t at) const { return there_ ? there_ + at * item_ : Blocks::address(tile_, at); }

  void pull() {
    begin();
    if (there_) {
      for (Run run; next(&run);) copy_bytes(run.here, address(run.spot.at), run_bytes());
      return;
    }
    std::vector<int64_t> of_all = exchange_.all(pieces());
    for (int64_t n = *std::max_element(of_all.begin(), of_all.end()); n-- > 0;) pull_piece();
  }

  int64_t piece() const {
    return std::max<int64_t>(1, std::min(kPiece, kPieceBytes / static_cast<int64_t>(run_bytes())));
  }
  int64_t pieces() const { return (points() / run_ + piece() - 1) / piece(); }

  void pull_piece() {
    auto tasks = static_cast<size_t>(exchange_.tasks());
    std::vector<std::vector<int64_t>> wanted(tasks);
    std::vector<std::vector<char*>> places(tasks);
    Run run;
    for (int64_t n = 0; n < piece() && next(&run); ++n) {
      auto owner = static_cast<size_t>(run.spot.block);
      if (run.spot.block == exchange_.me()) {
        copy_bytes(run.here, address(run.spot.at), run_bytes());
        continue;
      }
      wanted[owner].push_back(run.spot.at);
      places[owner].push_back(run.here);
    }
    Parcels got = exchange_.swap(answer(exchange_.swap(packed(wanted))));
    const char* p = got.bytes.data();
    for (const auto& of_owner : places)
      for (char* here : of_owner) {
        copy_bytes(here, p, run_bytes());
        p += run_bytes();
      }
  }

  Parcels answer(const Parcels& wanted) const {
    Parcels out;
    auto each = static_cast<int64_t>(run_bytes());
    for (int64_t bytes : wanted.sizes) out.sizes.push_back(bytes / static_cast<int64_t>(sizeof(int64_t)) * each);
    size_t count = wanted.bytes.size() / sizeof(int64_t);
    out.bytes.resize(count * run_bytes());
    for (size_t i = 0; i < count; ++i) {
      int64_t at;
      std::memcpy(&at, wanted.bytes.data() + i * sizeof at, sizeof at);
      copy_bytes(out.bytes.data() + i * run_bytes(), address(at), run_bytes());
    }
    return out;
  }

  template <class T>
  static Parcels packed(const std::vector<std::vector<T>>& parts) {
    Parcels out;
    for (const auto& part : parts) {
      auto* bytes = reinterpret_cast<const char*>(part.data());
      out.bytes.insert(out.bytes.end(), bytes, bytes + part.size() * sizeof(T));
      out.sizes.push_back(static_cast<int64_t>(part.size() * sizeof(T)));
    }
    return out;
  }

  // Owners write what the tasks bring in their order, so that of equal places the last one stays. Where index arrays may name a
  // place twice and there is more than a piece of a task, tasks take turns.
  void push() {
    if (any_fault()) return;
    std::vector<int64_t> of_all = exchange_.all(pieces());
    int64_t most = *std::max_element(of_all.begin(), of_all.end()), first = 0, end = most;
    if (most > 1 && !indices_.empty()) {
      first = std::accumulate(of_all.begin(), of_all.begin() + exchange_.me(), int64_t{0});
      end = std::accumulate(of_all.begin(), of_all.end(), int64_t{0});
    }
    begin();
    for (int64_t turn = 0; turn < end; ++turn) push_piece(first <= turn && turn < first + pieces());
  }

  // Whether an index of some task does not fit.
  bool any_fault() {
    if (indices_.empty()) return false;
    begin();
    for (Run run; next(&run);) continue;
    std::vector<int64_t> faulty = exchange_.all(faulty_);
    return std::any_of(faulty.begin(), faulty.end(), [](int64_t f) { return f != 0; });
  }

  void push_piece(bool mine) {
    auto tasks = static_cast<size_t>(exchange_.tasks());
    std::vector<std::vector<int64_t>> places(tasks);
    std::vector<std::vector<char>> values(tasks);
    Run run;
    for (int64_t n = 0; mine && n < piece() && next(&run); ++n) {
      auto owner = static_cast<size_t>(run.spot.block);
      places[owner].push_back(run.spot.at);
      values[owner].insert(values[owner].end(), run.here, run.here + run_bytes());
    }
    Parcels to = exchange_.swap(packed(places)), from = exchange_.swap(packed(values));
    for (size_t i = 0; i < to.bytes.size() / sizeof(int64_t); ++i) {
      int64_t at;
      std::memcpy(&at, to.bytes.data() + i * sizeof at, sizeof at);
      copy_bytes(address(at), from.bytes.data() + i * run_bytes(), run_bytes());
    }
  }

  bool push_, faulty_ = false;
  int64_t item_, offset_, run_;
  int64_t stride_[kMaxStoreDims];
  IndexFaults* faults_ = nullptr;  // null without index arrays
  char* there_ = nullptr;          // the whole array, in memory
  Blocks blocks_;
  Tile tile_;
  Walking here_;
  std::vector<Index> indices_;
  int64_t point_[kMaxStoreDims], at_ = 0;
};

// How many elements along the last axis of the box are neighbours there, in one block and one row.
int64_t run_of(const Move& m) {
  auto last = static_cast<int>(m.box.shape.size()) - 1;
  auto item = static_cast<int64_t>(m.item);
  if (last < m.index_axes || last == m.box.split || m.stride[static_cast<size_t>(last)] != item || m.one_value)
    return 1;
  int64_t run = m.box.shape[static_cast<size_t>(last)];
  if (!m.blocks) return run;
  const Blocks& b = *m.blocks;
  int64_t row = b.shape[b.ndim - 1] * item, column = m.offset % row;
  bool in_row = b.ndim > 1 && b.split != b.ndim - 1 && column + run * item <= row;
  for (int d = 0; d < last; ++d) in_row = in_row && m.stride[static_cast<size_t>(d)] % row == 0;
  for (const Move::Index& i : m.indices) in_row = in_row && i.stride % row == 0;
  return in_row ? run : 1;
}

}  // namespace

void IndexFault::note(const IndexFault& other) {
  if (other.array >= 0 && (array < 0 || std::tie(other.array, other.position) < std::tie(array, position)))
    *this = other;
}

void launch_move(legate::Library library, const Move& m, int64_t tasks, int64_t faults) {
  JointLaunch launch(library, TaskId::move, m.box, tasks);
  launch.packet << m.push << static_cast<int64_t>(m.item) << m.offset << run_of(m) << faults;
  for (int64_t s : m.stride) launch.packet << s;
  launch.packet << m.there.memory;
  if (m.there.store) {
    launch.packet << *m.blocks;
    launch.blocks(*m.there.store, m.blocks->split, m.blocks->rows, true, m.push);
  }
  int axes = m.one_value ? 0 : static_cast<int>(m.box.shape.size());
  launch.operand(m.here, axes, m.push, !m.push);
  launch.packet << static_cast<int64_t>(m.indices.size());
  for (const Move::Index& i : m.indices) {
    launch.packet << i.extent << i.stride;
    launch.operand(i.array, m.index_axes, true, false);
  }
  launch.submit();
}

void register_move_task(legate::Library library) { JointTask<MoveLeaf, TaskId::move>::register_variants(library); }

}  // namespace lnp::legion
