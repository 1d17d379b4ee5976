// What each task does to its part of arrays of one shape, by a function that each process has.
#pragma once
#include <legate.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/engine.h"
#include "engine/legion/joint.h"

namespace lnp::legion {

struct PartsWork {
  SharedBox box;
  struct Array {
    Operand operand;
    DType dtype;
  };
  std::vector<Array> in;
  std::optional<Array> out;
  int64_t function;  // number of memory that holds the PartFunction
};

void launch_parts(legate::Library library, const PartsWork& work, int64_t tasks);

void register_parts_task(legate::Library library);

}  // namespace lnp::legion
