"""How wide columns were printed, as the lengths of their texts tell: what fills its column may go on below, what is shorter not."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from extract.cell_types import looks_like_quantity
from ontology.framework import levels
from ontology.units import is_unit

if TYPE_CHECKING:
    from collections.abc import Sequence

_NUMBERED = re.compile(r"[\da-zA-Z]")
"""Signs narrower than Chinese ones, which say nothing of a width."""
SHORTEST_BROKEN = 7
"""Signs of a line that may have filled its column."""
_FEWEST_FULL = 3
_SHORTEST_NARROW = 5  # signs of a line that may have filled a narrow column, where most columns are as narrow
_FEWEST_NARROW = 6
_SHARE_NARROW = 5
_CACHED = 16_384  # each line is asked about for every column


@lru_cache(_CACHED)
def width(text: str) -> int:
    """How many columns a text takes where Chinese signs take two."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def column_width(texts: Sequence[str]) -> int:
    """The length of the longest words, where so many share it that a column's width must have cut them."""
    lengths = [len(text) for text in texts if not (_NUMBERED.search(text) or levels(text))]
    longest = max(lengths, default=0)
    full = lengths.count(longest)
    narrow = longest >= _SHORTEST_NARROW and full >= _FEWEST_NARROW and full * _SHARE_NARROW >= len(lengths)
    return longest if narrow or (longest > SHORTEST_BROKEN and full >= _FEWEST_FULL) else 0


def own_width(texts: Sequence[str]) -> int:
    """The Chinese signs that a line of a column has room for, by its texts, as `column_width` has it, figures taking half of one."""
    widths = [width(text) // 2 for text in dict.fromkeys(texts) if not levels(text)]
    widest = max(widths, default=0)
    return widest if widest > SHORTEST_BROKEN and widths.count(widest) >= _FEWEST_FULL else 0


def longest_name(texts: Sequence[str], seams: Sequence[str]) -> int:
    """The signs of the longest text that a target, or its unit, follows on its line; 0 where few do."""
    named = [
        len(text)
        for text, following, seam in zip(texts, texts[1:], seams[1:], strict=False)
        if seam == " " and (looks_like_quantity(following) or is_unit(following)) and _may_be_name(text)
    ]
    return max(named) if len(named) >= _FEWEST_FULL else 0


def _may_be_name(text: str) -> bool:
    return not (looks_like_quantity(text) or levels(text) or is_unit(text))
