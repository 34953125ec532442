"""Tables of which each line is a row between outer pipes, without the cells that merged ones cover and without a rule below the header.

So a web page's text is taken out that keeps the pipes alone. Rows hold no blank cells, and not all as many; where they fill columns
of fixed width, or go on over lines, other readers know better.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from extract.document import FoundTable, Place, Row
from extract.readers.spans import as_cell, text_to_lines
from ontology.forms import head_targets

if TYPE_CHECKING:
    from collections.abc import Sequence

_FEWEST_ROWS = 4
_FEWEST_CELLS = 2


def piped_line_tables(lines: Sequence[str]) -> list[FoundTable]:
    """The tables of this kind in lines, in order."""
    found: list[FoundTable] = []
    at = 0
    while at < len(lines):
        stop = at
        while stop < len(lines) and _is_framed(lines[stop]):
            stop += 1
        whole = stop - at >= _FEWEST_ROWS and all(map(_is_filled, lines[at:stop]))
        rows = [_row(lines[number], number, count) for count, number in enumerate(range(at, stop), 1)] if whole else []
        widths = {len(row.cells) for row in rows}
        if any(head_targets(row.texts) for row in rows) and len(widths) > 1 and min(widths) >= _FEWEST_CELLS:
            found.append(FoundTable(tuple(rows), at, stop))
        at = max(stop, at + 1)
    return found


def _is_framed(line: str) -> bool:
    text = line.strip()
    return len(text) > 1 and text[0] == "|" == text[-1]


def _is_filled(line: str) -> bool:
    """Whether none of the cells of a line between pipes is blank."""
    return all(field.strip() for field in line.strip()[1:-1].split("|"))


def _row(line: str, number: int, count: int) -> Row:
    place = Place(line=number + 1)
    fields = line.strip()[1:-1].split("|")
    return Row(tuple(as_cell(text_to_lines(field), column, place) for column, field in enumerate(fields)), count)
