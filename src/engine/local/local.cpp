#include "engine/local/local.h"

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>
#include <tbb/parallel_invoke.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <atomic>
#include <cstring>

#include "engine/local/pool.h"
#include "engine/local/wave.h"
#include "interp/program.h"
#include "jit/compiler.h"

namespace lnp {
namespace {

class Threads final : public Parallel {
 public:
  explicit Threads(int n) { set(n); }

  void set(int n) {
    count_ = n;
    arena_ = n > 1 ? std::make_unique<tbb::task_arena>(n) : nullptr;
  }

  // The arena's workers are gone: taking it down would wait for them.
  void abandon() {
    (void)arena_.release();
    count_ = 1;
  }

  // The same part of an array goes to the same thread in one loop after the other, as far as threads are free: the part is
  // in its caches, and in its part of a machine of several memories, since who writes a fresh page first gets it there.
  void run(int64_t count, void (*body)(void*, int64_t, int64_t), void* context) override {
    int64_t grain = std::max<int64_t>(1, count / (8 * count_));
    tbb::blocked_range<int64_t> all(0, count, static_cast<size_t>(grain));
    auto part = [&](const tbb::blocked_range<int64_t>& r) { body(context, r.begin(), r.end()); };
    bool mine = !history_in_use_.test_and_set();  // loops within loops, and of other threads, have none
    arena_->execute([&] {
      if (mine)
        tbb::parallel_for(all, part, history_);
      else
        tbb::parallel_for(all, part, tbb::simple_partitioner());
    });
    if (mine) history_in_use_.clear();
  }

  void pair(void (*body)(void*, int), void* context) override {
    arena_->execute([&] { tbb::parallel_invoke([&] { body(context, 0); }, [&] { body(context, 1); }); });
  }

  int threads() const override { return count_; }

 private:
  int count_ = 1;
  std::unique_ptr<tbb::task_arena> arena_;
  tbb::affinity_partitioner history_;  // which thread had which part
  std::atomic_flag history_in_use_;
};

const char* tier_of(const Program& p) {
  const NativeProgram* native = p.native->get();
  size_t compiled = 0;
  if (native)
    for (const NativeRun& run : native->runs) compiled += run.count;
  return compiled == 0 ? "interpreted" : compiled == p.ops.size() ? "native" : "partly native";
}

struct Single final : Executable {
  explicit Single(Program p) : program(std::move(p)) {}
  double cost_ns() const override { return program.cost_ns(); }
  const char* tier() const override { return tier_of(program); }
  Program program;
};

struct Together final : Executable {
  Together(const Wave& wave, const std::vector<const Kernel*>& kernels) : program(wave, kernels) {}
  double cost_ns() const override { return program.cost_ns(); }
  const char* tier() const override { return tier_of(program.programs[0]); }
  WaveProgram program;
};

class LocalEngine final : public Engine {
 public:
  LocalEngine(int threads, Waves waves) : threads_(threads), waves_(waves) {}

  Storage* allocate(int64_t bytes) override { return pool_.allocate(bytes); }
  Storage* allocate_zeros(int64_t bytes) override { return pool_.allocate_zeros(bytes); }

  std::unique_ptr<Executable> prepare(const Kernel& kernel) override {
    return std::make_unique<Single>(lower(kernel, loop_table()));
  }

  void run(const Executable& e, const Place* places, const Immediate* immediates, uint8_t* flags) override {
    const Program& program = static_cast<const Single&>(e).program;
    char* bases[kMaxProgramAccesses];
    for (size_t a = 0; a < program.strides.size(); ++a) bases[a] = address(places[a]);
    run_tiered(program, RunArgs{bases, immediates, flags}, threads_);
  }

  Waves waves() const override { return waves_; }
  void set_waves(Waves waves) override { waves_ = waves; }

  std::unique_ptr<Executable> prepare_wave(const Wave& wave, const std::vector<const Kernel*>& kernels) override {
    return std::make_unique<Together>(wave, kernels);
  }

  void run_wave(const Executable& e, const Place* places, const Immediate* immediates, uint8_t* flags) override {
    const WaveProgram& wave = static_cast<const Together&>(e).program;
    std::vector<char*> bases(wave.accesses);
    std::transform(places, places + wave.accesses, bases.begin(), address);
    lnp::run_wave(wave, RunArgs{bases.data(), immediates, flags}, threads_, waves_);
  }

  const char* refusal() const override { return nullptr; }
  uint64_t gathered() const override { return 0; }
  void settle_flags() override {}
  void fetch(Storage*) override {}
  void read(Storage* storage, int64_t offset, size_t item, char* out) override {
    std::memcpy(out, storage->data + offset, item);
  }

  Parallel& workers() override { return threads_; }
  void set_threads(int n) override { threads_.set(n); }

  bool may_fork() const override { return true; }
  void before_fork() override {}

  // oneTBB's workers do not survive a fork and its scheduler cannot be restarted: the child runs on one thread.
  void after_fork_in_child() override {
    threads_.abandon();
    compiler().abandon();
  }

 private:
  static char* address(const Place& p) { return p.storage ? p.storage->data + p.offset : nullptr; }

  Pool pool_;
  Threads threads_;
  Waves waves_;
};

}  // namespace

std::unique_ptr<Engine> make_local_engine(int threads, Waves waves) {
  return std::make_unique<LocalEngine>(threads, waves);
}

}  // namespace lnp
