// Fusion and liveness: how many kernels a stream becomes, what is stored, and when memory comes and goes.
#include <algorithm>
#include <functional>

#include "passes/plan.h"
#include "recording.h"

namespace lnp {
namespace {

uint64_t kernels_of(Recording& r) {
  uint64_t before = r.kernels();
  r.flush();
  return r.kernels() - before;
}

TEST(Fuse, AChainIsOneKernel) {
  Recording r;
  View a = r.ramp({4, 5}), b = r.ramp({4, 5}, 3), t = r.array({4, 5}), u = r.array({4, 5}), s = r.array({1, 1});
  r.apply(Op::multiply, t, {a, b});
  r.apply(Op::add, u, {t, a});
  r.reduce(Op::add, s, u, 3);
  r.drop(t);
  r.drop(u);
  EXPECT_EQ(kernels_of(r), 1u);
  double sum = 0;
  for (int i = 0; i < 20; ++i) sum += i * (i + 3.0) + i;
  EXPECT_EQ(r.values(s)[0], sum);
}

TEST(Fuse, OtherBoxesAreOtherKernels) {
  Recording r;
  View a = r.ramp({4}), b = r.ramp({5}), x = r.array({4}), y = r.array({5});
  r.apply(Op::add, x, {a, a});
  r.apply(Op::add, y, {b, b});
  EXPECT_EQ(kernels_of(r), 2u);
}

TEST(Fuse, IndependentNodesOfOneBoxMeetAcrossOthers) {
  Recording r;
  View a = r.ramp({4}), b = r.ramp({5}), x = r.array({4}), y = r.array({5}), z = r.array({4});
  r.apply(Op::add, x, {a, a});
  r.apply(Op::add, y, {b, b});
  r.apply(Op::multiply, z, {x, a});
  EXPECT_EQ(kernels_of(r), 2u);
}

TEST(Fuse, AShiftedReadStartsAKernel) {
  Recording r;
  View a = r.ramp({6}), b = r.array({6}), c = r.array({5});
  r.apply(Op::add, b, {a, a});
  r.apply(Op::subtract, c, {sliced(b, {{1, 1, 5}}), sliced(b, {{0, 1, 5}})});
  EXPECT_EQ(kernels_of(r), 2u);
  EXPECT_EQ(r.values(c), (std::vector<double>{2, 2, 2, 2, 2}));
}

TEST(Fuse, AWriteWaitsForEarlierReaders) {
  Recording r;
  View a = r.ramp({5}), b = r.array({4}), head = sliced(a, {{0, 1, 4}}), tail = sliced(a, {{1, 1, 4}});
  r.copy(b, head);
  r.apply(Op::multiply, tail, tail, 10.0);
  EXPECT_EQ(r.values(b), (std::vector<double>{0, 1, 2, 3}));
  EXPECT_EQ(r.values(a), (std::vector<double>{0, 10, 20, 30, 40}));
}

TEST(Fuse, AnOverlappingUpdateReadsWhatWasThere) {
  Recording r;
  View a = r.ramp({6}), head = sliced(a, {{0, 1, 5}}), tail = sliced(a, {{1, 1, 5}});
  r.apply(Op::add, tail, {tail, head});
  EXPECT_EQ(kernels_of(r), 2u) << "a temporary, and its copy";
  EXPECT_EQ(r.values(a), (std::vector<double>{0, 1, 3, 5, 7, 9}));
  View reversed = sliced(a, {{5, -1, 6}});
  r.copy(reversed, a);
  EXPECT_EQ(r.values(a), (std::vector<double>{9, 7, 5, 3, 1, 0}));
}

TEST(Fuse, InterleavedViewsNeedNoTemporary) {
  Recording r;
  View a = r.ramp({6}), even = sliced(a, {{0, 2, 3}}), odd = sliced(a, {{1, 2, 3}});
  r.apply(Op::add, even, {even, odd});
  EXPECT_EQ(kernels_of(r), 1u);
  EXPECT_EQ(r.values(a), (std::vector<double>{1, 1, 5, 3, 9, 5}));
}

TEST(Fuse, ReducedValuesSurviveLaterInstructions) {
  // A reduction takes its values when a tile is done; what follows it in the kernel may not reuse their register.
  Recording r;
  View a = r.ramp({3, 4}), b = r.ramp({3, 4}, 1), s = r.array({4});
  View t = r.array({3, 4}), u = r.array({3, 4}), v = r.array({3, 4}), w = r.array({3, 4});
  r.apply(Op::multiply, t, {a, b});
  r.reduce(Op::add, s, t, 1);
  r.apply(Op::add, u, {t, b});
  r.apply(Op::multiply, v, u, 2.0);
  r.apply(Op::subtract, w, {v, a});
  for (const View& x : {t, u, v}) r.drop(x);
  EXPECT_EQ(r.values(s), (std::vector<double>{92, 122, 158, 200}));
  EXPECT_EQ(r.values(w)[11], (11 * 12 + 12) * 2 - 11);
}

TEST(Liveness, DeadTemporariesAreNeverStored) {
  Recording r;
  View a = r.ramp({1000}), t = r.array({1000}), b = r.array({1000});
  r.apply(Op::add, t, {a, a});
  r.apply(Op::multiply, b, {t, t});
  Buffer* temporary = t.buffer;
  r.drop(t);
  uint32_t number = temporary->number;
  Runtime::Flush* f = r.runtime.begin();
  const Plan& plan = *r.runtime.last_plan();
  ASSERT_EQ(plan.steps.size(), 1u);
  const std::vector<uint32_t>& allocated = plan.steps[0].allocate;
  EXPECT_EQ(std::count(allocated.begin(), allocated.end(), number), 0);
  EXPECT_EQ(std::count(allocated.begin(), allocated.end(), b.buffer->number), 1);
  for (const Access& access : plan.steps[0].kernel.accesses)
    if (access.buffer == number) {
      EXPECT_FALSE(access.write || access.read);
    }
  r.runtime.execute(f, nullptr);
  r.runtime.finish(f);
  EXPECT_EQ(r.values(b)[999], 4.0 * 999 * 999);
}

TEST(Liveness, HeldTemporariesAreStored) {
  Recording r;
  View a = r.ramp({10}), t = r.array({10}), b = r.array({10});
  r.apply(Op::add, t, {a, a});
  r.apply(Op::multiply, b, {t, t});
  EXPECT_EQ(kernels_of(r), 1u);
  EXPECT_EQ(r.values(t)[9], 18);
}

TEST(Liveness, DeadBuffersGiveTheirMemoryBackAfterTheirLastKernel) {
  Recording r;
  View a = r.ramp({6}), t = r.array({6}), b = r.array({5}), c = r.array({5});
  r.apply(Op::add, t, {a, a});
  r.apply(Op::subtract, b, {sliced(t, {{1, 1, 5}}), sliced(t, {{0, 1, 5}})});
  r.apply(Op::add, c, {sliced(b, {{4, -1, 5}}), b});
  uint32_t number = t.buffer->number;
  r.drop(t);
  r.runtime.begin();
  const Plan& plan = *r.runtime.last_plan();
  size_t released = plan.steps.size();
  for (size_t s = 0; s < plan.steps.size(); ++s) {
    const auto& list = plan.steps[s].release;
    if (std::count(list.begin(), list.end(), number)) released = s;
  }
  ASSERT_EQ(plan.steps.size(), 3u);
  EXPECT_EQ(released, 1u);
}

// ---- random streams: fused, against one node at a time ----------------------------------------------------------

struct Random {
  std::mt19937 engine;
  int64_t operator()(int64_t low, int64_t high) { return std::uniform_int_distribution<int64_t>(low, high)(engine); }
};

// A view with `count` elements of a one-dimensional array, and sometimes the array's transpose-like reversal.
View window(Random& pick, const View& v, int64_t count) {
  int64_t n = v.layout->shape[0];
  int64_t step = count * 2 <= n && pick(0, 2) == 0 ? 2 : 1;
  int64_t first = pick(0, n - 1 - step * (count - 1));
  if (pick(0, 3) == 0) return sliced(v, {{first + step * (count - 1), -step, count}});
  return sliced(v, {{first, step, count}});
}

Random* g_pick;
int g_left_to_compute = 0;  // flushes that did not store an array

void record_random(Recording& r, std::vector<View>& arrays, unsigned seed, int flush_every,
                   const std::function<void()>& before_flush) {
  Random pick{std::mt19937(seed)};
  for (int node = 0; node < 30; ++node) {
    auto any = [&]() -> const View& {
      return arrays[static_cast<size_t>(pick(0, static_cast<int64_t>(arrays.size()) - 1))];
    };
    int64_t count = pick(0, 2) ? 8 : pick(1, 12);
    View out = window(pick, any(), count), a = window(pick, any(), count), b = window(pick, any(), count);
    int64_t kind = pick(0, 9);
    if (kind < 4)
      r.apply(pick(0, 1) ? Op::add : Op::maximum, out, {a, b});
    else if (kind < 6)
      r.copy(out, a);
    else if (kind < 8)
      r.apply(Op::multiply, out, a, 0.5);
    else if (kind == 8)
      r.reduce(Op::maximum, window(pick, any(), 1), a, 1);
    else {
      // A fresh array takes the place of one; the old one is dropped while it is pending.
      View fresh = r.array({12});
      r.apply(Op::subtract, fresh, any(), 1.0);
      size_t at = static_cast<size_t>(pick(0, static_cast<int64_t>(arrays.size()) - 1));
      r.drop(arrays[at]);
      arrays[at] = fresh;
    }
    if (flush_every && node % flush_every == flush_every - 1) {
      before_flush();
      r.flush();
      g_left_to_compute += !r.runtime.stream().empty();
    }
  }
}

std::vector<std::vector<double>> outcome(unsigned seed, int flush_every, bool interrupted, int threads = 1,
                                         Waves waves = Waves::none, bool fading = false) {
  Recording r(threads, waves);
  Random pick_fading{std::mt19937(seed)};
  std::vector<View> arrays;
  for (int i = 0; i < 4; ++i) arrays.push_back(r.ramp({12}, i));
  auto before_flush = [&] {
    if (fading) r.runtime.expect_gone(arrays[static_cast<size_t>(pick_fading(0, 3))].buffer);
  };
  record_random(r, arrays, seed, flush_every, before_flush);
  before_flush();
  Random pick{std::mt19937(seed)};
  g_pick = &pick;
  for (int i = 0; interrupted && i < 5; ++i) r.flush([] { return (*g_pick)(0, 3) == 0; });
  std::vector<std::vector<double>> out;
  r.runtime.expect_gone(nullptr);
  for (const View& v : arrays) out.push_back(r.values(v));
  return out;
}

TEST(Plan, RandomStreamsDoWhatSingleNodesDo) {
  for (unsigned seed = 0; seed < 1000; ++seed) {
    auto expected = outcome(seed, 1, false);
    ASSERT_EQ(outcome(seed, 0, false), expected) << "seed " << seed;
    ASSERT_EQ(outcome(seed, 7, false), expected) << "seed " << seed;
  }
}

TEST(Plan, RandomStreamsSurviveInterruptions) {
  for (unsigned seed = 0; seed < 1000; ++seed)
    ASSERT_EQ(outcome(seed, 0, true), outcome(seed, 1, false)) << "seed " << seed;
}

TEST(Plan, RandomStreamsLoseNothingThatSeemedToBeGone) {
  for (unsigned seed = 0; seed < 1000; ++seed) {
    auto expected = outcome(seed, 1, false);
    for (int flush_every : {1, 3, 7})
      ASSERT_EQ(outcome(seed, flush_every, false, 1, Waves::none, true), expected) << "seed " << seed;
    ASSERT_EQ(outcome(seed, 7, true, 1, Waves::none, true), expected) << "seed " << seed;
    ASSERT_EQ(outcome(seed, 0, true, 3, Waves::all, true), expected) << "seed " << seed;
  }
  EXPECT_GT(g_left_to_compute, 100);
}

// The sum of a product that seems to be gone; `change` is what happens to the product's operand in between.
struct SummedProduct {
  Recording r;
  View a = r.ramp({1000}), product = r.array({1000}), sum = r.array({});

  explicit SummedProduct(const std::function<void(Recording&, const View&)>& change = {}) {
    r.apply(Op::multiply, product, a, 2.0);
    if (change) change(r, a);
    r.reduce(Op::add, sum, product, 1);
    r.runtime.expect_gone(product.buffer);
  }
};

TEST(Plan, AnArrayThatSeemsToBeGoneIsNotStored) {
  SummedProduct s;
  auto& [r, a, product, sum] = s;
  EXPECT_EQ(r.values(sum)[0], 999000);
  EXPECT_EQ(product.buffer->storage, nullptr);
  ASSERT_EQ(r.runtime.stream().nodes(), 1u);
  r.runtime.expect_gone(nullptr);
  r.apply(Op::multiply, a, a, 0.0);  // afterwards
  EXPECT_EQ(r.values(product)[999], 1998);
}

TEST(Plan, AnArrayThatIsGoneLeavesNothingPending) {
  SummedProduct s;
  auto& [r, a, product, sum] = s;
  r.values(sum);
  r.drop(product);
  const Buffer* b = product.buffer;
  EXPECT_TRUE(r.runtime.gone(b));
  EXPECT_FALSE(r.runtime.gone(b)) << "another buffer may have its address now";
  EXPECT_TRUE(r.runtime.stream().empty());
}

TEST(Plan, AnArrayThatCouldNotBeComputedAgainIsStored) {
  SummedProduct s([](Recording& r, const View& a) { r.apply(Op::multiply, a, a, 0.0); });
  auto& [r, a, product, sum] = s;
  EXPECT_EQ(r.values(sum)[0], 999000);
  EXPECT_NE(product.buffer->storage, nullptr);
  EXPECT_TRUE(r.runtime.stream().empty());
}

TEST(Plan, RandomStreamsDoTheSameInWaves) {
  for (unsigned seed = 0; seed < 1000; ++seed) {
    auto expected = outcome(seed, 1, false);
    ASSERT_EQ(outcome(seed, 0, false, 1, Waves::all), expected) << "seed " << seed;
    ASSERT_EQ(outcome(seed, 0, true, 3, Waves::all), expected) << "seed " << seed;
  }
}

}  // namespace
}  // namespace lnp
