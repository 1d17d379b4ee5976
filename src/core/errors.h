// Errors that the layers below Python raise; src/python maps each to NumPy's exception type.
#pragma once
#include <stdexcept>
#include <string>

namespace lnp {

struct Error : std::runtime_error {
  using std::runtime_error::runtime_error;
};
struct OutOfMemory : Error {
  explicit OutOfMemory(const std::string& what, bool everywhere = false) : Error(what), alike(everywhere) {}
  bool alike;  // every process of a job finds the same
};

}  // namespace lnp
