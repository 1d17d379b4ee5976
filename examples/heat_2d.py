"""Heat spreading in a square plate whose edges are kept at zero.

Explicit Euler steps of the five-point heat equation, started from sin(pi x) sin(pi y), whose
exact solution is known: it only shrinks, by exp(-2 pi^2 t).
"""

import argparse

import legate.numpy as np


def run(n=101, steps=1000):
    h = 1 / (n - 1)
    dt = 0.2 * h**2  # stable below h^2 / 4
    x = np.linspace(0, 1, n)
    start = np.sin(np.pi * x)[:, np.newaxis] * np.sin(np.pi * x)
    t = start.copy()

    for _ in range(steps):
        laplacian = (t[1:-1, 2:] + t[1:-1, :-2] + t[2:, 1:-1] + t[:-2, 1:-1] - 4 * t[1:-1, 1:-1]) / h**2
        t[1:-1, 1:-1] += dt * laplacian

    exact = start * np.exp(-2 * np.pi**2 * dt * steps)
    return {"temperature": t, "mean": t.mean(), "error": np.abs(t - exact).max()}


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--n", type=int, default=101, help="points along each side")
    parser.add_argument("--steps", type=int, default=1000)
    args = parser.parse_args(argv)
    result = run(args.n, args.steps)
    print(f"{args.n} x {args.n}, {args.steps} steps: mean temperature {result['mean']:.9f}")
    print(f"largest difference from the exact solution {result['error']:.3e}")
    return result


if __name__ == "__main__":
    main()
