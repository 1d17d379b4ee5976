// Errors that the layers below Python raise; src/python maps each to NumPy's exception type.
#pragma once
#include <stdexcept>
#include <string>

namespace lnp {

struct Error : std::runtime_error {
  using std::runtime_error::runtime_error;
};
struct OutOfMemory : Error {
  using Error::Error;
};

}  // namespace lnp
