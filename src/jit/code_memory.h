// Memory that holds machine code.
#pragma once
#include <string>

#include "ir/segment.h"

namespace lnp {

// A copy of the code that can be called; it stays. Null where the system refuses executable memory.
NativeFn place_code(const std::string& code);

}  // namespace lnp
