#include "python/users_line.h"

#include <Python.h>

#include <cstring>

namespace lnp::py {

bool is_users(const char* file) {
  return file && !std::strstr(file, "/legate/numpy/_") && !std::strstr(file, "-packages/numpy/");
}

SourceLine line_of(const void* code, int instruction) {
  auto* c = static_cast<PyCodeObject*>(const_cast<void*>(code));
  const char* file = c ? PyUnicode_AsUTF8(c->co_filename) : nullptr;
  return {file ? file : "?", c ? PyCode_Addr2Line(c, instruction) : 0};
}

SourceLine users_line() {
  std::pair<std::string, int> found{"?", 0};
  PyFrameObject* frame = PyThreadState_GetFrame(PyThreadState_Get());
  while (frame) {
    PyCodeObject* code = PyFrame_GetCode(frame);
    const char* file = PyUnicode_AsUTF8(code->co_filename);
    bool users = is_users(file);
    if (users) found = {file, PyFrame_GetLineNumber(frame)};
    PyFrameObject* back = users ? nullptr : PyFrame_GetBack(frame);
    Py_DECREF(code);
    Py_DECREF(frame);
    frame = back;
  }
  return found;
}

}  // namespace lnp::py
