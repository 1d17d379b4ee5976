// A kernel: instructions over one box (an iteration space), each a loop of the op table over every point of the box.
// Instructions run in program order at each point, so that an element depends on its own point only.
#pragma once
#include <cstdint>
#include <vector>

#include "core/buffer.h"

namespace lnp {

// A view that the kernel touches. Buffers are numbered as in the stream; temporaries of the plan follow.
struct Access {
  const Layout* layout;
  int64_t offset;
  uint32_t buffer;
  DType dtype;
  bool read = false, write = false;
};

enum class SourceKind : uint8_t { value, access, immediate };
struct Source {
  SourceKind kind;
  DType dtype;
  uint32_t index;  // instruction, access, or immediate
};

enum class InstrKind : uint8_t { loop, cast, reduce };
struct Instr {
  InstrKind kind;
  uint16_t op;  // Op; for a cast: of the node that needs it
  uint8_t loop;
  uint8_t nin;
  DType dtype;    // of the result
  uint32_t node;  // the stream node it stems from
  uint64_t axes;  // reduce: axes of the box
  Source in[3];
  int32_t store;  // access written, or -1
};

struct Kernel {
  const Layout* box;  // its shape is the iteration space; strides mean nothing
  std::vector<Access> accesses;
  std::vector<Instr> instrs;
  std::vector<uint32_t> nodes;  // stream nodes that it completes
};

}  // namespace lnp
