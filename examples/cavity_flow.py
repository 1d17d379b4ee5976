"""Flow in a square cavity whose lid moves.

The incompressible Navier-Stokes equations on [0, 2] x [0, 2], discretised like the channel flow:
upwind advection, central diffusion, a pressure Poisson equation relaxed by Jacobi sweeps. The lid
(the last row) moves with speed 1, the other walls stand still.
"""

import argparse

import legate.numpy as np

RHO = 1.0  # density
NU = 0.1  # kinematic viscosity


def pressure_source(u, v, dt, dx, dy):
    """Right-hand side of the pressure equation: the divergence to be removed."""
    u_x = (u[1:-1, 2:] - u[1:-1, :-2]) / (2 * dx)
    u_y = (u[2:, 1:-1] - u[:-2, 1:-1]) / (2 * dy)
    v_x = (v[1:-1, 2:] - v[1:-1, :-2]) / (2 * dx)
    v_y = (v[2:, 1:-1] - v[:-2, 1:-1]) / (2 * dy)
    return RHO * ((u_x + v_y) / dt - u_x**2 - 2 * u_y * v_x - v_y**2)


def relax_pressure(p, source, dx, dy, sweeps):
    """Jacobi sweeps of the five-point Poisson equation, in place."""
    for _ in range(sweeps):
        pn = p.copy()
        p[1:-1, 1:-1] = (
            (pn[1:-1, 2:] + pn[1:-1, :-2]) * dy**2 + (pn[2:, 1:-1] + pn[:-2, 1:-1]) * dx**2 - source * dx**2 * dy**2
        ) / (2 * (dx**2 + dy**2))
        p[:, -1] = p[:, -2]
        p[:, 0] = p[:, 1]
        p[0, :] = p[1, :]
        p[-1, :] = 0  # the lid is open to the outside pressure


def transport(c, u, v, dt, dx, dy):
    """What advection by (u, v) and diffusion add to the interior of c in one step."""
    centre, west, east, south, north = c[1:-1, 1:-1], c[1:-1, :-2], c[1:-1, 2:], c[:-2, 1:-1], c[2:, 1:-1]
    advection = u[1:-1, 1:-1] * (centre - west) / dx + v[1:-1, 1:-1] * (centre - south) / dy
    diffusion = (east - 2 * centre + west) / dx**2 + (north - 2 * centre + south) / dy**2
    return dt * (NU * diffusion - advection)


def run(nx=41, ny=41, dt=0.001, steps=200, sweeps=50):
    dx = 2 / (nx - 1)
    dy = 2 / (ny - 1)
    u = np.zeros((ny, nx))
    v = np.zeros((ny, nx))
    p = np.zeros((ny, nx))
    u[-1, :] = 1

    for _ in range(steps):
        relax_pressure(p, pressure_source(u, v, dt, dx, dy), dx, dy, sweeps)
        un = u.copy()
        vn = v.copy()
        # The slices leave the walls and the lid as they are.
        u[1:-1, 1:-1] += transport(un, un, vn, dt, dx, dy) - dt / (2 * RHO * dx) * (p[1:-1, 2:] - p[1:-1, :-2])
        v[1:-1, 1:-1] += transport(vn, un, vn, dt, dx, dy) - dt / (2 * RHO * dy) * (p[2:, 1:-1] - p[:-2, 1:-1])
    return {"u": u, "v": v, "p": p, "kinetic_energy": 0.5 * RHO * np.sum(u**2 + v**2) * dx * dy}


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--nx", type=int, default=41)
    parser.add_argument("--ny", type=int, default=41)
    parser.add_argument("--dt", type=float, default=0.001, help="time step; finer grids need less")
    parser.add_argument("--steps", type=int, default=200)
    args = parser.parse_args(argv)
    result = run(args.nx, args.ny, args.dt, args.steps)
    print(f"{args.nx} x {args.ny}, {args.steps} steps: kinetic energy {result['kinetic_energy']:.9f}")
    print(f"u between {result['u'].min():.6f} and {result['u'].max():.6f}")
    print(f"v between {result['v'].min():.6f} and {result['v'].max():.6f}")
    return result


if __name__ == "__main__":
    main()
