#include "jit/compiler.h"

#include <dlfcn.h>

#include <chrono>
#include <cstdio>
#include <cstring>

#include "core/loops.h"
#include "jit/code_memory.h"
#include "jit/segments.h"

namespace lnp {
namespace {

constexpr int kRunsBefore = 2;           // a program that runs again is worth compiling,
constexpr double kNsAtOnce = 2'000'000;  // and one that takes as long as compiling takes

int vector_bytes() {
  const char* isa = loop_table().isa;
  return std::strcmp(isa, "avx512") == 0 ? 64 : std::strcmp(isa, "avx2") == 0 ? 32 : 16;
}

}  // namespace

void Compiler::use(Tier tier, const std::string& library) {
  tier_ = tier;
  library_ = library;
}

void Compiler::consider(const Program& p) {
  NativeSlot& slot = *p.native;
  if (tier_ == Tier::interpreter || slot.asked) return;
  bool now = tier_ == Tier::native;
  if (!now && ++slot.runs < kRunsBefore && p.ns_per_element * static_cast<double>(p.size) < kNsAtOnce) return;
  if (slot.asked.exchange(true)) return;
  if (!now && p.ops.size() < 2) return;  // the interpreter's loop is as good
  std::unique_lock lock(mutex_);
  waiting_.push_back({p.ops, p.reductions, p.native});
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

bool Compiler::load() {
  if (generator_) return true;
  void* handle = dlopen(library_.c_str(), RTLD_NOW | RTLD_LOCAL);
  void* entry = handle ? dlsym(handle, "lnp_code_generator") : nullptr;
  if (!entry) return false;
  generator_ = reinterpret_cast<CodeGeneratorFn>(entry)();
  target_ = generator_->host(vector_bytes());
  return true;
}

void Compiler::make(const Request& request) {
  if (!load()) return;
  auto made = std::make_unique<NativeProgram>();
  for (SegmentRun& s : find_segments(request.ops, request.reductions, *generator_, tier_ == Tier::native)) {
    s.run.fn = code_of(s.segment);
    if (!s.run.fn) continue;
    size_t saved = 0;
    for (uint32_t k : s.run.overwritten) saved += s.run.args[k].item;
    made->saved_bytes = std::max(made->saved_bytes, saved);
    made->runs.push_back(std::move(s.run));
  }
  if (made->runs.empty()) return;
  request.slot->set(std::move(made));
  std::lock_guard lock(mutex_);
  ++counters_.programs;
}

NativeFn Compiler::code_of(const Segment& segment) {
  auto [it, fresh] = known_.try_emplace(segment.text(), nullptr);
  std::string code, error;
  if (fresh && generator_->compile(segment, target_, &code, &error)) it->second = place_code(code);
  std::lock_guard lock(mutex_);
  ++(!fresh ? counters_.reused : it->second ? counters_.compiled : counters_.failed);
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
