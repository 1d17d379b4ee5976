"""What ./dev promises: CI does not pass by skipping."""

import pytest
import ranks


def test_tests_of_an_engine_that_is_not_built_skip_or_fail(monkeypatch, tmp_path):
    monkeypatch.setattr(ranks, "ENGINE", tmp_path / "legion.so")
    mark = ranks.needs_engine({})
    assert mark.args == (True,) and "is not built" in mark.kwargs["reason"]
    with pytest.raises(pytest.fail.Exception, match="is not built"):
        ranks.needs_engine({"LNP_NEEDS_LEGION": "1"})
    ranks.ENGINE.touch()
    assert ranks.needs_engine({"LNP_NEEDS_LEGION": "1"}).args == (False,)
