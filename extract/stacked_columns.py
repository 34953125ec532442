"""Tables in which a conversion took a column of projects and another for one get a column for each: levels, or amounts.

Where the amounts of projects stand among the lines of their names (项目名称 over 预算数), these are torn over the rows beside them.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from extract.document import Table
from ontology.forms import column_role
from ontology.framework import levels

if TYPE_CHECKING:
    from extract.document import Cell, Document, Row

_FIRST = 1
_TWO = 2
_AMOUNT = re.compile(r"\d[\d,，]*(?:\.\d+)?")


def with_stacked_columns(document: Document) -> Document:
    """The document with such columns divided; any other as it is."""
    blocks = (_without_amounts(_divided(block)) if isinstance(block, Table) else block for block in document.blocks)
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


def _without_amounts(table: Table) -> Table:
    """The table with the amounts among the lines of its projects' names in a column of their own, and these names whole."""
    heads = ((at, cell) for at, row in enumerate(table.rows) for cell in row.cells if _heads_amounts(cell))
    header, heading = next(heads, (0, None))
    if heading is None:
        return table
    rows = [_with_two_headings(row, heading) if at == header else row for at, row in enumerate(table.rows)]
    first: tuple[int, int] | None = None
    for at, row in enumerate(rows[header + 1 :], header + 1):
        cells = [cell._replace(column=cell.column + (cell.column > heading.column)) for cell in row.cells]
        rows[at] = replace(row, cells=tuple(cells))
        found = next((n for n, cell in enumerate(cells) if cell.column == heading.column), None)
        if found is None:
            continue
        parts = cells[found].lines or (cells[found].text,)
        amounts = [part for part in parts if _AMOUNT.fullmatch(part)]
        name = cells[found]._replace(text="".join(part for part in parts if part not in amounts), lines=())
        if amounts:
            first = (at, found)
            amount = name._replace(text=amounts[-1], column=name.column + 1)
            rows[at] = replace(row, cells=(*cells[:found], name, amount, *cells[found + 1 :]))
        elif first:
            top, place = first
            held = list(rows[top].cells)
            held[place] = held[place]._replace(text=held[place].text + name.text)
            rows[top] = replace(rows[top], cells=tuple(held))
            rows[at] = replace(row, cells=(*cells[:found], *cells[found + 1 :]))
    return replace(table, rows=tuple(rows))


def _heads_amounts(cell: Cell) -> bool:
    """Whether a cell holds the headings of projects and of their amounts, a line each, perhaps with their owners'."""
    return [column_role(line) for line in cell.lines][-_TWO:] == ["project", "amount"]


def _with_two_headings(row: Row, heading: Cell) -> Row:
    cells: list[Cell] = []
    for cell in row.cells:
        if cell == heading:
            cells += [
                cell._replace(text=text, column=cell.column + at, columns=1, lines=())
                for at, text in enumerate(cell.lines[-_TWO:])
            ]
        else:
            cells.append(cell._replace(column=cell.column + (cell.column > heading.column)))
    return replace(row, cells=tuple(cells))
