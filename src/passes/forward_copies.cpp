// Pass 5: `a[1:-1] = expression` is recorded as an expression and a copy into the view. Where nothing else stores the
// expression's value, the instruction that computes it writes the view itself.
#include "ops_gen.h"
#include "passes/plan.h"

namespace lnp {
namespace {

bool reads(const Instr& i, SourceKind kind, uint32_t index) {
  for (int a = 0; a < i.nin; ++a)
    if (i.in[a].kind == kind && i.in[a].index == index) return true;
  return false;
}

// Whether the store of copy `at` may happen as early as the instruction that computes its value.
bool movable(const Kernel& k, size_t at) {
  const Instr& copy = k.instrs[at];
  if (copy.kind != InstrKind::loop || copy.op != static_cast<uint16_t>(Op::_copy) || copy.store < 0) return false;
  const Source& s = copy.in[0];
  if (s.kind != SourceKind::value || s.dtype != copy.dtype) return false;
  const Instr& from = k.instrs[s.index];
  if (from.store >= 0 || from.kind == InstrKind::reduce) return false;
  for (size_t i = s.index + 1; i < at; ++i)
    if (reads(k.instrs[i], SourceKind::access, static_cast<uint32_t>(copy.store))) return false;
  return true;
}

void erase(Kernel& k, size_t at, uint32_t replacement) {
  k.instrs.erase(k.instrs.begin() + static_cast<std::ptrdiff_t>(at));
  for (Instr& i : k.instrs)
    for (int a = 0; a < i.nin; ++a) {
      if (i.in[a].kind != SourceKind::value || i.in[a].index < at) continue;
      i.in[a].index = i.in[a].index == at ? replacement : i.in[a].index - 1;
    }
}

}  // namespace

void forward_copies(Kernel& k) {
  for (size_t i = 0; i < k.instrs.size();) {
    if (!movable(k, i)) {
      ++i;
      continue;
    }
    uint32_t from = k.instrs[i].in[0].index;
    k.instrs[from].store = k.instrs[i].store;
    erase(k, i, from);
  }
}

}  // namespace lnp
