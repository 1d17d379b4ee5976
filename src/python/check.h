// LEGATE_NUMPY_CHECK: what this process asks of its engine, step by step, for a helper process that compares ranks
// (python/legate/numpy/_check.py).
#pragma once
#include <cstdint>

#include "ir/stream.h"

namespace lnp::py {

// From now on each step is written to this file descriptor.
void check_to(int descriptor);

extern bool g_checking;

// The pending stream is about to be run.
void check_flush();

// Something else that all ranks must do alike, at the current place in the program.
void check_step(uint64_t what);

}  // namespace lnp::py
