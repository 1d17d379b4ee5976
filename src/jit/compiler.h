// Native code for programs, made on a thread of its own while the interpreter serves them.
#pragma once
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>

#include "codegen/generator.h"
#include "interp/program.h"

namespace lnp {

// When programs get native code: never, when they have proved to be worth it, or before they run.
enum class Tier : uint8_t { interpreter, mixed, native };

struct CompilerCounters {
  uint64_t programs = 0;  // that have native code
  uint64_t compiled = 0;  // segments
  uint64_t reused = 0;    // segments whose code was there
  uint64_t failed = 0;    // segments that stay with the interpreter
  double milliseconds = 0;
};

class Compiler {
 public:
  ~Compiler() { stop(); }

  // `library` is the code generator's. Nothing is loaded before something is to be compiled.
  void use(Tier tier, const std::string& library);

  // A program is about to run, on any thread.
  void consider(const Program& program);

  // Waits until all that was asked for is there.
  void wait();

  // Ends the thread, when it is done with what it compiles; nothing is compiled any more.
  void stop();

  // In a forked child there is no thread: what is compiled stays.
  void abandon();

  CompilerCounters counters();

 private:
  // A program's instructions, which outlive it here.
  struct Request {
    std::vector<Op1> ops;
    std::vector<ReduceSpec> reductions;
    std::shared_ptr<NativeSlot> slot;
  };

  void serve();
  void make(const Request& request);
  bool load();
  NativeFn code_of(const Segment& segment);

  Tier tier_ = Tier::interpreter;
  std::string library_;
  CodeGenerator* generator_ = nullptr;
  CodeTarget target_;
  std::unordered_map<std::string, NativeFn> known_;  // by the segment's text; null: it cannot be compiled

  std::mutex mutex_;  // of what follows
  std::condition_variable changed_;
  std::deque<Request> waiting_;
  bool busy_ = false, ending_ = false;
  CompilerCounters counters_;
  std::thread thread_;
};

Compiler& compiler();

// Runs a program, natively once it is compiled.
void run_tiered(const Program& program, const RunArgs& args, Parallel& parallel);

}  // namespace lnp
