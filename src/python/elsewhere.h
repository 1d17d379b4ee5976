// Operations that are no kernels, on arrays whose content may be outside of this process's memory.
#pragma once
#include <optional>

#include "core/lanes.h"
#include "python/pending.h"

namespace lnp::py {

// Whether the engine is to be asked before memory of this process is used.
inline bool may_be_elsewhere() { return runtime().engine().elsewhere(); }

// An array as the engine knows it. Nothing that is pending may touch it.
ArrayAt array_at(const View& v);

// Calls body(engine), which gives an Outcome; not_here at once where nothing is elsewhere. `what` tells ranks' steps apart
// when they are compared. Nothing with an exception set.
template <class Body>
std::optional<Outcome> ask_engine(uint64_t what, Body body) {
  Outcome outcome = Outcome::not_here;
  if (may_be_elsewhere() && !on_engine(what, [&](Engine& engine) { outcome = body(engine); })) return {};
  return outcome;
}

// Runs what is pending on these arrays, then an operation on lanes wherever they are. False with an exception set.
bool along_lanes(const LaneWork& work, const View& out, const View& in, uint8_t* raised);

}  // namespace lnp::py
