// The functions of the namespace: what stands before the code that computes. A front looks at the arguments of a call, and has it
// answered by
//   - its quick function in C++, if it has one and the call is a usual one on our arrays (quick.h);
//   - else its body, in Python, to which exact NumPy arrays of our dtypes come as aliases of their memory;
//   - else NumPy, through the gate: where an argument is something that only NumPy understands (masked arrays, matrices, object or
//     string arrays, other libraries' array types), or there is no body.
#pragma once
#include "python/array.h"

namespace lnp::py {

extern PyTypeObject FrontType;

bool ready_front(PyObject* module);

// The front of the public function `path`. `body` computes on our arrays, or is null; where it is `made_later`, it gives the body, and
// is called at the first call. A front that does not `admit` leaves the arguments to its body. One that `binds` becomes a method where
// it is an attribute of a class, as Python's functions do, and those of C do not. New reference.
PyObject* new_front(PyObject* path, PyObject* body, bool made_later, bool admits, bool binds);

}  // namespace lnp::py
