// decompose() and relation() against brute force: every view's elements are listed and compared.
#include <algorithm>
#include <set>

#include "ir/decompose.h"
#include "recording.h"

namespace lnp {
namespace {

constexpr int64_t kItem = 8;

// Random views as NumPy makes them: slices of either sign, single indices, new axes, swapped axes, repetition.
class Views {
 public:
  explicit Views(unsigned seed) : random_(seed) {}

  int64_t pick(int64_t low, int64_t high) { return std::uniform_int_distribution<int64_t>(low, high)(random_); }

  const Layout* base() {
    Shape shape;
    for (int64_t n = pick(0, 3); n > 0; --n) shape.push_back(pick(1, 5));
    return c_layout(shape, DType::f64);
  }

  struct Window {
    const Layout* layout;
    int64_t offset;
  };

  Window window(const Layout* base) {
    Shape shape, strides;
    int64_t offset = 0;
    for (int d = 0; d < base->ndim; ++d) {
      int64_t extent = base->shape[d], step = pick(1, 3), first = pick(0, extent - 1);
      int64_t most = (extent - 1 - first) / step + 1, count = pick(0, 9) == 0 ? 0 : pick(1, most);
      if (pick(0, 4) == 0) {  // a single index
        offset += first * base->strides[d];
        continue;
      }
      bool backwards = pick(0, 2) == 0 && count > 0;
      offset += (first + (backwards ? step * (count - 1) : 0)) * base->strides[d];
      shape.push_back(count);
      strides.push_back((backwards ? -step : step) * base->strides[d]);
    }
    if (shape.size() > 1 && pick(0, 3) == 0) {
      std::swap(shape[0], shape[1]);
      std::swap(strides[0], strides[1]);
    }
    if (pick(0, 5) == 0) {
      shape.insert(shape.begin(), pick(1, 2));
      strides.insert(strides.begin(), 0);
    }
    return {layouts().intern(static_cast<int>(shape.size()), shape.data(), strides.data()), offset};
  }

 private:
  std::mt19937 random_;
};

// Byte offsets of all elements in C order.
std::vector<int64_t> elements(const Layout* l, int64_t offset) {
  std::vector<int64_t> out{offset};
  for (int d = 0; d < l->ndim; ++d) {
    std::vector<int64_t> next;
    for (int64_t at : out)
      for (int64_t i = 0; i < l->shape[d]; ++i) next.push_back(at + i * l->strides[d]);
    out = std::move(next);
  }
  return out;
}

// The same from a decomposition.
std::vector<int64_t> elements(const Layout* base, const Decomposition& d) {
  int64_t fixed = 0;
  std::set<int> walked;
  for (int i = 0; i < d.ndim; ++i) walked.insert(d.axes[i].axis);
  for (int k = 0; k < base->ndim; ++k)
    if (!walked.count(k)) fixed += d.origin[k] * base->strides[k];
  std::vector<int64_t> out{fixed};
  for (int i = 0; i < d.ndim; ++i) {
    const BoxAxis& a = d.axes[i];
    std::vector<int64_t> next;
    for (int64_t at : out)
      for (int64_t j = 0; j < a.extent; ++j)
        next.push_back(at + (a.axis < 0 ? 0 : (a.start + j * a.step) * base->strides[a.axis]));
    out = std::move(next);
  }
  return out;
}

bool overlap(const std::vector<int64_t>& a, const std::vector<int64_t>& b) {
  return std::any_of(a.begin(), a.end(), [&](int64_t x) { return std::find(b.begin(), b.end(), x) != b.end(); });
}

TEST(Decompose, GivesBackTheElementsOfTheView) {
  Views views(1);
  int boxes = 0;
  for (int i = 0; i < 20000; ++i) {
    const Layout* base = views.base();
    auto [layout, offset] = views.window(base);
    Decomposition d;
    if (!decompose(base, layout, offset, kItem, &d)) continue;
    ++boxes;
    ASSERT_EQ(elements(base, d), elements(layout, offset));
  }
  EXPECT_GT(boxes, 12000);  // all but the empty and the repeating ones
}

TEST(Decompose, RefusesWhatIsNoBox) {
  const Layout* base = c_layout({4, 4}, DType::f64);
  Decomposition d;
  int64_t n = 4, diagonal = 5 * kItem, all = 16, step = 2 * kItem, rows = 2;
  EXPECT_FALSE(decompose(base, layouts().intern(1, &n, &diagonal), 0, kItem, &d));
  int64_t item = kItem;
  EXPECT_FALSE(decompose(base, layouts().intern(1, &all, &item), 0, kItem, &d)) << "ravel";
  EXPECT_FALSE(decompose(base, layouts().intern(1, &n, &step), 0, kItem, &d)) << "runs into the next row";
  EXPECT_FALSE(decompose(base, layouts().intern(1, &rows, &item), 0, 4, &d)) << "another item size";
  EXPECT_FALSE(decompose(base, layouts().intern(1, &rows, &item), 4, kItem, &d)) << "between two elements";
}

TEST(Relation, NeverCallsOverlappingViewsDisjoint) {
  Views views(2);
  int disjoint = 0, found = 0;
  for (int i = 0; i < 20000; ++i) {
    const Layout* base = views.base();
    auto [a, a_offset] = views.window(base);
    auto [b, b_offset] = views.window(base);
    bool touch = overlap(elements(a, a_offset), elements(b, b_offset));
    Relation r = relation(base, a, a_offset, kItem, b, b_offset, kItem);
    if (r == Relation::disjoint) {
      ASSERT_FALSE(touch);
      ++found;
    } else if (r == Relation::identical) {
      ASSERT_EQ(elements(a, a_offset), elements(b, b_offset));
    }
    disjoint += !touch;
  }
  EXPECT_GT(found, disjoint * 9 / 10);  // the safe answer is for the rare cases
}

TEST(Relation, DoesNotDependOnWhereTheViewsStand) {
  // Plans are cached by what operands have in common, with offsets relative to the first use.
  Views views(3);
  for (int i = 0; i < 5000; ++i) {
    const Layout* base = views.base();
    auto [a, a_offset] = views.window(base);
    auto [b, b_offset] = views.window(base);
    if (relation(base, a, a_offset, kItem, b, b_offset, kItem) != Relation::disjoint) continue;
    for (int64_t shift : {-kItem, kItem, 3 * kItem}) {
      EXPECT_FALSE(overlap(elements(a, a_offset + shift), elements(b, b_offset + shift)));
    }
  }
}

TEST(Relation, SeesInterleavedViews) {
  const Layout* base = c_layout({10}, DType::f64);
  int64_t n = 5, step = 2 * kItem;
  const Layout* every_other = layouts().intern(1, &n, &step);
  EXPECT_EQ(relation(base, every_other, 0, kItem, every_other, kItem, kItem), Relation::disjoint);
  EXPECT_EQ(relation(base, every_other, 0, kItem, every_other, 0, kItem), Relation::identical);
  EXPECT_EQ(relation(base, every_other, 0, kItem, base, 0, kItem), Relation::overlapping);
  EXPECT_EQ(relation(base, every_other, 0, kItem, every_other, 0, 4), Relation::overlapping) << "another item size";
}

TEST(ByteRange, IsTheSmallestAroundTheElements) {
  Views views(4);
  for (int i = 0; i < 5000; ++i) {
    const Layout* base = views.base();
    auto [l, offset] = views.window(base);
    if (l->size == 0) continue;
    std::vector<int64_t> all = elements(l, offset);
    int64_t first, last;
    byte_range(l, offset, kItem, &first, &last);
    ASSERT_EQ(first, *std::min_element(all.begin(), all.end()));
    ASSERT_EQ(last, *std::max_element(all.begin(), all.end()) + kItem);
  }
}

}  // namespace
}  // namespace lnp
