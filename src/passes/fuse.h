// Pass 1: the stream becomes kernels.
//
// A node joins the earliest kernel with its box that runs no sooner than everything the node depends on. Inside one
// kernel every access to a written buffer goes through the identical view or a disjoint one; anything else (a shifted
// stencil read, an overlapping in-place update) starts a later kernel. A node whose output overlaps one of its own
// inputs in another place computes into a temporary of the plan, which a second kernel copies out.
#pragma once
#include <vector>

#include "ir/kernel.h"
#include "ir/stream.h"

namespace lnp {

struct Temporary {
  const Layout* layout;
  int64_t bytes;
};

struct Fused {
  std::vector<Kernel> kernels;
  std::vector<Temporary> temporaries;  // numbered after the stream's buffers
};

Fused fuse(const Stream& stream);

}  // namespace lnp
