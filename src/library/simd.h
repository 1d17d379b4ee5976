// What the simd_*.h of this folder need.
#pragma once

namespace lnp {

// Whether the CPU has AVX2, and nobody has asked for less (LEGATE_NUMPY_ISA).
bool has_avx2();

}  // namespace lnp
