// What the tests of planning and running share: views of buffers, and nodes recorded on them.
#pragma once
#include <gtest/gtest.h>

#include <cstring>
#include <initializer_list>
#include <random>
#include <vector>

#include "core/loops.h"
#include "engine/local/local.h"
#include "engine/runtime.h"
#include "ops_gen.h"

namespace lnp {

using Shape = std::vector<int64_t>;

inline const Layout* c_layout(const Shape& shape, DType t) {
  return layouts().contiguous(static_cast<int>(shape.size()), shape.data(), item_size(t));
}

// Index of the op's loop whose inputs are all of type `t`.
inline uint8_t loop_of(Op op, DType t) {
  const OpInfo& info = loop_table().ops[static_cast<int>(op)];
  for (int l = 0; l < info.nloops; ++l) {
    bool all = true;
    for (int i = 0; i < info.nin; ++i) all = all && info.loops[l].in[i] == t;
    if (all) return static_cast<uint8_t>(l);
  }
  ADD_FAILURE() << "no loop of " << info.name;
  return 0;
}

// A slice of one axis: count elements from first in steps.
struct Slice {
  int64_t first, step, count;
};

inline View sliced(const View& v, std::initializer_list<Slice> slices) {
  int64_t shape[kMaxDims], strides[kMaxDims], offset = v.offset;
  int d = 0;
  for (const Slice& s : slices) {
    offset += s.first * v.layout->strides[d];
    shape[d] = s.count;
    strides[d] = v.layout->strides[d] * s.step;
    ++d;
  }
  View out = v;
  out.layout = layouts().intern(d, shape, strides);
  out.offset = offset;
  return out;
}

// A runtime and the arrays recorded on it, as Python's handles would hold them.
class Recording {
 public:
  explicit Recording(int threads = 1, Waves waves = Waves::large) : runtime(make_local_engine(threads, waves)) {}

  View array(const Shape& shape, DType t = DType::f64) {
    const Layout* l = c_layout(shape, t);
    View v{};
    v.buffer = new_buffer(l, l->size * static_cast<int64_t>(item_size(t)));
    v.layout = l;
    v.dtype = t;
    v.buffer->handles = 1;
    return v;
  }

  View filled(const Shape& shape, const std::vector<double>& values) {
    View v = array(shape);
    v.buffer->storage = runtime.engine().allocate(v.buffer->bytes);
    std::memcpy(v.data(), values.data(), values.size() * sizeof(double));
    return v;
  }

  View ramp(const Shape& shape, double from = 0) {
    std::vector<double> values(static_cast<size_t>(c_layout(shape, DType::f64)->size));
    for (double& x : values) x = from++;
    return filled(shape, values);
  }

  // The handle is gone; the buffer lives on while it is pending.
  void drop(const View& v) {
    if (--v.buffer->handles == 0 && !runtime.stream().pending(v.buffer)) free_buffer(v.buffer);
  }

  void apply(Op op, const View& out, std::initializer_list<View> in) {
    Input inputs[3];
    int n = 0;
    for (const View& v : in) inputs[n++] = Input{&v, nullptr, v.dtype};
    node(op, NodeKind::elementwise, out, inputs, n, 0);
  }

  void apply(Op op, const View& out, const View& in, double scalar) {
    Immediate value{};
    std::memcpy(value.bytes, &scalar, sizeof scalar);
    Input inputs[2] = {{&in, nullptr, in.dtype}, {nullptr, &value, DType::f64}};
    node(op, NodeKind::elementwise, out, inputs, 2, 0);
  }

  void copy(const View& out, const View& in) { apply(Op::_copy, out, {in}); }

  void reduce(Op op, const View& out, const View& in, uint64_t axes) {
    Input input{&in, nullptr, in.dtype};
    node(op, NodeKind::reduce, out, &input, 1, axes);
  }

  void flush(bool (*stop)() = nullptr) {
    if (runtime.stream().empty()) return;
    Runtime::Flush* f = runtime.begin();
    runtime.execute(f, stop);
    runtime.finish(f);
  }

  std::vector<double> values(const View& v) {
    flush();
    std::vector<double> out(static_cast<size_t>(v.layout->size));
    std::vector<int64_t> at(v.layout->ndim, 0);
    for (double& x : out) {
      int64_t offset = 0;
      for (int d = 0; d < v.layout->ndim; ++d) offset += at[static_cast<size_t>(d)] * v.layout->strides[d];
      std::memcpy(&x, v.data() + offset, sizeof x);
      for (int d = v.layout->ndim; d-- > 0;) {
        if (++at[static_cast<size_t>(d)] < v.layout->shape[d]) break;
        at[static_cast<size_t>(d)] = 0;
      }
    }
    return out;
  }

  uint64_t kernels() const { return runtime.counters().kernels; }

  Runtime runtime;

 private:
  void node(Op op, NodeKind kind, const View& out, const Input* in, int nin, uint64_t axes) {
    NodeHeader h{static_cast<uint16_t>(op), loop_of(op, in[0].dtype), kind, static_cast<uint8_t>(nin), {}, axes};
    if (kind == NodeKind::elementwise && out.layout->size == 0) return;
    runtime.record(h, out, in, Site{});
  }
};

}  // namespace lnp
