#include "codegen/generator.h"

#include <llvm/IR/Verifier.h>
#include <llvm/MC/TargetRegistry.h>
#include <llvm/Support/TargetSelect.h>
#include <llvm/Support/raw_ostream.h>
#include <llvm/TargetParser/Host.h>

#include <map>

#include "codegen/emit.h"
#include "codegen/segment_ir.h"

namespace lnp {
namespace {

#define LNP_TARGET(name)              \
  LLVMInitialize##name##TargetInfo(); \
  LLVMInitialize##name##Target();     \
  LLVMInitialize##name##TargetMC();   \
  LLVMInitialize##name##AsmPrinter();

class Llvm final : public CodeGenerator {
 public:
  Llvm() { LNP_TARGET(X86) LNP_TARGET(AArch64) LNP_TARGET(NVPTX) }

  bool has_loop(uint16_t op, uint8_t loop) const override { return scalars_.loop(op, loop) != nullptr; }
  bool has_cast(DType from, DType to) const override { return scalars_.cast(from, to) != nullptr; }
  const std::string& version() const override { return scalars_.version(); }

  CodeTarget host(int vector_bytes) const override {
    std::string features;
    for (const auto& f : llvm::sys::getHostCPUFeatures())
      features += (features.empty() ? "" : ",") + std::string(f.second ? "+" : "-") + f.first().str();
    return {llvm::sys::getProcessTriple(), llvm::sys::getHostCPUName().str(), features, vector_bytes};
  }

  bool compile(const Segment& s, const CodeTarget& target, std::string* code, std::string* error) override {
    llvm::TargetMachine* machine = this->machine(target, error);
    if (!machine) return false;
    std::unique_ptr<llvm::Module> module = build(s, target, *machine);
    llvm::raw_string_ostream why(*error);
    if (llvm::verifyModule(*module, &why)) return false;
    return emit(*module, *machine, code, error);
  }

  std::string print(const Segment& s, const CodeTarget& target) override {
    std::string text;
    llvm::TargetMachine* machine = this->machine(target, &text);
    if (!machine) return text;
    std::unique_ptr<llvm::Module> module = build(s, target, *machine);
    llvm::raw_string_ostream out(text);
    module->print(out, nullptr);
    return text;
  }

  bool assembly(const Segment& s, const CodeTarget& target, std::string* text, std::string* error) override {
    llvm::TargetMachine* machine = this->machine(target, error);
    return machine && emit_assembly(*build(s, target, *machine), *machine, text, error);
  }

 private:
  std::unique_ptr<llvm::Module> build(const Segment& s, const CodeTarget& target, llvm::TargetMachine& machine) {
    auto module = std::make_unique<llvm::Module>("segment", scalars_.context());
    module->setDataLayout(machine.createDataLayout());
    module->setTargetTriple(target.triple);
    llvm::Function* f = build_segment(s, scalars_, target.vector_bytes, *module, "segment");
    f->addFnAttr("target-cpu", target.cpu);
    f->addFnAttr("target-features", target.features);
    f->addFnAttr("prefer-vector-width", std::to_string(8 * target.vector_bytes));
    return module;
  }

  llvm::TargetMachine* machine(const CodeTarget& t, std::string* error) {
    auto& made = machines_[t.triple + t.cpu + t.features];
    if (!made) {
      const llvm::Target* target = llvm::TargetRegistry::lookupTarget(t.triple, *error);
      if (!target) return nullptr;
      llvm::TargetOptions options;
      options.AllowFPOpFusion = llvm::FPOpFusion::Strict;
      made.reset(target->createTargetMachine(t.triple, t.cpu, t.features, options, llvm::Reloc::PIC_,
                                             llvm::CodeModel::Small, llvm::CodeGenOptLevel::Default, true));
    }
    return made.get();
  }

  Scalars scalars_;
  std::map<std::string, std::unique_ptr<llvm::TargetMachine>> machines_;
};

}  // namespace
}  // namespace lnp

extern "C" __attribute__((visibility("default"))) lnp::CodeGenerator* lnp_code_generator() {
  static lnp::Llvm generator;
  return &generator;
}
