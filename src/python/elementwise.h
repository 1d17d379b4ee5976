// What the files of this folder share about elementwise calls beyond array.h.
#pragma once
#include "python/array.h"

namespace lnp::py {

// What nearly every operation of a program is: arrays of one shape, or an array of float64 and a number, into a new array.
// Null without an exception when it is anything else.
PyObject* plain_binary(Op op, PyObject* a, PyObject* b);

// Runs a loop on one element and applies the error state to what it raised. False with an exception set.
bool run_one(Op op, const Loop& loop, const Tile& t);

// A floating-point status of an operation that ran at once, at the current line. `name`: if not the operation's own.
bool report_scalar(Op op, uint8_t flags, const char* name = nullptr);

// Lets NumPy itself raise: calls its ufunc on stand-ins of the operands' dtypes and shapes. Null with an exception set.
PyObject* raise_like_numpy(Op op, const Argument* args, int nin, const CallOptions& options);

// A handle on fresh memory with the view's shape, in its memory order. Null with MemoryError.
PyObject* new_like(const View& like, DType t);

// A NumPy array of a view's shape and dtype that occupies one element: for NumPy to say what is wrong. New reference.
PyObject* stand_in(const View& v);

// Whether NumPy assigns `value`, if it is a list, tuple or array, to one element; false with its exception.
bool element_takes(const View& v, PyObject* value);

bool warn_complex_discarded();

}  // namespace lnp::py
