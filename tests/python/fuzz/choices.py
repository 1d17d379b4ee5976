"""Where a generator's choices come from: Hypothesis, which can shrink them, or a fast random number generator."""

import random


class Drawn:
    """Choices that Hypothesis makes. What is listed first is what it shrinks to."""

    def __init__(self, draw, integers):
        self.draw, self.integers = draw, integers

    def integer(self, low, high):
        return self.draw(self.integers(low, high)) if low < high else low

    def pick(self, options):
        return options[self.integer(0, len(options) - 1)]

    def weighted(self, table):
        """One of the values of [(weight, value)...]."""
        at = self.integer(0, sum(weight for weight, _ in table) - 1)
        for weight, value in table:
            at -= weight
            if at < 0:
                return value

    def one_in(self, n):
        return self.integer(0, n - 1) == n - 1


class Random(Drawn):
    """The same from a seed."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def integer(self, low, high):
        return int(self.random.random() * (high - low + 1)) + low
