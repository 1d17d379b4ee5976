// Counting, on memory of this process.
#pragma once
#include <cstdint>
#include <utility>

#include "core/parallel.h"

namespace lnp {

// The least and the greatest of n > 0 numbers.
std::pair<int64_t, int64_t> extremes(const int64_t* x, int64_t n, Parallel& workers);

// counts[k] = how many of the n numbers, which are in [0, bins), are k.
void count_each(const int64_t* x, int64_t n, int64_t bins, int64_t* counts, Parallel& workers);

// sums[k] = the sum of the weights of the numbers that are k, added up in their order.
void sum_each(const int64_t* x, const double* weights, int64_t n, int64_t bins, double* sums);

}  // namespace lnp
