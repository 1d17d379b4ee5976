"""The op table agrees with NumPy's ufuncs, and one row is all that a new operation needs."""

import ast
import ctypes
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
GENERATE = ROOT / "ops" / "generate.py"
NATIVE = set("?bBhHiIlLefdFD")
# Ufuncs that are no loops over elements, or only over dates.
NOT_IN_TABLE = {"matmul", "matvec", "vecdot", "vecmat", "isnat"}


def generate(out, *args):
    subprocess.run([sys.executable, GENERATE, "--out", out, *args], check=True)
    return json.loads((out / "ops.json").read_text())


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    return generate(tmp_path_factory.mktemp("ops"))


def numpy_ufuncs():
    found = {name: getattr(np, name) for name in dir(np)}
    return {name: u for name, u in found.items() if isinstance(u, np.ufunc) and u.__name__ == name}


def native_types(ufunc):
    """NumPy's loops over native types, 'q' and 'Q' being 'l' and 'L', each once."""
    folded = [t.replace("q", "l").replace("Q", "L") for t in ufunc.types]
    return list(dict.fromkeys(t for t in folded if set(t) - {"-", ">"} <= NATIVE))


def test_every_ufunc_has_a_row(rows):
    ours = {name for name, row in rows.items() if row["ufunc"]}
    assert ours == set(numpy_ufuncs()) - NOT_IN_TABLE


@pytest.mark.parametrize("name", sorted(set(numpy_ufuncs()) - NOT_IN_TABLE))
def test_row_is_numpys(rows, name):
    row, ufunc = rows[name], getattr(np, name)
    assert row["types"] == native_types(ufunc)
    assert (row["nin"], row["nout"]) == (ufunc.nin, ufunc.nout)
    identity = row["identity"]
    value = float("-inf") if identity == "-inf" else identity and ast.literal_eval(identity)
    assert value == ufunc.identity and type(value) is type(ufunc.identity)


def test_parts_are_rows(rows):
    for name, row in rows.items():
        assert len(row["parts"]) in (0, row["nout"]), name
        for part in row["parts"]:
            assert not rows[part]["parts"] and rows[part]["nin"] == row["nin"]


def test_public_rows_are_documented(rows):
    assert not [name for name, row in rows.items() if row["ufunc"] and not row["doc"]]


DUMMY_ROW = """
[twice_and_y]
types = ["ld"]
sig = "xx->x"
number = "x + x + y"
"""

# Calls the one loop table, of which the units are compiled for this instruction set only.
CALLER = """
#include "core/loops.h"
#include "ops_gen.h"
namespace lnp::isa_base { const LoopTable& table(); }
extern "C" void call(int loop, double* out, double* x, double* y, long n, double* sum) {
  const lnp::Loop& l = lnp::isa_base::table().ops[static_cast<int>(lnp::Op::twice_and_y)].loops[loop];
  char* px = reinterpret_cast<char*>(x);
  l.fn({{reinterpret_cast<char*>(out), px, reinterpret_cast<char*>(y)}, {8, 8, 8}, {}, n, 1});
  l.reduce(reinterpret_cast<char*>(sum), px, n, 8);
}
"""


@pytest.mark.skipif(not shutil.which(os.environ.get("CXX", "g++")), reason="needs a C++ compiler")
def test_a_new_row_is_enough(tmp_path):
    (tmp_path / "table.toml").write_text(DUMMY_ROW)
    rows = generate(tmp_path, "--table", tmp_path / "table.toml", "--units", "1")
    assert rows["twice_and_y"]["types"] == ["ll->l", "dd->d"]
    (tmp_path / "caller.cpp").write_text(CALLER)
    library = tmp_path / "loops.so"
    sources = [tmp_path / name for name in ("caller.cpp", "loops_gen_0.cpp", "loops_gen_table.cpp")]
    flags = ["-std=c++20", "-O1", "-fwrapv", "-fno-math-errno", "-march=x86-64-v2", "-w", "-shared", "-fPIC"]
    defines = ["-DLNP_ISA=isa_base", "-DLNP_ISA_LEVEL=0", '-DLNP_ISA_NAME="base"']
    compiler = os.environ.get("CXX", "g++")
    subprocess.run(
        [compiler, *flags, *defines, f"-I{ROOT / 'src'}", f"-I{tmp_path}", *sources, "-o", library], check=True
    )
    call = ctypes.CDLL(str(library)).call
    for loop, dtype in enumerate((np.int64, np.float64)):
        x, y = np.arange(10, dtype=dtype), np.arange(10, dtype=dtype) * 100
        out, total = np.zeros(10, dtype), np.zeros(1, dtype)
        pointers = [ctypes.c_void_p(a.ctypes.data) for a in (out, x, y, total)]
        call(loop, *pointers[:3], ctypes.c_long(10), pointers[3])
        assert (out == x + x + y).all()
        expected = x[0]
        for value in x[1:]:
            expected = expected + expected + value
        assert total[0] == expected
