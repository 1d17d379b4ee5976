#include "jit/compiler.h"

#include <cpuid.h>
#include <dlfcn.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "core/loops.h"
#include "jit/code_memory.h"
#include "jit/segments.h"

namespace lnp {
namespace {

constexpr int kRunsBefore = 2;           // a program that runs again is worth compiling,
constexpr double kNsAtOnce = 2'000'000;  // and one that takes as long as compiling takes

constexpr int64_t kCacheBytes = 64 << 20;
constexpr size_t kMostSegments = 8192;  // each takes pages of its own, which a process has a number of

// What this CPU is and can do, without its number among others.
std::string cpu_id() {
  std::string id;
  for (unsigned leaf : {0u, 1u, 7u}) {
    unsigned r[4] = {};
    __get_cpuid_count(leaf, 0, &r[0], &r[1], &r[2], &r[3]);
    if (leaf == 1) r[1] = 0;
    for (unsigned x : r) id += std::to_string(x) + ' ';
  }
  return id;
}

int vector_bytes() {
  const char* isa = loop_table().isa;
  return std::strcmp(isa, "avx512") == 0 ? 64 : std::strcmp(isa, "avx2") == 0 ? 32 : 16;
}

}  // namespace

void Compiler::use(Tier tier, const std::string& library, const std::string& cache, bool verbose) {
  tier_ = tier;
  library_ = library;
  folder_ = cache;
  verbose_ = verbose;
}

void Compiler::consider(const Program& p) {
  NativeSlot& slot = *p.native;
  if (tier_ == Tier::interpreter || slot.asked) return;
  bool now = tier_ == Tier::native;
  if (!now && ++slot.runs < kRunsBefore && p.cost_ns() < kNsAtOnce) return;
  if (slot.asked.exchange(true)) return;
  if (!now && p.ops.size() + p.reductions.size() < 2) return;  // the interpreter's loop is as good
  std::unique_lock lock(mutex_);
  waiting_.push_back({p.ops, p.reductions, p.streams, p.native});
  if (!thread_.joinable()) thread_ = std::thread([this] { serve(); });
  changed_.notify_all();
  if (now) changed_.wait(lock, [&] { return waiting_.empty() && !busy_; });
}

void Compiler::wait() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return waiting_.empty() && !busy_; });
}

void Compiler::stop() {
  tier_ = Tier::interpreter;
  {
    std::lock_guard lock(mutex_);
    ending_ = true;
    waiting_.clear();
    changed_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
}

void Compiler::abandon() {
  tier_ = Tier::interpreter;
  if (thread_.joinable()) thread_.detach();
}

CompilerCounters Compiler::counters() {
  std::lock_guard lock(mutex_);
  return counters_;
}

void Compiler::serve() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [&] { return ending_ || !waiting_.empty(); });
    if (ending_) return;
    Request request = std::move(waiting_.front());
    waiting_.pop_front();
    busy_ = true;
    lock.unlock();
    auto start = std::chrono::steady_clock::now();
    make(request);
    std::chrono::duration<double, std::milli> spent = std::chrono::steady_clock::now() - start;
    lock.lock();
    busy_ = false;
    counters_.milliseconds += spent.count();
    changed_.notify_all();
  }
}

// The cache, and what can be compiled. False: nothing can.
bool Compiler::prepare() {
  if (!key_.empty()) return true;
  struct stat s;
  if (::stat(library_.c_str(), &s) != 0) return false;
  std::string key;
  for (int64_t part : {int64_t{s.st_size}, int64_t{s.st_mtim.tv_sec}, int64_t{s.st_mtim.tv_nsec}})
    key += std::to_string(part) + ' ';
  key += cpu_id() + std::to_string(vector_bytes()) + " | ";
  cache_.open(folder_, kCacheBytes);
  std::string text;
  if (!cache_.find(key, &text) || !abilities_.parse(text, loop_table())) {
    if (!load()) return false;
    abilities_ = Abilities(*generator_, loop_table());
    cache_.keep(key, abilities_.text());
  }
  key_ = key;
  return true;
}

void Compiler::tell_trouble() {
  if (verbose_ && !cache_.trouble().empty() && told_ != cache_.trouble())
    std::fprintf(stderr, "legate.numpy: code cache: %s\n", cache_.trouble().c_str());
  told_ = cache_.trouble();
}

bool Compiler::load() {
  if (generator_) return true;
  void* handle = dlopen(library_.c_str(), RTLD_NOW | RTLD_LOCAL);
  void* entry = handle ? dlsym(handle, "lnp_code_generator") : nullptr;
  if (!entry) {
    std::fprintf(stderr, "legate.numpy: kernels stay interpreted, the code generator cannot be loaded: %s\n",
                 dlerror());
    tier_ = Tier::interpreter;
    return false;
  }
  generator_ = reinterpret_cast<CodeGeneratorFn>(entry)();
  target_ = generator_->host(vector_bytes());
  return true;
}

void Compiler::make(const Request& request) {
  if (!prepare()) return;
  auto made = std::make_unique<NativeProgram>();
  bool all = tier_ == Tier::native;
  for (SegmentRun& s : find_segments(request.ops, request.reductions, abilities_, all, request.streams)) {
    s.run.fn = code_of(s.segment);
    if (!s.run.fn) continue;
    size_t saved = 0;
    for (uint32_t k : s.run.overwritten) saved += s.run.args[k].item;
    made->saved_bytes = std::max(made->saved_bytes, saved);
    made->runs.push_back(std::move(s.run));
  }
  if (made->runs.empty()) return;
  const NativeRun& first = made->runs[0];
  made->whole = first.count == request.ops.size() && (first.overwritten.empty() || !first.reports);
  request.slot->set(std::move(made));
  std::lock_guard lock(mutex_);
  ++counters_.programs;
}

// What a developer needs to see what went wrong, in a file; the kernel is interpreted.
void Compiler::report_failure(const Segment& segment, const std::string& error) {
  const char* folder = std::getenv("TMPDIR");
  std::string path = std::string(folder && *folder ? folder : "/tmp") + "/legate-numpy-kernel-XXXXXX";
  int fd = ::mkstemp(path.data());
  std::FILE* file = fd < 0 ? nullptr : ::fdopen(fd, "w");
  if (file) {
    std::fprintf(file, "%s\n\nsegment %s\n\nfor %s %s\n\n%s", error.c_str(), segment.text().c_str(),
                 target_.triple.c_str(), target_.cpu.c_str(), generator_->print(segment, target_).c_str());
    std::fclose(file);
  }
  std::fprintf(stderr, "legate.numpy: a kernel cannot be compiled and stays interpreted: %s. Please report it%s%s\n",
               error.c_str(), file ? ", with the file " : "", file ? path.c_str() : "");
}

NativeFn Compiler::code_of(const Segment& segment) {
  std::string text = segment.text(), code, error;
  if (known_.size() >= kMostSegments && !known_.count(text)) return nullptr;
  auto [it, fresh] = known_.try_emplace(text, nullptr);
  bool found = fresh && cache_.find(key_ + text, &code);
  bool compiled = fresh && !found && load() && generator_->compile(segment, target_, &code, &error);
  if (compiled) cache_.keep(key_ + text, code);
  if (!error.empty()) report_failure(segment, error);
  if (found || compiled) it->second = place_code(code);
  tell_trouble();
  std::lock_guard lock(mutex_);
  ++(!fresh ? counters_.reused : !it->second ? counters_.failed : found ? counters_.found : counters_.compiled);
  return it->second;
}

Compiler& compiler() {
  static auto* made = new Compiler;  // its thread may outlive static objects
  return *made;
}

void run_tiered(const Program& program, const RunArgs& args, Parallel& parallel) {
  compiler().consider(program);
  run_program(program, args, parallel);
}

}  // namespace lnp
