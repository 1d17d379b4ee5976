"""Every elementwise operation of the op table, on every dtype and layout, against NumPy: values, dtypes, errors.

Nothing here lists operations: the rows of the table do.
"""

import itertools

import legate.numpy as np
import numpy
import pytest
from optable import BINARY, LAYOUTS, ROWS, loops, samples, specials, ulp
from oracle import NATIVE, Outcome, same_bits, to_numpy, ulps

pytestmark = pytest.mark.usefixtures("native")


@pytest.fixture(autouse=True)
def quiet():
    with np.errstate(all="ignore"):
        yield


def operands(name, chars, count):
    """NumPy arrays of `count` elements for the inputs of a loop; specials meet each other in a binary operation."""
    if len(chars) == 1:
        return [samples(chars, count)]
    x, y = (specials(char) for char in chars)
    pairs = numpy.repeat(x, y.size)[: count // 2], numpy.tile(y, x.size)[: count // 2]
    rest = [samples(char, count, seed)[pairs[0].size :] for seed, char in enumerate(chars)]
    arrays = [numpy.concatenate(both) for both in zip(pairs, rest)]
    return list(permitted(name, arrays))


def permitted(name, arrays):
    """Shifts beyond the width are the C compiler's business, and integers have no negative integer powers."""
    x, y = arrays
    if name.endswith("_shift"):
        y = numpy.clip(y, 0, 8 * y.itemsize - 1).astype(y.dtype)
    if name == "power" and y.dtype.kind == "i":
        y = numpy.abs(y) % 11
    return x, y


def as_tuple(value):
    return value if isinstance(value, tuple) else (value,)


def ours(name, arrays, **kwargs):
    return as_tuple(getattr(np, name)(*arrays, **kwargs))


def theirs(name, arrays, **kwargs):
    return as_tuple(getattr(numpy, name)(*arrays, **kwargs))


@pytest.mark.parametrize("name", ROWS)
def test_row_is_numpys(name):
    """The table cannot drift: loops in NumPy's order, identity, arity."""
    ufunc, row = getattr(numpy, name), ROWS[name]
    same_types = [loop.replace("q", "l").replace("Q", "L") for loop in ufunc.types]  # on this platform
    native = [loop for loop in dict.fromkeys(same_types) if set(loop) <= set(NATIVE + "->")]
    assert row["types"] == native
    assert ufunc.identity == (row["identity"] and eval(row["identity"], {"inf": numpy.inf}))
    assert (row["nin"], row["nout"]) == (ufunc.nin, ufunc.nout)
    got = getattr(np, name)
    for fact in ("nin", "nout", "nargs", "ntypes", "types", "identity", "signature", "__name__"):
        assert getattr(got, fact) == getattr(ufunc, fact)


@pytest.mark.parametrize("name", ROWS)
def test_values(name):
    """Of many blocks: NumPy's bits for exact operations, else close to the true value by the row's bound."""
    for ins, outs in loops(name):
        arrays = operands(name, ins, 4999)
        got, want = ours(name, map(np.array, arrays)), theirs(name, arrays)
        assert len(got) == len(outs)
        for g, w, char in zip(got, want, outs):
            assert type(g) is np.ndarray
            assert g.dtype == w.dtype == numpy.dtype(char)
            agree(name, ins, to_numpy(g), w, arrays)


# NumPy fuses multiplications and additions of complex numbers where the CPU can; we never do.
FUSED = {"multiply", "square"}
# Their result may cancel to nearly nothing: the bound is in units of the largest number on the way.
CANCELLING = {"logaddexp", "logaddexp2"}


def agree(name, ins, got, want, arrays):
    is_complex = ins[0] in "FD"
    if want.dtype.kind not in "fc" or ulp(name) == 0 and not (is_complex and name in FUSED):
        same_bits(got, want)
    elif is_complex:
        close_complex(got, want, ins)
    else:
        exact = getattr(numpy, name)(*(a.astype(numpy.longdouble) for a in arrays))
        scale = numpy.maximum(*numpy.abs(arrays)) if name in CANCELLING else 0
        error = ulps(got, exact, scale)
        worst = error.argmax()
        # SLEEF's bound of one unit is itself a rounded figure.
        assert error[worst] <= ulp(name) * 1.000001, (
            f"{ins}: {[a[worst] for a in arrays]} gives {got[worst]}, exact {exact[worst]}"
        )


def close_complex(got, want, ins):
    """The distance in the complex plane, where NumPy's value is finite."""
    finite = numpy.isfinite(want)
    eps = numpy.finfo(want.dtype).eps
    distance = numpy.abs(got[finite] - want[finite])
    assert (distance <= 16 * eps * numpy.abs(want[finite]) + numpy.finfo(want.dtype).tiny).all(), ins
    same_special = numpy.isnan(got) == numpy.isnan(want)
    assert same_special.all(), f"{ins}: {numpy.flatnonzero(~same_special)[:5]}"


@pytest.mark.parametrize("name", ROWS)
def test_bits_do_not_depend_on_layout(name):
    """Every layout, and pairs of them, give the bits of contiguous operands."""
    for ins, _ in loops(name):
        arrays = [a.reshape(37, 29) for a in operands(name, ins, 37 * 29)]
        want = [to_numpy(g) for g in ours(name, map(np.array, arrays))]
        for layout in LAYOUTS.values():
            laid = [layout(np, a) for a in arrays]
            calls = [laid] if len(ins) == 1 else [laid, [laid[0], np.array(arrays[1])], [np.array(arrays[0]), laid[1]]]
            for call in calls:
                for g, w in zip(ours(name, call), want):
                    same_bits(to_numpy(g), w)


@pytest.mark.parametrize("name", BINARY)
def test_broadcasting(name):
    for ins, _ in loops(name):
        x, y = (a.reshape(5, 7, 31) for a in operands(name, ins, 5 * 7 * 31))
        for part in (
            numpy.s_[:, :, :1],
            numpy.s_[:, :1, :],
            numpy.s_[0],
            numpy.s_[2, :1],
            numpy.s_[4, 3],
            numpy.s_[0, 0, 5],
        ):
            for pair in ((x, y[part]), (x[part], y)):
                full = numpy.broadcast_arrays(*pair)
                want = ours(name, (np.array(a) for a in full))
                for g, w in zip(ours(name, map(np.array, pair)), want):
                    same_bits(to_numpy(g), to_numpy(w))


@pytest.mark.parametrize("name", ROWS)
def test_sizes(name):
    """Empty, 0-d, one element, and around vectors, blocks and tiles: the bits are those of one long array."""
    for ins, outs in loops(name):
        arrays = operands(name, ins, 4500)
        want = [to_numpy(g) for g in ours(name, map(np.array, arrays))]
        for count in (0, 1, 2, 3, 5, 8, 15, 17, 33, 64, 100, 511, 1023, 1025, 2047, 2049, 4100):
            for g, w in zip(ours(name, (np.array(a[:count]) for a in arrays)), want):
                same_bits(to_numpy(g), w[:count])
        for at in (0, 5, 4400):
            for g, w, char in zip(ours(name, (np.array(a[at]) for a in arrays)), want, outs):
                assert type(g) is numpy.dtype(char).type
                same_bits(numpy.array(g), numpy.array(w[at]))


@pytest.mark.parametrize("name", ROWS)
def test_out(name):
    """out= as a keyword, as a tuple and by position; strided, reversed, one of the inputs, and overlapping one."""
    for ins, outs in loops(name):
        arrays = operands(name, ins, 300)
        want = [to_numpy(g) for g in ours(name, map(np.array, arrays))]
        for window in (numpy.s_[:300], numpy.s_[5:305], numpy.s_[:600:2], numpy.s_[299::-1]):
            memory = [np.zeros(700, char) for char in outs]
            given = tuple(m[window] for m in memory)
            returned = ours(name, map(np.array, arrays), out=given if len(outs) > 1 else given[0])
            assert all(r is g for r, g in zip(returned, given))
            for m, w in zip(memory, want):
                expected = numpy.zeros(700, w.dtype)
                expected[window] = w
                same_bits(to_numpy(m), expected)
        if set(ins) == set(outs) and len(outs) == 1:
            into_an_input(name, arrays, want[0])


def into_an_input(name, arrays, want):
    for shift in (0, 1, -1, 3):
        memory = np.zeros(310, want.dtype)
        source, target = memory[4:304], memory[4 + shift : 304 + shift]
        source[:] = np.array(arrays[0])
        getattr(np, name)(source, *map(np.array, arrays[1:]), out=target)
        same_bits(to_numpy(target), want)
    memory = np.zeros(300, want.dtype)
    memory[:] = np.array(arrays[0][::-1])
    getattr(np, name)(memory[::-1], *map(np.array, arrays[1:]), out=memory)
    same_bits(to_numpy(memory), want)


def small(char):
    return numpy.array([1, 0, 1], char)


@pytest.mark.parametrize("name", [name for name, row in ROWS.items() if row["nout"] == 2])
def test_two_outputs(name):
    """Both come from the operands as they were, also where one of them is an output; all or nothing is written."""
    for ins, outs in loops(name):
        arrays = operands(name, ins, 300)
        want = ours(name, map(np.array, arrays))
        for position in range(2):
            given = [np.array(a) for a in arrays]
            if given[0].dtype == outs[position]:
                out = [None, None]
                out[position] = given[0]
                for g, w in zip(ours(name, given, out=tuple(out)), want):
                    same_bits(to_numpy(g), to_numpy(w))
        kept = np.zeros(300, outs[0])
        with pytest.raises(TypeError):
            ours(name, map(np.array, arrays), out=(kept, np.zeros(300, bool)))
        with pytest.raises(ValueError):
            ours(name, map(np.array, arrays), out=(kept, np.zeros(299, outs[1])))
        assert not kept.any()


@pytest.mark.parametrize("name", ROWS)
def test_result_dtypes(name):
    """All dtypes and pairs of dtypes: the result's dtype, or NumPy's exception in NumPy's words."""
    for chars in itertools.product(NATIVE, repeat=ROWS[name]["nin"]):
        arrays = [small(char) for char in chars]
        if name == "power":
            arrays[1][:] = 1
        want = Outcome(lambda arrays=arrays: theirs(name, arrays))
        got = Outcome(lambda arrays=arrays: ours(name, map(np.array, arrays)))
        if want.error:
            assert str(got) == str(want), chars
            assert type(got.error) is type(want.error)
        else:
            assert not got.error, f"{chars}: {got}"
            assert [g.dtype for g in got.value] == [w.dtype for w in want.value], chars


# NumPy refuses some casts here that its casting rules allow; we compute them.
STRICTER_IN_NUMPY = {("absolute", "same_kind"), ("ldexp", "same_kind"), ("ldexp", "unsafe"), ("signbit", "unsafe")}


@pytest.mark.parametrize("name", ROWS)
def test_dtype_and_casting_arguments(name):
    """dtype= picks a loop by its output; casting= says what operands and results may go through."""
    row = ROWS[name]
    for ins, dtype, casting in itertools.product("?bIlefdD", "?BildfD", ("same_kind", "unsafe", "safe", "no")):
        if (name, casting) in STRICTER_IN_NUMPY:
            continue
        arrays = [small(ins)] * row["nin"]
        want = Outcome(lambda a=arrays, d=dtype, c=casting: theirs(name, a, dtype=d, casting=c))
        got = Outcome(lambda a=arrays, d=dtype, c=casting: ours(name, map(np.array, a), dtype=d, casting=c))
        if want.error:
            assert (type(got.error), str(got)) == (type(want.error), str(want)), (ins, dtype, casting)
        else:
            assert not got.error, f"{(ins, dtype, casting)}: {got}"
            for g, w in zip(got.value, want.value):
                assert g.dtype == w.dtype
                numpy.testing.assert_allclose(to_numpy(g), w, rtol=1e-3)


@pytest.mark.parametrize("name", ROWS)
def test_out_of_another_dtype(name):
    """The result is cast into out, or refused in NumPy's words."""
    row = ROWS[name]
    for ins, out in itertools.product("?blefD", NATIVE):
        arrays = [small(ins)] * row["nin"]
        want_out, got_out = ([module.zeros(3, out) for _ in range(row["nout"])] for module in (numpy, np))
        want = Outcome(lambda a=arrays, o=want_out: theirs(name, a, out=tuple(o)))
        got = Outcome(lambda a=arrays, o=got_out: ours(name, map(np.array, a), out=tuple(o)))
        if want.error:
            assert (type(got.error), str(got)) == (type(want.error), str(want)), (ins, out)
        else:
            assert not got.error, f"{(ins, out)}: {got}"
            for g, w in zip(got_out, want_out):
                numpy.testing.assert_allclose(to_numpy(g), w, rtol=1e-3)


@pytest.mark.parametrize("name", BINARY)
def test_outer(name):
    for ins, _ in loops(name)[:: 1 if len(loops(name)) < 4 else 3]:
        x, y = (a[:17] for a in operands(name, ins, 60))
        ufunc = getattr(np, name)
        if ROWS[name]["nout"] > 1:
            continue
        got = ufunc.outer(np.array(x), np.array(y.reshape(1, 17)))
        want = ufunc(np.array(x.reshape(17, 1, 1)), np.array(y.reshape(1, 17)))
        assert type(got) is np.ndarray and got.shape == (17, 1, 17)
        same_bits(to_numpy(got), to_numpy(want))


@pytest.mark.parametrize("name", ["add", "subtract", "exp", "multiply", "power", "less", "bitwise_xor", "logaddexp"])
def test_threads_give_the_same_bits(name, threads):
    for ins, _ in loops(name):
        arrays = operands(name, ins, 300_000)
        results = []
        for count in (1, 2, 3, 4):
            threads(count)
            results.append([to_numpy(g) for g in ours(name, map(np.array, arrays))])
        for other in results[1:]:
            for g, w in zip(other, results[0]):
                same_bits(g, w)
