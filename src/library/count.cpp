#include "library/count.h"

#include <algorithm>
#include <vector>

#include "library/simd.h"
#include "library/simd_arg.h"

namespace lnp {
namespace {

constexpr int64_t kWorth = 1 << 15;  // numbers for which a thread pays

// Calls f(piece, begin, end) for `pieces` parts of [0, n).
template <class F>
void in_pieces(int64_t n, int64_t pieces, Parallel& workers, F f) {
  parallel_for(workers, pieces, 2, [&](int64_t first, int64_t last) {
    for (int64_t i = first; i < last; ++i) f(i, n * i / pieces, n * (i + 1) / pieces);
  });
}

int64_t pieces_of(int64_t n, Parallel& workers) { return std::clamp<int64_t>(n / kWorth, 1, workers.threads()); }

void count_into(const int64_t* x, int64_t begin, int64_t end, int64_t* counts) {
  for (int64_t i = begin; i < end; ++i) counts[x[i]]++;
}

}  // namespace

std::pair<int64_t, int64_t> extremes(const int64_t* x, int64_t n, Parallel& workers) {
  int64_t pieces = pieces_of(n, workers);
  std::vector<std::pair<int64_t, int64_t>> found(pieces);
  in_pieces(n, pieces, workers, [&](int64_t piece, int64_t begin, int64_t end) {
    if (has_avx2()) {
      found[piece] = {simd_extreme(false, x + begin, end - begin), simd_extreme(true, x + begin, end - begin)};
      return;
    }
    auto [least, greatest] = std::minmax_element(x + begin, x + end);
    found[piece] = {*least, *greatest};
  });
  auto all = found[0];
  for (auto [least, greatest] : found) all = {std::min(all.first, least), std::max(all.second, greatest)};
  return all;
}

void count_each(const int64_t* x, int64_t n, int64_t bins, int64_t* counts, Parallel& workers) {
  // Each piece has counts of its own, which are worth adding up only if they are few.
  int64_t pieces = std::min(pieces_of(n, workers), std::max<int64_t>(1, n / (4 * bins)));
  std::vector<std::vector<int64_t>> others(pieces);
  std::fill_n(counts, bins, 0);
  in_pieces(n, pieces, workers, [&](int64_t piece, int64_t begin, int64_t end) {
    if (piece > 0) others[piece].resize(bins);
    count_into(x, begin, end, piece > 0 ? others[piece].data() : counts);
  });
  for (int64_t piece = 1; piece < pieces; ++piece)
    for (int64_t k = 0; k < bins; ++k) counts[k] += others[piece][k];
}

void sum_each(const int64_t* x, const double* weights, int64_t n, int64_t bins, double* sums) {
  std::fill_n(sums, bins, 0.0);
  for (int64_t i = 0; i < n; ++i) sums[x[i]] += weights[i];
}

}  // namespace lnp
