// Floating-point status of pieces of work that run on any threads.
#pragma once
#include <xmmintrin.h>

#include <atomic>
#include <cstdint>

namespace lnp {

// Collects what is raised on this thread while it lives: bits of MXCSR, as in FpEvent.
class Status {
 public:
  explicit Status(std::atomic<uint8_t>& raised) : raised_(raised) { _mm_setcsr(_mm_getcsr() & ~0x3fu); }
  ~Status() { raised_.fetch_or(static_cast<uint8_t>(_mm_getcsr() & kCounted)); }

 private:
  static constexpr unsigned kCounted = 0x1d;  // invalid, divide by zero, overflow, underflow
  std::atomic<uint8_t>& raised_;
};

}  // namespace lnp
