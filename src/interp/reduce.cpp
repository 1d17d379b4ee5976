// Reductions. The order in which elements are combined depends on the box alone, never on threads or tiles in flight:
// a reduction is a binary tree over units (blocks of rows, or halves of one long row), combined pairwise.
//
// Along one contiguous run the tree splits as NumPy's pairwise summation does (halves rounded down to a multiple of
// eight; complex numbers: of four) and its leaves go on in the same way inside ReduceFn, so the sum of a contiguous
// array has NumPy's bits, whatever the size of the leaves.
#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <memory>

#include "interp/strided.h"
#include "interp/tile_runner.h"

namespace lnp {
namespace {

constexpr int64_t kItemBytes = 16;  // accumulators are laid out for the widest type

using Index = std::array<int64_t, kMaxDims>;  // in a program's box

// Some dims of a box.
class Dims {
 public:
  void add(size_t d) { dims_[count_++] = static_cast<uint8_t>(d); }
  void remove_last() { --count_; }
  size_t count() const { return count_; }
  size_t operator[](size_t k) const { return dims_[k]; }
  const uint8_t* begin() const { return dims_.data(); }
  const uint8_t* end() const { return dims_.data() + count_; }

 private:
  size_t count_ = 0;
  std::array<uint8_t, kMaxDims> dims_;
};

// One result, or one row of results, being reduced: the kept indices are fixed, and the reduced ones run.
struct Job {
  Index start;                 // first index in the box; the reduced dims are filled in while running
  int64_t width;               // results in a row: columns when the last dim is kept, else 1
  std::atomic<bool>* settled;  // null, or: a thread has found an element that decides the result
};

// Room for intermediate results: on the stack unless there are many.
class Accumulators {
 public:
  explicit Accumulators(size_t bytes) {
    if (bytes > sizeof few_) many_ = std::make_unique_for_overwrite<char[]>(bytes);
  }
  char* get() { return many_ ? many_.get() : few_; }

 private:
  alignas(kItemBytes) char few_[4 * kItemBytes];
  std::unique_ptr<char[]> many_;
};

class Reducer {
 public:
  Reducer(const Program& p, const RunArgs& args, Parallel& parallel) : p_(p), args_(args), parallel_(parallel) {
    nd_ = p.shape.size();
    cols_reduced_ = p.reduced[nd_ - 1] != 0;
    rows_reduced_ = p.reduced[nd_ - 2] != 0;
    for (size_t d = 0; d + 1 < nd_; ++d)
      if (!p.reduced[d])
        kept_.add(d);
      else if (d + 2 < nd_)
        outer_reduced_.add(d);
    row_blocks_ = rows_reduced_ ? (p.shape[nd_ - 2] + p.unit_rows - 1) / p.unit_rows : 1;
    units_ = row_blocks_;
    for (size_t d : outer_reduced_) units_ *= p.shape[d];
    parallel_ok_ = parallel.threads() > 1 && p.cost_ns() > kParallelNs;
    const NativeProgram* native = p.native->get();
    bool whole = native && native->whole && native->runs[0].reductions.size() == p.reductions.size();
    whole_cols_ = whole ? kWholeTile : 0;
  }

  void run() {
    col_chunks_ = cols_reduced_ ? 1 : (p_.shape[nd_ - 1] + p_.tile_cols - 1) / p_.tile_cols;
    if (cols_reduced_ && !rows_reduced_ && outer_reduced_.count() == 0 && p_.shape[nd_ - 1] <= p_.tile_cols)
      run_rows();
    else
      run_jobs();
  }

 private:
  // Many short rows, each reduced to one value: tiles hold several whole rows.
  void run_rows() {
    kept_.remove_last();  // the rows
    int64_t blocks = (p_.shape[nd_ - 2] + p_.tile_rows - 1) / p_.tile_rows, count = blocks;
    for (size_t d : kept_) count *= p_.shape[d];
    auto body = [](void* self, int64_t begin, int64_t end) { static_cast<Reducer*>(self)->reduce_rows(begin, end); };
    if (parallel_ok_ && count > 1)
      parallel_.run(count, body, this);
    else
      body(this, 0, count);
  }

  void reduce_rows(int64_t begin, int64_t end) {
    TileRunner runner(p_, args_);
    int64_t blocks = (p_.shape[nd_ - 2] + p_.tile_rows - 1) / p_.tile_rows, cols = p_.shape[nd_ - 1];
    Index start{};
    for (int64_t i = begin; i < end; ++i) {
      fill_kept(i / blocks, start);
      start[nd_ - 2] = i % blocks * p_.tile_rows;
      int64_t rows = std::min(p_.tile_rows, p_.shape[nd_ - 2] - start[nd_ - 2]);
      runner.run(start.data(), rows, cols);
      for (const ReduceSpec& r : p_.reductions) {
        char* out = out_at(r, start);
        for (int64_t k = 0; k < rows; ++k) runner.reduce(r, k, cols, out + k * p_.strides[r.out][nd_ - 2]);
        note(runner, r);
      }
    }
  }

  void run_jobs() {
    int64_t jobs = col_chunks_;
    for (size_t d : kept_) jobs *= p_.shape[d];
    split_jobs_ = parallel_ok_ && jobs < 2 * parallel_.threads();
    auto body = [](void* self, int64_t begin, int64_t end) {
      for (int64_t j = begin; j < end; ++j) static_cast<Reducer*>(self)->reduce_job(j);
    };
    if (parallel_ok_ && jobs > 1)
      parallel_.run(jobs, body, this);
    else
      body(this, 0, jobs);
  }

  void reduce_job(int64_t j) {
    std::atomic<bool> settled{false};
    Job job{{}, 1, p_.settled_by >= 0 && cols_reduced_ ? &settled : nullptr};
    fill_kept(j / col_chunks_, job.start);
    if (!cols_reduced_) {
      job.start[nd_ - 1] = j % col_chunks_ * p_.tile_cols;
      job.width = std::min(p_.tile_cols, p_.shape[nd_ - 1] - job.start[nd_ - 1]);
    }
    Accumulators acc(room(job));
    if (job.settled && split_jobs_) first_leaf(job, acc.get());  // may be all there is to do: not worth waking others
    unit_tree(job, 0, units_, acc.get());
    char* at = acc.get();
    for (const ReduceSpec& r : p_.reductions) {
      int64_t item = r.item, step = cols_reduced_ ? item : p_.strides[r.out][nd_ - 1];
      scatter_loop(r.item)(Tile{{out_at(r, job.start), at}, {step, item}, {0, 0}, job.width, 1});
      at += job.width * kItemBytes;
    }
  }

  size_t room(const Job& job) const { return static_cast<size_t>(job.width * kItemBytes) * p_.reductions.size(); }

  // Whether the result is known; it is in acc then.
  bool settled(const Job& job, char* acc) const {
    if (!job.settled || !job.settled->load(std::memory_order_relaxed)) return false;
    *acc = static_cast<char>(p_.settled_by);
    return true;
  }

  void first_leaf(const Job& job, char* acc) {
    int64_t rows = rows_reduced_ ? std::min(p_.tile_rows, p_.shape[nd_ - 2]) : 1;
    column_leaf(job, rows, 0, std::min(p_.tile_cols, p_.shape[nd_ - 1]), acc);
  }

  // Combines units [lo, hi) into acc.
  void unit_tree(const Job& job, int64_t lo, int64_t hi, char* acc) {
    if (hi - lo == 1) {
      unit(job, lo, acc);
      return;
    }
    int64_t mid = lo + (hi - lo) / 2;
    both(
        job, acc, (hi - lo) * p_.unit_rows * p_.tile_cols, [&](char* a) { unit_tree(job, lo, mid, a); },
        [&](char* a) { unit_tree(job, mid, hi, a); });
  }

  template <class Left, class Right>
  void both(const Job& job, char* acc, int64_t elements, Left left, Right right) {
    if (settled(job, acc)) return;
    Accumulators other(room(job));
    if (split_jobs_ && p_.ns_per_element * static_cast<double>(elements) > kParallelNs) {
      struct Context {
        Left& left;
        Right& right;
        char *a, *b;
      } context{left, right, acc, other.get()};
      parallel_.pair(
          [](void* c, int which) {
            auto& x = *static_cast<Context*>(c);
            which == 0 ? x.left(x.a) : x.right(x.b);
          },
          &context);
    } else {
      left(acc);
      right(other.get());
    }
    combine(job, acc, other.get());
  }

  void combine(const Job& job, char* acc, char* other) {
    TileRunner runner(p_, args_);
    for (const ReduceSpec& r : p_.reductions) {
      int64_t item = r.item;
      r.combine(Tile{{acc, acc, other}, {item, item, item}, {0, 0, 0}, job.width, 1});
      note(runner, r);
      acc += job.width * kItemBytes;
      other += job.width * kItemBytes;
    }
  }

  // A unit is a block of rows at one index of the outer reduced dims.
  void unit(const Job& job, int64_t u, char* acc) {
    Job at = job;
    int64_t rest = u / row_blocks_;
    for (size_t k = outer_reduced_.count(); k-- > 0;) {
      at.start[outer_reduced_[k]] = rest % p_.shape[outer_reduced_[k]];
      rest /= p_.shape[outer_reduced_[k]];
    }
    int64_t rows = 1;
    if (rows_reduced_) {
      at.start[nd_ - 2] = u % row_blocks_ * p_.unit_rows;
      rows = std::min(p_.unit_rows, p_.shape[nd_ - 2] - at.start[nd_ - 2]);
    }
    if (cols_reduced_)
      column_tree(at, rows, 0, p_.shape[nd_ - 1], acc);
    else
      sum_rows(at, rows, acc);
  }

  void sum_rows(const Job& at, int64_t rows, char* acc) {
    TileRunner runner(p_, args_);
    Index start = at.start;
    for (int64_t row = 0; row < rows; row += p_.tile_rows) {
      int64_t count = std::min(p_.tile_rows, rows - row);
      runner.run(start.data(), count, at.width);
      add_rows(runner, row == 0, count, at.width, acc);
      start[nd_ - 2] += count;
    }
  }

  // The rows of the tile that ran last; `first`: there is nothing in acc yet.
  void add_rows(TileRunner& runner, bool first, int64_t rows, int64_t width, char* acc) {
    alignas(kItemBytes) char zero[kItemBytes] = {};
    for (const ReduceSpec& r : p_.reductions) {
      Tile v;
      runner.resolve(r.value, width, 1, &v);
      int64_t item = r.item;
      if (first && r.from_zero)
        r.combine(Tile{{acc, zero, v.p[1]}, {item, 0, v.step[1]}, {0, 0, 0}, width, 1});
      else if (first)
        gather_loop(r.item)(Tile{{acc, v.p[1]}, {item, v.step[1]}, {0, 0}, width, 1});
      char* next = v.p[1] + (first ? v.row[1] : 0);
      if (rows > first)
        r.combine(Tile{{acc, acc, next}, {item, item, v.step[1]}, {0, 0, v.row[1]}, width, rows - first});
      note(runner, r);
      acc += width * kItemBytes;
    }
  }

  // Columns [lo, lo + n) of `rows` rows.
  void column_tree(const Job& at, int64_t rows, int64_t lo, int64_t n, char* acc) {
    if (n <= p_.tile_cols || (rows == 1 && n <= whole_cols_)) {
      if (column_leaf(at, rows, lo, n, acc)) return;
    }
    int64_t half = n / 2;
    half -= half % p_.run_step;
    both(
        at, acc, n, [&](char* a) { column_tree(at, rows, lo, half, a); },
        [&](char* a) { column_tree(at, rows, lo + half, n - half, a); });
  }

  // False: the leaf is too large, after all.
  bool column_leaf(const Job& at, int64_t rows, int64_t lo, int64_t n, char* acc) {
    if (settled(at, acc)) return true;
    char* result = acc;
    TileRunner runner(p_, args_);
    Index start = at.start;
    start[nd_ - 1] = lo;
    if (n > p_.tile_cols) {
      if (!runner.run_whole(start.data(), rows, n)) return false;
    } else {
      runner.run(start.data(), rows, n);
    }
    for (const ReduceSpec& r : p_.reductions) {
      runner.reduce(r, 0, n, acc);
      for (int64_t k = 1; k < rows; ++k) {
        alignas(16) char row[kItemBytes];
        runner.reduce(r, k, n, row);
        int64_t item = r.item;
        r.combine(Tile{{acc, acc, row}, {item, item, item}, {0, 0, 0}, 1, 1});
      }
      note(runner, r);
      acc += kItemBytes;
    }
    if (at.settled && *result == p_.settled_by) at.settled->store(true, std::memory_order_relaxed);
    return true;
  }

  void note(TileRunner& runner, const ReduceSpec& r) {
    if (r.check_flags)
      runner.note_flags(r.instr);
    else
      TileRunner::clear_flags();
  }

  void fill_kept(int64_t index, Index& start) const {
    for (size_t k = kept_.count(); k-- > 0;) {
      start[kept_[k]] = index % p_.shape[kept_[k]];
      index /= p_.shape[kept_[k]];
    }
  }

  char* out_at(const ReduceSpec& r, const Index& start) const {
    char* p = args_.bases[r.out];
    for (size_t d = 0; d < nd_; ++d)
      if (!p_.reduced[d]) p += start[d] * p_.strides[r.out][d];
    return p;
  }

  const Program& p_;
  const RunArgs& args_;
  Parallel& parallel_;
  size_t nd_;
  bool cols_reduced_, rows_reduced_, parallel_ok_, split_jobs_ = false;
  Dims kept_, outer_reduced_;  // outside the tile
  int64_t row_blocks_, units_, col_chunks_ = 1;
  int64_t whole_cols_;  // of a leaf that native code reduces: it has no registers to keep small
};

}  // namespace

void run_reduction(const Program& p, const RunArgs& args, Parallel& parallel) { Reducer(p, args, parallel).run(); }

}  // namespace lnp
