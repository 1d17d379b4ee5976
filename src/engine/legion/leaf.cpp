#include "engine/legion/leaf.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "engine/legion/collect.h"
#include "engine/legion/ends.h"
#include "engine/legion/frame.h"
#include "engine/legion/own_layout.h"
#include "engine/legion/packet.h"
#include "engine/legion/task_kernel.h"
#include "engine/legion/tasks.h"
#include "engine/legion/tile.h"

namespace lnp::legion {
namespace {

// Where an access of a kernel lies in memory, along the axes of the kernel's box.
struct Strided {
  char* data = nullptr;
  std::vector<int64_t> extents, strides;
};

// A kernel made ready for boxes of one shape with one set of strides.
struct Ready {
  explicit Ready(const Kernel& k) : kernel(k) {}
  Kernel kernel;
  std::vector<std::unique_ptr<OwnLayout>> layouts;
  Program program;
};

class ReadyCache {
 public:
  std::shared_ptr<const Ready> get(int64_t hash, const Kernel& kernel, const std::vector<int64_t>& box,
                                   const std::vector<Strided>& accesses) {
    std::vector<int64_t> key{hash};
    key.insert(key.end(), box.begin(), box.end());
    for (const Strided& s : accesses) key.insert(key.end(), s.strides.begin(), s.strides.end());
    {
      std::lock_guard<std::mutex> lock(mutex_);
      auto found = ready_.find(key);
      if (found != ready_.end()) return found->second;
    }
    auto made = std::make_shared<Ready>(kernel);
    auto layout = [&](const std::vector<int64_t>& extents, const std::vector<int64_t>& strides) {
      made->layouts.push_back(
          std::make_unique<OwnLayout>(static_cast<int>(extents.size()), extents.data(), strides.data()));
      return made->layouts.back()->get();
    };
    made->kernel.box = layout(box, box);
    for (size_t a = 0; a < accesses.size(); ++a)
      made->kernel.accesses[a].layout = layout(accesses[a].extents, accesses[a].strides);
    made->program = host().lower(made->kernel, *host().loops, -1);
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

ReadyCache& ready_kernels() {
  static auto& cache = *new ReadyCache;
  return cache;
}

// The packet that Group::packet writes, read and run.
class Leaf {
 public:
  explicit Leaf(const legate::TaskContext& context)
      : numbers_(context.scalar(0).values<int64_t>()),
        values_(context.scalar(1).values<int8_t>()),
        packet_(numbers_.data(), numbers_.size()) {
    axes_ = static_cast<int>(packet_.next());
    auto split = static_cast<size_t>(packet_.next()), anchor = static_cast<size_t>(packet_.next());
    auto count = static_cast<size_t>(packet_.next());
    uint32_t in = 0, out = 0;
    for (size_t i = 0; i < count; ++i) {
      Tile tile;
      if (packet_.next()) tile = tile_of(context.input(in++).data());
      if (packet_.next()) tile = tile_of(context.output(out++).data());
      arguments_.push_back(tile);
    }
    first_ = arguments_[anchor].low[split];
    last_ = first_ + (arguments_[anchor].data ? arguments_[anchor].extent[split] : 0) - 1;
  }

  void run() {
    while (!packet_.done()) run_member();
  }

 private:
  void run_member() {
    int64_t hash = packet_.next(), flags_to = packet_.next(), reductions_to = packet_.next();
    auto immediates = static_cast<size_t>(packet_.next());
    int64_t rows_along = packet_.next(), first_row = packet_.next(), row_step = packet_.next();
    std::vector<int64_t> box(static_cast<size_t>(packet_.next()));
    for (int64_t& extent : box) extent = packet_.next();
    from_.assign(box.size(), 0);
    bool any = rows_along == kNowhere ? first_ <= first_row && first_row <= last_
                                      : cut(&from_[static_cast<size_t>(rows_along)],
                                            &box[static_cast<size_t>(rows_along)], first_row, row_step);
    std::shared_ptr<const TaskKernel> planned = find_kernel(static_cast<uint64_t>(hash));
    const Kernel& kernel = planned->get();
    std::vector<Strided> accesses;
    for (size_t a = 0; a < kernel.accesses.size(); ++a) accesses.push_back(next_access(kernel, a, box, any));
    std::vector<Immediate> values(immediates);
    std::memcpy(values.data(), values_.data() + values_at_, immediates * sizeof(Immediate));
    values_at_ += immediates * sizeof(Immediate);
    if (any) run_kernel(hash, kernel, box, accesses, values, flags_to, reductions_to);
  }

  // Cuts the kernel's rows down to those of this block; false when none are left.
  bool cut(int64_t* from, int64_t* extent, int64_t first_row, int64_t step) const {
    int64_t near = step > 0 ? first_ - first_row : first_row - last_, far = near + last_ - first_;
    int64_t size = std::abs(step), begin = std::max<int64_t>(0, near <= 0 ? 0 : (near + size - 1) / size);
    int64_t end = far < 0 ? 0 : std::min(*extent, far / size + 1);
    *from = begin;
    *extent = end - begin;
    return end > begin && last_ >= first_;
  }

  // Reads an access' part of the packet, to its end also where nothing is to be run.
  Strided next_access(const Kernel& kernel, size_t a, const std::vector<int64_t>& box, bool any) {
    auto source = static_cast<Source>(packet_.next());
    Strided s{nullptr, box, std::vector<int64_t>(box.size(), 0)};
    if (source == Source::memory) {
      int64_t number = packet_.next(), offset = packet_.next();
      if (any) in_copy(kernel.accesses[a], find_memory(number).data + offset, &s);
    } else if (source == Source::partial) {
      in_part(arguments_[static_cast<size_t>(packet_.next())], reduced_axes(kernel, a), &s);
    } else if (source == Source::store) {
      auto argument = static_cast<size_t>(packet_.next());
      in_store(arguments_[argument], box, any, &s);
    }
    if (uint64_t axes = reduced_axes(kernel, a)) keep_axes(axes, &s);
    return s;
  }

  // The first axis counts the blocks; the others are those of the box that are kept.
  static void in_part(const Tile& tile, uint64_t removed, Strided* s) {
    s->data = tile.data;
    size_t kept = 0;
    for (size_t d = 0; d < s->strides.size(); ++d)
      if (!(removed >> d & 1)) s->strides[d] = tile.stride[++kept];
  }

  void in_copy(const Access& access, char* data, Strided* s) const {
    size_t lacks = s->extents.size() - access.layout->ndim;
    s->data = data;
    for (size_t d = lacks; d < s->extents.size(); ++d)
      if (access.layout->shape[d - lacks] > 1) {
        s->strides[d] = access.layout->strides[d - lacks];
        s->data += from_[d] * s->strides[d];
      }
  }

  void in_store(const Tile& tile, const std::vector<int64_t>& box, bool any, Strided* s) {
    int64_t low[kMaxStoreDims], high[kMaxStoreDims];
    int64_t part = packet_.next();
    for (int g = 0; g < axes_; ++g) low[g] = high[g] = packet_.next();
    s->data = tile.data;
    for (size_t d = 0; d < box.size(); ++d) {
      int64_t g = packet_.next(), step = packet_.next();
      if (g == kNowhere) continue;
      s->strides[d] = step * tile.stride[g];
      low[g] += step * from_[d];
      high[g] = low[g] + step * (box[d] - 1);
    }
    if (!any) return;
    s->data += part;
    for (int g = 0; g < axes_; ++g) {
      bool inside =
          std::min(low[g], high[g]) >= tile.low[g] && std::max(low[g], high[g]) < tile.low[g] + tile.extent[g];
      if (!tile.data || !inside) leave_tile(g, low[g], high[g], tile);
      s->data += (low[g] - tile.low[g]) * tile.stride[g];
    }
  }

  // Grouping has been wrong about Legate's blocks.
  [[noreturn]] static void leave_tile(int axis, int64_t low, int64_t high, const Tile& tile) {
    auto range = [](int64_t from, int64_t to) { return std::to_string(from) + " to " + std::to_string(to); };
    internal_error("a task needs " + range(low, high) + " of axis " + std::to_string(axis) + " and has " +
                   range(tile.low[axis], tile.low[axis] + tile.extent[axis] - 1));
  }

  // The output of a reduction has the axes that are kept.
  static void keep_axes(uint64_t removed, Strided* s) {
    Strided kept{s->data, {}, {}};
    for (size_t d = 0; d < s->extents.size(); ++d)
      if (!(removed >> d & 1)) {
        kept.extents.push_back(s->extents[d]);
        kept.strides.push_back(s->strides[d]);
      }
    *s = std::move(kept);
  }

  void run_kernel(int64_t hash, const Kernel& kernel, const std::vector<int64_t>& box,
                  const std::vector<Strided>& accesses, const std::vector<Immediate>& values, int64_t flags_to,
                  int64_t reductions_to) const {
    auto ready = ready_kernels().get(hash, kernel, box, accesses);
    Partials::Values partial(static_cast<size_t>(std::count_if(kernel.instrs.begin(), kernel.instrs.end(), reduces)));
    std::vector<char*> bases;
    for (const Strided& s : accesses) bases.push_back(s.data);
    size_t reduced = 0;
    if (reductions_to != kNoMemory)
      for (const Instr& i : kernel.instrs)
        if (reduces(i)) bases[static_cast<size_t>(i.store)] = partial[reduced++].data();
    std::vector<uint8_t> flags(kernel.instrs.size());
    OneThread one;
    host().run_program(ready->program, RunArgs{bases.data(), values.data(), flags.data()}, one);
    note(flags, flags_to);
    if (reductions_to != kNoMemory) note(std::move(partial), reductions_to);
  }

  void note(Partials::Values values, int64_t number) const {
    auto* partials = reinterpret_cast<Partials*>(find_memory(number).data);
    std::lock_guard<std::mutex> lock(partials->mutex);
    partials->of_blocks.emplace_back(first_, std::move(values));
  }

  // Or-s the flags to those of the other tasks of this process.
  static void note(const std::vector<uint8_t>& flags, int64_t number) {
    if (number == kNoMemory || std::all_of(flags.begin(), flags.end(), [](uint8_t f) { return f == 0; })) return;
    auto* all = reinterpret_cast<uint8_t*>(find_memory(number).data);
    for (size_t i = 0; i < flags.size(); ++i) std::atomic_ref(all[i]).fetch_or(flags[i], std::memory_order_relaxed);
  }

  legate::Span<const int64_t> numbers_;
  legate::Span<const int8_t> values_;
  size_t values_at_ = 0;
  PacketReader packet_;
  int axes_ = 0;  // of the frame
  std::vector<Tile> arguments_;
  int64_t first_ = 0, last_ = -1;  // rows of this block
  std::vector<int64_t> from_;      // index of the box's first point that is run
};

struct KernelTask : legate::LegateTask<KernelTask> {
  static inline const auto TASK_CONFIG = legate::TaskConfig{legate::LocalTaskID{static_cast<int64_t>(TaskId::kernel)}};

  static void cpu_variant(legate::TaskContext context) { Leaf(context).run(); }
};

}  // namespace

void register_kernel_task(legate::Library library) { KernelTask::register_variants(library); }

}  // namespace lnp::legion
