"""What stays where it is: arrays are never gathered, and one element that is looked at, or written, is sent alone."""

import legate.numpy as np
from legate.numpy import _core

u, v = np.ones((40, 30)), np.arange(1200.0).reshape(40, 30)
for _ in range(5):
    u[1:-1] = 0.5 * (u[:-2] + u[2:]) + v[1:-1]
    u[0, :] = u[1, :]
    np.synchronize()
    u[3, 4], u[39, 0] = 2.5, 1.5  # single elements are written where they are
    assert float(np.abs(u - v).sum()) > 0 and (u * u).max() > 0
    assert float((u.sum(axis=0) * u.max(axis=0)).sum() + (u.sum(axis=1) / u.min(axis=1)).sum()) > 0
print(_core.stats()["fetches"], u[3, 4] > 0, _core.stats()["fetches"], _core.stats()["reads"])
