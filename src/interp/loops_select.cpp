// Chooses the loops for this CPU.
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <string>

#include "core/loops.h"

namespace lnp {

namespace isa_base {
const LoopTable& table();
}
namespace isa_avx2 {
const LoopTable& table();
}
namespace isa_avx512 {
const LoopTable& table();
}

namespace {

struct Isa {
  const char* name;
  bool (*runs_here)();
  const LoopTable& (*table)();
};

// Best first.
constexpr Isa kIsas[] = {
    {"avx512", [] { return __builtin_cpu_supports("x86-64-v4") != 0; }, isa_avx512::table},
    {"avx2", [] { return __builtin_cpu_supports("x86-64-v3") != 0; }, isa_avx2::table},
    {"base", [] { return __builtin_cpu_supports("x86-64-v2") != 0; }, isa_base::table},
};

const LoopTable& choose() {
  __builtin_cpu_init();
  const char* wanted = std::getenv("LEGATE_NUMPY_ISA");
  if (!wanted || !*wanted) {
    for (const Isa& isa : kIsas)
      if (isa.runs_here()) return isa.table();
    throw std::runtime_error("legate.numpy needs an x86-64-v2 CPU (SSE4.2 and POPCNT)");
  }
  for (const Isa& isa : kIsas) {
    if (std::strcmp(isa.name, wanted) != 0) continue;
    if (!isa.runs_here()) throw std::runtime_error(std::string("LEGATE_NUMPY_ISA=") + wanted + ": this CPU lacks it");
    return isa.table();
  }
  throw std::runtime_error(std::string("LEGATE_NUMPY_ISA=") + wanted + ": not one of base, avx2, avx512");
}

}  // namespace

const LoopTable& loop_table() {
  static const LoopTable& table = choose();
  return table;
}

}  // namespace lnp
