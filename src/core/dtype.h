// The fourteen native element types, their sizes and NumPy's promotion and casting rules for them.
// The order is that of NumPy's type characters "?bBhHiIlLefdFD", and "safe" casts mostly go to the right.
#pragma once
#include <cstddef>
#include <cstdint>

namespace lnp {

enum class DType : uint8_t { b1, i8, u8, i16, u16, i32, u32, i64, u64, f16, f32, f64, c64, c128 };
inline constexpr int kDTypes = 14;
inline constexpr char kDTypeChars[kDTypes + 1] = "?bBhHiIlLefdFD";

enum class Kind : uint8_t { boolean, signed_int, unsigned_int, real, complex };
enum class Casting : uint8_t { no, equiv, safe, same_kind, unsafe };

inline constexpr uint8_t kItemSize[kDTypes] = {1, 1, 1, 2, 2, 4, 4, 8, 8, 2, 4, 8, 8, 16};
inline constexpr Kind kKind[kDTypes] = {Kind::boolean,      Kind::signed_int, Kind::unsigned_int, Kind::signed_int,
                                        Kind::unsigned_int, Kind::signed_int, Kind::unsigned_int, Kind::signed_int,
                                        Kind::unsigned_int, Kind::real,       Kind::real,         Kind::real,
                                        Kind::complex,      Kind::complex};

constexpr size_t item_size(DType t) { return kItemSize[static_cast<int>(t)]; }
constexpr Kind kind(DType t) { return kKind[static_cast<int>(t)]; }
constexpr char dtype_char(DType t) { return kDTypeChars[static_cast<int>(t)]; }

// The DType of a NumPy type character ('q' is 'l', 'Q' is 'L'); false when it is not native.
bool dtype_from_char(char c, DType* out);

// NumPy's promote_types for two native types.
DType promote(DType a, DType b);

// NumPy's can_cast(from, to, casting).
bool can_cast(DType from, DType to, Casting casting);

}  // namespace lnp
