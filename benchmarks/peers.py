"""Other libraries on the same cases, where they are installed and can do them.

`expression` cases are one formula of the names in `setup`, or a call of a function there, which libraries get whole.
`statements` cases are the same for libraries that run one operation after the other.
`relaxation` cases are the pressure sweeps of the channel flow, written out for each library.
A library that is missing, or fails on a case, is left out of it.
"""

import functools
import importlib
import importlib.util
import os
import sys
import types

import numpy
import timing


def timed_call(call):
    """A contender whose statement is a call without arguments that waits for its result."""
    contender = types.SimpleNamespace(timed=timing.compiled({"call": call}, "_kept = call()"))
    contender.timed(1)  # compiles, and shows whether it works
    return contender


def named(job, np):
    """The names that the case sets up, in a module that is as NumPy."""
    names = {"np": np, "load": lambda name: None}
    exec(job["setup"], names)
    return names


def arrays(job):
    names = named(job, numpy)
    return {name: value for name, value in names.items() if isinstance(value, numpy.ndarray)}, names


def function(job, np, values, wrap=lambda f: f):
    """The case's code as a function of its arrays; functions that it calls are wrapped."""
    names = named(job, np)
    names |= {name: wrap(value) for name, value in names.items() if isinstance(value, types.FunctionType)}
    exec(f"def formula({', '.join(values)}):\n    return {job['code']}", names)
    return names["formula"]


class Text:
    """A value that writes down how it is computed, as numexpr reads it; as `np` it writes calls."""

    def __init__(self, text):
        self.text = text

    def __getattr__(self, name):
        prefix = [self] if self.text else []
        return lambda *args: Text(f"{name}({', '.join(map(str, [*prefix, *args]))})")

    def __str__(self):
        return self.text

    def __neg__(self):
        return Text(f"(-{self})")


def _operator(form):
    return lambda a, b: Text(form.format(a, b))


for _name, _sign in {"add": "+", "sub": "-", "mul": "*", "truediv": "/", "pow": "**"}.items():
    setattr(Text, f"__{_name}__", _operator(f"({{0}} {_sign} {{1}})"))
    setattr(Text, f"__r{_name}__", _operator(f"({{1}} {_sign} {{0}})"))
Text.__gt__ = _operator("({0} > {1})")


def expression_numexpr(job):
    evaluate = importlib.import_module("numexpr").evaluate
    values, names = arrays(job)
    names |= {"np": Text("")}  # for the functions among them, too
    results = eval(job["code"], names, {name: Text(name) for name in values})
    results = [str(result) for result in (results if isinstance(results, tuple) else [results])]

    def call():
        known = dict(values)
        for k, text in enumerate(texts):
            known[f"_{k}"] = evaluate(text, known)
        return known

    # A result may be used for those after it.
    texts = []
    for text in results:
        for k in reversed(range(len(texts))):
            text = text.replace(results[k], f"_{k}")
        texts.append(text)
    return timed_call(call)


def expression_numba(job):
    numba = importlib.import_module("numba")
    parallel = len(os.sched_getaffinity(0)) > 1
    values, _ = arrays(job)
    inlined = functools.partial(numba.njit, inline="always")
    formula = numba.njit(function(job, numpy, values, inlined), parallel=parallel)
    return timed_call(lambda: formula(*values.values()))


def on_jax(values):
    jax = importlib.import_module("jax")
    jax.config.update("jax_enable_x64", True)
    return jax, [jax.numpy.asarray(value) for value in values.values()]


def expression_jax(job):
    values, _ = arrays(job)
    jax, moved = on_jax(values)
    formula = jax.jit(function(job, jax.numpy, values))
    return timed_call(lambda: jax.block_until_ready(formula(*moved)))


def statements_jax(job):
    """Each statement by itself, as it comes."""
    values, _ = arrays(job)
    jax, moved = on_jax(values)
    formula = function(job, jax.numpy, values)
    return timed_call(lambda: jax.block_until_ready(formula(*moved)))


def statements_torch(job):
    torch = importlib.import_module("torch")
    values, _ = arrays(job)
    formula = function(job, torch, values)
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

    @numba.njit(parallel=len(os.sched_getaffinity(0)) > 1)
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
        "torch": statements_torch,
        "cupynumeric": same_code_cupynumeric,
    },
    "statements": {
        "jax, eager": statements_jax,
        "torch": statements_torch,
        "cupynumeric": same_code_cupynumeric,
    },
    "relaxation": {
        "numexpr": relaxation_numexpr,
        "numba": relaxation_numba,
        "jax": relaxation_jax,
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
