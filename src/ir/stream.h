// The pending stream: what has been recorded and not yet run, in program order.
//
// A node is a NodeHeader followed by its operands (output first). The byte sequence of all nodes is at once the list
// of work and the key under which its plan is cached: it names buffers by number of first use and contains no
// address but those of interned layouts, which cached plans keep alive.
#pragma once
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <utility>
#include <vector>

#include "core/buffer.h"

namespace lnp {

enum class NodeKind : uint8_t { elementwise, reduce };

struct NodeHeader {
  uint16_t op;   // Op
  uint8_t loop;  // index into OpInfo::loops
  NodeKind kind;
  uint8_t nin;
  uint8_t pad[3];
  uint64_t axes;  // reduce: bit i set when axis i of the input is reduced

  // Put together in a register: what is read back in one piece should have been written in one.
  static NodeHeader elementwise(uint16_t op, int loop, int nin) {
    uint64_t first = op | static_cast<uint64_t>(loop) << 16 | static_cast<uint64_t>(NodeKind::elementwise) << 24 |
                     static_cast<uint64_t>(nin) << 32;
    NodeHeader h;
    std::memcpy(static_cast<void*>(&h), &first, sizeof first);
    h.axes = 0;
    return h;
  }
};
static_assert(sizeof(NodeHeader) == 16);

// A view on buffer `buffer`, or an immediate (layout null, `offset` is its index in Stream::immediates).
struct Operand {
  const Layout* layout;
  int64_t offset;  // bytes from Buffer::origin: what views have in common does not change when all are moved alike
  uint32_t buffer;
  DType dtype;  // the memory's; the interpreter casts to the loop's
  uint8_t pad[3];

  bool immediate() const { return layout == nullptr; }
};
static_assert(sizeof(Operand) == 24);

// One scalar, already of the loop's input type.
struct alignas(16) Immediate {
  unsigned char bytes[16];
};

// Where in the user's program a node was recorded; `code` is opaque here and kept alive by the recorder.
struct Site {
  void* code;
  int32_t instruction;
  friend bool operator==(const Site&, const Site&) = default;
};

// An input of a node: a view, or the value of an immediate of type `dtype`.
struct Input {
  const View* view;
  const Immediate* value;  // where view is null
  DType dtype;
};

// A growing array of plain data that is never zeroed.
template <class T>
class Arena {
 public:
  Arena() = default;
  ~Arena() { std::free(data_); }
  Arena(Arena&& o) noexcept { *this = static_cast<Arena&&>(o); }
  Arena& operator=(Arena&& o) noexcept {
    std::swap(data_, o.data_);
    std::swap(size_, o.size_);
    std::swap(room_, o.room_);
    return *this;
  }

  T* extend(size_t n) {
    if (__builtin_expect(size_ + n > room_, 0)) grow(n);
    T* at = data_ + size_;
    size_ += n;
    return at;
  }
  void push(const T& v) { *extend(1) = v; }
  void clear() { size_ = 0; }
  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  T* data() { return data_; }
  const T* data() const { return data_; }
  T& operator[](size_t i) { return data_[i]; }
  const T& operator[](size_t i) const { return data_[i]; }
  T* begin() { return data_; }
  T* end() { return data_ + size_; }

 private:
  void grow(size_t n) {
    room_ = (size_ + n) * 2 + 1024;
    auto* bigger = static_cast<T*>(std::realloc(static_cast<void*>(data_), room_ * sizeof(T)));
    if (!bigger) std::abort();
    data_ = bigger;
  }

  T* data_ = nullptr;
  size_t size_ = 0, room_ = 0;
};

class Stream {
 public:
  // Appends a node. True if it may not wait, since other code sees a buffer of it.
  bool append(const NodeHeader& header, const View& out, const Input* in, Site site);

  bool empty() const { return nodes_.empty(); }
  size_t nodes() const { return nodes_.size(); }
  size_t buffers() const { return buffers_.size(); }
  bool pending(const Buffer* b) const { return b->epoch == epoch_; }
  bool pending_write(const Buffer* b) const { return b->epoch == epoch_ && b->written; }

  // Whether the newest node writes a single element.
  bool ends_with_element() const { return operands(nodes() - 1)[0].layout->ndim == 0; }

  const unsigned char* bytes() const { return bytes_.data(); }
  size_t size() const { return bytes_.size(); }
  const NodeHeader& header(size_t node) const { return *reinterpret_cast<const NodeHeader*>(&bytes_[nodes_[node].at]); }
  const Operand* operands(size_t node) const {
    return reinterpret_cast<const Operand*>(&bytes_[nodes_[node].at + sizeof(NodeHeader)]);
  }
  Site site(size_t node) const { return nodes_[node].site; }
  Buffer* buffer(uint32_t number) const { return buffers_[number]; }
  const Immediate* immediates() const { return immediates_.data(); }

  // Forgets all nodes and starts a new epoch; buffers nobody else holds are freed.
  void clear();

  // For what is left of a stream that has run: makes `next` an empty one to which that is appended, and which then takes this
  // one's place. Between the two, buffers appended to the successor no longer count as pending here.
  void prepare(Stream* next) const;
  void become(Stream* next);

 private:
  void operand(Operand* to, const View& v) {
    Buffer* b = v.buffer;
    if (b->epoch != epoch_) {
      b->epoch = epoch_;
      b->number = static_cast<uint32_t>(buffers_.size());
      b->origin = v.offset;
      b->written = false;
      buffers_.push(b);
    }
    *to = Operand{v.layout, v.offset - b->origin, b->number, v.dtype, {}};
  }

  Arena<unsigned char> bytes_;
  struct Place {
    Site site;
    size_t at;  // of the header in bytes_
  };
  Arena<Place> nodes_;
  Arena<Buffer*> buffers_;
  Arena<Immediate> immediates_;
  uint32_t epoch_ = 1;  // never 0, which fresh buffers have
};

inline bool Stream::append(const NodeHeader& header, const View& out, const Input* in, Site site) {
  nodes_.push({site, bytes_.size()});
  unsigned char* p = bytes_.extend(sizeof(NodeHeader) + sizeof(Operand) * (1u + header.nin));
  uint64_t first;
  std::memcpy(&first, &header, sizeof first);
  std::memcpy(p, &first, sizeof first);
  std::memcpy(p + sizeof first, &header.axes, sizeof header.axes);
  bool eager = out.buffer->eager();
  auto* ops = reinterpret_cast<Operand*>(p + sizeof header);
  // Inputs are numbered before the output, so that `b = f(a)` names a first.
  for (int i = 0; i < header.nin; ++i) {
    if (in[i].view) {
      operand(ops + 1 + i, *in[i].view);
      eager |= in[i].view->buffer->eager();
    } else {
      ops[1 + i] = Operand{nullptr, static_cast<int64_t>(immediates_.size()), 0, in[i].dtype, {}};
      immediates_.push(*in[i].value);
    }
  }
  operand(ops, out);
  out.buffer->written = true;
  return eager;
}

}  // namespace lnp
