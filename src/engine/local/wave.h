// Waves on the threads of this process.
#pragma once
#include <cstdint>
#include <vector>

#include "interp/program.h"
#include "ir/wave.h"

namespace lnp {

// A wave made ready: a program for each member, lowered so that its rows can be run apart.
struct WaveProgram {
  WaveProgram(const Wave& wave, const std::vector<const Kernel*>& kernels);

  Wave wave;
  std::vector<Program> programs;
  std::vector<size_t> first_access, first_flag;  // of each member, among those of all
  size_t accesses = 0;

  double cost_ns() const;  // on one thread
};

// Waves::all runs every wave as one, in many short passes; else only those that this is faster for. bases[a] is the first element of access a, of all members' one after the other; flags as in RunArgs.
void run_wave(const WaveProgram& wave, const RunArgs& args, Parallel& parallel, Waves waves);

}  // namespace lnp
