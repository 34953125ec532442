"""Web pages of which pictures, scripts and comments are most: what they show is read, and where it stands stays the same."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from extract import readers
from extract.readers import html_ballast
from extract.readers.faults import TooLargeError
from extract.readers.html_ballast import without_ballast
from extract.readers.limits import LIMITS
from extract.reading import file_to_extraction

if TYPE_CHECKING:
    from pathlib import Path

TABLE = (
    "<table><tr><td>一级指标</td><td>二级指标</td><td>三级指标</td><td>指标值</td></tr>\n"
    "<tr><td>产出指标</td><td>数量指标</td><td>审结案件</td><td>≥200件</td></tr></table>"
)
PICTURE = base64.b64encode(bytes(range(256)) * 200).decode()


@pytest.mark.parametrize(
    "ballast",
    [
        f'<img src="data:image/png;base64,{PICTURE}">',
        f"<!-- {'注释 ' * 9_000} -->",
        f"<script>var table = '{'<table>' * 9_000}';</script>",
        f"<STYLE>{'td {color: red}' * 5_000}</STYLE >",
    ],
    ids=["picture", "comment", "script", "style"],
)
def test_a_page_that_is_large_by_what_it_does_not_show_is_read(
    ballast: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (readers, html_ballast):
        monkeypatch.setattr(module, "LIMITS", replace(LIMITS, text_bytes=20_000))
    path = tmp_path / "网页.html"
    path.write_text(
        f'<html><head><meta charset="utf-8"></head><body>\n{ballast}\n{TABLE}</body></html>', encoding="utf-8"
    )
    (found,) = file_to_extraction(path).indicators
    assert (found.level3, found.target_text, found.line) == ("审结案件", "≥200件", 4)


def test_a_page_that_shows_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "LIMITS", replace(LIMITS, text_bytes=20_000))
    path = tmp_path / "网页.html"
    path.write_text(f"<html><body>{'<p>正文</p>' * 3_000}{TABLE}</body></html>", encoding="utf-8")
    with pytest.raises(TooLargeError):
        file_to_extraction(path)


def test_a_page_keeps_its_lines_and_whatever_is_short() -> None:
    page = b'<p>\xe6\x96\x87</p>\n<!-- a\nb -->\n<img src="data:image/png;base64,AAAA">\n<p>b</p>'
    assert without_ballast(page) == b'<p>\xe6\x96\x87</p>\n\n\n<img src="data:image/png;base64,AAAA">\n<p>b</p>'


def test_a_page_in_utf_16_is_left_as_it_is() -> None:
    page = "<!-- a --><p>文</p>".encode("utf-16")
    assert without_ballast(page) == page


@pytest.mark.parametrize("begun", [b"<!--", b"<script ", b"<style>", b"<script></script"])
def test_what_begins_a_million_times_and_never_ends_is_left_as_it_is(begun: bytes) -> None:
    page = b"<!-- a --><p>" + begun * 1_000_000
    assert without_ballast(page) == b"<p>" + begun * 1_000_000
