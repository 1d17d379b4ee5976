// Which instructions of a program native code may compute together.
#pragma once
#include <vector>

#include "interp/program.h"
#include "jit/abilities.h"

namespace lnp {

// A run of instructions, and what the code generator needs to know about it.
struct SegmentRun {
  NativeRun run;  // its function is missing
  Segment segment;
};

// As long ones as there are, in program order. Single instructions are left to the interpreter, which has loops for them, unless
// `all` is asked for. Where a segment is the whole program and `stream` is true, it writes past the caches.
std::vector<SegmentRun> find_segments(const std::vector<Op1>& ops, const std::vector<ReduceSpec>& reductions,
                                      const Abilities& abilities, bool all, bool stream);

}  // namespace lnp
