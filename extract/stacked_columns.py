"""Tables in which a conversion took two columns for one get a column for each: both levels, projects and levels or amounts.

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
    from collections.abc import Callable, Sequence

    from extract.document import Cell, Document, Row

_FIRST = 1
_TWO = 2
_BOTH_LEVELS, _NAMES = ["level1", "level2"], ["level2", "level3"]
_AMOUNT = re.compile(r"\d[\d,，]*(?:\.\d+)?")


def with_stacked_columns(document: Document) -> Document:
    """The document with such columns divided; any other as it is."""
    blocks = (
        _with_amounts_apart(
            _with_levels_apart(
                _with_labels_apart(_with_labels_apart(block, _BOTH_LEVELS, _levels), _NAMES, _label_and_name)
            )
        )
        if isinstance(block, Table) and any(cell.lines for row in block.rows for cell in row.cells)
        else block
        for block in document.blocks
    )
    return replace(document, blocks=tuple(blocks))


def _heading(table: Table, heads: Callable[[Cell], bool]) -> tuple[int, Cell | None]:
    """The first heading of a kind in a table, and the number of its row from 0."""
    return next(((at, cell) for at, row in enumerate(table.rows) for cell in row.cells if heads(cell)), (0, None))


def _moved(row: Row, heading: Cell) -> list[Cell]:
    """The cells of a row, those right of the heading one column further, and the heading as two of a line each."""
    cells: list[Cell] = []
    for cell in row.cells:
        if cell == heading:
            cells += [
                cell._replace(text=text, column=cell.column + at, columns=1, lines=())
                for at, text in enumerate(_project_first(cell.lines[-_TWO:]))
            ]
        else:
            cells.append(cell._replace(column=cell.column + (cell.column > heading.column)))
    return cells


def _project_first(lines: Sequence[str]) -> list[str]:
    return sorted(lines, key=lambda line: column_role(line) != "project")


def _with_labels_apart(table: Table, roles: list[str], parted: Callable[[Sequence[str]], tuple[str, str]]) -> Table:
    """The table with two columns for the one whose heading holds headings of these roles, a line each.

    `parted` divides the lines of a cell below it into the texts of the two.
    """
    header, heading = _heading(table, lambda cell: [column_role(line) for line in cell.lines] == roles)
    if heading is None:
        return table
    rows = (
        _moved(row, heading)
        if at <= header
        else [part for cell in row.cells for part in _parted(cell, heading.column, parted)]
        for at, row in enumerate(table.rows)
    )
    return replace(
        table, rows=tuple(replace(row, cells=tuple(cells)) for row, cells in zip(table.rows, rows, strict=True))
    )


def _parted(cell: Cell, column: int, parted: Callable[[Sequence[str]], tuple[str, str]]) -> list[Cell]:
    """A cell of the column as its two, a blank one left out, and a cell right of it one column further."""
    if cell.column != column:
        return [cell._replace(column=cell.column + (cell.column > column))]
    texts = enumerate(parted(cell.lines or (cell.text,)), column)
    return [cell._replace(text=text, column=place, columns=1, lines=()) for place, text in texts if text]


def _levels(lines: Sequence[str]) -> tuple[str, str]:
    """The labels of the first and of the second level that stand above each other."""
    first, *rest = lines
    if column_role(first) == "group" and rest:  # down the side of the table
        first, *rest = rest
    above = _FIRST in levels(first) and (rest or levels(first) == {_FIRST})
    return (first, "".join(rest)) if above else ("", "".join((first, *rest)))


def _label_and_name(lines: Sequence[str]) -> tuple[str, str]:
    """The label of the second level and the name that stand above each other."""
    labels = [count for count in range(1, len(lines) + 1) if levels("".join(lines[:count]))]
    end = labels[-1] if labels else 0
    return "".join(lines[:end]), "".join(lines[end:])


def _with_levels_apart(table: Table) -> Table:
    """The table with first levels in a column of their own, right of the projects that they stood among."""
    header, heading = _heading(table, _heads_levels)
    if heading is None:
        return table
    below = (cell.text for row in table.rows[header + 1 :] for cell in row.cells if cell.column == heading.column)
    if len({_FIRST in levels(text) for text in below}) < _TWO:
        return table
    rows = (
        tuple(
            cell._replace(column=cell.column + (cell.column == heading.column and _FIRST in levels(cell.text)))
            for cell in _moved(row, heading)
        )
        for row in table.rows
    )
    return replace(table, rows=tuple(replace(row, cells=cells) for row, cells in zip(table.rows, rows, strict=True)))


def _heads_levels(cell: Cell) -> bool:
    """Whether a cell holds the headings of projects and of first levels, a line each."""
    return len(cell.lines) == _TWO and {column_role(line) for line in cell.lines} == {"project", "level1"}


def _with_amounts_apart(table: Table) -> Table:
    """The table with the amounts among the lines of its projects' names in a column of their own, and these names whole."""
    header, heading = _heading(table, _heads_amounts)
    if heading is None:
        return table
    held = [_moved(row, heading) if at >= header else list(row.cells) for at, row in enumerate(table.rows)]
    above: tuple[int, int] | None = None
    for at, cells in enumerate(held[header + 1 :], header + 1):
        place = next((place for place, cell in enumerate(cells) if cell.column == heading.column), None)
        if place is None:
            continue
        parts = cells[place].lines or (cells[place].text,)
        amounts = [part for part in parts if _AMOUNT.fullmatch(part)]
        name = cells[place]._replace(text="".join(part for part in parts if part not in amounts), lines=())
        if amounts:
            above = (at, place)
            cells[place : place + 1] = [name, name._replace(text=amounts[-1], column=name.column + 1)]
        elif above:
            begun = held[above[0]][above[1]]
            held[above[0]][above[1]] = begun._replace(text=begun.text + name.text)
            del cells[place]
    return replace(
        table, rows=tuple(replace(row, cells=tuple(cells)) for row, cells in zip(table.rows, held, strict=True))
    )


def _heads_amounts(cell: Cell) -> bool:
    """Whether a cell holds the headings of projects and of their amounts, a line each, perhaps with their owners'."""
    return [column_role(line) for line in cell.lines][-_TWO:] == ["project", "amount"]
