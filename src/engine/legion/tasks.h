// The tasks that run in every process: one generic task for kernels, and two that move whole arrays between a process's
// own memory and Legion's.
#pragma once
#include <legate.h>

#include <cstdint>
#include <memory>

#include "engine/legion/host.h"

namespace lnp::legion {

enum class TaskId : int64_t { kernel, publish, fetch };

// Accesses of values that are never stored have neither flag, and no store.
inline bool touched(const Access& a) { return a.read || a.write; }

// Registers the tasks, once a process.
legate::Library library();

// The host's interpreter, for the leaves.
void set_host(const LegionHost* host);

// Kernels travel by number; every process plans the same kernels in the same order.
int64_t number_kernel(std::shared_ptr<const Kernel> kernel);
void forget_kernel(int64_t number);

// Memory of this process that a task reads or writes, by a number that is the same in every process.
struct OwnMemory {
  char* data;
  size_t item;
};
inline constexpr int64_t kNoMemory = -1;
int64_t number_memory(OwnMemory memory);
void forget_memory(int64_t number);

}  // namespace lnp::legion
