// Extreme elements in AVX2, for CPUs that have it: of whole numbers, float and double.
#pragma once
#include <cstdint>

namespace lnp {

// The greatest or least of n > 0 elements, or a NaN where there is one.
template <class T>
T simd_extreme(bool greatest, const T* from, int64_t n);

// The position of the first element equal to a value, or n.
template <class T>
int64_t simd_first_equal(const T* from, int64_t n, T value);

// Of each of `count` columns, whose first elements are neighbours, with `rows` elements `step` bytes apart: the position of the
// first greatest or least; a NaN counts as both. For elements of 4 and 8 bytes, up to kArgColumns columns, 2^31 - 1 rows.
inline constexpr int64_t kArgColumns = 256;
template <class T>
void simd_arg_columns(bool greatest, const char* from, int64_t rows, int64_t step, int64_t count, int64_t* out);

}  // namespace lnp
