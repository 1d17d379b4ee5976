#include "jit/code_memory.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstring>

namespace lnp {

NativeFn place_code(const std::string& code) {
  auto page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  size_t bytes = (code.size() + page - 1) / page * page;
  void* at = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (at == MAP_FAILED) return nullptr;
  std::memcpy(at, code.data(), code.size());
  if (mprotect(at, bytes, PROT_READ | PROT_EXEC) != 0) {
    munmap(at, bytes);
    return nullptr;
  }
  __builtin___clear_cache(static_cast<char*>(at), static_cast<char*>(at) + code.size());
  return reinterpret_cast<NativeFn>(at);
}

}  // namespace lnp
