"""Calls into the namespace, as data: evaluated once with NumPy and once with legate.numpy, and compared.

Every function in _borrowed.FUNCTIONS and every function of our own has at least one line here; the tests check that.
"""

import re

import numpy

# What the expressions see besides np: made afresh for each evaluation, as arrays of that namespace.
DATA = {
    "a": lambda: numpy.arange(12.0).reshape(3, 4) - 5,
    "b": lambda: numpy.arange(12.0).reshape(3, 4)[::-1] * 2 + 1,
    "v": lambda: numpy.array([3.0, -1.0, 2.0, 7.0, 0.5]),
    "w": lambda: numpy.array([1.0, 0.0, -2.0]),
    "i": lambda: numpy.arange(-4, 8).reshape(3, 4),
    "k": lambda: numpy.array([2, 0, 1, 2]),
    "c": lambda: numpy.array([1 + 2j, -3j, 4.0, 0.0]),
    "n": lambda: numpy.array([[1.0, numpy.nan, 3.0], [4.0, 5.0, numpy.nan]]),
    "m": lambda: numpy.array([True, False, True, True]),
    "f": lambda: numpy.arange(6, dtype="f4").reshape(2, 3),
    "u": lambda: numpy.arange(6, dtype="u1"),
    "e": lambda: numpy.zeros((0, 3)),
    "s": lambda: numpy.array(2.5),
}

EXPRESSIONS = """
np.all(a > 0, axis=0)  np.any(a > 0)  np.amax(a, axis=1)  np.amin(a)  np.max(a, axis=0)  np.min(a, axis=(0, 1))
np.sum(a, axis=0)  np.sum(u)  np.sum([1, 2, 3])  np.sum(a, where=a > 0)  np.sum(m)  np.prod(v)  np.prod(i, axis=1)
np.mean(a)  np.mean(a, axis=0)  np.mean(i, axis=1)  np.mean(f)  np.mean(a, axis=0, keepdims=True)  np.mean(c)
np.mean(f.astype('f2'), axis=0)  np.std(a)  np.std(a, axis=1, ddof=1)  np.var(a, axis=0)  np.var(c)  np.var(i)
np.ptp(a)  np.ptp(i, axis=1)  np.ptp(v, keepdims=True)  np.around(v)  np.round(v, 1)  np.round(i)  np.round(2.567, 2)
np.clip(a, -1, 2)  np.clip(i, 0, None)  np.clip(v, w[:1], 3)  np.clip(i, -1, 2.5)  np.compress(m, k)  np.cumsum(a)
np.cumsum(a, axis=1)  np.cumsum(u)  np.cumprod(v)  np.cumprod(i, axis=0)  np.cumulative_sum(v)
np.cumulative_prod(v, include_initial=True)  np.cumulative_sum(a, axis=1, include_initial=True)  np.diagonal(a)
np.diagonal(a, 1)  np.matrix_transpose(a)  np.ndim(a)  np.ndim(3)  np.shape(a)  np.shape([[1, 2]])  np.size(a)
np.size(a, 1)  np.nonzero(a > 0)  np.permute_dims(a)  np.ravel(a)  np.ravel(a.T)  np.ravel(a, order='F')
np.reshape(a, (4, 3))  np.reshape(a, -1)  np.reshape(a, (6, 2), order='F')  np.reshape([1, 2, 3, 4], (2, 2))
np.squeeze(a[:, None])  np.swapaxes(a, 0, 1)  np.take(a, [0, 2], axis=1)  np.take(v, k)  np.take(v, 2)  np.trace(a)
np.trace(a, 1)  np.transpose(a)  np.transpose(a[None], (2, 0, 1))  np.argmax(a)  np.argmax(a, axis=1)  np.argmin(v)
np.argsort(v)  np.argpartition(v, 2)[2]  np.choose(k, [10, 20, 30])  np.partition(v, 2)[2]  np.repeat(v, 2)
np.repeat(a, 3, axis=1)  np.repeat(w, [1, 0, 2])  np.repeat(3, 4)  np.resize(v, (3, 3))
np.searchsorted([1.0, 2.0, 3.0], v)  np.sort(v)  np.sort(a, axis=0)  np.geomspace(1, 256, 9)  np.linspace(0, 1, 5)
np.linspace(2, 3, 4, endpoint=False)  np.linspace(w, 5, 3)  np.linspace(0, 10, 6, dtype=int)
np.linspace(0, 1, 5, retstep=True)  np.linspace(0, 1, 1)  np.logspace(0, 2, 5)  np.linspace(1j, 2, 3)
np.linspace(w, 5, 3, axis=1)  np.allclose(a, a + 1e-12)  np.allclose(n, n, equal_nan=True)  np.argwhere(a > 0)
np.array_equal(a, a)  np.array_equal(a, b)  np.array_equal(n, n, equal_nan=True)  np.array_equiv(w, [w, w])
np.astype(a, int)  np.convolve(v, w)  np.convolve(v, w, 'same')  np.correlate(v, w, 'full')  np.count_nonzero(a)
np.count_nonzero(a, axis=0)  np.cross(w, [1.0, 2.0, 3.0])  np.flatnonzero(v)
np.fromfunction(lambda x, y: x * 2 + y, (2, 3))  np.full_like(a, 7)  np.full_like(i, 2.7)  np.indices((2, 3))
np.isclose(a, a + 1e-9)  np.isclose(v, [3.0, 0, 2, 7, 9])  np.isclose(n, n, equal_nan=True)
np.isclose(1.0, 1.0 + 1e-10)  np.moveaxis(a[None], 0, 2)  np.ones_like(a)  np.ones_like(i, dtype=float)
np.zeros_like(f)  np.zeros_like(a, shape=(2,))  np.outer(v, w)  np.roll(v, 2)  np.roll(a, 1, axis=0)
np.roll(a, (1, -1), axis=(0, 1))  np.rollaxis(a[None], 2)  np.tensordot(a, b, axes=([0, 1], [0, 1]))
np.atleast_1d(3.0)  np.atleast_2d(v)  np.atleast_3d(a)  np.atleast_1d(v, 2)  np.block([[a, b], [b, a]])
np.hstack([v, w])  np.hstack([a, b])  np.stack([a, b])  np.stack([v, v], axis=-1)  np.unstack(a)  np.vstack([v, v])
np.vstack([a, b])  np.pad(v, 2)  np.pad(a, ((1, 1), (2, 0)), mode='edge')  np.pad(v, 2, mode='reflect')
np.pad(v, 1, mode='wrap')  np.pad(v, 1, mode='mean')  np.ediff1d(v)  np.isin(k, [0, 2])  np.angle(c)
np.angle(c, deg=True)  np.append(v, w)  np.append(a, b, axis=0)  np.average(v)  np.average(a, axis=0, weights=w + 3)
np.average(v, weights=v * v)  np.bartlett(7)  np.blackman(7)  np.hamming(7)  np.hanning(7)  np.kaiser(7, 3.5)
np.i0(v)  np.copy(a)  np.corrcoef(a)  np.cov(a)  np.cov(a, rowvar=False, ddof=0)  np.delete(v, 1)
np.delete(a, [0, 2], axis=1)  np.delete(v, slice(1, 3))  np.diff(v)  np.diff(a, axis=0)  np.diff(a, n=2, prepend=0)
np.diff(m)  np.extract(a > 0, a)  np.flip(a)  np.flip(a, 0)  np.gradient(v)  np.gradient(a)
np.gradient(a, 2.0, axis=1)  np.gradient(v, v * 2)  np.gradient(v, edge_order=2)  np.insert(v, 1, 9.0)
np.insert(a, 1, 5, axis=1)  np.meshgrid(v, w)  np.meshgrid(v, w, indexing='ij', sparse=True)
np.piecewise(v, [v < 1, v >= 1], [-1, lambda x: x * 2])  np.rot90(a)  np.rot90(a, 3)
np.select([v < 1, v > 2], [v, v * 10], 0)  np.sinc(v)  np.trapezoid(v)  np.trapezoid(a, dx=0.5, axis=0)
np.trapezoid(v, v * v)  np.trim_zeros(np.array([0, 0, 1, 2, 0]))  np.unwrap(v * 3)  np.asarray_chkfinite(v)
np.diag_indices(3)  np.diag_indices_from(a[:, :3])  np.ix_([0, 1], [2, 3])  np.nanargmax(n, axis=1)  np.nanargmin(n)
np.nancumprod(n)  np.nancumsum(n, axis=1)  np.nanmax(n)  np.nanmax(n, axis=0)  np.nanmean(n)  np.nanmean(n, axis=0)
np.nanmin(n, axis=1)  np.nanprod(n)  np.nanstd(n)  np.nanstd(n, axis=1)  np.nansum(n)  np.nansum(n, axis=0)
np.nanvar(n, axis=0)  np.poly([1.0, 2.0])  np.polyadd(v, w)  np.polyder(v)  np.polyint(v)  np.polymul(v, w)
np.polydiv(v, w[w > 0])  np.polydiv(v[:5], v[1:3])  np.einsum_path("ij,ij->i", a, b)
np.polysub(v, w)  np.polyval(v, w)  np.polyval(v, 2.0)  np.apply_along_axis(lambda r: r.sum(), 1, a)
np.apply_along_axis(lambda r: r[::-1] * 2, 0, a)  np.apply_over_axes(np.sum, a, [0, 1])  np.array_split(v, 3)
np.column_stack([v, v])  np.dsplit(a.reshape(1, 3, 4), 2)  np.dstack([a, b])  np.expand_dims(v, 0)
np.expand_dims(v, (0, 2))  np.hsplit(a, 2)  np.kron(v, w)  np.kron(a, a)  np.split(v, [1, 3])
np.take_along_axis(a, i % 3, axis=0)  np.tile(v, 2)  np.tile(a, (2, 3))  np.vsplit(a, 3)  np.row_stack([v, v])
np.broadcast_arrays(v, a[:, :1])  np.broadcast_arrays(w, 3)  np.diag(v)  np.diag(a)  np.diag(v, 1)  np.diagflat(a)
np.eye(3)  np.eye(3, 4, 1, dtype=int)  np.fliplr(a)  np.flipud(a)  np.mask_indices(3, np.triu)  np.tri(3, 4, 1)
np.tril(a)  np.tril_indices(3)  np.tril_indices_from(a)  np.triu(a, 1)  np.triu_indices(3, 1)  np.triu_indices_from(a)
np.vander(v)  np.vander(w, 2, increasing=True)  np.identity(3)  np.imag(c)  np.imag(a)  np.real(c)  np.real(3.5)
np.iscomplex(c)  np.iscomplexobj(c)  np.iscomplexobj(a)  np.isreal(c)  np.isrealobj(a)  np.nan_to_num(n)
np.nan_to_num(n, nan=-1.0)  np.real_if_close(c.real + 0j)  np.fix(v)  np.isneginf(n)
np.isposinf(v)  np.require(a, requirements='C')  np.zeros(3)  np.zeros((2, 3), dtype=int)  np.ones(4)
np.ones((2,), 'f4')  np.zeros(3, order='F')  np.ones((2, 2), order='F')  np.full((2, 2), 7)  np.full(3, 2.5)
np.full(3, [1, 2, 3])  np.full(2, 3, dtype='f4')  np.empty((0, 2))  np.empty_like(a).shape
np.empty_like(a, dtype='i2').dtype  np.arange(5)  np.arange(2, 8, 3)  np.arange(5.0)  np.arange(0, 1, 0.25)
np.arange(5, 0, -1)  np.arange(3, dtype='f4')  np.arange(10, dtype=int)  np.arange(1.5, 4)  np.arange(stop=3)
np.arange(3, 1)  np.array([1, 2, 3])  np.array(a)  np.array(a, dtype=int)  np.array(3.0)  np.array([a, b])
np.array(v, ndmin=2)  np.array([[1, 2], [3, 4]], order='F')  np.asarray(a)  np.asarray([1.0, 2.0])
np.asarray(a, dtype='f4')  np.asanyarray(v)  np.ascontiguousarray(a.T)  np.asfortranarray(a)
np.frombuffer(b'abcd', dtype='u1')  np.from_dlpack(v)  np.concatenate([v, w])  np.concatenate([a, b], axis=1)
np.concatenate([a, i])  np.concatenate([a, b], axis=None)  np.concatenate([u, f.ravel()])  np.concat([v, [1, 2]])
np.concatenate([v, w], dtype='f4')  np.concatenate([e, e])  np.broadcast_to(v, (3, 5))  np.broadcast_to(3, (2, 2))
np.where(a > 0)  np.where(a > 0, a, 0)  np.where(a > 0, a, b)  np.where(i > 0, i, 2.5)  np.where(m, k, -k)
np.result_type(a, f)  np.result_type(u, 1)  np.result_type(f, 1.0, 'i8')  np.can_cast(a.dtype, 'f4')
np.can_cast('i4', 'f8')  np.common_type(a, f)  np.fromiter(range(4), float)  np.r_[1:4, v]  np.c_[v, v]
np.mgrid[0:2, 0:3]  np.ogrid[0:2, 0:3]  np.r_[-1:1:5j]  np.median(a)  np.unique(i % 3)  np.dot(a, b.T)
np.matmul(a, b.T)  a @ b.T  np.einsum('ij,ij->i', a, b)  np.histogram(v, 3)  np.percentile(a, 30, axis=0)
np.bincount(k)  np.histogram2d(v, v, 2)  np.histogramdd(a, 2)  np.histogram_bin_edges(v, 4)
np.interp(1.5, [1.0, 2.0], [3.0, 4.0])  np.inner(v, v)  np.linalg.inv(a[:, :3] + np.eye(3) * 9)
np.linalg.norm(a, axis=0)  np.vdot(v, v)  np.fft.rfft(v)  np.linalg.eigh(np.eye(3)).eigenvalues
np.lib.stride_tricks.sliding_window_view(v, 3)  np.vectorize(lambda x: x * 2)(v)  np.poly1d(w)(v)  np.lexsort((v, v))
np.polynomial.Polynomial([1, 2])(v)  np.polyfit([0, 1, 2], w, 1).round(6)  np.digitize(v, [0.0, 2.0])  a.mean()
a.mean(axis=1)  a.std()  a.var(axis=0)  a.clip(0, 3)  a.round()  v.round(1)  a.argmax(axis=0)  v.argsort()  a.cumsum()
a.cumprod(axis=1)  a.nonzero()  v.take([1, 2])  v.repeat(2)  a.diagonal()  a.trace()  v.dot(v)  c.conj()  v.conj()
v.searchsorted(2.0)  a.tobytes()  v.byteswap().tobytes()  a.flat[3]  a.flat[1:4]  a.T.flat[2:5]  list(a[0].flat)
a.flags.c_contiguous  a.T.flags.f_contiguous  a.mT  a.ctypes.shape[1]  a.__class_getitem__(int).__args__
format(s, '.2f')  a.data.shape  a.device  v.compress([True, False, True])  a.max()  np.s_[1:3]
np.quantile(a, 0.3)  np.quantile(a, [0.1, 0.5], axis=1, method='hazen')  np.nanpercentile(n, 30)  np.nanmedian(n)
np.nanquantile(n, 0.5)  np.unique_all(i % 3).counts  np.unique_counts(i % 3).values
np.unique_inverse(i).inverse_indices  np.sort(np.unique_values(i % 3))  np.intersect1d(k, [1, 2])
np.setdiff1d(k, [1])  np.setxor1d(k, [1, 7])  np.union1d(k, [7])
np.polydiv([1.0, 3.0], [2.0])  np.sort_complex(c)  np.unpackbits(u.astype('u1'))  np.ravel_multi_index((1, 2), (2, 3))
np.newaxis  np.index_exp[1:2]  np.packbits(m)  np.unravel_index(5, (2, 3))  np.array2string(v)  np.array_repr(v)
"""


def expressions():
    """The lines above, split where two or more blanks part them."""
    return [part for line in EXPRESSIONS.splitlines() for part in re.split(r"\s{2,}", line.strip()) if part]


def evaluate(expression, np):
    """The expression's value with `np`, and with the data as that namespace's arrays."""
    names = {name: np.array(make()) for name, make in DATA.items()}
    return eval(expression, {"np": np, **names})
