#include "library/dots.h"

#include <algorithm>
#include <vector>

#include "core/loops.h"
#include "library/blas.h"
#include "library/status.h"
#include "ops_gen.h"

namespace lnp {
namespace {

constexpr int64_t kChunk = 1 << 16;  // elements of a long line that are summed at once
constexpr int64_t kWorth = 1 << 17;  // products from which several threads pay

const Loop& sum_loop(DType t) {
  const Loop* loop = loop_table().ops[static_cast<int>(Op::add)].loops;
  while (loop->out != t) ++loop;
  return *loop;
}

// Where line i of a stack, counted in C order, begins.
const char* line_at(const View& v, int64_t i) {
  const Layout* l = v.layout;
  const char* p = v.data();
  for (int d = l->ndim - 1; d-- > 0; i /= l->shape[d]) p += i % l->shape[d] * l->strides[d];
  return p;
}

int64_t step_of(const View& v) {
  const Layout* l = v.layout;
  return std::max<int64_t>(1, l->strides[l->ndim - 1] / static_cast<int64_t>(item_size(v.dtype)));
}

}  // namespace

void dot(DType t, int64_t n, Line x, Line y, bool conjugated, char* out, Parallel& workers,
         std::atomic<uint8_t>& raised) {
  const auto item = static_cast<int64_t>(item_size(t));
  auto piece = [&](int64_t from, int64_t count, char* to) {
    blas_dot(t, count, x.p + from * x.step * item, x.step, y.p + from * y.step * item, y.step, to, conjugated);
  };
  if (n <= kChunk) return piece(0, n, out);
  int64_t chunks = (n + kChunk - 1) / kChunk;
  std::vector<char> sums(static_cast<size_t>(chunks * item));
  parallel_for(workers, chunks, 2, [&](int64_t begin, int64_t end) {
    Status of_thread(raised);
    for (int64_t i = begin; i < end; ++i) piece(i * kChunk, std::min(kChunk, n - i * kChunk), sums.data() + i * item);
  });
  sum_loop(t).reduce(out, sums.data(), chunks, item);
}

uint8_t conjugated_dots(const View& out, const View& a, const View& b, Parallel& workers) {
  std::atomic<uint8_t> raised{0};
  const auto item = static_cast<int64_t>(item_size(out.dtype));
  int64_t n = a.layout->shape[a.layout->ndim - 1], lines = out.layout->size;
  SingleThreadedBlas single;
  auto some = [&](int64_t begin, int64_t end, Parallel& threads) {
    Status status(raised);
    for (int64_t i = begin; i < end; ++i)
      dot(out.dtype, n, {line_at(a, i), step_of(a)}, {line_at(b, i), step_of(b)}, true, out.data() + i * item, threads,
          raised);
  };
  if (lines < workers.threads()) {
    some(0, lines, workers);
  } else {
    parallel_for(workers, lines, std::max<int64_t>(2, kWorth / std::max<int64_t>(1, n)),
                 [&](int64_t begin, int64_t end) {
                   OneThread alone;
                   some(begin, end, alone);
                 });
  }
  return raised;
}

}  // namespace lnp
