#include "python/random.h"

#include <numpy/random/distributions.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <iterator>
#include <numeric>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/items.h"
#include "python/at_once.h"

namespace lnp::py {
namespace {

bitgen_t* generator_of(PyObject* capsule) {
  return static_cast<bitgen_t*>(PyCapsule_GetPointer(capsule, "BitGenerator"));
}

using Fill = void (*)(bitgen_t*, int64_t n, void* out, const Parameter* parameters);

// ---- one element at a time
template <class R, class... P, size_t... I>
void fill_each(R (*f)(bitgen_t*, P...), bitgen_t* g, int64_t n, void* out, const Parameter* p,
               std::index_sequence<I...>) {
  R* to = static_cast<R*>(out);
  if (((p[I].step == 0) && ...)) {
    const std::tuple<P...> same{static_cast<P>(*p[I].at)...};
    for (int64_t i = 0; i < n; ++i) to[i] = f(g, std::get<I>(same)...);
    return;
  }
  for (int64_t i = 0; i < n; ++i) to[i] = f(g, static_cast<P>(p[I].at[i * p[I].step])...);
}

template <class R, class... P>
constexpr size_t parameters_of(R (*)(bitgen_t*, P...)) {
  return sizeof...(P);
}

template <class R, class... P>
constexpr DType type_of(R (*)(bitgen_t*, P...)) {
  return std::is_same_v<R, double> ? DType::f64 : std::is_same_v<R, float> ? DType::f32 : DType::i64;
}

// ---- many at once
template <class R>
constexpr DType type_of(void (*)(bitgen_t*, npy_intp, R*)) {
  return std::is_same_v<R, double> ? DType::f64 : DType::f32;
}

// ---- from the standard distribution, many at once: random_normal() and its like are scale * standard + loc for each
using FillStandard = void (*)(bitgen_t*, npy_intp, double*);

template <FillStandard standard, bool kHasLoc>
void fill_scaled(bitgen_t* g, int64_t n, void* out, const Parameter* p) {
  constexpr int64_t kSome = 1024;  // stay in the cache
  double* to = static_cast<double*>(out);
  const Parameter loc = p[0], scale = p[kHasLoc];
  for (int64_t begin = 0; begin < n; begin += kSome) {
    int64_t end = std::min(n, begin + kSome);
    standard(g, end - begin, to + begin);
    for (int64_t i = begin; i < end; ++i) {
      double x = scale.at[i * scale.step] * to[i];
      to[i] = kHasLoc ? loc.at[i * loc.step] + x : x;
    }
  }
}

struct Distribution {
  const char* name;
  DType type;
  size_t parameters;
  Fill fill;
};

template <auto f>
constexpr Distribution each(const char* name) {
  constexpr size_t count = parameters_of(f);
  return {name, type_of(f), count, [](bitgen_t* g, int64_t n, void* out, const Parameter* p) {
            fill_each(f, g, n, out, p, std::make_index_sequence<count>{});
          }};
}

template <auto f, class T>
constexpr Distribution all(const char* name) {
  return {name, type_of(f), 0,
          [](bitgen_t* g, int64_t n, void* out, const Parameter*) { f(g, n, static_cast<T*>(out)); }};
}

template <FillStandard standard>
constexpr Distribution scaled(const char* name) {
  return {name, DType::f64, 1, fill_scaled<standard, false>};
}

template <FillStandard standard>
constexpr Distribution moved(const char* name) {
  return {name, DType::f64, 2, fill_scaled<standard, true>};
}

// NumPy keeps what it works out for a pair of parameters; this has no effect on the numbers.
int64_t binomial(bitgen_t* g, int64_t n, double p) {
  thread_local binomial_t prepared{};
  return random_binomial(g, p, n, &prepared);
}

// Names are those of Generator's methods; a suffix tells the type or the way.
constexpr Distribution kDistributions[] = {
    all<random_standard_uniform_fill, double>("random"),
    all<random_standard_uniform_fill_f, float>("random_float32"),
    all<random_standard_normal_fill, double>("standard_normal"),
    all<random_standard_normal_fill_f, float>("standard_normal_float32"),
    all<random_standard_exponential_fill, double>("standard_exponential"),
    all<random_standard_exponential_fill_f, float>("standard_exponential_float32"),
    all<random_standard_exponential_inv_fill, double>("standard_exponential_inv"),
    all<random_standard_exponential_inv_fill_f, float>("standard_exponential_inv_float32"),
    each<random_standard_gamma>("standard_gamma"),
    each<random_standard_gamma_f>("standard_gamma_float32"),
    moved<random_standard_uniform_fill>("uniform"),
    moved<random_standard_normal_fill>("normal"),
    scaled<random_standard_exponential_fill>("exponential"),
    each<random_gamma>("gamma"),
    each<random_beta>("beta"),
    each<random_chisquare>("chisquare"),
    each<random_f>("f"),
    each<random_standard_cauchy>("standard_cauchy"),
    each<random_pareto>("pareto"),
    each<random_weibull>("weibull"),
    each<random_power>("power"),
    each<random_laplace>("laplace"),
    each<random_gumbel>("gumbel"),
    each<random_logistic>("logistic"),
    each<random_lognormal>("lognormal"),
    each<random_rayleigh>("rayleigh"),
    each<random_standard_t>("standard_t"),
    each<random_noncentral_chisquare>("noncentral_chisquare"),
    each<random_noncentral_f>("noncentral_f"),
    each<random_wald>("wald"),
    each<random_vonmises>("vonmises"),
    each<random_triangular>("triangular"),
    each<random_poisson>("poisson"),
    each<random_negative_binomial>("negative_binomial"),
    each<binomial>("binomial"),
    each<random_logseries>("logseries"),
    each<random_geometric>("geometric"),
    each<random_zipf>("zipf"),
    each<random_hypergeometric>("hypergeometric"),
};

// Lets other threads run while `work(n, memory)` fills the array, which is kept for as long.
template <class Work>
bool fill(PyObject* array, Work work) {
  const View& v = view(array);
  if (v.readonly || !v.contiguous()) {
    PyErr_SetString(PyExc_ValueError, "contiguous memory that may be written is needed");
    return false;
  }
  if (v.layout->size == 0) return true;
  if (!flush_for_write(v.buffer) || !ensure_storage(v.buffer)) return false;
  PyObject* kept = wrap(v);
  if (!kept) return false;
  int64_t n = v.layout->size;
  void* memory = v.data();
  Py_BEGIN_ALLOW_THREADS;
  work(n, memory);
  Py_END_ALLOW_THREADS;
  Py_DECREF(kept);
  return true;
}

bool has_type(PyObject* array, DType t) {
  if (view(array).dtype == t) return true;
  PyErr_SetString(PyExc_TypeError, "the array has not the type of what is drawn");
  return false;
}

// Two at a time by the polar method: the one that RandomState gives first, and the one it keeps.
void fill_pairs(bitgen_t* g, int64_t n, double* out, double loc, double scale) {
  for (int64_t i = 0; i + 1 < n; i += 2) {
    double x, y, square;
    do {
      x = 2.0 * g->next_double(g->state) - 1.0;
      y = 2.0 * g->next_double(g->state) - 1.0;
      square = x * x + y * y;
    } while (square >= 1.0 || square == 0.0);
    double factor = std::sqrt(-2.0 * std::log(square) / square);
    out[i] = loc + scale * (factor * y);
    out[i + 1] = loc + scale * (factor * x);
  }
}

// Some places are drawn before the elements there are looked at: what the CPU has guessed wrong of a draw costs no access to
// memory that is on its way.
template <class T>
void shuffle_elements(bitgen_t* g, int64_t n, T* elements) {
  constexpr int64_t kSome = 64;
  uint64_t places[kSome];
  for (int64_t last = n - 1; last > 0; last -= kSome) {
    int64_t count = std::min(kSome, last);
    for (int64_t k = 0; k < count; ++k) {
      places[k] = random_interval(g, static_cast<uint64_t>(last - k));
      __builtin_prefetch(elements + places[k], 1);
    }
    for (int64_t k = 0; k < count; ++k) std::swap(elements[last - k], elements[places[k]]);
  }
}

uint64_t up_to(bitgen_t* g, int64_t last) { return random_bounded_uint64(g, 0, static_cast<uint64_t>(last), 0, false); }

// Swaps each element, from the last one down to `first`, with one that is not behind it.
void mix(bitgen_t* g, int64_t* x, int64_t n, int64_t first) {
  for (int64_t i = n - 1; i >= first; --i) std::swap(x[i], x[up_to(g, i)]);
}

// Whole numbers seen so far.
class Seen {
 public:
  explicit Seen(int64_t most) : slots_(std::bit_ceil(static_cast<uint64_t>(most) * 2 + 1), kFree) {}
  bool add(int64_t x) {
    uint64_t mask = slots_.size() - 1, at = static_cast<uint64_t>(x) & mask;
    while (slots_[at] != kFree && slots_[at] != x) at = (at + 1) & mask;
    return std::exchange(slots_[at], x) == kFree;
  }

 private:
  static constexpr int64_t kFree = -1;
  std::vector<int64_t> slots_;
};

// Floyd's way to draw n different numbers below `end`: each is one up to the next bound, or that bound itself.
void draw_sparsely(bitgen_t* g, int64_t n, int64_t* out, int64_t end) {
  Seen seen(n);
  for (int64_t bound = end - n; bound < end; ++bound) {
    auto x = static_cast<int64_t>(up_to(g, bound));
    if (!seen.add(x)) seen.add(x = bound);
    *out++ = x;
  }
}

}  // namespace

std::vector<std::string> distributions() {
  std::vector<std::string> names;
  for (const Distribution& d : kDistributions) names.push_back(d.name);
  return names;
}

bool draw(PyObject* array, PyObject* capsule, size_t distribution, std::span<const Parameter> parameters) {
  bitgen_t* g = generator_of(capsule);
  if (!g) return false;
  if (distribution >= std::size(kDistributions) || parameters.size() != kDistributions[distribution].parameters) {
    PyErr_Format(PyExc_KeyError, "no distribution %zu of %zu parameters", distribution, parameters.size());
    return false;
  }
  const Distribution& d = kDistributions[distribution];
  return has_type(array, d.type) && fill(array, [&](int64_t n, void* out) { d.fill(g, n, out, parameters.data()); });
}

bool parameter_of(PyObject* o, int64_t size, double* number, Parameter* out) {
  if (!is_array(o)) {
    *number = PyFloat_AsDouble(o);
    *out = {number, 0};
    return !PyErr_Occurred();
  }
  const View& v = view(o);
  if (v.dtype != DType::f64 || !v.contiguous() || v.layout->size != size) {
    PyErr_SetString(PyExc_ValueError, "parameters are numbers or contiguous float64s, as many as are drawn");
    return false;
  }
  if (!flush_for_read(v.buffer) || !ensure_storage(v.buffer)) return false;
  *out = {reinterpret_cast<const double*>(v.data()), 1};
  return true;
}

PyObject* draw_new(PyObject* bits, PyObject* args, size_t distribution, PyObject* accepted) {
  static PyObject* const names[] = {PyUnicode_InternFromString("lock"), PyUnicode_InternFromString("capsule"),
                                    PyUnicode_InternFromString("acquire"), PyUnicode_InternFromString("release")};
  constexpr size_t kMost = 3;
  const Distribution& d = kDistributions[distribution];
  int64_t n, whole;
  if (PyTuple_GET_SIZE(args) != static_cast<Py_ssize_t>(d.parameters) + 1 || may_be_elsewhere()) Py_RETURN_NONE;
  PyObject* size = PyTuple_GET_ITEM(args, PyTuple_GET_SIZE(args) - 1);
  if (!PyLong_CheckExact(size) || !as_index(size, &n) || n < 0) Py_RETURN_NONE;
  double numbers[kMost];
  Parameter parameters[kMost];
  for (size_t k = 0; k < d.parameters; ++k) {
    PyObject* x = PyTuple_GET_ITEM(args, static_cast<Py_ssize_t>(k));
    bool integer = PyLong_CheckExact(x) && as_index(x, &whole) && std::llabs(whole) < int64_t{1} << 53;
    if (!integer && !PyFloat_CheckExact(x)) Py_RETURN_NONE;
    numbers[k] = integer ? static_cast<double>(whole) : PyFloat_AS_DOUBLE(x);
    parameters[k] = {&numbers[k], 0};
  }
  if (d.parameters) {
    PyObject* yes = PyObject_Vectorcall(accepted, PySequence_Fast_ITEMS(args), d.parameters, nullptr);
    if (!yes) return nullptr;
    Py_DECREF(yes);
  }
  if (strcmp(d.name, "uniform") == 0) numbers[1] -= numbers[0];
  Ref made(new_vector(n, d.type));
  PyObject* capsule = made ? PyObject_GetAttr(bits, names[1]) : nullptr;
  PyObject* lock = capsule ? PyObject_GetAttr(bits, names[0]) : nullptr;
  PyObject* held = lock ? PyObject_CallMethodNoArgs(lock, names[2]) : nullptr;
  bool ok = held && draw(made.get(), capsule, distribution, {parameters, d.parameters});
  PyObject* released = held ? PyObject_CallMethodNoArgs(lock, names[3]) : nullptr;
  ok = ok && released;
  for (PyObject* o : {capsule, lock, held, released}) Py_XDECREF(o);
  return ok ? made.take() : nullptr;
}

PyObject* state_bytes(PyObject* capsule, int64_t count) {
  bitgen_t* g = generator_of(capsule);
  return g ? PyBytes_FromStringAndSize(static_cast<const char*>(g->state), count) : nullptr;
}

bool draw_integers(PyObject* array, PyObject* capsule, uint64_t least, uint64_t range, bool masked) {
  bitgen_t* g = generator_of(capsule);
  if (!g) return false;
  DType t = view(array).dtype;
  return fill(array, [=](int64_t n, void* out) {
    if (t == DType::b1)
      return random_bounded_bool_fill(g, static_cast<npy_bool>(least), static_cast<npy_bool>(range), n, masked,
                                      static_cast<npy_bool*>(out));
    switch (item_size(t)) {
      case 1:
        return random_bounded_uint8_fill(g, static_cast<uint8_t>(least), static_cast<uint8_t>(range), n, masked,
                                         static_cast<uint8_t*>(out));
      case 2:
        return random_bounded_uint16_fill(g, static_cast<uint16_t>(least), static_cast<uint16_t>(range), n, masked,
                                          static_cast<uint16_t*>(out));
      case 4:
        return random_bounded_uint32_fill(g, static_cast<uint32_t>(least), static_cast<uint32_t>(range), n, masked,
                                          static_cast<uint32_t*>(out));
      default: return random_bounded_uint64_fill(g, least, range, n, masked, static_cast<uint64_t*>(out));
    }
  });
}

bool draw_pairs_of_normals(PyObject* array, PyObject* capsule, double loc, double scale) {
  bitgen_t* g = generator_of(capsule);
  return g && has_type(array, DType::f64) &&
         fill(array, [=](int64_t n, void* out) { fill_pairs(g, n, static_cast<double*>(out), loc, scale); });
}

bool draw_distinct(PyObject* array, PyObject* capsule, int64_t end, bool mixed) {
  bitgen_t* g = generator_of(capsule);
  return g && has_type(array, DType::i64) && fill(array, [=](int64_t n, void* memory) {
           auto* out = static_cast<int64_t*>(memory);
           if (end <= 10'000 || n <= end / (mixed ? 50 : 20)) {  // NumPy's bounds, and so its numbers
             draw_sparsely(g, n, out, end);
             if (mixed) mix(g, out, n, 1);
             return;
           }
           std::vector<int64_t> all(static_cast<size_t>(end));
           std::iota(all.begin(), all.end(), int64_t{0});
           mix(g, all.data(), end, std::max<int64_t>(end - n, 1));
           std::copy(all.end() - n, all.end(), out);
         });
}

bool shuffle(PyObject* array, PyObject* capsule) {
  bitgen_t* g = generator_of(capsule);
  const size_t item = item_size(view(array).dtype);
  return g && fill(array, [=](int64_t n, void* memory) {
           with_item(item, [&](auto type) { shuffle_elements(g, n, static_cast<decltype(type)*>(memory)); });
         });
}

}  // namespace lnp::py
