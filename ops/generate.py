"""Turns the op table (ufuncs.toml) into C++ and JSON.

    generate.py --out DIR [--table FILE] [--units N]

writes into DIR
    ops_gen.h            enum class Op, the multi-output ufuncs, identities and one-line docs
    loops_gen_<k>.cpp    the loops of some of the ops, compiled once for each instruction set
    loops_gen_table.cpp  the table of all of them, likewise
    scalars_gen.cpp      one function an element for each loop and cast of real types, for the code generator
    ops.json             the rows for Python: names, types, identity, error bounds
"""

import argparse
import json
import tomllib
from pathlib import Path

CHARS = "?bBhHiIlLefdFD"
ENUM = dict(zip(CHARS, "b1 i8 u8 i16 u16 i32 u32 i64 u64 f16 f32 f64 c64 c128".split(), strict=True))
CTYPE = dict(
    zip(
        CHARS,
        "uint8_t int8_t uint8_t int16_t uint16_t int32_t uint32_t int64_t uint64_t "
        "half float double cx<float> cx<double>".split(),
        strict=True,
    )
)
# Operations that only move bits share one loop for all types of a size.
MOVED = dict(
    zip(
        CHARS,
        "uint8_t uint8_t uint8_t uint16_t uint16_t uint32_t uint32_t uint64_t uint64_t "
        "uint16_t uint32_t uint64_t uint64_t cx<double>".split(),
        strict=True,
    )
)
KIND = dict(zip(CHARS, ["bool"] + ["sint", "uint"] * 4 + ["real"] * 3 + ["complex"] * 2, strict=True))
FLAGS = ("invalid", "divide", "overflow", "underflow")
KEYS = {
    "types", "sig", "identity", "commutes", "reduce", "ulp", "fp", "raises", "parts", "doc",
    "bool", "int", "sint", "uint", "real", "complex", "mixed", "half", "vector", "any", "wide", "number", "all",
    "elementary", "plain", "small", "numbers", "nothing",
}  # fmt: skip


class TableError(Exception):
    pass


class Op:
    """One row, with its loops expanded."""

    def __init__(self, name, row, table):
        unknown = set(row) - KEYS
        if unknown:
            raise TableError(f"[{name}]: unknown keys {sorted(unknown)}")
        self.name = name
        self.row = row
        self.parts = row.get("parts", [])
        self.public = not name.startswith("_")
        self.raises = row.get("raises", {})
        if isinstance(self.raises, str):
            self.raises = table[self.raises]["raises"]
        self.loops = [loop for token in row["types"] for loop in self.expand(token)]
        arities = {len(loop.split("->")[0]) for loop in self.loops}
        if len(arities) != 1:
            raise TableError(f"[{name}]: loops with different numbers of inputs")
        self.nin = arities.pop()

    def expand(self, token):
        if "->" in token:
            return [token]
        return [self.row["sig"].replace("x", char) for char in token]

    def expression_key(self, ins):
        """The table key whose expression computes a loop with these inputs."""
        if "any" in self.row:
            return "any"
        if set(ins) == {"l", "L"}:
            return "mixed"
        if ins[0] == "e" and "half" in self.row:
            return "half"
        if ins[0] == "e" and "wide" in self.row:
            return "wide"
        kind = KIND[ins[0]]
        candidates = {
            "bool": ["bool"],
            "sint": ["sint", "int", "number"],
            "uint": ["uint", "int", "number"],
            "real": ["vector", "real", "number"],
            "complex": ["complex", "number"],
        }[kind]
        for key in [*candidates, "all"]:
            if key in self.row:
                return key
        raise TableError(f"[{self.name}]: no expression for {ins}")

    def functor(self, key):
        return f"{self.name}_{key}"


def functor_code(op, key):
    """The struct that holds the expression of one kind."""
    args = "xyz"[: op.nin]
    templates = ", ".join(f"class T{a}" for a in args)
    params = ", ".join(f"T{a} {a}" for a in args)
    lines = [f"struct {op.functor(key)} {{"]
    # An unused argument (isnan of an integer) is no mistake.
    lines.append(f"  template <{templates}>")
    lines.append(f"  static LNP_INLINE auto f({params}) {{ {unused(args)}return {op.row[key]}; }}")
    if "small" in op.row and key in ("real", "number"):
        lines += ["#if LNP_ISA_LEVEL > 0", "  template <class V>"]
        lines.append(
            f"  static LNP_INLINE V small({', '.join(f'V {a}' for a in args)}) {{ return {op.row['small']}; }}"
        )
        lines.append("#endif")
    if "numbers" in op.row and key == "real":
        lines.append(f"  template <class V>\n  static LNP_INLINE V numbers(V x, V y) {{ return {op.row['numbers']}; }}")
    if "nothing" in op.row and key == "real":
        lines.append(f"  template <class T>\n  static constexpr T kNothing = {op.row['nothing']};")
    if key == "vector":
        lines.append(f"  static constexpr bool kOwn = {str('elementary' in op.row).lower()};")
        plain = op.row.get("plain")
        lines.append(f"  static constexpr bool kPlain = {str(plain is not None).lower()};")
        if plain:
            params = ", ".join(f"V {a}" for a in args)
            lines += ["#if LNP_ISA_LEVEL > 0", "  template <class V>"]
            lines.append(f"  static LNP_INLINE bool plain({params}) {{ return {plain['when']}; }}")
            lines.append("  template <class V>")
            lines.append(f"  static LNP_INLINE V fast({params}) {{ return {plain['value']}; }}")
            lines.append("#endif")
        params = ", ".join(f"V {a}" for a in args + "r")
        lines.append("  template <class V>")
        lines.append(f"  static LNP_INLINE void flags({params}, Raised<V>& raised) {{")
        lines.append("    [[maybe_unused]] constexpr auto inf = vm::kInf<V>, tiny = vm::kTiny<V>;")
        lines.append("    [[maybe_unused]] constexpr auto log_tiny = vm::kLogTiny<V>, log2_tiny = vm::kLog2Tiny<V>;")
        lines.append(f"    {unused(args + 'r')}(void)raised;")
        for flag in FLAGS:
            if flag in op.raises:
                lines.append(f"    raised.{flag} |= {op.raises[flag]};")
        lines.append("  }")
    lines.append("};")
    return lines


def unused(args):
    return "".join(f"(void){a}; " for a in args)


def kernel(op, ins, out):
    """The row kernel of a loop: its C++ type."""
    key = op.expression_key(ins)
    names = MOVED if key == "any" else CTYPE
    types = [names[c] for c in (out, *ins)]
    f = op.functor(key)
    if key in ("any", "half") or "half" not in types:
        return base_kernel(op, key, f, types)
    floats = ["float" if t == "half" else t for t in types]
    return f"Half<{base_kernel(op, key, f, floats)}, {', '.join(types)}>"


def has_small(op, ctype):
    return "small" in op.row and ctype in ("float", "double")


def base_kernel(op, key, f, types):
    if key == "vector":
        return f"VecMap{op.nin}<{f}, {types[0]}>"
    if has_small(op, types[0]):
        return f"QuotientMap<{f}, {types[0]}>"
    return f"Map<{f}, {', '.join(types)}>"


def reduction_mode(op, out):
    """How the row's `reduce` says that a type is reduced."""
    kind = KIND[out]
    modes = op.row.get("reduce", {})
    return modes.get("half" if out == "e" else kind) or modes.get("int" if kind in ("sint", "uint") else kind)


def grouping(op, out):
    """The Grouping of a loop's reduction."""
    mode = reduction_mode(op, out)
    if op.row.get("commutes") or mode in ("lanes", "any", "all"):
        return "any"
    return "pairwise" if mode == "pairwise" else "none"


def reduction(op, ins, out):
    """The C++ names of a loop's reduction and scan."""
    if op.nin != 2 or set(ins) != {out}:
        return "nullptr", "nullptr"
    key = op.expression_key(ins)
    t = CTYPE[out]
    f = op.functor(key)
    kind = KIND[out]
    mode = reduction_mode(op, out)
    from_zero = ", true" if mode == "from_zero" else ""
    if key in ("vector", "half"):
        k = kernel(op, ins, out)
        return f"reduce_by_kernel<{k}{from_zero}>", f"scan_by_kernel<{k}>"
    scan = f"scan_in_order<{f}, {t}>"
    if mode == "pairwise" and kind == "complex":
        return f"reduce_pairwise_complex<{'float' if out == 'F' else 'double'}>", scan
    if mode == "pairwise":
        return f"reduce_pairwise<{t}>", scan
    if mode == "wide":
        return f"reduce_half<{f}>", scan
    if mode in ("any", "all"):
        return f"reduce_truth<{str(mode == 'all').lower()}>", scan
    if mode == "lanes" and kind == "real" and "numbers" in op.row and out != "e":
        return f"reduce_numbers<{f}, {t}>", scan
    if mode == "lanes" and out != "e":
        return f"reduce_in_lanes<{f}, {t}>", scan
    return f"reduce_in_order<{f}, {t}{from_zero}>", scan


def loop_code(op, loop):
    ins, out = loop.split("->")
    dtypes = [f"DType::{ENUM[c]}" for c in ins]
    dtypes += ["DType::b1"] * (3 - len(ins))
    reduce, scan = reduction(op, ins, out)
    how = f"{reduce}, {scan}, Grouping::{grouping(op, out)}"
    return f"    {{{{{', '.join(dtypes)}}}, DType::{ENUM[out]}, tile<{kernel(op, ins, out)}>,\n     {how}}},"


def op_code(op):
    keys = sorted({op.expression_key(loop.split("->")[0]) for loop in op.loops})
    lines = ["namespace {"]
    for key in keys:
        lines += functor_code(op, key)
    lines.append("}  // namespace")
    lines.append(f"extern const Loop loops_{op.name}[];")
    lines.append(f"const Loop loops_{op.name}[] = {{")
    lines += [loop_code(op, loop) for loop in op.loops]
    lines.append("};")
    return "\n".join(lines) + "\n"


def cast_type(char):
    return "boolean" if char == "?" else CTYPE[char]


def cast_code(char):
    name = f"casts_{ENUM[char]}"
    entries = ", ".join(f"cast<{cast_type(to)}, {cast_type(char)}>" for to in CHARS)
    return f"extern const LoopFn {name}[kDTypes];\nconst LoopFn {name}[kDTypes] = {{{entries}}};\n"


SCALARS = """// Generated by ops/generate.py.
#include "interp/elementary_inverse.h"
#include "interp/loops_cast.h"

namespace lnp::LNP_ISA {{
{functors}
extern "C" {{
{functions}
}}
}}  // namespace lnp::LNP_ISA
"""
SCALAR_CHARS = CHARS.translate({ord(c): None for c in "eFD"})


def own_scalar(op, k):
    """The function of one element that interp/elementary.h has."""
    return f"double scalar_{op.name}_{k}(double x) {{ return {op.row['elementary']}; }}"


def scalar_code(ops):
    """Functions of single elements, scalar_<op>_<loop> and cast_<from>_<to>: what a loop does, without the loop."""
    functors, functions = [], []
    for op in ops:
        loops = [(k, *loop.split("->")) for k, loop in enumerate(op.loops)]
        loops = [loop for loop in loops if set(loop[1] + loop[2]) <= set(SCALAR_CHARS)]
        keys = {op.expression_key(ins) for _, ins, _ in loops} - {"vector"}
        # Functions of two numbers are too long to gain from being parts of kernels.
        functions += [own_scalar(op, k) for k, ins, _ in loops if ins == "d" and "elementary" in op.row]
        functors += ["namespace {", *(line for key in sorted(keys) for line in functor_code(op, key)), "}"]
        for k, ins, out in loops:
            if (key := op.expression_key(ins)) == "vector":
                continue
            types = [(MOVED if key == "any" else CTYPE)[c] for c in (out, *ins)]
            params = ", ".join(f"{t} {x}" for t, x in zip(types[1:], "xyz"))
            call = f"{op.functor(key)}::f({', '.join('xyz'[: op.nin])})"
            functions.append(f"{types[0]} scalar_{op.name}_{k}({params}) {{ return static_cast<{types[0]}>({call}); }}")
    for a in SCALAR_CHARS:
        for b in SCALAR_CHARS:
            x = "boolean{x}" if a == "?" else "x"
            value = f"convert<{cast_type(b)}>({x})" + (".value" if b == "?" else "")
            functions.append(f"{CTYPE[b]} cast_{ENUM[a]}_{ENUM[b]}({CTYPE[a]} x) {{ return {value}; }}")
    return SCALARS.format(functors="\n".join(functors), functions="\n".join(functions))


UNIT = """// Generated by ops/generate.py.
#include "interp/loops_cast.h"
#include "interp/loops_reduce.h"
#include "interp/loops_vecmath.h"

namespace lnp::LNP_ISA {{
{body}
}}  // namespace lnp::LNP_ISA
"""


def op_weight(op):
    """About how long a loop takes to compile."""
    return len(op.loops) * {1: 1, 2: 3, 3: 7}[op.nin] * (2 if "reduce" in op.row else 1)


def balanced_units(ops, count):
    """Splits everything that is compiled into units of about the same weight."""
    pieces = [(op_weight(op), op_code(op)) for op in ops]
    pieces += [(len(CHARS), cast_code(char)) for char in CHARS]
    units = [[0, []] for _ in range(count)]
    for weight, code in sorted(pieces, key=lambda piece: -piece[0]):
        lightest = min(units, key=lambda unit: unit[0])
        lightest[0] += weight
        lightest[1].append(code)
    return [UNIT.format(body="\n".join(codes)) for _, codes in units]


def table_code(ops):
    lines = ["// Generated by ops/generate.py.", '#include "core/loops.h"', "", "namespace lnp::LNP_ISA {"]
    lines += [f"extern const Loop loops_{op.name}[];" for op in ops]
    lines += [f"extern const LoopFn casts_{ENUM[c]}[kDTypes];" for c in CHARS]
    lines.append("const OpInfo kOps[] = {")
    for op in ops:
        fp = op.row.get("fp", "none")
        flags = [str(bool(v)).lower() for v in (op.public, op.row.get("vector"))]
        lines.append(
            f'    {{"{op.name}", {op.nin}, FpRule::{fp}, {", ".join(flags)}, {len(op.loops)}, loops_{op.name}}},'
        )
    lines.append("};")
    lines.append("extern const LoopTable& table();")
    lines.append("const LoopTable& table() {")
    lines.append("  static const LoopTable kTable = [] {")
    lines.append("    LoopTable t{LNP_ISA_NAME, kOps, {}};")
    lines.append("    for (int to = 0; to < kDTypes; ++to) {")
    lines += [f"      t.cast[{i}][to] = casts_{ENUM[c]}[to];" for i, c in enumerate(CHARS)]
    lines.append("    }")
    lines.append("    return t;")
    lines.append("  }();")
    lines.append("  return kTable;")
    lines.append("}")
    lines.append("}  // namespace lnp::LNP_ISA")
    return "\n".join(lines) + "\n"


def c_string(text):
    return json.dumps(text) if text is not None else "nullptr"


def header_code(ops, multi):
    names = ",\n".join(f"  {op.name}" for op in ops)
    op_names = ",\n".join(f'    "{op.name}"' for op in ops)
    identities = ",\n".join(f"    {c_string(op.row.get('identity'))}" for op in ops)
    docs = ",\n".join(f"    {c_string(op.row.get('doc'))}" for op in ops)
    entries = []
    for op in multi:
        parts = ", ".join(f"Op::{part}" for part in op.parts)
        entries.append(f'    {{"{op.name}", {op.nin}, {{{parts}}}, {c_string(op.row.get("doc"))}}}')
    multi_ops = ",\n".join(entries)
    return f"""// Generated by ops/generate.py from ops/ufuncs.toml.
#pragma once
#include <cstdint>

namespace lnp {{

enum class Op : uint16_t {{
{names}
}};
inline constexpr int kOps = {len(ops)};

inline constexpr const char* kOpName[kOps] = {{
{op_names}}};

// Identities as Python literals ("0", "True", "-inf"); null: none.
inline constexpr const char* kOpIdentity[kOps] = {{
{identities}}};

inline constexpr const char* kOpDoc[kOps] = {{
{docs}}};

// Public ufuncs with two outputs, each computed by an op of its own.
struct MultiOp {{
  const char* name;
  uint8_t nin;
  Op parts[2];
  const char* doc;
}};
inline constexpr int kMultiOps = {len(multi)};
inline constexpr MultiOp kMultiOp[kMultiOps] = {{
{multi_ops}}};

}}  // namespace lnp
"""


def json_rows(ops):
    return {
        op.name: {
            "nin": op.nin,
            "nout": len(op.parts) or 1,
            "types": op.loops,
            "identity": op.row.get("identity"),
            "ulp": op.row.get("ulp", 1 if "vector" in op.row else 0.5),
            "fp": op.row.get("fp", "none"),
            "ufunc": op.public,
            "parts": op.parts,
            "doc": op.row.get("doc", ""),
        }
        for op in ops
    }


def write(path, text):
    """Writes only what has changed, so that a new row does not recompile every unit."""
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


def generate(table_path, out, units):
    table = tomllib.loads(table_path.read_text())
    rows = [Op(name, row, table) for name, row in table.items()]
    ops = [op for op in rows if not op.parts]
    multi = [op for op in rows if op.parts]
    out.mkdir(parents=True, exist_ok=True)
    write(out / "ops_gen.h", header_code(ops, multi))
    write(out / "loops_gen_table.cpp", table_code(ops))
    for k, text in enumerate(balanced_units(ops, units)):
        write(out / f"loops_gen_{k}.cpp", text)
    write(out / "scalars_gen.cpp", scalar_code(ops))
    write(out / "ops.json", json.dumps(json_rows(rows), indent=1) + "\n")


def main():
    here = Path(__file__).resolve().parent
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--table", type=Path, default=here / "ufuncs.toml")
    parser.add_argument("--units", type=int, default=8)
    args = parser.parse_args()
    generate(args.table, args.out, args.units)


if __name__ == "__main__":
    main()
