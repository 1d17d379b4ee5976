// The user's lines behind what the package and NumPy do for her.
#pragma once
#include <string>
#include <utility>

namespace lnp::py {

using SourceLine = std::pair<std::string, int>;  // file, line; "?" and 0 where there is none

// Of an instruction of a code object, which may be null.
SourceLine line_of(const void* code, int instruction);

// Whether a source file is the user's, and not ours or NumPy's.
bool is_users(const char* file);

// Of the innermost running frame of the user's.
SourceLine users_line();

}  // namespace lnp::py
