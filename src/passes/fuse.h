// Pass 3: nodes become kernels.
//
// A node joins the newest kernel with its box that runs no sooner than everything the node depends on. Inside one
// kernel every access to a written buffer goes through the identical view or a disjoint one; anything else (a shifted
// stencil read) starts a later kernel.
#pragma once
#include <vector>

#include "ir/kernel.h"
#include "passes/nodes.h"

namespace lnp {

// Accesses of the kernels name slots; kernel.nodes are indices into list.nodes.
std::vector<Kernel> fuse(const NodeList& list);

}  // namespace lnp
