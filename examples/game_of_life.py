"""Conway's game of life on a torus: a cell lives on with two or three neighbours and is born with three."""

import argparse

import legate.numpy as np


def wrap(board):
    """Copy the opposite edges into the border that surrounds the board."""
    board[0, :] = board[-2, :]
    board[-1, :] = board[1, :]
    board[:, 0] = board[:, -2]
    board[:, -1] = board[:, 1]


def run(n=200, generations=500, seed=1):
    rng = np.random.default_rng(seed)
    board = np.zeros((n + 2, n + 2), dtype=np.uint8)
    board[1:-1, 1:-1] = rng.random((n, n)) < 0.3
    population = []

    for _ in range(generations):
        wrap(board)
        # A sum over three rows, then over three columns, counts the cell itself as well.
        rows = board[:-2, :] + board[1:-1, :] + board[2:, :]
        block = rows[:, :-2] + rows[:, 1:-1] + rows[:, 2:]
        cells = board[1:-1, 1:-1]
        board[1:-1, 1:-1] = (block == 3) | ((block == 4) & (cells == 1))
        population.append(int(np.count_nonzero(board[1:-1, 1:-1])))
    return {"board": board[1:-1, 1:-1], "population": np.array(population)}


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--n", type=int, default=200, help="cells along each side")
    parser.add_argument("--generations", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args(argv)
    result = run(args.n, args.generations, args.seed)
    population = result["population"]
    print(f"{args.n} x {args.n}, {args.generations} generations: {population[0]} cells become {population[-1]}")
    return result


if __name__ == "__main__":
    main()
