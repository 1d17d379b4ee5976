"""The channel flow of examples/ in other libraries: its pressure sweeps alone, and the whole program.

All of them get the same formulas, in terms of a field's value and its four neighbours: uc, ue, uw, un, us.
"""

import importlib
import types

import numpy
from peer_formulas import arrays, on_jax, timed_call, worth_threads

RHO, NU, FORCE, SWEEPS = 1.0, 0.1, 1.0, 50  # as in the example

# Columns that a formula writes, and those to the east and west of them: the channel repeats.
REGIONS = [(slice(1, -1), slice(2, None), slice(None, -2)), (-1, 0, -2), (0, 1, -1)]


def relaxed(dx, dy):
    weight = 2 * (dx**2 + dy**2)
    return f"((pe + pw) * {dy**2} + (pn + ps) * {dx**2}) / {weight} - {dx**2 * dy**2 / weight} * b"


def formulas(dx, dy, dt):
    ux, vx = (f"(({field}e - {field}w) / {2 * dx})" for field in "uv")
    uy, vy = (f"(({field}n - {field}s) / {2 * dy})" for field in "uv")

    def changed(c, force, pressure, h):
        return (
            f"{force} + {c}c - uc * {dt / dx} * ({c}c - {c}w) - vc * {dt / dy} * ({c}c - {c}s)"
            f" - {dt / (2 * RHO * h)} * {pressure}"
            f" + {NU} * ({dt / dx**2} * ({c}e - 2 * {c}c + {c}w) + {dt / dy**2} * ({c}n - 2 * {c}c + {c}s))"
        )

    return types.SimpleNamespace(
        source=f"{RHO} * ({1 / dt} * ({ux} + {vy}) - {ux}**2 - 2 * ({uy} * {vx}) - {vy}**2)",
        relaxed=relaxed(dx, dy),
        u=changed("u", FORCE * dt, "(pe - pw)", dx),
        v=changed("v", 0.0, "(pn - ps)", dy),
    )


def around(name, c, at, east, west):
    """A field's values in some columns of the interior, and their neighbours."""
    places = {"c": c[1:-1, at], "e": c[1:-1, east], "w": c[1:-1, west], "n": c[2:, at], "s": c[:-2, at]}
    return {name + place: values for place, values in places.items()}


def relax_numexpr(evaluate, formula, p, b, sweeps):
    for _ in range(sweeps):
        pn = p.copy()
        for at, east, west in REGIONS:
            evaluate(formula, around("p", pn, at, east, west) | {"b": b[1:-1, at]}, {}, out=p[1:-1, at])
        p[-1] = p[-2]
        p[0] = p[1]


def relaxation_numexpr(job):
    evaluate = importlib.import_module("numexpr").evaluate
    values, names = arrays(job)
    formula = relaxed(names["dx"], names["dx"])
    return timed_call(lambda: relax_numexpr(evaluate, formula, values["p"], values["b"], 10))


def relaxation_numba(job):
    numba = importlib.import_module("numba")
    values, names = arrays(job)
    h2 = names["dx"] ** 2

    @numba.njit(parallel=worth_threads(values))
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
        return p

    return timed_call(sweeps)


def around_jax(jnp, name, c):
    """The same for the whole interior; rolling makes the columns at both ends neighbours."""
    east, west = jnp.roll(c, -1, axis=1)[1:-1], jnp.roll(c, 1, axis=1)[1:-1]
    return {name + "c": c[1:-1], name + "e": east, name + "w": west, name + "n": c[2:], name + "s": c[:-2]}


def relax_jax(jax, formula, p, b, sweeps):
    def sweep(_, p):
        inner = eval(formula, around_jax(jax.numpy, "p", p) | {"b": b})
        return jax.numpy.concatenate((inner[:1], inner, inner[-1:]))

    return jax.lax.fori_loop(0, sweeps, sweep, p)


def relaxation_jax(job):
    values, names = arrays(job)
    jax, (p, b) = on_jax({"p": values["p"], "b": values["b"][1:-1]})
    formula = relaxed(names["dx"], names["dx"])
    relax = jax.jit(lambda p, b: relax_jax(jax, formula, p, b, 10))
    return timed_call(lambda: relax(p, b).block_until_ready())


def run(job, make):
    """Steps until u hardly changes, as the example does: `make` gives a function of (u, v, p) that makes one."""
    args = {"dt": 0.01, "max_steps": 1000, "tolerance": 0.001} | job["args"]
    dx, dy = 2 / (args["nx"] - 1), 2 / (args["ny"] - 1)
    step = make(formulas(dx, dy, args["dt"]))
    zeros = numpy.zeros((args["ny"], args["nx"]))

    def whole():
        u, v, p = zeros.copy(), zeros.copy(), zeros.copy()
        change, steps = 1.0, 0
        while change > args["tolerance"] and steps < args["max_steps"]:
            u, v, p, change = step(u, v, p)
            steps += 1
        return steps, u

    return timed_call(whole)


def program_numexpr(job):
    evaluate = importlib.import_module("numexpr").evaluate

    def make(formula):
        def step(u, v, p):
            un, vn, b = u.copy(), v.copy(), numpy.empty_like(u)
            for region in REGIONS:
                evaluate(
                    formula.source, around("u", un, *region) | around("v", vn, *region), {}, out=b[1:-1, region[0]]
                )
            relax_numexpr(evaluate, formula.relaxed, p, b, SWEEPS)
            for region in REGIONS:
                names = around("u", un, *region) | around("v", vn, *region) | around("p", p, *region)
                evaluate(formula.u, names, {}, out=u[1:-1, region[0]])
                evaluate(formula.v, names, {}, out=v[1:-1, region[0]])
            return u, v, p, (u.sum() - un.sum()) / u.sum()

        return step

    return run(job, make)


def program_jax(job):
    jax, _ = on_jax({})
    jnp = jax.numpy

    def make(formula):
        @jax.jit
        def step(u, v, p):
            names = around_jax(jnp, "u", u) | around_jax(jnp, "v", v)
            p = relax_jax(jax, formula.relaxed, p, eval(formula.source, names), SWEEPS)
            names |= around_jax(jnp, "p", p)
            new, v = (jnp.pad(eval(text, names), ((1, 1), (0, 0))) for text in (formula.u, formula.v))
            return new, v, p, (new.sum() - u.sum()) / new.sum()

        return step

    return run(job, make)
