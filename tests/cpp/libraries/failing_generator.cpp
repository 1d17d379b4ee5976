// A code generator that knows every operation and compiles none.
#include "codegen/generator.h"

namespace lnp {
namespace {

class FailingGenerator final : public CodeGenerator {
 public:
  bool has_loop(uint16_t, uint8_t) const override { return true; }
  bool has_cast(DType, DType) const override { return true; }
  const std::string& version() const override { return version_; }
  CodeTarget host(int vector_bytes) const override { return {"some-triple", "some-cpu", "", vector_bytes}; }
  bool compile(const Segment&, const CodeTarget&, std::string*, std::string* error) override {
    *error = "out of registers";
    return false;
  }
  std::string print(const Segment&, const CodeTarget&) override { return "the segment's text"; }
  bool assembly(const Segment&, const CodeTarget&, std::string*, std::string*) override { return false; }

 private:
  std::string version_ = "none";
};

}  // namespace
}  // namespace lnp

extern "C" __attribute__((visibility("default"))) lnp::CodeGenerator* lnp_code_generator() {
  static lnp::FailingGenerator made;
  return &made;
}
