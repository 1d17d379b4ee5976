// How much memory there is.
#pragma once
#include <cstdint>
#include <string>

namespace lnp {

// Bytes of main memory and swap; less where the process's control group may have less.
int64_t physical_memory();

// Bytes that can be had now without driving other memory out.
int64_t available_memory();

// Arrays in this process's own memory may take no more than so many bytes from now on, whatever the machine has left:
// processes that must act alike agree on it.
void limit_memory(int64_t bytes);
inline constexpr int64_t kNoLimit = 0;
int64_t memory_limit();

// "1.50 GiB", three digits as in NumPy's MemoryError.
std::string memory_text(double bytes);

}  // namespace lnp
