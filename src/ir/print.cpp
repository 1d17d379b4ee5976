#include "ir/print.h"

#include "core/loops.h"

namespace lnp {
namespace {

std::string tuple(const int64_t* values, int n) {
  std::string s = "(";
  for (int i = 0; i < n; ++i) s += (i ? ", " : "") + std::to_string(values[i]);
  return s + (n == 1 ? ",)" : ")");
}

std::string access(const Kernel& k, uint32_t index) {
  const Access& a = k.accesses[index];
  return "b" + std::to_string(a.buffer) + "[" + dtype_char(a.dtype) + " strides " +
         tuple(a.layout->strides, a.layout->ndim) + (a.offset < 0 ? " - " : " + ") + std::to_string(std::abs(a.offset)) + "]";
}

std::string source(const Kernel& k, const Source& s) {
  switch (s.kind) {
    case SourceKind::value: return "%" + std::to_string(s.index);
    case SourceKind::access: return access(k, s.index);
    default: return std::string("scalar ") + dtype_char(s.dtype) + std::to_string(s.index);
  }
}

}  // namespace

std::string to_string(const Kernel& k) {
  std::string s = "kernel over " + tuple(k.box->shape, k.box->ndim) + "\n";
  for (size_t n = 0; n < k.instrs.size(); ++n) {
    const Instr& i = k.instrs[n];
    std::string name = i.kind == InstrKind::cast ? std::string("cast to ") + dtype_char(i.dtype) : loop_table().ops[i.op].name;
    if (i.kind == InstrKind::reduce) name = "reduce " + name;
    s += "  %" + std::to_string(n) + " = " + name;
    for (int a = 0; a < i.nin; ++a) s += (a ? ", " : " ") + source(k, i.in[a]);
    if (i.store >= 0) s += " -> " + access(k, static_cast<uint32_t>(i.store));
    s += "\n";
  }
  return s;
}

}  // namespace lnp
