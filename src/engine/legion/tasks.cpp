#include "engine/legion/tasks.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <map>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "engine/legion/collect.h"
#include "engine/legion/own_layout.h"
#include "engine/legion/tile.h"

namespace lnp::legion {
namespace {

// Things under numbers that the main thread gives and tasks look up.
template <class T>
class Numbered {
 public:
  int64_t add(T thing) {
    std::lock_guard<std::mutex> lock(mutex_);
    things_.emplace(next_, std::move(thing));
    return next_++;
  }
  T find(int64_t number) {
    std::lock_guard<std::mutex> lock(mutex_);
    return things_.at(number);
  }
  void forget(int64_t number) {
    std::lock_guard<std::mutex> lock(mutex_);
    things_.erase(number);
  }

 private:
  std::mutex mutex_;
  std::unordered_map<int64_t, T> things_;
  int64_t next_ = 0;
};

// A kernel made ready for tiles of one shape with one set of strides.
struct Ready {
  explicit Ready(const Kernel& k) : kernel(k) {}
  Kernel kernel;
  std::vector<std::unique_ptr<OwnLayout>> layouts;
  Program program;
};

class ReadyCache {
 public:
  std::shared_ptr<const Ready> get(int64_t number, const Kernel& kernel, const std::vector<Tile>& tiles,
                                   const LegionHost& host) {
    std::vector<int64_t> key{number};
    for (const Tile& t : tiles) {
      key.insert(key.end(), t.extent, t.extent + t.ndim);
      key.insert(key.end(), t.stride, t.stride + t.ndim);
    }
    {
      std::lock_guard<std::mutex> lock(mutex_);
      auto found = ready_.find(key);
      if (found != ready_.end()) return found->second;
    }
    auto made = std::make_shared<Ready>(kernel);
    auto layout = [&](const Tile& t) {
      made->layouts.push_back(std::make_unique<OwnLayout>(t.ndim, t.extent, t.stride));
      return made->layouts.back()->get();
    };
    made->kernel.box = layout(tiles[0]);
    for (size_t a = 0; a < tiles.size(); ++a) made->kernel.accesses[a].layout = layout(tiles[a]);
    made->layouts.push_back(std::make_unique<OwnLayout>(0, nullptr, nullptr));
    for (const Instr& i : kernel.instrs)
      if (reduces(i)) made->kernel.accesses[static_cast<size_t>(i.store)].layout = made->layouts.back().get()->get();
    made->program = host.lower(made->kernel, *host.loops);
    std::lock_guard<std::mutex> lock(mutex_);
    if (ready_.size() >= kMost) ready_.clear();
    ready_.emplace(std::move(key), made);
    return made;
  }

 private:
  static constexpr size_t kMost = 4096;
  std::mutex mutex_;
  std::map<std::vector<int64_t>, std::shared_ptr<const Ready>> ready_;
};

class OneThread final : public Parallel {
 public:
  void run(int64_t count, void (*body)(void*, int64_t, int64_t), void* context) override { body(context, 0, count); }
  void pair(void (*body)(void*, int), void* context) override {
    body(context, 0);
    body(context, 1);
  }
  int threads() const override { return 1; }
};

Numbered<std::shared_ptr<const Kernel>>& kernels() {
  static auto& all = *new Numbered<std::shared_ptr<const Kernel>>;
  return all;
}
Numbered<OwnMemory>& memories() {
  static auto& all = *new Numbered<OwnMemory>;
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

struct KernelTask : legate::LegateTask<KernelTask> {
  static inline const auto TASK_CONFIG = legate::TaskConfig{legate::LocalTaskID{static_cast<int64_t>(TaskId::kernel)}};

  static void cpu_variant(legate::TaskContext context) {
    int64_t number = context.scalar(0).value<int64_t>();
    auto immediates = context.scalar(1).values<int8_t>();
    std::shared_ptr<const Kernel> kernel = kernels().find(number);
    std::vector<Tile> tiles = tiles_of(*kernel, context);
    if (tiles.empty()) return;
    auto ready = ready_kernels().get(number, *kernel, tiles, *g_host);
    Partials::Values values_of_tile(
        static_cast<size_t>(std::count_if(kernel->instrs.begin(), kernel->instrs.end(), reduces)));
    std::vector<char*> bases;
    for (const Tile& t : tiles) bases.push_back(t.data);
    size_t reduced = 0;
    for (const Instr& i : kernel->instrs)
      if (reduces(i)) bases[static_cast<size_t>(i.store)] = values_of_tile[reduced++].data();
    std::vector<Immediate> values(immediates.size() / sizeof(Immediate));
    std::memcpy(values.data(), immediates.data(), immediates.size());
    std::vector<uint8_t> flags(kernel->instrs.size());
    OneThread one;
    g_host->run_program(ready->program, RunArgs{bases.data(), values.data(), flags.data()}, one);
    note(flags, context.scalar(2).value<int64_t>());
    if (reduced > 0) note(tiles, std::move(values_of_tile), context.scalar(3).value<int64_t>());
  }

  static void note(const std::vector<Tile>& tiles, Partials::Values values, int64_t number) {
    auto* partials = reinterpret_cast<Partials*>(memories().find(number).data);
    std::array<int64_t, kMaxStoreDims> place{};
    std::copy_n(tiles[0].low, tiles[0].ndim, place.begin());
    std::lock_guard<std::mutex> lock(partials->mutex);
    partials->of_tiles.emplace_back(place, std::move(values));
  }

  // Or-s the flags to those of the other tasks of this process.
  static void note(const std::vector<uint8_t>& flags, int64_t number) {
    if (number == kNoMemory || std::all_of(flags.begin(), flags.end(), [](uint8_t f) { return f == 0; })) return;
    auto* all = reinterpret_cast<uint8_t*>(memories().find(number).data);
    for (size_t i = 0; i < flags.size(); ++i) std::atomic_ref(all[i]).fetch_or(flags[i], std::memory_order_relaxed);
  }

  // One for each access; none at all where this task's part of the arrays is empty.
  static std::vector<Tile> tiles_of(const Kernel& kernel, const legate::TaskContext& context) {
    std::vector<char> stored = with_stores(kernel);
    std::vector<Tile> tiles(kernel.accesses.size());
    uint32_t in = 0, out = 0;
    const Tile* some = nullptr;
    for (size_t a = 0; a < tiles.size(); ++a) {
      if (!stored[a]) continue;
      if (kernel.accesses[a].read) tiles[a] = tile_of(context.input(in++).data());
      if (kernel.accesses[a].write) tiles[a] = tile_of(context.output(out++).data());
      if (!tiles[a].data) return {};
      some = &tiles[a];
    }
    for (size_t a = 0; a < tiles.size(); ++a)
      if (!stored[a]) tiles[a] = *some;
    return tiles;
  }

  static ReadyCache& ready_kernels() {
    static auto& cache = *new ReadyCache;
    return cache;
  }
};

// Writes an array's tile from this process's own copy of the whole.
struct PublishTask : legate::LegateTask<PublishTask> {
  static inline const auto TASK_CONFIG = legate::TaskConfig{legate::LocalTaskID{static_cast<int64_t>(TaskId::publish)}};

  static void cpu_variant(legate::TaskContext context) {
    auto whole = context.scalar(1).values<int64_t>();
    copy_tile(tile_of(context.output(0).data()), whole.data(), memories().find(context.scalar(0).value<int64_t>()),
              true);
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
    copy_tile(t, whole.data(), memories().find(context.scalar(0).value<int64_t>()), false);
  }
};

struct RowTask : legate::LegateTask<RowTask> {
  static inline const auto TASK_CONFIG = legate::TaskConfig{legate::LocalTaskID{static_cast<int64_t>(TaskId::row)}};

  static void cpu_variant(legate::TaskContext context) {
    Tile t = tile_of(context.output(0).data());
    OwnMemory own = memories().find(context.scalar(0).value<int64_t>());
    for (int64_t i = 0; i < t.extent[1]; ++i) t.data[i * t.stride[1]] = own.data[i];
  }
};

}  // namespace

legate::Library library() {
  bool created = false;
  auto lib = legate::Runtime::get_runtime()->find_or_create_library("legate.numpy", legate::ResourceConfig{}, nullptr,
                                                                    {}, &created);
  if (created) {
    KernelTask::register_variants(lib);
    PublishTask::register_variants(lib);
    FetchTask::register_variants(lib);
    RowTask::register_variants(lib);
  }
  return lib;
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

std::vector<char> with_stores(const Kernel& kernel) {
  std::vector<char> stored;
  for (const Access& a : kernel.accesses) stored.push_back(a.read || a.write);
  for (const Instr& i : kernel.instrs)
    if (reduces(i)) stored[static_cast<size_t>(i.store)] = 0;
  return stored;
}

void set_host(const LegionHost* host) { g_host = host; }

int64_t number_kernel(std::shared_ptr<const Kernel> kernel) { return kernels().add(std::move(kernel)); }
void forget_kernel(int64_t number) { kernels().forget(number); }
int64_t number_memory(OwnMemory memory) { return memories().add(memory); }
void forget_memory(int64_t number) { memories().forget(number); }

}  // namespace lnp::legion
