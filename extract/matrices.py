"""Tables of one project a row and one indicator a column become tables of one indicator a row.

Three rows head such a table: first levels, second levels, names; what stands left of them tells of the project. Where a table
comes in parts, the rows of the next one stand under the same headings.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from extract.cell_types import is_target
from extract.document import Cell, Row, Table
from extract.form import is_field_row, lone_title
from extract.headers import is_header
from ontology.forms import column_role
from ontology.framework import is_whole_label, levels

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from extract.document import Document

_HEADINGS = ("一级指标", "二级指标", "三级指标", "指标值")
_HEADER_ROWS = 3
_FEWEST = 2
"""Labels of a first row of levels, and names below them."""
_LOOKED_AT = 50
"""Rows below a header that tell whether they hold targets."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """The heading rows of such a table, what stands left of the levels, and the columns of an indicator's own cells."""

    header: tuple[Row, ...]
    left: tuple[Cell, ...]
    ends: range

    @property
    def headings(self) -> Row:
        """The one heading row of the table with an indicator a row."""
        place = self.header[0].cells[0].place
        own = (Cell(text, column, place) for text, column in zip(_HEADINGS, self.ends, strict=True))
        return Row((*self.left, *own), self.header[0].number)


def with_matrices(document: Document) -> Document:
    """The document with such tables turned into rows; any other as it is."""
    return document.with_each_table(lambda table: unrolled(table)[0])


def unrolled(table: Table, matrix: Matrix | None = None) -> tuple[Table, Matrix | None]:
    """The table with the rows of its matrices turned, and the matrix that its last rows belong to.

    Args:
        table: any table.
        matrix: that of the part before, where the table goes on.
    """
    found = {at: begun for at in _above_labels(table.rows) if (begun := _matrix_at(table.rows, at))}
    if matrix is None and not found:
        return table, None
    rows: list[Row] = []
    at = 0
    while at < len(table.rows):
        if at in found:
            matrix = found[at]
            rows.append(matrix.headings)
            at += _HEADER_ROWS
            continue
        row = table.rows[at]
        if matrix and (is_header(row) or is_field_row(row) or lone_title(row)):
            matrix = None
        rows += (list(_row_to_indicators(row, matrix)) if matrix else []) or [row]
        at += 1
    turned = tuple(rows)
    return (table if turned == table.rows else replace(table, rows=turned)), matrix


def _above_labels(rows: Sequence[Row]) -> list[int]:
    """The rows right above those that begin with a level's label, as the second row of a matrix does: most rows are none."""
    return [at for at, row in enumerate(rows[1:]) if row.cells and levels(row.cells[0].text)]


def _matrix_at(rows: Sequence[Row], at: int) -> Matrix | None:
    """The matrix whose header begins at a row, where most cells below it are targets."""
    header = tuple(rows[at : at + _HEADER_ROWS])
    if not _is_header(*header):
        return None
    names = header[-1].cells
    starts = {cell.column for cell in names}
    below = rows[at + _HEADER_ROWS : at + _HEADER_ROWS + _LOOKED_AT]
    held = [cell.text for row in below for cell in row.cells if cell.column in starts and _says(cell.text)]
    if 2 * sum(map(is_target, held)) <= len(held):
        return None
    left = tuple(cell for cell in header[0].cells if cell.column < names[0].column and not levels(cell.text))
    first = left[-1].end
    return Matrix(header, left, range(first, first + len(_HEADINGS)))


def _is_header(*rows: Row) -> bool:
    """Whether rows are first levels, second levels below them, and names below these; beside the first stands a project."""
    if len(rows) != _HEADER_ROWS or not all(row.cells for row in rows):
        return False
    firsts = [cell for cell in rows[0].cells if 1 in levels(cell.text)]
    if len(firsts) < _FEWEST:
        return False
    begin = firsts[0].column
    if not any(cell.column < begin and column_role(cell.text) == "project" for cell in rows[0].cells):
        return False
    seconds, names = rows[1].cells, rows[2].cells
    inside = all(cell.column >= begin for cell in (*seconds, *names))
    labelled = all(2 in levels(cell.text) for cell in seconds)  # noqa: PLR2004 - the second level
    # 群众满意度 is a label's spelling too, and a name here.
    unnamed = any(is_whole_label(text) or is_target(text) for text in rows[2].texts)
    named = len(names) >= max(_FEWEST, len(seconds)) and not unnamed
    return inside and labelled and named


def _row_to_indicators(row: Row, matrix: Matrix) -> Iterator[Row]:
    """A row for each target that a project's row holds, with what it tells of the project; the name stands where its target does."""
    told = [cell for cell in row.cells if any(heading.column <= cell.column < heading.end for heading in matrix.left)]
    cells = {cell.column: cell for cell in row.cells}
    for name in matrix.header[-1].cells:
        target = cells.get(name.column)
        if target is not None and _says(target.text):
            labels = [_over(level.cells, name.column).text for level in matrix.header[:-1]]
            texts = zip((*labels, name.text, target.text), matrix.ends, strict=True)
            bare = target._replace(columns=1, rows=1, lines=(), raw=None)
            yield replace(row, cells=(*told, *(bare._replace(text=text, column=at) for text, at in texts)))


def _says(text: str) -> bool:
    """Whether a cell says anything; a dash tells that the project has no such indicator."""
    return any(map(str.isalnum, text))


def _over(cells: Sequence[Cell], column: int) -> Cell:
    """The label over a column: the last one that does not begin right of it."""
    return max((cell for cell in cells if cell.column <= column), key=lambda cell: cell.column, default=cells[0])
