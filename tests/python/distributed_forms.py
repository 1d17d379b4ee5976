"""Every operation that has a form on blocks, over wide, tall and small arrays: NumPy's results, and nothing
is gathered.

Prints how many results were compared, on rank 0; anything else is a failure."""

import legate.numpy as np
import numpy
from legate.numpy import _core

SHAPES = [(61, 7), (7, 61), (4, 5, 6), (1, 9), (50,), (5,)]
LARGE = [(1_600_000,), (1603, 1009)]  # what is exchanged goes in more than one piece


def on_blocks(array):
    """The array as the result of a task, so that it is in blocks."""
    return np.array(array) + np.zeros_like(np.array(array))


def reads(np, a, b, i, m):
    """Forms that read: a and b float64 of one shape, i an index along the first axis, m a mask of it."""
    yield a[i], a[i[::2]], a[..., i[:3] % a.shape[-1]], a[i.reshape(1, -1)], a[[0, -1]], a.T[..., i % a.shape[0]]
    yield (
        a[m],
        a[m[(..., *[0] * (a.ndim - 1))] if a.ndim > 1 else m],
        np.flatnonzero(m),
        np.count_nonzero(m),
        a[1:][m[:-1]],
    )
    yield np.nonzero(m)
    yield a[::-1] + b, a[::-2] * 2, a[1::3] - 1, a[..., ::-1] + b, (a * b).reshape(-1) + 1, a.T.reshape(-1) * 3
    reversed_a = a[::-1]
    product = reversed_a * b  # may lie where reversed_a was copied to, were that not needed once more
    yield product, product + reversed_a, reversed_a - b[::-1]
    yield np.concatenate([a, b]) + 1, np.concatenate([a, b, a], axis=-1), np.stack([a, b], axis=-1), np.roll(a, 2)
    for axis in range(a.ndim):
        yield np.cumsum(a, axis=axis), np.maximum.accumulate(b, axis=axis), np.cumsum(i), np.cumprod(m, axis=axis)
        if a.ndim > 1:
            yield np.sort(b, axis=axis), np.argsort(a, axis=axis), a.argmax(axis=axis), b.argmin(axis=axis)


def writes(np, a, b, i, m):
    """Forms that write to a copy of a."""
    x = a * 1
    x[i] = b[i]
    yield x
    x = a * 1
    x[(i, ..., *[0] * (a.ndim - 1))] += 2
    yield x
    x = a * 1
    x[m] = b[m]
    x[~m] *= 3
    yield x
    x = a * 1
    x[::-2] = b[::-2]
    x[..., ::-1][..., :1] = 7
    x[1::3] = x[1::3] * 2
    yield x
    x = np.zeros_like(a)
    x[i[::-1]] = 5
    yield x
    if a.ndim > 1 and min(a.shape) > 1:
        x = a * 1
        x.sort(axis=0)
        yield x


def products(np, a, b, i, m):
    if a.ndim == 2:
        whole = np.floor(a * 8)
        yield a @ b.T, b.T @ a, whole.astype("i8") @ whole.astype("i8").T, a @ b[0], b[:, 0] @ a, a.astype("c16").T @ b


def pieces(np, a, b, i, m):
    yield a[m], np.nonzero(m), a[::-1] + b, a[i]
    x = a * 1
    x[m] = b[m]
    yield x
    x = a * 1
    x[i] = b[i[::-1]]
    yield x
    x = a * 1
    x[::-1] = b
    yield x


def cases(shape, indices):
    random = numpy.random.default_rng(len(shape) * 100 + shape[0])
    a, b = random.random(shape), random.random(shape)
    return a, b, random.integers(-shape[0], shape[0], indices), a > 0.4


def results(form, module, arrays):
    for group in form(module, *arrays):
        for result in group if isinstance(group, tuple) else (group,):
            yield from result if isinstance(result, tuple) else (result,)


def close(ours, theirs):
    ours, theirs = numpy.asarray(ours), numpy.asarray(theirs)
    if ours.shape != theirs.shape or ours.dtype != theirs.dtype:
        return False
    # Sums are taken block by block: at most 122 terms of rounding, of numbers of one sign.
    return numpy.allclose(ours, theirs, rtol=1e-13, atol=0)


compared = 0
for shape in SHAPES + LARGE:
    theirs = cases(shape, 3 * shape[0] if shape in LARGE else 23)
    for form in (pieces,) if shape in LARGE else (reads, writes, products):
        ours = tuple(on_blocks(x) for x in theirs[:3]) + (on_blocks(theirs[0]) > 0.4,)
        before = _core.stats()["fetches"]
        got = list(results(form, np, ours))
        np.synchronize()
        fetched = _core.stats()["fetches"] - before
        # One element or row has one block, which one task may not write beside others: these come together.
        assert fetched == 0 or min(shape) == 1, (shape, form.__name__, fetched)
        for number, (mine, want) in enumerate(zip(got, results(form, numpy, theirs), strict=True)):
            assert close(mine, want), (shape, form.__name__, number, mine, want)
            compared += 1

places = on_blocks(numpy.arange(40))
for wrong in (lambda: places[places + 1], lambda: places.__setitem__(places * -1 - 2, 0)):
    try:
        wrong()
        raise AssertionError("no IndexError")
    except IndexError as error:
        assert "is out of bounds for axis 0 with size 40" in str(error)
assert (numpy.asarray(places) == numpy.arange(40)).all()
print(compared)
