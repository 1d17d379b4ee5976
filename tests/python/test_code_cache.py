"""Compiled kernels on disk: found by the next process, and never a reason to fail or to run what is wrong."""

import concurrent.futures
import os

import pytest
from legate.numpy import _native
from programs import python
from ranks import needs

pytestmark = [
    needs(_native.LIBRARY, "the code generator", "LLVM 19"),
    pytest.mark.one_process("native code serves the local engine"),
]

PROGRAM = """
import legate.numpy as np, numpy
from legate.numpy import _core

a = np.array(numpy.arange(1000.0))
x = a * 2 + a
assert float(x[10]) == 30
y = (a - 1) * a / 3
assert float(y[4]) == 4
stats = _core.stats()
print(stats["segments_compiled"], stats["segments_found"])
"""


def run(cache, **settings):
    """How many segments were compiled, and how many were found; and what was said."""
    done = python("-c", PROGRAM, tier="jit", cache=str(cache), **settings)
    assert done.returncode == 0, done.stderr
    return *map(int, done.stdout.split()), done.stderr


@pytest.fixture
def cache(tmp_path):
    folder = tmp_path / "cache"
    compiled, found, _ = run(folder)
    assert compiled > 0 and found == 0
    return folder


def test_the_next_process_finds_what_was_compiled(cache):
    compiled, found, said = run(cache, verbose="1")
    assert compiled == 0 and found > 0 and "cache" not in said
    assert cache.stat().st_mode & 0o777 == 0o700


def test_nothing_is_kept_where_that_is_wanted(tmp_path):
    assert run("0")[0] == run("0")[0] > 0
    assert not list(tmp_path.iterdir())


DAMAGES = {
    "truncated": lambda content: content[: len(content) // 2],
    "empty": lambda content: b"",
    "one bit": lambda content: content[:-9] + bytes([content[-9] ^ 4]) + content[-8:],
    "other": lambda content: b"#!/bin/sh\n" * 50,
    "shorter key": lambda content: content[:8] + (3).to_bytes(8, "little") + content[16:],
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_files_are_compiled_again_and_mended(cache, damage):
    for file in cache.iterdir():
        file.write_bytes(DAMAGES[damage](file.read_bytes()))
    compiled, found, said = run(cache, verbose="1")
    assert compiled > 0 and found == 0 and "is damaged" in said
    assert run(cache)[:2] == (0, compiled)


def test_files_that_others_may_write_are_not_run(cache):
    for file in cache.iterdir():
        file.chmod(0o622)
    compiled, found, said = run(cache, verbose="1")
    assert compiled > 0 and found == 0 and "not this user's alone" in said


def test_a_folder_that_others_may_write_is_not_used(cache):
    cache.chmod(0o777)
    before = sorted(cache.iterdir())
    compiled, found, said = run(cache, verbose="1")
    assert compiled > 0 and found == 0 and "not this user's alone" in said
    assert sorted(cache.iterdir()) == before


def test_a_folder_of_another_user_is_not_used(cache):
    if os.geteuid() != 0:
        pytest.skip("only root can give files away")
    os.chown(cache, 12345, 12345)
    compiled, found, said = run(cache, verbose="1")
    assert compiled > 0 and found == 0 and "not this user's alone" in said


@pytest.mark.parametrize("place", ["a file", "missing/below/a file/x"])
def test_a_folder_that_cannot_be_is_done_without(tmp_path, place):
    (tmp_path / "a file").write_text("in the way")
    (tmp_path / "missing" / "below").mkdir(parents=True)
    (tmp_path / "missing" / "below" / "a file").write_text("in the way")
    compiled, found, said = run(tmp_path / place, verbose="1")
    assert compiled > 0 and found == 0 and "code cache: " in said


def test_many_processes_share_it(tmp_path):
    with concurrent.futures.ThreadPoolExecutor() as pool:
        results = list(pool.map(lambda _: run(tmp_path / "cache")[:2], range(6)))
    assert len({sum(result) for result in results}) == 1
    assert run(tmp_path / "cache")[0] == 0
    assert all("." not in file.name for file in (tmp_path / "cache").iterdir()), "nothing half written is left"


def test_it_is_bounded_when_something_is_added(cache):
    min(cache.iterdir()).unlink()
    for k in range(80):
        file = cache / f"{k:016x}"
        file.write_bytes(bytes(1 << 20))
        os.utime(file, (k, k))
    compiled, found, _ = run(cache)
    assert compiled <= 1 and compiled + found == 2, "the newest stay"
    assert sum(file.stat().st_size for file in cache.iterdir()) <= 48 << 20
    assert not (cache / f"{0:016x}").exists()
