"""Tables of which each line is a row between outer pipes, or with one behind each cell, without the cells that merged ones cover.

So a web page's text is taken out that keeps the pipes alone: no rule stands below the header, and not all rows have as many cells.
Where pipes make up for the cells that are missing, or rows go on over lines, other readers know better.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from extract.document import FoundTable, Place, Row
from extract.readers.spans import as_cell, text_to_lines
from ontology.forms import head_targets
from ontology.framework import levels

if TYPE_CHECKING:
    from collections.abc import Sequence

_FEWEST_ROWS = 4
_FEWEST_CELLS = 2
_MOST_ALONE = 4
"""Of so many rows one may hold a cell alone: a title, or a level over the rows below."""


def piped_line_tables(lines: Sequence[str]) -> list[FoundTable]:
    """The tables of this kind in lines, in order."""
    found: list[FoundTable] = []
    at = 0
    while at < len(lines):
        framed = lines[at].lstrip().startswith("|")
        stop = at
        while stop < len(lines) and _is_row(lines[stop], framed=framed):
            stop += 1
        if stop - at >= _FEWEST_ROWS and _are_ragged(lines[at:stop]):
            rows = [
                _row(lines[number], number, count, framed=framed) for count, number in enumerate(range(at, stop), 1)
            ]
            if _are_rows(lines[at:stop], rows):
                found.append(FoundTable(tuple(rows), at, stop))
        at = max(stop, at + 1)
    return found


def _is_row(line: str, *, framed: bool) -> bool:
    """Whether a line holds cells that a pipe ends; `framed`: behind another pipe. One that begins a line ends a blank cell else."""
    text = line.strip()
    return len(text) > 1 and text[-1] == "|" and (text[0] == "|" or not framed)


def _are_ragged(lines: Sequence[str]) -> bool:
    """Whether not all lines have as many cells, and none makes up for those that are missing."""
    return len({line.count("|") for line in lines}) > 1 and not any("||" in line for line in lines)


def _are_rows(lines: Sequence[str], rows: Sequence[Row]) -> bool:
    """Whether each line is a row: the header stands on one, the others have as many cells or fewer."""
    widths = [line.count("|") for line in lines]
    heads = [width for width, row in zip(widths, rows, strict=True) if _is_header(row)]
    alone = sum(len(row.cells) < _FEWEST_CELLS for row in rows)
    return alone * _MOST_ALONE < len(rows) and bool(heads) and max(widths) == heads[0]


def _is_header(row: Row) -> bool:
    """Whether a row holds the headings and no cell below them, as where rows run together."""
    return head_targets(row.texts) and not any(map(levels, row.texts))


def _row(line: str, number: int, count: int, *, framed: bool) -> Row:
    place = Place(line=number + 1)
    fields = line.strip()[int(framed) : -1].split("|")
    cells = (as_cell(text_to_lines(field), column, place) for column, field in enumerate(fields) if field.strip())
    return Row(tuple(cells), count)
