#define Py_BUILD_CORE 1
#include "python/site.h"

#include <internal/pycore_context.h>
#include <internal/pycore_frame.h>

PyObject* lnp_cached_context_value(PyObject* o, PyObject* otherwise) {
  PyThreadState* state = PyThreadState_Get();
  if (!state->context) return otherwise;
  PyContextVar* var = (PyContextVar*)o;
#if PY_VERSION_HEX < 0x030d0000
  if (var->var_cached && var->var_cached_tsid == state->id && var->var_cached_tsver == state->context_ver)
    return var->var_cached;
#endif
  return NULL;
}

void lnp_current_site(lnp_site* out) {
  PyThreadState* state = PyThreadState_Get();
#if PY_VERSION_HEX < 0x030d0000
  _PyInterpreterFrame* frame = state->cframe ? state->cframe->current_frame : NULL;
#else
  _PyInterpreterFrame* frame = state->current_frame;
#endif
  if (!frame) {
    out->code = out->globals = NULL;
    out->instruction = 0;
    return;
  }
#if PY_VERSION_HEX < 0x030d0000
  out->code = (PyObject*)frame->f_code;
#else
  out->code = frame->f_executable;
#endif
  out->globals = frame->f_globals;
  out->instruction = _PyInterpreterFrame_LASTI(frame) * (int)sizeof(_Py_CODEUNIT);
}
