// The one interface between recording and planning above and whatever runs kernels below.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "core/buffer.h"
#include "core/lanes.h"
#include "core/parallel.h"
#include "ir/kernel.h"
#include "ir/stream.h"
#include "ir/wave.h"

namespace lnp {

// A kernel made ready by an engine, to be run any number of times.
class Executable {
 public:
  virtual ~Executable() = default;

  // Estimated nanoseconds of a run on one thread.
  virtual double cost_ns() const = 0;

  // What runs it, in a word or two, for people.
  virtual const char* tier() const = 0;
};

// Where an access of a kernel begins: so many bytes into a storage.
struct Place {
  Storage* storage;  // null for an array without elements
  int64_t offset;
  const Layout* base;  // of the storage: C-contiguous
  bool fixed;          // other code has its address: the content stays at storage->data
};

// An array that an operation other than a kernel works on.
struct ArrayAt {
  Place first;  // element
  const Layout* layout;
  DType dtype;
};

// Elements of an array that index arrays choose. For each index (they all have one shape, C-contiguous int64; negative ones
// count from the end) those of `inner`, displaced by index times stride.
struct Chosen {
  ArrayAt inner;
  struct Index {
    ArrayAt array;
    int64_t extent, stride;  // of the axis that it indexes; stride in bytes
  };
  std::vector<Index> indices;
};

// How an operation that is no kernel went. not_here: the engine has no form of its own for it, and nothing has happened;
// the caller does it on memory of this process.
enum class Outcome : uint8_t { not_here, done, out_of_bounds };

// The first index that does not fit its axis: of the first array that has one.
struct OutOfBounds {
  size_t array;
  int64_t index;
};

// What is done to a part of arrays: contiguous elements of each. `task` numbers the parts in their order, those of other
// processes too; a process calls it on several threads.
using PartFunction = std::function<void(int64_t task, const std::vector<const View*>& in, const View* out)>;

class Engine {
 public:
  virtual ~Engine() = default;

  // Memory for `bytes` bytes, uninitialised. Throws OutOfMemory, now or where it is first used.
  virtual Storage* allocate(int64_t bytes) = 0;

  // The same, all zero, which costs nothing until it is used. Null where filling memory costs less.
  virtual Storage* allocate_zeros(int64_t bytes) = 0;

  virtual std::unique_ptr<Executable> prepare(const Kernel& kernel) = 0;

  // places[a] is the first element of the kernel's access a; flags has one byte an instruction, or-ed with the
  // floating-point status that the instruction raised, by the time that settle_flags() returns. Throws OutOfMemory
  // before anything has run.
  virtual void run(const Executable& executable, const Place* places, const Immediate* immediates, uint8_t* flags) = 0;

  // Which waves (ir/wave.h) the engine runs, and how they are made ready: from a kernel for each member.
  virtual Waves waves() const { return Waves::none; }
  virtual std::unique_ptr<Executable> prepare_wave(const Wave& /*wave*/,
                                                   const std::vector<const Kernel*>& /*kernels*/) {
    return nullptr;
  }

  // As run(): the places of all members' accesses, and the flags of all their instructions, are those of one after the other.
  virtual void run_wave(const Executable& /*wave*/, const Place* /*places*/, const Immediate* /*immediates*/,
                        uint8_t* /*flags*/) {}

  // Why the calling thread may not run kernels and fetch; null where it may.
  virtual const char* refusal() const = 0;

  // Waits until the flags of all runs are written.
  virtual void settle_flags() = 0;

  // Makes the whole content of a storage readable and writable at its `data`. Throws OutOfMemory.
  virtual void fetch(Storage* storage) = 0;

  // Copies one element of `item` bytes that begins `offset` bytes into a storage, whose content may stay where it is.
  virtual void read(Storage* storage, int64_t offset, size_t item, char* out) = 0;

  // Whether content may be outside of this process's memory, so that the operations below are worth asking for.
  virtual bool elsewhere() const { return false; }

  // to[i...] = the elements chosen, in their order: the axes of the index arrays, then those of `inner`. `to` is fresh.
  virtual Outcome take(const Chosen&, const ArrayAt& /*to*/, OutOfBounds*) { return Outcome::not_here; }

  // The reverse; where places repeat, the last value stays. `values` may be a single one. With an index out of bounds nothing
  // is written.
  virtual Outcome put(const Chosen&, const ArrayAt& /*values*/, OutOfBounds*) { return Outcome::not_here; }

  // The true elements of a mask choose, in C order, elements of an array of its shape: they are copied to `to`, which is fresh
  // and has one long axis; or the values there, or the single one, to them; or their indices along each axis are written, as many
  // arrays as axes.
  virtual Outcome compress(const ArrayAt& /*mask*/, const ArrayAt& /*from*/, const ArrayAt& /*to*/) {
    return Outcome::not_here;
  }
  virtual Outcome expand(const ArrayAt& /*mask*/, const ArrayAt& /*values*/, const ArrayAt& /*to*/) {
    return Outcome::not_here;
  }
  virtual Outcome true_places(const ArrayAt& /*mask*/, const std::vector<ArrayAt>& /*to*/) { return Outcome::not_here; }

  // An operation on lanes; `out` is fresh, but for a sort. Or-s the floating-point status to *raised.
  virtual Outcome lanes(const LaneWork&, const ArrayAt& /*out*/, const ArrayAt& /*in*/, uint8_t* /*raised*/) {
    return Outcome::not_here;
  }

  // out = a b, matrices of one dtype; `out` is fresh. Or-s the floating-point status to *raised.
  virtual Outcome product(const ArrayAt& /*out*/, const ArrayAt& /*a*/, const ArrayAt& /*b*/, uint8_t* /*raised*/) {
    return Outcome::not_here;
  }

  // Calls a function for the parts of these arrays, which have one shape, that each task has. `out` is fresh, or null. Returns
  // after all have run.
  virtual Outcome by_parts(const std::vector<ArrayAt>& /*in*/, const ArrayAt* /*out*/, const PartFunction&) {
    return Outcome::not_here;
  }

  // How many storages were brought here from other processes so far.
  virtual uint64_t gathered() const = 0;

  // For library ops, which run on memory of this process.
  virtual Parallel& workers() = 0;

  virtual void set_threads(int n) = 0;
  virtual void set_waves(Waves) {}

  // Whether a child that is forked can use arrays.
  virtual bool may_fork() const = 0;

  // Before fork, with nothing pending: brings here what the child could not. Throws OutOfMemory.
  virtual void before_fork() = 0;

  // After fork: worker threads are gone in the child.
  virtual void after_fork_in_child() = 0;
};

}  // namespace lnp
