"""What of NumPy's own test-suite passed before still does: tools/conformance.py says what is compared."""

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))

import conformance  # noqa: E402

# The ledger's names, so that the tests to run are known where the runner is missing.
FILES = sorted(path.read_text().split(":")[0].removeprefix("# ") for path in conformance.LEDGER.glob("*.txt"))


@pytest.mark.ci
@pytest.mark.parametrize("mode", conformance.MODES)
@pytest.mark.parametrize("file", FILES)
def test_what_passed_before_passes(file, mode):
    if not conformance.RUNNER.exists():
        missing = "../shared/conformance/run_numpy_tests.py is missing beside the checkout"
        pytest.fail(missing) if os.environ.get("LNP_NEEDS_SUITE") else pytest.skip(missing)
    lines = conformance.falls(file, mode, conformance.run([file], mode=mode)[file])
    assert not lines, "passed before and fails now:\n" + "\n".join(lines)


def test_the_document_is_the_ledgers():
    assert conformance.DOCUMENT.read_text() == conformance.document(FILES)


def result_of(**outcomes):
    tests = {f"test_{name}": {"o": outcome, "m": "why"} for name, outcome in outcomes.items()}
    return {"tests": tests, "note": ""}


def test_what_falls_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr(conformance, "LEDGER", tmp_path)
    rows = {f"test_{name}": conformance.Row(1, 1, 1, 0) for name in ("stays", "falls", "needs_another_machine")}
    conformance.write_ledger("lib/tests/test_x.py", rows)
    assert conformance.read_ledger("lib/tests/test_x.py") == rows
    here = result_of(stays="passed", falls="passed", needs_another_machine="skipped")
    monkeypatch.setattr(conformance, "run", lambda files, module: {files[0]: here})
    now = result_of(stays="passed", falls="failed", needs_another_machine="skipped", new="crash")
    assert conformance.falls("lib/tests/test_x.py", "fallback", now) == [
        "lib/tests/test_x.py::test_falls [fallback]: 0 cases pass, 1 did",
        "    test_falls: failed why",
        "lib/tests/test_x.py::test_new [fallback]: crash why",
    ]
    assert conformance.falls("lib/tests/test_x.py", "native", result_of(new="failed")) == []
