// The engine: where kernels and other operations run, and where storages are. kernels.cpp, operations.cpp and storages.cpp
// have one part of it each.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <thread>
#include <unordered_set>
#include <vector>

#include "core/errors.h"
#include "engine/legion/collect.h"
#include "engine/legion/context.h"
#include "engine/legion/group.h"
#include "engine/legion/held.h"
#include "engine/legion/host.h"
#include "engine/legion/mover.h"
#include "engine/legion/prepared.h"

namespace lnp::legion {

class Placing final : public LegionEngine {
 public:
  explicit Placing(LegionHost host);

  Storage* allocate(int64_t bytes) override { return new_held(bytes, this); }

  Storage* allocate_zeros(int64_t bytes) override {
    Held* s = new_held(bytes, this);
    s->zeros = true;
    return s;
  }

  std::unique_ptr<Executable> prepare(const Kernel& kernel) override;

  void run(const Executable& e, const Place* places, const Immediate* immediates, uint8_t* flags) override;

  const char* refusal() const override;

  void settle_flags() override {
    Visit visit(context_);
    submit();
    if (!collector_.empty()) settle();
  }
  void fetch(Storage* storage) override;
  void read(Storage* storage, int64_t offset, size_t item, char* out) override;
  bool elsewhere() const override { return true; }
  Outcome take(const Chosen& from, const ArrayAt& to, OutOfBounds* fault) override;
  Outcome put(const Chosen& to, const ArrayAt& values, OutOfBounds* fault) override;
  Outcome compress(const ArrayAt& mask, const ArrayAt& from, const ArrayAt& to) override;
  Outcome expand(const ArrayAt& mask, const ArrayAt& values, const ArrayAt& to) override;
  Outcome true_places(const ArrayAt& mask, const std::vector<ArrayAt>& to) override;
  Outcome lanes(const LaneWork& work, const ArrayAt& out, const ArrayAt& in, uint8_t* raised) override;
  Outcome product(const ArrayAt& out, const ArrayAt& a, const ArrayAt& b, uint8_t* raised) override;
  Outcome by_parts(const std::vector<ArrayAt>& in, const ArrayAt* out, const PartFunction& function) override;

  Parallel& workers() override { return host_.local->workers(); }
  void set_threads(int n) override { host_.local->set_threads(n); }
  bool may_fork() const override { return ranks_ == 1; }
  void before_fork() override {
    for (Held* held : all_with_roots()) fetch(held);
  }
  void after_fork_in_child() override {
    forked_ = true;
    context_.abandon();
    host_.local->after_fork_in_child();
  }
  const LegionCounters& counters() const override {
    counters_.exchanged_bytes = exchanged_bytes();
    return counters_;
  }
  uint64_t gathered() const override { return counters_.fetches; }
  std::vector<std::vector<char>> gather(const std::vector<char>& mine) override {
    Visit visit(context_);
    return collector_.gather(mine);
  }

 private:
  bool reports(const Instr& i) const;
  bool awaits(const Prepared& prepared, const Place* places) const;
  bool worth_a_task(const Prepared& prepared, const Place* places) const;
  void run(const Prepared& prepared, const Place* places, const Immediate* immediates,
           const std::vector<uint8_t*>& flags);
  void run_everywhere(const Prepared& prepared, const Place* places, const Immediate* immediates,
                      const std::vector<uint8_t*>& flags);
  bool run_on_elements(const Prepared& prepared, const Place* places, const Immediate* immediates,
                       const std::vector<uint8_t*>& flags);
  bool run_pieces(const Prepared& prepared, const Place* places, const Immediate* immediates,
                  const std::vector<uint8_t*>& flags);
  bool run_on_copies(const Prepared& prepared, const Place* places, const Immediate* immediates,
                     const std::vector<uint8_t*>& flags);
  const Prepared::OnCopies& on_copies(const Prepared& prepared, const std::vector<CopiedAccess>& copied);
  bool may_await(const Prepared& prepared, const Place* places);
  bool uses_group(const Prepared& prepared, const Place* places) const;
  bool join(const Prepared& prepared, const Place* places);
  bool begin(const Prepared& prepared, const Place* places);
  static bool reduces_into_operand(const Prepared& prepared, const Place* places);
  bool run_alone(const Prepared& prepared, const Place* places, const Immediate* immediates,
                 const std::vector<uint8_t*>& flags);
  void complete(const Prepared& prepared, const Place* places, const Immediate* immediates,
                const std::vector<uint8_t*>& flags);
  std::vector<Group::Copy> copies(const Prepared& prepared, const Place* places);
  const Prepared& combination(const Prepared& prepared, int64_t blocks);
  void combine(const Prepared& prepared, const Place* places, const std::vector<uint8_t*>& flags);
  std::vector<Group::Copy> provide(const Prepared& prepared, const Place* places);
  void require_room(size_t bytes, const char* what) const;
  void submit();
  int64_t await_reductions(const Kernel& kernel, const Place* places, const std::vector<uint8_t*>& flags);
  legate::LogicalStore root_of(const Group& group, Storage* storage, const FittedAccess& access, bool has_content);
  void move_to_store(Held* held, const std::vector<int64_t>& extents, std::shared_ptr<const OwnLayout> base,
                     std::vector<int64_t> lead, bool has_content);
  void publish(Storage* memory, const Layout* base, const legate::LogicalStore& store);
  Storage* own_memory(int64_t bytes, bool zeros);
  Storage* copy_of(const Storage* memory);
  bool partitioned(const ArrayAt& array) const;
  Outcome take_element(const Chosen& from, const ArrayAt& to, OutOfBounds* fault);
  bool none_partitioned(std::initializer_list<const ArrayAt*> arrays, const Chosen* chosen = nullptr);
  void prepare_to_read(std::initializer_list<const ArrayAt*> arrays, const Chosen* chosen = nullptr);
  template <class Run>
  Outcome make(size_t bytes, Run run);
  void in_memory_or_store(const ArrayAt& array);
  void in_store(const ArrayAt& array);
  void settle();

  // What tasks may still read of this process's memory.
  struct InFlight {
    int64_t number;
    Storage* source;
  };

  bool forked_ = false;  // from the process that Legate runs in: what it has of Legate's stays as it is, unused
  const std::thread::id main_ = std::this_thread::get_id();
  LegionHost host_;
  legate::Library library_;
  const int64_t processors_ =
      static_cast<int64_t>(legate::Runtime::get_runtime()->get_machine().count(legate::mapping::TaskTarget::CPU));
  const size_t ranks_ = legate::Runtime::get_runtime()->node_count();
  mutable LegionCounters counters_;
  std::vector<InFlight> in_flight_;
  size_t in_flight_bytes_ = 0;
  std::unordered_set<std::shared_ptr<const TaskKernel>> kernels_in_flight_;
  Collector collector_;
  Mover mover_{library_, processors_, &collector_, &counters_};
  std::unique_ptr<Group> group_;  // kernels that wait for others to join them
  Context context_;
  std::vector<Storage*> awaited_;  // for results of reductions that are not there yet
};

// What of Legion's memory this program's arrays take in a process, in words.
std::string arrays_take();

}  // namespace lnp::legion
