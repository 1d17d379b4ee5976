// The lazy scalar: a 0-d array that nobody else has, until it is looked at; from then on NumPy's scalar. Arithmetic and
// comparisons with numbers and arrays are recorded; everything else asks the value.
#include "python/lazy_scalar.h"

#include <cstddef>

namespace lnp::py {
namespace {

struct LazyScalar {
  PyObject_HEAD PyObject* array;  // null once the value is known
  PyObject* value;
};

LazyScalar* lazy(PyObject* o) { return reinterpret_cast<LazyScalar*>(o); }

void dealloc(PyObject* self) {
  Py_XDECREF(lazy(self)->array);
  Py_XDECREF(lazy(self)->value);
  PyObject_Free(self);
}

// `o`, or the value of a lazy scalar. New reference.
PyObject* plain(PyObject* o) { return is_lazy_scalar(o) ? scalar_value(o) : Py_NewRef(o); }

// What is recorded beside a lazy scalar without a look at it.
bool stands_beside(PyObject* o) {
  return is_lazy_scalar(o) || is_array(o) || PyFloat_CheckExact(o) || PyLong_CheckExact(o) || PyBool_Check(o) ||
         PyComplex_CheckExact(o) || PyArray_IsScalar(o, Generic);
}

template <class F>
PyObject* on_values(PyObject* a, PyObject* b, F f) {
  PyObject* x = plain(a);
  PyObject* y = x ? plain(b) : nullptr;
  PyObject* r = y ? f(x, y) : nullptr;
  Py_XDECREF(x);
  Py_XDECREF(y);
  return r;
}

template <class F>
PyObject* compute(Op op, PyObject* a, PyObject* b, F values) {
  bool known = (!is_lazy_scalar(a) || lazy(a)->value) && (!is_lazy_scalar(b) || lazy(b)->value);
  if (known || !stands_beside(a) || !stands_beside(b)) return on_values(a, b, values);
  Argument args[2] = {argument(a, false), argument(b, false)};
  PyObject* r = nullptr;
  if (args[0].kind == OperandKind::unknown || args[1].kind == OperandKind::unknown)
    r = on_values(a, b, values);
  else if (args[0].kind != OperandKind::error && args[1].kind != OperandKind::error)
    r = elementwise(op, args, 2, CallOptions{});
  release(&args[0]);
  release(&args[1]);
  return r;
}

template <Op op, binaryfunc values>
PyObject* binary(PyObject* a, PyObject* b) {
  return compute(op, a, b, values);
}

template <Op op, unaryfunc values>
PyObject* unary(PyObject* a) {
  if (lazy(a)->value) return values(lazy(a)->value);
  Argument arg = argument(a, false);
  PyObject* r = arg.kind == OperandKind::error ? nullptr : elementwise(op, &arg, 1, CallOptions{});
  release(&arg);
  return r;
}

PyObject* compare(PyObject* a, PyObject* b, int op) {
  constexpr Op ops[] = {Op::less, Op::less_equal, Op::equal, Op::not_equal, Op::greater, Op::greater_equal};
  return compute(ops[op], a, b, [op](PyObject* x, PyObject* y) { return PyObject_RichCompare(x, y, op); });
}

// Integer powers look at their exponents anyway.
PyObject* power(PyObject* a, PyObject* b, PyObject* modulo) {
  auto values = [modulo](PyObject* x, PyObject* y) { return PyNumber_Power(x, y, modulo); };
  PyObject* base = is_lazy_scalar(a) ? a : b;
  bool real = !lazy(base)->value && kind(view(lazy(base)->array).dtype) == Kind::real;
  return real && modulo == Py_None ? compute(Op::power, a, b, values) : on_values(a, b, values);
}

PyObject* divmod(PyObject* a, PyObject* b) { return on_values(a, b, PyNumber_Divmod); }

// body(value) of the value, or `failed`.
template <class F, class R = decltype(std::declval<F>()(nullptr))>
R with_value(PyObject* self, F body, R failed) {
  PyObject* v = scalar_value(self);
  R r = v ? body(v) : failed;
  Py_XDECREF(v);
  return r;
}

template <PyObject* (*f)(PyObject*)>
PyObject* of_value(PyObject* self) {
  return with_value(self, f, static_cast<PyObject*>(nullptr));
}

int truth(PyObject* self) { return with_value(self, PyObject_IsTrue, -1); }
Py_hash_t hash(PyObject* self) { return with_value(self, PyObject_Hash, Py_hash_t{-1}); }

PyObject* item(PyObject* self, PyObject* key) { return on_values(self, key, PyObject_GetItem); }

int buffer(PyObject* self, Py_buffer* out, int flags) {
  return with_value(self, [=](PyObject* v) { return PyObject_GetBuffer(v, out, flags); }, -1);
}

DType dtype_if_pending(PyObject* self, bool* pending) {
  *pending = lazy(self)->array != nullptr;
  return *pending ? view(lazy(self)->array).dtype : DType::b1;
}

// Attributes are the value's; its class and dtype are known before, and its operators come after ours.
PyObject* attribute(PyObject* self, PyObject* name) {
  bool pending;
  DType t = dtype_if_pending(self, &pending);
  if (PyUnicode_CompareWithASCIIString(name, "__array_priority__") == 0) return PyFloat_FromDouble(0.0);
  if (pending && PyUnicode_CompareWithASCIIString(name, "dtype") == 0)
    return Py_NewRef(reinterpret_cast<PyObject*>(descr(t)));
  if (pending && PyUnicode_CompareWithASCIIString(name, "__class__") == 0)
    return Py_NewRef(reinterpret_cast<PyObject*>(descr(t)->typeobj));
  return on_values(self, name, PyObject_GetAttr);
}

// Methods that Python looks for in the class.
template <const char* const& name>
PyObject* method(PyObject* self, PyObject* args) {
  PyObject* bound = with_value(self, [](PyObject* v) { return PyObject_GetAttrString(v, name); }, (PyObject*)nullptr);
  PyObject* r = bound ? PyObject_CallObject(bound, args) : nullptr;
  Py_XDECREF(bound);
  return r;
}

// Not every NumPy scalar has the method.
PyObject* to_complex(PyObject* self, PyObject*) {
  auto* type = reinterpret_cast<PyObject*>(&PyComplex_Type);
  return with_value(self, [type](PyObject* v) { return PyObject_CallOneArg(type, v); }, (PyObject*)nullptr);
}

constexpr const char* kFormat = "__format__";
constexpr const char* kRound = "__round__";
constexpr const char* kCopy = "__copy__";
constexpr const char* kDeepcopy = "__deepcopy__";
constexpr const char* kArray = "__array__";

PyMethodDef methods[] = {{kFormat, method<kFormat>, METH_VARARGS, nullptr},
                         {"__complex__", to_complex, METH_NOARGS, nullptr},
                         {kRound, method<kRound>, METH_VARARGS, nullptr},
                         {kCopy, method<kCopy>, METH_VARARGS, nullptr},
                         {kDeepcopy, method<kDeepcopy>, METH_VARARGS, nullptr},
                         {kArray, method<kArray>, METH_VARARGS, nullptr},
                         {nullptr, nullptr, 0, nullptr}};

PyNumberMethods numbers = [] {
  PyNumberMethods m{};
  m.nb_add = binary<Op::add, PyNumber_Add>;
  m.nb_subtract = binary<Op::subtract, PyNumber_Subtract>;
  m.nb_multiply = binary<Op::multiply, PyNumber_Multiply>;
  m.nb_true_divide = binary<Op::divide, PyNumber_TrueDivide>;
  m.nb_floor_divide = binary<Op::floor_divide, PyNumber_FloorDivide>;
  m.nb_remainder = binary<Op::remainder, PyNumber_Remainder>;
  m.nb_divmod = divmod;
  m.nb_power = power;
  m.nb_and = binary<Op::bitwise_and, PyNumber_And>;
  m.nb_or = binary<Op::bitwise_or, PyNumber_Or>;
  m.nb_xor = binary<Op::bitwise_xor, PyNumber_Xor>;
  m.nb_lshift = binary<Op::left_shift, PyNumber_Lshift>;
  m.nb_rshift = binary<Op::right_shift, PyNumber_Rshift>;
  m.nb_negative = unary<Op::negative, PyNumber_Negative>;
  m.nb_positive = unary<Op::positive, PyNumber_Positive>;
  m.nb_absolute = unary<Op::absolute, PyNumber_Absolute>;
  m.nb_invert = unary<Op::invert, PyNumber_Invert>;
  m.nb_bool = truth;
  m.nb_float = of_value<PyNumber_Float>;
  m.nb_int = of_value<PyNumber_Long>;
  m.nb_index = of_value<PyNumber_Index>;
  return m;
}();

PyMappingMethods mapping = {nullptr, item, nullptr};
PyBufferProcs buffers = {buffer, nullptr};

}  // namespace

PyTypeObject LazyScalarType = {PyVarObject_HEAD_INIT(nullptr, 0)};
bool g_lazy_scalars = false;

PyObject* scalar_of(PyObject* array) {
  const View& v = view(array);
  if (!scalar_may_wait(v.buffer)) return element(v, v.offset);
  auto* made = PyObject_New(LazyScalar, &LazyScalarType);
  if (!made) return nullptr;
  made->array = Py_NewRef(array);
  made->value = nullptr;
  return reinterpret_cast<PyObject*>(made);
}

PyObject* scalar_value(PyObject* o) {
  LazyScalar* s = lazy(o);
  if (!s->value) {
    PyObject* array = Py_NewRef(s->array);
    PyObject* value = element(view(array), view(array).offset);
    Py_DECREF(array);
    if (!value) return nullptr;
    Py_XSETREF(s->value, value);
    Py_CLEAR(s->array);
  }
  return Py_NewRef(s->value);
}

Argument lazy_argument(PyObject* o) {
  LazyScalar* s = lazy(o);
  if (s->value) return argument(s->value, false);
  const View& v = view(s->array);
  return Argument{OperandKind::foreign, {v.dtype}, v, Py_NewRef(s->array)};
}

bool ready_lazy_scalar(PyObject* module) {
  PyTypeObject& t = LazyScalarType;
  t.tp_name = "legate.numpy.lazy_scalar";
  t.tp_doc = "A NumPy scalar that is computed when it is looked at (LEGATE_NUMPY_SCALARS=lazy).";
  t.tp_basicsize = sizeof(LazyScalar);
  t.tp_dealloc = dealloc;
  t.tp_flags = Py_TPFLAGS_DEFAULT;
  t.tp_repr = of_value<PyObject_Repr>;
  t.tp_str = of_value<PyObject_Str>;
  t.tp_hash = hash;
  t.tp_richcompare = compare;
  t.tp_getattro = attribute;
  t.tp_as_number = &numbers;
  t.tp_as_mapping = &mapping;
  t.tp_as_buffer = &buffers;
  t.tp_methods = methods;
  return PyType_Ready(&t) == 0 && PyModule_AddObjectRef(module, "lazy_scalar", reinterpret_cast<PyObject*>(&t)) == 0;
}

}  // namespace lnp::py
