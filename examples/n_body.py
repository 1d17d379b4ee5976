"""Bodies that attract one another: gravity summed over all pairs, leapfrog steps in time."""

import argparse

import legate.numpy as np

SOFTENING = 0.05  # keeps close encounters finite


def accelerations(position, mass):
    away = position[np.newaxis, :, :] - position[:, np.newaxis, :]
    distance2 = np.sum(away**2, axis=2) + SOFTENING**2
    pull = mass / (distance2 * np.sqrt(distance2))
    return np.sum(away * pull[:, :, np.newaxis], axis=1)


def energy(position, velocity, mass):
    kinetic = 0.5 * np.sum(mass * np.sum(velocity**2, axis=1))
    away = position[np.newaxis, :, :] - position[:, np.newaxis, :]
    inverse = 1 / np.sqrt(np.sum(away**2, axis=2) + SOFTENING**2)
    pairs = np.sum(mass[:, np.newaxis] * mass * inverse) - np.sum(mass**2) / SOFTENING
    return kinetic - 0.5 * pairs


def run(n=200, steps=100, dt=0.002, seed=1):
    rng = np.random.default_rng(seed)
    mass = rng.uniform(0.5, 1.5, n) / n
    position = rng.normal(size=(n, 3))
    velocity = 0.3 * rng.normal(size=(n, 3))
    velocity -= np.sum(mass[:, np.newaxis] * velocity, axis=0) / np.sum(mass)  # the whole stays where it is

    before = energy(position, velocity, mass)
    acceleration = accelerations(position, mass)
    for _ in range(steps):
        velocity += 0.5 * dt * acceleration
        position += dt * velocity
        acceleration = accelerations(position, mass)
        velocity += 0.5 * dt * acceleration
    after = energy(position, velocity, mass)
    return {
        "position": position,
        "velocity": velocity,
        "energy": after,
        "energy_drift": abs(after - before) / abs(before),
        "momentum": np.sum(mass[:, np.newaxis] * velocity, axis=0),
    }


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--n", type=int, default=200, help="number of bodies")
    parser.add_argument("--steps", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args(argv)
    result = run(args.n, args.steps, seed=args.seed)
    print(f"{args.n} bodies, {args.steps} steps: energy {result['energy']:.9f}")
    print(f"relative drift of the energy {result['energy_drift']:.3e}")
    return result


if __name__ == "__main__":
    main()
