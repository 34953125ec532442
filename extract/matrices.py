"""Tables of one project a row and one indicator a column become tables of one indicator a row.

Three rows head such a table: first levels, second levels, names; what stands left of them tells of the project.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from extract.cell_types import is_target
from extract.document import Cell, Row, Table
from ontology.forms import column_role
from ontology.framework import levels

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from extract.document import Document

_HEADINGS = ("一级指标", "二级指标", "三级指标", "指标值")
_HEADER_ROWS = 3
_FEWEST = 2
"""Labels of a first row of levels, and names below them."""


def with_matrices(document: Document) -> Document:
    """The document with such tables turned into rows; any other as it is."""
    blocks = (_unrolled(block) if isinstance(block, Table) else block for block in document.blocks)
    return replace(document, blocks=tuple(blocks))


def _unrolled(table: Table) -> Table:
    rows = table.rows
    found = next((at for at in range(len(rows) - _HEADER_ROWS) if _is_header(*rows[at : at + _HEADER_ROWS])), None)
    if found is None:
        return table
    header, below = rows[found : found + _HEADER_ROWS], rows[found + _HEADER_ROWS :]
    names = header[-1].cells
    stop = next((at for at, row in enumerate(below) if _is_header(*below[at : at + _HEADER_ROWS])), len(below))
    starts = {cell.column for cell in names}
    held = [cell.text for row in below[:stop] for cell in row.cells if cell.column in starts and _says(cell.text)]
    if 2 * sum(map(is_target, held)) <= len(held):
        return table
    left = _left_headings(header, names[0].column)
    ends = range(left[-1].end if left else 0, (left[-1].end if left else 0) + len(_HEADINGS))
    place = header[0].cells[0].place
    headings = (*left, *(Cell(text, column, place) for text, column in zip(_HEADINGS, ends, strict=True)))
    data = [one for row in below[:stop] for one in _row_to_indicators(row, header, left, ends)]
    upright = replace(table, rows=(*rows[:found], Row(headings, header[0].number), *data))
    rest = _unrolled(replace(table, rows=below[stop:])) if stop < len(below) else None
    return replace(upright, rows=(*upright.rows, *rest.rows)) if rest else upright


def _is_header(*rows: Row) -> bool:
    """Whether rows are first levels, second levels below them, and names below these; beside the first stands a project."""
    if len(rows) != _HEADER_ROWS or not all(row.cells for row in rows):
        return False
    firsts = [cell for cell in rows[0].cells if 1 in levels(cell.text)]
    if len(firsts) < _FEWEST or not any(column_role(text) == "project" for text in rows[0].texts):
        return False
    begin = firsts[0].column
    seconds, names = rows[1].cells, rows[2].cells
    inside = all(cell.column >= begin for cell in (*seconds, *names))
    labelled = all(2 in levels(cell.text) for cell in seconds)  # noqa: PLR2004 - the second level
    # 群众满意度 is a label's spelling too, and a name here.
    unnamed = any((levels(text) and text.endswith("指标")) or is_target(text) for text in rows[2].texts)
    named = len(names) >= max(_FEWEST, len(seconds)) and not unnamed
    return inside and labelled and named


def _left_headings(header: Sequence[Row], end: int) -> list[Cell]:
    return [cell for cell in header[0].cells if cell.column < end and not levels(cell.text)]


def _row_to_indicators(row: Row, header: Sequence[Row], left: Sequence[Cell], ends: range) -> Iterator[Row]:
    """A row for each target that a project's row holds, with what it tells of the project; the name stands where its target does."""
    told = [cell for cell in row.cells if any(heading.column <= cell.column < heading.end for heading in left)]
    for name in header[-1].cells:
        target = next((cell for cell in row.cells if cell.column == name.column), None)
        if target is not None and _says(target.text):
            labels = [_over(level.cells, name.column).text for level in header[:-1]]
            texts = zip((*labels, name.text, target.text), ends, strict=True)
            bare = target._replace(columns=1, rows=1, lines=(), raw=None)
            yield replace(row, cells=(*told, *(bare._replace(text=text, column=at) for text, at in texts)))


def _says(text: str) -> bool:
    """Whether a cell says anything; a dash tells that the project has no such indicator."""
    return any(map(str.isalnum, text))


def _over(cells: Sequence[Cell], column: int) -> Cell:
    """The label over a column: the last one that does not begin right of it."""
    return max((cell for cell in cells if cell.column <= column), key=lambda cell: cell.column, default=cells[0])
