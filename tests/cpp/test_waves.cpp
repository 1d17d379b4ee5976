// Kernels that advance together: when each may compute a row, and which storages they share.
#include "passes/waves.h"
#include "recording.h"

namespace lnp {
namespace {

constexpr int64_t kRows = 40, kColumns = 30;

Slice inner(int64_t n, int64_t shift) { return {1 + shift, 1, n - 2}; }

// The interior of `to` from the four neighbours in `from`, then the first and last row of `to` from its own neighbours.
void sweep(Recording& r, const View& to, const View& from) {
  View sum = r.array({kRows - 2, kColumns - 2});
  auto at = [&](int64_t i, int64_t j) { return sliced(from, {inner(kRows, i), inner(kColumns, j)}); };
  r.apply(Op::add, sum, {at(-1, 0), at(1, 0)});
  r.apply(Op::add, sum, {sum, at(0, -1)});
  r.apply(Op::multiply, sum, sum, 0.25);
  r.copy(sliced(to, {inner(kRows, 0), inner(kColumns, 0)}), sum);
  r.drop(sum);
  for (auto [row, source] : {std::pair<int64_t, int64_t>{0, 1}, {kRows - 1, kRows - 2}})
    r.copy(sliced(to, {{row, 1, 1}, {0, 1, kColumns}}), sliced(to, {{source, 1, 1}, {0, 1, kColumns}}));
}

const Plan& planned(Recording& r) {
  r.runtime.begin();
  return *r.runtime.last_plan();
}

TEST(Waves, SweepsFollowEachOtherOneRowApart) {
  Recording r(1, Waves::all);
  View a = r.ramp({kRows, kColumns}), b = r.ramp({kRows, kColumns}, 3);
  for (int k = 0; k < 4; ++k) {
    sweep(r, b, a);
    sweep(r, a, b);
  }
  const Plan& plan = planned(r);
  ASSERT_EQ(plan.waves.size(), 1u);
  std::vector<int64_t> lags;
  for (const WaveMember& m : plan.waves[0].planned.wave.members)
    if (m.rows == kRows - 2) lags.push_back(m.lag);
  ASSERT_EQ(lags.size(), 8u);
  for (size_t k = 1; k < lags.size(); ++k) EXPECT_EQ(lags[k] - lags[k - 1], 1);
}

TEST(Waves, NewStatesOfAGridTakeTurnsInTwoStorages) {
  Recording r(1, Waves::all);
  View p = r.ramp({kRows, kColumns});
  for (int k = 0; k < 6; ++k) {
    View next = r.array({kRows, kColumns});
    auto rows = [](const View& v, Slice s) { return sliced(v, {s, {0, 1, kColumns}}); };
    r.apply(Op::add, rows(next, inner(kRows, 0)), {rows(p, inner(kRows, -1)), rows(p, inner(kRows, 1))});
    r.copy(rows(next, {0, 1, 1}), rows(next, {1, 1, 1}));
    r.copy(rows(next, {kRows - 1, 1, 1}), rows(next, {kRows - 2, 1, 1}));
    r.drop(p);
    p = next;
  }
  const Plan& plan = planned(r);
  ASSERT_EQ(plan.waves.size(), 1u);
  EXPECT_EQ(plan.waves[0].allocate.size(), 2u);
  EXPECT_EQ(plan.waves[0].planned.shares.size(), 4u);
}

TEST(Waves, WhatNeedsAWholeArrayWaitsForIt) {
  Recording r(1, Waves::all);
  View a = r.ramp({kRows, kColumns}), b = r.array({kRows, kColumns}), c = r.array({kRows, kColumns});
  r.apply(Op::add, b, {a, a});
  View upside_down = sliced(b, {{kRows - 1, -1, kRows}, {0, 1, kColumns}});
  r.apply(Op::add, c, {upside_down, a});
  const Plan& plan = planned(r);
  for (const WaveStep& w : plan.waves) EXPECT_GE(w.planned.wave.members[1].lag, kRows - 1);
}

TEST(Waves, ReductionsEndThem) {
  Recording r(1, Waves::all);
  View a = r.ramp({kRows, kColumns}), b = r.ramp({kRows, kColumns}), total = r.array({1, 1});
  sweep(r, b, a);
  sweep(r, a, b);
  r.reduce(Op::add, total, a, 3);
  const Plan& plan = planned(r);
  ASSERT_EQ(plan.waves.size(), 1u);
  EXPECT_LT(plan.waves[0].first() + plan.waves[0].count(), plan.steps.size());
}

TEST(Waves, TheyDoNotTakeMuchMoreMemoryThanKernelsOneByOne) {
  Recording r(1, Waves::all);
  View a = r.ramp({kRows, kColumns});
  for (int64_t rows = kRows; rows < kRows + 8;
       ++rows) {  // each state is larger, so that it cannot have an older one's storage
    View next = r.array({rows + 1, kColumns});
    r.apply(Op::add, sliced(next, {{1, 1, rows}, {0, 1, kColumns}}), {a, a});
    r.drop(a);
    a = next;
  }
  EXPECT_TRUE(planned(r).waves.empty());
}

TEST(Waves, SmallArraysAreLeftAlone) {
  Recording r;
  View a = r.ramp({kRows, kColumns}), b = r.ramp({kRows, kColumns});
  sweep(r, b, a);
  sweep(r, a, b);
  EXPECT_TRUE(planned(r).waves.empty());
}

struct Random {
  std::mt19937 engine;
  int64_t operator()(int64_t low, int64_t high) { return std::uniform_int_distribution<int64_t>(low, high)(engine); }
};

// Rows, columns, blocks and reversals of grids, combined at random.
std::vector<std::vector<double>> outcome(unsigned seed, bool one_by_one, int threads, Waves waves) {
  Random pick{std::mt19937(seed)};
  Recording r(threads, waves);
  std::vector<View> grids;
  for (int i = 0; i < 4; ++i) grids.push_back(r.ramp({12, 9}, 7 * i));
  int64_t rows = 0, columns = 0;
  auto block = [&] {
    const View& v = grids[static_cast<size_t>(pick(0, 3))];
    auto slice = [&](int64_t n, int64_t count) {
      int64_t first = pick(0, n - count);
      return pick(0, 9) ? Slice{first, 1, count} : Slice{first + count - 1, -1, count};
    };
    return sliced(v, {slice(12, rows), slice(9, columns)});
  };
  for (int node = 0; node < 40; ++node) {
    rows = pick(0, 5) ? 10 : pick(0, 1) ? 1 : pick(1, 12);
    columns = pick(0, 5) ? 7 : pick(0, 1) ? 1 : pick(1, 9);
    View out = block(), a = block(), b = block();
    if (pick(0, 9) == 0) {
      size_t at = static_cast<size_t>(pick(0, 3));
      View fresh = r.array({12, 9});
      r.copy(fresh, grids[at]);
      if (pick(0, 1)) r.drop(grids[at]), grids[at] = fresh;
    }
    if (pick(0, 2) == 0)
      r.copy(out, a);
    else
      r.apply(pick(0, 1) ? Op::add : Op::maximum, out, {a, b});
    if (one_by_one) r.flush();
  }
  std::vector<std::vector<double>> out;
  for (const View& v : grids) out.push_back(r.values(v));
  return out;
}

TEST(Waves, RandomGridProgramsDoWhatSingleNodesDo) {
  for (unsigned seed = 0; seed < 1000; ++seed) {
    auto expected = outcome(seed, true, 1, Waves::none);
    ASSERT_EQ(outcome(seed, false, 1, Waves::all), expected) << "seed " << seed;
    ASSERT_EQ(outcome(seed, false, 3, Waves::all), expected) << "seed " << seed;
  }
}

}  // namespace
}  // namespace lnp
