// Promotion and casting against tables that numpy.promote_types and numpy.can_cast (2.4) printed, in the order of
// kDTypeChars.
#include <gtest/gtest.h>

#include "core/dtype.h"

namespace lnp {
namespace {

// clang-format off
// promote_types: a row for each first type, a column for each second.
constexpr const char* kPromoted[kDTypes] = {
    "?bBhHiIlLefdFD",
    "bbhhiilldefdFD",
    "BhBhHiIlLefdFD",
    "hhhhiilldffdFD",
    "HiHiHiIlLffdFD",
    "iiiiiillddddDD",
    "IlIlIlIlLdddDD",
    "llllllllddddDD",
    "LdLdLdLdLdddDD",
    "eeeffddddefdFD",
    "fffffddddffdFD",
    "ddddddddddddDD",
    "FFFFFDDDDFFDFD",
    "DDDDDDDDDDDDDD",
};
constexpr const char* kSafe[kDTypes] = {
    "11111111111111",
    "01010101011111",
    "00111111111111",
    "00010101001111",
    "00001111101111",
    "00000101000101",
    "00000011100101",
    "00000001000101",
    "00000000100101",
    "00000000011111",
    "00000000001111",
    "00000000000101",
    "00000000000011",
    "00000000000001",
};
constexpr const char* kSameKind[kDTypes] = {
    "11111111111111",
    "01010101011111",
    "01111111111111",
    "01010101011111",
    "01111111111111",
    "01010101011111",
    "01111111111111",
    "01010101011111",
    "01111111111111",
    "00000000011111",
    "00000000011111",
    "00000000011111",
    "00000000000011",
    "00000000000011",
};
// clang-format on

DType dtype(int i) { return static_cast<DType>(i); }

TEST(DType, PromotesAsNumPyDoes) {
  for (int a = 0; a < kDTypes; ++a)
    for (int b = 0; b < kDTypes; ++b)
      EXPECT_EQ(dtype_char(promote(dtype(a), dtype(b))), kPromoted[a][b]) << kDTypeChars[a] << " " << kDTypeChars[b];
}

TEST(DType, CastsWhereNumPyDoes) {
  for (int a = 0; a < kDTypes; ++a)
    for (int b = 0; b < kDTypes; ++b) {
      const char pair[] = {kDTypeChars[a], kDTypeChars[b], 0};
      SCOPED_TRACE(pair);
      EXPECT_EQ(can_cast(dtype(a), dtype(b), Casting::safe), kSafe[a][b] == '1');
      EXPECT_EQ(can_cast(dtype(a), dtype(b), Casting::same_kind), kSameKind[a][b] == '1');
      EXPECT_EQ(can_cast(dtype(a), dtype(b), Casting::no), a == b);
      EXPECT_EQ(can_cast(dtype(a), dtype(b), Casting::equiv), a == b);
      EXPECT_TRUE(can_cast(dtype(a), dtype(b), Casting::unsafe));
    }
}

TEST(DType, ReadsNumPysCharacters) {
  DType t;
  for (int i = 0; i < kDTypes; ++i) {
    ASSERT_TRUE(dtype_from_char(kDTypeChars[i], &t));
    EXPECT_EQ(t, dtype(i));
  }
  ASSERT_TRUE(dtype_from_char('q', &t));
  EXPECT_EQ(t, DType::i64);
  ASSERT_TRUE(dtype_from_char('Q', &t));
  EXPECT_EQ(t, DType::u64);
  for (char c : {'g', 'G', 'O', 'S', 'M', 'm', 'x'}) EXPECT_FALSE(dtype_from_char(c, &t)) << c;
}

}  // namespace
}  // namespace lnp
