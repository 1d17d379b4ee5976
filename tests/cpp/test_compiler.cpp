// What happens when native code cannot be had: results stay the interpreter's, and the user is told what to do.
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "jit/compiler.h"
#include "recording.h"

namespace lnp {
namespace {

// a * b + a, computed while `library` is the code generator; what was said on stderr.
std::string said_while_computing(const std::string& library) {
  compiler().use(Tier::native, library, "", false);
  Recording r;
  View a = r.ramp({100}), b = r.ramp({100}, 2), c = r.array({100});
  r.apply(Op::multiply, c, {a, b});
  r.apply(Op::add, c, {c, a});
  testing::internal::CaptureStderr();
  std::vector<double> values = r.values(c);
  compiler().wait();
  for (int i = 0; i < 100; ++i) EXPECT_EQ(values[static_cast<size_t>(i)], i * (i + 2.0) + i);
  return testing::internal::GetCapturedStderr();
}

TEST(Compiler, AKernelThatCannotBeCompiledIsInterpretedAndReported) {
  std::filesystem::path folder = testing::TempDir() + "lnp_compiler_" + std::to_string(::getpid());
  std::filesystem::create_directory(folder);
  setenv("TMPDIR", folder.c_str(), 1);
  std::string said = said_while_computing(LNP_FAILING_GENERATOR);
  EXPECT_NE(said.find("cannot be compiled and stays interpreted: out of registers. Please report it"),
            std::string::npos)
      << said;
  std::ostringstream report;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    EXPECT_NE(said.find(file.path().filename()), std::string::npos) << said;
    report << std::ifstream(file.path()).rdbuf();
  }
  for (const char* part : {"out of registers", "some-triple", "the segment's text"})
    EXPECT_NE(report.str().find(part), std::string::npos) << report.str();
  EXPECT_GE(compiler().counters().failed, 1u);
  EXPECT_EQ(compiler().counters().programs, 0u);
  // It is told once, not each time that the kernel is met.
  EXPECT_EQ(said_while_computing(LNP_FAILING_GENERATOR), "");
  std::filesystem::remove_all(folder);
}

TEST(Compiler, ALibraryThatIsNoCodeGeneratorIsTold) {
  Compiler fresh;
  fresh.use(Tier::native, "/dev/null", "", false);
  testing::internal::CaptureStderr();
  Kernel kernel{c_layout({8}, DType::f64), {}, {}, {}};
  Program program = lower(kernel, loop_table());
  fresh.consider(program);
  fresh.wait();
  EXPECT_NE(testing::internal::GetCapturedStderr().find("the code generator cannot be loaded"), std::string::npos);
}

}  // namespace
}  // namespace lnp
