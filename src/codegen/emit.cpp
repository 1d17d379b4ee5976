#include "codegen/emit.h"

#include <llvm/BinaryFormat/ELF.h>
#include <llvm/IR/LegacyPassManager.h>
#include <llvm/Object/ELFObjectFile.h>
#include <llvm/Support/Endian.h>
#include <llvm/Support/SmallVectorMemoryBuffer.h>

#include <map>

namespace lnp {
namespace {

using namespace llvm;
using object::ELF64LEObjectFile;
using object::SectionRef;

constexpr uint64_t kAlignment = 64;

// Sections that the code reads or runs, the function's own first.
class Image {
 public:
  explicit Image(const ELF64LEObjectFile& object) : object_(object) {}

  bool lay_out(std::string* error) {
    for (bool text : {true, false})
      for (const SectionRef& s : object_.sections()) {
        bool wanted = text ? s.isText() : s.isData() || s.isBSS() ? is_constant(s) : false;
        if (wanted && s.getSize() > 0 && !add(s, error)) return false;
      }
    return true;
  }

  bool relocate(std::string* error) {
    for (const SectionRef& s : object_.sections()) {
      auto relocated = s.getRelocatedSection();
      if (!relocated || *relocated == object_.section_end()) continue;
      auto at = offset_.find((*relocated)->getIndex());
      if (at == offset_.end()) continue;  // of tables for debuggers and unwinding
      for (const object::RelocationRef& r : s.relocations())
        if (!apply(r, at->second, error)) return false;
    }
    return true;
  }

  std::string take() { return std::move(bytes_); }

 private:
  bool is_constant(const SectionRef& s) const {
    Expected<StringRef> name = s.getName();
    return name && name->starts_with(".rodata");
  }

  bool add(const SectionRef& s, std::string* error) {
    Expected<StringRef> content = s.getContents();
    if (!content) {
      *error = toString(content.takeError());
      return false;
    }
    uint64_t align = std::min<uint64_t>(std::max<uint64_t>(s.getAlignment().value(), 1), kAlignment);
    bytes_.resize((bytes_.size() + align - 1) / align * align);
    offset_[s.getIndex()] = bytes_.size();
    bytes_ += content->str();
    return true;
  }

  // Distances between places of the image, which are the same wherever it stands.
  bool apply(const object::RelocationRef& r, uint64_t section, std::string* error) {
    object::ELFRelocationRef elf(r);
    Expected<int64_t> addend = elf.getAddend();
    auto symbol = r.getSymbol();
    Expected<object::section_iterator> in = symbol->getSection();
    Expected<uint64_t> value = symbol->getValue();
    if (!addend || !in || !value || *in == object_.section_end() || !offset_.count((*in)->getIndex())) {
      Expected<StringRef> name = symbol->getName();
      *error = "the code refers to " + (name ? name->str() : std::string("something unknown"));
      consume(addend), consume(in), consume(value);
      return false;
    }
    uint64_t place = section + r.getOffset();
    uint64_t target = offset_[(*in)->getIndex()] + *value + static_cast<uint64_t>(*addend);
    bool relative = r.getType() == ELF::R_X86_64_PC32 || r.getType() == ELF::R_X86_64_PLT32;
    if (object_.getArch() != Triple::x86_64 || !relative) {
      *error = "a relocation of type " + std::to_string(r.getType()) + " is not known";
      return false;
    }
    support::endian::write32le(&bytes_[place], static_cast<uint32_t>(target - place));
    return true;
  }

  template <class T>
  static void consume(Expected<T>& x) {
    if (!x) consumeError(x.takeError());
  }

  const ELF64LEObjectFile& object_;
  std::string bytes_;
  std::map<uint64_t, uint64_t> offset_;  // of a section, by its index
};

bool generate(Module& module, TargetMachine& machine, CodeGenFileType type, SmallVector<char, 0>* out,
              std::string* error) {
  raw_svector_ostream stream(*out);
  legacy::PassManager passes;
  if (machine.addPassesToEmitFile(passes, stream, nullptr, type)) {
    *error = "LLVM has no such files for this target";
    return false;
  }
  passes.run(module);
  return true;
}

}  // namespace

bool emit_assembly(Module& module, TargetMachine& machine, std::string* text, std::string* error) {
  SmallVector<char, 0> out;
  bool ok = generate(module, machine, CodeGenFileType::AssemblyFile, &out, error);
  text->assign(out.begin(), out.end());
  return ok;
}

bool emit(Module& module, TargetMachine& machine, std::string* code, std::string* error) {
  SmallVector<char, 0> object;
  if (!generate(module, machine, CodeGenFileType::ObjectFile, &object, error)) return false;
  SmallVectorMemoryBuffer buffer(std::move(object), "segment", false);
  auto file = ELF64LEObjectFile::create(buffer.getMemBufferRef());
  if (!file) {
    *error = toString(file.takeError());
    return false;
  }
  Image image(*file);
  if (!image.lay_out(error) || !image.relocate(error)) return false;
  *code = image.take();
  return true;
}

}  // namespace lnp
