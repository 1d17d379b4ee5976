#include "interp/blocks.h"

#include <algorithm>
#include <cstring>

namespace lnp {
namespace {

constexpr int kKept = 4;  // the leaves of a long run have two or three lengths, and the last one another

void cut(BlockTable* t, int64_t row, int64_t first, int64_t count) {
  if (t->most == 0 || count <= t->most) {
    t->blocks.push_back({row, first, count});
    if (row == 0) t->merges.push_back(0);
    return;
  }
  int64_t half = count / 2;
  half -= half % 8;
  cut(t, row, first, half);
  cut(t, row, first + half, count - half);
  if (row == 0) ++t->merges.back();
}

template <class T>
void sum_tree(const std::vector<uint8_t>& merges, const char* sums, char* out) {
  T open[64];  // sums of the left halves that wait for the right ones
  size_t n = 0;
  for (uint8_t merge : merges) {
    std::memcpy(&open[n++], sums, sizeof(T));
    sums += sizeof(T);
    for (; merge > 0; --merge, --n) open[n - 2] += open[n - 1];
  }
  T sum = T(0) + open[0];  // as in reduce_pairwise
  std::memcpy(out, &sum, sizeof sum);
}

}  // namespace

void BlockTable::sum(DType t, const char* sums, char* out) const {
  t == DType::f32 ? sum_tree<float>(merges, sums, out) : sum_tree<double>(merges, sums, out);
}

const BlockTable& block_table(int64_t rows, int64_t cols, int64_t most) {
  thread_local BlockTable kept[kKept] = {};
  thread_local int next = 0;
  auto* it = std::find_if(kept, kept + kKept,
                          [&](const BlockTable& t) { return t.rows == rows && t.cols == cols && t.most == most; });
  if (it == kept + kKept) {
    it = &kept[next++ % kKept];
    *it = {rows, cols, most, {}, {}};
    for (int64_t row = 0; row < rows; ++row) cut(it, row, 0, cols);
  }
  return *it;
}

}  // namespace lnp
