// Found before Legate's own abort_handler when it is loaded for all to see. Legate ends the process with a backtrace where a
// task finds no memory; here the engine says what that means first.
#include <cstdio>
#include <cstdlib>
#include <sstream>
#include <string_view>

// Set by the engine; does not return.
extern "C" __attribute__((visibility("default"))) void (*lnp_out_of_memory)();
void (*lnp_out_of_memory)() = nullptr;

namespace legate::detail {

[[noreturn]] __attribute__((visibility("default"))) void abort_handler(std::string_view file, std::string_view function,
                                                                       int line, std::stringstream* what) {
  std::string text = what->str();
  if (lnp_out_of_memory && text.find("Out of memory") != std::string::npos) lnp_out_of_memory();
  std::fprintf(stderr, "Legate called abort at %.*s:%d in %.*s(): %s\n", static_cast<int>(file.size()), file.data(),
               line, static_cast<int>(function.size()), function.data(), text.c_str());
  std::abort();
}

}  // namespace legate::detail
