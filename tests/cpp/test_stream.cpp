// The pending stream: what is pending, what a key contains, and what is left of a flush that stopped half way.
#include "ir/stream.h"
#include "recording.h"

namespace lnp {
namespace {

std::vector<unsigned char> bytes_of(const Recording& r) {
  const Stream& s = r.runtime.stream();
  return {s.bytes(), s.bytes() + s.size()};
}

TEST(Stream, NumbersBuffersByFirstUse) {
  Recording r;
  View a = r.ramp({4}), b = r.ramp({4}), c = r.array({4});
  r.apply(Op::add, c, {a, b});
  r.apply(Op::multiply, c, {c, a});
  const Stream& s = r.runtime.stream();
  ASSERT_EQ(s.nodes(), 2u);
  EXPECT_EQ(s.buffers(), 3u);
  EXPECT_EQ(s.buffer(0), a.buffer);
  EXPECT_EQ(s.buffer(1), b.buffer);
  EXPECT_EQ(s.buffer(2), c.buffer);
  EXPECT_EQ(s.operands(1)[0].buffer, 2u);
  EXPECT_EQ(s.operands(1)[1].buffer, 2u);
  EXPECT_EQ(s.operands(1)[2].buffer, 0u);
}

TEST(Stream, KnowsWhatIsPendingAndWhatIsWritten) {
  Recording r;
  View a = r.ramp({4}), b = r.array({4}), other = r.ramp({4});
  r.copy(b, a);
  const Stream& s = r.runtime.stream();
  EXPECT_TRUE(s.pending(a.buffer));
  EXPECT_FALSE(s.pending_write(a.buffer));
  EXPECT_TRUE(s.pending_write(b.buffer));
  EXPECT_FALSE(s.pending(other.buffer));
  r.flush();
  EXPECT_FALSE(s.pending(a.buffer));
  EXPECT_FALSE(s.pending_write(b.buffer));
}

TEST(Stream, TheKeyHoldsNoAddressOfABuffer) {
  // The same work on other arrays, and at another place of them, has the same bytes.
  auto record = [](Recording& r, const View& a, int64_t first) {
    View out = r.array({3});
    r.apply(Op::add, out, {sliced(a, {{first, 1, 3}}), sliced(a, {{first + 1, 1, 3}})});
    r.apply(Op::multiply, out, out, 2.0);
  };
  Recording r;
  View a = r.ramp({8}), b = r.ramp({8});
  record(r, a, 0);
  std::vector<unsigned char> first = bytes_of(r);
  r.flush();
  record(r, b, 0);
  EXPECT_EQ(bytes_of(r), first);
  r.flush();
  record(r, b, 4);
  EXPECT_EQ(bytes_of(r), first);
  r.flush();
  EXPECT_EQ(r.runtime.counters().plans, 1u);
  EXPECT_EQ(r.runtime.counters().plan_hits, 2u);
}

// Streams of one length that end with the same operation have plans of their own, whichever came last; so have those whose
// bytes are equal but whose buffers are in other states.
TEST(Stream, StreamsThatLookAlikeKeepTheirPlans) {
  Recording r;
  View a = r.ramp({4}, 1), b = r.ramp({4}, 2);
  auto values = [&](Op op, bool keep) {
    View middle = r.array({4}), out = r.array({4});
    r.apply(op, middle, {a, b});
    r.apply(Op::multiply, out, {middle, a});
    if (!keep) r.drop(middle);
    r.flush();
    return r.values(keep ? middle : out);
  };
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(values(Op::add, false), (std::vector<double>{3, 10, 21, 36}));
    EXPECT_EQ(values(Op::subtract, false), (std::vector<double>{-1, -2, -3, -4}));
    EXPECT_EQ(values(Op::add, true), (std::vector<double>{3, 5, 7, 9}));
    EXPECT_EQ(r.runtime.counters().plans, 3u);
    if (i == 1) {
      r.runtime.forget_plans();
      r.runtime.reset_counters();
    }
  }
}

int g_kernels_left;

// A flush that stops after each number of kernels, and goes on later, leaves what an undisturbed one does.
TEST(Stream, AStoppedFlushGoesOnWhereItStopped) {
  for (int stop_after = 0; stop_after < 8; ++stop_after) {
    Recording r;
    View a = r.ramp({6}), b = r.ramp({6}, 10), s = r.array({1});
    View head = sliced(a, {{0, 1, 5}}), tail = sliced(a, {{1, 1, 5}});
    r.apply(Op::add, tail, {tail, head});                         // overlaps itself: two kernels
    r.apply(Op::multiply, head, {head, sliced(b, {{1, 1, 5}})});  // writes what the first one reads
    r.reduce(Op::add, s, a, 1);
    r.apply(Op::add, b, {b, a});
    r.apply(Op::subtract, tail, {head, tail});
    g_kernels_left = stop_after;
    r.flush([] { return g_kernels_left-- == 0; });
    std::vector<double> got_a = r.values(a), got_b = r.values(b), got_s = r.values(s);

    std::vector<double> x{0, 1, 2, 3, 4, 5}, y{10, 11, 12, 13, 14, 15};
    std::vector<double> old = x;
    for (size_t i = 1; i < 6; ++i) x[i] = old[i] + old[i - 1];
    for (size_t i = 0; i < 5; ++i) x[i] *= y[i + 1];
    double sum = 0;
    for (double v : x) sum += v;
    for (size_t i = 0; i < 6; ++i) y[i] += x[i];
    old = x;
    for (size_t i = 1; i < 6; ++i) x[i] = old[i - 1] - old[i];
    EXPECT_EQ(got_a, x) << "stopped after " << stop_after;
    EXPECT_EQ(got_b, y) << "stopped after " << stop_after;
    EXPECT_EQ(got_s[0], sum) << "stopped after " << stop_after;
  }
}

TEST(Stream, BuffersThatNobodyHoldsLiveWhileTheyArePending) {
  Recording r;
  View a = r.ramp({4}), t = r.array({4}), b = r.array({4});
  r.apply(Op::add, t, {a, a});
  r.apply(Op::multiply, b, {t, a});
  r.drop(t);
  EXPECT_EQ(r.values(b), (std::vector<double>{0, 2, 8, 18}));
}

}  // namespace
}  // namespace lnp
