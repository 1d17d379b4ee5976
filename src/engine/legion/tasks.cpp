#include "engine/legion/tasks.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "engine/legion/lanes.h"
#include "engine/legion/leaf.h"
#include "engine/legion/masks.h"
#include "engine/legion/move.h"
#include "engine/legion/parts.h"
#include "engine/legion/products.h"
#include "engine/legion/tile.h"

namespace lnp::legion {
namespace {

std::mutex g_mutex;  // the main thread gives numbers, tasks look them up
int64_t g_next = 0;
std::unordered_map<int64_t, OwnMemory>& memories() {
  static auto& all = *new std::unordered_map<int64_t, OwnMemory>;
  return all;
}
const LegionHost* g_host = nullptr;

// body(from, to) for the elements of two strided boxes of the same extents.
template <class Body>
void for_each_row(const Tile& t, const int64_t* own_strides, char* own, Body body) {
  std::array<int64_t, kMaxStoreDims> index{};
  int last = t.ndim - 1;
  for (;;) {
    char *tile = t.data, *mine = own;
    for (int d = 0; d < last; ++d) {
      tile += index[static_cast<size_t>(d)] * t.stride[d];
      mine += (t.low[d] + index[static_cast<size_t>(d)]) * own_strides[d];
    }
    body(tile, mine + t.low[last] * own_strides[last]);
    int d = last - 1;
    while (d >= 0 && ++index[static_cast<size_t>(d)] == t.extent[d]) index[static_cast<size_t>(d--)] = 0;
    if (d < 0) return;
  }
}

// Copies between a tile of an array and the whole array, C-contiguous, in this process's memory.
void copy_tile(const Tile& t, const int64_t* whole, const OwnMemory& own, bool to_tile) {
  if (!t.data) return;
  int64_t strides[kMaxStoreDims], step = static_cast<int64_t>(own.item);
  for (int d = t.ndim; d-- > 0; step *= whole[d]) strides[d] = step;
  int last = t.ndim - 1;
  for_each_row(t, strides, own.data, [&](char* tile, char* mine) {
    if (t.stride[last] == static_cast<int64_t>(own.item)) {
      size_t bytes = static_cast<size_t>(t.extent[last]) * own.item;
      to_tile ? std::memcpy(tile, mine, bytes) : std::memcpy(mine, tile, bytes);
      return;
    }
    for (int64_t i = 0; i < t.extent[last]; ++i, tile += t.stride[last], mine += own.item)
      to_tile ? std::memcpy(tile, mine, own.item) : std::memcpy(mine, tile, own.item);
  });
}

// Writes an array's tile from this process's own copy of the whole.
struct PublishTask : legate::LegateTask<PublishTask> {
  static inline const auto TASK_CONFIG = legate::TaskConfig{legate::LocalTaskID{static_cast<int64_t>(TaskId::publish)}};

  static void cpu_variant(legate::TaskContext context) {
    auto whole = context.scalar(1).values<int64_t>();
    copy_tile(tile_of(context.output(0).data()), whole.data(), find_memory(context.scalar(0).value<int64_t>()), true);
  }
};

// Writes what this process sees of an array, which is all of it, to its own memory; the processors of a process share the
// rows among them.
struct FetchTask : legate::LegateTask<FetchTask> {
  static inline const auto TASK_CONFIG =
      legate::TaskConfig{legate::LocalTaskID{static_cast<int64_t>(TaskId::fetch)}}.with_variant_options(
          legate::VariantOptions{}.with_has_side_effect(true));

  static void cpu_variant(legate::TaskContext context) {
    auto whole = context.scalar(1).values<int64_t>();
    int64_t sharing = context.scalar(2).value<int64_t>(), me = context.get_task_index()[0] % sharing;
    Tile t = tile_of(context.input(0).data());
    int64_t first = t.extent[0] * me / sharing, end = t.extent[0] * (me + 1) / sharing;
    if (!t.data || first == end) return;
    t.data += first * t.stride[0];
    t.low[0] += first;
    t.extent[0] = end - first;
    copy_tile(t, whole.data(), find_memory(context.scalar(0).value<int64_t>()), false);
  }
};

struct RowTask : legate::LegateTask<RowTask> {
  static inline const auto TASK_CONFIG = legate::TaskConfig{legate::LocalTaskID{static_cast<int64_t>(TaskId::row)}};

  static void cpu_variant(legate::TaskContext context) {
    Tile t = tile_of(context.output(0).data());
    OwnMemory own = find_memory(context.scalar(0).value<int64_t>());
    for (int64_t i = 0; i < t.extent[1]; ++i) t.data[i * t.stride[1]] = own.data[i];
  }
};

}  // namespace

legate::Library library() {
  bool created = false;
  auto lib = legate::Runtime::get_runtime()->find_or_create_library("legate.numpy", legate::ResourceConfig{}, nullptr,
                                                                    {}, &created);
  if (created) {
    register_kernel_task(lib);
    register_move_task(lib);
    register_mask_task(lib);
    register_lanes_task(lib);
    register_product_task(lib);
    register_parts_task(lib);
    PublishTask::register_variants(lib);
    FetchTask::register_variants(lib);
    RowTask::register_variants(lib);
  }
  return lib;
}

legate::LogicalStorePartition cut(const legate::LogicalStore& store, int axis, int64_t rows, int64_t blocks) {
  auto extents = store.extents();
  std::vector<uint64_t> block(extents.data().begin(), extents.data().end()), colors(block.size(), 1);
  block[static_cast<size_t>(axis)] = static_cast<uint64_t>(rows);
  colors[static_cast<size_t>(axis)] = static_cast<uint64_t>(blocks);
  return store.partition_by_tiling(legate::Span<const uint64_t>{block.data(), block.size()},
                                   legate::Span<const uint64_t>{colors.data(), colors.size()});
}

void cut_only(legate::AutoTask* task, legate::Variable part, uint32_t ndim, int axis) {
  std::vector<uint32_t> whole;
  for (uint32_t d = 0; d < ndim; ++d)
    if (static_cast<int>(d) != axis) whole.push_back(d);
  if (!whole.empty()) task->add_constraint(legate::broadcast(part, {whole.data(), whole.size()}));
}

void launch_publish(legate::Library library, const legate::LogicalStore& store, int split, int64_t memory) {
  auto* runtime = legate::Runtime::get_runtime();
  auto task = runtime->create_task(library, legate::LocalTaskID{static_cast<int64_t>(TaskId::publish)});
  cut_only(&task, task.add_output(store), store.dim(), split);
  auto extents = store.extents();
  task.add_scalar_arg(legate::Scalar{memory});
  task.add_scalar_arg(legate::Scalar{std::vector<int64_t>(extents.data().begin(), extents.data().end())});
  runtime->submit(std::move(task));
}

void launch_fetch(legate::Library library, const legate::LogicalStore& store, const std::vector<int64_t>& extents,
                  int64_t memory) {
  auto* runtime = legate::Runtime::get_runtime();
  uint64_t processors = runtime->get_machine().count(legate::mapping::TaskTarget::CPU);
  auto task = runtime->create_task(library, legate::LocalTaskID{static_cast<int64_t>(TaskId::fetch)},
                                   legate::tuple<std::uint64_t>{processors});
  task.add_input(store);
  task.add_scalar_arg(legate::Scalar{memory});
  task.add_scalar_arg(legate::Scalar{extents});
  task.add_scalar_arg(legate::Scalar{static_cast<int64_t>(processors / runtime->node_count())});
  runtime->submit(std::move(task));
}

void launch_rows(legate::Library library, const legate::LogicalStorePartition& rows, uint64_t points, int64_t memory) {
  auto* runtime = legate::Runtime::get_runtime();
  auto task = runtime->create_task(library, legate::LocalTaskID{static_cast<int64_t>(TaskId::row)},
                                   legate::tuple<std::uint64_t>{points, 1});
  task.add_output(rows);
  task.add_scalar_arg(legate::Scalar{memory});
  runtime->submit(std::move(task));
}

uint64_t reduced_axes(const Kernel& kernel, size_t access) {
  for (const Instr& i : kernel.instrs)
    if (reduces(i) && static_cast<size_t>(i.store) == access) return i.axes;
  return 0;
}

bool reduces_all(const Kernel& kernel, const Instr& instr) {
  uint64_t all = kernel.box->ndim < 64 ? (1ull << kernel.box->ndim) - 1 : ~0ull;
  return reduces(instr) && (instr.axes & all) == all;
}

std::vector<char> with_stores(const Kernel& kernel) {
  std::vector<char> stored;
  for (const Access& a : kernel.accesses) stored.push_back(a.read || a.write);
  for (const Instr& i : kernel.instrs)
    if (reduces_all(kernel, i)) stored[static_cast<size_t>(i.store)] = 0;
  return stored;
}

void set_host(const LegionHost* host) { g_host = host; }
const LegionHost& host() { return *g_host; }

int64_t number_memory(OwnMemory memory) {
  std::lock_guard<std::mutex> lock(g_mutex);
  memories().emplace(g_next, memory);
  return g_next++;
}

OwnMemory find_memory(int64_t number) {
  std::lock_guard<std::mutex> lock(g_mutex);
  return memories().at(number);
}

void forget_memory(int64_t number) {
  std::lock_guard<std::mutex> lock(g_mutex);
  memories().erase(number);
}

}  // namespace lnp::legion
