// How much memory there is.
#pragma once
#include <cstdint>
#include <string>

namespace lnp {

// Bytes of main memory and swap; less where the process's control group may have less.
int64_t physical_memory();

// Bytes that can be had now without driving other memory out.
int64_t available_memory();

// "1.50 GiB", three digits as in NumPy's MemoryError.
std::string memory_text(double bytes);

}  // namespace lnp
