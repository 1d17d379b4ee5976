// The pending stream as Python sees it: recording with the user's site, flushing, floating-point warnings.
#include "python/pending.h"

#include <atomic>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "core/errors.h"
#include "engine/local/local.h"
#include "ir/decompose.h"
#include "python/check.h"
#include "python/elementwise.h"
#include "python/explain.h"
#include "python/site.h"
#include "python/users_line.h"

namespace lnp::py {
namespace {

constexpr double kReleaseGilNs = 500e3;  // a flush of less is not worth giving up the interpreter for

// Code objects and globals that pending nodes refer to, kept alive until their warnings are out.
struct Kept {
  std::vector<PyObject*> objects;
  std::vector<std::pair<PyObject*, PyObject*>> globals;  // code -> globals, in order of first use
  PyObject* last_code = nullptr;
};

// What numpy.errstate says is to be done about a floating-point error.
enum class Mode { ignore, warn, raise, call, print, log };

struct State {
  Runtime runtime{make_local_engine(1)};
  Kept kept, spare_kept;                    // the second one: room for the next one
  PyObject* error_state = nullptr;          // NumPy's error state under which the pending nodes were recorded
  PyObject* found_in = Py_NewRef(Py_None);  // the context's values that it was found in; None: it has to be looked up
  Mode modes[4] = {Mode::warn, Mode::warn, Mode::warn, Mode::ignore};  // divide, over, invalid, under
  bool eager = false;         // the error state asks for raise, call, print or log: nothing is lazy
  bool busy = false;          // some thread runs a flush without the interpreter's lock
  std::vector<View> dropped;  // handles that died meanwhile
  std::mutex mutex;
  std::condition_variable idle;
};

State& g_state = *new State;  // never destroyed: handles may outlive static destruction
inline State& state() { return g_state; }

// NumPy's error state, which lives in a context variable, in the calling thread. New reference; null where there is none.
PyObject* look_up_error_state() {
  static PyObject* var = nullptr;
  if (!var) {
    PyObject* umath = PyImport_ImportModule("numpy._core.umath");
    var = umath ? PyObject_GetAttrString(umath, "_extobj_contextvar") : nullptr;
    Py_XDECREF(umath);
  }
  PyObject* now = nullptr;
  if (!var || PyContextVar_Get(var, nullptr, &now) < 0) PyErr_Clear();
  return now;
}

Mode mode_of(PyObject* modes, const char* key) {
  const char* names[] = {"ignore", "warn", "raise", "call", "print", "log"};
  PyObject* value = PyDict_GetItemString(modes, key);
  const char* name = value ? PyUnicode_AsUTF8(value) : "warn";
  for (int i = 0; i < 6; ++i)
    if (strcmp(name, names[i]) == 0) return static_cast<Mode>(i);
  return Mode::warn;
}

bool load_error_state(PyObject* now) {
  State& s = state();
  Py_XSETREF(s.error_state, now);
  Py_XSETREF(s.found_in, Py_NewRef(Py_None));
  PyObject* numpy = PyImport_ImportModule("numpy");
  PyObject* modes = numpy ? PyObject_CallMethod(numpy, "geterr", nullptr) : nullptr;
  Py_XDECREF(numpy);
  if (!modes) return false;
  const char* keys[4] = {"divide", "over", "invalid", "under"};
  s.eager = false;
  for (int i = 0; i < 4; ++i) {
    s.modes[i] = mode_of(modes, keys[i]);
    s.eager |= s.modes[i] > Mode::warn;
  }
  Py_DECREF(modes);
  return true;
}

void release(Kept kept) {
  for (PyObject* o : kept.objects) Py_DECREF(o);
  kept.objects.clear();
  kept.globals.clear();
  kept.last_code = nullptr;
  state().spare_kept = std::move(kept);
}

// Runs what was recorded under another error state than NumPy's present one, which is the one from now on.
bool follow_error_state(PyThreadState* thread) {
  State& s = state();
  PyObject* now = look_up_error_state();
  if (now && now != s.error_state) return flush("the error state changes") && load_error_state(now);
  Py_XDECREF(now);
  Py_XSETREF(s.found_in, Py_XNewRef(lnp_context_values(thread)));
  return true;
}

inline bool error_state_is_known(PyThreadState* thread) {
  return __builtin_expect(lnp_context_values(thread) == state().found_in, 1);
}

void drop(const View& v) {
  v.layout->refs--;
  --v.buffer->handles;
  if (v.buffer->live()) return;
  State& s = state();
  if (!s.runtime.stream().pending(v.buffer))
    free_buffer(v.buffer);
  else if (s.runtime.gone(v.buffer))
    release(std::exchange(s.kept, std::exchange(s.spare_kept, {})));
}

// The casts of an operation's operands are part of it.
const char* event_name(const FpEvent& e) {
  if (e.pair >= 0) return kMultiOp[e.pair].name;
  if (e.kind == InstrKind::cast && e.op == static_cast<uint16_t>(Op::_copy)) return "cast";
  if (e.kind == InstrKind::reduce) return "reduce";
  return users_name(e.op);
}

// The function or stream that numpy.seterrcall named: called with the kind of error, or written to.
bool tell_user(Mode mode, const char* kind, const char* op, uint8_t flags) {
  PyObject* numpy = PyImport_ImportModule("numpy");
  PyObject* target = numpy ? PyObject_CallMethod(numpy, "geterrcall", nullptr) : nullptr;
  Py_XDECREF(numpy);
  if (!target) return false;
  PyObject* r = nullptr;
  if (target == Py_None) {
    PyErr_Format(PyExc_NameError,
                 mode == Mode::call ? "python callback specified for %s (in %s) but no function found."
                                    : "log specified for %s (in %s) but no object with write method found.",
                 kind, op);
  } else if (mode == Mode::call) {
    int status =
        (flags & 4 ? 1 : 0) | (flags & 8 ? 2 : 0) | (flags & 16 ? 4 : 0) | (flags & 1 ? 8 : 0);  // NumPy's bits
    r = PyObject_CallFunction(target, "si", kind, status);
  } else {
    PyObject* line = PyUnicode_FromFormat("Warning: %s encountered in %s\n", kind, op);
    r = line ? PyObject_CallMethod(target, "write", "O", line) : nullptr;
    Py_XDECREF(line);
  }
  Py_DECREF(target);
  Py_XDECREF(r);
  return r != nullptr;
}

// Applies NumPy's error state to one event; false with an exception set.
bool report(const FpEvent& e, const char* name, PyObject* code, PyObject* globals) {
  struct Status {
    uint8_t bit;
    const char* kind;
  };
  constexpr Status all[4] = {{4, "divide by zero"}, {8, "overflow"}, {1, "invalid value"}, {16, "underflow"}};
  for (int i : {0, 1, 3, 2}) {
    Mode mode = state().modes[i];
    if (!(e.flags & all[i].bit) || mode == Mode::ignore) continue;
    char text[128];
    PyOS_snprintf(text, sizeof text, "%s encountered in %s", all[i].kind, name);
    bool ok = true;
    switch (mode) {
      case Mode::warn: ok = warn_at(code, globals, e.site.instruction, PyExc_RuntimeWarning, text); break;
      case Mode::print: std::fprintf(stderr, "Warning: %s\n", text); break;
      case Mode::raise:
        PyErr_SetString(PyExc_FloatingPointError, text);
        ok = false;
        break;
      default: ok = tell_user(mode, all[i].kind, name, e.flags);
    }
    if (!ok) return false;
  }
  return true;
}

// Warnings run Python code, so they come after the flush, when the stream is in order again.
bool report_all() {
  State& s = state();
  Kept kept = std::exchange(s.kept, std::exchange(s.spare_kept, {}));
  std::vector<FpEvent> events = s.runtime.take_events();
  bool ok = true;
  for (const FpEvent& e : events) {
    if (!ok) break;
    PyObject* globals = nullptr;
    for (auto& [code, g] : kept.globals)
      if (code == e.site.code) globals = g;
    ok = report(e, event_name(e), static_cast<PyObject*>(e.site.code), globals);
  }
  if (s.runtime.stream().empty()) {
    release(std::move(kept));
  } else {  // what computes an array again
    s.kept.objects.insert(s.kept.objects.end(), kept.objects.begin(), kept.objects.end());
    s.kept.globals.insert(s.kept.globals.begin(), kept.globals.begin(), kept.globals.end());
  }
  return ok;
}

// Whether two views of different buffers meet in memory. Only memory that others see has more than one buffer: NumPy
// arrays that we reach by several roots, or an address of ours that came back.
bool meet(const View& a, const View& b) {
  if (a.buffer == b.buffer || !a.buffer->eager() || !b.buffer->eager()) return false;
  if (!a.buffer->storage || !b.buffer->storage) return false;
  int64_t a_first, a_last, b_first, b_last;
  byte_range(a.layout, reinterpret_cast<int64_t>(a.data()), item_size(a.dtype), &a_first, &a_last);
  byte_range(b.layout, reinterpret_cast<int64_t>(b.data()), item_size(b.dtype), &b_first, &b_last);
  return a_first < b_last && b_first < a_last;
}

bool any_meets(const View& out, const Input* in, int nin) {
  for (int i = 0; i < nin; ++i)
    if (in[i].view && meet(out, *in[i].view)) return true;
  return false;
}

// Records a node on copies of the inputs that its output overwrites: planning knows overlap within one buffer only.
bool record_on_copies(const NodeHeader& h, const View& out, const Input* in) {
  Input apart[3];
  View copies[3];
  PyObject* handles[3] = {};
  bool ok = true;
  for (int i = 0; ok && i < h.nin; ++i) {
    apart[i] = in[i];
    if (!in[i].view || !meet(out, *in[i].view)) continue;
    const View& from = *in[i].view;
    ok = make_buffer(layouts().compact(from.layout, item_size(from.dtype)), from.dtype, &copies[i]) &&
         (handles[i] = wrap(copies[i])) && assign_view(copies[i], from);
    apart[i].view = &copies[i];
  }
  ok = ok && record(h, out, apart);
  for (PyObject* o : handles) Py_XDECREF(o);
  return ok;
}

std::atomic<bool> interrupted{false};
uint64_t g_nodes_per_collection = 0;  // 0: this process runs alone, and Python decides
uint64_t g_collected_at = 0;          // nodes recorded until then

void collect_cycles() {
  uint64_t recorded = state().runtime.counters().recorded;
  if (g_nodes_per_collection == 0 || recorded - g_collected_at < g_nodes_per_collection) return;
  g_collected_at = recorded;
  PyGC_Collect();
}

void execute_without_gil(Runtime::Flush* f) {
  State& s = state();
  s.busy = true;
  interrupted = false;
  Py_BEGIN_ALLOW_THREADS s.runtime.execute(f, [] {
    // Between kernels: has Ctrl-C come? Only the main thread sees signals, and only with the lock.
    PyGILState_STATE g = PyGILState_Ensure();
    if (PyErr_CheckSignals() < 0) {
      interrupted = true;
    }
    bool stop = interrupted && g_nodes_per_collection == 0;
    PyGILState_Release(g);
    return stop;
  });
  Py_END_ALLOW_THREADS s.busy = false;
  {
    std::lock_guard<std::mutex> lock(s.mutex);
    s.idle.notify_all();
  }
}

}  // namespace

Runtime& g_runtime = g_state.runtime;

const char* users_name(uint16_t op) {
  return op == static_cast<uint16_t>(Op::_cube) ? "power" : loop_table().ops[op].name;
}

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
    Py_BEGIN_ALLOW_THREADS {  // whoever ends a flush wants the mutex while it has the interpreter's lock
      std::unique_lock<std::mutex> lock(s.mutex);
      s.idle.wait_for(lock, std::chrono::milliseconds(50), [&] { return !s.busy; });
    }
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

// False with RuntimeError where the engine does not serve the calling thread: nothing has happened then.
bool runs_here() {
  const char* refusal = runtime().engine().refusal();
  if (refusal) PyErr_SetString(PyExc_RuntimeError, refusal);
  return !refusal;
}

// file and line -> arrays that were brought together for what was done there.
static std::map<std::pair<std::string, int>, uint64_t>& gathered_at() {
  static auto& table = *new std::map<std::pair<std::string, int>, uint64_t>;
  return table;
}

static void count_gathered(PyObject* code, int instruction, uint64_t arrays) {
  gathered_at()[line_of(code, instruction)] += arrays;
}

static void count_gathered_here(uint64_t arrays) { gathered_at()[users_line()] += arrays; }

const std::map<std::pair<std::string, int>, uint64_t>& gathered() { return gathered_at(); }

bool flush(const char* why) {
  State& s = state();
  if (s.busy) wait_until_idle();
  if (s.runtime.stream().empty()) return true;
  if (!runs_here()) return false;
  bool ok = true, done = false;
  if (__builtin_expect(g_checking, 0)) check_flush();
  try {
    Runtime::Flush* f = s.runtime.begin();
    interrupted = false;
    if (s.runtime.cost_ns(f) > kReleaseGilNs)
      execute_without_gil(f);
    else
      s.runtime.execute(f, nullptr);
    if (__builtin_expect(g_explaining, 0)) note_flush(why);
    std::vector<View> dropped = std::exchange(s.dropped, {});
    try {
      done = s.runtime.finish(f);
    } catch (...) {
      for (const View& v : dropped) drop(v);
      throw;
    }
    for (const View& v : dropped) drop(v);
    for (const Runtime::Gathered& g : s.runtime.take_gathered())
      count_gathered(static_cast<PyObject*>(g.site.code), g.site.instruction, g.arrays);
    ok = !interrupted;  // KeyboardInterrupt is set
  } catch (...) {
    raise_current();
    ok = false;
  }
  if (done) {
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
  collect_cycles();
  return ok;
}

void run_alike(uint64_t nodes_per_collection) { g_nodes_per_collection = nodes_per_collection; }

bool report_scalar(Op op, uint8_t flags, const char* name) {
  PyThreadState* thread = PyThreadState_Get();
  if (!error_state_is_known(thread) && !follow_error_state(thread)) return false;
  lnp_site here;
  lnp_current_site(thread, &here);
  FpEvent e{{here.code, here.instruction}, 0, static_cast<uint16_t>(op), InstrKind::loop, flags};
  return report(e, name ? name : event_name(e), here.code, here.globals);
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
  PyThreadState* thread = PyThreadState_Get();
  if (!error_state_is_known(thread) && !follow_error_state(thread)) return false;
  lnp_site here;
  lnp_current_site(thread, &here);
  if (here.code != s.kept.last_code && here.code) {
    s.kept.last_code = here.code;
    s.kept.objects.push_back(Py_NewRef(here.code));
    s.kept.objects.push_back(Py_NewRef(here.globals));
    s.kept.globals.emplace_back(here.code, here.globals);
  }
  Site site{here.code, here.instruction};
  if (__builtin_expect(s.runtime.full(site), 0) && !flush("as much is recorded as may be")) return false;
  if (__builtin_expect(out.buffer->eager(), 0) && any_meets(out, in, h.nin)) return record_on_copies(h, out, in);
  bool at_once = s.runtime.record(h, out, in, site) | s.eager;
  if (__builtin_expect(g_report_hook != nullptr, 0)) report_hook(h.op);
  return !at_once || flush("other code sees the memory, or floating-point errors are raised");
}

PyObject* g_report_hook = nullptr;

void report_hook(uint16_t op) {
  PyObject* r = PyObject_CallFunction(g_report_hook, "s", users_name(op));
  if (!r)
    PyErr_WriteUnraisable(g_report_hook);
  else
    Py_DECREF(r);
}

PyObject* raise_current() {
  try {
    throw;
  } catch (const OutOfMemoryAt& e) {
    auto* code = static_cast<PyCodeObject*>(e.site.code);
    if (code && is_users(PyUnicode_AsUTF8(code->co_filename)))
      PyErr_Format(PyExc_MemoryError, "%s; needed for line %d of %U", e.what(),
                   PyCode_Addr2Line(code, e.site.instruction), code->co_filename);
    else
      PyErr_SetString(PyExc_MemoryError, e.what());
  } catch (const OutOfMemory& e) {
    PyErr_SetString(PyExc_MemoryError, e.what());
  } catch (const std::bad_alloc&) {
    PyErr_NoMemory();
  } catch (const std::exception& e) {
    PyErr_SetString(PyExc_RuntimeError, e.what());
  }
  return nullptr;
}

bool may_ask(uint64_t what) {
  wait_until_idle();
  if (!runs_here()) return false;
  if (__builtin_expect(g_checking, 0)) check_step(what);
  return true;
}

// What the engine does with a buffer's storage, which is made if need be; false with an exception set.
template <class Body>
static bool with_storage(Buffer* b, uint64_t what, Body body) {
  return on_engine(b->base->hash ^ what, [&](Engine& engine) {
    if (!b->storage) b->storage = engine.allocate(b->bytes);
    uint64_t before = engine.gathered();
    body(engine, b->storage);
    if (uint64_t arrays = engine.gathered() - before) count_gathered_here(arrays);
  });
}

bool ensure_storage(Buffer* b) {
  if (b->storage && b->storage->data) return true;
  return with_storage(b, 0, [](Engine& engine, Storage* s) { engine.fetch(s); });
}

bool read_element(Buffer* b, int64_t offset, size_t item, char* out) {
  return with_storage(b, 1 + static_cast<uint64_t>(offset),
                      [&](Engine& engine, Storage* s) { engine.read(s, offset, item, out); });
}

}  // namespace lnp::py
