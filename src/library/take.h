// Taking and repeating along one axis of C-contiguous arrays, on memory of this process.
#pragma once
#include <cstddef>
#include <cstdint>

#include "core/parallel.h"
#include "library/gather.h"

namespace lnp {

// What an index out of [-extent, extent) means: an error, the last or the first element, or that it goes round.
enum class OutOfRange : uint8_t { raise, clip, wrap };

// An array as `outer` times `extent` runs of `run` elements, the axis being the middle one.
struct Runs {
  const char* from;
  int64_t outer, extent, run;
  size_t item;
};

// out[o, i] = the run [o, index[i]]. False, with the first index that does not fit in `fault`. Unless an error is what it
// means, the extent is not 0.
bool take(const Runs& runs, const int64_t* index, int64_t n, OutOfRange mode, char* out, IndexFault* fault,
          Parallel& workers);

// Each run [o, i] as often as counts[i], or counts[0] if it is the `same` for all, says, one copy after the other.
void repeat(const Runs& runs, const int64_t* counts, bool same, char* out, Parallel& workers);

}  // namespace lnp
