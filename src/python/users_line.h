// The user's lines behind what the package and NumPy do for her.
#pragma once
#include <string>
#include <utility>

namespace lnp::py {

// Whether a source file is the user's, and not ours or NumPy's.
bool is_users(const char* file);

// File and line of the innermost running frame of the user's; "?" and 0 where there is none.
std::pair<std::string, int> users_line();

}  // namespace lnp::py
