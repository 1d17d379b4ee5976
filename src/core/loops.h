// The contract between the generated loops (ops/generate.py) and whoever calls them (the interpreter).
//
// A loop computes one op for one choice of types over a tile of rows x n elements. Loops are compiled once for each
// instruction set (base, avx2, avx512); `loop_table()` is the one for this CPU. Every variant gives the same bits for
// an element wherever it stands in a tile: contraction is off, and tails go through the same arithmetic.
#pragma once
#include <cstdint>

#include "core/dtype.h"

namespace lnp {

inline constexpr int kMaxArgs = 4;  // one output and up to three inputs

// p[0] is the output, p[1..] the inputs. step[k] is the byte distance of neighbours in a row: item_size for a
// contiguous operand, 0 for one value that is repeated; step[0] is always item_size. row[k] is the byte distance of
// rows (0 repeats the row). n >= 1, rows >= 1. Output and an input are either the identical memory or disjoint.
// All pointers are aligned to their item size, nothing more.
struct Tile {
  char* p[kMaxArgs];
  int64_t step[kMaxArgs];
  int64_t row[kMaxArgs];
  int64_t n, rows;
};

using LoopFn = void (*)(const Tile&);

// out <- reduction of in[0..n), n >= 1, `step` bytes apart (any value). Float and complex add use NumPy's pairwise
// order (blocks of 128, eight accumulators, halves rounded down to multiples of eight), so sums of one contiguous run
// have NumPy's bits.
using ReduceFn = void (*)(char* out, const char* in, int64_t n, int64_t step);

// Running reduction: out[0] = in[0]; out[i] = op(out[i-1], in[i]). Steps in bytes, any value.
using ScanFn = void (*)(char* out, const char* in, int64_t n, int64_t out_step, int64_t in_step);

// How a reduction may group its operands without changing the result's bits: as it likes, as NumPy's pairwise sum does,
// or not at all.
enum class Grouping : uint8_t { any, pairwise, none };

struct Loop {
  DType in[3];
  DType out;
  LoopFn fn;
  ReduceFn reduce;  // null unless nin == 2 and all types are equal
  ScanFn scan;      // likewise
  Grouping grouping;
};

// The kinds of input for which a loop leaves the CPU's floating-point status flags as NumPy would report them, else they
// mean nothing: `flags` real and complex, `complex` that alone, `all` integers too.
enum class FpRule : uint8_t { none, flags, complex, all };

struct OpInfo {
  const char* name;  // NumPy's name, or an internal one with a leading underscore
  uint8_t nin;
  FpRule fp;
  bool is_ufunc;  // public as legate.numpy.<name>
  bool vector;    // a mathematical function, which takes tens of instructions an element
  int nloops;
  const Loop* loops;  // in NumPy's order
};

inline bool reports_flags(const OpInfo& op, const Loop& loop) {
  Kind in = kind(loop.in[0]);
  bool floats = in == Kind::real || in == Kind::complex;
  return op.fp == FpRule::all || (op.fp == FpRule::flags && floats) ||
         (op.fp == FpRule::complex && in == Kind::complex);
}

struct LoopTable {
  const char* isa;                // "base", "avx2", "avx512"
  const OpInfo* ops;              // indexed by Op (generated enum in ops_gen.h)
  LoopFn cast[kDTypes][kDTypes];  // [from][to], NumPy's unsafe cast; flags raised as NumPy's cast warns
};

// The best table for this CPU; LEGATE_NUMPY_ISA=base|avx2|avx512 chooses another one that the CPU has.
const LoopTable& loop_table();

}  // namespace lnp
