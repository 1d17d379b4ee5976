"""Other libraries on the same cases, where they are installed and can do them.

`expression` cases are one formula of the names in `setup`: each library gets the formula itself.
`relaxation` cases are the pressure sweeps of the channel flow, written out for each library.
A library that is missing, or fails on a case, is left out of it.
"""

import functools
import importlib
import importlib.util
import sys
import types

import numpy
import timing


def timed_call(call):
    """A contender whose statement is a call without arguments that waits for its result."""
    contender = types.SimpleNamespace(timed=timing.compiled({"call": call}, "_kept = call()"))
    contender.timed(1)  # compiles, and shows whether it works
    return contender


def arrays(job):
    names = {"np": numpy, "load": lambda name: None}
    exec(job["setup"], names)
    return {name: value for name, value in names.items() if isinstance(value, numpy.ndarray)}, names


def expression_numexpr(job):
    numexpr = importlib.import_module("numexpr")
    values, _ = arrays(job)
    code = job["code"].replace("np.", "")
    if code.endswith(".sum()"):
        code = f"sum({code.removesuffix('.sum()')})"
    return timed_call(lambda: numexpr.evaluate(code, values))


def expression_function(job, np, names):
    scope = {"np": np}
    exec(f"def formula({', '.join(names)}):\n    return {job['code']}", scope)
    return scope["formula"]


def expression_numba(job):
    numba = importlib.import_module("numba")
    values, _ = arrays(job)
    formula = numba.njit(parallel=True)(expression_function(job, numpy, values))
    return timed_call(lambda: formula(*values.values()))


def expression_jax(job):
    jax = importlib.import_module("jax")
    jax.config.update("jax_enable_x64", True)
    values, _ = arrays(job)
    formula = jax.jit(expression_function(job, jax.numpy, values))
    moved = [jax.numpy.asarray(value) for value in values.values()]
    return timed_call(lambda: formula(*moved).block_until_ready())


def expression_torch(job):
    torch = importlib.import_module("torch")
    values, _ = arrays(job)
    formula = expression_function(job, torch, values)
    moved = [torch.from_numpy(value) for value in values.values()]
    return timed_call(lambda: formula(*moved))


def relaxation_numexpr(job):
    evaluate = importlib.import_module("numexpr").evaluate
    values, names = arrays(job)
    p, b = values["p"], values["b"]
    h2 = names["dx"] ** 2
    formula = "((e + w) * h2 + (n + s) * h2) / (4 * h2) - h2 * h2 / (4 * h2) * b"

    def relax(out, e, w, n, s, b):
        evaluate(formula, {"e": e, "w": w, "n": n, "s": s, "b": b, "h2": h2}, {}, out=out)

    def sweeps():
        for _ in range(10):
            pn = p.copy()
            relax(p[1:-1, 1:-1], pn[1:-1, 2:], pn[1:-1, :-2], pn[2:, 1:-1], pn[:-2, 1:-1], b[1:-1, 1:-1])
            relax(p[1:-1, -1], pn[1:-1, 0], pn[1:-1, -2], pn[2:, -1], pn[:-2, -1], b[1:-1, -1])
            relax(p[1:-1, 0], pn[1:-1, 1], pn[1:-1, -1], pn[2:, 0], pn[:-2, 0], b[1:-1, 0])
            p[-1] = p[-2]
            p[0] = p[1]

    return timed_call(sweeps)


def relaxation_numba(job):
    numba = importlib.import_module("numba")
    values, names = arrays(job)
    h2 = names["dx"] ** 2

    @numba.njit(parallel=True)
    def sweep(p, pn, b):
        ny, nx = p.shape
        for y in numba.prange(1, ny - 1):
            for x in range(1, nx - 1):
                around = (pn[y, x + 1] + pn[y, x - 1]) * h2 + (pn[y + 1, x] + pn[y - 1, x]) * h2
                p[y, x] = around / (4 * h2) - h2 * h2 / (4 * h2) * b[y, x]
            # The columns at both ends are neighbours.
            around = (pn[y, 0] + pn[y, nx - 2]) * h2 + (pn[y + 1, nx - 1] + pn[y - 1, nx - 1]) * h2
            p[y, nx - 1] = around / (4 * h2) - h2 * h2 / (4 * h2) * b[y, nx - 1]
            around = (pn[y, 1] + pn[y, nx - 1]) * h2 + (pn[y + 1, 0] + pn[y - 1, 0]) * h2
            p[y, 0] = around / (4 * h2) - h2 * h2 / (4 * h2) * b[y, 0]
        p[ny - 1] = p[ny - 2]
        p[0] = p[1]

    def sweeps():
        p, pn = values["p"], values["p"].copy()
        for _ in range(10):
            sweep(pn, p, values["b"])
            p, pn = pn, p

    return timed_call(sweeps)


def relaxation_jax(job):
    jax = importlib.import_module("jax")
    jax.config.update("jax_enable_x64", True)
    jnp = jax.numpy
    values, names = arrays(job)
    h2 = names["dx"] ** 2

    def sweep(_, state):
        p, b = state
        # Rolling makes the columns at both ends neighbours; the walls are copied afterwards.
        across = jnp.roll(p, -1, axis=1) + jnp.roll(p, 1, axis=1)
        inner = (across[1:-1] * h2 + (p[2:] + p[:-2]) * h2) / (4 * h2) - h2 * h2 / (4 * h2) * b[1:-1]
        return jnp.concatenate((inner[:1], inner, inner[-1:])), b

    relax = jax.jit(lambda p, b: jax.lax.fori_loop(0, 10, sweep, (p, b))[0])
    p, b = jnp.asarray(values["p"]), jnp.asarray(values["b"])
    return timed_call(lambda: relax(p, b).block_until_ready())


def same_code_cupynumeric(job):
    """cuPyNumeric takes the case as it stands."""
    fence = importlib.import_module("legate.core").get_legate_runtime().issue_execution_fence
    sync = functools.partial(fence, block=True)
    return timing.Contender("cupynumeric", job["setup"], job["code"], job["kind"], sync)


PEERS = {
    "expression": {
        "numexpr": expression_numexpr,
        "numba": expression_numba,
        "jax": expression_jax,
        "torch": expression_torch,
        "cupynumeric": same_code_cupynumeric,
    },
    "relaxation": {
        "numexpr": relaxation_numexpr,
        "numba": relaxation_numba,
        "jax": relaxation_jax,
        "cupynumeric": same_code_cupynumeric,
    },
}


def installed():
    names = {name for group in PEERS.values() for name in group}
    return sorted(name for name in names if importlib.util.find_spec(name))


def contenders(job):
    found = {}
    for name, make in PEERS[job["peers"]].items():
        if name not in installed():
            continue
        try:
            found[name] = make(job)
        except Exception as error:
            print(f"{name} is left out of {job['name']}: {type(error).__name__}: {error}", file=sys.stderr)
    return found
