// The pending stream as Python sees it: recording with the user's site, flushing, floating-point warnings.
#include "python/pending.h"

#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <thread>

#include "core/errors.h"
#include "engine/local/local.h"
#include "python/elementwise.h"
#include "python/site.h"

namespace lnp::py {
namespace {

constexpr double kReleaseGilNs = 500e3;  // a flush of less is not worth giving up the interpreter for

// Code objects and globals that pending nodes refer to, kept alive until their warnings are out.
struct Kept {
  std::vector<PyObject*> objects;
  std::vector<std::pair<PyObject*, PyObject*>> globals;  // code -> globals, in order of first use
  PyObject* last_code = nullptr;
};

struct State {
  Runtime runtime{make_local_engine(1)};
  Kept kept;
  PyObject* error_state = nullptr;  // NumPy's error state under which the pending nodes were recorded
  int modes[4] = {1, 1, 1, 0};      // divide, over, invalid, under: 0 ignore, 1 warn, 2 raise, others
  bool eager = false;               // the error state asks for raise, call, print or log: nothing is lazy
  bool busy = false;                // some thread runs a flush without the interpreter's lock
  std::vector<View> dropped;        // handles that died meanwhile
  std::mutex mutex;
  std::condition_variable idle;
};

State& g_state = *new State;  // never destroyed: handles may outlive static destruction
inline State& state() { return g_state; }

// NumPy's error state lives in a context variable; the default is what it holds before anyone sets it.
struct ErrorStateVar {
  PyObject* var = nullptr;
  PyObject* otherwise = nullptr;

  bool load() {
    if (var) return true;
    PyObject* umath = PyImport_ImportModule("numpy._core.umath");
    var = umath ? PyObject_GetAttrString(umath, "_extobj_contextvar") : nullptr;
    Py_XDECREF(umath);
    PyObject* types = var ? PyImport_ImportModule("contextvars") : nullptr;
    PyObject* fresh = types ? PyObject_CallMethod(types, "Context", nullptr) : nullptr;
    PyObject* get = fresh ? PyObject_GetAttrString(var, "get") : nullptr;
    otherwise = get ? PyObject_CallMethod(fresh, "run", "O", get) : nullptr;
    Py_XDECREF(types);
    Py_XDECREF(fresh);
    Py_XDECREF(get);
    return otherwise != nullptr;
  }
};
ErrorStateVar g_error_state;

// True when NumPy's error state is not the one of the pending nodes; *now is a new reference then.
bool error_state_changed(PyObject** now) {
  if (__builtin_expect(!g_error_state.var, 0) && !g_error_state.load()) {
    PyErr_Clear();
    *now = nullptr;
    return false;
  }
  *now = lnp_cached_context_value(g_error_state.var, g_error_state.otherwise);
  if (*now == state().error_state && *now) return false;
  PyContextVar_Get(g_error_state.var, nullptr, now);
  bool changed = *now != state().error_state;
  if (!changed) Py_XDECREF(*now);
  return changed;
}

int mode_number(PyObject* modes, const char* key) {
  PyObject* value = PyDict_GetItemString(modes, key);
  const char* name = value ? PyUnicode_AsUTF8(value) : "warn";
  if (strcmp(name, "ignore") == 0) return 0;
  if (strcmp(name, "warn") == 0) return 1;
  return 2;
}

bool load_error_state(PyObject* now) {
  State& s = state();
  Py_XSETREF(s.error_state, now);
  PyObject* numpy = PyImport_ImportModule("numpy");
  PyObject* modes = numpy ? PyObject_CallMethod(numpy, "geterr", nullptr) : nullptr;
  Py_XDECREF(numpy);
  if (!modes) return false;
  const char* keys[4] = {"divide", "over", "invalid", "under"};
  s.eager = false;
  for (int i = 0; i < 4; ++i) {
    s.modes[i] = mode_number(modes, keys[i]);
    s.eager |= s.modes[i] == 2;
  }
  Py_DECREF(modes);
  return true;
}

void drop(const View& v) {
  v.layout->refs--;
  if (--v.buffer->handles == 0 && v.buffer->exports == 0 && !state().runtime.stream().pending(v.buffer))
    free_buffer(v.buffer);
}

const char* event_name(const FpEvent& e) {
  if (e.kind == InstrKind::cast) return "cast";
  if (e.kind == InstrKind::reduce) return "reduce";
  return loop_table().ops[e.op].name;
}

// Applies NumPy's error state to one event; false with an exception set.
bool report(const FpEvent& e, PyObject* code, PyObject* globals) {
  struct Status {
    uint8_t bit;
    int mode;
    const char* text;
  };
  const State& s = state();
  const Status all[4] = {{4, s.modes[0], "divide by zero"},
                         {8, s.modes[1], "overflow"},
                         {16, s.modes[3], "underflow"},
                         {1, s.modes[2], "invalid value"}};
  for (const Status& st : all) {
    if (!(e.flags & st.bit) || st.mode == 0) continue;
    if (st.mode == 2) {
      PyErr_Format(PyExc_FloatingPointError, "%s encountered in %s", st.text, event_name(e));
      return false;
    }
    char text[128];
    PyOS_snprintf(text, sizeof text, "%s encountered in %s", st.text, event_name(e));
    if (!warn_at(code, globals, e.site.instruction, PyExc_RuntimeWarning, text)) return false;
  }
  return true;
}

// Warnings run Python code, so they come after the flush, when the stream is in order again.
bool report_all() {
  State& s = state();
  Kept kept = std::exchange(s.kept, {});
  std::vector<FpEvent> events = s.runtime.take_events();
  bool ok = true;
  for (const FpEvent& e : events) {
    if (!ok) break;
    PyObject* globals = nullptr;
    for (auto& [code, g] : kept.globals)
      if (code == e.site.code) globals = g;
    ok = report(e, static_cast<PyObject*>(e.site.code), globals);
  }
  for (PyObject* o : kept.objects) Py_DECREF(o);
  return ok;
}

std::atomic<bool> interrupted{false};

void execute_without_gil(Runtime::Flush* f) {
  State& s = state();
  s.busy = true;
  interrupted = false;
  Py_BEGIN_ALLOW_THREADS
  s.runtime.execute(f, [] {
    // Between kernels: has Ctrl-C come? Only the main thread sees signals, and only with the lock.
    PyGILState_STATE g = PyGILState_Ensure();
    if (PyErr_CheckSignals() < 0) {
      interrupted = true;
    }
    bool stop = interrupted;
    PyGILState_Release(g);
    return stop;
  });
  Py_END_ALLOW_THREADS
  s.busy = false;
  {
    std::lock_guard<std::mutex> lock(s.mutex);
    s.idle.notify_all();
  }
}

}  // namespace

Runtime& g_runtime = g_state.runtime;

bool warn_at(PyObject* code, PyObject* globals, int instruction, PyObject* category, const char* text) {
  if (!code) return PyErr_WarnEx(category, text, 1) == 0;
  auto* c = reinterpret_cast<PyCodeObject*>(code);
  int line = PyCode_Addr2Line(c, instruction);
  PyObject* registry = nullptr;
  PyObject* module = nullptr;
  if (globals && PyDict_Check(globals)) {
    registry = PyDict_GetItemString(globals, "__warningregistry__");
    if (!registry) {
      registry = PyDict_New();
      if (!registry || PyDict_SetItemString(globals, "__warningregistry__", registry) < 0) return false;
      Py_DECREF(registry);
    }
    module = PyDict_GetItemString(globals, "__name__");
  }
  PyObject* message = PyUnicode_FromString(text);
  if (!message) return false;
  int r = PyErr_WarnExplicitObject(category, message, c->co_filename, line, module, registry);
  Py_DECREF(message);
  return r == 0;
}

void wait_until_idle() {
  State& s = state();
  while (s.busy) {
    Py_BEGIN_ALLOW_THREADS
    std::unique_lock<std::mutex> lock(s.mutex);
    s.idle.wait_for(lock, std::chrono::milliseconds(50), [&] { return !s.busy; });
    Py_END_ALLOW_THREADS
  }
}

void drop_handle(const View& v) {
  State& s = state();
  if (s.busy)
    s.dropped.push_back(v);
  else
    drop(v);
}

bool flush() {
  State& s = state();
  if (s.busy) wait_until_idle();
  if (s.runtime.stream().empty()) return true;
  bool ok = true;
  try {
    Runtime::Flush* f = s.runtime.begin();
    interrupted = false;
    if (s.runtime.cost_ns(f) > kReleaseGilNs)
      execute_without_gil(f);
    else
      s.runtime.execute(f, nullptr);
    std::vector<View> dropped = std::exchange(s.dropped, {});
    try {
      s.runtime.finish(f);
    } catch (...) {
      for (const View& v : dropped) drop(v);
      throw;
    }
    for (const View& v : dropped) drop(v);
    ok = !interrupted;  // KeyboardInterrupt is set
  } catch (...) {
    raise_current();
    ok = false;
  }
  if (s.runtime.stream().empty()) {
    // Keep a pending exception while warnings run.
    PyObject *type, *value, *trace;
    PyErr_Fetch(&type, &value, &trace);
    bool warned = report_all();
    if (type) {
      if (!warned) PyErr_Clear();
      PyErr_Restore(type, value, trace);
    } else {
      ok = ok && warned;
    }
  }
  return ok;
}

bool report_scalar(Op op, uint8_t flags) {
  PyObject* now;
  if (error_state_changed(&now) && (!flush() || !load_error_state(now))) return false;
  lnp_site here;
  lnp_current_site(&here);
  FpEvent e{{here.code, here.instruction}, 0, static_cast<uint16_t>(op), InstrKind::loop, flags};
  return report(e, here.code, here.globals);
}

bool flush_keeping_error() {
  PyObject *type, *value, *trace;
  PyErr_Fetch(&type, &value, &trace);
  bool ok = flush();
  if (type) {
    if (!ok) PyErr_Clear();
    PyErr_Restore(type, value, trace);
  }
  return ok;
}

bool record(const NodeHeader& h, const View& out, const Input* in) {
  State& s = state();
  if (__builtin_expect(s.busy, 0)) wait_until_idle();
  PyObject* now;
  if (__builtin_expect(error_state_changed(&now), 0)) {
    if (!flush() || !load_error_state(now)) return false;
  }
  lnp_site here;
  lnp_current_site(&here);
  if (here.code != s.kept.last_code && here.code) {
    s.kept.last_code = here.code;
    s.kept.objects.push_back(Py_NewRef(here.code));
    s.kept.objects.push_back(Py_NewRef(here.globals));
    s.kept.globals.emplace_back(here.code, here.globals);
  }
  Site site{here.code, here.instruction};
  if (__builtin_expect(s.runtime.full(site), 0) && !flush()) return false;
  s.runtime.record(h, out, in, site);
  bool at_once = s.eager | out.buffer->eager();
  for (int i = 0; i < h.nin; ++i) at_once |= in[i].view && in[i].view->buffer->eager();
  if (__builtin_expect(g_report_hook != nullptr, 0)) report_hook(h.op);
  return !at_once || flush();
}

PyObject* g_report_hook = nullptr;

void report_hook(uint16_t op) {
  PyObject* r = PyObject_CallFunction(g_report_hook, "s", loop_table().ops[op].name);
  if (!r)
    PyErr_WriteUnraisable(g_report_hook);
  else
    Py_DECREF(r);
}

PyObject* raise_current() {
  try {
    throw;
  } catch (const OutOfMemory& e) {
    PyErr_SetString(PyExc_MemoryError, e.what());
  } catch (const std::bad_alloc&) {
    PyErr_NoMemory();
  } catch (const std::exception& e) {
    PyErr_SetString(PyExc_RuntimeError, e.what());
  }
  return nullptr;
}

bool ensure_storage(Buffer* b) {
  if (b->storage) return true;
  try {
    b->storage = runtime().engine().allocate(b->bytes);
    return true;
  } catch (...) {
    raise_current();
    return false;
  }
}

}  // namespace lnp::py
