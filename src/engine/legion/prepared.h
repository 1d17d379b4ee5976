// A kernel made ready for this engine.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "engine/legion/host.h"
#include "engine/legion/own_layout.h"
#include "engine/legion/parts.h"
#include "engine/legion/task_kernel.h"

namespace lnp::legion {

// A kernel for the local engine, and for tasks where it can be one.
struct Prepared final : Executable {
  size_t accesses = 0, instrs = 0;
  std::unique_ptr<Executable> local;
  std::shared_ptr<const Kernel> kernel;    // its immediates are numbered from 0 on
  std::vector<uint32_t> immediates;        // which of the stream's they are
  std::vector<char> stored;                // by access, whether a task has a store for it
  bool reports = false;                    // some instruction raises floating-point status that counts
  bool to_scalars = false;                 // reduces over all axes
  std::shared_ptr<const TaskKernel> task;  // null: not of a kind that can be one

  // What it falls apart into, known once that was wanted.
  struct Piece {
    Part part;
    std::unique_ptr<Executable> prepared;
  };
  mutable std::vector<Piece> pieces;
  mutable bool taken_apart = false;

  // The same kernel with some accesses on arrays of their own, by which; made when it was first wanted.
  struct OnCopies {
    std::vector<std::unique_ptr<OwnLayout>> layouts;
    std::unique_ptr<Executable> prepared;
  };
  mutable std::map<std::vector<size_t>, OnCopies> on_copies;

  // The kernels that combine what so many blocks have reduced, made when they were first wanted. Their accesses are, for
  // each reduction, the blocks' results and the result.
  struct Combination {
    std::vector<std::unique_ptr<OwnLayout>> layouts;
    std::unique_ptr<Executable> prepared;
  };
  mutable std::map<int64_t, Combination> combinations;
};

}  // namespace lnp::legion
