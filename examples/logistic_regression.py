"""Logistic regression by gradient descent on made-up data whose true weights are known."""

import argparse

import legate.numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def run(n=20_000, features=20, steps=200, rate=0.5, seed=1):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, features))
    true_weights = rng.normal(size=features)
    y = (rng.random(n) < sigmoid(x @ true_weights)).astype(np.float64)

    weights = np.zeros(features)
    losses = []
    for step in range(steps):
        p = sigmoid(x @ weights)
        if step % 20 == 0:
            losses.append(float(-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))))
        weights -= rate / n * (x.T @ (p - y))
    correct = (sigmoid(x @ weights) > 0.5) == (y == 1)
    return {
        "weights": weights,
        "losses": np.array(losses),
        "accuracy": correct.mean(),
        "distance": np.sqrt(np.sum((weights - true_weights) ** 2)),
    }


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--n", type=int, default=20_000, help="number of samples")
    parser.add_argument("--features", type=int, default=20)
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args(argv)
    result = run(args.n, args.features, args.steps, seed=args.seed)
    print(f"{args.n} samples, {args.steps} steps: loss {result['losses'][0]:.6f} to {result['losses'][-1]:.6f}")
    print(f"accuracy {result['accuracy']:.4f}, distance from the true weights {result['distance']:.4f}")
    return result


if __name__ == "__main__":
    main()
