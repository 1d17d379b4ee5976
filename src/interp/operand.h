// Where an instruction of a lowered kernel finds an operand.
#pragma once
#include <cstdint>

namespace lnp {

enum class RefKind : uint8_t { reg, memory, immediate };

struct Ref {
  RefKind kind;
  uint32_t index;  // register, access, or immediate
  int64_t step;    // bytes between neighbours in a row
  uint32_t item;   // bytes of an element

  bool operator==(const Ref&) const = default;
};

}  // namespace lnp
