"""The lines of a text without what its pages print where this stands right between the lines of a table."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extract.pages import furniture_of
from ontology.folding import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

_SURE = re.compile(r"[-—–－·]+\d{1,4}[-—–－·]+|第\d{1,4}页(?:[，,/|]?共\d{1,4}页)?|[-—–－]*\d{1,4}/\d{1,4}[-—–－]*")
"""What numbers a page and can be no cell; bare numbers can."""
_CELLS = re.compile(r"[\t|│]")


def page_ends(lines: Sequence[str]) -> list[range]:
    """Where page numbers stand, running heads and feet beside them included, that no blank line sets off on either side."""
    folded = [fold(line) for line in lines]
    sure = [at for at, text in enumerate(folded) if _SURE.fullmatch(text)]
    furniture = furniture_of([text for text in folded if text]) if sure else frozenset()
    ends: list[range] = []
    for at in sure:
        if ends and at < ends[-1].stop:
            continue
        start = stop = at
        while start > 0 and folded[start - 1] in furniture and not folded[start - 1].isdecimal():
            start -= 1
        while stop + 1 < len(lines) and folded[stop + 1] in furniture and not folded[stop + 1].isdecimal():
            stop += 1
        if start > 0 and stop + 1 < len(lines) and _CELLS.search(lines[start - 1]) and _CELLS.search(lines[stop + 1]):
            ends.append(range(start, stop + 1))
    return ends
