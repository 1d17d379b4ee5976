#include "core/memory.h"

#include <sys/sysinfo.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <limits>

namespace lnp {
namespace {

constexpr int64_t kUnlimited = std::numeric_limits<int64_t>::max();

int64_t g_limit = kNoLimit;

// The number in a file of the control group (version 2) that a container sees as its root; `otherwise` where there is
// none, or it says "max".
int64_t group_number(const char* name, int64_t otherwise) {
  std::ifstream file(std::string("/sys/fs/cgroup/") + name);
  int64_t number;
  return file >> number ? number : otherwise;
}

int64_t main_memory() {
  struct sysinfo info{};
  sysinfo(&info);
  return static_cast<int64_t>(info.totalram + info.totalswap) * info.mem_unit;
}

// The sum of some entries of a file whose lines are "key number ...".
int64_t sum_of(const char* path, std::initializer_list<const char*> keys) {
  std::ifstream file(path);
  std::string key, rest;
  int64_t number, sum = 0;
  while (file >> key >> number && std::getline(file, rest))
    if (std::find(keys.begin(), keys.end(), key) != keys.end()) sum += number;
  return sum;
}

}  // namespace

int64_t physical_memory() {
  static const int64_t bytes = std::min(main_memory(), group_number("memory.max", kUnlimited));
  return bytes;
}

int64_t available_memory() {
  int64_t kib = sum_of("/proc/meminfo", {"MemAvailable:", "SwapFree:"});
  int64_t machine = kib > 0 ? kib * 1024 : kUnlimited;
  int64_t most = group_number("memory.max", kUnlimited);
  if (most == kUnlimited) return machine;
  int64_t caches = sum_of("/sys/fs/cgroup/memory.stat", {"file", "slab_reclaimable"});
  return std::min(machine, most - group_number("memory.current", 0) + caches);
}

void limit_memory(int64_t bytes) { g_limit = bytes; }
int64_t memory_limit() { return g_limit; }

std::string memory_text(double bytes) {
  const char* units[] = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  int u = 0;
  for (; bytes >= 1024 && u < 6; ++u) bytes /= 1024;
  char text[32];
  std::snprintf(text, sizeof text, bytes < 10 ? "%.2f %s" : bytes < 100 ? "%.1f %s" : "%.0f %s", bytes, units[u]);
  return text;
}

}  // namespace lnp
