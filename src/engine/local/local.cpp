#include "engine/local/local.h"

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>
#include <tbb/parallel_invoke.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <cstring>

#include "engine/local/pool.h"
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

  void run(int64_t count, void (*body)(void*, int64_t, int64_t), void* context) override {
    int64_t grain = std::max<int64_t>(1, count / (8 * count_));
    arena_->execute([&] {
      tbb::parallel_for(
          tbb::blocked_range<int64_t>(0, count, static_cast<size_t>(grain)),
          [&](const tbb::blocked_range<int64_t>& r) { body(context, r.begin(), r.end()); }, tbb::simple_partitioner());
    });
  }

  void pair(void (*body)(void*, int), void* context) override {
    arena_->execute([&] { tbb::parallel_invoke([&] { body(context, 0); }, [&] { body(context, 1); }); });
  }

  int threads() const override { return count_; }

 private:
  int count_ = 1;
  std::unique_ptr<tbb::task_arena> arena_;
};

struct Interpreted final : Executable {
  explicit Interpreted(Program p) : program(std::move(p)) {}
  Program program;
};

class LocalEngine final : public Engine {
 public:
  explicit LocalEngine(int threads) : threads_(threads) {}

  Storage* allocate(int64_t bytes) override { return pool_.allocate(bytes); }
  Storage* allocate_zeros(int64_t bytes) override { return pool_.allocate_zeros(bytes); }

  std::unique_ptr<Executable> prepare(const Kernel& kernel) override {
    return std::make_unique<Interpreted>(lower(kernel, loop_table()));
  }

  void run(const Executable& e, const Place* places, const Immediate* immediates, uint8_t* flags) override {
    const Program& program = static_cast<const Interpreted&>(e).program;
    char* bases[kMaxProgramAccesses];
    for (size_t a = 0; a < program.strides.size(); ++a)
      bases[a] = places[a].storage ? places[a].storage->data + places[a].offset : nullptr;
    run_tiered(program, RunArgs{bases, immediates, flags}, threads_);
  }

  const char* refusal() const override { return nullptr; }
  uint64_t gathered() const override { return 0; }
  void settle_flags() override {}
  void fetch(Storage*) override {}
  void read(Storage* storage, int64_t offset, size_t item, char* out) override {
    std::memcpy(out, storage->data + offset, item);
  }

  double cost_ns(const Executable& e) const override {
    const Program& p = static_cast<const Interpreted&>(e).program;
    return p.ns_per_element * static_cast<double>(p.size);
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
  Pool pool_;
  Threads threads_;
};

}  // namespace

std::unique_ptr<Engine> make_local_engine(int threads) { return std::make_unique<LocalEngine>(threads); }

}  // namespace lnp
