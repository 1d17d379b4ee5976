// From a module to machine code as one piece of bytes.
#pragma once
#include <llvm/IR/Module.h>
#include <llvm/Target/TargetMachine.h>

#include <string>

namespace lnp {

// The module's only function and its constants, laid out so that they can be copied to any address that is a multiple of 64;
// the function comes first. False where the code needs anything else; `error` says what.
bool emit(llvm::Module& module, llvm::TargetMachine& machine, std::string* code, std::string* error);

// The module as the target's assembly language.
bool emit_assembly(llvm::Module& module, llvm::TargetMachine& machine, std::string* text, std::string* error);

}  // namespace lnp
