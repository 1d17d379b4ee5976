// The functions of single elements that ops/generate.py made from the op table, as LLVM IR.
#pragma once
#include <llvm/IR/Function.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/LLVMContext.h>
#include <llvm/IR/Module.h>

#include <memory>
#include <string>

#include "ir/segment.h"

namespace lnp {

class Scalars {
 public:
  Scalars();

  // The function of a loop or cast; null where it is missing or cannot be computed for several elements at once: it
  // branches, calls others, or divides integers.
  const llvm::Function* loop(uint16_t op, uint8_t loop) const;
  const llvm::Function* cast(DType from, DType to) const;
  const llvm::Function* of(const SegmentStep& step, const Segment& segment) const;

  llvm::LLVMContext& context() { return *context_; }
  const std::string& version() const { return version_; }

 private:
  std::unique_ptr<llvm::LLVMContext> context_;
  std::unique_ptr<llvm::Module> module_;
  std::string version_;
};

// The values of a function's straight line of instructions for `lanes` elements at once.
llvm::Value* widen(const llvm::Function& scalar, llvm::ArrayRef<llvm::Value*> arguments, unsigned lanes,
                   llvm::IRBuilderBase& builder);

// Whether widen() knows every instruction of the function.
bool can_widen(const llvm::Function& scalar);

// T, or a vector of `lanes` of them.
llvm::Type* wide_type(llvm::Type* t, unsigned lanes);

}  // namespace lnp
