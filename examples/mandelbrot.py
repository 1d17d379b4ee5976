"""The Mandelbrot set: after how many steps of z -> z^2 + c each point c leaves the circle of radius 2."""

import argparse

import legate.numpy as np


def run(width=300, height=200, limit=50):
    x = np.linspace(-2, 1, width)
    y = np.linspace(-1, 1, height)
    c = x + 1j * y[:, np.newaxis]
    z = np.zeros_like(c)
    steps = np.zeros(c.shape, dtype=np.int64)
    inside = np.ones(c.shape, dtype=bool)

    for _ in range(limit):
        z[inside] = z[inside] ** 2 + c[inside]
        inside &= z.real**2 + z.imag**2 <= 4
        steps[inside] += 1
    return {"steps": steps, "inside": inside, "area": 6 * inside.mean()}


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--width", type=int, default=300)
    parser.add_argument("--height", type=int, default=200)
    parser.add_argument("--limit", type=int, default=50, help="steps after which a point counts as inside")
    args = parser.parse_args(argv)
    result = run(args.width, args.height, args.limit)
    print(f"{args.width} x {args.height}, {args.limit} steps: area {result['area']:.4f}")
    rows, columns = np.linspace(0, args.height - 1, 21).astype(int), np.linspace(0, args.width - 1, 63).astype(int)
    shades = result["steps"][rows[:, np.newaxis], columns] * 9 // args.limit
    for line in shades.tolist():
        print("".join(" .:-=+*#%@"[shade] for shade in line))
    return result


if __name__ == "__main__":
    main()
