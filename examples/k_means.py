"""Clusters of points in the plane, found by Lloyd's k-means iteration."""

import argparse

import legate.numpy as np


def random_points(rng, n, k):
    """n points in k round clouds."""
    middles = rng.uniform(-10, 10, (k, 2))
    return middles[rng.integers(k, size=n)] + rng.normal(size=(n, 2))


def run(n=20_000, k=8, limit=100, seed=1):
    rng = np.random.default_rng(seed)
    points = random_points(rng, n, k)
    centres = points[rng.choice(n, k, replace=False)]
    labels = np.full(n, -1)

    iterations = 0
    while iterations < limit:
        distance2 = np.sum((points[:, np.newaxis, :] - centres) ** 2, axis=2)
        nearest = np.argmin(distance2, axis=1)
        iterations += 1
        if np.array_equal(nearest, labels):
            break
        labels = nearest
        for j in range(k):
            mine = labels == j
            if mine.any():
                centres[j] = points[mine].mean(axis=0)
    return {
        "centres": centres,
        "labels": labels,
        "iterations": iterations,
        "inertia": np.min(distance2, axis=1).sum(),
    }


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--n", type=int, default=20_000, help="number of points")
    parser.add_argument("--k", type=int, default=8, help="number of clusters")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args(argv)
    result = run(args.n, args.k, seed=args.seed)
    print(f"{args.n} points, {args.k} clusters: {result['iterations']} iterations, inertia {result['inertia']:.6f}")
    print(result["centres"])
    return result


if __name__ == "__main__":
    main()
