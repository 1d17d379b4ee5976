// Interned layouts: one for each geometry, swept when unused.
#include <gtest/gtest.h>

#include <limits>

#include "core/layout.h"

namespace lnp {
namespace {

TEST(Layout, TheSameGeometryIsTheSameLayout) {
  LayoutTable table;
  int64_t shape[] = {3, 4}, strides[] = {32, 8}, other[] = {8, 24};
  const Layout* a = table.intern(2, shape, strides);
  EXPECT_EQ(a, table.intern(2, shape, strides));
  EXPECT_EQ(a, table.contiguous(2, shape, 8));
  EXPECT_NE(a, table.intern(2, shape, other));
  EXPECT_NE(a, table.intern(1, shape, strides));
  EXPECT_EQ(table.scalar(), table.intern(0, nullptr, nullptr));
  EXPECT_EQ(table.count(), 4u);
}

TEST(Layout, KnowsWhetherItIsContiguous) {
  LayoutTable table;
  int64_t shape[] = {3, 4}, c[] = {32, 8}, reversed[] = {-32, 8}, fortran[] = {8, 24};
  EXPECT_TRUE(table.intern(2, shape, c)->contiguous(8));
  EXPECT_FALSE(table.intern(2, shape, c)->contiguous(4));
  EXPECT_FALSE(table.intern(2, shape, reversed)->contiguous(8));
  EXPECT_FALSE(table.intern(2, shape, fortran)->contiguous(8));
  int64_t row[] = {1, 4}, odd[] = {999, 8}, none[] = {0, 4};
  EXPECT_TRUE(table.intern(2, row, odd)->contiguous(8)) << "the stride of an axis of extent 1 does not matter";
  EXPECT_TRUE(table.intern(2, none, odd)->contiguous(2)) << "an empty array is contiguous for any item";
  EXPECT_TRUE(table.scalar()->contiguous(16));
}

TEST(Layout, CountsElements) {
  int64_t empty[] = {1ll << 40, 0, 1ll << 40}, large[] = {1ll << 32, 1ll << 32}, plain[] = {2, 3, 4};
  EXPECT_EQ(shape_size(3, empty), 0);
  EXPECT_EQ(shape_size(2, large), -1) << "more than int64 counts";
  EXPECT_EQ(shape_size(3, plain), 24);
  EXPECT_EQ(shape_size(0, nullptr), 1);
}

TEST(Layout, SweepKeepsWhatIsInUse) {
  LayoutTable table;
  std::vector<const Layout*> kept;
  for (int64_t n = 0; n < 20000; ++n) {
    const Layout* l = table.contiguous(1, &n, 8);
    if (n % 100 == 0) {
      l->refs++;
      kept.push_back(l);
    }
  }
  EXPECT_EQ(table.count(), 20000u);
  table.sweep();
  EXPECT_EQ(table.count(), kept.size());
  for (int64_t i = 0; i < static_cast<int64_t>(kept.size()); ++i) {
    int64_t n = i * 100;
    EXPECT_EQ(table.contiguous(1, &n, 8), kept[static_cast<size_t>(i)]);
    EXPECT_EQ(kept[static_cast<size_t>(i)]->shape[0], n);
  }
}

}  // namespace
}  // namespace lnp
