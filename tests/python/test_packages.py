"""Packages from PyPI run their own tests on us: tools/packages.py says which, and how."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))

import packages  # noqa: E402

DOCUMENT = Path(__file__).parents[2] / "docs" / "interop.md"


@pytest.mark.slow
@pytest.mark.parametrize("name", packages.PACKAGES)
def test_what_passes_under_numpy_passes_under_us(name, capsys):
    packages.prepare()
    found = packages.compare(name)
    with capsys.disabled():
        print("\n" + packages.row(name, found))
    assert not found.complaints()


def test_the_document_names_the_packages_and_versions():
    text = DOCUMENT.read_text()
    assert all(f"| `{name}` {packages.version(name)} |" in text for name in packages.PACKAGES)
