"""Formulas in other libraries: whole, where they compile or evaluate them, or statement by statement."""

import functools
import importlib
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


def worth_threads(values):
    """Where numba is asked for parallel loops, which it also fuses more of: on small arrays they take longer."""
    return any(value.size > 100_000 for value in values.values())


def expression_numba(job):
    numba = importlib.import_module("numba")
    values, _ = arrays(job)
    inlined = functools.partial(numba.njit, inline="always")
    formula = numba.njit(function(job, numpy, values, inlined), parallel=worth_threads(values))
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
