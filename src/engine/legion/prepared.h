// A kernel made ready for this engine.
#pragma once
#include <compare>
#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "engine/legion/host.h"
#include "engine/legion/own_layout.h"
#include "engine/legion/task_kernel.h"
#include "ir/parts.h"

namespace lnp::legion {

// An access for which there is to be an array of its own, whose content is taken from elsewhere or put there.
struct CopiedAccess {
  size_t access;
  size_t in;  // the access in whose array the elements are: this one, or one that is written after they were read

  bool shares() const { return in != access; }
  auto operator<=>(const CopiedAccess&) const = default;
};

// A kernel for the local engine, and for tasks where it can be one.
struct Prepared final : Executable {
  double cost_ns() const override { return local->cost_ns(); }
  const char* tier() const override { return "Legion"; }

  size_t accesses = 0, instrs = 0;
  std::unique_ptr<Executable> local;
  std::shared_ptr<const Kernel> kernel;    // its immediates are numbered from 0 on
  std::vector<uint32_t> immediates;        // which of the stream's they are
  std::vector<char> stored;                // by access, whether a task has a store for it
  bool reports = false;                    // some instruction raises floating-point status that counts
  bool to_scalars = false;                 // reduces over all axes
  std::shared_ptr<const TaskKernel> task;  // null: not of a kind that can be one

  // Gives a kernel made from this one the stream's numbers of immediates again.
  void renumber(Kernel* made) const {
    for (Instr& i : made->instrs)
      for (int k = 0; k < i.nin; ++k)
        if (i.in[k].kind == SourceKind::immediate) i.in[k].index = immediates[i.in[k].index];
  }

  // What it falls apart into, known once that was wanted.
  struct Piece {
    Part part;
    std::unique_ptr<Executable> prepared;
  };
  mutable std::vector<Piece> pieces;
  mutable bool taken_apart = false;

  // The same kernel with some accesses on arrays of their own, by these; made when it was first wanted.
  struct OnCopies {
    std::vector<std::unique_ptr<OwnLayout>> copies;   // of each such access, its elements once
    std::vector<std::unique_ptr<OwnLayout>> layouts;  // of the accesses to them
    std::unique_ptr<Executable> prepared;
  };
  mutable std::map<std::vector<CopiedAccess>, OnCopies> on_copies;

  // The kernels that combine what so many blocks have reduced, made when they were first wanted. Their accesses are, for
  // each reduction, the blocks' results and the result.
  struct Combination {
    std::vector<std::unique_ptr<OwnLayout>> layouts;
    std::unique_ptr<Executable> prepared;
  };
  mutable std::map<int64_t, Combination> combinations;
};

}  // namespace lnp::legion
