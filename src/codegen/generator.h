// The code generator as the rest sees it: segments in, machine code out. It is a library of its own (LLVM is large), which is
// loaded when something is to be compiled.
#pragma once
#include <string>

#include "core/dtype.h"
#include "ir/segment.h"

namespace lnp {

// For which machine. The triple, the CPU and its features are LLVM's names; vector_bytes is the width of the vectors to use.
struct CodeTarget {
  std::string triple, cpu, features;
  int vector_bytes;
};

class CodeGenerator {
 public:
  virtual ~CodeGenerator() = default;

  // Whether segments may have the loop or cast. Elements of such loops have the bits that the interpreter's have.
  virtual bool has_loop(uint16_t op, uint8_t loop) const = 0;
  virtual bool has_cast(DType from, DType to) const = 0;

  // What made the functions of single elements, and LLVM's version: a part of the key of compiled code.
  virtual const std::string& version() const = 0;

  virtual CodeTarget host(int vector_bytes) const = 0;

  // Machine code that can stand at any address that is a multiple of 64, and starts with a NativeFn. False: `error` says
  // what is wrong with it.
  virtual bool compile(const Segment& segment, const CodeTarget& target, std::string* code, std::string* error) = 0;

  // LLVM's text of the segment's function.
  virtual std::string print(const Segment& segment, const CodeTarget& target) = 0;

  // The same in the target's assembly language; for NVPTX a kernel, whose threads share the rows and the points of each.
  virtual bool assembly(const Segment& segment, const CodeTarget& target, std::string* text, std::string* error) = 0;
};

// Exported by the library as `lnp_code_generator`.
using CodeGeneratorFn = CodeGenerator* (*)();

}  // namespace lnp
