// Kernels that become one task: each processor runs all of them, one after the other, on its own block of rows.
//
// That is the same as running them one after the other on everything where no kernel needs what another one of the group
// writes on another block, nor writes what another one reads there.
#pragma once
#include <legate.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "engine/legion/frame.h"
#include "engine/legion/prepared.h"

namespace lnp::legion {

class Group {
 public:
  explicit Group(Frame frame) : frame_(std::move(frame)) {}
  ~Group();
  Group(const Group&) = delete;
  Group& operator=(const Group&) = delete;

  const Frame& frame() const { return frame_; }

  // One more kernel, unless it must wait for the others; then nothing has changed.
  bool add(const Prepared& prepared, const Fitted& fitted, const Place* places);

  // What the newest kernel needs beside its stores: its immediates, numbers of memory for its status bytes and reductions,
  // and for each access that is read from a copy the number of that and where in it the access begins.
  struct Copy {
    int64_t number, offset;
  };
  void complete(const Immediate* immediates, int64_t flags, int64_t reductions, std::vector<Copy> copies);

  // Takes the newest kernel out again, which is not complete.
  void withdraw();
  bool empty() const { return members_.empty(); }

  // The one kernel of the group reduces over the rows: by access, the store of the blocks' results, whose first axis
  // counts the blocks.
  void reduce_to(std::vector<legate::LogicalStore> partials) { partials_ = std::move(partials); }

  bool in_part() const { return members_.back().fitted.in_part(); }
  bool has_halo() const;

  // The first and the last block that have rows of the newest kernel.
  std::pair<int64_t, int64_t> blocks_in_use() const;

  // Whether the newest kernel reads an access from a copy.
  bool copies(size_t access) const { return members_.back().fitted.accesses[access].source == Source::memory; }

  // Whether the newest kernel reads an access from a store that is a copy of memory which must stay where it is. The group
  // owns that copy.
  bool stays(size_t access) const {
    const FittedAccess& f = members_.back().fitted.accesses[access];
    return f.source == Source::store && f.stays;
  }
  void keep_copy(const Storage* of, Storage* copy) { copies_.emplace_back(of, copy); }
  Storage* copy_of(const Storage* storage) const;

  // Bytes of the stores that launching makes, on all processes together.
  size_t bytes_to_come() const;

  // Bytes that Legion may take beside the stores, for blocks with rows of neighbours or in another layout.
  size_t bytes_beside() const;

  // How a storage lies that some kernel of the group uses; null for others.
  const FittedAccess* planned(const Storage* storage) const;

  // Gives the store of a storage, made where there is none: with content where some kernel reads it first.
  using Root = std::function<legate::LogicalStore(Storage*, const FittedAccess&, bool has_content)>;
  void launch(legate::Library library, const Root& root);

  // Calls body(kernel) for each; they are to be kept until the task has run.
  template <class Body>
  void for_each_kernel(Body body) const {
    for (const Member& m : members_) body(m.kernel);
  }

  // Bytes that the blocks need of each other.
  int64_t halo_bytes() const;

 private:
  struct Argument {
    Storage* storage;
    FittedAccess first;  // the access that brought it in
    size_t item;
    bool in = false, out = false;
    int64_t low = 0, high = 0;  // rows of halo

    bool has_halo() const { return low > 0 || high > 0; }
  };
  struct Member {
    std::shared_ptr<const TaskKernel> kernel;
    Fitted fitted;
    std::vector<size_t> argument;  // by access
    std::vector<uint32_t> immediate_numbers;
    std::vector<Immediate> immediates;
    int64_t flags, reductions;
    std::vector<Copy> copies;  // by access
  };

  bool local(const Fitted& member, int64_t shift) const;
  size_t argument_of(Storage* storage, const FittedAccess& access, size_t item);
  bool reads(Argument* argument, const FittedAccess& access, bool here);
  bool writes(Argument* argument, const FittedAccess& access, bool here);
  legate::LogicalStore in_frame(const Argument& argument, const Root& root) const;
  void constrain(legate::AutoTask* task, const std::vector<legate::Variable>& parts);
  void launch_in_part(legate::Library library, const std::vector<legate::LogicalStore>& stores);
  template <class Task>
  void tell(Task* task) const;
  int64_t halo_bytes(const Argument& argument) const;
  bool may_run_here(Member* member, const Place* places);
  std::vector<int64_t> packet() const;
  size_t anchor() const;

  Frame frame_;
  std::vector<Argument> arguments_;
  std::vector<Argument> before_;  // `arguments_` without those of the newest kernel
  std::vector<Member> members_;
  std::vector<std::pair<const Storage*, Storage*>> copies_;
  std::vector<legate::LogicalStore> partials_;
};

}  // namespace lnp::legion
