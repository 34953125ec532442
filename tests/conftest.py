"""What all tests share: the repository on the path, the snapshots' flag, and documents written as literal text."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browser_support import browser, pages, phone, reader

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["browser", "pages", "phone", "reader"]  # fixtures of the tests of the page

ROOT = Path(__file__).parents[1]
# The benchmarks are no part of the installed package.
sys.path.insert(0, str(ROOT))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-snapshots", action="store_true", help="write the snapshots anew instead of comparing")


@pytest.fixture
def snapshot(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """A function that compares a text with the snapshot of a name, or writes it with --update-snapshots."""
    folder = Path(__file__).parent / "snapshots"

    def compare(name: str, text: str) -> None:
        path = folder / name
        if request.config.getoption("--update-snapshots"):
            folder.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        assert path.read_text(encoding="utf-8").splitlines() == text.splitlines()

    return compare
