// What the files of this folder share about memory exchange beyond array.h.
#pragma once
#include "python/array.h"

namespace lnp::py {

bool ready_export(PyObject* module);
bool f_contiguous(const View& v);     // whether the elements lie in memory by columns, without gaps
PyObject* numpy_view(const View& v);  // an exported NumPy view of any View
PyObject* view_of(PyObject* ours,
                  PyObject* np_view);  // our View of the same Buffer as `ours`, shaped as the NumPy view

}  // namespace lnp::py
