// What the files of this folder share about the pending stream beyond array.h.
#pragma once
#include "python/array.h"

namespace lnp::py {

// A Python warning at a place of the user's program. False with an exception set (a filter says "error").
bool warn_at(PyObject* code, PyObject* globals, int instruction, PyObject* category, const char* text);

// A handle dies: drops its references, at once or when the flush that another thread runs is over.
void drop_handle(const View& v);

// flush(), but an exception that is already set stays.
bool flush_keeping_error();

extern PyObject* g_report_hook;  // callable(op name) for every recorded node, or null
void report_hook(uint16_t op);

}  // namespace lnp::py
