#include "ir/print.h"

#include <cstdlib>
#include <sstream>

#include "core/loops.h"

namespace lnp {
namespace {

void tuple(std::ostream& out, const int64_t* values, int n) {
  out << "(";
  for (int i = 0; i < n; ++i) out << (i ? ", " : "") << values[i];
  out << (n == 1 ? ",)" : ")");
}

void access(std::ostream& out, const Kernel& k, uint32_t index) {
  const Access& a = k.accesses[index];
  out << "b" << a.buffer << "[" << dtype_char(a.dtype) << " strides ";
  tuple(out, a.layout->strides, a.layout->ndim);
  out << (a.offset < 0 ? " - " : " + ") << std::abs(a.offset) << "]";
}

void source(std::ostream& out, const Kernel& k, const Source& s) {
  switch (s.kind) {
    case SourceKind::value: out << "%" << s.index; break;
    case SourceKind::access: access(out, k, s.index); break;
    case SourceKind::immediate: out << "scalar " << dtype_char(s.dtype) << s.index; break;
  }
}

}  // namespace

std::string to_string(const Kernel& k) {
  std::ostringstream out;
  out << "kernel over ";
  tuple(out, k.box->shape, k.box->ndim);
  out << "\n";
  for (size_t n = 0; n < k.instrs.size(); ++n) {
    const Instr& i = k.instrs[n];
    out << "  %" << n << " = ";
    if (i.kind == InstrKind::cast)
      out << "cast to " << dtype_char(i.dtype);
    else
      out << (i.kind == InstrKind::reduce ? "reduce " : "") << loop_table().ops[i.op].name;
    for (int a = 0; a < i.nin; ++a) {
      out << (a ? ", " : " ");
      source(out, k, i.in[a]);
    }
    if (i.store >= 0) {
      out << " -> ";
      access(out, k, static_cast<uint32_t>(i.store));
    }
    out << "\n";
  }
  return out.str();
}

}  // namespace lnp
