"""Rows whose cells all take two lines, printed by height among cells printed in turn, become one line each.

Where all cells of a row take as many lines, the lines of all stand at the same heights, and a conversion that otherwise prints cell
after cell prints these lines one after the other.
"""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from extract.printed_cells import goes_on
from extract.printed_widths import width
from extract.torn_labels import ends_label
from ontology.framework import levels

if TYPE_CHECKING:
    from collections.abc import Sequence

_SURELY = 100
"""How much more than a sign's width it says that a part goes on with another's label or date."""


def with_rows_of_two_lines(lines: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """The lines, those of a row whose cells all take two, and which is printed by height, as one, the lower ones empty.

    A torn label that is not the last of its line tells such a row (可持续影 | 基层防灾体 | 完善 over 响指标 | 系); the end of the
    label left of it may stand on a line of its own.
    """
    whole: list[Sequence[str]] = [list(line) for line in lines]
    for at, (upper, below) in enumerate(pairwise(lines)):
        lower, stop = list(below), at + 2
        if len(below) == 1 and stop < len(lines) and len(upper) > 1 and tears_label(upper[0], below[0]):
            lower, stop = [*below, *lines[stop]], stop + 1
        if whole[at] and len(lower) > 1 and (row := _whole_row(upper, lower)):
            whole[at:stop] = [row, *([] for _ in range(at + 1, stop))]
    return whole


def _whole_row(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """The cells of two lines of a row, none where no label before the last cell is torn."""
    for left, text in enumerate(upper[:-1]):
        for right, end in enumerate(lower[: left + 1]):
            if tears_label(text, end) and not levels(text):
                behind = _ended(upper[left + 1 :], lower[right + 1 :])
                return [*_ended(upper[:left], lower[:right]), text + end, *behind] if behind else []
    return []


def tears_label(text: str, end: str) -> bool:
    """Whether two texts are the halves of a label that ends in 指标 (可持续影 | 响指标)."""
    return ends_label(text, end) and (text + end).endswith("指标")


def _ended(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """The parts with those below as the ends of as many of them: of labels and dates, or of the widest; none where these are more."""
    ways = list(combinations(range(len(upper)), len(lower)))
    if not ways:
        return []

    def fitting(way: tuple[int, ...]) -> int:
        pairs = [(upper[at], end) for at, end in zip(way, lower, strict=True)]
        return sum(_SURELY * (goes_on(text, end) or bool(levels(text + end))) + width(text) for text, end in pairs)

    best = max(ways, key=fitting)
    ends = dict(zip(best, lower, strict=True))
    return [text + ends.get(at, "") for at, text in enumerate(upper)]
