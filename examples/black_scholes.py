"""Prices of European options by the Black-Scholes formula, for many random contracts at once."""

import argparse

import legate.numpy as np

RATE = 0.02  # riskless interest a year
VOLATILITY = 0.3


def normal_cdf(x):
    """Cumulative normal distribution, to 7.5e-8 (Abramowitz and Stegun, formula 26.2.17)."""
    t = 1 / (1 + 0.2316419 * np.abs(x))
    polynomial = t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
    upper_tail = np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi) * polynomial
    return np.where(x > 0, 1 - upper_tail, upper_tail)


def prices(spot, strike, years):
    """Prices of the calls and of the puts."""
    deviation = VOLATILITY * np.sqrt(years)
    d1 = (np.log(spot / strike) + (RATE + VOLATILITY**2 / 2) * years) / deviation
    d2 = d1 - deviation
    discounted = strike * np.exp(-RATE * years)
    call = spot * normal_cdf(d1) - discounted * normal_cdf(d2)
    put = discounted * normal_cdf(-d2) - spot * normal_cdf(-d1)
    return call, put


def run(n=500_000, seed=1):
    rng = np.random.default_rng(seed)
    spot = rng.uniform(50, 150, n)
    strike = rng.uniform(50, 150, n)
    years = rng.uniform(0.1, 3, n)
    call, put = prices(spot, strike, years)
    # A call less a put is the stock less the discounted strike, whatever the volatility.
    parity = call - put - (spot - strike * np.exp(-RATE * years))
    return {"call": call, "put": put, "parity_error": np.abs(parity).max()}


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--n", type=int, default=500_000, help="number of contracts")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args(argv)
    result = run(args.n, args.seed)
    print(f"{args.n} contracts: mean call {result['call'].mean():.9f}, mean put {result['put'].mean():.9f}")
    print(f"largest violation of put-call parity {result['parity_error']:.3e}")
    return result


if __name__ == "__main__":
    main()
