// Operations in place on elements that index arrays select (ufunc.at), on memory of this process.
#pragma once
#include <cstdint>

#include "core/loops.h"
#include "library/gather.h"
#include "ops_gen.h"

namespace lnp {

// Element k of those that `inner` has for index i: at to.base + index[i] * to.stride + its place in `inner`; a negative index
// counts from the end of to.extent. The indices have been checked.
struct Selected {
  Axis to;
  const int64_t* index;
  int64_t n;
  const Layout* inner;
};

// x = op(x) or op(x, value) for each selected element of type `held` in turn: one that is selected again goes on from its
// result. The values, as many or one for all, have the loop's type. Returns the floating-point status that was raised,
// bits as in FpEvent.
uint8_t update(Op op, const Loop& loop, DType held, const Selected& selected, const char* values, bool one_value);

}  // namespace lnp
