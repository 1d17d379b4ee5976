"""What ./dev promises: CI does not pass by skipping, and lint keeps large files out."""

import importlib
import subprocess
from pathlib import Path

import pytest
import ranks

TOOLS = Path(__file__).parents[2] / "tools"


def test_tests_of_an_engine_that_is_not_built_skip_or_fail(monkeypatch, tmp_path):
    monkeypatch.setattr(ranks, "ENGINE", tmp_path / "legion.so")
    mark = ranks.needs_engine({})
    assert mark.args == (True,) and "is not built" in mark.kwargs["reason"]
    with pytest.raises(pytest.fail.Exception, match="is not built"):
        ranks.needs_engine({"LNP_NEEDS_ENGINES": "1"})
    ranks.ENGINE.touch()
    assert ranks.needs_engine({"LNP_NEEDS_ENGINES": "1"}).args == (False,)


def test_lint_refuses_large_files(monkeypatch, tmp_path):
    monkeypatch.syspath_prepend(TOOLS)
    checks = importlib.import_module("checks")
    monkeypatch.setattr(checks, "ROOT", tmp_path)
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    (tmp_path / ".gitignore").write_text("ignored\n")
    for name, kib in [("small", 512), ("large", 513), ("ignored", 1000)]:
        (tmp_path / name).write_bytes(bytes(kib * 1024))
    assert checks.large_files() == ["large: 513 KiB, more than 512"]
    subprocess.run(["git", "-C", tmp_path, "add", "large"], check=True)
    assert checks.large_files() == ["large: 513 KiB, more than 512"]
