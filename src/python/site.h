/* Where in the user's program we are: cheap enough to note with every recorded operation. C, since it reads CPython's
 * internal frames, whose headers are C. */
#pragma once
#include <Python.h>
#ifdef __cplusplus
extern "C" {
#endif

/* Borrowed references; instruction is an index for PyCode_Addr2Line. All null when no Python frame runs. */
typedef struct {
  PyObject* code;
  PyObject* globals;
  int instruction;
} lnp_site;

void lnp_current_site(PyThreadState* thread, lnp_site* out);

/* The values of a thread's context variables, an object that never changes: while it is the same one, so is each value.
 * Borrowed; null where the thread has set none. */
PyObject* lnp_context_values(PyThreadState* thread);

#ifdef __cplusplus
}
#endif
