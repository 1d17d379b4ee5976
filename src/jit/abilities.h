// Which loops and casts the code generator knows, also where it is not loaded.
#pragma once
#include <string>
#include <vector>

#include "codegen/generator.h"
#include "core/loops.h"

namespace lnp {

class Abilities {
 public:
  Abilities() = default;
  Abilities(const CodeGenerator& generator, const LoopTable& table);

  // From text(); false where it does not fit the table.
  bool parse(const std::string& text, const LoopTable& table);
  std::string text() const;

  bool has_loop(uint16_t op, uint8_t loop) const { return loops_[op][loop]; }
  bool has_cast(DType from, DType to) const { return casts_[static_cast<size_t>(from)][static_cast<size_t>(to)]; }

 private:
  std::vector<std::vector<bool>> loops_, casts_;
};

}  // namespace lnp
