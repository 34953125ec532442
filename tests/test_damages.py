"""Damages that conversions do to a whole text and that change nothing of what it says: the records stay the same."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from extract.glyphs import ordinary
from extract.reading import NoIndicatorsError, file_to_extraction

if TYPE_CHECKING:
    from collections.abc import Callable

LAYOUTS = sorted((Path(__file__).parent / "layouts").glob("*.txt"))
RADICALS = {
    ideograph: chr(code)
    for code in range(0x2F00, 0x2FD6)
    if len(ideograph := unicodedata.normalize("NFKC", chr(code))) == 1
}
FEWEST_LINES = 12


def with_radicals(text: str) -> str:
    """As PDF files whose fonts map a character back to the radical that looks like it."""
    return "".join(RADICALS.get(sign, sign) for sign in text)


def with_blanks_without_width(text: str) -> str:
    """As web pages that allow a line to be broken there."""
    return re.sub(r"(?<=[\u4e00-\u9fff])(?=指标)", "\u200b", text)


def with_margin(text: str) -> str:
    """As a text that was quoted or indented as a whole."""
    return re.sub(r"(?m)^(?=.)", "    ", text)


def with_blanks_behind(text: str) -> str:
    """As editors pad lines."""
    return re.sub(r"(?m)(?<=\S)$", "  ", text)


def with_odd_line_ends(text: str) -> str:
    """As a file that was twice turned into one of Windows."""
    return text.replace("\n", "\r\r\n")


def double_spaced(text: str) -> str:
    """As a conversion that takes each line for a paragraph."""
    return text.replace("\n", "\n\n")


DAMAGES = (
    with_radicals,
    with_blanks_without_width,
    with_margin,
    with_blanks_behind,
    with_odd_line_ends,
    double_spaced,
)


def records(path: Path) -> list[dict[str, Any]]:
    """The records of a file without their ids and lines, which differ with its bytes."""
    try:
        found = [indicator.record() for indicator in file_to_extraction(path).indicators]
    except NoIndicatorsError:
        return []
    return [{name: value for name, value in one.items() if name not in {"id", "line"}} for one in found]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda path: path.stem)
def test_records_outlive_the_damage(layout: Path, damage: Callable[[str], str], tmp_path: Path) -> None:
    text = layout.read_text(encoding="utf-8")
    if damage in {double_spaced, with_odd_line_ends} and sum(map(bool, text.split("\n"))) < FEWEST_LINES:
        pytest.skip("too few lines to tell that each has a blank one behind it")
    damaged = tmp_path / layout.name
    damaged.write_text(damage(text), encoding="utf-8", newline="")
    assert records(damaged) == records(layout)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("⽬标⼈数", "目标人数"),
        ("⻚⻓⺠", "页长民"),
        ("更\uf9a8", "更令"),
        ("eﬃcient", "efficient"),
        ("指\u200b标\ufeff", "指标"),
        ("满\u00ad意", "满意"),
        ("≥９５％", "≥９５％"),
        ("㎡", "㎡"),
        ("", ""),
    ],
)
def test_ordinary_characters(text: str, plain: str) -> None:
    assert ordinary(text) == plain
