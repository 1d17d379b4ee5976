// Kernels that advance through their arrays together, so that what one of them writes is in the cache when the next ones read it.
//
// They go along rows: the indices on the outermost long axis of each storage. At time t, each member computes row t - lag of its
// box, after the members before it; lags are such that all it depends on is done by then, and that nothing is overwritten which
// is still needed. Times may also be taken n at once: a member then computes n rows. This is time skewing (Wonnacott, "Using time
// skewing to eliminate idle time due to memory bandwidth and network limitations", IPDPS 2000), for kernels of any kind.
#pragma once
#include <cstdint>
#include <vector>

namespace lnp {

// Which kernels become waves: none, those that go through arrays larger than caches, or all that can (for tests).
enum class Waves : uint8_t { none, large, all };

struct WaveMember {
  int axis;      // of the kernel's box, along which it advances; -1: the whole box is one row
  int64_t rows;  // of the box
  int64_t lag;
  std::vector<uint32_t> arrays;  // which of Wave::row_bytes it reads or writes
};

struct Wave {
  std::vector<WaveMember> members;
  std::vector<int64_t> row_bytes;  // of each array; those that share a storage are one
};

}  // namespace lnp
