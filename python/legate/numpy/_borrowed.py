"""The public functions and classes whose bodies are NumPy's own, run over our namespace (see _rebind.py).

A name is here if its body is Python in NumPy and what it calls is native, or mostly so; the others go through the gate
whole. tests/python/test_namespace.py checks that each name still has a Python body, and that it gives NumPy's result.
"""

FUNCTIONS = frozenset(
    """
    all amax amin any around clip compress cumprod cumsum cumulative_prod cumulative_sum diagonal matrix_transpose
    max mean min ndim nonzero permute_dims prod ptp ravel reshape round shape size squeeze std sum swapaxes take
    trace transpose var argmax argmin argsort argpartition choose put repeat searchsorted sort
    geomspace linspace logspace allclose argwhere array_equal array_equiv astype convolve correlate count_nonzero
    cross flatnonzero fromfunction full_like indices isclose moveaxis ones_like outer rollaxis tensordot
    zeros_like atleast_1d atleast_2d atleast_3d block hstack stack unstack vstack pad ediff1d isin angle append
    average bartlett blackman copy corrcoef cov delete diff extract flip gradient hamming hanning i0 insert kaiser
    meshgrid piecewise rot90 select sinc trapezoid trim_zeros unwrap asarray_chkfinite diag_indices
    diag_indices_from fill_diagonal ix_ nanargmax nanargmin nancumprod nancumsum nanmax nanmean nanmin nanprod
    nanstd nansum nanvar polyadd polyder polyint polysub polyval apply_along_axis apply_over_axes
    array_split column_stack dsplit dstack expand_dims hsplit kron put_along_axis row_stack split take_along_axis
    tile vsplit broadcast_arrays diag diagflat eye fliplr flipud mask_indices tri tril
    tril_indices_from triu triu_indices_from vander identity imag iscomplex iscomplexobj isreal
    isrealobj nan_to_num real real_if_close fix isneginf isposinf require
    histogram histogramdd histogram2d histogram_bin_edges digitize interp
    percentile quantile median nanpercentile nanquantile nanmedian
    unique_all unique_counts unique_inverse unique_values intersect1d setdiff1d setxor1d union1d
    place sort_complex einsum einsum_path
""".split()
)

# Instances of NumPy's Python classes: np.r_[...] and its kin.
INDEXERS = frozenset({"mgrid", "ogrid", "r_", "c_"})

# Methods of ndarray whose bodies NumPy writes in Python, in numpy._core._methods.
METHODS = {"mean": "_mean", "var": "_var", "std": "_std", "clip": "_clip", "dump": "_dump", "dumps": "_dumps"}
