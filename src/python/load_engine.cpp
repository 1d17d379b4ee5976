#include "python/load_engine.h"

#include <dlfcn.h>

#include <stdexcept>

#include "engine/local/local.h"
#include "jit/compiler.h"
#include "library/matmul.h"
#include "library/run_lanes.h"
#include "library/search.h"
#include "python/array.h"
#include "python/pending.h"

namespace lnp::py {
namespace {

LegionEngine* g_legion = nullptr;  // owned by the runtime

}  // namespace

void use_legion(const std::string& path, int threads, int64_t min_task_elements) {
  void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  auto make = library ? reinterpret_cast<MakeLegionEngine>(dlsym(library, kMakeLegionEngine)) : nullptr;
  if (!make) throw std::runtime_error(dlerror());
  g_legion = make({make_local_engine(threads), &loop_table(), lower, run_tiered, run_lanes, search_sorted, matmul,
                   min_task_elements});
  runtime().use(std::unique_ptr<Engine>(g_legion));
}

std::vector<std::vector<char>> gather(const std::vector<char>& mine) { return g_legion->gather(mine); }

const LegionCounters* legion_counters() { return g_legion ? &g_legion->counters() : nullptr; }

}  // namespace lnp::py
