// The extension module legate.numpy._core.
#define LNP_IMPORT_NUMPY
#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <cstdlib>
#include <thread>

#include "core/memory.h"
#include "ir/print.h"
#include "jit/compiler.h"
#include "python/check.h"
#include "python/creation.h"
#include "python/elementwise.h"
#include "python/elsewhere.h"
#include "python/explain.h"
#include "python/export.h"
#include "python/front.h"
#include "python/join.h"
#include "python/lazy_scalar.h"
#include "python/linear.h"
#include "python/load_engine.h"
#include "python/objects.h"
#include "python/pending.h"
#include "python/quick.h"
#include "python/random.h"
#include "python/search.h"

namespace nb = nanobind;

namespace lnp::py {
namespace {

PyObject* g_fallback = nullptr;

PyObject* through_gate(PyObject* function_or_path, PyObject* args, PyObject* kwargs) {
  if (!g_fallback) {
    PyErr_SetString(PyExc_RuntimeError, "legate.numpy._core was loaded without legate.numpy");
    return nullptr;
  }
  PyObject* none = kwargs ? Py_NewRef(kwargs) : PyDict_New();
  PyObject* r = none ? PyObject_CallFunctionObjArgs(g_fallback, function_or_path, args, none, nullptr) : nullptr;
  Py_XDECREF(none);
  return r;
}

nb::object steal(PyObject* o) {
  if (!o) throw nb::python_error();
  return nb::steal(o);
}

void check(bool ok) {
  if (!ok) throw nb::python_error();
}

const View& view_arg(nb::handle h) {
  if (!is_array(h.ptr())) throw nb::type_error("a legate.numpy.ndarray is needed");
  return view(h.ptr());
}

DType dtype_arg(nb::handle h) {
  DType t;
  int r = dtype_of(h.ptr(), &t);
  check(r >= 0);
  if (r == 0) throw nb::type_error("dtype is not native to legate.numpy");
  return t;
}

// Shapes as NumPy's creation functions take them, with its words for what is wrong.
const Layout* shape_arg(nb::handle shape, DType t, bool fortran) {
  int nd;
  int64_t dims[kMaxDims];
  check(parse_shape(shape.ptr(), &nd, dims));
  for (int i = 0; i < nd; ++i)
    if (dims[i] < 0) throw nb::value_error("negative dimensions are not allowed");
  if (shape_size(nd, dims) < 0)
    throw nb::value_error(
        "array is too big; `arr.size * arr.dtype.itemsize` is larger than the maximum possible size.");
  if (!fortran) return layouts().contiguous(nd, dims, item_size(t));
  int64_t strides[kMaxDims], step = static_cast<int64_t>(item_size(t));
  for (int i = 0; i < nd; ++i) {
    strides[i] = step;
    step *= dims[i] > 0 ? dims[i] : 1;
  }
  return layouts().intern(nd, dims, strides);
}

void use_waves(const std::string& which) {
  runtime().engine().set_waves(which == "0" ? Waves::none : which == "all" ? Waves::all : Waves::large);
}

void use_native_code(const std::string& tier, const std::string& library, const std::string& cache, bool verbose) {
  Tier t = tier == "interp" ? Tier::interpreter : tier == "jit" ? Tier::native : Tier::mixed;
  compiler().use(t, library, cache, verbose);
}

nb::object empty(nb::handle shape, nb::handle dtype, const std::string& order) {
  DType t = dtype_arg(dtype);
  const Layout* l = shape_arg(shape, t, order == "F");
  int64_t reversed[kMaxDims];
  for (int i = 0; i < l->ndim; ++i) reversed[i] = l->shape[l->ndim - 1 - i];
  const Layout* base =
      order == "F" && !l->contiguous(item_size(t)) ? layouts().contiguous(l->ndim, reversed, item_size(t)) : l;
  View v;
  check(make_buffer(base, t, &v));
  v.layout = l;
  return steal(wrap(v));
}

nb::object full(nb::handle shape, nb::handle value, nb::handle dtype) {
  nb::object a = empty(shape, dtype, "C");
  check(assign(view(a.ptr()), value.ptr()));
  return a;
}

nb::object as_strided(nb::handle array, nb::handle shape, nb::handle strides, int64_t offset) {
  View v = view_arg(array);
  int nd, ns;
  int64_t dims[kMaxDims], steps[kMaxDims];
  check(parse_shape(shape.ptr(), &nd, dims) && parse_shape(strides.ptr(), &ns, steps));
  if (nd != ns) throw nb::value_error("shape and strides must have the same length");
  return steal(wrap(v.with(layouts().intern(nd, dims, steps), v.offset + offset)));
}

void rebind(nb::handle to, nb::handle from) {
  view_arg(to);
  View v = view_arg(from);
  auto* a = reinterpret_cast<Array*>(to.ptr());
  v.buffer->handles++;
  v.layout->refs++;
  if (a->v.buffer->owner == a) a->v.buffer->owner = nullptr;
  v.buffer->owner = a;
  drop_handle(std::exchange(a->v, v));
}

void set_method(const std::string& name, nb::object value) {
  check(PyDict_SetItemString(ArrayType.tp_dict, name.c_str(), value.ptr()) == 0);
  PyType_Modified(&ArrayType);
}

nb::dict stats() {
  const Counters& c = runtime().counters();
  nb::dict d;
  d["recorded"] = c.recorded;
  d["flushes"] = c.flushes;
  d["plans"] = c.plans;
  d["plan_hits"] = c.plan_hits;
  d["waves"] = c.waves;
  d["kernels"] = c.kernels;
  d["isa"] = loop_table().isa;
  d["threads"] = runtime().engine().workers().threads();
  CompilerCounters native = compiler().counters();
  d["native_programs"] = native.programs;
  d["segments_compiled"] = native.compiled;
  d["segments_found"] = native.found;
  d["segments_reused"] = native.reused;
  d["segments_failed"] = native.failed;
  d["compile_ms"] = native.milliseconds;
  if (const LegionCounters* legion = legion_counters()) {
    d["tasks"] = legion->tasks;
    d["waits"] = legion->waits;
    d["fetches"] = legion->fetches;
    d["fetched_bytes"] = legion->fetched_bytes;
    d["reads"] = legion->reads;
    d["publishes"] = legion->publishes;
    d["exchanged_bytes"] = legion->exchanged_bytes;
    d["halo_bytes"] = legion->halo_bytes;
  }
  return d;
}

// {(file, line): arrays}
nb::dict gathered_places() {
  nb::dict out;
  for (const auto& [place, arrays] : gathered()) out[nb::make_tuple(place.first, place.second)] = arrays;
  return out;
}

nb::list gather_bytes(nb::bytes mine) {
  nb::list out;
  for (const std::vector<char>& bytes : gather({mine.c_str(), mine.c_str() + mine.size()}))
    out.append(nb::bytes(bytes.data(), bytes.size()));
  return out;
}

// The kernels of the flush that ran last, as text.
std::string last_plan() {
  std::string s;
  const Plan* plan = runtime().last_plan();
  if (!plan) return s;
  std::vector<const WaveMember*> members(plan->steps.size());
  for (const WaveStep& w : plan->waves)
    for (uint32_t k = 0; k < w.count(); ++k) members[w.first() + k] = &w.planned.wave.members[k];
  for (size_t k = 0; k < plan->steps.size(); ++k) {
    if (const WaveMember* m = members[k])
      s += "in a wave, " + std::to_string(m->rows) + " rows, lag " + std::to_string(m->lag) + ": ";
    s += to_string(plan->steps[k].kernel);
  }
  return s;
}

// What the flushes since the last call did, as explain.h's records in Python's words.
nb::list explained() {
  nb::list out;
  for (const ExplainedFlush& f : take_explained()) {
    nb::list runs;
    for (const ExplainedRun& r : f.runs) {
      nb::list lines;
      for (const auto& [place, ops] : r.lines) {
        nb::dict counts;
        for (const auto& [name, count] : ops) counts[name.c_str()] = count;
        lines.append(nb::make_tuple(place.first, place.second, counts));
      }
      runs.append(nb::make_tuple(r.shape, r.kernels, r.tier, r.ns / 1000, r.bytes_read, r.bytes_written, lines));
    }
    out.append(nb::make_tuple(f.why, f.place.first, f.place.second, f.operations, runs));
  }
  return out;
}

int default_threads() {
  const char* text = std::getenv("LEGATE_NUMPY_CPUS");
  int n = text ? std::atoi(text) : 0;
  if (n > 0) return n;
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) return CPU_COUNT(&set);
  return static_cast<int>(std::thread::hardware_concurrency());
}

void define(nb::module_& m) {
  m.def("to_numpy", [](nb::handle a) { return steal(numpy_view(view_arg(a))); }, "A NumPy view of an array's memory.");
  m.def("from_numpy", [](nb::handle x) { return steal(from_numpy(x.ptr(), false)); }, "An ndarray on NumPy's memory.");
  m.def(
      "adopt", [](nb::handle x) { return steal(from_numpy(x.ptr(), Py_REFCNT(x.ptr()) <= 2)); },
      "from_numpy, which takes the memory over when the caller's variable holds the only reference.");
  m.def("view_of", [](nb::handle a, nb::handle v) { return steal(view_of(a.ptr(), v.ptr())); });
  m.def("compute_again_from", [](int64_t bytes) { Fading::least_bytes = bytes; }, "For tests: see Fading.");
  m.def(
      "front",
      [](nb::str path, nb::object body, bool made_later, bool admits, bool binds) {
        return steal(new_front(path.ptr(), body.is_none() ? nullptr : body.ptr(), made_later, admits, binds));
      },
      nb::arg("path"), nb::arg("body").none(), nb::arg("made_later"), nb::arg("admits"), nb::arg("binds"),
      "What stands before a function of the namespace, see front.h.");
  m.def("quick_functions", [] {
    nb::dict all;
    for (const auto& [path, parameters] : quick_functions()) all[path.c_str()] = parameters;
    return all;
  });
  m.def("empty", empty, nb::arg("shape"), nb::arg("dtype"), nb::arg("order") = "C");
  m.def("from_objects", [](nb::list objects, nb::handle shape, nb::handle dtype) {
    DType t = dtype_arg(dtype);
    return steal(from_objects(objects.ptr(), shape_arg(shape, t, false), t));
  });
  m.def("call_each", [](nb::handle function, nb::list columns, Py_ssize_t size, Py_ssize_t nout) {
    return steal(call_each(function.ptr(), columns.ptr(), size, nout));
  });
  m.def("full", full, nb::arg("shape"), nb::arg("value"), nb::arg("dtype"));
  m.def(
      "arange",
      [](nb::handle start, nb::handle step, int64_t n, nb::handle dtype) {
        return steal(arange(start.ptr(), step.ptr(), n, dtype_arg(dtype)));
      },
      nb::arg("start"), nb::arg("step"), nb::arg("n"), nb::arg("dtype"));
  m.def(
      "where",
      [](nb::handle condition, nb::handle x, nb::handle y) { return steal(where(condition.ptr(), x.ptr(), y.ptr())); },
      nb::arg("condition"), nb::arg("x"), nb::arg("y"));
  m.def(
      "join",
      [](nb::handle arrays, int axis, nb::handle dtype) {
        DType t = dtype.is_none() ? DType::f64 : dtype_arg(dtype);
        return steal(join(arrays.ptr(), axis, dtype.is_none() ? nullptr : &t));
      },
      nb::arg("arrays"), nb::arg("axis"), nb::arg("dtype").none());
  m.def("nonzero", [](nb::handle a) {
    view_arg(a);
    return steal(nonzero(a.ptr()));
  });
  m.def("count_nonzero", [](nb::handle a) {
    view_arg(a);
    return steal(count_nonzero(a.ptr()));
  });
  m.def("arg_extreme", [](nb::handle a, bool greatest, int axis, bool keepdims) {
    view_arg(a);
    return steal(arg_extreme(a.ptr(), greatest, axis, keepdims));
  });
  m.def(
      "product",
      [](nb::handle a, nb::handle b, nb::handle out, nb::handle dtype, const std::string& name) {
        view_arg(a);
        view_arg(b);
        DType t = dtype.is_none() ? DType::f64 : dtype_arg(dtype);
        PyObject* r = product(a.ptr(), b.ptr(), out.is_none() ? nullptr : out.ptr(), dtype.is_none() ? nullptr : &t,
                              name.c_str());
        check(r || !PyErr_Occurred());
        return r ? steal(r) : nb::none();
      },
      nb::arg("a"), nb::arg("b"), nb::arg("out").none(), nb::arg("dtype").none(), nb::arg("name"),
      "matmul, or None where it is not native.");
  m.def(
      "dots",
      [](nb::handle a, nb::handle b, bool reports) {
        view_arg(a);
        view_arg(b);
        PyObject* r = dots(a.ptr(), b.ptr(), reports);
        check(r || !PyErr_Occurred());
        return r ? steal(r) : nb::none();
      },
      "Sums of conj(a) b over the last axis, or None where that is not done here.");
  m.def("polynomial_of", [](nb::handle zeros) {
    view_arg(zeros);
    return steal(polynomial_of(zeros.ptr()));
  });
  m.def("divide_polynomial", [](nb::handle quotient, nb::handle rest, nb::handle divisor, nb::handle scale) {
    for (nb::handle each : {quotient, rest, divisor, scale}) view_arg(each);
    check(divide_polynomial(quotient.ptr(), rest.ptr(), divisor.ptr(), scale.ptr()));
  });
  m.def(
      "few_products",
      [](nb::handle subscripts, nb::handle a, nb::handle b) {
        static const QuickFunction* const einsum = quick_function("einsum");
        PyObject* args[] = {subscripts.ptr(), a.ptr(), b.ptr()};
        PyObject* r = einsum->call(args, 3);
        check(r || !PyErr_Occurred());
        return r ? steal(r) : nb::none();
      },
      "einsum of two arrays of few real numbers, or None.");
  m.def("correlate", [](nb::handle a, nb::handle v, int64_t start, int64_t count) {
    view_arg(a);
    view_arg(v);
    return steal(correlate(a.ptr(), v.ptr(), start, count));
  });
  m.def("sort", [](nb::handle a, int axis, bool stable) {
    view_arg(a);
    check(sort(a.ptr(), axis, stable));
  });
  m.def("argsort", [](nb::handle a, int axis) {
    view_arg(a);
    return steal(argsort(a.ptr(), axis));
  });
  m.def(
      "partition",
      [](nb::handle a, int axis, const std::vector<int64_t>& kth, nb::handle out) {
        view_arg(a);
        if (!out.is_none()) view_arg(out);
        return steal(partition(a.ptr(), axis, kth, out.is_none() ? nullptr : out.ptr()));
      },
      nb::arg("a"), nb::arg("axis"), nb::arg("kth"), nb::arg("out").none());
  m.def("take", [](nb::handle a, nb::handle indices, int axis, int mode) {
    view_arg(a);
    view_arg(indices);
    return steal(take(a.ptr(), indices.ptr(), axis, static_cast<OutOfRange>(mode)));
  });
  m.def("repeat", [](nb::handle a, nb::handle counts, int64_t total, int axis) {
    view_arg(a);
    view_arg(counts);
    return steal(repeat(a.ptr(), counts.ptr(), total, axis));
  });
  m.def("pack_bits", [](nb::handle a, int axis, bool little) {
    view_arg(a);
    return steal(pack_bits(a.ptr(), axis, little));
  });
  m.def("unpack_bits", [](nb::handle a, int axis, int64_t n, bool little) {
    view_arg(a);
    return steal(unpack_bits(a.ptr(), axis, n, little));
  });
  m.def("argpartition", [](nb::handle a, int axis, const std::vector<int64_t>& kth) {
    view_arg(a);
    return steal(argpartition(a.ptr(), axis, kth));
  });
  m.def(
      "searchsorted",
      [](nb::handle a, nb::handle keys, bool right, nb::handle order) {
        view_arg(a);
        view_arg(keys);
        if (!order.is_none()) view_arg(order);
        return steal(searchsorted(a.ptr(), keys.ptr(), right, order.is_none() ? nullptr : order.ptr()));
      },
      nb::arg("a"), nb::arg("keys"), nb::arg("right"), nb::arg("order").none());
  m.def("monotonicity", [](nb::handle a) {
    view_arg(a);
    int r = monotonicity(a.ptr());
    check(!PyErr_Occurred());
    return r;
  });
  m.def(
      "bincount",
      [](nb::handle a, nb::handle weights, int64_t least_bins) {
        view_arg(a);
        if (!weights.is_none()) view_arg(weights);
        return steal(bincount(a.ptr(), weights.is_none() ? nullptr : weights.ptr(), least_bins));
      },
      nb::arg("a"), nb::arg("weights").none(), nb::arg("least_bins"));
  m.def(
      "interp",
      [](nb::handle x, nb::handle xp, nb::handle fp, nb::handle left, nb::handle right, bool complex) {
        for (nb::handle a : {x, xp, fp}) view_arg(a);
        return steal(interp(x.ptr(), xp.ptr(), fp.ptr(), left.ptr(), right.ptr(), complex));
      },
      nb::arg("x"), nb::arg("xp"), nb::arg("fp"), nb::arg("left").none(), nb::arg("right").none(), nb::arg("complex"));
  m.def("distributions", distributions);
  m.def("draw", [](nb::handle a, nb::handle capsule, size_t distribution, nb::args given) {
    constexpr size_t kMost = 3;
    const View& v = view_arg(a);
    double numbers[kMost];
    Parameter parameters[kMost];
    if (given.size() > kMost) throw nb::type_error("too many parameters");
    for (size_t k = 0; k < given.size(); ++k)
      check(parameter_of(given[k].ptr(), v.layout->size, &numbers[k], &parameters[k]));
    check(draw(a.ptr(), capsule.ptr(), distribution, {parameters, given.size()}));
  });
  m.def("draw_new", [](nb::handle bits, nb::tuple args, size_t distribution, nb::handle accepted) {
    return steal(draw_new(bits.ptr(), args.ptr(), distribution, accepted.ptr()));
  });
  m.def("state_bytes", [](nb::handle capsule, int64_t count) { return steal(state_bytes(capsule.ptr(), count)); });
  m.def("draw_integers", [](nb::handle a, nb::handle capsule, uint64_t least, uint64_t range, bool masked) {
    view_arg(a);
    check(draw_integers(a.ptr(), capsule.ptr(), least, range, masked));
  });
  m.def("draw_pairs_of_normals", [](nb::handle a, nb::handle capsule, double loc, double scale) {
    view_arg(a);
    check(draw_pairs_of_normals(a.ptr(), capsule.ptr(), loc, scale));
  });
  m.def("draw_distinct", [](nb::handle a, nb::handle capsule, int64_t end, bool mixed) {
    view_arg(a);
    check(draw_distinct(a.ptr(), capsule.ptr(), end, mixed));
  });
  m.def("shuffle", [](nb::handle a, nb::handle capsule) {
    view_arg(a);
    check(shuffle(a.ptr(), capsule.ptr()));
  });
  m.def("as_strided", as_strided, nb::arg("a"), nb::arg("shape"), nb::arg("strides"), nb::arg("offset") = 0);
  m.def("rebind", rebind);
  m.def(
      "contiguous_by",
      [](nb::handle a) {
        const View& v = view_arg(a);
        return nb::make_tuple(v.contiguous(), f_contiguous(v));
      },
      "Whether the elements lie in memory without gaps, by rows and by columns.");
  m.def("writeable", [](nb::handle a) { return !view_arg(a).readonly; });
  m.def("set_writeable", [](nb::handle a, bool on) {
    view_arg(a);
    check(set_writeable(a.ptr(), on));
  });
  m.def("is_foreign", [](nb::handle a) { return view_arg(a).buffer->foreign; });
  m.def("synchronize", [] { check(flush("synchronize()")); }, "Runs everything pending and waits for it.");
  m.def("stats", stats, "Counters of the runtime.");
  m.def("explain", explain_from_now_on, "Flushes are recorded for explained(), or not.");
  m.def("explained", explained,
        "(why, file, line, operations, runs) of each flush; runs: (shape, kernels, tier, "
        "microseconds, bytes read, bytes written, [(file, line, {operation: count})]).");
  m.def("last_plan", last_plan, "The kernels of the flush that ran last, as text.");
  m.def("reset_stats", [] { runtime().reset_counters(); });
  m.def("forget_plans", [] {
    wait_until_idle();
    runtime().forget_plans();
  });
  m.def("use_waves", use_waves);
  m.def("use_native_code", use_native_code, nb::arg("tier"), nb::arg("library"), nb::arg("cache"), nb::arg("verbose"));
  m.def("wait_for_native_code", [] { compiler().wait(); });
  m.def("stop_compiling", [] { compiler().stop(); });
  m.def("use_legion", use_legion);
  m.def("may_be_elsewhere", may_be_elsewhere, "Whether arrays may be in other memory than this process's.");
  m.def("use_lazy_scalars", [](bool on) { g_lazy_scalars = on; });
  m.def("scalar_value", [](nb::handle lazy) { return steal(scalar_value(lazy.ptr())); });
  m.def("gather", gather_bytes, "The bytes that each rank brings, as many each; all ranks call it.");
  m.def("check_to", check_to);
  m.def("gathered", gathered_places, "Where arrays had to be brought together in one process, and how many.");
  m.def("run_alike", run_alike);
  m.def("available_memory", available_memory, "Bytes that can be had without driving other memory out.");
  m.def(
      "limit_memory",
      [](int64_t bytes, int64_t in_all) {
        limit_memory(bytes);
        runtime().bound_bytes(in_all);
      },
      nb::arg("bytes"), nb::arg("in_all"),
      "Arrays in this process's own memory take no more than `bytes`; those of all processes are made of `in_all`.");
  m.def("set_threads", [](int n) {
    check(flush());
    runtime().engine().set_threads(n < 1 ? 1 : n);
  });
  m.def("before_fork", [] {
    if (!runtime().engine().may_fork()) return;  // a rank that forks alone would wait for the others
    check(flush());
    runtime().engine().before_fork();
  });
  m.def("after_fork_in_child", [] {
    g_checking = false;
    runtime().engine().after_fork_in_child();
  });
  m.def("set_method", set_method);
  m.def("set_subclass_base", [](nb::object base) { Py_XSETREF(g_subclass_base, base.release().ptr()); });
  m.def("set_time_arrays", [](nb::object kind) { Py_XSETREF(g_time_arrays, kind.release().ptr()); });
  m.def("set_unbound", [](nb::object f) { Py_XSETREF(g_unbound, f.release().ptr()); });
  m.def("set_fallback", [](nb::object f) { Py_XSETREF(g_fallback, f.release().ptr()); });
  m.def(
      "set_report_hook", [](nb::object f) { Py_XSETREF(g_report_hook, f.is_none() ? nullptr : f.release().ptr()); },
      nb::arg("f").none());
}

}  // namespace

PyObject* fallback(const char* path, PyObject* args, PyObject* kwargs) {
  PyObject* name = PyUnicode_FromString(path);
  PyObject* r = name ? through_gate(name, args, kwargs) : nullptr;
  Py_XDECREF(name);
  return r;
}

PyObject* fallback_callable(PyObject* function, PyObject* args, PyObject* kwargs) {
  return through_gate(function, args, kwargs);
}

}  // namespace lnp::py

NB_MODULE(_core, m) {
  using namespace lnp::py;
  if (_import_array() < 0) throw nb::python_error();
  check(ready_types(m.ptr()) && ready_export(m.ptr()) && ready_lazy_scalar(m.ptr()) && ready_front(m.ptr()));
  PyObject* table = ufunc_table();
  check(table != nullptr);
  m.attr("ufuncs") = nb::borrow(table);
  m.attr("ufunc") = nb::borrow(reinterpret_cast<PyObject*>(&UfuncType));
  lnp::py::runtime().engine().set_threads(default_threads());
  nb::set_leak_warnings(false);
  define(m);
}
