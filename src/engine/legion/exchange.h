// What the tasks of one launch send each other: one task for each processor of the run, all running at once.
#pragma once
#include <legate.h>
#include <legate/comm/coll.h>

#include <cstdint>
#include <vector>

namespace lnp::legion {

// A row of bytes for each task, or from each, one after the other.
struct Parcels {
  std::vector<char> bytes;
  std::vector<int64_t> sizes;  // by task
};

// Bytes that tasks of this process have sent to those of other processes so far.
uint64_t exchanged_bytes();

class Exchange {
 public:
  // Of a task that was launched with a communicator.
  explicit Exchange(const legate::TaskContext& context);

  int me() const { return me_; }
  int tasks() const { return tasks_; }

  // Every task's number, by task.
  std::vector<int64_t> all(int64_t mine) const;

  // Gives every task its parcel; what comes back is theirs for this one.
  Parcels swap(const Parcels& parcels) const;

  // Gives all tasks the same bytes, so many from each, less than 2 GiB.
  Parcels spread(const char* mine, int64_t bytes) const;

 private:
  void note_sent(const std::vector<int64_t>& sizes) const;

  legate::comm::coll::CollComm comm_;
  int me_, tasks_, tasks_each_;  // tasks_each_: of a process
};

}  // namespace lnp::legion
