// Walks the box of a program in tiles.
#include <immintrin.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>

#include "interp/strided.h"
#include "interp/tile_runner.h"

namespace lnp {
namespace {

// Invalid, divide-by-zero, overflow, underflow: bits 0, 2, 3, 4 of MXCSR. Denormal and inexact do not count.
constexpr unsigned kCounted = 0x1d;

constexpr int64_t kTilesOfThread = 8;

bool raised() { return (_mm_getcsr() & kCounted) != 0; }

char* immediate_at(const RunArgs& args, uint32_t index) {
  return const_cast<char*>(reinterpret_cast<const char*>(&args.immediates[index]));
}

// Memory that a thread keeps.
struct Scratch {
  char* data = nullptr;
  size_t bytes = 0;

  char* at_least(size_t wanted) {
    if (wanted > bytes) {
      std::free(data);
      bytes = (wanted + 4095) & ~size_t{4095};
      data = static_cast<char*>(std::aligned_alloc(64, bytes));
      if (!data) std::abort();
    }
    return data;
  }
  ~Scratch() { std::free(data); }
};

// Tiles of a box that begins at `first` in the program's.
struct Walk {
  const Program* program;
  const RunArgs* args;
  int64_t shape[kMaxDims], first[kMaxDims] = {};
  int64_t tile_rows, tile_cols, row_tiles, col_tiles;

  int64_t tiles() const {
    int64_t count = row_tiles * col_tiles;
    for (size_t d = 0; d + 2 < program->shape.size(); ++d) count *= shape[d];
    return count;
  }
};

Walk walk_all(const Program& p, const RunArgs& args) {
  Walk w{&p, &args};
  std::copy(p.shape.begin(), p.shape.end(), w.shape);
  return w;
}

void choose_tiles(Walk* w, int threads) {
  const Program& p = *w->program;
  size_t nd = p.shape.size();
  int64_t rows = w->shape[nd - 2], cols = w->shape[nd - 1];
  w->tile_rows = p.tile_rows;
  w->tile_cols = p.tile_cols;
  const NativeProgram* native = p.native->get();
  if (native ? native->whole : p.one_pass()) {
    int64_t of_thread = threads == 1 ? p.size : p.size / (threads * kTilesOfThread);
    int64_t tile = p.tile_rows * p.tile_cols;  // of narrow types, of more elements
    int64_t elements = std::clamp(of_thread, tile, std::max(kWholeTile, 16 * tile));
    w->tile_cols = std::max(p.tile_cols, std::min(cols, elements));
    w->tile_rows = std::max<int64_t>(1, std::min(rows, elements / w->tile_cols));
  }
  w->row_tiles = (rows + w->tile_rows - 1) / w->tile_rows;
  w->col_tiles = (cols + w->tile_cols - 1) / w->tile_cols;
}

void run_tiles(void* context, int64_t begin, int64_t end) {
  const Walk& w = *static_cast<const Walk*>(context);
  const Program& p = *w.program;
  TileRunner runner(p, *w.args);
  size_t nd = p.shape.size();
  int64_t start[kMaxDims];
  for (int64_t tile = begin; tile < end; ++tile) {
    int64_t rest = tile / (w.row_tiles * w.col_tiles), in_plane = tile % (w.row_tiles * w.col_tiles);
    for (size_t d = nd - 2; d-- > 0;) {
      start[d] = w.first[d] + rest % w.shape[d];
      rest /= w.shape[d];
    }
    int64_t row = in_plane / w.col_tiles * w.tile_rows, col = in_plane % w.col_tiles * w.tile_cols;
    start[nd - 2] = w.first[nd - 2] + row;
    start[nd - 1] = w.first[nd - 1] + col;
    runner.run(start, std::min(w.tile_rows, w.shape[nd - 2] - row), std::min(w.tile_cols, w.shape[nd - 1] - col));
  }
}

}  // namespace

TileRunner::TileRunner(const Program& p, const RunArgs& args) : p_(p), args_(args), native_(p.native->get()) {
  size_t bytes = static_cast<size_t>(p.registers) * p.register_bytes;
  if (native_) bytes += native_->saved_bytes * static_cast<size_t>(p.tile_rows * p.tile_cols);
  scratch_ = thread_scratch(bytes);
  clear_flags();  // of what else this thread has done
}

TileRunner::~TileRunner() {
  if (run_twice_ > 0) p_.native->judge(tiles_, run_twice_);
}

char* TileRunner::thread_scratch(size_t bytes) {
  thread_local Scratch scratch;
  return scratch.at_least(bytes);
}

char* TileRunner::thread_results(size_t bytes) {
  thread_local Scratch results;
  return results.at_least(bytes);
}

void TileRunner::note_flags(uint32_t instr) {
  unsigned csr = _mm_getcsr();
  if ((csr & kCounted) == 0) return;
  std::atomic_ref<uint8_t>(args_.flags[instr]).fetch_or(static_cast<uint8_t>(csr & kCounted));
  _mm_setcsr(csr & ~0x3fu);
}

void TileRunner::clear_flags() {
  unsigned csr = _mm_getcsr();
  if (csr & kCounted) _mm_setcsr(csr & ~0x3fu);
}

inline char* TileRunner::pointer(const Ref& r) const {
  switch (r.kind) {
    case RefKind::reg: return scratch_ + static_cast<size_t>(r.index) * p_.register_bytes;
    case RefKind::memory: return at_[r.index];
    default: return immediate_at(args_, r.index);
  }
}

int64_t TileRunner::row_of(const Ref& r, int64_t cols) const {
  return r.kind == RefKind::reg      ? cols * r.step
         : r.kind == RefKind::memory ? p_.strides[r.index][p_.shape.size() - 2]
                                     : 0;
}

void TileRunner::resolve(const Ref& r, int64_t cols, int k, Tile* t) const {
  t->p[k] = pointer(r);
  t->step[k] = r.step;
  t->row[k] = row_of(r, cols);
}

void TileRunner::move_to(const int64_t* start) {
  size_t nd = p_.shape.size();
  for (size_t a = 0; a < p_.strides.size(); ++a) {
    char* p = args_.bases[a];
    const int64_t* strides = p_.strides[a].data();
    for (size_t d = 0; d < nd; ++d) p += start[d] * strides[d];
    at_[a] = p;
  }
  reducer_ = nullptr;
}

void TileRunner::run(const int64_t* start, int64_t rows, int64_t cols) {
  bool any_size = !native_ && p_.one_pass();
  if (rows * cols > p_.tile_rows * p_.tile_cols && !any_size) {
    if (!run_whole(start, rows, cols)) run_parts(start, rows, cols);
    return;
  }
  move_to(start);
  run_instructions(rows, cols);
}

bool TileRunner::run_whole(const int64_t* start, int64_t rows, int64_t cols) {
  if (!native_ || !native_->whole) return false;
  move_to(start);
  return run_native(native_->runs[0], rows, cols);
}

void TileRunner::run_instructions(int64_t rows, int64_t cols) {
  size_t done = 0;
  if (native_)
    for (const NativeRun& run : native_->runs) {
      for (; done < run.first; ++done) interpret(p_.ops[done], rows, cols);
      if (run_native(run, rows, cols)) done += run.count;
    }
  for (; done < p_.ops.size(); ++done) interpret(p_.ops[done], rows, cols);
}

// A large tile in tiles of the interpreter's size.
void TileRunner::run_parts(const int64_t* start, int64_t rows, int64_t cols) {
  size_t nd = p_.shape.size();
  std::vector<int64_t> at(start, start + nd);
  for (int64_t r = 0; r < rows; r += p_.tile_rows)
    for (int64_t c = 0; c < cols; c += p_.tile_cols) {
      at[nd - 2] = start[nd - 2] + r;
      at[nd - 1] = start[nd - 1] + c;
      run(at.data(), std::min(p_.tile_rows, rows - r), std::min(p_.tile_cols, cols - c));
    }
}

void TileRunner::interpret(const Op1& op, int64_t rows, int64_t cols) {
  bool narrower = cols != p_.tile_cols;
  Tile t = op.tile;
  t.n = cols;
  t.rows = rows;
  for (int k = 0; k < op.nargs; ++k) {
    t.p[k] = pointer(op.args[k]);
    if (narrower && op.args[k].kind == RefKind::reg) t.row[k] = cols * t.step[k];
  }
  op.fn(t);
  if (op.check_flags)
    note_flags(op.instr);
  else
    clear_flags();
}

// False: the status says that an instruction may have raised something, and memory is as before, so that the interpreter finds
// out which one.
bool TileRunner::run_native(const NativeRun& run, int64_t rows, int64_t cols) {
  char* p[kMaxSegmentArgs];
  int64_t row[kMaxSegmentArgs];
  const int64_t* step = run.step.data();
  bool one_row = true;
  for (size_t k = 0; k < run.args.size(); ++k) {
    const Ref& r = run.args[k];
    p[k] = pointer(r);
    row[k] = r.kind == RefKind::reg ? cols * step[k] : run.row[k];
    one_row = one_row && row[k] == cols * step[k];
  }
  auto moved = [&](auto move) {
    char* kept = scratch_ + static_cast<size_t>(p_.registers) * p_.register_bytes;
    for (uint32_t k : run.overwritten) {
      int64_t item = run.args[k].item;
      move(item, kept, k);
      kept += item * p_.tile_rows * p_.tile_cols;
    }
  };
  if (run.reports)
    moved([&](int64_t item, char* kept, uint32_t k) {
      gather_loop(static_cast<size_t>(item))(Tile{{kept, p[k]}, {item, step[k]}, {cols * item, row[k]}, cols, rows});
    });
  if (run.reductions.empty())
    run.fn(p, step, row, one_row ? cols * rows : cols, one_row ? 1 : rows);
  else
    reduce_blocks(run, p, step, row, rows, cols);
  ++tiles_;
  if (!raised()) return true;
  clear_flags();
  if (!run.reports) return true;
  reducer_ = nullptr;
  ++run_twice_;
  moved([&](int64_t item, char* kept, uint32_t k) {
    scatter_loop(static_cast<size_t>(item))(Tile{{p[k], kept}, {step[k], item}, {row[k], cols * item}, cols, rows});
  });
  return false;
}

void TileRunner::reduce_blocks(const NativeRun& run, char** p, const int64_t* step, const int64_t* row, int64_t rows,
                               int64_t cols) {
  reducer_ = &run;
  blocks_ = &block_table(rows, cols, run.block_points);
  results_ = thread_results(run.reductions.size() * results_bytes());
  for (size_t k = 0; k < run.reductions.size(); ++k) p[run.args.size() + k] = results_ + k * results_bytes();
  auto* table = const_cast<Block*>(blocks_->blocks.data());
  p[run.args.size() + run.reductions.size()] = reinterpret_cast<char*>(table);
  run.fn(p, step, row, 0, static_cast<int64_t>(blocks_->blocks.size()));
}

void TileRunner::reduce(const ReduceSpec& r, int64_t row, int64_t cols, char* out) const {
  if (reducer_) {
    const auto& made = reducer_->reductions;
    auto k = static_cast<size_t>(std::find(made.begin(), made.end(), &r - p_.reductions.data()) - made.begin());
    if (k < made.size()) {
      size_t in_row = blocks_->merges.size();
      const char* at = results_ + k * results_bytes() + static_cast<size_t>(row) * in_row * r.item;
      if (r.grouping == Grouping::pairwise)
        blocks_->sum(r.dtype, at, out);
      else
        r.reduce(out, at, static_cast<int64_t>(in_row), r.item);
      return;
    }
  }
  Tile v;
  resolve(r.value, cols, 1, &v);
  r.reduce(out, v.p[1] + row * v.row[1], cols, v.step[1]);
}

// A program that is one tile of native code: what small work mostly comes to, where all that is not computing counts. False: it
// is not, or its status has to be looked into (which may be what other code has left there).
static bool run_at_once(const Program& p, const RunArgs& args) {
  const NativeProgram* native = p.native->get();
  if (!native || !native->whole || p.size > kWholeTile || p.shape.size() > 2) return false;
  const NativeRun& run = native->runs[0];
  char* at[kMaxSegmentArgs];
  for (size_t k = 0; k < run.args.size(); ++k) {
    const Ref& r = run.args[k];
    at[k] = r.kind == RefKind::memory ? args.bases[r.index] : immediate_at(args, r.index);
  }
  run.fn(at, run.step.data(), run.row.data(), p.shape[1], p.shape[0]);
  if (!raised()) return true;
  TileRunner::clear_flags();
  return !run.reports;
}

void run_program(const Program& p, const RunArgs& args, Parallel& parallel) {
  if (p.size == 0) return;
  int threads = p.cost_ns() < kParallelNs ? 1 : parallel.threads();
  if (threads == 1 && p.reductions.empty() && run_at_once(p, args)) return;
  TileRunner::clear_flags();
  if (!p.reductions.empty()) {
    run_reduction(p, args, parallel);
    return;
  }
  Walk w = walk_all(p, args);
  choose_tiles(&w, threads);
  int64_t count = w.tiles();
  if (count == 1 || threads == 1)
    run_tiles(&w, 0, count);
  else
    parallel.run(count, run_tiles, &w);
}

void run_rows(const Program& p, const RunArgs& args, int64_t from, int64_t to) {
  Walk w = walk_all(p, args);
  w.first[p.row_dim] = from;
  w.shape[p.row_dim] = to - from;
  choose_tiles(&w, 1);
  run_tiles(&w, 0, w.tiles());
}

}  // namespace lnp
