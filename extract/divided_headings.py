"""Headings that a row below the header divides and that say nothing of indicators: what money is spent on, why a target was missed."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from extract.columns import LEVELS
from extract.targets import parse_target
from ontology.forms import column_role

if TYPE_CHECKING:
    from extract.document import Row

_CACHED = 16_384
_FEWEST_PARTS = 2
_LONGEST_HEADING = 24
_OF_INDICATORS = frozenset({*LEVELS, "value", "history", "actual", "operator", "unit"})
"""Roles of columns that tell what an indicator is and promises."""


def divides_others(main: Row, below: Row) -> bool:
    """Whether a row below a header divides headings left of the levels and no others (按支出性质分: 基本支出, 项目支出).

    Headings of remarks that are as wide as several columns may be divided so too (偏差原因分析: 经费保障, 制度保障).
    """
    parts = below.cells
    if len(parts) < _FEWEST_PARTS or not all(map(could_head, below.texts)):
        return False
    first = next((cell.column for cell in main.cells if column_role(cell.text) in LEVELS), 0)
    inside = all(any(start <= part.column and part.end <= end for start, end in _remarks(main)) for part in parts)
    if parts[-1].end > first and not inside:
        return False
    over = [max((cell.column for cell in main.cells if cell.column <= part.column), default=-1) for part in parts]
    return len(set(over)) < len(over)


def _remarks(main: Row) -> list[tuple[int, int]]:
    """Where the wide headings that say nothing of indicators begin and end: before the next one, for blank cells may say how wide."""
    ends = [max(cell.end, following.column) for cell, following in pairwise(main.cells)]
    return [
        (cell.column, end)
        for cell, end in zip(main.cells, [*ends, main.cells[-1].end], strict=True)
        if end - cell.column > 1 and column_role(cell.text) not in _OF_INDICATORS
    ]


@lru_cache(_CACHED)
def could_head(text: str) -> bool:
    """Whether a text is short enough for a heading, and no number or date."""
    return len(text) <= _LONGEST_HEADING and parse_target(text).kind not in ("numeric", "date")
