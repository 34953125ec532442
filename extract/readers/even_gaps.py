"""Lines of recognised text whose cells stand apart by two blanks wherever they stand, so that gaps tell no columns.

Where labels stand in the middle of their rows such lines are to be read as a page prints them (see `extract.printed_lines`), with
single blanks between parts.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extract.document import printed
from extract.readers.spaced import parts
from extract.side_labels import is_cut_side
from ontology.forms import column_role
from ontology.framework import levels

if TYPE_CHECKING:
    from collections.abc import Sequence

_GAP = re.compile(r"(?<=\S) {2,}(?=\S)")
_FEWEST_GAPS, _NEARLY_ALL = 20, 0.97
"""Gaps from which they tell anything, and the share of them that are two blanks."""
_FEWEST_LABELS = 2
"""Labels alone on their lines."""


def with_single_gaps(lines: Sequence[str]) -> list[str]:
    """The lines with single blanks between their parts in such a text; those of any other as they are."""
    gaps = [len(gap) for line in lines for gap in _GAP.findall(line)]
    if len(gaps) < _FEWEST_GAPS or gaps.count(2) < _NEARLY_ALL * len(gaps):
        return list(lines)
    held = [[text for text, _ in parts(line)] for line in lines]
    alone = sum(len(texts) == 1 and bool(levels(printed(texts[0]))) for texts in held)
    if alone < _FEWEST_LABELS or not any(_begins_with_name(held, at) for at in range(len(held))):
        return list(lines)
    return [_GAP.sub(" ", line) for line in lines]


def _begins_with_name(held: Sequence[Sequence[str]], at: int) -> bool:
    """Whether a line heads names, and the first row below it begins with one: its labels stand further below."""
    if "level3" not in [column_role(printed(text)) for text in held[at]] or len(held[at]) < 2:  # noqa: PLR2004 - name and target
        return False
    below = (texts for texts in held[at + 1 :] if texts and not (len(texts) == 1 and is_cut_side(texts[0])))
    first = next(below, [])
    return len(first) > 1 and not levels(printed(first[0])) and column_role(printed(first[0])) is None
