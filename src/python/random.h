// Random numbers: NumPy's distributions, drawn from NumPy's bit generators straight into our memory.
#pragma once
#include <span>
#include <string>

#include "python/array.h"

namespace lnp::py {

// These fill a C-contiguous array, and leave the bit generator as NumPy's functions would. `capsule` is
// the bit generator's, whose lock the caller holds. False with an exception set.

// `distribution` is a name of the table in random.cpp: one for each function of NumPy's and each type of its results.
bool draw(PyObject* array, PyObject* capsule, const std::string& distribution, std::span<const double> parameters);

// Integers from `least` to `least` + `range`, both modulo 2**64; `masked`: as RandomState does it, not as Generator.
bool draw_integers(PyObject* array, PyObject* capsule, uint64_t least, uint64_t range, bool masked);

// Normal numbers in pairs, as RandomState makes them, times `scale`, plus `loc`: an even number of them.
bool draw_pairs_of_normals(PyObject* array, PyObject* capsule, double loc, double scale);

// Shuffles int64s.
bool shuffle(PyObject* array, PyObject* capsule);

}  // namespace lnp::py
