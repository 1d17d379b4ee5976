// Products of matrices on blocks.
//
// Either tasks share the rows of the result, and see the second matrix piece by piece; or, for a small result of long sums,
// they share the sums, and add up what each has.
#pragma once
#include <legate.h>

#include <cstdint>
#include <optional>

#include "core/dtype.h"
#include "engine/legion/joint.h"

namespace lnp::legion {

// A matrix in a store, or in memory of that number with strides in bytes.
struct Matrix {
  std::optional<legate::LogicalStore> store;
  int64_t memory = kNoMemory;
  int64_t stride[2];
};

struct Product {
  DType dtype;
  uint8_t add;                // which loop of the op `add`
  int64_t rows, cols, depth;  // of the result; of the sums
  Matrix a, b;
  legate::LogicalStore out;
  int64_t raised;  // number of memory, an std::atomic<uint8_t> that gets the floating-point status
};

void launch_product(legate::Library library, const Product& product, int64_t tasks);

void register_product_task(legate::Library library);

}  // namespace lnp::legion
