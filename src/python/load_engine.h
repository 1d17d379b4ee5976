// Engines that are libraries of their own.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "engine/legion/host.h"

namespace lnp::py {

// Loads the legion engine from `path` and uses it from now on: before the first array, and with Legate's runtime
// started. Throws std::runtime_error with the loader's words.
void use_legion(const std::string& path, int threads, int64_t min_task_elements);

// What every rank brings, in the order of ranks, where the legion engine runs.
std::vector<std::vector<char>> gather(const std::vector<char>& mine);

// Its counters, or null where another engine runs.
const LegionCounters* legion_counters();

}  // namespace lnp::py
