"""How wide columns were printed, as the lengths of their texts tell: what fills its column may go on below, what is shorter not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extract.cell_types import looks_like_quantity
from ontology.framework import levels

if TYPE_CHECKING:
    from collections.abc import Sequence

_SHORTEST_BROKEN = 7  # signs of a line that may have filled its column
_FEWEST_FULL = 3


def column_width(texts: Sequence[str]) -> int:
    """The length of the longest words, where so many share it that a column's width must have cut them."""
    lengths = [len(text) for text in texts if not looks_like_quantity(text)]
    longest = max(lengths, default=0)
    return longest * (longest > _SHORTEST_BROKEN and lengths.count(longest) >= _FEWEST_FULL)


def longest_name(texts: Sequence[str], seams: Sequence[str]) -> int:
    """The signs of the longest text that a target follows on its line; 0 where few do."""
    named = [
        len(text)
        for text, following, seam in zip(texts, texts[1:], seams[1:], strict=False)
        if seam == " " and looks_like_quantity(following) and not looks_like_quantity(text) and not levels(text)
    ]
    return max(named) if len(named) >= _FEWEST_FULL else 0
