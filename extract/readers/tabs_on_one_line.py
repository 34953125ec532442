"""Tables whose rows a conversion strung together on one line: a tab ends each cell and each row, blank cells included.

Every so many cells are a row. How many is what puts the levels' labels below their headings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from extract.document import Cell, FoundTable, Place, Row, printed
from ontology.forms import column_role
from ontology.framework import levels

if TYPE_CHECKING:
    from collections.abc import Sequence

_FEWEST_COLUMNS = 3
_MOST_COLUMNS = 20
_FEWEST_ROWS = 4
_FEWEST_LABELS = 3
"""Labels of levels below their headings, from which a width is the right one."""
_HEADED = {"level3", "value"}


def strung_tables(lines: Sequence[str]) -> list[FoundTable]:
    """The tables of this kind in lines, each on one of them, in order."""
    return [
        FoundTable(rows, at, at + 1)
        for at, line in enumerate(lines)
        if line.count("\t") >= _FEWEST_ROWS * _FEWEST_COLUMNS and (rows := _rows(line, at + 1))
    ]


def _rows(line: str, number: int) -> tuple[Row, ...]:
    """The rows of a line's cells; none where no width puts labels and headings one below the other."""
    texts = [printed(text) for text in line.split("\t")]
    roles = [column_role(text) if text else None for text in texts]
    if not set(roles) >= _HEADED:
        return ()
    widths = range(_FEWEST_COLUMNS, min(_MOST_COLUMNS, len(texts) // _FEWEST_ROWS) + 1)
    labels, width = max(((_labels_below(texts, roles, width), width) for width in widths), default=(0, 0))
    if labels < _FEWEST_LABELS:
        return ()
    starts = range(0, len(texts), width)
    rows = [[(place, text) for place, text in enumerate(texts[start : start + width]) if text] for start in starts]
    held = [tuple(Cell(text, column, Place(line=number)) for column, text in row) for row in rows if row]
    return tuple(Row(cells, at) for at, cells in enumerate(held, 1))


def _labels_below(texts: Sequence[str], roles: Sequence[str | None], width: int) -> int:
    """How many labels stand below the headings of their levels in rows of a width; none where the header is not in one row."""
    name = roles.index("level3")
    heads = {
        place % width: roles[place]
        for place in range(name - name % width, len(texts))
        if place // width == name // width
    }
    if not set(heads.values()) >= _HEADED:
        return 0
    below = 0
    for place in range((name // width + 1) * width, len(texts)):
        named = levels(texts[place]) if texts[place] else frozenset()
        if named and heads.get(place % width) not in {f"level{level}" for level in named}:
            return 0
        below += bool(named)
    return below
