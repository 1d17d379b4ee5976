#include "engine/legion/products.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <memory>
#include <vector>

#include "core/parallel.h"
#include "engine/legion/binary.h"
#include "engine/legion/tile_view.h"
#include "ops_gen.h"

namespace lnp::legion {
namespace {

constexpr int64_t kSmallResult = int64_t{4} << 20;  // bytes
constexpr int64_t kPieces = int64_t{8} << 20;       // bytes of the second matrix that a task has at once
constexpr int64_t kPanel = int64_t{4} << 20;        // bytes of sums that wait to be added

// A matrix, or a part of one.
struct Block {
  char* data;
  int64_t rows, cols, stride[2];

  Block part(int64_t row, int64_t n_rows, int64_t col, int64_t n_cols) const {
    return {data + row * stride[0] + col * stride[1], n_rows, n_cols, {stride[0], stride[1]}};
  }
};

bool shares_sums(const Product& p) {
  return p.rows * p.cols * static_cast<int64_t>(item_size(p.dtype)) <= kSmallResult && p.depth > p.rows;
}

class ProductLeaf : JointLeaf {
 public:
  explicit ProductLeaf(const legate::TaskContext& context) : JointLeaf(context) {
    dtype_ = static_cast<DType>(packet_.next());
    item_ = static_cast<int64_t>(item_size(dtype_));
    add_ = host().loops->ops[static_cast<size_t>(Op::add)].loops[packet_.next()].fn;
    shares_sums_ = packet_.next();
    int64_t rows = packet_.next();
    rows_each_ = packet_.next();
    cols_ = packet_.next();
    depth_ = packet_.next();
    depth_each_ = packet_.next();
    raised_to_ = packet_.next();
    int64_t own_rows = part_of(exchange_.me(), rows, rows_each_),
            own_depth = part_of(exchange_.me(), depth_, depth_each_);
    a_ = shares_sums_ ? next_matrix(rows, own_depth, 1, depth_each_) : next_matrix(own_rows, depth_, 0, rows_each_);
    b_everywhere_ = packet_.next();
    b_ = b_everywhere_ && !shares_sums_ ? next_matrix(depth_, cols_, 0, 0)
                                        : next_matrix(own_depth, cols_, 0, depth_each_);
    Tile out = next_blocks();
    out_ = {out.data, own_rows, cols_, {out.stride[0], out.stride[1]}};
  }

  void run() {
    if (shares_sums_)
      share_sums();
    else if (b_everywhere_)
      multiply(out_, a_, b_);
    else
      share_rows();
    if (raised_) reinterpret_cast<std::atomic<uint8_t>*>(find_memory(raised_to_).data)->fetch_or(raised_);
  }

 private:
  // How many of `all` a task has, of which each has so many but the last ones.
  static int64_t part_of(int64_t task, int64_t all, int64_t each) {
    return std::clamp<int64_t>(all - task * each, 0, each);
  }

  // This task's part of a matrix, which is cut along an axis.
  Block next_matrix(int64_t rows, int64_t cols, int axis, int64_t each) {
    int64_t memory = packet_.next();
    if (memory == kNoMemory) {
      Tile t = next_blocks();
      return {t.data, rows, cols, {t.stride[0], t.stride[1]}};
    }
    Block b{find_memory(memory).data, rows, cols, {0, 0}};
    for (int64_t& s : b.stride) s = packet_.next();
    b.data += exchange_.me() * each * b.stride[axis];
    return b;
  }

  // c = a b
  void multiply(const Block& c, const Block& a, const Block& b) {
    if (c.rows == 0 || c.cols == 0) return;
    auto on = [&](const Block& m) {
      int64_t shape[2] = {m.rows, m.cols};
      return std::make_unique<TileView>(m.data, 2, shape, m.stride, dtype_);
    };
    OneThread alone;
    raised_ |= host().matmul(on(c)->get(), on(a)->get(), on(b)->get(), alone);
  }

  // c += a b, some rows at a time
  void add_product(const Block& c, const Block& a, const Block& b) {
    int64_t row = cols_ * item_, some = std::clamp<int64_t>(kPanel / row, 1, std::max<int64_t>(1, c.rows));
    std::vector<char> sums(static_cast<size_t>(some * row));
    for (int64_t r = 0; r < c.rows; r += some) {
      int64_t n = std::min(some, c.rows - r);
      multiply({sums.data(), n, cols_, {row, item_}}, a.part(r, n, 0, a.cols), b);
      add(c.part(r, n, 0, cols_), sums.data());
    }
  }

  // c += sums, which are contiguous
  void add(const Block& c, const char* sums) const {
    for (int64_t r = 0; r < c.rows; ++r, sums += cols_ * item_) {
      char* row = c.data + r * c.stride[0];
      apply_binary(add_, row, row, item_, sums, cols_, item_);
    }
  }

  // Each task has rows of the result; of the second matrix all tasks show each other so many rows at a time.
  void share_rows() {
    int64_t row = cols_ * item_, some = std::clamp<int64_t>(kPieces / (row * exchange_.tasks()), 1, depth_each_);
    bool first = true;
    for (int64_t at = 0; at < depth_each_; at += some) {
      std::vector<char> mine(static_cast<size_t>(some * row));
      int64_t own = std::clamp<int64_t>(b_.rows - at, 0, some);
      copy_rows({mine.data(), own, cols_, {row, item_}}, b_.part(at, own, 0, cols_));
      Parcels all = exchange_.spread(mine.data(), some * row);
      for (int t = 0; t < exchange_.tasks(); ++t) {
        int64_t n = std::clamp<int64_t>(part_of(t, depth_, depth_each_) - at, 0, some);
        Block piece{all.bytes.data() + t * some * row, n, cols_, {row, item_}};
        Block with = a_.part(0, a_.rows, t * depth_each_ + at, n);
        if (n == 0) continue;
        if (first)
          multiply(out_, with, piece);
        else
          add_product(out_, with, piece);
        first = false;
      }
    }
  }

  // Of as many columns; a matrix in a store or in rows has neighbours beside each other.
  void copy_rows(const Block& to, const Block& from) const {
    bool beside = from.stride[1] == item_ && to.stride[1] == item_;
    for (int64_t r = 0; r < from.rows; ++r) {
      char* row = to.data + r * to.stride[0];
      const char* with = from.data + r * from.stride[0];
      if (beside) std::memcpy(row, with, static_cast<size_t>(cols_ * item_));
      for (int64_t k = 0; !beside && k < cols_; ++k)
        std::memcpy(row + k * to.stride[1], with + k * from.stride[1], static_cast<size_t>(item_));
    }
  }

  // Each task has a part of every sum; these are added in the order of tasks by the one that has the row of the result.
  void share_sums() {
    int64_t row = cols_ * item_;
    Parcels parts;
    parts.bytes.resize(static_cast<size_t>(a_.rows * row));
    multiply({parts.bytes.data(), a_.rows, cols_, {row, item_}}, a_, b_);
    for (int t = 0; t < exchange_.tasks(); ++t) parts.sizes.push_back(part_of(t, a_.rows, rows_each_) * row);
    Parcels got = exchange_.swap(parts);
    char* sums = got.bytes.data();
    copy_rows(out_, {sums, out_.rows, cols_, {row, item_}});
    for (int t = 1; t < exchange_.tasks(); ++t) add(out_, sums += out_.rows * row);
  }

  DType dtype_;
  int64_t item_;
  LoopFn add_;
  bool shares_sums_, b_everywhere_;
  int64_t rows_each_, cols_, depth_, depth_each_, raised_to_;
  Block a_, b_, out_;
  uint8_t raised_ = 0;
};

}  // namespace

void launch_product(legate::Library library, const Product& p, int64_t tasks) {
  bool sums = shares_sums(p);
  SharedBox rows({p.rows}, tasks), depth({p.depth}, tasks);
  JointLaunch launch(library, TaskId::product, sums ? depth : rows, tasks);
  launch.packet << static_cast<int64_t>(p.dtype) << p.add << sums << p.rows << rows.rows << p.cols << p.depth
                << depth.rows << p.raised;
  auto matrix = [&](const Matrix& m, int split, int64_t each) {
    launch.packet << m.memory;
    if (m.store)
      launch.blocks(*m.store, split, each, true, false);
    else
      launch.packet << m.stride[0] << m.stride[1];
  };
  matrix(p.a, sums ? 1 : 0, sums ? depth.rows : rows.rows);
  launch.packet << (p.b.memory != kNoMemory);
  matrix(p.b, 0, depth.rows);
  launch.blocks(p.out, 0, rows.rows, false, true);
  launch.submit();
}

void register_product_task(legate::Library library) {
  JointTask<ProductLeaf, TaskId::product>::register_variants(library);
}

}  // namespace lnp::legion
