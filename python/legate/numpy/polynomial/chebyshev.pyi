# Written by tools/make_stubs.py.
# ruff: noqa
# fmt: off
from numpy.polynomial.chebyshev import (
    Chebyshev as Chebyshev, cheb2poly as cheb2poly, chebadd as chebadd, chebcompanion as chebcompanion, chebder as
    chebder, chebdiv as chebdiv, chebdomain as chebdomain, chebfit as chebfit, chebfromroots as chebfromroots,
    chebgauss as chebgauss, chebgrid2d as chebgrid2d, chebgrid3d as chebgrid3d, chebint as chebint, chebinterpolate as
    chebinterpolate, chebline as chebline, chebmul as chebmul, chebmulx as chebmulx, chebone as chebone, chebpow as
    chebpow, chebpts1 as chebpts1, chebpts2 as chebpts2, chebroots as chebroots, chebsub as chebsub, chebtrim as
    chebtrim, chebval as chebval, chebval2d as chebval2d, chebval3d as chebval3d, chebvander as chebvander,
    chebvander2d as chebvander2d, chebvander3d as chebvander3d, chebweight as chebweight, chebx as chebx, chebzero as
    chebzero, poly2cheb as poly2cheb,
)
