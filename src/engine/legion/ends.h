// Ends of a job that no exception can stand for.
#pragma once
#include <string>

#include "core/errors.h"

namespace lnp::legion {

// This engine has been wrong about itself or about Legate: nothing that this process computes can be trusted any more.
[[noreturn]] void internal_error(const std::string& what);

// Memory has run out where a part of what was asked has run and the rest has not, which nobody can put right.
[[noreturn]] void end_job(const OutOfMemory& e);

}  // namespace lnp::legion
