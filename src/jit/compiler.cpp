#include "jit/compiler.h"

#include <cpuid.h>
#include <dlfcn.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "core/loops.h"
#include "jit/code_memory.h"
#include "jit/segments.h"

namespace lnp {
namespace {

constexpr int kRunsBefore = 2;     // a program that runs again is worth compiling,
constexpr double kNs = 2'000'000;  // and so are instructions that have taken as long as compiling takes

constexpr int64_t kCacheBytes = 64 << 20;
constexpr size_t kMostSegments = 8192;  // each takes pages of its own, which a process has a number of
constexpr size_t kMostPrograms = 8192;

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

// Where in the list it is, at the end if it was not there.
uint32_t number_of(uint32_t immediate, std::vector<uint32_t>* list) {
  auto it = std::find(list->begin(), list->end(), immediate);
  auto k = static_cast<uint32_t>(it - list->begin());
  if (it == list->end()) list->push_back(immediate);
  return k;
}

// All that find_segments() looks at, but for where in their plan immediates are: that is listed.
std::string key_of(const Program& p, std::vector<uint32_t>* immediates) {
  std::string key;
  auto add = [&](auto... x) { (key.append(reinterpret_cast<const char*>(&x), sizeof x), ...); };
  key.reserve(80 * p.ops.size());
  add(p.streams);
  for (const Op1& op : p.ops) {
    const SegmentStep& s = op.what;
    add(s.kind, s.loop, s.nin, s.op, s.arg, s.dtype, s.in[0], s.in[1], s.in[2], op.check_flags, op.nargs);
    for (int k = 0; k < op.nargs; ++k) {
      const Ref& r = op.args[k];
      bool immediate = r.kind == RefKind::immediate;
      add(r.kind, immediate ? number_of(r.index, immediates) : r.index, r.step, r.item, op.types[k]);
    }
  }
  for (const ReduceSpec& r : p.reductions)
    add(r.value.kind, r.value.index, r.value.step, r.value.item, r.what.op, r.what.loop, r.dtype, r.in_blocks,
        r.grouping, r.check_flags);
  return key;
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
  if (!now && p.ops.size() + p.reductions.size() < 2) {  // the interpreter's loop is as good
    slot.asked = true;
    return;
  }
  Waiting self{p.native, {}, {}};
  for (const std::vector<int64_t>& strides : p.strides) self.rows.push_back(strides[strides.size() - 2]);
  std::string key = key_of(p, &self.immediates);
  std::unique_lock lock(mutex_);
  if (slot.asked) return;
  if (programs_.size() >= kMostPrograms && !programs_.count(key)) {
    slot.asked = true;
    return;
  }
  Known& known = programs_[std::move(key)];
  known.ns += p.cost_ns();
  if (!known.asked && !now && ++slot.runs < kRunsBefore && known.ns < kNs) return;
  slot.asked = true;
  if (known.made) return give(known, self);
  if (!known.asked) {
    known.asked = true;
    Request& r = requests_.emplace_back(Request{p.ops, p.reductions, p.streams, &known});
    for (Op1& op : r.ops)
      for (int k = 0; k < op.nargs; ++k)
        if (op.args[k].kind == RefKind::immediate) op.args[k].index = number_of(op.args[k].index, &self.immediates);
  }
  known.waiting.push_back(std::move(self));
  if (!thread_.joinable()) thread_ = std::thread([this] { serve(); });
  changed_.notify_all();
  if (now) changed_.wait(lock, [&] { return requests_.empty() && !busy_; });
}

// Under the lock.
void Compiler::give(const Known& known, const Waiting& to) {
  if (!known.code) return;
  auto code = std::make_unique<NativeProgram>(*known.code);
  for (NativeRun& run : code->runs)
    for (Ref& r : run.args) {
      if (r.kind == RefKind::immediate) r.index = to.immediates[r.index];
      run.step.push_back(r.step);
      run.row.push_back(r.kind == RefKind::memory ? to.rows[r.index] : 0);
    }
  to.slot->set(std::move(code));
  ++counters_.programs;
}

void Compiler::wait() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return requests_.empty() && !busy_; });
}

void Compiler::stop() {
  tier_ = Tier::interpreter;
  {
    std::lock_guard lock(mutex_);
    ending_ = true;
    requests_.clear();
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
    changed_.wait(lock, [&] { return ending_ || !requests_.empty(); });
    if (ending_) return;
    Request request = std::move(requests_.front());
    requests_.pop_front();
    busy_ = true;
    lock.unlock();
    auto start = std::chrono::steady_clock::now();
    auto code = make(request);
    lock.lock();
    Known& known = *request.known;
    known.code = std::move(code);
    known.made = true;
    for (const Waiting& w : known.waiting) give(known, w);
    known.waiting = {};
    std::chrono::duration<double, std::milli> spent = std::chrono::steady_clock::now() - start;
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

std::unique_ptr<const NativeProgram> Compiler::make(const Request& request) {
  if (!prepare()) return nullptr;
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
  if (made->runs.empty()) return nullptr;
  const NativeRun& first = made->runs[0];
  made->whole = first.count == request.ops.size() && (first.overwritten.empty() || !first.reports);
  return made;
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
  if (functions_.size() >= kMostSegments && !functions_.count(text)) return nullptr;
  auto [it, fresh] = functions_.try_emplace(text, nullptr);
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
