// The tasks that run in every process: one generic task for kernels, and those that move whole arrays, or a row for each
// process, between a process's own memory and Legion's.
#pragma once
#include <legate.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/legion/host.h"

namespace lnp::legion {

enum class TaskId : int64_t { kernel, publish, fetch, row, move, mask, lanes, product, parts };

inline bool reduces(const Instr& i) { return i.kind == InstrKind::reduce; }

// Axes of the box that an access lacks because a reduction has removed them, as bits.
uint64_t reduced_axes(const Kernel& kernel, size_t access);

// Whether a reduction is over all axes of the box, to one value.
bool reduces_all(const Kernel& kernel, const Instr& instr);

// Whether a task has a store for each access: not for values that are never stored, nor for single values.
std::vector<char> with_stores(const Kernel& kernel);

// Registers the tasks, once a process.
legate::Library library();

// The host's interpreter, for the leaves.
void set_host(const LegionHost* host);
const LegionHost& host();

// Memory of this process that a task reads or writes, by a number that is the same in every process.
struct OwnMemory {
  char* data;
  size_t item;
};
inline constexpr int64_t kNoMemory = -1;
int64_t number_memory(OwnMemory memory);
OwnMemory find_memory(int64_t number);
void forget_memory(int64_t number);

// A store in so many blocks along one axis, of so many rows each but the last ones.
legate::LogicalStorePartition cut(const legate::LogicalStore& store, int axis, int64_t rows, int64_t blocks);

// Lets a task's part of a store be cut along one axis alone.
void cut_only(legate::AutoTask* task, legate::Variable part, uint32_t ndim, int axis);

// Writes a store, cut along one axis, from the memory of that number, which every process has; it must stay until the
// next fence.
void launch_publish(legate::Library library, const legate::LogicalStore& store, int split, int64_t memory);
// Every process gets the whole of a store, C-contiguous, in its memory of that number; done after the next fence.
void launch_fetch(legate::Library library, const legate::LogicalStore& store, const std::vector<int64_t>& extents,
                  int64_t memory);
// Each of `points` rows is written from the memory of that number of the process that its task runs in.
void launch_rows(legate::Library library, const legate::LogicalStorePartition& rows, uint64_t points, int64_t memory);

}  // namespace lnp::legion
