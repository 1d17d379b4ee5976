"""Other libraries on the same cases, where they are installed and can do them.

`expression` cases are one formula of the names in `setup`, or a call of a function there, which libraries get whole.
`statements` cases are the same for libraries that run one operation after the other.
`relaxation` cases are the pressure sweeps of the channel flow, `channel_flow` is all of it.
A library that is missing, or fails on a case, is left out of it.
"""

import functools
import importlib
import importlib.util
import sys

import peer_flow
import peer_formulas
import timing


def same_code_cupynumeric(job):
    """cuPyNumeric takes the case as it stands."""
    fence = importlib.import_module("legate.core").get_legate_runtime().issue_execution_fence
    sync = functools.partial(fence, block=True)
    return timing.Contender("cupynumeric", job["setup"], job["code"], job["kind"], sync)


PEERS = {
    "expression": {
        "numexpr": peer_formulas.expression_numexpr,
        "numba": peer_formulas.expression_numba,
        "jax": peer_formulas.expression_jax,
        "torch": peer_formulas.statements_torch,
        "cupynumeric": same_code_cupynumeric,
    },
    "statements": {
        "jax, eager": peer_formulas.statements_jax,
        "torch": peer_formulas.statements_torch,
        "cupynumeric": same_code_cupynumeric,
    },
    "relaxation": {
        "numexpr": peer_flow.relaxation_numexpr,
        "numba": peer_flow.relaxation_numba,
        "jax": peer_flow.relaxation_jax,
        "cupynumeric": same_code_cupynumeric,
    },
    "channel_flow": {
        "numexpr": peer_flow.program_numexpr,
        "jax": peer_flow.program_jax,
        "cupynumeric": same_code_cupynumeric,
    },
}


def installed(name):
    return importlib.util.find_spec(name.partition(",")[0]) is not None


def contenders(job):
    found = {}
    for name, make in PEERS[job["peers"]].items():
        if not installed(name):
            continue
        try:
            found[name] = make(job)
        except Exception as error:
            print(f"{name} is left out of {job['name']}: {type(error).__name__}: {error}", file=sys.stderr)
    return found
