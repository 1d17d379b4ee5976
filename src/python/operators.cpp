// The number and comparison slots of ndarray.
#include "python/elementwise.h"
#include "python/linear.h"
#include "python/pending.h"
#include "python/precedence.h"

namespace lnp::py {
namespace {

PyObject* to_gate(const char* path, PyObject* a, PyObject* b, PyObject* out) {
  PyObject* args = b ? PyTuple_Pack(2, a, b) : PyTuple_Pack(1, a);
  PyObject* kwargs = out ? Py_BuildValue("{s:O}", "out", out) : nullptr;
  PyObject* r = args ? fallback(path, args, kwargs) : nullptr;
  Py_XDECREF(args);
  Py_XDECREF(kwargs);
  return r;
}

// Whether a scalar is the same as a float64 beside an array of these; its value then.
bool as_double(PyObject* o, double* value) {
  if (PyFloat_CheckExact(o) || Py_IS_TYPE(o, &PyDoubleArrType_Type)) {
    *value = PyFloat_AS_DOUBLE(o);
    return true;
  }
  if (!PyLong_CheckExact(o)) return false;
  constexpr int64_t exact = int64_t{1} << 53;
  int overflow;
  int64_t i = PyLong_AsLongLongAndOverflow(o, &overflow);
  *value = static_cast<double>(i);
  return !overflow && -exact <= i && i <= exact;
}

}  // namespace

[[gnu::noinline]] PyObject* plain_binary(Op op, PyObject* a, PyObject* b) {
  PyObject* first = is_array(a) ? a : b;
  if (!is_array(first) || op == Op::power) return nullptr;
  const View& v = view(first);
  if (!v.layout->c_order || v.layout->ndim == 0 || v.layout->size == 0) return nullptr;
  Immediate value;
  Input in[2];
  auto operand = [&](PyObject* o, Input* to) {
    if (is_array(o)) {
      *to = {&view(o), nullptr, view(o).dtype};
      return v.layout->same_shape(view(o).layout);
    }
    double number;
    if (v.dtype != DType::f64 || !as_double(o, &number)) return false;
    std::memcpy(value.bytes, &number, sizeof number);
    *to = {nullptr, &value, DType::f64};
    return true;
  };
  if (!operand(a, &in[0]) || !operand(b, &in[1])) return nullptr;
  int loop = resolve_loop(op, in[0].dtype, in[1].dtype);
  if (loop < 0) return nullptr;
  DType out_type = loop_table().ops[static_cast<int>(op)].loops[loop].out;
  PyObject* r = new_array(layouts().compact(v.layout, item_size(out_type)), out_type);
  if (!r) return nullptr;
  if (!record(NodeHeader::elementwise(static_cast<uint16_t>(op), loop, 2), view(r), in)) Py_CLEAR(r);
  return r;
}

namespace {

// What Python's module calls the operators that are ufuncs.
constexpr const char* operator_name(Op op) {
  switch (op) {
    case Op::add: return "add";
    case Op::subtract: return "sub";
    case Op::multiply: return "mul";
    case Op::divide: return "truediv";
    case Op::floor_divide: return "floordiv";
    case Op::remainder: return "mod";
    case Op::power: return "pow";
    case Op::bitwise_and: return "and_";
    case Op::bitwise_or: return "or_";
    case Op::bitwise_xor: return "xor";
    case Op::left_shift: return "lshift";
    case Op::right_shift: return "rshift";
    case Op::less: return "lt";
    case Op::less_equal: return "le";
    case Op::equal: return "eq";
    case Op::not_equal: return "ne";
    case Op::greater: return "gt";
    default: return "ge";
  }
}

// What another object has to say about an operator; null without an exception where it is ours to compute. `name` is the
// operator's in Python's module.
PyObject* others_answer(Answer answer, const char* name, PyObject* a, PyObject* b) {
  if (answer == Answer::theirs) return Py_NewRef(Py_NotImplemented);
  return answer == Answer::numpys ? subclass_operator(name, a, b) : nullptr;
}

// Unlike the ufuncs, the operators == and != answer for operands that cannot be compared.
const char* gate_path(Op op, Answer answer) {
  switch (answer == Answer::override ? Op::add : op) {
    case Op::equal: return "ndarray.__eq__";
    case Op::not_equal: return "ndarray.__ne__";
    case Op::less: return "ndarray.__lt__";
    case Op::less_equal: return "ndarray.__le__";
    case Op::greater: return "ndarray.__gt__";
    case Op::greater_equal: return "ndarray.__ge__";
    default: return loop_table().ops[static_cast<int>(op)].name;
  }
}

PyObject* binary(Op op, PyObject* a, PyObject* b, PyObject* out) {
  Answer answer = who_answers(a, b, out != nullptr);
  PyObject* others = others_answer(answer, operator_name(op), a, b);
  if (others || PyErr_Occurred()) return others;
  Argument args[2] = {argument(a, false), {}};
  args[1] = args[0].kind == OperandKind::error ? Argument{OperandKind::error, {}} : argument(b, false);
  PyObject* r = nullptr;
  if (args[1].kind == OperandKind::error) {
  } else if (answer == Answer::override || args[0].kind == OperandKind::unknown ||
             args[1].kind == OperandKind::unknown) {
    r = to_gate(gate_path(op, answer), a, b, out);
  } else {
    CallOptions options;
    options.out = out;
    r = elementwise(op, args, 2, options);
  }
  release(&args[0]);
  release(&args[1]);
  return r;
}

// Into a new array.
PyObject* fresh_binary(Op op, PyObject* a, PyObject* b) {
  PyObject* r = plain_binary(op, a, b);
  return r || PyErr_Occurred() ? r : binary(op, a, b, nullptr);
}

template <Op op>
PyObject* bin(PyObject* a, PyObject* b) {
  return fresh_binary(op, a, b);
}

template <Op op>
PyObject* inplace(PyObject* a, PyObject* b) {
  return binary(op, a, b, a);
}

template <Op op>
PyObject* un(PyObject* a) {
  Argument arg = argument(a, false);
  return elementwise(op, &arg, 1, CallOptions{});
}

// NumPy computes some scalar exponents as cheaper operations, and so do we, and one more.
bool cheap_power(PyObject* base, PyObject* exponent, Op* op) {
  double e;
  if (PyFloat_CheckExact(exponent))
    e = PyFloat_AS_DOUBLE(exponent);
  else if (PyLong_CheckExact(exponent))
    e = PyLong_AsDouble(exponent);
  else
    return false;
  if (e == -1 && PyErr_Occurred()) PyErr_Clear();
  Kind k = kind(view(base).dtype);
  bool inexact = k == Kind::real || k == Kind::complex;
  if (!inexact && !PyLong_CheckExact(exponent)) return false;
  if (e == 2) return *op = Op::square, true;
  if (!inexact) return false;
  if (e == 1) return *op = Op::positive, true;
  if (e == 0.5) return *op = Op::sqrt, true;
  if (e == -1) return *op = Op::reciprocal, true;
  if (e == 3 && k == Kind::real) return *op = Op::_cube, true;  // NumPy: power, many times slower
  return false;
}

PyObject* power_into(PyObject* a, PyObject* b, PyObject* out) {
  Op op;
  if (!is_array(a) || !cheap_power(a, b, &op)) return binary(Op::power, a, b, out);
  Argument arg = argument(a, false);
  CallOptions options;
  options.out = out;
  return elementwise(op, &arg, 1, options);
}

PyObject* power(PyObject* a, PyObject* b, PyObject* modulo) {
  if (modulo != Py_None) Py_RETURN_NOTIMPLEMENTED;
  return power_into(a, b, nullptr);
}

PyObject* inplace_power(PyObject* a, PyObject* b, PyObject*) { return power_into(a, b, a); }

PyObject* divmod(PyObject* a, PyObject* b) {
  PyObject* others = others_answer(who_answers(a, b, false), "divmod", a, b);
  if (others || PyErr_Occurred()) return others;
  PyObject* args[] = {a, b};
  return PyObject_Vectorcall(PyDict_GetItemString(ufunc_table(), "divmod"), args, 2, nullptr);
}

// The function matmul of the namespace.
PyObject* call_matmul(PyObject* a, PyObject* b, PyObject* options) {
  PyObject* module = PyImport_ImportModule("legate.numpy");
  PyObject* function = module ? PyObject_GetAttrString(module, "matmul") : nullptr;
  PyObject* args = function ? PyTuple_Pack(2, a, b) : nullptr;
  PyObject* r = args ? PyObject_Call(function, args, options) : nullptr;
  for (PyObject* o : {module, function, args}) Py_XDECREF(o);
  return r;
}

PyObject* matmul(PyObject* a, PyObject* b) {
  if (is_array(a) && is_array(b)) {
    PyObject* r = product(a, b, nullptr, nullptr, "matmul");
    if (r || PyErr_Occurred()) return r;
  }
  PyObject* others = others_answer(who_answers(a, b, false), "matmul", a, b);
  return others || PyErr_Occurred() ? others : call_matmul(a, b, nullptr);
}

// The dimensions of an array; -1 for what has to be asked for them.
int dimensions(PyObject* o) {
  return is_array(o)             ? view(o).layout->ndim
         : PyArray_CheckExact(o) ? PyArray_NDIM(reinterpret_cast<PyArrayObject*>(o))
                                 : -1;
}

PyObject* inplace_matmul(PyObject* a, PyObject* b) {
  Answer answer = who_answers(a, b, true);
  PyObject* others = others_answer(answer, "imatmul", a, b);
  if (others || PyErr_Occurred()) return others;
  // axes= asks for two dimensions of what has to be asked for them, as NumPy does.
  bool seen = dimensions(b) >= 0;
  PyObject* r = nullptr;
  bool too_few = dimensions(a) == 0 || (seen && dimensions(b) < 2);
  if (!too_few) {
    PyObject* options = seen ? Py_BuildValue("{s:O}", "out", a)
                        : dimensions(a) == 1
                            ? Py_BuildValue("{s:[(i),(ii),(i)],s:O}", "axes", -1, -2, -1, -1, "out", a)
                            : Py_BuildValue("{s:[(ii),(ii),(ii)],s:O}", "axes", -2, -1, -2, -1, -2, -1, "out", a);
    r = options ? call_matmul(a, b, options) : nullptr;
    Py_XDECREF(options);
    // NumPy's AxisError alone is both.
    too_few = !r && !seen && PyErr_ExceptionMatches(PyExc_IndexError) && PyErr_ExceptionMatches(PyExc_ValueError);
  }
  if (too_few)
    PyErr_SetString(
        PyExc_ValueError,
        "inplace matrix multiplication requires the first operand to have at least one and the second at least "
        "two dimensions.");
  return r;
}

// The one element of a size-1 array, for bool(), int(), float(), ...
PyObject* sole_element(PyObject* self) {
  const View& v = view(self);
  return element(v, v.offset);
}

int truth(PyObject* self) {
  const View& v = view(self);
  if (v.layout->size == 1) {
    PyObject* s = sole_element(self);
    int r = s ? PyObject_IsTrue(s) : -1;
    Py_XDECREF(s);
    return r;
  }
  PyErr_SetString(
      PyExc_ValueError,
      v.layout->size == 0
          ? "The truth value of an empty array is ambiguous. Use `array.size > 0` to check that an array is not empty."
          : "The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()");
  return -1;
}

template <PyObject* (*convert)(PyObject*)>
PyObject* to_python(PyObject* self) {
  const View& v = view(self);
  if (v.layout->size != 1 || v.layout->ndim != 0 || kind(v.dtype) == Kind::complex) {
    // NumPy decides (and deprecates) conversions of one-element arrays that are not 0-d.
    PyObject* np_view = to_numpy(self);
    PyObject* r = np_view ? convert(np_view) : nullptr;
    Py_XDECREF(np_view);
    return r;
  }
  PyObject* s = sole_element(self);
  PyObject* r = s ? convert(s) : nullptr;
  Py_XDECREF(s);
  return r;
}

PyObject* to_float(PyObject* o) { return PyNumber_Float(o); }
PyObject* to_long(PyObject* o) { return PyNumber_Long(o); }

PyObject* to_index(PyObject* self) {
  const View& v = view(self);
  if (v.layout->ndim != 0 || (kind(v.dtype) != Kind::signed_int && kind(v.dtype) != Kind::unsigned_int)) {
    PyErr_SetString(PyExc_TypeError, "only integer scalar arrays can be converted to a scalar index");
    return nullptr;
  }
  return to_python<to_long>(self);
}

}  // namespace

PyObject* array_richcompare(PyObject* a, PyObject* b, int op) {
  constexpr Op ops[] = {Op::less, Op::less_equal, Op::equal, Op::not_equal, Op::greater, Op::greater_equal};
  return fresh_binary(ops[op], a, b);
}

PyNumberMethods number_methods = [] {
  PyNumberMethods m{};
  m.nb_add = bin<Op::add>;
  m.nb_subtract = bin<Op::subtract>;
  m.nb_multiply = bin<Op::multiply>;
  m.nb_true_divide = bin<Op::divide>;
  m.nb_floor_divide = bin<Op::floor_divide>;
  m.nb_remainder = bin<Op::remainder>;
  m.nb_divmod = divmod;
  m.nb_power = power;
  m.nb_and = bin<Op::bitwise_and>;
  m.nb_or = bin<Op::bitwise_or>;
  m.nb_xor = bin<Op::bitwise_xor>;
  m.nb_lshift = bin<Op::left_shift>;
  m.nb_rshift = bin<Op::right_shift>;
  m.nb_matrix_multiply = matmul;
  m.nb_inplace_matrix_multiply = inplace_matmul;
  m.nb_inplace_add = inplace<Op::add>;
  m.nb_inplace_subtract = inplace<Op::subtract>;
  m.nb_inplace_multiply = inplace<Op::multiply>;
  m.nb_inplace_true_divide = inplace<Op::divide>;
  m.nb_inplace_floor_divide = inplace<Op::floor_divide>;
  m.nb_inplace_remainder = inplace<Op::remainder>;
  m.nb_inplace_power = inplace_power;
  m.nb_inplace_and = inplace<Op::bitwise_and>;
  m.nb_inplace_or = inplace<Op::bitwise_or>;
  m.nb_inplace_xor = inplace<Op::bitwise_xor>;
  m.nb_inplace_lshift = inplace<Op::left_shift>;
  m.nb_inplace_rshift = inplace<Op::right_shift>;
  m.nb_negative = un<Op::negative>;
  m.nb_positive = un<Op::positive>;
  m.nb_absolute = un<Op::absolute>;
  m.nb_invert = un<Op::invert>;
  m.nb_bool = truth;
  m.nb_float = to_python<to_float>;
  m.nb_int = to_python<to_long>;
  m.nb_index = to_index;
  return m;
}();

}  // namespace lnp::py
