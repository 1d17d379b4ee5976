// The pending stream: what has been recorded and not yet run, in program order.
//
// A node is a NodeHeader followed by its operands (output first). The byte sequence of all nodes is at once the list
// of work and the key under which its plan is cached: it names buffers by number of first use and contains no
// address but those of interned layouts, which cached plans keep alive.
#pragma once
#include <cstdint>
#include <vector>

#include "core/buffer.h"

namespace lnp {

enum class NodeKind : uint8_t { elementwise, reduce };

struct NodeHeader {
  uint16_t op;         // Op
  uint8_t loop;        // index into OpInfo::loops
  NodeKind kind;
  uint8_t nin;
  uint8_t pad[3];
  uint64_t axes;       // reduce: bit i set when axis i of the input is reduced
};
static_assert(sizeof(NodeHeader) == 16);

// A view on buffer `buffer`, or an immediate (layout null, `offset` is its index in Stream::immediates).
struct Operand {
  const Layout* layout;
  int64_t offset;      // bytes from Buffer::origin: what views have in common does not change when all are moved alike
  uint32_t buffer;
  DType dtype;         // the memory's; the interpreter casts to the loop's
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
};

class Stream {
 public:
  Stream();

  // Appends a node. Operands are views or, where view.buffer is null, the next of `immediates`.
  void append(NodeHeader header, const View& out, const View* in, const Immediate* const* immediates, Site site);

  bool empty() const { return nodes_.empty(); }
  size_t nodes() const { return nodes_.size(); }
  size_t buffers() const { return buffers_.size(); }
  bool pending(const Buffer* b) const { return b->epoch == epoch_; }
  bool pending_write(const Buffer* b) const { return b->epoch == epoch_ && b->written; }

  const std::vector<unsigned char>& bytes() const { return bytes_; }
  const NodeHeader& header(size_t node) const { return *reinterpret_cast<const NodeHeader*>(&bytes_[nodes_[node]]); }
  const Operand* operands(size_t node) const {
    return reinterpret_cast<const Operand*>(&bytes_[nodes_[node] + sizeof(NodeHeader)]);
  }
  Site site(size_t node) const { return sites_[node]; }
  Buffer* buffer(uint32_t number) const { return buffers_[number]; }
  const Immediate* immediates() const { return immediates_.data(); }

  // Forgets all nodes and starts a new epoch; buffers nobody else holds are freed.
  void clear();

  // Keeps only the nodes whose flag in `done` is not set (a flush that failed half way).
  void keep_undone(const std::vector<char>& done);

 private:
  Operand operand(const View& v, bool write);

  std::vector<unsigned char> bytes_;
  std::vector<uint32_t> nodes_;  // byte offset of each
  std::vector<Site> sites_;
  std::vector<Buffer*> buffers_;
  std::vector<Immediate> immediates_;
  uint32_t epoch_;
};

}  // namespace lnp
