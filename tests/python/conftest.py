"""Fixtures that several files of tests share."""

import signal

import legate.numpy as np
import pytest
from legate.numpy import _core, _fallback
from legate.numpy._settings import settings

# Shells start background jobs with the interrupt ignored, which the programs that tests start would inherit.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def native(monkeypatch):
    """The gate stays shut while the test runs: a call that needs NumPy raises, and none is counted."""
    monkeypatch.setattr(settings, "fallback", "error")
    before = _fallback.count()
    yield
    np.synchronize()
    assert _fallback.count() == before


@pytest.fixture
def gate_open(monkeypatch):
    """Calls that need NumPy go there without a word."""
    monkeypatch.setattr(settings, "fallback", "silent")


@pytest.fixture
def threads():
    """Sets the number of threads; the number of before is back after the test."""
    before = _core.stats()["threads"]
    yield _core.set_threads
    _core.set_threads(before)
