// Which loop of an op serves given operand types: NumPy 2's promotion (NEP 50), with Python scalars weak.
#pragma once
#include <cstdint>

#include "core/dtype.h"
#include "core/loops.h"
#include "ops_gen.h"

namespace lnp {

// A Python int, float or complex has no dtype of its own and takes that of what it meets.
enum class Weak : uint8_t { none, integer, real, complex };

struct InputType {
  DType dtype;
  Weak weak = Weak::none;
};

// The dtype that arrays and weak scalars come to together; all weak gives NumPy's defaults (int64, float64, complex128).
DType common_type(const InputType* in, int n);

// Index of the loop, or -1 when the op has none for these types.
int resolve_loop(Op op, const InputType* in, int nin);

// The same for two operands that have dtypes.
int resolve_loop(Op op, DType a, DType b);

// The loop whose result is `out` and to whose inputs the operands cast under `casting`; -1 when there is none.
int resolve_loop_for_output(Op op, const InputType* in, int nin, DType out, Casting casting);

}  // namespace lnp
