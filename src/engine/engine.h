// The one interface between recording and planning above and whatever runs kernels below.
#pragma once
#include <cstdint>
#include <memory>

#include "core/buffer.h"
#include "core/parallel.h"
#include "ir/kernel.h"
#include "ir/stream.h"

namespace lnp {

// A kernel made ready by an engine, to be run any number of times.
class Executable {
 public:
  virtual ~Executable() = default;
};

// Where an access of a kernel begins: so many bytes into a storage.
struct Place {
  Storage* storage;  // null for an array without elements
  int64_t offset;
  const Layout* base;  // of the storage: C-contiguous
  bool fixed;          // other code has its address: the content stays at storage->data
};

class Engine {
 public:
  virtual ~Engine() = default;

  // Memory for `bytes` bytes, uninitialised. Throws OutOfMemory, now or where it is first used.
  virtual Storage* allocate(int64_t bytes) = 0;

  // The same, all zero. Costs nothing until it is used; meant for large blocks.
  virtual Storage* allocate_zeros(int64_t bytes) = 0;

  virtual std::unique_ptr<Executable> prepare(const Kernel& kernel) = 0;

  // places[a] is the first element of the kernel's access a; flags has one byte an instruction, or-ed with the
  // floating-point status that the instruction raised, by the time that settle_flags() returns. Throws OutOfMemory
  // before anything has run.
  virtual void run(const Executable& executable, const Place* places, const Immediate* immediates, uint8_t* flags) = 0;

  // Why the calling thread may not run kernels and fetch; null where it may.
  virtual const char* refusal() const = 0;

  // Waits until the flags of all runs are written.
  virtual void settle_flags() = 0;

  // Makes the whole content of a storage readable and writable at its `data`. Throws OutOfMemory.
  virtual void fetch(Storage* storage) = 0;

  // Copies one element of `item` bytes that begins `offset` bytes into a storage, whose content may stay where it is.
  virtual void read(Storage* storage, int64_t offset, size_t item, char* out) = 0;

  // How many storages were brought here from other processes so far.
  virtual uint64_t gathered() const = 0;

  // Estimated nanoseconds of a run on one thread.
  virtual double cost_ns(const Executable& executable) const = 0;

  // For library ops, which run on memory of this process.
  virtual Parallel& workers() = 0;

  virtual void set_threads(int n) = 0;

  // Whether a child that is forked can use arrays.
  virtual bool may_fork() const = 0;

  // Before fork, with nothing pending: brings here what the child could not. Throws OutOfMemory.
  virtual void before_fork() = 0;

  // After fork: worker threads are gone in the child.
  virtual void after_fork_in_child() = 0;
};

}  // namespace lnp
