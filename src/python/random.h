// Random numbers: NumPy's distributions, drawn from NumPy's bit generators straight into our memory.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "python/array.h"

namespace lnp::py {

// These fill a C-contiguous array, and leave the bit generator as NumPy's functions would. `capsule` is
// the bit generator's, whose lock the caller holds. False with an exception set.

// A number for each element, `step` apart: 0 where all have the same.
struct Parameter {
  const double* at;
  int64_t step;
};

// What `o` says, a number, which is kept in *number, or a contiguous array of `size` float64s.
bool parameter_of(PyObject* o, int64_t size, double* number, Parameter* out);

// The table of random.cpp: a distribution for each function of NumPy's and each type of its results, which
// draw() is told by its number.
std::vector<std::string> distributions();
bool draw(PyObject* array, PyObject* capsule, size_t distribution, std::span<const Parameter> parameters);

// A new array of one axis, drawn from the bit generator `bits` under its lock: `args` are the distribution's parameters, with which
// `accepted` is called, and how many to draw. None where these are not floats and an int.
PyObject* draw_new(PyObject* bits, PyObject* args, size_t distribution, PyObject* accepted);

// The first bytes of a bit generator's state, at least as many as it has: a copy. Null with an exception set.
PyObject* state_bytes(PyObject* capsule, int64_t count);

// Integers from `least` to `least` + `range`, both modulo 2**64; `masked`: as RandomState does it, not as Generator.
bool draw_integers(PyObject* array, PyObject* capsule, uint64_t least, uint64_t range, bool masked);

// Normal numbers in pairs, as RandomState makes them, times `scale`, plus `loc`: an even number of them.
bool draw_pairs_of_normals(PyObject* array, PyObject* capsule, double loc, double scale);

// Shuffles elements of any type.
bool shuffle(PyObject* array, PyObject* capsule);

// Different numbers below `end`, at least as many as the array has elements, as Generator.choice draws them.
bool draw_distinct(PyObject* array, PyObject* capsule, int64_t end, bool mixed);

}  // namespace lnp::py
