#include "engine/local/wave.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <numeric>
#include <thread>

#include "jit/compiler.h"

namespace lnp {
namespace {

constexpr int64_t kBlocks = 32;    // so many would fill the cache: what a member computes before the next one does
constexpr double kMostIdle = 1.5;  // times as long as if all threads had the same work: then a wave does not pay
constexpr int kSpins = 2000;       // before a thread that waits gives its core away

// What a thread has of the last two levels. Where the last one is large, it is fast enough for all that passes would save.
int64_t cache_bytes() {
  static const int64_t own = std::max<int64_t>(sysconf(_SC_LEVEL2_CACHE_SIZE), 256 << 10);
  static const int64_t shared = sysconf(_SC_LEVEL3_CACHE_SIZE);
  return std::max(own, std::min<int64_t>(shared / 16, 4 << 20));
}

// Members [first, last) that one thread computes together.
struct Pass {
  size_t first, last;
};

// What rows of its arrays members have in use at once.
class Footprint {
 public:
  Footprint(const Wave& wave, int64_t block) : wave_(&wave), block_(block), used_(wave.row_bytes.size(), false) {}

  void add(const WaveMember& m) {
    if (m.axis < 0) return;
    least_ = row_bytes_ ? std::min(least_, m.lag) : m.lag;
    most_ = row_bytes_ ? std::max(most_, m.lag) : m.lag;
    for (uint32_t a : m.arrays) {
      if (!used_[a]) row_bytes_ += wave_->row_bytes[a];
      used_[a] = true;
    }
  }
  int64_t bytes() const { return row_bytes_ * (most_ - least_ + block_ + 1); }

 private:
  const Wave* wave_;
  int64_t block_, row_bytes_ = 0, least_ = 0, most_ = 0;
  std::vector<bool> used_;
};

// As few passes as the cache allows.
std::vector<Pass> passes_for_cache(const WaveProgram& w, int64_t block, int64_t cache) {
  std::vector<Pass> passes{{0, 0}};
  Footprint footprint(w.wave, block);
  for (size_t m = 0; m < w.programs.size(); ++m) {
    footprint.add(w.wave.members[m]);
    if (footprint.bytes() > cache && passes.back().last > passes.back().first) {
      passes.push_back({m, m});
      footprint = Footprint(w.wave, block);
      footprint.add(w.wave.members[m]);
    }
    passes.back().last = m + 1;
  }
  return passes;
}

// So many passes of about the same work.
std::vector<Pass> equal_passes(const WaveProgram& w, size_t count) {
  std::vector<Pass> passes;
  double all = w.cost_ns(), done = 0;
  size_t first = 0;
  for (size_t m = 0; m < w.programs.size(); ++m) {
    done += w.programs[m].cost_ns();
    bool last = m + 1 == w.programs.size();
    if (!last && done < all * static_cast<double>(passes.size() + 1) / static_cast<double>(count)) continue;
    passes.push_back({first, m + 1});
    first = m + 1;
  }
  return passes;
}

class Runner {
 public:
  Runner(const WaveProgram& w, const RunArgs& args, int threads, int64_t cache) : w_(w), args_(args) {
    int64_t row = 1;
    for (int64_t bytes : w.wave.row_bytes) row = std::max(row, bytes);
    block_ = std::max<int64_t>(1, cache / kBlocks / row);
    passes_ = passes_for_cache(w, block_, cache);
    auto n = static_cast<size_t>(threads);
    passes_ = equal_passes(w, cache > 0 ? (passes_.size() + n - 1) / n * n : (w.programs.size() + 2) / 3);
    first_time_ = std::numeric_limits<int64_t>::max();
    int64_t end = std::numeric_limits<int64_t>::min();
    for (const WaveMember& m : w.wave.members) {
      first_time_ = std::min(first_time_, m.lag);
      end = std::max(end, m.lag + m.rows);
    }
    blocks_ = (end - first_time_ + block_ - 1) / block_;
    done_ = std::vector<std::atomic<int64_t>>(passes_.size());
  }

  // Whether passes are longer than single kernels, and of a number that keeps the threads busy.
  bool pays(int threads) const {
    double longest = 0;
    for (const Pass& p : passes_) longest = std::max(longest, cost(p));
    int64_t largest = 0;
    for (const Program& p : w_.programs) largest = std::max(largest, p.size);
    auto large =
        std::count_if(w_.programs.begin(), w_.programs.end(), [&](const Program& p) { return 2 * p.size > largest; });
    auto n = static_cast<size_t>(threads);
    auto rounds = static_cast<double>((passes_.size() + n - 1) / n);
    return 2 * static_cast<size_t>(large) >= 3 * passes_.size() &&
           rounds * longest * threads <= kMostIdle * w_.cost_ns();
  }

  // Any number of threads take passes in their order, so that what a thread waits for is being computed.
  void run() {
    for (size_t p; (p = next_.fetch_add(1)) < passes_.size();) run_pass(p);
  }

 private:
  double cost(const Pass& p) const {
    double ns = 0;
    for (size_t m = p.first; m < p.last; ++m) ns += w_.programs[m].cost_ns();
    return ns;
  }

  void run_pass(size_t p) {
    for (int64_t block = 0; block < blocks_; ++block) {
      if (p > 0) wait_for(done_[p - 1], block + 1);
      int64_t from = first_time_ + block * block_;
      for (size_t m = passes_[p].first; m < passes_[p].last; ++m) run_member(m, from, from + block_);
      done_[p].store(block + 1, std::memory_order_release);
    }
  }

  void run_member(size_t m, int64_t from, int64_t to) const {
    const WaveMember& member = w_.wave.members[m];
    from = std::max<int64_t>(from - member.lag, 0);
    to = std::min(to - member.lag, member.rows);
    if (from >= to) return;
    RunArgs args{args_.bases + w_.first_access[m], args_.immediates, args_.flags + w_.first_flag[m]};
    if (member.axis >= 0)
      run_rows(w_.programs[m], args, from, to);
    else
      run_program(w_.programs[m], args, one_thread());
  }

  static Parallel& one_thread() {
    static OneThread one;
    return one;
  }

  static void wait_for(const std::atomic<int64_t>& done, int64_t blocks) {
    for (int spins = 0; done.load(std::memory_order_acquire) < blocks; ++spins)
      if (spins < kSpins)
        __builtin_ia32_pause();
      else
        std::this_thread::yield();
  }

  const WaveProgram& w_;
  const RunArgs& args_;
  int64_t block_ = 1, first_time_, blocks_;  // rows that a member computes at once; time; blocks of times
  std::vector<Pass> passes_;
  std::vector<std::atomic<int64_t>> done_;  // blocks, by pass
  std::atomic<size_t> next_ = 0;            // pass
};

}  // namespace

WaveProgram::WaveProgram(const Wave& of, const std::vector<const Kernel*>& kernels) : wave(of) {
  size_t flags = 0;
  for (size_t m = 0; m < kernels.size(); ++m) {
    programs.push_back(lower(*kernels[m], loop_table(), wave.members[m].axis));
    first_access.push_back(accesses);
    first_flag.push_back(flags);
    accesses += kernels[m]->accesses.size();
    flags += kernels[m]->instrs.size();
  }
}

double WaveProgram::cost_ns() const {
  return std::accumulate(programs.begin(), programs.end(), 0.0,
                         [](double ns, const Program& p) { return ns + p.cost_ns(); });
}

void run_wave(const WaveProgram& w, const RunArgs& args, Parallel& parallel, Waves waves) {
  for (const Program& p : w.programs) compiler().consider(p);
  Runner runner(w, args, parallel.threads(), waves == Waves::all ? 0 : cache_bytes());
  if (waves != Waves::all && !runner.pays(parallel.threads())) {
    for (size_t m = 0; m < w.programs.size(); ++m) {
      RunArgs own{args.bases + w.first_access[m], args.immediates, args.flags + w.first_flag[m]};
      run_program(w.programs[m], own, parallel);
    }
    return;
  }
  parallel_for(parallel, parallel.threads(), 2, [&](int64_t begin, int64_t end) {
    for (; begin < end; ++begin) runner.run();
  });
}

}  // namespace lnp
