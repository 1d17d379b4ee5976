// The ndarray object: a handle on a View. Everything in src/python includes this first.
#pragma once
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#define NPY_NO_DEPRECATED_API NPY_2_0_API_VERSION
#define NPY_TARGET_VERSION NPY_2_0_API_VERSION
#define PY_ARRAY_UNIQUE_SYMBOL lnp_numpy_api
#define PY_UFUNC_UNIQUE_SYMBOL lnp_numpy_ufunc_api
#ifndef LNP_IMPORT_NUMPY
#define NO_IMPORT_ARRAY
#define NO_IMPORT_UFUNC
#endif
#include <numpy/arrayobject.h>
#include <numpy/arrayscalars.h>

#include "core/buffer.h"
#include "engine/runtime.h"
#include "frontend/resolve.h"
#include "frontend/shape.h"

namespace lnp::py {

struct Array {
  PyObject_HEAD View v;
  PyObject* weakrefs;
};

extern PyTypeObject ArrayType;
extern PyTypeObject ArrayMeta;
extern PyTypeObject UfuncType;

extern PyObject* g_unbound;        // makes what a method is when it is asked of the class; null: the method
extern PyObject* g_time_arrays;    // the class of arrays of datetime64 and timedelta64
extern PyObject* g_subclass_base;  // what stands for our ndarray among the bases of a user's subclass; null: NumPy's

inline bool is_array(PyObject* o) { return Py_IS_TYPE(o, &ArrayType); }
inline const View& view(PyObject* o) { return reinterpret_cast<Array*>(o)->v; }

extern Runtime& g_runtime;
inline Runtime& runtime() { return g_runtime; }

// Handles that are free to be used again: they come and go with every temporary.
struct SpareHandles {
  static constexpr int kMost = 512;
  Array* handles[kMost];
  int count = 0;
};
extern SpareHandles g_spare_handles;

// A new handle on a view; takes a reference to its buffer and layout. The parts come in registers: reading them from memory in larger
// pieces than they have just been written in would have to wait for that.
inline PyObject* wrap(Buffer* buffer, const Layout* layout, int64_t offset, DType dtype, bool readonly) {
  Array* a;
  if (g_spare_handles.count > 0) {
    a = g_spare_handles.handles[--g_spare_handles.count];
    Py_SET_REFCNT(reinterpret_cast<PyObject*>(a), 1);  // its type, which is static, is in place
  } else {
    a = PyObject_New(Array, &ArrayType);
    if (!a) return nullptr;
  }
  a->v = View{buffer, layout, offset, dtype, readonly};
  a->weakrefs = nullptr;
  if (buffer->handles++ == 0 && buffer->exports == 0) buffer->owner = a;
  layout->refs++;
  return reinterpret_cast<PyObject*>(a);
}
inline PyObject* wrap(const View& v) { return wrap(v.buffer, v.layout, v.offset, v.dtype, v.readonly); }

// Whether an array that large can be, of which note is taken; false with MemoryError (NumPy's words) when it can never fit.
bool promise_memory(const Layout* layout, DType dtype);

// Fresh, unwritten memory, and a handle on such. False and null where memory cannot be promised.
inline bool make_buffer(const Layout* layout, DType dtype, View* out) {
  constexpr int64_t small = 1 << 20;  // bytes up to which nobody need know
  int64_t bytes;
  bool overflow = __builtin_mul_overflow(layout->size, static_cast<int64_t>(item_size(dtype)), &bytes);
  bool noted = overflow || bytes < 0 || bytes > small;
  if (__builtin_expect(noted, 0) && !promise_memory(layout, dtype)) return false;
  *out = View{new_buffer(layout, bytes), layout, 0, dtype};
  return true;
}
inline PyObject* new_array(const Layout* contiguous_layout, DType dtype) {
  View v;
  return make_buffer(contiguous_layout, dtype, &v) ? wrap(v) : nullptr;
}

// The view as elements of another dtype, by NumPy's rules: 1; 0 where it is not native, as elements would not be aligned;
// -1 with NumPy's ValueError.
int view_as(const View& v, DType t, View* out);

// NumPy's flag of the handle; false with ValueError where the memory's owner does not let it be written.
bool set_writeable(PyObject* array, bool on);

// Runs what is pending. False with an exception set (MemoryError, KeyboardInterrupt, a warning turned error).
// `why` is for explain().
bool flush(const char* why = "a value is needed");
// Before `b` is read or written at once: runs what is pending only if it writes `b`, or has to do with it at all. It
// also runs when fresh arrays that are written at once crowd the memory: what is pending may read them, and keep them.
inline bool flush_for_read(const Buffer* b) { return !runtime().stream().pending_write(b) || flush(); }
inline bool flush_for_write(const Buffer* b) {
  bool waits = !runtime().stream().pending(b) && (b->storage || !runtime().crowded(b->bytes));
  return waits || flush();
}

// Gives an unwritten buffer its storage (np.empty observed before anything wrote it).
bool ensure_storage(Buffer* b);

// Copies one element of `item` bytes, `offset` bytes into the buffer, without bringing the rest here.
bool read_element(Buffer* b, int64_t offset, size_t item, char* out);

// While another thread runs a flush, recording waits.
void wait_until_idle();

// Records an elementwise or reduce node, notes the user's site, and runs at once what may not be lazy.
// False with an exception set.
bool record(const NodeHeader& h, const View& out, const Input* in);

// Turns the current C++ exception into a Python one; returns null.
PyObject* raise_current();

// The gate for what is not native: legate.numpy._fallback.call(path, args, kwargs). New reference.
PyObject* fallback(const char* path, PyObject* args, PyObject* kwargs);
PyObject* fallback_callable(PyObject* function, PyObject* args, PyObject* kwargs);

// ---- dtypes and scalars
PyArray_Descr* descr(DType t);  // borrowed
// The native DType of a dtype-like object; 0 with no exception when it is not native, -1 with one when it is no dtype.
int dtype_of(PyObject* dtype_like, DType* out);
bool dtype_of_descr(PyArray_Descr* d, DType* out);
PyObject* scalar_object(DType t, const void* data);  // a NumPy scalar
void cast_element(DType from, DType to, const void* in, void* out);

// ---- operands: anything NumPy would take as an array
enum class OperandKind : uint8_t { array, scalar, foreign, unknown, error };
struct Argument {
  OperandKind kind;
  InputType type;
  View view{};                      // array, foreign
  PyObject* keep = nullptr;         // owned; for foreign: our handle on it
  Immediate value{};                // scalar: in type.dtype (weak: int64, float64 or complex128)
  PyObject* weak_object = nullptr;  // borrowed Python int that may not fit int64
};
void release(Argument* a);
// Python and NumPy scalars, our arrays, NumPy arrays; other objects only if `convert` (through numpy.asarray).
Argument argument(PyObject* o, bool convert);

// ---- elementwise
struct CallOptions {
  PyObject* out = nullptr;  // borrowed, or null
  bool has_dtype = false;
  DType dtype{};
  Casting casting = Casting::same_kind;
  bool array_result = false;        // out=...: an array also where all operands are 0-d
  const View* where = nullptr;      // a mask of the elements that are computed
  PyObject* signature = nullptr;    // what the loop was chosen by, for error messages
  int loop = -1;                    // the loop to take, where one was asked for
  bool check_only = false;          // validate, record nothing (the result is None)
  const char* ufunc = nullptr;      // the ufunc of two outputs that this is a part of, for error messages,
  PyObject* const* outs = nullptr;  // and what was given for its outputs
};
// Null with an exception; NotImplemented as a new reference when an operand is not ours to handle.
PyObject* elementwise(Op op, Argument* args, int nin, const CallOptions& options);
bool assign(const View& to, PyObject* value);  // to[...] = value, casting as NumPy's assignment
bool assign_view(const View& to, const View& from);
PyObject* reduce(Op op, PyObject* array, uint64_t axes, bool keepdims, PyObject* out, const DType* dtype,
                 PyObject* initial);

// The same of the elements that where= chooses; takes numpy._NoValue and True for all of them. Null without an exception: not
// native.
PyObject* reduce_where(Op op, PyObject* array, uint64_t axes, bool keepdims, PyObject* out, const DType* dtype,
                       PyObject* initial, PyObject* where);

// ---- subscripts
PyObject* subscript(PyObject* self, PyObject* key);
int assign_subscript(PyObject* self, PyObject* key, PyObject* value);
PyObject* item_at(PyObject* self, Py_ssize_t i);
PyObject* element(const View& v, int64_t offset);  // a NumPy scalar read at once
bool element_bytes(const View& v, int64_t offset, char* out);

// ---- NumPy's eyes
PyObject* to_numpy(PyObject* array);  // a view of our memory, registered as an export
PyObject* from_numpy(PyObject* np_array, bool take_over);
extern PyBufferProcs buffer_procs;

// ---- tables of the type, each in its own file
extern PyNumberMethods number_methods;
extern PyMappingMethods mapping_methods;
extern PySequenceMethods sequence_methods;
extern PyMethodDef array_methods[];
extern PyGetSetDef array_getset[];
PyObject* array_iter(PyObject* self);
PyObject* array_richcompare(PyObject* a, PyObject* b, int op);
PyObject* ufunc_table();  // borrowed dict of name -> ufunc object; null with an exception
bool ready_types(PyObject* module);

// Parses an axis argument (None, int, tuple) into a bit mask; false with AxisError or ValueError.
bool parse_axes(PyObject* axis, int ndim, uint64_t* axes);
// A shape argument: an int or a sequence of them.
bool parse_shape(PyObject* o, int* ndim, int64_t* shape);
// Replaces one -1 by what the size leaves; false with ValueError when the shape does not have `size` elements.
bool complete_shape(int64_t size, int ndim, int64_t* shape);

}  // namespace lnp::py
