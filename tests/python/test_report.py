"""The coverage report: what ran native and what fell back, how often, how long, from where."""

import csv
import io
import json

import legate.numpy as np
import pytest
from legate.numpy import _settings
from programs import python

PROGRAM = """
import legate.numpy as np
a = np.arange(6.0)
for _ in range(3):
    b = np.roll(a, 1)
    np.roots(a)
print(a + b)
"""


@pytest.fixture
def program(tmp_path):
    path = tmp_path / "program.py"
    path.write_text(PROGRAM)
    return path


def _rows(text):
    return {row["function"]: row for row in csv.DictReader(io.StringIO(text))}


def test_csv_report_at_exit(program, tmp_path):
    path = tmp_path / "report.csv"
    done = python(program, report=str(path), fallback="silent")
    assert done.returncode == 0, done.stderr
    rows = _rows(path.read_text())
    assert rows["roots"]["kind"] == "fallback" and rows["roots"]["calls"] == "3"
    assert rows["roll"]["kind"] == "native" and rows["roll"]["calls"] == "3"
    assert rows["roots"]["file"] == str(program) and rows["roots"]["line"] == "6" and rows["roll"]["line"] == "5"
    assert float(rows["roots"]["seconds"]) > 0


def test_json_report_at_exit(program, tmp_path):
    path = tmp_path / "report.json"
    python(program, report=str(path), fallback="silent")
    found = json.loads(path.read_text())
    assert {"function", "kind", "calls", "seconds", "file", "line"} == set(found["calls"][0])
    assert "gate" in found["engine"]


def test_text_report_goes_to_stderr(program):
    done = python(program, report="1", fallback="silent")
    assert "roots" in done.stderr and "fallback calls: 3" in done.stderr and "roots" not in done.stdout


def test_operators_are_counted_as_the_engine_records_them(program):
    assert "\nadd " in python(program, report="1", fallback="silent").stderr


def test_report_counts_the_gate_without_a_setting():
    np.roots(np.arange(3.0))
    rows = [row for row in np.report(format="rows") if row["function"] == "roots" and row["file"] == __file__]
    assert rows and rows[0]["kind"] == "fallback"
    assert "not counted: set LEGATE_NUMPY_REPORT=1" in np.report()
    with pytest.raises(ValueError, match="expected one of text, json, csv, rows"):
        np.report(format="xml")


# -- settings ------------------------------------------------------------------------------------------------------

BAD = {"FALLBACK": "loud", "REPORT": "yes", "CPUS": "0", "VERBOSE": "2"}


@pytest.mark.parametrize("name", BAD)
def test_bad_setting_is_one_clear_error(name):
    with pytest.raises(ValueError, match=f"LEGATE_NUMPY_{name}='{BAD[name]}': expected "):
        _settings.read({"LEGATE_NUMPY_" + name: BAD[name]})


def test_every_setting_is_documented_and_has_a_default():
    found = _settings.read({})
    assert (found.fallback, found.report, found.cpus, found.verbose) == (
        "warn",
        "0",
        None,
        False,
    )
    for name in vars(found):
        assert f"LEGATE_NUMPY_{name.upper()}" in _settings.__doc__
    assert _settings.read({"LEGATE_NUMPY_CPUS": "3"}).cpus == 3


def test_bad_setting_stops_the_import():
    done = python("-c", "import legate.numpy", cpus="many")
    assert done.returncode == 1
    assert (
        done.stderr.splitlines()[-1] == "ValueError: LEGATE_NUMPY_CPUS='many': expected a whole number from 1, or all"
    )
