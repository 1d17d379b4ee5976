// How the engine comes to be, and who may use it.
#include <dlfcn.h>
#include <sys/mman.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <thread>
#include <utility>

#include "engine/legion/placing.h"
#include "engine/legion/tasks.h"

namespace lnp::legion {
namespace {

// Legion has no memory for what a task needs, which is known when the task is about to run: too late for an exception.
// Where rank 0 lacks it, too, it speaks alone, and ends the job meanwhile.
[[noreturn]] void end_without_legions_memory() {
  uint32_t rank = legate::Runtime::get_runtime()->node_id();
  if (rank != 0) std::this_thread::sleep_for(std::chrono::seconds(4));
  std::fprintf(
      stderr,
      "legate.numpy: Legion's memory on rank %u has no place for what a task needs, and the job ends: %s, and rows "
      "of neighbours or other layouts are copies beside them; --sysmem MIB gives it more, more ranks need less "
      "of it each\n",
      rank, arrays_take().c_str());
  std::fflush(nullptr);
  std::_Exit(1);
}

// Legion's memory is one mapping of so many bytes, of which nothing has been touched yet. With huge pages kernels on it take
// a tenth less time; the local engine's memory has them, too.
void ask_for_huge_pages(size_t bytes) {
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    uintptr_t begin, end;
    if (std::sscanf(line.c_str(), "%zx-%zx rw-p", &begin, &end) == 2 && end - begin >= bytes)
      madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE);
  }
}

}  // namespace

Placing::Placing(LegionHost host) : host_(std::move(host)), library_(library()), collector_(host_.loops, library_) {
  set_host(&host_);
  ask_for_huge_pages(most_bytes_of_roots() / ranks_);
  // The stand-in for Legate's abort_handler has it.
  if (auto* hook = static_cast<void (**)()>(dlsym(RTLD_DEFAULT, "lnp_out_of_memory")))
    *hook = end_without_legions_memory;
  legate::register_shutdown_callback([this]() noexcept { context_.take(); });
}

const char* Placing::refusal() const {
  if (forked_ && ranks_ > 1) return "a process that was forked from one of several ranks cannot use their arrays";
  if (ranks_ == 1 || std::this_thread::get_id() == main_) return nullptr;
  return "on several ranks, the thread that imported legate.numpy is the only one that may use arrays: others would be "
         "served in another order on each rank";
}

}  // namespace lnp::legion

extern "C" __attribute__((visibility("default"))) lnp::LegionEngine* lnp_make_legion_engine(lnp::LegionHost host) {
  return new lnp::legion::Placing(std::move(host));
}
