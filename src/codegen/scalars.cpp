#include "codegen/scalars.h"

#include <llvm/Bitcode/BitcodeReader.h>
#include <llvm/Config/llvm-config.h>
#include <llvm/Support/Error.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/SHA1.h>

#include "ops_gen.h"

// The bitcode that the build puts here (src/codegen/CMakeLists.txt).
extern "C" const char lnp_scalars_begin[], lnp_scalars_end[];

namespace lnp {
namespace {

const char* code(DType t) {
  static const char* const kNames[kDTypes] = {"b1",  "i8",  "u8",  "i16", "u16", "i32", "u32",
                                              "i64", "u64", "f16", "f32", "f64", "c64", "c128"};
  return kNames[static_cast<int>(t)];
}

const llvm::Function* widenable(const llvm::Module& m, const std::string& name) {
  const llvm::Function* f = m.getFunction(name);
  return f && !f->isDeclaration() && can_widen(*f) ? f : nullptr;
}

}  // namespace

Scalars::Scalars() : context_(std::make_unique<llvm::LLVMContext>()) {
  llvm::StringRef bytes(lnp_scalars_begin, static_cast<size_t>(lnp_scalars_end - lnp_scalars_begin));
  module_ = llvm::cantFail(llvm::parseBitcodeFile(llvm::MemoryBufferRef(bytes, "scalars"), *context_));
  llvm::SHA1 hash;
  hash.update(bytes);
  version_ = LLVM_VERSION_STRING;
  for (uint8_t b : hash.final()) version_ += "0123456789abcdef"[b >> 4], version_ += "0123456789abcdef"[b & 15];
}

const llvm::Function* Scalars::loop(uint16_t op, uint8_t loop) const {
  return widenable(*module_, std::string("scalar_") + kOpName[op] + "_" + std::to_string(loop));
}

const llvm::Function* Scalars::cast(DType from, DType to) const {
  return widenable(*module_, std::string("cast_") + code(from) + "_" + code(to));
}

const llvm::Function* Scalars::of(const SegmentStep& step, const Segment& segment) const {
  return step.kind == StepKind::cast ? cast(segment.steps[step.in[0]].dtype, step.dtype) : loop(step.op, step.loop);
}

}  // namespace lnp
