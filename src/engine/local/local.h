// The embedded engine: CPU memory, the interpreter, oneTBB.
#pragma once
#include <memory>

#include "engine/engine.h"

namespace lnp {

std::unique_ptr<Engine> make_local_engine(int threads, Waves waves = Waves::large);

}  // namespace lnp
