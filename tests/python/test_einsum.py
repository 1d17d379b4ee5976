"""einsum and the other products that are made up of transposes, products of matrices and broadcast products."""

import itertools

import legate.numpy as np
import numpy
import pytest
from legate.numpy import _core

pytestmark = pytest.mark.usefixtures("native")

ONE = ["ii->i", "ii", "ij->ji", "ijk->", "ij->i", "iji->j", "...i->...", "i...i", "...ij->...ji", "", "...", "ba"]
TWO = [
    "i,i",
    "i,j",
    "ij,jk",
    "ij,jk->ki",
    "ij,ij->i",
    "ij,ij->",
    "ii,ij->j",
    "bij,bjk->bik",
    "bij,bjk->kb",
    "...ij,...jk->...ik",
    "...ij,jk",
    "ij,k->j",
    "ijk,ikl->jl",
    "i...,...j->...",
    "ij,ji->ij",
    "abc,cad->bd",
    ",ij",
    "ij,->j",
    "i,...->...i",
]
THREE = ["ij,jk,kl", "i,i,i", "ij,jk,ki->", "a,ab,abc->abc", "ij,kl,jk->il", "ij,,j->i", "...,...,...i->i..."]
CODES = "?bBhIlLefdFD"


def given(written, code, extent=lambda label: ord(label) % 4 + 2, dots=(2, 3)):
    """Operands of NumPy's for the subscripts."""
    rng = numpy.random.default_rng(len(written))
    for term in written.partition("->")[0].split(","):
        before, ellipsis, after = term.partition("...")
        shape = [extent(x) for x in before] + list(dots if ellipsis else ()) + [extent(x) for x in after]
        values = rng.integers(0, 3, shape) + (1j * rng.integers(-2, 3, shape) if code in "FD" else 0)
        yield numpy.asarray(values).astype(code)


def check(ours, theirs):
    assert ours.dtype == theirs.dtype and ours.shape == theirs.shape
    assert type(ours) is (np.ndarray if type(theirs) is numpy.ndarray else type(theirs))
    numpy.testing.assert_allclose(numpy.asarray(ours), theirs, rtol=1e-3 if theirs.dtype.char == "e" else 1e-6)


@pytest.mark.parametrize("written", ONE + TWO + THREE)
@pytest.mark.parametrize("optimize", [False, True])
def test_einsum_of_all_dtypes(written, optimize):
    for code in CODES:
        theirs = list(given(written, code))
        ours = [np.array(x) for x in theirs]
        check(np.einsum(written, *ours, optimize=optimize), numpy.einsum(written, *theirs, optimize=optimize))


@pytest.mark.parametrize("written", TWO + THREE)
@pytest.mark.parametrize("extent", [0, 1])
def test_einsum_of_extents_that_vanish_or_give_way(written, extent):
    """Every label of extent 0 and 1 in turn, in all operands and in the first alone."""
    for label in set(written) & set("abcijkl"):
        theirs = list(given(written, "d", lambda x, label=label: extent if x == label else 2))
        check(np.einsum(written, *map(np.array, theirs)), numpy.einsum(written, *theirs))
        wider = list(given(written, "d", lambda x: 2))
        try:
            expected = numpy.einsum(written, theirs[0], *wider[1:])
        except ValueError as error:
            with pytest.raises(ValueError) as raised:
                np.einsum(written, *map(np.array, [theirs[0], *wider[1:]]))
            assert str(raised.value) == str(error)
        else:
            check(np.einsum(written, *map(np.array, [theirs[0], *wider[1:]])), expected)


def test_one_operand_that_is_not_summed_is_a_view():
    a = np.zeros((3, 3))
    view = np.einsum("ii->i", a)
    view[...] = [1, 2, 3]
    assert a.tolist() == numpy.diag([1.0, 2, 3]).tolist()
    assert np.may_share_memory(np.einsum("ij->ji", a), a)
    a.flags.writeable = False
    assert not np.einsum("ii->i", a).flags.writeable


def test_labels_may_be_numbers():
    a, b = numpy.arange(6.0).reshape(2, 3), numpy.arange(12.0).reshape(3, 4)
    for rest in ([], [[0, 2]], [[2, 0]]):
        ours = np.einsum(np.array(a), [0, 1], np.array(b), [1, 2], *rest)
        check(ours, numpy.einsum(a, [0, 1], b, [1, 2], *rest))
    check(np.einsum(np.array(a), [..., 30], [..., 30]), numpy.einsum(a, [..., 30], [..., 30]))


@pytest.mark.parametrize("optimize", [False, "greedy", "optimal"])
def test_einsum_out_dtype_casting_and_order(optimize):
    a, b = numpy.arange(6).reshape(2, 3), numpy.arange(12).reshape(3, 4)
    ours, others = np.array(a), np.array(b)
    expected = numpy.einsum("ij,jk->ki", a, b)
    out = np.empty((4, 2), float)
    assert np.einsum("ij,jk->ki", ours, others, out=out, optimize=optimize) is out
    check(out, expected.astype(float))
    theirs = numpy.empty((4, 2), int)
    assert np.einsum("ij,jk->ki", ours, others, out=theirs, optimize=optimize) is theirs
    assert (theirs == expected).all()
    options = dict(dtype="f4", casting="unsafe", optimize=optimize)
    check(np.einsum("ij,jk->ki", ours, others, **options), numpy.einsum("ij,jk->ki", a, b, **options))
    for order, flag in itertools.product("CF", ["ij,jk->ki", "ij,jk->ik", "ij,ij->ij"]):
        operands = (ours, ours) if flag == "ij,ij->ij" else (ours, others)
        made = np.einsum(flag, *operands, order=order, optimize=optimize)
        assert made.flags.f_contiguous if order == "F" else made.flags.c_contiguous


@pytest.mark.parametrize(
    "args, options",
    [
        (("ij", numpy.zeros(3)), {}),
        (("i", numpy.zeros((3, 2))), {}),
        (("i,i", numpy.zeros(3)), {}),
        (("i->j", numpy.zeros(3)), {}),
        (("i->ii", numpy.zeros(3)), {}),
        (("i%", numpy.zeros(3)), {}),
        (("..i...", numpy.zeros(3)), {}),
        (("i.", numpy.zeros(3)), {}),
        (("i-", numpy.zeros(3)), {}),
        (("i->->", numpy.zeros(3)), {}),
        (("...i->i", numpy.zeros((2, 3))), {}),
        (("ii", numpy.zeros((2, 3))), {}),
        (("i,i", numpy.zeros(2), numpy.zeros(3)), {}),
        ((numpy.zeros(2), [60]), {}),
        ((numpy.zeros(2), ["a"]), {}),
        ((), {}),
        (("i,i->", numpy.zeros(2), numpy.zeros(2)), {"out": numpy.zeros(2)}),
        (("i->", numpy.zeros(2)), {"out": numpy.zeros((), "f4")}),
        (("i->", numpy.zeros(2)), {"dtype": "i4"}),
        (("i->", numpy.zeros(2)), {"order": "W"}),
        (("i->", numpy.zeros(2)), {"casting": "blah"}),
        (("i->", numpy.zeros(2)), {"axis": 0}),
    ],
)
def test_numpy_refuses_what_einsum_cannot_be(args, options):
    with pytest.raises((ValueError, TypeError)) as expected:
        numpy.einsum(*args, **options)
    ours = [np.array(x) if isinstance(x, numpy.ndarray) else x for x in args]
    options = {name: np.array(x) if isinstance(x, numpy.ndarray) else x for name, x in options.items()}
    with pytest.raises(expected.type) as raised:
        np.einsum(*ours, **options)
    assert str(raised.value) == str(expected.value)


def test_einsum_sums_halves_as_floats():
    a = numpy.full(4096, 1.0, "e")
    check(np.einsum("i,i", np.array(a), np.array(a)), numpy.einsum("i,i", a, a))


def test_einsum_path_is_told_of_our_arrays():
    a = np.ones((4, 5))
    path = np.einsum_path("ij,jk,kl", a, a.T, a, optimize="greedy")
    assert path == numpy.einsum_path("ij,jk,kl", *map(_core.to_numpy, (a, a.T, a)), optimize="greedy")
    assert np.einsum("ij,jk,kl", a, a.T, a, optimize=path[0]).sum() == 400
