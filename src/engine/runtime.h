// Record, plan, run: the pending stream, the cache of plans, and the engine that runs them.
#pragma once
#include <cstdint>
#include <memory>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/errors.h"
#include "engine/engine.h"
#include "passes/plan.h"

namespace lnp {

struct Counters {
  uint64_t recorded = 0;  // nodes
  uint64_t flushes = 0;
  uint64_t plans = 0;      // streams that were planned
  uint64_t plan_hits = 0;  // streams that replayed a cached plan
  uint64_t kernels = 0;    // kernels run
  uint64_t waves = 0;      // in which some of them ran together
};

// A floating-point status that a node raised; bits as in MXCSR (1 invalid, 4 divide, 8 overflow, 16 underflow).
struct FpEvent {
  Site site;
  uint32_t node;
  uint16_t op;
  InstrKind kind;
  uint8_t flags;
  int8_t pair = -1;  // index into kMultiOp where the node computes one output of such a ufunc
};

// Memory ran out for what was recorded there.
struct OutOfMemoryAt : OutOfMemory {
  OutOfMemoryAt(const std::string& what, Site where) : OutOfMemory(what), site(where) {}
  Site site;
};

// What of a buffer's state a plan depends on.
struct BufferKey {
  const Layout* base;
  bool live, stored;
  friend bool operator==(const BufferKey&, const BufferKey&) = default;
};

class Runtime {
 public:
  explicit Runtime(std::unique_ptr<Engine> engine);
  ~Runtime();

  Engine& engine() { return *engine_; }

  // Another engine, before the first array.
  void use(std::unique_ptr<Engine> engine) { engine_ = std::move(engine); }
  const Stream& stream() const { return stream_; }
  const Counters& counters() const { return counters_; }
  void reset_counters() { counters_ = {}; }

  // True if the node may not wait.
  bool record(const NodeHeader& h, const View& out, const Input* in, Site site) {
    if (stream_.empty()) begin_stream(site);
    counters_.recorded++;
    return stream_.append(h, out, in, site);
  }

  // So many bytes of new arrays fill the stream, instead of as many as the machine has memory.
  void bound_bytes(int64_t bytes) { byte_bound_ = bytes; }

  // A large array has been made, whose memory is needed when the stream runs.
  void promise(int64_t bytes) { promised_ += bytes; }

  // An array of so many bytes gets memory at once, beside what is pending, which may read it and so keep it. True when
  // there have been so many of them, or such large ones, that the stream should run.
  bool crowded(int64_t bytes) {
    if (stream_.empty()) beside_ = beside_bytes_ = 0;
    beside_bytes_ += bytes;
    return ++beside_ > kMostBeside || beside_bytes_ > byte_bound_ / kPartBeside;
  }

  // True when the stream has reached its bound, in nodes or in bytes, and is to be cut before a node recorded there. A cut falls
  // where a loop begins again, so that its every flush looks the same; past the hard bound it falls anywhere.
  bool full(Site site) {
    if (__builtin_expect(stream_.nodes() < kSoftBound && promised_ < byte_bound_, 1)) return false;
    return cut_before(site);
  }

  // Nobody seems to need the array any more once the next flush is over, although it has a handle; null: none. Where it can still be
  // computed afterwards, the flush does not store it, and what computes it is pending again.
  void expect_gone(const Buffer* b) { fading_ = b; }

  // The last handle of a pending buffer is gone. True: only what computes it was pending, and nothing is now.
  bool gone(const Buffer* b);

  // Flushing has three parts, so that the caller may give up its lock for the second: begin() plans, execute() runs
  // kernels (touches nothing but storages), finish() forgets what has run. execute() stops early when `stop` says so
  // or memory runs out; what has not run stays pending.
  struct Flush;
  Flush* begin();
  double cost_ns(const Flush* f) const;
  void execute(Flush* f, bool (*stop)());
  bool finish(Flush* f);  // whether all has run; throws OutOfMemoryAt if that ended it

  std::vector<FpEvent> take_events() {
    ordered_ = 0;
    return std::exchange(events_, {});
  }

  // Where the program did what needed whole arrays in one process, and how many, since this was asked last.
  struct Gathered {
    Site site;
    uint64_t arrays;
  };
  std::vector<Gathered> take_gathered() { return std::exchange(gathered_, {}); }

  const Plan* last_plan() const;

  // So many steps of the plan, from one on, that ran together: how long, and what ran them.
  struct Timed {
    size_t first, count;
    double ns;
    const char* tier;
  };
  // Whether the flushes from now on are timed; of the one that executed last, until it is finished.
  void time_steps(bool on) { timing_ = on; }
  const std::vector<Timed>& timed() const { return timed_; }

  // While nothing runs. They are forgotten by themselves when they take too much memory.
  void forget_plans();

 private:
  static constexpr size_t kSoftBound = 2048, kHardBound = 16384;
  static constexpr int64_t kMostBeside = 8;   // more arrays than an expression has
  static constexpr int64_t kPartBeside = 32;  // of the memory
  void begin_stream(Site site) {
    first_ = site;
    cut_chosen_ = false;
  }
  bool cut_before(Site site);
  Site place_to_cut() const;
  struct Cached;
  BufferKey key_of(const Buffer* b) const;
  bool serves(const Cached& cached) const;
  Cached* look_up_plan();
  Cached*& recent();
  Cached* find_plan();
  int64_t origin(const NodeList& list, uint32_t slot) const;
  std::vector<int64_t> origins(const NodeList& list) const;
  void order_events();
  void join_pair(FpEvent* e) const;
  Site writer(const PlanStep& step, uint32_t slot) const;
  bool allocate(Flush* f, const PlanStep& step, bool* cleared);
  void find_places(const Flush* f, const Kernel& kernel, Place* places) const;
  bool run(Flush* f, const PlanStep& step, uint8_t* flags);
  bool run_step(Flush* f);
  void allocate(Flush* f, const WaveStep& wave);
  bool run_wave(Flush* f, size_t number);
  bool run_next(Flush* f);
  void note_time(const Flush* f, size_t first, size_t waves, double ns);
  void note_events(const Flush* f);
  bool only_clears(const Flush* f, const PlanStep& step) const;
  void hand_over(Flush* f);
  void keep_undone(Flush* f);
  void find_recipe(const Buffer* b, std::vector<uint32_t>* recipe) const;
  template <class Owner>
  void append_again(const std::vector<int64_t>& origins, const NodeHeader& h, const Operand* ops, Site site,
                    Owner owner, Stream* to) const;
  void append_recipe(const Flush* f, const std::vector<int64_t>& origins, Stream* rest) const;
  static void append_final_copies(const NodeList& list, const std::vector<Buffer*>& owner, Stream* rest);

  std::unique_ptr<Engine> engine_;
  Stream stream_, rest_;     // rest_: what becomes the stream next, while that is put together
  Site first_{}, cut_{};     // where the stream began, and where it is to end
  bool cut_chosen_ = false;  // whether cut_ holds
  bool replayed_ = false;    // whether the flush before had a plan
  int64_t promised_ = 0;     // bytes of the arrays made since the last flush, small ones apart
  int64_t byte_bound_;
  int64_t beside_ = 0, beside_bytes_ = 0;  // arrays that got memory beside the stream, since it began
  Counters counters_;
  std::unordered_multimap<uint64_t, std::unique_ptr<Cached>> plans_;
  size_t plan_bytes_ = 0;
  std::vector<FpEvent> events_;
  size_t ordered_ = 0;      // of events_: those of flushes that stopped half way
  Cached* last_ = nullptr;  // the plan that ran last
  static constexpr size_t kRecent = 64;
  Cached* recent_[kRecent] = {};  // the plans that ran last, by recent(): what programs do repeats itself
  bool timing_ = false;
  std::vector<Timed> timed_;
  std::vector<Gathered> gathered_;
  std::unique_ptr<Flush> flush_;
  const Buffer* fading_ = nullptr;
  const Buffer* left_ = nullptr;  // the stream began with what computes it,
  size_t left_nodes_ = 0;         // in so many nodes
};

}  // namespace lnp
