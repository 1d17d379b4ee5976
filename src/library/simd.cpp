#include "library/simd.h"

#include <cstring>

#include "core/loops.h"

namespace lnp {

bool has_avx2() {
  static const bool has = std::strcmp(loop_table().isa, "base") != 0;
  return has;
}

}  // namespace lnp
