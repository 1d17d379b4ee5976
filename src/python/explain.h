// What became of the user's lines, noted flush by flush while somebody wants to know.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "python/users_line.h"

namespace lnp::py {

// A kernel, or several that ran together.
struct ExplainedRun {
  std::vector<int64_t> shape;  // of the largest box
  uint64_t kernels;
  const char* tier;
  double ns;
  int64_t bytes_read, bytes_written;                            // of arrays, if caches were of no help
  std::map<SourceLine, std::map<std::string, uint64_t>> lines;  // which operations, how often
};

struct ExplainedFlush {
  std::string why;
  SourceLine place;  // that needed it
  uint64_t operations;
  std::vector<ExplainedRun> runs;
};

extern bool g_explaining;
void explain_from_now_on(bool on);

// After a flush has executed, before it is finished.
void note_flush(const char* why);

std::vector<ExplainedFlush> take_explained();

}  // namespace lnp::py
