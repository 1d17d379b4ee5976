"""explain() tells what ran, of which lines, and why."""

import io
import re

import legate.numpy as np
import pytest

pytestmark = pytest.mark.one_process("what ran where is told by the local engine")


def explained(block):
    out = io.StringIO()
    with np.explain(file=out):
        block()
    return out.getvalue()


def test_a_block_tells_kernels_lines_and_bytes():
    a = np.ones((300, 400))
    np.synchronize()

    def block():
        b = a * 2 + 1
        float(b.sum())

    text = explained(block)
    assert "`float(b.sum())`: a value is needed; 3 operations in 1 kernel" in text
    assert re.search(
        r"kernel, 300 x 400, (interpreted|native|partly native): \d+ us, 0.96 MB read, 0.96 MB written", text
    )
    assert re.search(r"test_explain.py:\d+ `b = a \* 2 \+ 1`: add, multiply", text)
    assert re.search(r"`float\(b.sum\(\)\)`: add.reduce", text)


def test_each_flush_has_its_reason():
    a = np.ones(10)

    def block():
        float((a + 1)[0])
        memoryview(a)
        a.__iadd__(1)
        with np.errstate(divide="ignore"):
            a + 1
        np.synchronize()

    reasons = re.findall(r"^test_explain.*: (.*); \d+ operations?", explained(block), re.MULTILINE)
    assert reasons[0] == "a value is needed" and any("error state" in r or "other code" in r for r in reasons[1:])


def test_an_array_is_explained_and_computed(capsys):
    a = np.arange(5.0)
    np.synchronize()
    b = a * 3
    np.explain(b)
    assert "multiply" in capsys.readouterr().out
    assert b.tolist() == [0, 3, 6, 9, 12]


def test_waves_are_told_as_one():
    a = np.ones((600, 700))
    np.synchronize()

    def block():
        for _ in range(9):
            b = a.copy()
            a[1:-1, 1:-1] = 0.5 * (b[2:, 1:-1] + b[:-2, 1:-1])

    text = explained(block)
    assert re.search(r"wave of \d+ kernels, 598 x 698", text), text
    assert "add x9, multiply x9" in text


def test_nothing_to_tell_and_an_exception_inside():
    assert explained(lambda: None) == "nothing was recorded\n"
    with pytest.raises(ZeroDivisionError), np.explain(file=io.StringIO()) as explanation:
        np.ones(3) + 1
        1 / 0  # noqa: B018
    assert str(explanation)
    before = len(explanation.flushes)
    float((np.ones(3) + 1)[0])
    assert len(explanation.flushes) == before


def test_a_block_in_a_block_tells_its_part():
    a = np.ones(100)
    np.synchronize()
    inner, outer = io.StringIO(), io.StringIO()
    with np.explain(file=outer):
        float((a + 1).sum())
        with np.explain(file=inner):
            float((a * 2).sum())
        np.explain(a - 3, file=inner)
        float((a / 4).sum())
    ran = outer.getvalue()
    assert all(f"`{line}`" in ran for line in ("float((a + 1).sum())", "float((a * 2).sum())", "float((a / 4).sum())"))
    assert "float((a * 2).sum())" in inner.getvalue() and "subtract" in inner.getvalue()
    assert "(a + 1)" not in inner.getvalue() and "(a / 4)" not in inner.getvalue()
