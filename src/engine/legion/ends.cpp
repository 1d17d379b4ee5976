#include "engine/legion/ends.h"

#include <cstdio>
#include <cstdlib>

namespace lnp::legion {

void internal_error(const std::string& what) {
  std::fprintf(stderr, "legate.numpy: internal error, please report it: %s\n", what.c_str());
  std::fflush(nullptr);
  std::abort();
}

void end_job(const OutOfMemory& e) {
  std::fprintf(stderr, "legate.numpy: memory ran out in the middle of an operation, and the job ends: %s\n", e.what());
  std::fflush(nullptr);
  std::_Exit(1);
}

}  // namespace lnp::legion
