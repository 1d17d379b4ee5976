// Native code for programs, made on a thread of its own while the interpreter serves them.
#pragma once
#include <atomic>
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
#include "jit/abilities.h"
#include "jit/code_cache.h"

namespace lnp {

// When programs get native code: never, when they have proved to be worth it, or before they run.
enum class Tier : uint8_t { interpreter, mixed, native };

struct CompilerCounters {
  uint64_t programs = 0;  // that have got native code
  uint64_t compiled = 0;  // segments
  uint64_t found = 0;     // segments whose code was on disk
  uint64_t reused = 0;    // segments whose code was there
  uint64_t failed = 0;    // segments that stay with the interpreter
  double milliseconds = 0;
};

class Compiler {
 public:
  ~Compiler() { stop(); }

  // `library` is the code generator's, `cache` the folder for what it makes (empty: none), `verbose` lets trouble with that be
  // told. Nothing is loaded before something is to be compiled.
  void use(Tier tier, const std::string& library, const std::string& cache, bool verbose);

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
  // A program that waits for its code, which immediates of its plan it uses, in the order of their first use, and the bytes
  // between the rows of each access.
  struct Waiting {
    std::shared_ptr<NativeSlot> slot;
    std::vector<uint32_t> immediates;
    std::vector<int64_t> rows;
  };

  // What programs of the same instructions share, wherever in whichever plan they are.
  struct Known {
    double ns = 0;                              // estimated, of all their runs until native code was asked for
    bool asked = false, made = false;           // made: `code` is what there is
    std::unique_ptr<const NativeProgram> code;  // null: none. Its immediates are numbered by their first use
    std::vector<Waiting> waiting;
  };

  // Instructions with immediates numbered like that; they outlive the program here.
  struct Request {
    std::vector<Op1> ops;
    std::vector<ReduceSpec> reductions;
    bool streams;
    Known* known;
  };

  void serve();
  std::unique_ptr<const NativeProgram> make(const Request& request);
  void give(const Known& known, const Waiting& to);
  bool prepare();
  bool load();
  NativeFn code_of(const Segment& segment);
  void tell_trouble();
  void report_failure(const Segment& segment, const std::string& error);

  std::atomic<Tier> tier_ = Tier::interpreter;
  std::string library_, folder_;
  bool verbose_ = false;

  // Of the thread.
  std::string key_;  // what code depends on beside its segment: library and CPU; empty: not yet looked at
  CodeCache cache_;
  std::string told_;  // of its trouble
  Abilities abilities_;
  CodeGenerator* generator_ = nullptr;
  CodeTarget target_;
  std::unordered_map<std::string, NativeFn> functions_;  // by the segment's text; null: it cannot be compiled

  std::mutex mutex_;  // of what follows
  std::condition_variable changed_;
  std::unordered_map<std::string, Known> programs_;  // by their instructions
  std::deque<Request> requests_;
  bool busy_ = false, ending_ = false;
  CompilerCounters counters_;
  std::thread thread_;
};

Compiler& compiler();

// Runs a program, natively once it is compiled.
void run_tiered(const Program& program, const RunArgs& args, Parallel& parallel);

}  // namespace lnp
