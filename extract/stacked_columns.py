"""Tables in which a conversion took a column of projects and one of levels for one (项目名称 over 一级指标) get a column for each."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from extract.document import Table
from ontology.forms import column_role
from ontology.framework import levels

if TYPE_CHECKING:
    from extract.document import Cell, Document, Row

_FIRST = 1
_TWO = 2


def with_stacked_columns(document: Document) -> Document:
    """The document with such columns divided; any other as it is."""
    blocks = (_divided(block) if isinstance(block, Table) else block for block in document.blocks)
    return replace(document, blocks=tuple(blocks))


def _divided(table: Table) -> Table:
    heads = ((at, cell) for at, row in enumerate(table.rows) for cell in row.cells if _heads_two(cell))
    header, heading = next(heads, (0, None))
    if heading is None:
        return table
    below = (cell.text for row in table.rows[header + 1 :] for cell in row.cells if cell.column == heading.column)
    kinds = {_FIRST in levels(text) for text in below}
    if len(kinds) < _TWO:
        return table
    return replace(table, rows=tuple(_apart(row, heading) for row in table.rows))


def _heads_two(cell: Cell) -> bool:
    """Whether a cell holds the headings of projects and of first levels, a line each."""
    return len(cell.lines) == _TWO and {column_role(line) for line in cell.lines} == {"project", "level1"}


def _apart(row: Row, heading: Cell) -> Row:
    """A row with the projects in the column of a heading, and the levels and what stands right of it one column further."""
    cells: list[Cell] = []
    for cell in row.cells:
        if cell == heading:
            project, level = sorted(cell.lines, key=lambda line: column_role(line) != "project")
            cells += [
                cell._replace(text=text, column=cell.column + at, columns=1, lines=())
                for at, text in enumerate((project, level))
            ]
        else:
            moved = cell.column > heading.column or (cell.column == heading.column and _FIRST in levels(cell.text))
            cells.append(cell._replace(column=cell.column + moved))
    return replace(row, cells=tuple(cells))
