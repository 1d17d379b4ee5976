// Kernel -> Program: choose the order of dims, collapse what collapses, assign registers.
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <numeric>

#include "interp/program.h"
#include "interp/strided.h"
#include "ops_gen.h"

namespace lnp {
namespace {

constexpr uint32_t kEndOfTile = ~0u;

// Of arrays, from which on none of it is in the caches when another program begins.
int64_t streamed_bytes() {
  static const int64_t bytes = std::max<int64_t>(64 << 20, sysconf(_SC_LEVEL3_CACHE_SIZE));
  return bytes;
}

using Strides = std::vector<std::vector<int64_t>>;

struct Geometry {
  std::vector<int64_t> shape;
  std::vector<char> reduced;
  std::vector<char> kept;  // whether a dim may neither go nor become part of another one
  Strides strides;
};

// Byte strides of an access along the box's axes; 0 where it is broadcast or, for a reduction's output, reduced.
std::vector<int64_t> aligned(const Access& a, const Layout* box, bool reduced_output, uint64_t axes) {
  std::vector<int64_t> out(box->ndim, 0);
  if (reduced_output) {
    // The output has either the kept axes only, or all axes with extent 1 for the reduced ones (keepdims).
    bool keepdims = a.layout->ndim == box->ndim;
    int k = 0;
    for (int i = 0; i < box->ndim; ++i) {
      bool gone = axes >> i & 1;
      if (!gone) out[static_cast<size_t>(i)] = a.layout->shape[k] == 1 ? 0 : a.layout->strides[k];
      if (!gone || keepdims) ++k;
    }
    return out;
  }
  int shift = box->ndim - a.layout->ndim;
  for (int i = 0; i < a.layout->ndim; ++i)
    if (a.layout->shape[i] != 1) out[static_cast<size_t>(i + shift)] = a.layout->strides[i];
  return out;
}

Geometry geometry(const Kernel& k, int row_axis) {
  Geometry g;
  uint64_t axes = 0;
  std::vector<char> reduced_output(k.accesses.size(), 0);
  for (const Instr& i : k.instrs)
    if (i.kind == InstrKind::reduce) {
      axes = i.axes;
      reduced_output[static_cast<size_t>(i.store)] = 1;
    }
  for (int d = 0; d < k.box->ndim; ++d) {
    g.shape.push_back(k.box->shape[d]);
    g.reduced.push_back(static_cast<char>(axes >> d & 1));
    g.kept.push_back(d == row_axis);
  }
  for (size_t a = 0; a < k.accesses.size(); ++a)
    g.strides.push_back(aligned(k.accesses[a], k.box, reduced_output[a] != 0, axes));
  return g;
}

void drop_dim(Geometry& g, size_t d) {
  auto at = static_cast<std::ptrdiff_t>(d);
  g.shape.erase(g.shape.begin() + at);
  g.reduced.erase(g.reduced.begin() + at);
  g.kept.erase(g.kept.begin() + at);
  for (auto& s : g.strides) s.erase(s.begin() + at);
}

void drop_unit_dims(Geometry& g) {
  for (size_t d = g.shape.size(); d-- > 0;)
    if (g.shape[d] == 1 && !g.kept[d]) drop_dim(g, d);
}

void permute(Geometry& g, const std::vector<size_t>& perm) {
  Geometry out;
  out.strides.resize(g.strides.size());
  for (size_t d : perm) {
    out.shape.push_back(g.shape[d]);
    out.reduced.push_back(g.reduced[d]);
    out.kept.push_back(g.kept[d]);
    for (size_t a = 0; a < g.strides.size(); ++a) out.strides[a].push_back(g.strides[a][d]);
  }
  g = std::move(out);
}

// Smallest steps innermost, judged by the accesses together; program order is not affected, points are independent.
// Sums keep C order unless memory order clearly differs, since the order of a sum is part of the result.
void order_dims(Geometry& g) {
  size_t n = g.shape.size();
  std::vector<size_t> perm(n);
  std::iota(perm.begin(), perm.end(), 0);
  auto outer = [&](size_t a, size_t b) {
    int votes = 0;
    for (const auto& s : g.strides) {
      int64_t x = std::llabs(s[a]), y = std::llabs(s[b]);
      if (x == 0 || y == 0) continue;
      votes += (x > y) - (x < y);
    }
    return votes > 0;
  };
  for (size_t i = 1; i < n; ++i)  // insertion sort: the relation need not be transitive, and n is small
    for (size_t j = i; j > 0 && outer(perm[j], perm[j - 1]); --j) std::swap(perm[j], perm[j - 1]);
  permute(g, perm);
}

void collapse_dims(Geometry& g) {
  for (size_t d = g.shape.size(); d-- > 1;) {
    bool ok = g.reduced[d - 1] == g.reduced[d] && !g.kept[d - 1] && !g.kept[d];
    for (const auto& s : g.strides) ok = ok && s[d - 1] == s[d] * g.shape[d];
    if (!ok) continue;
    g.shape[d] *= g.shape[d - 1];
    drop_dim(g, d - 1);
  }
}

// Reductions look at whole runs of their reduced dims: with a reduced dim innermost, kept dims go outside and reduced
// ones inside; with a kept dim innermost, it stays innermost and the reduced ones are the rows above it.
void group_reduced_dims(Geometry& g) {
  if (std::none_of(g.reduced.begin(), g.reduced.end(), [](char r) { return r; })) return;
  size_t n = g.shape.size(), movable = g.reduced[n - 1] ? n : n - 1;
  std::vector<size_t> perm;
  for (char want : {0, 1})
    for (size_t d = 0; d < movable; ++d)
      if (g.reduced[d] == want) perm.push_back(d);
  if (movable < n) perm.push_back(n - 1);
  permute(g, perm);
}

constexpr int64_t kCacheLine = 64;

// Rough nanoseconds an element; only the choice between one thread and many depends on it.
double cost_ns(const LoopTable& table, const Instr& i) {
  if (i.kind == InstrKind::cast) return 0.4;
  const OpInfo& op = table.ops[i.op];
  auto bytes = static_cast<double>(item_size(op.loops[i.loop].out));
  return op.vector ? 0.5 * bytes : 0.05 + 0.02 * bytes;
}

// Whether a cast may be invalid or overflow: integers fit into every real type but the half.
bool may_raise(DType from, DType to) {
  return kind(from) == Kind::real || kind(from) == Kind::complex || to == DType::f16;
}

// The greatest of zeros of both signs is the last one of them in whatever order they are looked at: that of the loops,
// which are faster with truth values, too: they have whole vectors of them.
bool native_order(const Loop& loop) {
  if (loop.out == DType::b1) return false;
  return loop.grouping == (kind(loop.out) == Kind::real ? Grouping::pairwise : Grouping::any);
}

class Lowering {
 public:
  Lowering(const Kernel& k, const LoopTable& table) : k_(k), table_(table) {}

  Program run(int row_axis) {
    Geometry g = geometry(k_, row_axis);
    drop_unit_dims(g);
    order_dims(g);
    group_reduced_dims(g);
    collapse_dims(g);
    while (g.shape.size() < 2) {
      g.shape.insert(g.shape.begin(), 1);
      g.reduced.insert(g.reduced.begin(), 0);
      g.kept.insert(g.kept.begin(), 0);
      for (auto& s : g.strides) s.insert(s.begin(), 0);
    }
    p_.shape = g.shape;
    if (row_axis >= 0) p_.row_dim = static_cast<int>(std::find(g.kept.begin(), g.kept.end(), 1) - g.kept.begin());
    p_.reduced = g.reduced;
    p_.strides = std::move(g.strides);
    p_.size = k_.box->size;
    p_.streams = row_axis < 0 && touched_bytes() >= streamed_bytes();
    choose_tile();
    find_last_uses();
    for (size_t i = 0; i < k_.instrs.size(); ++i) lower_instr(static_cast<uint32_t>(i));
    lower_reductions();
    for (Op1& op : p_.ops) fill_tile(op);
    p_.register_bytes =
        static_cast<uint32_t>((p_.tile_rows * p_.tile_cols * static_cast<int64_t>(widest_) + 127) & ~63);
    return std::move(p_);
  }

 private:
  void lower_reductions() {
    if (p_.reductions.empty()) return;
    auto all = [&](auto f) { return std::all_of(p_.reductions.begin(), p_.reductions.end(), f); };
    if (all([](const ReduceSpec& r) { return kind(r.dtype) == Kind::complex; })) p_.run_step = 4;
    if (ends_early()) p_.settled_by = k_.instrs[p_.reductions[0].instr].op == static_cast<uint16_t>(Op::logical_or);
    if (p_.ops.empty() && p_.reduced.back() && all([&](const ReduceSpec& r) { return may_grow(r); })) enlarge_tile();
    choose_unit();
  }

  // Rows that are reduced go on from tile to tile. How many do is the box's business alone, since bits depend on it.
  void choose_unit() {
    p_.unit_rows = p_.tile_rows;
    if (p_.reduced.back() || !p_.reduced[p_.reduced.size() - 2]) return;
    p_.unit_rows *= std::max<int64_t>(1, kUnitRows / p_.tile_rows);
    if (!p_.ops.empty()) return;
    p_.tile_rows = p_.unit_rows;
    p_.tile_cols = std::min(p_.shape.back(), std::max(p_.tile_cols, kUnitColumns));
  }

  int64_t touched_bytes() const {
    int64_t sum = 0;
    for (const Access& a : k_.accesses) sum += a.layout->size * static_cast<int64_t>(item_size(a.dtype));
    return sum;
  }

  // Whether the size of a reduction's leaves leaves its bits alone.
  bool may_grow(const ReduceSpec& r) const {
    if (r.grouping == Grouping::any) return true;
    bool one_run = !p_.reduced[p_.reduced.size() - 2];
    return one_run && r.grouping == Grouping::pairwise && r.dtype != DType::f16;  // a leaf of halves is rounded
  }

  // Whether elements may go unread once the kernel's one reduction is settled: nothing else comes of them, no warning
  // either (a cast to bool gives none).
  bool ends_early() const {
    if (p_.reductions.size() != 1) return false;
    for (const Instr& i : k_.instrs) {
      if (i.kind == InstrKind::reduce) continue;
      bool quiet = i.kind == InstrKind::cast ? i.dtype == DType::b1
                                             : !reports_flags(table_.ops[i.op], table_.ops[i.op].loops[i.loop]);
      if (!quiet || i.store >= 0) return false;
    }
    uint16_t op = k_.instrs[p_.reductions[0].instr].op;
    return op == static_cast<uint16_t>(Op::logical_or) || op == static_cast<uint16_t>(Op::logical_and);
  }

  void enlarge_tile() {
    int64_t cols = p_.shape.back(), rows = p_.shape[p_.shape.size() - 2];
    int64_t widest = 1;
    for (const ReduceSpec& r : p_.reductions) widest = std::max<int64_t>(widest, r.value.item);
    p_.tile_cols = std::min(cols, kLeafBytes / widest);
    p_.tile_rows = std::max<int64_t>(1, std::min(rows, kLeafBytes / widest / p_.tile_cols));
  }

  bool any_order() const {
    auto free = [&](const Instr& i) {
      return i.kind != InstrKind::reduce || table_.ops[i.op].loops[i.loop].grouping == Grouping::any;
    };
    return std::all_of(k_.instrs.begin(), k_.instrs.end(), free);
  }

  // Elements of a tile: more of narrow types, fewer of wide ones; but for reductions whose leaves must not depend on it. A
  // reduction's tile keeps no element of memory, and memory is read faster in longer pieces.
  int64_t tile_elements(bool reduces) const {
    if (reduces && !any_order()) return kTileElements;
    size_t widest = 1;
    if (!reduces)
      for (const Access& a : k_.accesses) widest = std::max(widest, item_size(a.dtype));
    for (const Instr& i : k_.instrs) widest = std::max(widest, item_size(i.dtype));
    return std::min(kTileElements * 8 / static_cast<int64_t>(widest), kTileElements * 4);
  }

  void choose_tile() {
    int64_t cols = p_.shape.back(), rows = p_.shape[p_.shape.size() - 2];
    bool reduces = std::any_of(p_.reduced.begin(), p_.reduced.end(), [](char r) { return r; });
    int64_t elements = tile_elements(reduces);
    if (cols * rows <= elements) {
      p_.tile_cols = cols;
      p_.tile_rows = rows;
      return;
    }
    // A run that is reduced uses the whole tile; otherwise two tiles' worth of operands should fit in the cache.
    int64_t budget = elements / (p_.reduced.back() ? 1 : 2);
    p_.tile_cols = std::min(cols, reduces && !p_.reduced.back() ? budget / 4 : budget);
    p_.tile_rows = std::max<int64_t>(1, std::min(rows, budget / std::max<int64_t>(1, p_.tile_cols)));
  }

  void fill_tile(Op1& op) const {
    op.tile.n = p_.tile_cols;
    op.tile.rows = p_.tile_rows;
    for (int k = 0; k < op.nargs; ++k) {
      const Ref& r = op.args[k];
      op.tile.step[k] = r.step;
      op.tile.row[k] = r.kind == RefKind::reg      ? p_.tile_cols * r.step
                       : r.kind == RefKind::memory ? p_.strides[r.index][p_.shape.size() - 2]
                                                   : 0;
    }
  }

  void find_last_uses() {
    last_use_.assign(k_.instrs.size(), 0);
    for (uint32_t i = 0; i < k_.instrs.size(); ++i)
      for (int a = 0; a < k_.instrs[i].nin; ++a)
        if (k_.instrs[i].in[a].kind == SourceKind::value) {
          uint32_t& last = last_use_[k_.instrs[i].in[a].index];
          // A reduction reads its value when the tile is done.
          last = k_.instrs[i].kind == InstrKind::reduce || last == kEndOfTile ? kEndOfTile : i;
        }
  }

  Ref reg_ref(uint32_t r, DType t) const {
    return {RefKind::reg, r, static_cast<int64_t>(item_size(t)), static_cast<uint32_t>(item_size(t))};
  }

  uint32_t take_register(DType t) {
    widest_ = std::max(widest_, item_size(t));
    if (free_.empty()) return p_.registers++;
    uint32_t r = free_.back();
    free_.pop_back();
    return r;
  }

  Ref memory_ref(uint32_t access) const {
    size_t item = item_size(k_.accesses[access].dtype);
    return {RefKind::memory, access, p_.strides[access].back(), static_cast<uint32_t>(item)};
  }

  bool direct(const Ref& r) const { return r.step == r.item || r.step == 0; }

  // Moves elements of a type between a register and memory.
  void push_move(LoopFn fn, uint32_t instr, DType t, const Ref& to, const Ref& from) {
    p_.ops.push_back({{}, fn, 2, false, instr, {to, from}, {.kind = StepKind::load, .dtype = t}, {t, t}});
  }

  Ref input(const Source& s, uint32_t instr, std::vector<uint32_t>& scratch) {
    switch (s.kind) {
      case SourceKind::value: return value_[s.index];
      case SourceKind::immediate: return {RefKind::immediate, s.index, 0, static_cast<uint32_t>(item_size(s.dtype))};
      case SourceKind::access: break;
    }
    Ref memory = memory_ref(s.index);
    if (direct(memory)) return memory;
    Ref reg = reg_ref(take_register(s.dtype), s.dtype);
    push_move(gather_loop(item_size(s.dtype)), instr, s.dtype, reg, memory);
    p_.ns_per_element += std::abs(memory.step) <= kCacheLine ? 0.25 : 0.5;
    scratch.push_back(reg.index);
    return reg;
  }

  void release_inputs(uint32_t i, const std::vector<uint32_t>& scratch) {
    const Instr& in = k_.instrs[i];
    for (uint32_t r : scratch) free_.push_back(r);
    for (int a = 0; a < in.nin; ++a) {
      const Source& s = in.in[a];
      if (s.kind != SourceKind::value || last_use_[s.index] != i || value_[s.index].kind != RefKind::reg) continue;
      uint32_t r = value_[s.index].index;
      if (std::find(free_.begin(), free_.end(), r) == free_.end()) free_.push_back(r);
    }
  }

  void lower_instr(uint32_t i) {
    const Instr& in = k_.instrs[i];
    value_.resize(k_.instrs.size());
    std::vector<uint32_t> scratch;
    Ref args[3];
    for (int a = 0; a < in.nin; ++a) args[a] = input(in.in[a], i, scratch);
    p_.ns_per_element += cost_ns(table_, in);
    if (in.kind == InstrKind::reduce) {
      const OpInfo& op = table_.ops[in.op];
      const Loop& loop = op.loops[in.loop];
      const Source& s = in.in[0];
      if (args[0].kind == RefKind::memory && s.kind == SourceKind::access && k_.accesses[s.index].write) {
        // Reductions run at the end of a tile: keep the value that a later instruction of the kernel overwrites.
        Ref kept = reg_ref(take_register(s.dtype), s.dtype);
        push_move(gather_loop(item_size(s.dtype)), i, s.dtype, kept, args[0]);
        args[0] = kept;
      }
      const char* identity = kOpIdentity[in.op];
      bool from_zero = identity && std::strcmp(identity, "0") == 0;
      SegmentStep what{.kind = StepKind::reduce, .loop = in.loop, .nin = 1, .op = in.op, .dtype = loop.out};
      p_.reductions.push_back({loop.fn, loop.reduce, reports_flags(op, loop), from_zero, i, args[0],
                               static_cast<uint32_t>(in.store), static_cast<uint32_t>(item_size(loop.out)), loop.out,
                               loop.grouping, p_.reduced.back() && native_order(loop), what});
      return;  // its value register stays taken until the tile is done
    }
    // The output may reuse the register of an input that ends here only if every element is as wide; a gathered or
    // value register of another width would overlap in part.
    std::vector<uint32_t> keep;
    size_t width = item_size(in.dtype);
    bool same_width = true;
    for (int a = 0; a < in.nin; ++a) same_width &= args[a].item == width;
    if (same_width) release_inputs(i, scratch);
    Ref out;
    Ref memory{};
    bool stored = in.store >= 0, in_place = false;
    if (stored) {
      memory = memory_ref(static_cast<uint32_t>(in.store));
      in_place = memory.step == memory.item;
    }
    out = in_place ? memory : reg_ref(take_register(in.dtype), in.dtype);
    if (!same_width) release_inputs(i, scratch);
    emit_op(i, in, out, args);
    value_[i] = out;
    if (stored && !in_place) push_move(scatter_loop(width), i, in.dtype, memory, out);
    if (out.kind == RefKind::reg && last_use_[i] == 0) free_.push_back(out.index);
  }

  void emit_op(uint32_t i, const Instr& in, const Ref& out, const Ref* args) {
    if (in.kind == InstrKind::cast) {
      DType from = in.in[0].dtype, to = in.dtype;
      LoopFn fn = table_.cast[static_cast<int>(from)][static_cast<int>(to)];
      SegmentStep what{.kind = StepKind::cast, .nin = 1, .dtype = to};
      p_.ops.push_back({{}, fn, 2, may_raise(from, to), i, {out, args[0]}, what, {to, from}});
      return;
    }
    const OpInfo& op = table_.ops[in.op];
    const Loop& loop = op.loops[in.loop];
    SegmentStep what{.kind = StepKind::loop, .loop = in.loop, .nin = in.nin, .op = in.op, .dtype = loop.out};
    Op1 o{{}, loop.fn, static_cast<uint8_t>(1 + in.nin), reports_flags(op, loop), i, {out}, what, {loop.out}};
    std::copy(args, args + in.nin, o.args + 1);
    std::copy(loop.in, loop.in + in.nin, o.types + 1);
    p_.ops.push_back(o);
  }

  const Kernel& k_;
  const LoopTable& table_;
  Program p_;
  std::vector<uint32_t> last_use_, free_;
  std::vector<Ref> value_;
  size_t widest_ = 1;
};

}  // namespace

Program lower(const Kernel& kernel, const LoopTable& table, int row_axis) {
  return Lowering(kernel, table).run(row_axis);
}

}  // namespace lnp
