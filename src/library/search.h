// Where keys belong in sorted arrays, on memory of this process.
#pragma once
#include <cstdint>

#include "core/buffer.h"
#include "core/parallel.h"

namespace lnp {

// For each key: how many elements (they have one axis and the keys' dtype) come before it in the order of sort(), those
// that are less or, with `right`, those that are not greater. Keys are contiguous.
void search_sorted(const View& elements, const View& keys, bool right, int64_t* out, Parallel& workers);

// The same where not the elements are sorted, but the places that `order` gives, as argsort() does. False when it leads
// out of the array.
bool search_in_order(const View& elements, const int64_t* order, const View& keys, bool right, int64_t* out,
                     Parallel& workers);

// 1 where no number is less than the one before it, -1 where none is greater and one is less, else 0. The first two
// numbers that differ say which of the two is looked for.
int monotonicity(const double* x, int64_t n);

// Values at x of the function that is linear between the points (xp[i], fp[i]), n > 0 of them, xp sorted; `left` and
// `right` outside. `parts`: doubles in a value, 2 for complex numbers.
struct Points {
  const double *xp, *fp;
  int64_t n;
  int parts;
  const double *left, *right;
};
void interpolate(const Points& points, const double* x, int64_t count, double* out, Parallel& workers);

}  // namespace lnp
