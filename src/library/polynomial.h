// Polynomials by their coefficients, on memory of this process: contiguous arrays of float32, float64 or complex numbers, all
// of one type.
#pragma once
#include "core/buffer.h"

namespace lnp {

// The coefficients of the polynomial that has these zeros, the highest one, which is 1, first: one more than zeros.
void expand_zeros(const View& coefficients, const View& zeros);

// Divides, the highest coefficients first. quotient[k] is rest[k] times `scale`, the one element of an array, and this times the
// divisor is taken off `rest` from there on. `rest` has one element less than quotient and divisor together. Returns the floating-point
// status that was raised, bits as in FpEvent.
uint8_t divide_polynomial(const View& quotient, const View& rest, const View& divisor, const View& scale);

}  // namespace lnp
