#define Py_BUILD_CORE 1
#include "python/site.h"

#include <internal/pycore_context.h>
#include <internal/pycore_frame.h>

PyObject* lnp_context_values(PyThreadState* thread) {
  return thread->context ? (PyObject*)((PyContext*)thread->context)->ctx_vars : NULL;
}

void lnp_current_site(PyThreadState* thread, lnp_site* out) {
#if PY_VERSION_HEX < 0x030d0000
  _PyInterpreterFrame* frame = thread->cframe ? thread->cframe->current_frame : NULL;
#else
  _PyInterpreterFrame* frame = thread->current_frame;
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
