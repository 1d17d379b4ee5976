#include "jit/abilities.h"

#include <cstring>

#include "ops_gen.h"

namespace lnp {
namespace {

constexpr uint16_t kOpCount = kOps;

}  // namespace

// Mathematical functions need a fused multiply-add, and on CPUs without it loops have others.
Abilities::Abilities(const CodeGenerator& generator, const LoopTable& table) {
  bool multiplies_and_adds = std::strcmp(table.isa, "base") != 0;
  for (uint16_t op = 0; op < kOpCount; ++op) {
    loops_.emplace_back();
    for (int l = 0; l < table.ops[op].nloops; ++l)
      loops_.back().push_back((multiplies_and_adds || !table.ops[op].vector) &&
                              generator.has_loop(op, static_cast<uint8_t>(l)));
  }
  for (int from = 0; from < kDTypes; ++from) {
    casts_.emplace_back();
    for (int to = 0; to < kDTypes; ++to)
      casts_.back().push_back(generator.has_cast(static_cast<DType>(from), static_cast<DType>(to)));
  }
}

std::string Abilities::text() const {
  std::string s;
  for (const auto* rows : {&loops_, &casts_})
    for (const std::vector<bool>& row : *rows) {
      for (bool b : row) s += b ? '1' : '0';
      s += ' ';
    }
  return s;
}

bool Abilities::parse(const std::string& text, const LoopTable& table) {
  loops_.assign(kOpCount, {});
  casts_.assign(kDTypes, std::vector<bool>(kDTypes));
  for (uint16_t op = 0; op < kOpCount; ++op) loops_[op].resize(static_cast<size_t>(table.ops[op].nloops));
  size_t at = 0;
  for (auto* rows : {&loops_, &casts_})
    for (std::vector<bool>& row : *rows) {
      for (size_t i = 0; i < row.size(); ++i)
        if (at < text.size()) row[i] = text[at++] == '1';
      if (at >= text.size() || text[at++] != ' ') return false;
    }
  return at == text.size();
}

}  // namespace lnp
