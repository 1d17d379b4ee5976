"""A plugin of pytest (`-p every_rank`) for ranks that run the same tests: the first failure on any rank ends them all.

Ranks wait for each other inside the tests, so one that stops, or skips, alone would leave the others waiting.
"""

import os
import sys
import tempfile
import time

import pytest
from legate.numpy import _alike, _core

_GRACE = 4.0  # seconds in which rank 0, where it failed too, ends the job


def pytest_configure():
    """Temporary folders of tests are each rank's own, and so are the files in them."""
    os.environ["PYTEST_DEBUG_TEMPROOT"] = tempfile.mkdtemp(dir=os.environ.get("PYTEST_DEBUG_TEMPROOT"))


def pytest_collection_modifyitems(items):
    for item in items:
        for mark in item.iter_markers("one_process"):
            item.add_marker(pytest.mark.skip(reason=f"not on several ranks: {mark.args[0]}"))


def pytest_runtest_logreport(report):
    if report.failed:
        if _alike.rank != 0:
            time.sleep(_GRACE)
        print(f"\nrank {_alike.rank}: {report.nodeid}\n{report.longreprtext}", file=sys.stderr, flush=True)
        os._exit(1)


def pytest_terminal_summary(terminalreporter):
    """Every rank comes here when its tests have passed."""
    ranks = len(_core.gather(b"here"))
    terminalreporter.write_line(f"{ranks} ranks ran {_core.stats()['tasks']} tasks each")
