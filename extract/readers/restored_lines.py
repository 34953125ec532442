"""The lines of a text with what a conversion did to all of them undone: entities, a margin, tabs as blanks, doubled lines."""

from __future__ import annotations

import re
from html import unescape

_GAP = re.compile(r"(?<=\S)  +(?=\S)")
"""Blanks between the parts of a line; those before it may be the margin of a paragraph."""
_TAB = 4
_FEWEST_GAPS = 20
_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{2,5});")
_FEWEST_INDENTED = 20
"""Lines that begin with several tabs, from which these part no cells where no line has one behind a text."""
_FEWEST_DOUBLED = 10
"""Lines with a blank one behind each, from which the blank ones say nothing."""


def restored_lines(lines: list[str]) -> tuple[list[str], range]:
    """The lines that hold the text, restored, and the numbers of these lines in the file (from 1)."""
    restored = _with_tabs(_without_margin(_without_entities(lines)))
    numbers = range(1, len(lines) + 1)
    # Lines of a text that were doubled before are doubled still.
    while (first := next((first for first in (0, 1) if _holds_the_text(restored, first)), None)) is not None:
        restored, numbers = restored[first::2], numbers[first::2]
    return restored, numbers


def _holds_the_text(lines: list[str], first: int) -> bool:
    """Whether every second line holds the text and a blank one follows each, as where each line was made a paragraph."""
    held = sum(map(bool, lines[first::2]))
    return held >= _FEWEST_DOUBLED and held == sum(map(bool, lines))


def _with_tabs(lines: list[str]) -> list[str]:
    """The lines with the tabs that a conversion wrote as four blanks each: no gap inside a line is then of another width."""
    gaps = [len(gap) for line in lines for gap in _GAP.findall(line)]
    if len(gaps) < _FEWEST_GAPS or any(gap % _TAB for gap in gaps):
        return lines
    return [line.replace(" " * _TAB, "\t") if _GAP.search(line) else line for line in lines]


def _without_entities(lines: list[str]) -> list[str]:
    """The lines with signs for the entities that a page without its tags still holds (&ge;80%)."""
    return [unescape(line) if _ENTITY.search(line) else line for line in lines]


def _without_margin(lines: list[str]) -> list[str]:
    """The lines without the blanks that all of them begin with, and the tabs that only indent them; blank ones have no say."""
    margin = min((len(line) - len(line.lstrip(" ")) for line in lines if line.strip()), default=0)
    flush = [line.removeprefix(" " * margin) for line in lines]
    indented = sum(line.startswith("\t\t") and line.strip("\t ") != "" for line in flush)
    if indented >= _FEWEST_INDENTED and not any("\t" in line.strip() for line in flush):
        return [line.lstrip("\t") for line in flush]
    return flush
