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

void lnp_current_site(lnp_site* out);

/* The value of a context variable in this thread if the variable has it at hand, else null (ask PyContextVar_Get).
 * `otherwise` is its default. Borrowed. */
PyObject* lnp_cached_context_value(PyObject* var, PyObject* otherwise);

#ifdef __cplusplus
}
#endif
