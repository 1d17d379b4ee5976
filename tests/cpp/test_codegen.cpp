// The code generator: every loop and cast that it knows gives the interpreter's bits on all layouts, and becomes code for other
// machines that their assemblers accept.
#include <dlfcn.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <functional>
#include <random>
#include <vector>

#include "codegen/generator.h"
#include "core/loops.h"
#include "jit/code_memory.h"
#include "ops_gen.h"

namespace lnp {
namespace {

CodeGenerator& generator() {
  static CodeGenerator* made = [] {
    void* library = dlopen(LNP_CODE_GENERATOR, RTLD_NOW | RTLD_LOCAL);
    if (!library) throw std::runtime_error(dlerror());
    return reinterpret_cast<CodeGeneratorFn>(dlsym(library, "lnp_code_generator"))();
  }();
  return *made;
}

// One loop or cast, as a segment and as the interpreter's function.
struct Case {
  std::string name;
  SegmentStep step;
  std::vector<DType> in;
  DType out;
  LoopFn fn;
};

std::vector<Case> all_cases() {
  std::vector<Case> cases;
  const LoopTable& table = loop_table();
  for (uint16_t op = 0; op < kOps; ++op)
    for (int l = 0; l < table.ops[op].nloops; ++l) {
      if (!generator().has_loop(op, static_cast<uint8_t>(l))) continue;
      const Loop& loop = table.ops[op].loops[l];
      SegmentStep step{.kind = StepKind::loop, .loop = static_cast<uint8_t>(l), .nin = table.ops[op].nin, .op = op};
      cases.push_back({std::string(table.ops[op].name) + " " + std::to_string(l), step,
                       std::vector<DType>(loop.in, loop.in + step.nin), loop.out, loop.fn});
    }
  for (int from = 0; from < kDTypes; ++from)
    for (int to = 0; to < kDTypes; ++to)
      if (generator().has_cast(static_cast<DType>(from), static_cast<DType>(to)))
        cases.push_back({"cast " + std::to_string(from) + " " + std::to_string(to),
                         {.kind = StepKind::cast, .nin = 1},
                         {static_cast<DType>(from)},
                         static_cast<DType>(to),
                         table.cast[from][to]});
  return cases;
}

Segment segment_of(const Case& c, const std::vector<ArgKind>& kinds, ArgKind out) {
  Segment s;
  SegmentStep step = c.step;
  step.dtype = c.out;
  for (size_t k = 0; k < c.in.size(); ++k) {
    s.args.push_back({kinds[k], c.in[k]});
    s.steps.push_back({.kind = StepKind::load, .arg = static_cast<uint16_t>(k), .dtype = c.in[k]});
    step.in[k] = static_cast<uint16_t>(k);
  }
  s.args.push_back({out, c.out});
  s.steps.push_back(step);
  auto n = static_cast<uint16_t>(c.in.size());
  SegmentStep store{.kind = StepKind::store, .nin = 1, .arg = n, .dtype = c.out};
  store.in[0] = n;
  s.steps.push_back(store);
  return s;
}

// Numbers of a type, special ones among them.
std::vector<char> numbers(DType t, size_t count, std::mt19937_64& random) {
  std::vector<char> bytes(count * item_size(t));
  for (size_t i = 0; i < count; ++i) {
    uint64_t bits = random();
    if (t == DType::b1) bits &= 1;
    if (random() % 3 == 0) bits %= 7;
    if (t == DType::f64 && random() % 2 == 0) {
      const double chosen[] = {0.0, -0.0, 1.0, -2.5, INFINITY, -INFINITY, NAN, 1e300, 5e-324, 3.0};
      std::memcpy(&bits, &chosen[random() % 10], 8);
    }
    if (t == DType::f32 && random() % 2 == 0) {
      const float chosen[] = {0.0f, -0.0f, 1.0f, -2.5f, INFINITY, -INFINITY, NAN, 1e38f, 1e-45f, 3.0f};
      std::memcpy(&bits, &chosen[random() % 10], 4);
    }
    std::memcpy(&bytes[i * item_size(t)], &bits, item_size(t));
  }
  return bytes;
}

bool same(DType t, const char* a, const char* b) {
  if (std::memcmp(a, b, item_size(t)) == 0) return true;
  if (t == DType::f32) {
    float x, y;
    std::memcpy(&x, a, 4), std::memcpy(&y, b, 4);
    return x != x && y != y;
  }
  double x, y;
  if (t != DType::f64) return false;
  std::memcpy(&x, a, 8), std::memcpy(&y, b, 8);
  return x != x && y != y;
}

int host_vector_bytes() {
  const char* isa = loop_table().isa;
  return std::strcmp(isa, "avx512") == 0 ? 64 : std::strcmp(isa, "avx2") == 0 ? 32 : 16;
}

constexpr int64_t kCols = 77, kRows = 2, kStride = 3;  // elements; more than any vector has, and no whole vectors
constexpr int64_t kShort = 3;                          // less than most vectors have

// Runs native code on operands of these kinds and the interpreter's loop on the same ones element by element.
void compare(const Case& c, const std::vector<ArgKind>& kinds, ArgKind out_kind, std::mt19937_64& random) {
  SCOPED_TRACE(c.name);
  std::string code, error;
  Segment s = segment_of(c, kinds, out_kind);
  ASSERT_TRUE(generator().compile(s, generator().host(host_vector_bytes()), &code, &error)) << error;
  NativeFn fn = place_code(code);
  size_t n = kinds.size(), all = static_cast<size_t>(kRows * kCols * kStride);
  std::vector<std::vector<char>> data;
  std::vector<char*> p;
  std::vector<int64_t> step, row;
  for (size_t k = 0; k <= n; ++k) {
    DType t = k < n ? c.in[k] : c.out;
    ArgKind kind = k < n ? kinds[k] : out_kind;
    data.push_back(numbers(t, all, random));
    auto item = static_cast<int64_t>(item_size(t));
    bool close = kind == ArgKind::contiguous || kind == ArgKind::streamed;
    int64_t apart = close ? 1 : kind == ArgKind::strided ? kStride : kind == ArgKind::alternate ? 2 : 0;
    step.push_back(apart * item);
    row.push_back(kind == ArgKind::immediate ? 0 : kind == ArgKind::repeated ? item : kCols * step.back());
  }
  for (auto& d : data) p.push_back(d.data());
  std::vector<char> before = data[n];
  auto run = [&](int64_t rows, int64_t cols) {
    fn(p.data(), step.data(), row.data(), cols, rows);
    for (int64_t r = 0; r < rows; ++r)
      for (int64_t i = 0; i < cols; ++i) {
        alignas(16) char expected[16] = {};
        Tile t{};
        t.n = t.rows = 1;
        t.p[0] = expected;
        t.step[0] = static_cast<int64_t>(item_size(c.out));
        for (size_t k = 0; k < n; ++k) {
          t.p[k + 1] = p[k] + r * row[k] + i * step[k];
          t.step[k + 1] = static_cast<int64_t>(item_size(c.in[k]));
        }
        c.fn(t);
        ASSERT_TRUE(same(c.out, p[n] + r * row[n] + i * step[n], expected)) << "row " << r << ", element " << i;
      }
  };
  run(1, kShort);
  auto short_row = static_cast<size_t>(kShort * step[n]);
  EXPECT_TRUE(std::equal(before.begin() + kShort * step[n], before.end(), &data[n][short_row])) << "past the row's end";
  run(kRows, kCols);
}

TEST(Codegen, KnowsMostArithmetic) { EXPECT_GT(all_cases().size(), 500u); }

TEST(Codegen, KnowsOurElementaryFunctions) {
  for (Op op : {Op::exp, Op::log, Op::tanh}) {
    const OpInfo& info = loop_table().ops[static_cast<int>(op)];
    int known = 0;
    for (int l = 0; l < info.nloops; ++l)
      if (generator().has_loop(static_cast<uint16_t>(op), static_cast<uint8_t>(l)))
        known += info.loops[l].out == DType::f64;
    EXPECT_EQ(known, 1) << info.name;
  }
}

TEST(Codegen, GivesTheInterpretersBits) {
  std::mt19937_64 random(1);
  for (const Case& c : all_cases())
    compare(c, std::vector<ArgKind>(c.in.size(), ArgKind::contiguous), ArgKind::contiguous, random);
}

TEST(Codegen, GivesThemOnAllLayouts) {
  std::mt19937_64 random(2);
  const ArgKind kinds[] = {ArgKind::contiguous, ArgKind::repeated, ArgKind::immediate, ArgKind::alternate,
                           ArgKind::strided};
  std::vector<Case> cases = all_cases();
  for (size_t i = 0; i < cases.size(); i += 5) {
    std::vector<ArgKind> in;
    for (size_t k = 0; k < cases[i].in.size(); ++k) in.push_back(kinds[random() % 5]);
    compare(cases[i], in, kinds[random() % 3 ? 3 + random() % 2 : 0], random);
  }
}

TEST(Codegen, GivesThemPastTheCaches) {
  std::mt19937_64 random(4);
  std::vector<Case> cases = all_cases();
  for (size_t i = 0; i < cases.size(); i += 3) {
    size_t widest = 0;
    for (DType t : cases[i].in) widest = std::max(widest, item_size(t));
    if (item_size(cases[i].out) >= widest)
      compare(cases[i], std::vector<ArgKind>(cases[i].in.size(), ArgKind::contiguous), ArgKind::streamed, random);
  }
}

TEST(Codegen, WritesTwoArraysPastTheCachesHoweverTheyLie) {
  SegmentStep load{.kind = StepKind::load, .arg = 0, .dtype = DType::f64};
  Segment s{{{ArgKind::contiguous, DType::f64}, {ArgKind::streamed, DType::f64}, {ArgKind::streamed, DType::f64}},
            {load}};
  for (uint16_t out : {1, 2}) s.steps.push_back({.kind = StepKind::store, .nin = 1, .arg = out, .dtype = DType::f64});
  std::string code, error;
  ASSERT_TRUE(generator().compile(s, generator().host(host_vector_bytes()), &code, &error)) << error;
  NativeFn fn = place_code(code);
  constexpr int64_t kMost = 70;
  std::vector<double> in(kMost);
  for (size_t i = 0; i < kMost; ++i) in[i] = static_cast<double>(i + 1);
  for (int64_t n : {1, 3, 4, 7, 8, 31, 70})
    for (size_t first : {0, 1, 2, 3, 5, 8})
      for (size_t second : {0, 1, 2, 3, 5, 8}) {
        std::vector<double> a(kMost + 16), b(kMost + 16), expected(kMost + 16);
        char* p[] = {reinterpret_cast<char*>(in.data()), reinterpret_cast<char*>(&a[first]),
                     reinterpret_cast<char*>(&b[second])};
        int64_t step[] = {8, 8, 8}, row[] = {0, 0, 0};
        fn(p, step, row, n, 1);
        std::copy(in.begin(), in.begin() + n, expected.begin() + static_cast<int64_t>(first));
        ASSERT_EQ(a, expected);
        std::fill(expected.begin(), expected.end(), 0);
        std::copy(in.begin(), in.begin() + n, expected.begin() + static_cast<int64_t>(second));
        ASSERT_EQ(b, expected);
      }
}

TEST(Codegen, ComputesEachPointOfARowInPlaceOnce) {
  for (const Case& c : all_cases()) {
    bool adds_alike = c.step.kind == StepKind::loop && c.step.op == static_cast<uint16_t>(Op::add) &&
                      c.in[0] == c.out && c.in[1] == c.out;
    if (!adds_alike) continue;
    SCOPED_TRACE(c.name);
    Segment s = segment_of(c, {ArgKind::contiguous, ArgKind::immediate}, ArgKind::contiguous);
    for (SegmentStep& x : s.steps)
      if (x.kind == StepKind::store) x.arg = 0;
    std::string code, error;
    ASSERT_TRUE(generator().compile(s, generator().host(host_vector_bytes()), &code, &error)) << error;
    NativeFn fn = place_code(code);
    size_t item = item_size(c.out);
    std::mt19937_64 random(5);
    for (int64_t n = 1; n < 150; ++n) {
      std::vector<char> x = numbers(c.out, 150, random), y = numbers(c.out, 1, random), expected = x;
      for (size_t i = 0; i < static_cast<size_t>(n); ++i) {
        Tile t{};
        t.n = t.rows = 1;
        t.p[0] = t.p[1] = &expected[i * item];
        t.p[2] = y.data();
        for (int64_t& step : t.step) step = static_cast<int64_t>(item);
        c.fn(t);
      }
      char* p[] = {x.data(), y.data(), nullptr};
      int64_t step[3] = {}, row[3] = {};
      fn(p, step, row, n, 1);
      for (size_t i = 0; i < 150; ++i) ASSERT_TRUE(same(c.out, &x[i * item], &expected[i * item])) << n << ": " << i;
    }
  }
}

// A reduction that goes on from what one step made, and the interpreter's functions for both.
struct Reduction {
  Case made;
  Segment segment;
  ReduceFn reduce;
};

std::vector<Reduction> all_reductions(ArgKind in) {
  std::vector<Reduction> found;
  for (const Case& c : all_cases()) {
    if (c.step.kind != StepKind::loop || c.in.size() != 2) continue;
    const OpInfo& op = loop_table().ops[c.step.op];
    const Loop& loop = op.loops[c.step.loop];
    Grouping wanted = kind(c.out) == Kind::real ? Grouping::pairwise : Grouping::any;
    if (!loop.reduce || loop.grouping != wanted) continue;
    Segment s = segment_of(c, {in, ArgKind::contiguous}, ArgKind::contiguous);
    SegmentStep step = s.steps.back();  // in place of the store
    step.kind = StepKind::reduce;
    step.op = c.step.op;
    step.loop = c.step.loop;
    s.steps.back() = step;
    s.args.back().kind = ArgKind::results;
    s.args.push_back({ArgKind::blocks, DType::b1});
    found.push_back({c, s, loop.reduce});
  }
  return found;
}

TEST(Codegen, ReducesBlocksToTheInterpretersBits) {
  constexpr int64_t kLong = 300;
  const Block blocks[] = {{0, 0, 1}, {0, 1, 7},  {0, 8, 8},   {0, 16, 9},   {0, 3, 64},
                          {1, 0, 5}, {1, 5, 31}, {1, 36, 33}, {1, 69, 127}, {1, 11, 128}};
  constexpr size_t kBlocks = std::size(blocks);
  std::mt19937_64 random(3);
  std::vector<Reduction> contiguous = all_reductions(ArgKind::contiguous), others = all_reductions(ArgKind::strided);
  EXPECT_GT(contiguous.size(), 40u);
  for (std::vector<Reduction>* cases : {&contiguous, &others})
    for (const Reduction& r : *cases) {
      SCOPED_TRACE(r.made.name);
      std::string code, error;
      ASSERT_TRUE(generator().compile(r.segment, generator().host(host_vector_bytes()), &code, &error)) << error;
      int64_t item = static_cast<int64_t>(item_size(r.made.in[0])), wide = cases == &others ? kStride * item : item;
      std::vector<char> x = numbers(r.made.in[0], 2 * kLong * kStride, random),
                        y = numbers(r.made.in[0], 2 * kLong, random);
      std::vector<char> values(2 * kLong * item_size(r.made.out)), results(kBlocks * item_size(r.made.out));
      auto out = static_cast<int64_t>(item_size(r.made.out));
      for (int64_t i = 0; i < 2 * kLong; ++i)
        r.made.fn(Tile{{&values[static_cast<size_t>(i * out)], &x[static_cast<size_t>(i * wide)],
                        &y[static_cast<size_t>(i * item)]},
                       {out, item, item},
                       {},
                       1,
                       1});
      char* p[] = {x.data(), y.data(), results.data(), reinterpret_cast<char*>(const_cast<Block*>(blocks))};
      int64_t step[] = {wide, item, 0, 0}, row[] = {kLong * wide, kLong * item, 0, 0};
      place_code(code)(p, step, row, 0, kBlocks);
      for (size_t b = 0; b < kBlocks; ++b) {
        alignas(16) char expected[16] = {};
        r.reduce(expected, &values[static_cast<size_t>((blocks[b].row * kLong + blocks[b].first) * out)],
                 blocks[b].count, out);
        ASSERT_TRUE(same(r.made.out, &results[b * item_size(r.made.out)], expected)) << "block " << b;
      }
    }
}

// Segments whose LLVM text lies in tests/kernels: changing the code generator's inside leaves it as it is. Where a change is wanted,
// LNP_WRITE_KERNELS=1 writes it anew.
void expect_text(const std::string& name, const Segment& segment) {
  std::string text = generator().print(segment, {"x86_64-unknown-linux-gnu", "x86-64-v3", "", 32});
  std::string path = std::string(LNP_KERNELS) + "/" + name + ".ll";
  if (std::getenv("LNP_WRITE_KERNELS")) std::ofstream(path) << text;
  std::ifstream file(path);
  std::string before((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  EXPECT_EQ(text, before);
}

struct Golden {
  const char* file;
  std::vector<ArgKind> kinds;
  ArgKind out;
  const char* name;
};

TEST(Codegen, TextsAreAsTheyWere) {
  const Golden goldens[] = {
      {"add_contiguous", {ArgKind::contiguous, ArgKind::contiguous}, ArgKind::contiguous, "add 11"},
      {"where_repeated", {ArgKind::strided, ArgKind::repeated, ArgKind::immediate}, ArgKind::contiguous, "_where 11"},
      {"less_strided", {ArgKind::strided, ArgKind::contiguous}, ArgKind::strided, "less 5"},
  };
  std::vector<Case> cases = all_cases();
  for (const Golden& g : goldens) {
    SCOPED_TRACE(g.file);
    auto it = std::find_if(cases.begin(), cases.end(), [&](const Case& c) { return c.name == g.name; });
    ASSERT_NE(it, cases.end());
    expect_text(g.file, segment_of(*it, g.kinds, g.out));
  }
}

TEST(Codegen, TextOfASumIsAsItWas) {
  for (const Reduction& r : all_reductions(ArgKind::repeated))
    if (r.made.name == "add 11") expect_text("sum_of_sums", r.segment);
}

// What is wrong with the assembly of all cases; `check` looks at one text.
void assemble_all(const CodeTarget& target, const std::function<void(const std::string&)>& check) {
  auto assemble = [&](const std::string& name, const Segment& s) {
    SCOPED_TRACE(name);
    std::string text, error;
    ASSERT_TRUE(generator().assembly(s, target, &text, &error)) << error;
    check(text);
  };
  for (const Case& c : all_cases())
    assemble(c.name, segment_of(c, std::vector<ArgKind>(c.in.size(), ArgKind::strided), ArgKind::contiguous));
  for (const Reduction& r : all_reductions(ArgKind::strided)) assemble("reduction " + r.made.name, r.segment);
}

TEST(Codegen, MakesAssemblyForAarch64) {
  assemble_all({"aarch64-unknown-linux-gnu", "neoverse-n1", "", 16}, [](const std::string& text) {
    EXPECT_NE(text.find("ret"), std::string::npos);
    EXPECT_EQ(text.find("\tbl\t"), std::string::npos) << "calls a library";
  });
}

TEST(Codegen, MakesPtxThatPtxasAccepts) {
  const char* ptxas = std::getenv("LNP_PTXAS");
  std::string all;
  int kernels = 0;
  assemble_all({"nvptx64-nvidia-cuda", "sm_80", "+ptx70", 8}, [&](std::string text) {
    size_t at = text.find(".entry segment(");
    ASSERT_NE(at, std::string::npos) << text;
    EXPECT_EQ(text.find("call"), std::string::npos) << "calls a library";
    if (kernels > 0) text = text.substr(text.find(".address_size 64") + 16);  // one header is enough
    for (size_t i; (i = text.find("segment")) != std::string::npos;)
      text.replace(i, 7, "kernel" + std::to_string(kernels));
    all += text;
    ++kernels;
  });
  if (!ptxas) GTEST_SKIP() << "LNP_PTXAS does not name NVIDIA's assembler (./dev test installs it)";
  std::string path = testing::TempDir() + "all_ops.ptx";
  std::ofstream(path) << all;
  std::string command = std::string(ptxas) + " -arch=sm_80 --opt-level 0 -o /dev/null " + path;
  EXPECT_EQ(std::system(command.c_str()), 0) << command;
}

}  // namespace
}  // namespace lnp
