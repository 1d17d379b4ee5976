"""Flow through a channel, driven by a constant force and periodic along its axis.

The incompressible Navier-Stokes equations on [0, 2] x [0, 2]: upwind advection, central
diffusion, and in every step a pressure Poisson equation relaxed by Jacobi sweeps. Columns 0
and -1 are neighbours (the channel repeats), rows 0 and -1 are walls without slip.
The run ends when one step changes the total of u by a thousandth of it or less.
"""

import argparse
import time

import legate.numpy as np

RHO = 1.0  # density
NU = 0.1  # kinematic viscosity
FORCE = 1.0  # body force along the channel
SWEEPS = 50  # Jacobi sweeps of the pressure in each step


def pressure_source(u, v, dt, dx, dy):
    """Right-hand side of the pressure equation: the divergence to be removed."""

    def source(u_e, u_w, u_n, u_s, v_e, v_w, v_n, v_s):
        u_x = (u_e - u_w) / (2 * dx)
        u_y = (u_n - u_s) / (2 * dy)
        v_x = (v_e - v_w) / (2 * dx)
        v_y = (v_n - v_s) / (2 * dy)
        return RHO * (1 / dt * (u_x + v_y) - u_x**2 - 2 * (u_y * v_x) - v_y**2)

    b = np.zeros_like(u)
    b[1:-1, 1:-1] = source(
        u[1:-1, 2:], u[1:-1, :-2], u[2:, 1:-1], u[:-2, 1:-1],
        v[1:-1, 2:], v[1:-1, :-2], v[2:, 1:-1], v[:-2, 1:-1],
    )  # fmt: skip
    b[1:-1, -1] = source(
        u[1:-1, 0], u[1:-1, -2], u[2:, -1], u[:-2, -1],
        v[1:-1, 0], v[1:-1, -2], v[2:, -1], v[:-2, -1],
    )  # fmt: skip
    b[1:-1, 0] = source(
        u[1:-1, 1], u[1:-1, -1], u[2:, 0], u[:-2, 0],
        v[1:-1, 1], v[1:-1, -1], v[2:, 0], v[:-2, 0],
    )  # fmt: skip
    return b


def relax_pressure(p, b, dx, dy, sweeps=SWEEPS):
    """Jacobi sweeps of the five-point Poisson equation, in place."""

    def relaxed(east, west, north, south, b):
        weight = 2 * (dx**2 + dy**2)
        return ((east + west) * dy**2 + (north + south) * dx**2) / weight - dx**2 * dy**2 / weight * b

    for _ in range(sweeps):
        pn = p.copy()
        p[1:-1, 1:-1] = relaxed(pn[1:-1, 2:], pn[1:-1, :-2], pn[2:, 1:-1], pn[:-2, 1:-1], b[1:-1, 1:-1])
        p[1:-1, -1] = relaxed(pn[1:-1, 0], pn[1:-1, -2], pn[2:, -1], pn[:-2, -1], b[1:-1, -1])
        p[1:-1, 0] = relaxed(pn[1:-1, 1], pn[1:-1, -1], pn[2:, 0], pn[:-2, 0], b[1:-1, 0])
        # No pressure gradient across the walls.
        p[-1, :] = p[-2, :]
        p[0, :] = p[1, :]
    return p


def advance(u, v, un, vn, p, dt, dx, dy):
    """Write the velocities one time step after un, vn into u, v."""

    def changed(c, west, east, south, north, u, v, p_difference, h):
        return (
            c
            - u * dt / dx * (c - west)
            - v * dt / dy * (c - south)
            - dt / (2 * RHO * h) * p_difference
            + NU * (dt / dx**2 * (east - 2 * c + west) + dt / dy**2 * (north - 2 * c + south))
        )

    # The interior, then the last and the first column, which see each other.
    u_c, v_c = un[1:-1, 1:-1], vn[1:-1, 1:-1]
    u[1:-1, 1:-1] = FORCE * dt + changed(
        u_c, un[1:-1, :-2], un[1:-1, 2:], un[:-2, 1:-1], un[2:, 1:-1],
        u_c, v_c, p[1:-1, 2:] - p[1:-1, :-2], dx,
    )  # fmt: skip
    v[1:-1, 1:-1] = changed(
        v_c, vn[1:-1, :-2], vn[1:-1, 2:], vn[:-2, 1:-1], vn[2:, 1:-1],
        u_c, v_c, p[2:, 1:-1] - p[:-2, 1:-1], dy,
    )  # fmt: skip

    u_c, v_c = un[1:-1, -1], vn[1:-1, -1]
    u[1:-1, -1] = FORCE * dt + changed(
        u_c, un[1:-1, -2], un[1:-1, 0], un[:-2, -1], un[2:, -1],
        u_c, v_c, p[1:-1, 0] - p[1:-1, -2], dx,
    )  # fmt: skip
    v[1:-1, -1] = changed(
        v_c, vn[1:-1, -2], vn[1:-1, 0], vn[:-2, -1], vn[2:, -1],
        u_c, v_c, p[2:, -1] - p[:-2, -1], dy,
    )  # fmt: skip

    u_c, v_c = un[1:-1, 0], vn[1:-1, 0]
    u[1:-1, 0] = FORCE * dt + changed(
        u_c, un[1:-1, -1], un[1:-1, 1], un[:-2, 0], un[2:, 0],
        u_c, v_c, p[1:-1, 1] - p[1:-1, -1], dx,
    )  # fmt: skip
    v[1:-1, 0] = changed(
        v_c, vn[1:-1, -1], vn[1:-1, 1], vn[:-2, 0], vn[2:, 0],
        u_c, v_c, p[2:, 0] - p[:-2, 0], dy,
    )  # fmt: skip

    u[0, :] = 0
    u[-1, :] = 0
    v[0, :] = 0
    v[-1, :] = 0


def run(nx=41, ny=41, dt=0.01, max_steps=1000, tolerance=0.001):
    dx = 2 / (nx - 1)
    dy = 2 / (ny - 1)
    u = np.zeros((ny, nx))
    v = np.zeros((ny, nx))
    p = np.zeros((ny, nx))

    steps = 0
    change = 1.0
    while change > tolerance and steps < max_steps:
        un = u.copy()
        vn = v.copy()
        b = pressure_source(un, vn, dt, dx, dy)
        relax_pressure(p, b, dx, dy)
        advance(u, v, un, vn, p, dt, dx, dy)
        change = (np.sum(u) - np.sum(un)) / np.sum(u)
        steps += 1
    return {"steps": steps, "change": change, "sum_u": np.sum(u), "u": u, "v": v, "p": p}


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--nx", type=int, default=41, help="points along the channel")
    parser.add_argument("--ny", type=int, default=41, help="points across it")
    parser.add_argument("--dt", type=float, default=0.01, help="time step; finer grids need less")
    parser.add_argument("--max-steps", type=int, default=1000)
    args = parser.parse_args(argv)
    start = time.perf_counter()
    result = run(args.nx, args.ny, args.dt, args.max_steps)
    seconds = time.perf_counter() - start
    print(f"{args.nx} x {args.ny}: {result['steps']} steps, last change {result['change']:.6f}")
    print(f"sum of u {result['sum_u']:.12f}, largest u {result['u'].max():.6f}")
    print(f"{seconds:.3f} seconds")
    return result


if __name__ == "__main__":
    main()
